//! Assigns the virtual users and arrivals of an executor to threads: pure arithmetic, so that threads need not agree.

/// The part of one engine thread in one executor. Virtual user *n* of the plan belongs to thread *n modulo threads*, so that
/// executors with few virtual users do not all belong to the same thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lane {
    index: usize,
    of: usize,
    first: u32,
}

impl Lane {
    /// The part of one of `threads` threads in an executor whose virtual users, at most `vus`, are numbered from `first` on;
    /// `None` when it has none of them.
    pub(super) fn new(thread: usize, threads: usize, first: u32, vus: u32) -> Option<Self> {
        let threads = threads.max(1);
        let index = (thread + threads - as_usize(first) % threads) % threads;
        let of = threads.min(as_usize(vus));
        (index < of).then_some(Self { index, of, first })
    }

    /// The index of this thread among those that take part, from 0.
    #[must_use]
    pub const fn index(self) -> usize {
        self.index
    }

    /// The number of threads that take part.
    #[must_use]
    pub const fn of(self) -> usize {
        self.of
    }

    /// The number of this thread's virtual users among the executor's first `vus`.
    #[must_use]
    pub fn share_of(self, vus: u32) -> usize {
        as_usize(vus).saturating_add(self.of - 1 - self.index) / self.of
    }

    /// The number of things that this thread gets of `count` that are dealt to the threads in turn, as arrivals are.
    #[must_use]
    pub fn share_of_count(self, count: u64) -> u64 {
        let (index, of) = (self.index as u64, self.of as u64);
        count.saturating_add(of - 1 - index) / of
    }

    /// The number in the plan of this thread's virtual user at `place`, both counted from 0.
    #[must_use]
    pub fn id_of(self, place: usize) -> u32 {
        let within = u32::try_from(place * self.of + self.index).unwrap_or(u32::MAX);
        self.first.saturating_add(within)
    }
}

fn as_usize(vus: u32) -> usize {
    usize::try_from(vus).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_virtual_user_has_one_thread(
            executors in prop::collection::vec((1_u32..40, 0_u32..40), 1..5),
            threads in 1_usize..9,
        ) {
            let mut ids = Vec::new();
            let mut first = 0;
            for &(most, wanted) in &executors {
                let wanted = wanted.min(most);
                let lanes: Vec<Lane> = (0..threads).filter_map(|at| Lane::new(at, threads, first, most)).collect();
                prop_assert!(lanes.iter().all(|lane| lane.of() == lanes.len()));
                prop_assert_eq!(lanes.iter().map(|lane| lane.share_of(wanted)).sum::<usize>(), wanted as usize);
                prop_assert!(lanes.iter().all(|lane| lane.share_of(most) > 0), "each has somebody to send");
                for lane in &lanes {
                    ids.extend((0..lane.share_of(most)).map(|place| lane.id_of(place)));
                }
                first += most;
            }
            ids.sort_unstable();
            prop_assert_eq!(ids, (0..first).collect::<Vec<_>>());
        }

        #[test]
        fn a_virtual_user_belongs_to_its_number_modulo_the_threads(first in 0_u32..99, vus in 1_u32..99, threads in 1_usize..9) {
            for thread in 0..threads {
                let Some(lane) = Lane::new(thread, threads, first, vus) else { continue };
                for place in 0..lane.share_of(vus) {
                    prop_assert_eq!(lane.id_of(place) as usize % threads, thread);
                }
            }
        }
    }
}
