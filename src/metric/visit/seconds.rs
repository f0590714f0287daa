//! How many shoppers wait for a slow page, second by second of full load.
//!
//! A page that takes 20 s keeps its shopper from asking for others meanwhile, so a shop that breaks for a while is asked less in just
//! this while, and the slow pages are a small share of all (coordinated omission). Here each second weighs the same instead. It was
//! slow when at least half of all shoppers, and at least three, waited in it for a slow page.
//!
//! Slow pages that have nothing to do with each other keep many shoppers waiting, too, when they think little: they count as the share
//! of pages that they are. Those of a shop that breaks are told by coming together: the number of shoppers who wait at once then
//! varies more than that of independent ones would (the variance of a binomial count, as many times as pages that wait fit one after
//! the other into the time). With few shoppers chance does the same, and nothing is said.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::super::Micros;

/// The waiting time, in microseconds, from which a shop no longer holds: the edge between the letters B and C.
pub const HOLDS_BELOW: Micros = 2_000_000;
/// The waiting times, in microseconds, from which a page is slow: where the letters C, D and F begin.
const SLOW: [Micros; 3] = [HOLDS_BELOW, 3_000_000, 5_000_000];
/// The most entries; in longer runs an entry covers 2, 4, 8 … seconds.
const MOST: usize = 512;
/// The fewest shoppers who wait at once in a slow second …
const CROWD: f64 = 3.0;
/// … and the part of all shoppers that they are at least.
const MOST_SHOPPERS: f64 = 0.5;
/// The certainty with which slow pages are not independent of each other.
const CERTAINTY: f64 = 0.99;

/// The seconds of full load in which a page was waited for, in the plan's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldWait {
    /// The second in which the page was asked for, counted from the start of the load.
    pub asked: u32,
    /// The last second of full load in which it was waited for.
    pub until: u32,
}

/// One entry: a second, or several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct SecondsEntry {
    /// The first second divided by the number of seconds that an entry covers.
    at: u32,
    /// For each time of [`SLOW`] the sum over the seconds of the shoppers who wait for a page that takes so long.
    waiting: [u64; SLOW.len()],
}

/// The seconds of full load in which shoppers asked or waited for pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seconds {
    /// An entry covers 2 to the power of `coarse` seconds.
    coarse: u32,
    /// The entries in ascending order.
    moments: Vec<SecondsEntry>,
    /// The numbers of pages that took at least [`SLOW`].
    slow: [u64; SLOW.len()],
}

/// A part of full load in which most shoppers waited.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlowTime {
    /// The time, in microseconds, that their pages took at least.
    pub wait: Micros,
    /// The share of the time, 0 to 1.
    pub share: f64,
}

/// The shoppers who waited when the load ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlowEnd {
    /// The time, in microseconds, that their pages took at least.
    pub wait: Micros,
    /// The number of shoppers who waited …
    pub waiting: u64,
    /// … of all.
    pub shoppers: u64,
}

impl SecondsEntry {
    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.waiting.iter_mut().zip(other.waiting) {
            *mine = mine.saturating_add(theirs);
        }
    }
}

impl Seconds {
    /// Counts a page that a shopper waited `micros` for.
    pub(super) fn record(&mut self, waited: HeldWait, micros: Micros) {
        let slow = SLOW.map(|bound| u64::from(micros >= bound));
        if slow[0] == 0 {
            self.add(SecondsEntry { at: waited.asked >> self.coarse, ..SecondsEntry::default() });
        } else {
            self.slow.iter_mut().zip(slow).for_each(|(count, more)| *count += more);
            // The second in which the wait ends is mostly not waited through. An hour's wait has no more entries than there may be.
            let until = waited.until.max(waited.asked.saturating_add(1));
            let coarsest = waited.asked.saturating_add((MOST as u32) << self.coarse);
            for second in waited.asked..until.min(coarsest) {
                self.add(SecondsEntry { at: second >> self.coarse, waiting: slow });
            }
        }
        self.limit();
    }

    fn add(&mut self, moment: SecondsEntry) {
        match self.moments.binary_search_by_key(&moment.at, |known| known.at) {
            Ok(place) => self.moments[place].merge(&moment),
            Err(place) => self.moments.insert(place, moment),
        }
    }

    /// Takes neighbours together until there are few enough.
    fn limit(&mut self) {
        while self.moments.len() > MOST {
            self.coarsen(self.coarse + 1);
        }
    }

    fn coarsen(&mut self, coarse: u32) {
        let by = coarse.saturating_sub(self.coarse).min(u32::BITS - 1);
        self.moments.iter_mut().for_each(|moment| moment.at >>= by);
        self.moments.dedup_by(|next, kept| {
            let is_same = next.at == kept.at;
            if is_same {
                kept.merge(next);
            }
            is_same
        });
        self.coarse = self.coarse.max(coarse);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.slow.iter_mut().zip(other.slow).for_each(|(mine, theirs)| *mine = mine.saturating_add(theirs));
        if other.moments.is_empty() {
            return;
        }
        self.coarsen(other.coarse);
        let by = self.coarse - other.coarse;
        for moment in &other.moments {
            self.add(SecondsEntry { at: moment.at >> by, ..*moment });
        }
        self.limit();
    }

    pub(super) fn clear(&mut self) {
        self.coarse = 0;
        self.moments.clear();
        self.slow = [0; SLOW.len()];
    }

    /// Whether these are counts that a run can have: `most` is the greatest of them.
    pub(in crate::metric) fn is_sane(&self, most: u64) -> bool {
        let ascending = self.moments.windows(2).all(|pair| pair[0].at < pair[1].at);
        let counts = self.moments.iter().flat_map(|moment| moment.waiting).chain(self.slow);
        self.coarse < u32::BITS
            && self.moments.len() <= MOST
            && ascending
            && counts.into_iter().all(|count| count <= most)
    }

    /// The numbers of shoppers who waited for a page of at least [`SLOW`] at its place `bound`, in each entry on average.
    fn waiting(
        &self,
        bound: usize,
        shoppers: f64,
    ) -> impl DoubleEndedIterator<Item = f64> + ExactSizeIterator + '_ {
        let length = 2_f64.powi(self.coarse as i32);
        self.moments.iter().map(move |moment| (moment.waiting[bound] as f64 / length).min(shoppers))
    }

    /// Whether a shopper waits because others do, and not by chance.
    fn come_together(&self, bound: usize, shoppers: f64) -> bool {
        let entries = self.moments.len() as f64;
        let (sum, squares) = self
            .waiting(bound, shoppers)
            .fold((0.0, 0.0), |(sum, squares), waiting| (sum + waiting, squares + waiting * waiting));
        let mean = sum / entries;
        let by_chance = mean * (1.0 - mean / shoppers);
        if by_chance <= 0.0 {
            return false;
        }
        // What follows within one page's wait is the same observation.
        let wait = (sum / self.slow[bound].max(1) as f64).max(1.0);
        let observations = (entries / wait).max(1.0);
        let varies = (squares / entries - mean * mean) / by_chance;
        ChiSquared::new(observations)
            .is_ok_and(|chance| varies > chance.inverse_cdf(CERTAINTY) / observations)
    }

    fn is_slow(waiting: f64, shoppers: f64) -> bool {
        waiting >= CROWD && waiting >= shoppers * MOST_SHOPPERS
    }

    /// The greatest of the waiting times 2, 3 and 5 s for which most of so many shoppers waited in more of the time than a share of
    /// `1 - quantile`; `None` when they did so for none.
    pub(super) fn slow_time(&self, quantile: f64, shoppers: f64) -> Option<SlowTime> {
        (0..SLOW.len()).rev().find_map(|bound| {
            let slow =
                self.waiting(bound, shoppers).filter(|waiting| Self::is_slow(*waiting, shoppers)).count();
            let share = slow as f64 / self.moments.len().max(1) as f64;
            let counts = share > 1.0 - quantile && self.come_together(bound, shoppers);
            counts.then_some(SlowTime { wait: SLOW[bound], share })
        })
    }

    /// The shoppers who waited when the load ended, if they were most of so many: whether the shop would have come back to them is
    /// unknown.
    pub(super) fn slow_end(&self, shoppers: f64) -> Option<SlowEnd> {
        (0..SLOW.len()).rev().find_map(|bound| {
            let waiting = self.waiting(bound, shoppers).next_back()?;
            let counts = Self::is_slow(waiting, shoppers) && self.come_together(bound, shoppers);
            let (waiting, shoppers) = (waiting.round() as u64, shoppers.round() as u64);
            counts.then_some(SlowEnd { wait: SLOW[bound], waiting, shoppers })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fastrand::Rng;
    use proptest::prelude::*;

    const SECOND: Micros = 1_000_000;
    const FAST: Micros = SECOND / 100;

    /// Shoppers who think for 100 to 300 ms and get each page after `takes(second, random)`, as long as the load lasts.
    fn lived(shoppers: u32, lasts_s: u32, seed: u64, takes: impl Fn(u32, &mut Rng) -> Micros) -> Seconds {
        let (mut seconds, mut random) = (Seconds::default(), Rng::with_seed(seed));
        for _ in 0..shoppers {
            let mut now = random.u64(0..SECOND / 2);
            while now < Micros::from(lasts_s) * SECOND {
                let asked = (now / SECOND) as u32;
                let micros = takes(asked, &mut random);
                let until = (((now + micros) / SECOND) as u32).min(lasts_s - 1);
                seconds.record(HeldWait { asked, until }, micros);
                now += micros + random.u64(SECOND / 10..SECOND * 3 / 10);
            }
        }
        seconds
    }

    /// The seconds that pages take for more than a twentieth of the time, and whether the load ended in it.
    fn told(seconds: &Seconds, shoppers: u32) -> (Option<Micros>, bool) {
        let shoppers = f64::from(shoppers);
        let time = seconds.slow_time(0.95, shoppers).map(|slow| slow.wait / SECOND);
        (time, seconds.slow_end(shoppers).is_some())
    }

    #[test]
    fn a_shop_that_breaks_for_a_while_is_slow_although_its_slow_pages_are_few() {
        for shoppers in [4, 8, 200] {
            let broken = |from: u32, to: u32, lasts_s| {
                let takes = |asked, _: &mut Rng| if (from..to).contains(&asked) { 20 * SECOND } else { FAST };
                told(&lived(shoppers, lasts_s, 7, takes), shoppers)
            };
            assert_eq!(broken(20, 40, 60), (Some(5), false), "it came back");
            assert_eq!(broken(10, 50, 60), (Some(5), false), "most of the time");
            assert_eq!(broken(4, 5, 5), (Some(5), true), "the last second of five");
            assert_eq!(broken(59, 60, 60), (None, true), "the last second of sixty");
        }
        let cold = lived(20, 60, 7, |asked, _| if asked < 4 { 4 * SECOND } else { FAST });
        assert_eq!(told(&cold, 20), (Some(3), false));
        let end = lived(8, 5, 7, |asked, _| if asked == 4 { 20 * SECOND } else { FAST });
        assert_eq!(end.slow_end(8.0), Some(SlowEnd { wait: 5 * SECOND, waiting: 8, shoppers: 8 }));
    }

    /// One run in a hundred may be told wrong.
    #[test]
    fn slow_pages_that_have_nothing_to_do_with_each_other_count_as_their_share() {
        for shoppers in [1, 2, 3, 5, 20] {
            for (share, wait) in [(0.01, 12), (0.04, 7), (0.04, 3)] {
                let wrong = (0..40).filter(|seed| {
                    let takes = |_, random: &mut Rng| if random.f64() < share { wait * SECOND } else { FAST };
                    told(&lived(shoppers, 60, *seed, takes), shoppers) != (None, false)
                });
                let wrong = wrong.count();
                assert!(wrong <= 2, "{wrong} of 40: {share} of the pages take {wait} s, {shoppers} shoppers");
            }
        }
    }

    #[test]
    fn a_single_shopper_tells_nothing() {
        let one = lived(1, 60, 7, |asked, _| if asked == 59 { 7 * SECOND } else { FAST });
        assert_eq!(told(&one, 1), (None, false), "a single page may be bad luck");
        assert_eq!(told(&Seconds::default(), 0), (None, false));
    }

    #[test]
    fn hours_are_taken_together() {
        let broken = |asked| (3_000..4_000).contains(&asked);
        let hours = lived(4, 7_200, 7, |asked, _| if broken(asked) { 20 * SECOND } else { SECOND });
        assert!(hours.moments.len() <= MOST && hours.is_sane(1 << 40));
        let slow = hours.slow_time(0.95, 4.0).unwrap();
        assert!((0.12..0.16).contains(&slow.share), "{slow:?}");
    }

    proptest! {
        #[test]
        fn merged_seconds_are_those_of_one_recorder(
            pages in prop::collection::vec((0_u32..3_000, 0_u32..90, 0..9 * SECOND), 0..300), cut in any::<prop::sample::Index>(),
        ) {
            let of = |pages: &[(u32, u32, Micros)]| {
                let mut seconds = Seconds::default();
                pages.iter().for_each(|&(asked, lasts, micros)| {
                    seconds.record(HeldWait { asked, until: asked + lasts }, micros);
                });
                seconds
            };
            let cut = if pages.is_empty() { 0 } else { cut.index(pages.len()) };
            let mut merged = of(&pages[..cut]);
            merged.merge(&of(&pages[cut..]));
            prop_assert!(merged.is_sane(1 << 40));
            let mut whole = of(&pages);
            // What one has taken together earlier than the other.
            let coarse = merged.coarse.max(whole.coarse);
            merged.coarsen(coarse);
            whole.coarsen(coarse);
            prop_assert_eq!(merged, whole);
        }
    }
}
