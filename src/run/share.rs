//! The part of a run that one process carries out: its threads among those of all processes, and what follows from that.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::plan::{Lane, Plan, PlannedLoad, Quota};
use crate::scenario::{Pick, Source};

/// Of so many rows for each process none is dealt more than a twentieth more often than another, when each process begins again
/// with its own.
const ROWS_EACH: usize = 20;

/// The part of one process in a run. Virtual users, arrivals and counted iterations belong to threads by their numbers
/// ([`Lane`]), so processes need not agree on anything but their threads' numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunShare {
    /// The number of the process, from 0.
    pub shard: usize,
    /// The number of processes, at least 1.
    pub shards: usize,
    /// The number of its first engine thread among those of all processes.
    pub first_thread: usize,
    /// Its engine threads.
    pub threads: usize,
    /// The engine threads of all processes.
    pub all_threads: usize,
}

impl RunShare {
    /// The share of the only process, with so many engine threads.
    #[must_use]
    pub const fn whole(threads: usize) -> Self {
        Self { shard: 0, shards: 1, first_thread: 0, threads, all_threads: threads }
    }

    /// The shares of processes with so many engine threads each.
    #[must_use]
    pub fn of_each(threads: &[usize]) -> Vec<Self> {
        let all_threads = threads.iter().sum();
        let share = |(shard, own): (usize, &usize)| Self {
            shard,
            shards: threads.len(),
            first_thread: threads.iter().take(shard).sum(),
            threads: *own,
            all_threads,
        };
        threads.iter().enumerate().map(share).collect()
    }

    /// Whether a thread is its own.
    pub(super) fn has(self, thread: usize) -> bool {
        (self.first_thread..self.first_thread + self.threads).contains(&thread)
    }

    /// Its lanes in an executor.
    fn lanes(self, load: &PlannedLoad) -> impl Iterator<Item = Lane> + '_ {
        let threads = self.first_thread..self.first_thread + self.threads;
        threads.filter_map(move |thread| load.lane(thread, self.all_threads))
    }

    /// How many of an executor's virtual users it has.
    #[must_use]
    pub fn vus(self, load: &PlannedLoad) -> u32 {
        let vus: usize = self.lanes(load).map(|lane| lane.share_of(load.schedule.vus_max())).sum();
        u32::try_from(vus).unwrap_or(u32::MAX)
    }

    /// How many of `count` things that are dealt to an executor's threads in turn belong to it.
    fn of_count(self, load: &PlannedLoad, count: u64) -> u64 {
        self.lanes(load).map(|lane| lane.share_of_count(count)).sum()
    }

    /// How many iterations its virtual users of an executor share (shared-iterations).
    pub(super) fn shared_iterations(self, load: &PlannedLoad) -> u64 {
        match load.schedule.quota() {
            Quota::Shared(iterations) => self.of_count(load, iterations),
            Quota::Unlimited | Quota::PerVu(_) => 0,
        }
    }

    /// How many of an executor's iterations it has to begin, when the executor states their number; `seed` is the plan's.
    #[must_use]
    pub fn planned_iterations(self, load: &PlannedLoad, seed: u64) -> Option<u64> {
        let planned = load.planned_iterations(seed)?;
        Some(match load.schedule.quota() {
            Quota::PerVu(iterations) => iterations.saturating_mul(u64::from(self.vus(load))),
            Quota::Shared(_) | Quota::Unlimited => self.of_count(load, planned),
        })
    }

    /// The row of a data source that is dealt in turn for its `dealt`-th iteration, counted from 0: no two processes deal the same
    /// one before they have dealt all.
    pub(super) fn row(self, source: &Source, dealt: usize) -> usize {
        let rows = source.table.rows();
        if self.keeps_to_own_rows(source) {
            let own = self.rows_in_turn(rows);
            return own.start + dealt.checked_rem(own.count).unwrap_or(0) * self.shards;
        }
        dealt.saturating_mul(self.shards).saturating_add(self.shard).checked_rem(rows).unwrap_or(0)
    }

    /// Whether a process that has dealt its rows begins again with them, and not with all. Secret rows stay where they are needed.
    /// Of others there must be so many that no row is dealt noticeably more often than those of another process.
    fn keeps_to_own_rows(self, source: &Source) -> bool {
        self.shards > 1 && (source.secret || source.table.rows() >= self.shards.saturating_mul(ROWS_EACH))
    }

    /// Its rows among so many: those whose number leaves its own when divided by the number of processes. Of fewer rows than
    /// processes it has one.
    fn rows_in_turn(self, rows: usize) -> OwnRows {
        let start = if self.shard < rows { self.shard } else { self.shard.checked_rem(rows).unwrap_or(0) };
        let count = rows.saturating_sub(start).div_ceil(self.shards);
        OwnRows { start, count: if self.shard < rows { count } else { count.min(1) } }
    }

    /// The numbers of the rows of a data source that it may deal, ascending; `None` when these are all.
    #[must_use]
    pub fn rows_of(self, plan: &Plan, source: &Source) -> Option<Vec<u32>> {
        let rows = source.table.rows();
        let own: Vec<u32> = match source.pick {
            Pick::Random => return None,
            Pick::Sequential if !self.keeps_to_own_rows(source) => return None,
            Pick::Sequential => {
                let own = self.rows_in_turn(rows);
                (0..own.count).map(|place| as_u32(own.start + place * self.shards)).collect()
            }
            Pick::Unique => {
                let mut own: Vec<u32> =
                    plan.timetable().loads().iter().flat_map(|load| self.vu_numbers(load)).collect();
                own.sort_unstable();
                own
            }
        };
        (own.len() < rows).then_some(own)
    }

    /// The numbers in the plan of an executor's virtual users that it has.
    fn vu_numbers(self, load: &PlannedLoad) -> impl Iterator<Item = u32> {
        let most = load.schedule.vus_max();
        self.lanes(load).flat_map(move |lane| (0..lane.share_of(most)).map(move |place| lane.id_of(place)))
    }

    /// Its part of a cap on requests per second; all parts together are the cap. `None` is unlimited. A cap of fewer requests than
    /// processes has no parts: the least one is 1.
    #[must_use]
    pub fn cap(self, whole: Option<NonZeroU32>) -> Option<NonZeroU32> {
        let whole = whole?.get();
        let (shard, shards) = (as_u32(self.shard), as_u32(self.shards).max(1));
        NonZeroU32::new(whole / shards + u32::from(shard < whole % shards)).or(Some(NonZeroU32::MIN))
    }
}

/// Rows of a data source: the first, and each one after as many as there are processes.
struct OwnRows {
    start: usize,
    count: usize,
}

fn as_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::http::{AddressClass, Site};
    use crate::plan::{Environment, Limits, Overrides};
    use crate::scenario::{DataSource, Fields, Scenario};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cap_is_dealt_to_the_last_request(cap in 1_u32..500, threads in prop::collection::vec(1_usize..4, 1..9)) {
            let shares = RunShare::of_each(&threads);
            let parts = shares.iter().filter_map(|share| share.cap(NonZeroU32::new(cap))).map(NonZeroU32::get);
            prop_assert_eq!(parts.sum::<u32>(), cap.max(as_u32(shares.len())));
            prop_assert!(shares.iter().all(|share| share.cap(None).is_none()));
        }

        #[test]
        fn no_row_is_dealt_twice(
            shards in 1_usize..9,
            each in 1_usize..60,
            more in 0_usize..9,
            secret in any::<bool>(),
        ) {
            let shares = RunShare::of_each(&vec![1; shards]);
            let source = source(Pick::Sequential, each * shards + more, secret);
            // Those that go round first have dealt their own alone.
            let mut rows: Vec<usize> =
                shares.iter().flat_map(|share| (0..each).map(|dealt| share.row(&source, dealt))).collect();
            rows.sort_unstable();
            prop_assert_eq!(rows, (0..each * shards).collect::<Vec<_>>());
        }

        /// What a process deals in turn, to any length, is what it is sent; together they have all.
        #[test]
        fn no_row_is_dealt_that_a_process_has_not(
            shards in 1_usize..9,
            rows in 1_usize..300,
            pick in prop::sample::select(vec![Pick::Sequential, Pick::Unique, Pick::Random]),
            secret in any::<bool>(),
            vus in 1_u32..40,
        ) {
            let rows = if pick == Pick::Unique { rows.max(2 * vus as usize) } else { rows };
            let (plan, source) = (plan(vus), source(pick, rows, secret));
            let mut all = BTreeSet::new();
            for share in RunShare::of_each(&vec![1; shards]) {
                let has = |row: usize| share.rows_of(&plan, &source).is_none_or(|own| own.contains(&as_u32(row)));
                match pick {
                    Pick::Sequential => {
                        let dealt: BTreeSet<usize> = (0..2 * rows).map(|dealt| share.row(&source, dealt)).collect();
                        prop_assert!(dealt.iter().all(|row| *row < rows && has(*row)));
                        all.extend(dealt);
                    }
                    Pick::Unique => {
                        let loads = plan.timetable().loads().iter();
                        let dealt: Vec<u32> = loads.flat_map(|load| share.vu_numbers(load)).collect();
                        prop_assert!(dealt.iter().all(|vu| has(*vu as usize)));
                        let own = share.rows_of(&plan, &source).map_or(rows, |own| own.len());
                        prop_assert!(own == dealt.len() || own == rows);
                        all.extend(dealt.into_iter().map(|vu| vu as usize));
                    }
                    Pick::Random => prop_assert!((0..rows).all(has)),
                }
            }
            match pick {
                Pick::Sequential => prop_assert_eq!(all.len(), rows),
                Pick::Unique => prop_assert_eq!(all.len(), 2 * vus as usize),
                Pick::Random => {}
            }
        }
    }

    /// A few rows that do not go round evenly are dealt by one count, unless they are secret.
    #[test]
    fn few_rows_are_dealt_as_on_one_machine() {
        let [first, second] = RunShare::of_each(&[1, 1])[..] else { panic!("two") };
        let dealt = |share: RunShare, secret| {
            let source = source(Pick::Sequential, 3, secret);
            (0..4).map(|dealt| share.row(&source, dealt)).collect::<Vec<_>>()
        };
        assert_eq!((dealt(first, false), dealt(second, false)), (vec![0, 2, 1, 0], vec![1, 0, 2, 1]));
        assert_eq!((dealt(first, true), dealt(second, true)), (vec![0, 2, 0, 2], vec![1, 1, 1, 1]));
        let shares = RunShare::of_each(&[1; 5]);
        let few = source(Pick::Sequential, 2, true);
        assert_eq!(shares.iter().map(|share| share.row(&few, 7)).collect::<Vec<_>>(), [0, 1, 0, 1, 0]);
    }

    fn source(pick: Pick, rows: usize, secret: bool) -> Source {
        let rows = (0..rows).map(|row| Fields(vec![("n".to_owned(), row.to_string())])).collect();
        let table = DataSource::of_rows("d", pick, rows).table().unwrap();
        Source { name: "d".to_owned(), secret, env: Fields::default(), pick, table }
    }

    /// Two loads of so many virtual users each.
    fn plan(vus: u32) -> Plan {
        let load = |name: &str| {
            format!("[[load]]\nname = '{name}'\nexecutor = 'constant-vus'\nvus = {vus}\nduration = '1s'\n")
        };
        let text = format!(
            "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1:1/'\n{}{}[[journey]]\nname = 'j'\n\
             [[journey.step]]\nname = 's'\npath = '/'\n",
            load("a"),
            load("b")
        );
        let scenario = Scenario::parse(&text, std::path::Path::new("s.toml")).unwrap();
        let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
        let limits = Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false);
        Plan::new(scenario, Overrides::default(), limits).unwrap()
    }
}
