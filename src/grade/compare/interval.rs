//! Computes the interval of a change from resampled numbers of two runs.

use serde::Serialize;

use super::super::student::student;
use super::{CompareVerdict, Compared, LEAST_FAILURES, LEAST_MS, LEAST_SHARE};

/// The greatest share of draws without a number; with more the noise is unknown.
const MISSING_LIMIT: f64 = 0.05;

/// The variation of one run's number by chance: the squared standard error, with its degrees of freedom. For changes that are
/// ratios, of the logarithm.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise {
    variance: f64,
    freedom: f64,
}

impl Noise {
    /// Estimates the noise from the number in each draw of a run with this many blocks, at least two.
    pub(super) fn of(
        statistic: Compared,
        draws: impl ExactSizeIterator<Item = Option<f64>>,
        blocks: usize,
    ) -> Option<Self> {
        let drawn = draws.len();
        let values: Vec<f64> = draws.filter_map(|draw| scaled(statistic, draw?)).collect();
        if values.len() < 2 || (values.len() as f64) < drawn as f64 * (1.0 - MISSING_LIMIT) {
            return None;
        }
        // The logarithms of equal numbers add up to a mean that differs slightly from them.
        if values.iter().all(|value| value.total_cmp(&values[0]).is_eq()) {
            return Some(Self { variance: 0.0, freedom: blocks as f64 - 1.0 });
        }
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let freedom = blocks as f64 - 1.0;
        Some(Self { variance: squares / (values.len() as f64 - 1.0) * blocks as f64 / freedom, freedom })
    }
}

impl Noise {
    /// Between which values the noise within the run alone puts a time of it.
    pub(super) fn band(self, millis: f64, confidence: f64) -> IntervalEnds {
        let margin =
            if self.variance > 0.0 { student(self.freedom, confidence) * self.variance.sqrt() } else { 0.0 };
        IntervalEnds { low: millis * (-margin).exp(), high: millis * margin.exp() }
    }
}

/// The scale on which changes add up: failures are compared by difference, all other numbers as ratios, by logarithm.
fn scaled(statistic: Compared, value: f64) -> Option<f64> {
    match statistic {
        Compared::Failures => Some(value),
        _ => (value > 0.0).then(|| value.ln()),
    }
}

/// The ends of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct IntervalEnds {
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

impl IntervalEnds {
    /// Whether the interval excludes "no change".
    #[must_use]
    pub(super) fn excludes_zero(self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// A change from the first run to the second.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// The change as a share of the first run's number: 0.1 is 10 % more. For failures the difference of the rates: 0.01 is one
    /// point more.
    pub by: f64,
    /// The difference in the number's own unit: milliseconds, 0 to 1, per second.
    pub difference: f64,
    /// The interval of `by`.
    pub interval: IntervalEnds,
    /// The confidence of the interval, 0 to 1.
    pub confidence: f64,
}

impl Change {
    pub(super) fn of(
        statistic: Compared,
        (baseline, run): (f64, f64),
        (first, second): (Noise, Noise),
        confidence: f64,
    ) -> Self {
        let variance = first.variance + second.variance;
        let margin = if variance > 0.0 {
            // B. L. Welch, Biometrika 34 (1947): the degrees of freedom of a sum of two variances.
            let freedom = variance.powi(2)
                / (first.variance.powi(2) / first.freedom + second.variance.powi(2) / second.freedom);
            student(freedom, confidence) * variance.sqrt()
        } else {
            0.0
        };
        let difference = run - baseline;
        let (by, interval) = if statistic == Compared::Failures {
            (difference, IntervalEnds { low: difference - margin, high: difference + margin })
        } else {
            let ratio = (run / baseline).ln();
            let interval = IntervalEnds { low: (ratio - margin).exp_m1(), high: (ratio + margin).exp_m1() };
            (run / baseline - 1.0, interval)
        };
        Self { by, difference, interval, confidence }
    }

    /// Whether the change is certain and large enough to be reported, and its direction.
    pub(super) fn verdict(&self, statistic: Compared) -> CompareVerdict {
        let large = match statistic {
            Compared::Failures => self.by.abs() >= LEAST_FAILURES,
            _ if statistic.is_time() => self.by.abs() >= LEAST_SHARE && self.difference.abs() >= LEAST_MS,
            _ => self.by.abs() >= LEAST_SHARE,
        };
        if !large || !self.interval.excludes_zero() {
            CompareVerdict::NoDifferenceSeen
        } else if (self.by > 0.0) == statistic.more_is_better() {
            CompareVerdict::Better
        } else {
            CompareVerdict::Worse
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_called_when_it_is_sure_and_large() {
        let noise = |error: f64| Noise { variance: error * error / 2.0, freedom: 11.0 };
        let verdict = |statistic, baseline, run, error| {
            Change::of(statistic, (baseline, run), (noise(error), noise(error)), 0.95).verdict(statistic)
        };
        use CompareVerdict::{Better, NoDifferenceSeen, Worse};
        for (statistic, baseline, run, error, expected) in [
            (Compared::P95, 100.0, 120.0, 0.05, Worse),
            (Compared::P95, 120.0, 100.0, 0.05, Better),
            (Compared::P95, 100.0, 120.0, 0.15, NoDifferenceSeen),
            (Compared::P95, 100.0, 104.0, 0.001, NoDifferenceSeen),
            (Compared::P95, 2.0, 2.9, 0.001, NoDifferenceSeen),
            (Compared::Failures, 0.0, 0.02, 0.005, Worse),
            (Compared::Failures, 0.0, 0.02, 0.02, NoDifferenceSeen),
            (Compared::Failures, 0.001, 0.004, 0.0, NoDifferenceSeen),
            (Compared::Failures, 0.0, 1.0, 0.0, Worse),
            (Compared::Requests, 100.0, 80.0, 0.01, Worse),
            (Compared::Requests, 80.0, 100.0, 0.01, Better),
        ] {
            assert_eq!(
                verdict(statistic, baseline, run, error),
                expected,
                "{statistic}: {baseline} to {run} ± {error}"
            );
        }
    }
}
