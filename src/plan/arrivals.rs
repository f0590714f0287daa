//! The start times of iterations in an open model: pure iterators over the integral of the rate.
//!
//! The k-th arrival is where the integral of the rate reaches k. Within a stage of length d, from rate a to rate b, the integral
//! is N(t) = a·t + s·t²/2 with s = (b − a)/d, so N(t) = n at t = 2n / (a + √(a² + 2·s·n)). This form of the root does not cancel
//! for small s.

use std::time::Duration;

use crate::scenario::{AfterStall, Spacing};
use crate::words::{Message, Value};

/// A stretch in which the rate changes linearly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Segment {
    /// Arrivals per second at its beginning.
    pub(super) from: f64,
    /// Arrivals per second at its end.
    pub(super) to: f64,
    /// The length of the stretch.
    pub(super) length: Duration,
}

impl Segment {
    /// The number of arrivals within it: the integral of the rate.
    fn arrivals(&self) -> f64 {
        (self.from + self.to) / 2.0 * self.length.as_secs_f64()
    }

    /// Seconds from its beginning until `count` arrivals have come.
    fn time_of(&self, count: f64) -> f64 {
        let length = self.length.as_secs_f64();
        let slope = (self.to - self.from) / length;
        let root = (self.from * self.from + 2.0 * slope * count).max(0.0).sqrt();
        let denominator = self.from + root;
        if denominator > 0.0 { (2.0 * count / denominator).min(length) } else { 0.0 }
    }
}

/// Arrivals of iterations, independent of the virtual users that run them.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrivals {
    pub(super) segments: Vec<Segment>,
    /// The integral at the first arrival: k6 starts a constant rate at once, and a ramp when one arrival is due.
    pub(super) first: f64,
    pub(super) spacing: Spacing,
    pub(super) after_stall: AfterStall,
    pub(super) pre_allocated_vus: u32,
    pub(super) max_vus: u32,
}

impl Arrivals {
    /// The length of all segments together.
    #[must_use]
    pub(super) fn duration(&self) -> Duration {
        self.segments.iter().map(|segment| segment.length).sum()
    }

    /// The arrivals that one of `of` threads starts, in order: each with its number among all of them, from 0, and its offset
    /// from the start. Arrival *k* belongs to thread *k modulo threads*, and its time depends on the seed only, so that the same
    /// arrivals come however many threads share them.
    pub fn offsets(
        &self,
        index: usize,
        of: usize,
        seed: u64,
    ) -> Box<dyn Iterator<Item = (u64, Duration)> + Send + '_> {
        let (index, of) = (index as u64, of.max(1) as u64);
        match self.spacing {
            Spacing::Even => {
                let (first, step) = (self.first, usize::try_from(of).unwrap_or(usize::MAX));
                self.at((index..).step_by(step).map(move |k| (k, first + k as f64)))
            }
            Spacing::Poisson => {
                let mut random = fastrand::Rng::with_seed(seed.wrapping_mul(0xD134_2543_DE82_EF95));
                let mut sum = 0.0;
                let all = (0..).map(move |k| {
                    // The distance between events of a Poisson process is exponential (inverse transform).
                    sum -= (1.0 - random.f64()).ln();
                    (k, sum)
                });
                self.at(all.filter(move |(k, _)| k % of == index))
            }
        }
    }

    /// The times at which the integral reaches rising counts, each with its number, until the end.
    fn at<'a>(
        &'a self,
        counts: impl Iterator<Item = (u64, f64)> + Send + 'a,
    ) -> Box<dyn Iterator<Item = (u64, Duration)> + Send + 'a> {
        let mut segments = self.segments.iter();
        let mut current = segments.next();
        let (mut begin, mut before) = (Duration::ZERO, 0.0);
        let end = self.duration();
        Box::new(
            counts
                .map_while(move |(number, count)| {
                    loop {
                        let segment = current?;
                        let within = count - before;
                        if within < segment.arrivals() || (within <= segment.arrivals() && self.first > 0.0) {
                            let offset = begin + Duration::from_secs_f64(segment.time_of(within));
                            return Some((number, offset));
                        }
                        before += segment.arrivals();
                        begin += segment.length;
                        current = segments.next();
                    }
                })
                .take_while(move |(_, offset)| *offset <= end),
        )
    }

    /// The number of arrivals over all threads.
    #[must_use]
    pub(super) fn planned(&self, seed: u64) -> u64 {
        match self.spacing {
            Spacing::Even => self.planned_evenly(),
            Spacing::Poisson => self.offsets(0, 1, seed).count() as u64,
        }
    }

    /// The number of evenly spaced arrivals, from the integral. The last one or two are tried out, because sums of floating-point
    /// numbers are not exact.
    fn planned_evenly(&self) -> u64 {
        let is_planned = |count: u64| {
            let counted = (count, self.first + count as f64);
            self.at(std::iter::once(counted)).next().is_some()
        };
        let mut planned = (self.expected() - self.first).max(0.0) as u64;
        while planned > 0 && !is_planned(planned - 1) {
            planned -= 1;
        }
        while is_planned(planned) {
            planned += 1;
        }
        planned
    }

    /// The greatest rate, in arrivals per second.
    pub(super) fn peak(&self) -> f64 {
        self.segments.iter().map(|segment| segment.from.max(segment.to)).fold(0.0, f64::max)
    }

    /// The expected number of arrivals: the integral of the rate.
    pub(super) fn expected(&self) -> f64 {
        self.segments.iter().map(Segment::arrivals).sum()
    }

    /// What happens to arrivals that are overdue because the generator was held up.
    #[must_use]
    pub const fn after_stall(&self) -> AfterStall {
        self.after_stall
    }

    /// The greatest number of virtual users.
    #[must_use]
    pub const fn max_vus(&self) -> u32 {
        self.max_vus
    }

    /// The number of virtual users that are ready at the start.
    #[must_use]
    pub const fn pre_allocated_vus(&self) -> u32 {
        self.pre_allocated_vus
    }

    /// The linear pieces: rate at the beginning, rate at the end, length.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (f64, f64, Duration)> + '_ {
        self.segments.iter().map(|segment| (segment.from, segment.to, segment.length))
    }

    /// Describes the arrivals in one line.
    pub(super) fn describe(&self) -> Message {
        let first = self.segments.first().map_or(0.0, |segment| segment.from);
        let piece = |segment: &Segment| match segment.from.total_cmp(&segment.to) {
            std::cmp::Ordering::Equal => {
                Message::new("load-rate-kept").with("lasted", Value::planned(segment.length))
            }
            _ => Message::new("load-stage")
                .with("target", Value::Number(segment.to))
                .with("lasted", Value::planned(segment.length)),
        };
        let described = match self.spacing {
            Spacing::Even => Message::new("load-arrivals"),
            Spacing::Poisson => Message::new("load-arrivals-poisson"),
        };
        described
            .with("rate", Value::Number(first))
            .with("pieces", Value::Row(self.segments.iter().map(piece).collect()))
            .with("vus", Value::Count(self.max_vus.into()))
    }

    /// The greatest rate, per second.
    #[must_use]
    pub(super) fn top_rate(&self) -> f64 {
        self.segments.iter().flat_map(|segment| [segment.from, segment.to]).fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn arrivals(list: &[(f64, f64, u64)], first: f64, spacing: Spacing) -> Arrivals {
        let segments = list
            .iter()
            .map(|&(from, to, millis)| Segment { from, to, length: Duration::from_millis(millis) })
            .collect();
        Arrivals {
            segments,
            first,
            spacing,
            after_stall: AfterStall::CatchUp,
            pre_allocated_vus: 1,
            max_vus: 1,
        }
    }

    #[test]
    fn a_constant_rate_starts_at_once_and_keeps_its_distance() {
        let even = arrivals(&[(10.0, 10.0, 1_000)], 0.0, Spacing::Even);
        let millis: Vec<u128> = even.offsets(0, 1, 1).map(|(_, at)| at.as_millis()).collect();
        assert_eq!(millis, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
        assert_eq!(even.planned(1), 10);
    }

    #[test]
    fn a_ramp_from_nothing_starts_when_one_is_due() {
        // The integral of 0 → 2 per second over 2 s is t²/2: it reaches 1 at √2 and 2 at 2.
        let ramp = arrivals(&[(0.0, 2.0, 2_000)], 1.0, Spacing::Even);
        let millis: Vec<u128> = ramp.offsets(0, 1, 1).map(|(_, at)| at.as_millis()).collect();
        assert_eq!(millis, [1_414, 2_000]);
    }

    #[test]
    fn a_day_at_a_million_a_second_is_counted_at_once() {
        let even = arrivals(&[(1e6, 1e6, 24 * 3_600_000)], 0.0, Spacing::Even);
        assert_eq!(even.planned(1), 86_400_000_000);
    }

    fn stages() -> impl Strategy<Value = Vec<(f64, f64, u64)>> {
        prop::collection::vec((0.0_f64..300.0, 0.0_f64..300.0, 1_u64..8_000), 1..5)
    }

    /// What so many threads start, by number.
    fn together(arrivals: &Arrivals, threads: usize, seed: u64) -> Vec<(u64, Duration)> {
        let mut all: Vec<(u64, Duration)> = Vec::new();
        for index in 0..threads {
            let mine: Vec<_> = arrivals.offsets(index, threads, seed).collect();
            assert!(mine.windows(2).all(|pair| pair[0].1 <= pair[1].1), "never backwards");
            all.extend(mine);
        }
        all.sort_unstable();
        all
    }

    proptest! {
        #[test]
        fn as_many_as_the_integral_and_never_backwards(list in stages(), first in prop::bool::ANY, threads in 1_usize..5) {
            let even = arrivals(&list, if first { 1.0 } else { 0.0 }, Spacing::Even);
            let integral: f64 = even.segments.iter().map(Segment::arrivals).sum();
            prop_assert!((even.planned(1) as f64 - integral).abs() <= 1.0 + 1e-6);
            prop_assert_eq!(even.planned(1), even.offsets(0, 1, 1).count() as u64, "without counting one by one");
            prop_assert!(together(&even, threads, 1).iter().all(|(_, at)| *at <= even.duration()));
        }

        #[test]
        fn dealing_out_changes_nothing(list in stages(), poisson: bool, seed: u64, threads in 1_usize..9) {
            let spacing = if poisson { Spacing::Poisson } else { Spacing::Even };
            let arrivals = arrivals(&list, 0.0, spacing);
            let alone: Vec<_> = arrivals.offsets(0, 1, seed).collect();
            prop_assert!(alone.iter().map(|(number, _)| *number).eq(0..alone.len() as u64));
            prop_assert_eq!(together(&arrivals, threads, seed), alone);
        }

        #[test]
        fn poisson_has_the_same_mean(seed: u64) {
            let poisson = arrivals(&[(500.0, 1_500.0, 4_000), (1_500.0, 1_500.0, 4_000)], 0.0, Spacing::Poisson);
            let planned = poisson.planned(seed) as f64;
            // 10,000 are expected; six standard deviations are 600.
            prop_assert!((planned - 10_000.0).abs() < 600.0, "{planned}");
        }
    }
}
