//! The metrics and sub-metrics of a summary, with their numbers and thresholds.

use crate::k6::tags::tags;
use crate::metric::{Filter, MetricKind, MetricName, Statistic, Summary};
use crate::threshold::{Threshold, ThresholdResult, ThresholdSet};

/// The statistics of a trend, in their order: `summaryTrendStats`.
pub(in crate::k6) const STATISTICS: [Statistic; 8] = [
    Statistic::Avg,
    Statistic::Min,
    Statistic::Med,
    Statistic::Max,
    Statistic::Percentile(90.0),
    Statistic::Percentile(95.0),
    Statistic::Percentile(99.0),
    Statistic::Count,
];

/// A metric or sub-metric.
#[derive(Debug, Clone)]
pub(super) struct Metric {
    pub(super) of: MetricName,
    /// The tags of a sub-metric, `{name:page}`; empty for the metric itself.
    pub(super) tags: String,
    /// The numbers by k6's names and in its order; zeros when nothing was measured.
    pub(super) values: Vec<(String, f64)>,
    pub(super) thresholds: Vec<MetricThreshold>,
}

/// The result of a threshold.
#[derive(Debug, Clone)]
pub(super) struct MetricThreshold {
    /// The expression: `p(95)<2000`.
    pub(super) source: String,
    /// The left side of the expression: `p(95)`, or with a window, which k6 does not have, `p(95) over 10s`.
    pub(super) asked: String,
    pub(super) statistic: Statistic,
    /// The number that was compared; `None` when nothing was measured.
    pub(super) value: Option<f64>,
    pub(super) ok: bool,
    /// The result in k6, which takes an empty trend for zeros and compares those with the bound; we do not.
    pub(super) ok_in_k6: bool,
}

/// The kind of a metric's numbers, in k6's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contains {
    Default,
    Time,
    Data,
}

impl Contains {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Time => "time",
            Self::Data => "data",
        }
    }
}

impl Metric {
    /// The name with its tags: `http_req_duration{name:page}`.
    pub(super) fn name(&self) -> String {
        format!("{}{}", self.of, self.tags)
    }

    pub(super) const fn contains(&self) -> Contains {
        match self.of {
            MetricName::DataSent | MetricName::DataReceived => Contains::Data,
            _ if matches!(self.of.kind(), MetricKind::Trend) => Contains::Time,
            _ => Contains::Default,
        }
    }

    /// A number by its name; 0 when it does not exist.
    pub(super) fn value(&self, name: &str) -> f64 {
        self.values.iter().find(|(known, _)| known == name).map_or(0.0, |(_, value)| *value)
    }
}

/// All metrics with measurements, and those that thresholds are about.
pub(super) fn all(summary: &Summary, set: &ThresholdSet, results: &[ThresholdResult]) -> Vec<Metric> {
    let mut metrics: Vec<Metric> = MetricName::ALL
        .into_iter()
        // The lateness of our own timers says nothing about the shop.
        .filter(|metric| *metric != MetricName::ScheduleLag)
        .map(|metric| measure(summary, metric, String::new(), &Filter::default()))
        .filter(|metric| !metric.values.iter().all(|(_, value)| *value == 0.0))
        .collect();
    let duration = MetricName::HttpReqDuration;
    let expected = Filter { expected_response: Some(true), ..Filter::default() };
    metrics.push(measure(summary, duration, "{expected_response:true}".to_owned(), &expected));
    for (step, name) in summary.layout.steps.iter().enumerate() {
        let filter = Filter { step: Some(step), ..Filter::default() };
        metrics.push(measure(summary, duration, format!("{{name:{name}}}"), &filter));
    }
    for (threshold, result) in set.thresholds().zip(results) {
        add(&mut metrics, summary, threshold, result);
    }
    metrics.sort_by_cached_key(|metric| (metric.of.as_str(), collation(&metric.tags)));
    metrics
}

fn add(metrics: &mut Vec<Metric>, summary: &Summary, threshold: &Threshold, result: &ThresholdResult) {
    // The threshold was resolved with this layout before the run began, so it cannot fail.
    let Ok(filter) = threshold.resolve(&summary.layout) else { return };
    let tags = tags(threshold);
    let place = metrics.iter().position(|metric| metric.of == threshold.metric && metric.tags == tags);
    let place = place.unwrap_or_else(|| {
        metrics.push(measure(summary, threshold.metric, tags, &filter));
        metrics.len() - 1
    });
    let expression = threshold.expression;
    // An empty rate crosses nothing in k6 either; every other empty metric reads 0. k6 has no windows.
    let empty_in_k6 =
        expression.window.is_some() || threshold.metric.kind() == MetricKind::Rate || expression.holds(0.0);
    let said = MetricThreshold {
        source: expression.to_string(),
        asked: expression.asked(),
        statistic: expression.statistic,
        value: result.value,
        ok: result.ok,
        ok_in_k6: if result.value.is_some() { result.ok } else { empty_in_k6 },
    };
    let known = &mut metrics[place].thresholds;
    if known.iter().all(|other| other.source != said.source) {
        known.push(said);
    }
}

fn measure(summary: &Summary, of: MetricName, tags: String, filter: &Filter) -> Metric {
    let measured = summary.values(of, filter, &STATISTICS);
    let names: Vec<String> = match of.kind() {
        MetricKind::Counter => ["count", "rate"].map(str::to_owned).into(),
        MetricKind::Gauge => ["value", "min", "max"].map(str::to_owned).into(),
        MetricKind::Rate => ["rate", "passes", "fails"].map(str::to_owned).into(),
        MetricKind::Trend => STATISTICS.map(|statistic| statistic.to_string()).into(),
    };
    let value = |name: String| {
        let value = measured.iter().find(|(known, _)| *known == name).map_or(0.0, |(_, value)| *value);
        (name, value)
    };
    Metric { of, tags, values: names.into_iter().map(value).collect(), thresholds: Vec::new() }
}

/// The key that sorts sub-metrics as k6 does, in the order of a dictionary: signs, digits, letters of either case.
fn collation(tags: &str) -> (Vec<(u8, char)>, String) {
    let class = |c: char| match c {
        _ if c.is_alphabetic() => 2,
        _ if c.is_numeric() => 1,
        _ => 0,
    };
    let letters = tags.chars().flat_map(char::to_lowercase).map(|c| (class(c), c)).collect();
    (letters, tags.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::model::tests::{THRESHOLDS, described, run};
    use super::*;

    #[test]
    fn names_are_k6s_in_k6s_order() {
        let model = described(&run(), &THRESHOLDS);
        let names: Vec<String> = model.metrics.iter().map(Metric::name).collect();
        assert_eq!(
            names,
            [
                "checks",
                "checks{check:rule}",
                "data_received",
                "data_sent",
                "http_req_blocked",
                "http_req_connecting",
                "http_req_duration",
                "http_req_duration{expected_response:true}",
                "http_req_duration{name:Cart \u{1b}[31m}",
                "http_req_duration{name:order}",
                "http_req_duration{name:page}",
                "http_req_failed",
                "http_req_receiving",
                "http_req_sending",
                "http_req_tls_handshaking",
                "http_req_waiting",
                "http_req_waiting{name:order}",
                "http_reqs",
                "iteration_duration",
                "iterations",
                "response_time",
                "vus",
                "vus_max",
            ]
        );
    }

    #[test]
    fn a_threshold_brings_its_metric_along() {
        let model = described(&run(), &["dropped_iterations:count==0", "schedule_lag:p(95)<50"]);
        for name in ["dropped_iterations", "schedule_lag"] {
            assert!(model.metrics.iter().any(|metric| metric.name() == name), "{name}");
        }
    }

    #[test]
    fn what_was_not_measured_is_said_and_holds() {
        let model = described(&run(), &THRESHOLDS);
        let said = |name: &str| {
            let metric = model.metrics.iter().find(|metric| metric.name() == name).unwrap();
            let said =
                |threshold: &MetricThreshold| (threshold.value.is_some(), threshold.ok, threshold.ok_in_k6);
            metric.thresholds.iter().map(said).collect::<Vec<_>>()
        };
        assert_eq!(said("http_req_duration{name:order}"), [(false, true, false)]);
        assert_eq!(said("http_req_waiting{name:order}"), [(false, true, true)]);
        assert_eq!(said("http_req_duration{name:page}"), [(true, false, false), (true, true, true)]);
        // The run is shorter than the window.
        assert_eq!(said("http_req_receiving"), [(false, true, true)]);
    }

    #[test]
    fn sub_metrics_are_sorted_like_a_dictionary() {
        let mut names = ["{name:Zeta}", "{name:about you}", "{name:a1}", "{name:a_b}"];
        names.sort_by_cached_key(|tags| collation(tags));
        assert_eq!(names, ["{name:a_b}", "{name:a1}", "{name:about you}", "{name:Zeta}"]);
    }
}
