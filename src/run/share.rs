//! The part of a run that one process carries out: its threads among those of all processes, and what follows from that.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::plan::{Lane, PlannedLoad, Quota};

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

    /// The row of a data source for its `dealt`-th iteration, counted from 0: no two processes deal the same one before they have
    /// dealt all.
    pub(super) const fn row(self, dealt: usize) -> usize {
        dealt.saturating_mul(self.shards).saturating_add(self.shard)
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

fn as_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
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
        fn no_row_is_dealt_twice(threads in prop::collection::vec(1_usize..4, 1..9), each in 1_usize..20) {
            let shares = RunShare::of_each(&threads);
            let mut rows: Vec<usize> =
                shares.iter().flat_map(|share| (0..each).map(|dealt| share.row(dealt))).collect();
            rows.sort_unstable();
            prop_assert_eq!(rows, (0..each * shares.len()).collect::<Vec<_>>());
        }
    }
}
