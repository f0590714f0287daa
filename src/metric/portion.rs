//! One metric in a stretch of the run, in so little memory that many stretches can be kept.

use std::collections::VecDeque;
use std::time::Duration;

use super::query::trend;
use super::{Filter, Histogram, Measurements, MetricKind, MetricName, Statistic};

/// The values of a metric in a stretch of the run. A time metric has one pair of numbers for each value that occurred, so it is
/// never larger than the requests of the stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Portion(HeldValues);

#[derive(Debug, Clone, PartialEq)]
enum HeldValues {
    /// The sum of a counter.
    Count(f64),
    /// The greatest value of a gauge.
    Greatest(f64),
    /// How often a rate was yes and how often no.
    Shares(u64, u64),
    /// The distribution of a trend.
    Times(Histogram),
}

impl Measurements {
    /// Takes one metric out of this stretch. `vus_max` is the number of allocated virtual users.
    #[must_use]
    pub fn portion(&self, metric: MetricName, filter: &Filter, vus_max: u64) -> Portion {
        let number =
            |statistic| self.value(metric, filter, statistic, Duration::ZERO, vus_max).unwrap_or_default();
        Portion(match metric.kind() {
            MetricKind::Counter => HeldValues::Count(number(Statistic::Count)),
            MetricKind::Gauge => HeldValues::Greatest(number(Statistic::Value)),
            MetricKind::Rate => {
                let (yes, no) = self.yes_and_no(metric, filter);
                HeldValues::Shares(yes, no)
            }
            MetricKind::Trend => HeldValues::Times(self.histogram(metric, filter)),
        })
    }
}

impl Portion {
    /// Whether nothing was counted in it. A gauge always has a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            HeldValues::Count(count) => *count == 0.0,
            HeldValues::Greatest(_) => false,
            HeldValues::Shares(yes, no) => yes + no == 0,
            HeldValues::Times(values) => values.is_empty(),
        }
    }
}

/// Neighbouring portions of one metric, of which the first are removed as new ones are added. The cost depends on the number of
/// different times, not on the number of portions.
#[derive(Debug, Clone, Default)]
pub struct Portions {
    all: VecDeque<Portion>,
    /// The times of all portions.
    times: Histogram,
}

impl Portions {
    /// Adds the next portion, which must be of the same metric as the others.
    pub fn push(&mut self, portion: Portion) {
        if let HeldValues::Times(values) = &portion.0 {
            self.times.merge(values);
        }
        self.all.push_back(portion);
    }

    /// Removes the first portion.
    pub fn pop(&mut self) {
        if let Some(Portion(HeldValues::Times(values))) = self.all.pop_front() {
            self.times.remove(&values);
        }
    }

    /// One number of all portions together, in the units of [`Measurements::value`]: times in milliseconds, rates from 0 to 1,
    /// for counters the sum or the sum per second of `lasted`, for gauges the greatest. `None` when a rate or a time has no
    /// sample; a counter without one is 0.
    #[must_use]
    pub fn value(&self, statistic: Statistic, lasted: Duration) -> Option<f64> {
        match self.all.front()?.0 {
            HeldValues::Count(_) => {
                let count = self.numbers().sum::<f64>();
                match statistic {
                    Statistic::Rate => (lasted > Duration::ZERO).then(|| count / lasted.as_secs_f64()),
                    _ => Some(count),
                }
            }
            HeldValues::Greatest(_) => self.numbers().reduce(f64::max),
            HeldValues::Shares(..) => {
                let (yes, no) = self.all.iter().fold((0, 0), |(all_yes, all_no), portion| match portion.0 {
                    HeldValues::Shares(yes, no) => (all_yes + yes, all_no + no),
                    _ => (all_yes, all_no),
                });
                (yes + no > 0).then(|| yes as f64 / (yes + no) as f64)
            }
            HeldValues::Times(_) => trend(&self.times, statistic),
        }
    }

    fn numbers(&self) -> impl Iterator<Item = f64> {
        self.all.iter().filter_map(|portion| match portion.0 {
            HeldValues::Count(number) | HeldValues::Greatest(number) => Some(number),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::{CheckId, Layout, Outcome, Sample, StepId, Timings};

    fn second(requests: &[(Outcome, u64)], checks: &[bool], vus: u64) -> Measurements {
        let layout = Layout {
            steps: vec!["page".into()],
            checks: vec![(StepId(0), "price".into())],
            ..Layout::default()
        };
        let mut measured = Measurements::new(&layout);
        for (outcome, waiting) in requests {
            let timings = Timings { waiting: *waiting, ..Timings::default() };
            measured.record(&Sample {
                bytes_sent: 1,
                bytes_received: 10,
                ..Sample::new(StepId(0), 200, *outcome, timings)
            });
        }
        checks.iter().for_each(|held| measured.check(CheckId(0), *held));
        measured.vus_peak = vus;
        measured
    }

    /// The portions of these seconds, without the first `gone`.
    fn of<'a>(seconds: impl Iterator<Item = &'a Measurements>, metric: MetricName, gone: usize) -> Portions {
        let mut portions = Portions::default();
        seconds.for_each(|second| portions.push(second.portion(metric, &Filter::default(), 20)));
        (0..gone).for_each(|_| portions.pop());
        portions
    }

    /// Every number of the merged seconds is the same number of their portions.
    #[test]
    fn portions_together_are_the_merged_seconds() {
        let seconds = [
            second(&[(Outcome::Ok, 100_003), (Outcome::Ok, 250_777), (Outcome::Status, 7)], &[true, true], 4),
            second(&[], &[], 9),
            second(&[(Outcome::Ok, 3_000_001)], &[false], 2),
        ];
        let mut merged = seconds[0].clone();
        seconds[1..].iter().for_each(|second| merged.merge(second));
        let statistics = [
            Statistic::Count,
            Statistic::Rate,
            Statistic::Value,
            Statistic::Avg,
            Statistic::Min,
            Statistic::Max,
            Statistic::Med,
            Statistic::Percentile(95.0),
        ];
        let (lasted, filter) = (Duration::from_secs(3), Filter::default());
        for metric in MetricName::ALL {
            let fits = |statistic: &Statistic| match metric.kind() {
                MetricKind::Counter => matches!(statistic, Statistic::Count | Statistic::Rate),
                MetricKind::Gauge => *statistic == Statistic::Value,
                MetricKind::Rate => *statistic == Statistic::Rate,
                MetricKind::Trend => true,
            };
            // A portion that is added first and removed again leaves nothing behind.
            let portions = of(seconds.iter().rev().take(1).chain(&seconds), metric, 1);
            for statistic in statistics.into_iter().filter(fits) {
                let expected = merged.value(metric, &filter, statistic, lasted, 20);
                assert_eq!(portions.value(statistic, lasted), expected, "{metric} {statistic}");
            }
        }
        let last = of(seconds.iter(), MetricName::Vus, 2);
        assert_eq!(last.value(Statistic::Value, lasted), Some(2.0));
        let none = of(seconds.iter(), MetricName::ResponseTime, 3);
        assert_eq!(none.value(Statistic::Avg, lasted), None);
    }

    #[test]
    fn a_portion_knows_whether_it_has_a_sample() {
        let (nothing, something) = (second(&[], &[], 0), second(&[(Outcome::Ok, 5)], &[true], 0));
        for (metric, always) in [
            (MetricName::HttpReqs, false),
            (MetricName::Checks, false),
            (MetricName::HttpReqDuration, false),
            (MetricName::Vus, true),
        ] {
            let is_empty = |second: &Measurements| second.portion(metric, &Filter::default(), 1).is_empty();
            assert_eq!((is_empty(&nothing), is_empty(&something)), (!always, false), "{metric}");
        }
    }
}
