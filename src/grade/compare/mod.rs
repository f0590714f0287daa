//! Compares two runs: which numbers changed, and whether the changes exceed the noise within the runs.
//!
//! The noise of a number comes from resampling a run's blocks with replacement, [`RESAMPLES`] times, and computing the number
//! from each draw (a block bootstrap; B. Efron and R. Tibshirani, *An Introduction to the Bootstrap*, 1993, §8.6). Its standard
//! error, corrected for the few blocks by √(n/(n−1)) (T. Hesterberg, *What Teachers Should Know About the Bootstrap*, 2015,
//! §3.2), and Student's t by Welch's degrees of freedom give the interval. Ratios are taken as logarithms. The draws are seeded:
//! the same files give the same numbers.
//!
//! Blocks do not show differences between runs, such as a warmer cache or a busier host; the least changes ([`LEAST_SHARE`] and
//! its neighbours) allow for these.

mod criterion;
mod interval;
mod resample;
mod statistic;

pub use criterion::{Criterion, CriterionError, CriterionOutcome, CriterionResult, Tolerance};
pub use interval::{Change, IntervalEnds};
pub use resample::{ObservedBlock, RESAMPLES};
pub use statistic::Compared;

use serde::Serialize;

use crate::metric::Histogram;
use interval::Noise;
use resample::{Numbers, Sampled};

/// The smallest change of times and rates that is reported, however certain it is: a twentieth.
pub const LEAST_SHARE: f64 = 0.05;
/// The smallest change of times that is reported, in milliseconds.
pub const LEAST_MS: f64 = 1.0;
/// The smallest change of the failure rate that is reported, 0 to 1: half a point.
pub const LEAST_FAILURES: f64 = 0.005;
/// The fewest blocks that show the noise.
pub const FEWEST_BLOCKS: usize = 5;
/// The numbers of each scope that decide without criteria: a time, and the failures.
const DECIDING_OF_A_SCOPE: usize = 2;
/// The confidence of an interval, before it is widened for many comparisons.
pub const CONFIDENCE: f64 = 0.95;

/// The meaning of a change for shoppers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CompareVerdict {
    /// Certainly better, and by enough.
    Better,
    /// Certainly worse, and by enough.
    Worse,
    /// No change that is both certain and large enough. Not a proof that nothing changed.
    NoDifferenceSeen,
    /// One of the runs has too few blocks or requests.
    TooShort,
}

/// One step of both runs, or all pages together.
#[derive(Debug, Clone)]
pub struct ComparedScope {
    /// The step; `None` for all pages.
    pub step: Option<String>,
    /// The blocks of the first run.
    pub baseline: Vec<ObservedBlock>,
    /// The blocks of the second run.
    pub run: Vec<ObservedBlock>,
}

/// One number of a scope in both runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// The number that is compared.
    pub statistic: Compared,
    /// The number in the first run: milliseconds, 0 to 1, or per second; `None` when nothing was measured.
    pub baseline: Option<f64>,
    /// The number in the second run, in the same unit.
    pub run: Option<f64>,
    /// The change; `None` when one of the runs is too short.
    pub change: Option<Change>,
    /// The meaning of the change.
    pub verdict: CompareVerdict,
    /// Whether the exit code depends on it. Its interval is then widened for the number of deciding comparisons.
    pub decides: bool,
}

/// All numbers of a scope.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScopeDifferences {
    /// The step; `None` for all pages.
    pub step: Option<String>,
    /// The numbers in the order of [`Compared::ALL`].
    pub differences: Vec<Difference>,
}

/// The changes of all numbers from the first run to the second.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Differences {
    /// The confidence of intervals: [`CONFIDENCE`].
    pub confidence: f64,
    /// The confidence of the deciding intervals, so that all of them together are as certain as one is otherwise (Bonferroni).
    pub deciding_confidence: f64,
    /// The number of deciding comparisons.
    pub deciding: usize,
    /// The scopes: all pages, then each step.
    pub scopes: Vec<ScopeDifferences>,
    /// The results of the user's own criteria; if there are any, only they decide.
    pub criteria: Vec<CriterionResult>,
}

impl Differences {
    /// Compares all scopes. Without criteria, a time and the failure rate of every scope decide: the time is p(95), or the median
    /// where a run has too few requests for a p(95). Only counts choose between them, so one chance of a false alarm stays one.
    ///
    /// # Errors
    ///
    /// [`CriterionError`] when a criterion names a step that does not exist.
    pub fn of(scopes: &[ComparedScope], criteria: &[Criterion]) -> Result<Self, CriterionError> {
        let steps: Vec<&str> = scopes.iter().filter_map(|scope| scope.step.as_deref()).collect();
        criteria.iter().try_for_each(|criterion| criterion.check(&steps))?;
        let by_default = criteria.is_empty();
        let deciding = if by_default { scopes.len() * DECIDING_OF_A_SCOPE } else { criteria.len() };
        let deciding_confidence = 1.0 - (1.0 - CONFIDENCE) / deciding.max(1) as f64;
        let mut compared = Vec::new();
        let mut results = vec![None; criteria.len()];
        for scope in scopes {
            let sides = Sides::of(scope);
            let time = sides.deciding_time();
            let differences = Compared::ALL
                .into_iter()
                .filter(|statistic| scope.step.is_none() || *statistic != Compared::Iterations)
                .map(|statistic| {
                    let decides = by_default && (statistic == time || statistic == Compared::Failures);
                    sides.difference(
                        statistic,
                        if decides { deciding_confidence } else { CONFIDENCE },
                        decides,
                    )
                });
            compared.push(ScopeDifferences { step: scope.step.clone(), differences: differences.collect() });
            for (criterion, result) in criteria.iter().zip(&mut results) {
                if criterion.step == scope.step {
                    let difference = sides.difference(criterion.statistic, deciding_confidence, true);
                    *result = Some(criterion.judge(difference));
                }
            }
        }
        Ok(Self {
            confidence: CONFIDENCE,
            deciding_confidence,
            deciding,
            scopes: compared,
            criteria: results.into_iter().flatten().collect(),
        })
    }

    /// Whether a deciding number became worse.
    #[must_use]
    pub fn is_regression(&self) -> bool {
        self.crossed().next().is_some()
            || self.deciding().any(|(_, difference)| difference.verdict == CompareVerdict::Worse)
    }

    /// The criteria that were crossed.
    pub fn crossed(&self) -> impl Iterator<Item = &CriterionResult> {
        self.criteria.iter().filter(|result| result.outcome == CriterionOutcome::Crossed)
    }

    /// The deciding numbers, each with its step.
    pub fn deciding(&self) -> impl Iterator<Item = (Option<&str>, &Difference)> {
        self.scopes.iter().flat_map(|scope| {
            let deciding = scope.differences.iter().filter(|difference| difference.decides);
            deciding.map(|difference| (scope.step.as_deref(), difference))
        })
    }
}

/// The p95 of a run's judged pages, with the noise in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoisyP95 {
    /// The p95 itself, in milliseconds.
    pub p95_ms: f64,
    /// Between which values noise puts it, in milliseconds: that within the run, at [`CONFIDENCE`], and at least the smallest
    /// change that is reported. `None` when the run has too few blocks or requests to tell.
    pub band: Option<IntervalEnds>,
}

impl NoisyP95 {
    /// Of all pages of these blocks; `None` when no page came.
    #[must_use]
    pub fn of(blocks: &[ObservedBlock]) -> Option<Self> {
        let mut whole = Histogram::new();
        blocks.iter().for_each(|block| whole.merge(&block.response_times));
        let p95_ms = (!whole.is_empty()).then(|| whole.quantile(0.95) as f64 / 1e3)?;
        let ended = blocks.iter().fold(0_u64, |sum, block| sum.saturating_add(block.ended));
        let is_enough = blocks.len() >= FEWEST_BLOCKS && ended >= Compared::P95.fewest();
        let noise = is_enough.then(|| Sampled::of(blocks)).and_then(|side| {
            let draws = side.draws.iter().map(|numbers| numbers.get(Compared::P95));
            Noise::of(Compared::P95, draws, side.blocks)
        });
        let least = (p95_ms * LEAST_SHARE).max(LEAST_MS);
        let widened = |noise: IntervalEnds| IntervalEnds {
            low: noise.low.min(p95_ms - least).max(0.0),
            high: noise.high.max(p95_ms + least),
        };
        Some(Self { p95_ms, band: noise.map(|noise| widened(noise.band(p95_ms, CONFIDENCE))) })
    }
}

/// Both runs of one scope, each resampled.
struct Sides {
    baseline: Sampled,
    run: Sampled,
}

impl Sides {
    fn of(scope: &ComparedScope) -> Self {
        Self { baseline: Sampled::of(&scope.baseline), run: Sampled::of(&scope.run) }
    }

    /// Whether both runs are long enough for this number.
    fn is_enough(&self, statistic: Compared) -> bool {
        [&self.baseline, &self.run]
            .iter()
            .all(|side| side.blocks >= FEWEST_BLOCKS && side.count(statistic) >= statistic.fewest())
    }

    /// The time that decides: the p(95), or the median where only that can be told.
    fn deciding_time(&self) -> Compared {
        if !self.is_enough(Compared::P95) && self.is_enough(Compared::P50) {
            Compared::P50
        } else {
            Compared::P95
        }
    }

    fn difference(&self, statistic: Compared, confidence: f64, decides: bool) -> Difference {
        let value = |numbers: &Numbers| numbers.get(statistic);
        let (baseline, run) = (value(&self.baseline.observed), value(&self.run.observed));
        let change = if self.is_enough(statistic) {
            let noise = |side: &Sampled| Noise::of(statistic, side.draws.iter().map(value), side.blocks);
            baseline
                .zip(run)
                .zip(noise(&self.baseline).zip(noise(&self.run)))
                .map(|((baseline, run), noise)| Change::of(statistic, (baseline, run), noise, confidence))
        } else {
            None
        };
        let verdict = change.map_or(CompareVerdict::TooShort, |change| change.verdict(statistic));
        Difference { statistic, baseline, run, change, verdict, decides }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks of a hundred requests of about `usual` milliseconds, each block this much slower than the one before.
    fn blocks(count: u64, usual: u64, slower: u64) -> Vec<ObservedBlock> {
        let block = |at: u64| {
            let mut response_times = Histogram::new();
            (0..100).for_each(|one| response_times.record((usual + at * slower) * 1_000 + one * 100));
            ObservedBlock { seconds: 1.0, ended: 100, response_times, ..ObservedBlock::default() }
        };
        (0..count).map(block).collect()
    }

    #[test]
    fn the_band_is_as_wide_as_the_noise_and_never_narrower_than_a_change_that_counts() {
        let of = |blocks: &[ObservedBlock]| NoisyP95::of(blocks).unwrap();
        let width = |noisy: NoisyP95| noisy.band.map(|band| (band.high - band.low) / noisy.p95_ms);
        let (even, uneven) = (of(&blocks(10, 100, 0)), of(&blocks(10, 100, 20)));
        assert!((width(even).unwrap() - 2.0 * LEAST_SHARE).abs() < 1e-9, "{even:?}");
        assert!(width(uneven).unwrap() > 3.0 * LEAST_SHARE, "{uneven:?}");
        for noisy in [even, uneven] {
            let band = noisy.band.unwrap();
            assert!(band.low < noisy.p95_ms && noisy.p95_ms < band.high, "{noisy:?}");
        }
        let short = of(&blocks(4, 100, 0));
        assert!(short.band.is_none() && (short.p95_ms - 109.5).abs() < 0.5, "{short:?}");
        assert_eq!(NoisyP95::of(&blocks(0, 100, 0)), None);
    }
}
