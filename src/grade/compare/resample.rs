//! Resamples a run's blocks and computes the numbers of each draw.

use crate::metric::{Histogram, Micros};

use super::Compared;

/// The number of draws.
pub const RESAMPLES: usize = 2_000;
/// The seed of the draws. Any number will do, but it must not change, or files would be judged differently from one day to the
/// next.
const SEED: u64 = 0x70_72_6f_6d_6f;

/// A block of time of one scope.
#[derive(Debug, Clone, Default)]
pub struct ObservedBlock {
    /// The length of the block in seconds.
    pub seconds: f64,
    /// Iterations completed in the block.
    pub iterations: u64,
    /// Requests that ended in the block.
    pub ended: u64,
    /// Of these, requests that failed a shopper.
    pub failures: u64,
    /// The `response_time` of these requests, in microseconds.
    pub response_times: Histogram,
}

/// The numbers by [`Compared`]; `None` when nothing was measured.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Numbers([Option<f64>; Compared::ALL.len()]);

impl Numbers {
    pub(super) fn get(&self, statistic: Compared) -> Option<f64> {
        self.0[statistic.index()]
    }
}

/// The numbers of a run, as observed and in each draw.
pub(super) struct Sampled {
    /// The number of blocks.
    pub(super) blocks: usize,
    pub(super) observed: Numbers,
    pub(super) draws: Vec<Numbers>,
    ended: u64,
    iterations: u64,
}

impl Sampled {
    pub(super) fn of(blocks: &[ObservedBlock]) -> Self {
        let grid = Grid::of(blocks);
        let mut random = fastrand::Rng::with_seed(SEED);
        let mut counts = vec![0; grid.values.len()];
        let draws = if blocks.is_empty() { 0 } else { RESAMPLES };
        let draws = (0..draws).map(|_| {
            let mut times = vec![0; blocks.len()];
            (0..blocks.len()).for_each(|_| times[random.usize(..blocks.len())] += 1);
            grid.numbers(blocks, &times, &mut counts)
        });
        let draws = draws.collect();
        Self {
            blocks: blocks.len(),
            observed: grid.numbers(blocks, &vec![1; blocks.len()], &mut counts),
            draws,
            ended: sum(blocks.iter().map(|block| block.ended)),
            iterations: sum(blocks.iter().map(|block| block.iterations)),
        }
    }

    /// The number of requests, or iterations, behind the number.
    pub(super) const fn count(&self, statistic: Compared) -> u64 {
        match statistic {
            Compared::Iterations => self.iterations,
            _ => self.ended,
        }
    }
}

/// Adds a count several times, saturating: a stranger's file may hold any count.
const fn add(sum: u64, count: u64, times: u64) -> u64 {
    sum.saturating_add(count.saturating_mul(times))
}

fn sum(counts: impl Iterator<Item = u64>) -> u64 {
    counts.fold(0, u64::saturating_add)
}

/// All values of `response_time` that occurred, so that a draw is an addition of counts.
struct Grid {
    values: Vec<Micros>,
    /// For each block, indices into `values` with their counts.
    blocks: Vec<Vec<(usize, u64)>>,
}

impl Grid {
    fn of(blocks: &[ObservedBlock]) -> Self {
        let mut values: Vec<Micros> =
            blocks.iter().flat_map(|block| block.response_times.recorded().map(|(value, _)| value)).collect();
        values.sort_unstable();
        values.dedup();
        let places = |block: &ObservedBlock| {
            let place =
                |(value, times): (Micros, u64)| (values.partition_point(|known| *known < value), times);
            block.response_times.recorded().map(place).collect()
        };
        let blocks = blocks.iter().map(places).collect();
        Self { blocks, values }
    }

    /// The numbers of a draw that has each block this many times. `counts` is memory of the grid's length.
    fn numbers(&self, blocks: &[ObservedBlock], times: &[u64], counts: &mut [u64]) -> Numbers {
        counts.fill(0);
        let (mut seconds, mut iterations, mut ended, mut failures) = (0.0, 0, 0, 0);
        for ((block, places), times) in
            blocks.iter().zip(&self.blocks).zip(times).filter(|(_, times)| **times > 0)
        {
            for (place, count) in places {
                counts[*place] = add(counts[*place], *count, *times);
            }
            seconds += block.seconds * *times as f64;
            iterations = add(iterations, block.iterations, *times);
            ended = add(ended, block.ended, *times);
            failures = add(failures, block.failures, *times);
        }
        let mut numbers = [None; Compared::ALL.len()];
        let per_second = |count: u64| (seconds > 0.0).then(|| count as f64 / seconds);
        numbers[Compared::Requests.index()] = per_second(ended);
        numbers[Compared::Iterations.index()] = per_second(iterations);
        numbers[Compared::Failures.index()] = (ended > 0).then(|| failures as f64 / ended as f64);
        self.times(counts, &mut numbers);
        Numbers(numbers)
    }

    /// Computes the quantiles as [`Histogram::quantile`](crate::metric::Histogram::quantile) does, and the mean, in milliseconds.
    fn times(&self, counts: &[u64], numbers: &mut [Option<f64>; Compared::ALL.len()]) {
        let total = sum(counts.iter().copied());
        if total == 0 {
            return;
        }
        let mut quantiles = Compared::ALL
            .into_iter()
            .filter_map(|statistic| Some((statistic, statistic.quantile()?)))
            .map(|(statistic, quantile)| (statistic, ((quantile * total as f64).ceil() as u64).max(1)))
            .peekable();
        let (mut seen, mut sum) = (0, 0.0);
        for (value, count) in self.values.iter().zip(counts) {
            seen = add(seen, *count, 1);
            sum += *value as f64 * *count as f64;
            while let Some((statistic, _)) = quantiles.next_if(|(_, rank)| *rank <= seen) {
                numbers[statistic.index()] = Some(*value as f64 / 1e3);
            }
        }
        numbers[Compared::Mean.index()] = Some(sum / total as f64 / 1e3);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Histogram;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn numbers_are_those_of_the_merged_histogram(
            blocks in prop::collection::vec(prop::collection::vec(1_u64..9_000_000, 0..20), 1..6),
        ) {
            let mut whole = Histogram::new();
            let observed: Vec<ObservedBlock> = blocks.iter().map(|values| {
                let mut histogram = Histogram::new();
                values.iter().for_each(|&value| histogram.record(value));
                whole.merge(&histogram);
                ObservedBlock {
                    seconds: 2.0,
                    ended: values.len() as u64,
                    response_times: histogram,
                    ..ObservedBlock::default()
                }
            }).collect();
            let numbers = Sampled::of(&observed).observed;
            for statistic in [Compared::P50, Compared::P95, Compared::P99] {
                let expected = whole.quantile(statistic.quantile().unwrap()) as f64 / 1e3;
                prop_assert_eq!(numbers.get(statistic), (!whole.is_empty()).then_some(expected));
            }
            if let Some(mean) = numbers.get(Compared::Mean) {
                prop_assert!((mean / (whole.mean() / 1e3) - 1.0).abs() < 0.002);
            }
            let rate = whole.count() as f64 / (2.0 * blocks.len() as f64);
            prop_assert_eq!(numbers.get(Compared::Requests), Some(rate));
        }
    }
}
