//! Reads single numbers out of measurements, with k6's names for statistics and sub-metrics.

use std::fmt;
use std::time::Duration;

use super::{CheckTally, Filter, Histogram, Measurements, MetricName, Outcome, StepId, StepSeries};

/// A number of a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    /// The number of events (counters).
    Count,
    /// The number per second (counters), or the share from 0 to 1 (rates).
    Rate,
    /// The last value (gauges).
    Value,
    /// The arithmetic mean (trends).
    Avg,
    /// The smallest value (trends).
    Min,
    /// The greatest value (trends).
    Max,
    /// The median, the 50th percentile (trends).
    Med,
    /// A percentile from 0 to 100 (trends).
    Percentile(f64),
}

impl fmt::Display for Statistic {
    /// Writes k6's name: `avg`, `p(95)`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Count => "count",
            Self::Rate => "rate",
            Self::Value => "value",
            Self::Avg => "avg",
            Self::Min => "min",
            Self::Max => "max",
            Self::Med => "med",
            Self::Percentile(percent) => return write!(formatter, "p({percent})"),
        };
        formatter.write_str(name)
    }
}

impl Measurements {
    /// One number of one metric, times in milliseconds as in k6; `None` when nothing was recorded. Rates of counters are per
    /// second of `elapsed`; `vus_max` is the number of allocated virtual users.
    #[must_use]
    pub fn value(
        &self,
        metric: MetricName,
        filter: &Filter,
        statistic: Statistic,
        elapsed: Duration,
        vus_max: u64,
    ) -> Option<f64> {
        let seconds = elapsed.as_secs_f64();
        let counter = |count: u64| match statistic {
            Statistic::Rate if seconds > 0.0 => Some(count as f64 / seconds),
            Statistic::Rate => None,
            _ => Some(count as f64),
        };
        let steps = filter.steps(self, metric);
        match metric {
            MetricName::HttpReqs => counter(
                steps.iter().map(|step| step.sent_where(|outcome| filter.takes_request(outcome))).sum(),
            ),
            MetricName::HttpReqRetried => counter(steps.iter().map(|step| step.retried).sum()),
            MetricName::Iterations => {
                counter(self.iteration_times(metric, filter).map_or(0, Histogram::count))
            }
            MetricName::DroppedIterations => {
                counter(filter.load.map_or_else(|| self.tally(), |load| self.tally_of(load)).dropped)
            }
            MetricName::DataSent => counter(steps.iter().map(|step| step.bytes_sent).sum()),
            MetricName::DataReceived => counter(steps.iter().map(|step| step.bytes_received).sum()),
            MetricName::Vus => Some(self.vus_peak as f64),
            MetricName::VusMax => Some(vus_max as f64),
            MetricName::HttpReqFailed | MetricName::Checks | MetricName::Visits | MetricName::Promotion => {
                let (yes, no) = self.yes_and_no(metric, filter);
                (yes + no > 0).then(|| yes as f64 / (yes + no) as f64)
            }
            MetricName::IterationDuration => trend(self.iteration_times(metric, filter)?, statistic),
            MetricName::ScheduleLag => trend(&self.schedule_lag, statistic),
            MetricName::ResponseTime => {
                self.graded(filter, statistic).or_else(|| trend(&self.histogram(metric, filter), statistic))
            }
            MetricName::HttpReqDuration
            | MetricName::PageLoadTime
            | MetricName::GroupDuration
            | MetricName::Phase(_) => trend(&self.histogram(metric, filter), statistic),
        }
    }

    /// The lengths of complete iterations; `None` without one.
    fn iteration_times(&self, metric: MetricName, filter: &Filter) -> Option<&Histogram> {
        match filter.tag_set(metric) {
            Some(tags) => self.tagged.get(tags)?.iterations.as_deref(),
            None => Some(&self.iteration_duration),
        }
    }

    /// A percentile of `response_time` as the verdict has it, in milliseconds: of the judged visits, for a step or for the one
    /// where it is worst. `None` for other statistics, for a part of the requests, and without a visit.
    fn graded(&self, filter: &Filter, statistic: Statistic) -> Option<f64> {
        let of_all = filter.expected_response.is_none() && filter.tag_set(MetricName::ResponseTime).is_none();
        let quantile = match statistic {
            Statistic::Percentile(percent) if of_all => percent / 100.0,
            Statistic::Med if of_all => 0.5,
            _ => return None,
        };
        let micros = match filter.step {
            None => self.visits.time(quantile).graded()?,
            Some(step) => self.visits.time_of(StepId(u16::try_from(step).ok()?), quantile)?.seen,
        };
        Some(micros as f64 / 1e3)
    }

    /// The distribution of a time metric; empty for other metrics.
    #[must_use]
    pub(super) fn histogram(&self, metric: MetricName, filter: &Filter) -> Histogram {
        match metric {
            MetricName::IterationDuration => {
                return self.iteration_times(metric, filter).cloned().unwrap_or_default();
            }
            MetricName::ScheduleLag => return self.schedule_lag.clone(),
            _ => {}
        }
        let mut merged = Histogram::new();
        for step in filter.steps(self, metric) {
            match metric {
                MetricName::HttpReqDuration => {
                    step.add_durations(|outcome| filter.takes_request(outcome), &mut merged);
                }
                MetricName::ResponseTime => {
                    step.add_response_times(|outcome| filter.takes(outcome), &mut merged);
                }
                MetricName::PageLoadTime => {
                    if let Some(loads) = step.page_loads() {
                        merged.merge(loads);
                    }
                }
                MetricName::GroupDuration => {
                    if let Some(groups) = step.groups() {
                        merged.merge(groups);
                    }
                }
                MetricName::Phase(phase) => {
                    if let Some(histogram) = step.phase(phase) {
                        merged.merge(histogram);
                    }
                }
                _ => {}
            }
        }
        merged
    }

    /// The results of the checks that a filter takes, together.
    #[must_use]
    pub fn checks_of(&self, filter: &Filter) -> CheckTally {
        let all = match filter.tag_set(MetricName::Checks) {
            Some(tags) => self.tagged.get(tags).map_or(&[][..], |series| &series.checks),
            None => &self.checks,
        };
        let chosen = match filter.check {
            Some(check) => all.get(check..=check).unwrap_or_default(),
            None => all,
        };
        chosen.iter().fold(CheckTally::default(), |mut sum, tally| {
            sum.merge(tally);
            sum
        })
    }

    /// How often a rate was yes and how often no. Yes is a failed request for `http_req_failed`, a check that held for `checks`,
    /// a good visit for `visits`, and a visit with the right promotion for `promotion`. Other metrics have neither.
    #[must_use]
    pub(super) fn yes_and_no(&self, metric: MetricName, filter: &Filter) -> (u64, u64) {
        match metric {
            MetricName::HttpReqFailed => failed_and_not(&filter.steps(self, metric), filter),
            MetricName::Checks => {
                let tally = self.checks_of(filter);
                (tally.passes, tally.fails)
            }
            MetricName::Visits => {
                let tally = self.visits.judged_of(filter.load, filter.journey);
                (tally.good, tally.failed)
            }
            MetricName::Promotion => {
                let tally = self.visits.judged_of(filter.load, filter.journey);
                (tally.promotion_right, tally.promotion_wrong)
            }
            _ => (0, 0),
        }
    }
}

/// Requests that failed, and that did not, as exported scripts count them. A redirect that is not followed counts as both: its
/// answer was expected, and the request that it asks for failed. Requests that the end of our own run cut off, or that were
/// refused before they were sent, count as neither.
fn failed_and_not(steps: &[&StepSeries], filter: &Filter) -> (u64, u64) {
    let count = |counts: &dyn Fn(Outcome) -> bool| steps.iter().map(|step| step.sent_where(counts)).sum();
    let failed = count(&|outcome| {
        let is_followed = !outcome.is_expected_answer();
        outcome.is_http_failure()
            && outcome != Outcome::Interrupted
            && filter.expected_response.is_none_or(|expected| is_followed && !expected)
    });
    (failed, count(&|outcome| outcome.is_expected_answer() && filter.takes_request(outcome)))
}

/// One number of a distribution, in milliseconds; `None` when it is empty.
pub(super) fn trend(histogram: &Histogram, statistic: Statistic) -> Option<f64> {
    if histogram.is_empty() {
        return None;
    }
    let micros = match statistic {
        Statistic::Avg => histogram.mean(),
        Statistic::Min => histogram.min() as f64,
        Statistic::Max => histogram.max() as f64,
        Statistic::Med => histogram.quantile(0.5) as f64,
        Statistic::Percentile(percent) => histogram.quantile(percent / 100.0) as f64,
        Statistic::Count => return Some(histogram.count() as f64),
        Statistic::Rate | Statistic::Value => return None,
    };
    Some(micros / 1e3)
}

#[cfg(test)]
mod tests {
    use super::super::{CheckId, Layout, Phase, Sample, StepId, Timings};
    use super::*;

    fn layout() -> Layout {
        Layout {
            steps: vec!["page".into(), "cart".into(), "page assets".into()],
            checks: vec![(StepId(0), "price".into())],
            assets: vec![StepId(2)],
            ..Layout::default()
        }
    }

    fn sample(step: u16, outcome: Outcome, millis: u64) -> Sample {
        let timings = Timings { waiting: millis * 1_000, blocked: 1_000, ..Timings::default() };
        Sample {
            bytes_sent: 100,
            bytes_received: 1_000,
            ..Sample::new(StepId(step), if outcome.is_http_failure() { 500 } else { 200 }, outcome, timings)
        }
    }

    fn value(
        measured: &Measurements,
        metric: &str,
        tags: &[(&str, &str)],
        statistic: Statistic,
    ) -> Option<f64> {
        let tags: Vec<_> = tags.iter().map(|(tag, value)| ((*tag).to_owned(), (*value).to_owned())).collect();
        let filter = Filter::resolve(&tags, &layout()).unwrap();
        measured.value(metric.parse().unwrap(), &filter, statistic, Duration::from_secs(2), 7)
    }

    #[test]
    fn reads_every_kind_of_number() {
        let mut measured = Measurements::new(&layout());
        for millis in 1..=100 {
            measured.record(&sample(0, Outcome::Ok, millis));
        }
        measured.record(&sample(1, Outcome::Status, 1_000));
        measured.check(CheckId(0), true);
        measured.check(CheckId(0), false);
        measured.iteration(0, 5_000_000);

        let near = |actual: Option<f64>, expected: f64| {
            let actual = actual.unwrap();
            assert!((actual - expected).abs() <= expected * 0.002, "{actual} is not {expected}");
        };
        near(value(&measured, "http_reqs", &[], Statistic::Count), 101.0);
        near(value(&measured, "http_reqs", &[], Statistic::Rate), 50.5);
        near(value(&measured, "http_reqs", &[("name", "cart")], Statistic::Count), 1.0);
        near(value(&measured, "http_req_failed", &[], Statistic::Rate), 1.0 / 101.0);
        near(value(&measured, "http_req_failed", &[("name", "cart")], Statistic::Rate), 1.0);
        near(value(&measured, "http_req_duration", &[("name", "page")], Statistic::Percentile(95.0)), 95.0);
        near(value(&measured, "http_req_duration", &[], Statistic::Max), 1_000.0);
        near(value(&measured, "http_req_duration", &[("expected_response", "true")], Statistic::Max), 100.0);
        near(value(&measured, "http_req_waiting", &[("name", "page")], Statistic::Avg), 50.5);
        near(value(&measured, "response_time", &[("name", "page")], Statistic::Max), 101.0);
        near(value(&measured, "checks", &[], Statistic::Rate), 0.5);
        near(value(&measured, "iteration_duration", &[], Statistic::Med), 5_000.0);
        near(value(&measured, "vus_max", &[], Statistic::Value), 7.0);
        near(value(&measured, "data_received", &[], Statistic::Count), 101_000.0);
        assert_eq!(measured.steps()[0].phase(Phase::Waiting).unwrap().count(), 100);
    }

    #[test]
    fn files_are_requests_but_make_no_page_look_fast() {
        let mut measured = Measurements::new(&layout());
        measured.record(&sample(0, Outcome::Ok, 900));
        (0..99).for_each(|_| measured.record(&sample(2, Outcome::Ok, 1)));
        (0..9).for_each(|_| measured.record(&sample(2, Outcome::Status, 1)));
        measured.page_load(StepId(0), 1_500_000);
        for (metric, tags, statistic, expected) in [
            ("http_reqs", &[][..], Statistic::Count, 109.0),
            ("data_sent", &[], Statistic::Count, 10_900.0),
            ("data_received", &[], Statistic::Count, 109_000.0),
            ("http_req_duration", &[], Statistic::Count, 1.0),
            ("http_req_waiting", &[], Statistic::Count, 1.0),
            ("response_time", &[], Statistic::Count, 1.0),
            ("http_req_failed", &[], Statistic::Rate, 0.0),
            ("http_req_duration", &[("name", "page assets")], Statistic::Count, 108.0),
            ("http_req_failed", &[("name", "page assets")], Statistic::Rate, 9.0 / 108.0),
            ("page_load_time", &[], Statistic::Count, 1.0),
            ("page_load_time", &[("name", "page")], Statistic::Max, 1_500.0),
        ] {
            let found = value(&measured, metric, tags, statistic).unwrap();
            assert!(
                (found - expected).abs() <= expected * 0.002,
                "{metric} {tags:?}: {found} is not {expected}"
            );
        }
        assert_eq!((measured.requests(), measured.requests_with_assets()), (1, 109));
        assert_eq!(measured.failure_rate(), Some(0.0));
        assert!(measured.honest_quantile(0.95).unwrap() > 890_000);
        assert_eq!(value(&measured, "page_load_time", &[("name", "cart")], Statistic::Max), None);
        let mut merged = Measurements::new(&layout());
        merged.merge(&measured);
        merged.merge(&measured);
        assert_eq!(value(&merged, "page_load_time", &[], Statistic::Count), Some(2.0));
        merged.clear();
        assert_eq!(value(&merged, "page_load_time", &[], Statistic::Count), None);
    }

    #[test]
    fn what_our_own_end_cuts_off_is_no_failure() {
        let mut measured = Measurements::new(&layout());
        (0..3).for_each(|_| measured.record(&sample(0, Outcome::Interrupted, 10)));
        assert_eq!(value(&measured, "http_req_failed", &[], Statistic::Rate), None, "nothing came to an end");
        measured.record(&sample(0, Outcome::Ok, 10));
        measured.record(&sample(0, Outcome::Status, 10));
        assert_eq!(value(&measured, "http_req_failed", &[], Statistic::Rate), Some(0.5));
        assert_eq!(value(&measured, "http_reqs", &[], Statistic::Count), Some(2.0), "as in k6");
        assert_eq!(value(&measured, "http_req_duration", &[], Statistic::Count), Some(2.0));
        assert_eq!(value(&measured, "http_req_waiting", &[], Statistic::Count), Some(2.0));
    }

    #[test]
    fn a_redirect_that_is_not_followed_is_an_answer_and_a_failure() {
        let mut measured = Measurements::new(&layout());
        let redirect = Sample { status: 302, ..sample(0, Outcome::OffOrigin, 10) };
        (0..3).for_each(|_| measured.record(&redirect));
        measured.record(&Sample { status: 302, ..sample(0, Outcome::Redirects, 10) });
        let of = |tags: &[(&str, &str)]| {
            let tags: Vec<_> =
                tags.iter().map(|(tag, value)| ((*tag).to_owned(), (*value).to_owned())).collect();
            measured.yes_and_no(MetricName::HttpReqFailed, &Filter::resolve(&tags, &layout()).unwrap())
        };
        assert_eq!(of(&[]), (4, 4));
        assert_eq!(of(&[("expected_response", "true")]), (0, 4));
        assert_eq!(value(&measured, "http_reqs", &[], Statistic::Count), Some(4.0));
    }

    #[test]
    fn what_was_never_sent_is_no_request() {
        let mut measured = Measurements::new(&layout());
        let refused = Sample { status: 0, bytes_sent: 0, ..sample(0, Outcome::OffOrigin, 0) };
        measured.record(&refused);
        measured.record(&Sample { outcome: Outcome::Malformed, ..refused });
        assert_eq!(value(&measured, "http_reqs", &[], Statistic::Count), Some(0.0));
        assert_eq!(value(&measured, "http_req_failed", &[], Statistic::Rate), None);
        assert_eq!(value(&measured, "http_req_duration", &[], Statistic::Count), None);
        assert_eq!(measured.count_where(Outcome::is_failure), 2, "it broke two pages all the same");
    }

    #[test]
    fn nothing_recorded_is_not_zero() {
        let empty = Measurements::new(&layout());
        assert_eq!(value(&empty, "http_req_duration", &[], Statistic::Percentile(95.0)), None);
        assert_eq!(value(&empty, "checks", &[], Statistic::Rate), None);
        assert_eq!(empty.honest_quantile(0.95), None);
        assert_eq!(empty.failure_rate(), None);
    }

    #[test]
    fn fast_failures_do_not_improve_the_graded_p95_and_slow_ones_do_not_hide() {
        let mut measured = Measurements::new(&layout());
        (0..100).for_each(|_| measured.record(&sample(0, Outcome::Ok, 100)));
        let before = measured.honest_quantile(0.95).unwrap();
        (0..900).for_each(|_| measured.record(&sample(0, Outcome::Status, 1)));
        assert_eq!(measured.honest_quantile(0.95).unwrap(), before);
        (0..900).for_each(|_| measured.record(&sample(0, Outcome::TimeoutFirstByte, 60_000)));
        assert!(measured.honest_quantile(0.95).unwrap() > 59_000_000);
    }
}
