//! The statistics of a distribution, as reports show them.

use serde::{Deserialize, Serialize};

use crate::metric::Histogram;

/// Statistics in milliseconds, in ascending order of their quantiles; none is above `max`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Trend {
    /// The number of values.
    pub count: u64,
    /// The mean of the values.
    pub avg: f64,
    /// The smallest of the values.
    pub min: f64,
    /// The median of the values.
    pub med: f64,
    /// 90 % of the values are at most this.
    pub p90: f64,
    /// 95 % of the values are at most this.
    pub p95: f64,
    /// 99 % of the values are at most this.
    pub p99: f64,
    /// 99.9 % of the values are at most this.
    pub p99_9: f64,
    /// The greatest of the values.
    pub max: f64,
}

impl Trend {
    /// The statistics of a histogram; `None` when nothing was measured.
    #[must_use]
    pub(super) fn of(histogram: &Histogram) -> Option<Self> {
        let quantile = |quantile| histogram.quantile(quantile) as f64 / 1e3;
        (!histogram.is_empty()).then(|| Self {
            count: histogram.count(),
            avg: histogram.mean() / 1e3,
            min: histogram.min() as f64 / 1e3,
            med: quantile(0.5),
            p90: quantile(0.9),
            p95: quantile(0.95),
            p99: quantile(0.99),
            p99_9: quantile(0.999),
            max: histogram.max() as f64 / 1e3,
        })
    }

    /// The worse of "successes only" and "all requests" for each statistic, so that fast failures cannot improve one and slow
    /// failures cannot hide. `count` is that of all requests.
    #[must_use]
    pub(super) fn honest(successes: &Histogram, all: &Histogram) -> Option<Self> {
        let all = Self::of(all)?;
        let Some(good) = Self::of(successes) else { return Some(all) };
        Some(Self {
            count: all.count,
            avg: all.avg.max(good.avg),
            min: all.min.max(good.min),
            med: all.med.max(good.med),
            p90: all.p90.max(good.p90),
            p95: all.p95.max(good.p95),
            p99: all.p99.max(good.p99),
            p99_9: all.p99_9.max(good.p99_9),
            max: all.max.max(good.max),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn histogram(values: &[u64]) -> Histogram {
        let mut histogram = Histogram::new();
        values.iter().for_each(|&value| histogram.record(value));
        histogram
    }

    proptest! {
        #[test]
        fn failures_never_improve_a_number(good in prop::collection::vec(1_u64..9_000_000, 0..40),
                                           failed in prop::collection::vec(1_u64..9_000_000, 0..40)) {
            let both = [good.clone(), failed].concat();
            let honest = Trend::honest(&histogram(&good), &histogram(&both));
            prop_assert_eq!(honest.is_none(), both.is_empty());
            if let Some(honest) = honest {
                let ordered = [honest.min, honest.med, honest.p90, honest.p95, honest.p99, honest.p99_9, honest.max];
                prop_assert!(ordered.is_sorted());
                if let Some(alone) = Trend::of(&histogram(&good)) {
                    prop_assert!(honest.p95 >= alone.p95 && honest.med >= alone.med && honest.avg >= alone.avg);
                }
            }
        }
    }
}
