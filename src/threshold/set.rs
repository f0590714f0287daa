//! Thresholds tied to a plan's steps and checks, and their results on its measurements.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Threshold, ThresholdError, Windows, Worst};
use crate::metric::{Filter, Layout, Measurements, MetricKind, MetricName, Statistic, TagSet};
use crate::units::duration;
use crate::words::{Message, Value};

/// The result of a threshold at the end of the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ThresholdResult {
    /// The threshold's key and expression: `http_req_duration: p(95)<2000`.
    pub source: String,
    /// The compared number: milliseconds for times, 0 to 1 for rates; `None` when nothing was measured. A percentile of
    /// `response_time` without tags is the graded time, which may differ from that of each step. A threshold with a window
    /// (`p(95) over 10s<2000`) has the number of its worst window.
    pub value: Option<f64>,
    /// Whether the threshold held. Without a measurement it holds; the missing value shows that.
    pub ok: bool,
    /// Whether crossing the threshold ends the run.
    pub abort_on_fail: bool,
    /// The end of the worst window, in seconds from the start of the run; absent without a window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst_at_s: Option<f64>,
}

impl ThresholdResult {
    /// The number that was compared, with its unit: `1.31 s`, `4.2 %`, `50.5/s`, or "not measured"; with a window also its time.
    /// The verdict's own time says that it is not the percentile that was seen: `counts as at least 2.00 s`.
    #[must_use]
    pub fn measured(&self) -> Message {
        let number = self.compared();
        if self.value.is_some() && self.is_graded() {
            return Message::new("counts-as").with("value", number);
        }
        number
    }

    /// The same in a sentence: `measured 1.31 s`, `counts as at least 2.00 s`.
    #[must_use]
    pub fn told(&self) -> Message {
        if self.value.is_some() && self.is_graded() {
            self.measured()
        } else {
            Message::new("measured").with("value", self.measured())
        }
    }

    /// Whether it compares the time that is graded, as far as that is certain and whatever step it is of.
    fn is_graded(&self) -> bool {
        Threshold::parse_flag(&self.source).is_ok_and(|threshold| {
            threshold.metric == MetricName::ResponseTime
                && threshold.tags.is_empty()
                && matches!(threshold.expression.statistic, Statistic::Percentile(_) | Statistic::Med)
        })
    }

    fn compared(&self) -> Message {
        let Some(value) = self.value else { return Message::new("not-measured") };
        let number = self.number(value);
        match self.worst_at_s {
            Some(at) => {
                let at = duration::format(Duration::from_secs(at.round() as u64));
                Message::new("worst-window").with("value", number).with("at", at)
            }
            None => number,
        }
    }

    fn number(&self, value: f64) -> Message {
        // Every source that this program writes can be parsed (a property of its text form); a source in another's file may not.
        let Ok(threshold) = Threshold::parse_flag(&self.source) else {
            return Message::plain(value.to_string());
        };
        match (threshold.metric.kind(), threshold.expression.statistic) {
            (MetricKind::Trend, _) => Message::value(Value::Millis(value)),
            (MetricKind::Rate, _) => Message::value(Value::Share(value)),
            (MetricKind::Counter, Statistic::Rate) => {
                Message::new("per-second").with("number", Value::Number((value * 10.0).round() / 10.0))
            }
            // Counts are never negative.
            (MetricKind::Counter | MetricKind::Gauge, _) => Message::value(Value::Count(value as u64)),
        }
    }
}

#[derive(Debug, Clone)]
struct Resolved {
    threshold: Threshold,
    filter: Filter,
}

/// The thresholds of a plan.
#[derive(Debug, Clone, Default)]
pub struct ThresholdSet {
    resolved: Vec<Resolved>,
}

impl ThresholdSet {
    /// Ties every threshold to the layout.
    ///
    /// # Errors
    ///
    /// All thresholds that name a step or check that the layout does not have.
    pub fn new(thresholds: Vec<Threshold>, layout: &Layout) -> Result<Self, Vec<ThresholdError>> {
        let mut resolved = Vec::with_capacity(thresholds.len());
        let mut errors = Vec::new();
        for threshold in thresholds {
            match threshold.resolve(layout) {
                Ok(filter) => resolved.push(Resolved { threshold, filter }),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(Self { resolved }) } else { Err(errors) }
    }

    /// The thresholds in the order given.
    pub fn thresholds(&self) -> impl Iterator<Item = &Threshold> {
        self.resolved.iter().map(|resolved| &resolved.threshold)
    }

    /// The thresholds with the samples that their tags select, in the order given.
    pub(super) fn resolved(&self) -> impl Iterator<Item = (&Threshold, &Filter)> {
        self.resolved.iter().map(|resolved| (&resolved.threshold, &resolved.filter))
    }

    /// The sets of tags that need a series of their own, each once: [`Layout::tagged`].
    #[must_use]
    pub fn tag_sets(&self) -> Vec<TagSet> {
        let mut sets = Vec::new();
        for Resolved { threshold, filter } in &self.resolved {
            sets.extend(filter.tag_set(threshold.metric).filter(|set| !sets.contains(set)));
        }
        sets
    }

    /// The longest window of all thresholds; `None` when no threshold has one.
    #[must_use]
    pub fn longest_window(&self) -> Option<Duration> {
        self.thresholds().filter_map(|threshold| threshold.expression.window).max()
    }

    /// Evaluates the thresholds in the order given: on the measurements, or on the worst windows ([`Windows::over_run`] or
    /// [`Windows::over_hold`] of this set) for thresholds with a window. Rates of counters are per second of `elapsed`; `vus_max`
    /// is the number of allocated virtual users.
    #[must_use]
    pub fn evaluate(
        &self,
        measured: &Measurements,
        elapsed: Duration,
        vus_max: u64,
        worst: &[Option<Worst>],
    ) -> Vec<ThresholdResult> {
        let result = |(index, resolved): (usize, &Resolved)| {
            let window = resolved.threshold.expression.window;
            let worst = window.and_then(|_| worst.get(index).copied().flatten());
            let value = match window {
                Some(_) => worst.map(|worst| worst.value),
                None => resolved.value(measured, elapsed, vus_max),
            };
            ThresholdResult {
                worst_at_s: worst.map(|worst| worst.end.as_secs_f64()),
                source: resolved.threshold.source(),
                value,
                ok: value.is_none_or(|value| resolved.threshold.expression.holds(value)),
                abort_on_fail: resolved.threshold.abort_on_fail,
            }
        };
        self.resolved.iter().enumerate().map(result).collect()
    }

    /// The sources of the thresholds that are crossed so far and end the run. A metric without a sample is skipped, as in k6, so
    /// `http_reqs: count>100` waits for the first request. A threshold with a window is evaluated on the window that ended with
    /// the last second of `windows`, which belong to this set.
    #[must_use]
    pub fn crossed_abort(
        &self,
        measured: &Measurements,
        elapsed: Duration,
        vus_max: u64,
        windows: &Windows,
    ) -> Vec<String> {
        let value = |resolved: &Resolved, latest: Option<f64>| match resolved.threshold.expression.window {
            Some(_) => latest,
            None => resolved
                .value(measured, elapsed, vus_max)
                .filter(|value| resolved.threshold.metric.kind() != MetricKind::Counter || *value > 0.0),
        };
        self.resolved
            .iter()
            .zip(windows.latest())
            .filter(|(resolved, _)| resolved.threshold.may_abort(elapsed))
            .filter(|(resolved, latest)| {
                value(resolved, *latest).is_some_and(|value| !resolved.threshold.expression.holds(value))
            })
            .map(|(resolved, _)| resolved.threshold.source())
            .collect()
    }
}

impl Resolved {
    fn value(&self, measured: &Measurements, elapsed: Duration, vus_max: u64) -> Option<f64> {
        let Threshold { metric, expression, .. } = &self.threshold;
        measured.value(*metric, &self.filter, expression.statistic, elapsed, vus_max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::{Outcome, Sample, StepId, Timings};
    use crate::words::Lang;

    fn layout() -> Layout {
        Layout {
            steps: vec!["page".into(), "cart".into()],
            checks: vec![(StepId(0), "price".into())],
            ..Layout::default()
        }
    }

    fn measured() -> Measurements {
        let mut measured = Measurements::new(&layout());
        for (step, millis) in [(0, 100), (0, 100), (1, 3_000)] {
            let timings = Timings { waiting: millis * 1_000, ..Timings::default() };
            measured.record(&Sample {
                bytes_sent: 1,
                bytes_received: 1,
                ..Sample::new(StepId(step), 200, Outcome::Ok, timings)
            });
        }
        measured
    }

    fn set(flags: &[&str], delay: u64) -> ThresholdSet {
        let thresholds = flags.iter().map(|flag| Threshold {
            abort_on_fail: true,
            delay_abort_eval: Duration::from_secs(delay),
            ..Threshold::parse_flag(flag).unwrap()
        });
        ThresholdSet::new(thresholds.collect(), &layout()).unwrap()
    }

    #[test]
    fn evaluates_the_run_and_its_parts() {
        let set = set(
            &[
                "http_req_duration:p(95)<2000",
                "http_req_duration{name:page}:p(95)<2000",
                "http_reqs:rate>=1.5",
                "checks:rate>0.9",
                "dropped_iterations:count==0",
            ],
            0,
        );
        let results = set.evaluate(&measured(), Duration::from_secs(2), 1, &[]);
        assert_eq!(
            results.iter().map(|result| result.ok).collect::<Vec<_>>(),
            [false, true, true, true, true]
        );
        assert_eq!(results[3].value, None, "no check ran: not measured");
        assert_eq!(results[4].value, Some(0.0), "nothing was dropped: measured");
        let texts: Vec<_> = results.iter().map(|result| result.measured().say(Lang::En)).collect();
        assert_eq!(texts, ["3.00 s", "100 ms", "1.5/s", "not measured", "0"]);
    }

    #[test]
    fn the_graded_time_is_not_called_measured() {
        let said = |source: &str, value: Option<f64>, worst_at_s, lang| {
            let result =
                ThresholdResult { source: source.into(), value, ok: false, abort_on_fail: false, worst_at_s };
            (result.told().say(lang), result.measured().say(lang))
        };
        for (source, told) in [
            ("response_time: p(95)<2000", "counts as at least 2.00 s"),
            ("response_time: med<2000", "counts as at least 2.00 s"),
            ("response_time: max<2000", "measured 2.00 s"),
            ("response_time{name:page}: p(95)<2000", "measured 2.00 s"),
            ("response_time{expected_response:true}: p(95)<2000", "measured 2.00 s"),
            ("http_req_duration: p(95)<2000", "measured 2.00 s"),
            ("a stranger's: p(95)<2000", "measured 2000"),
        ] {
            assert_eq!(said(source, Some(2_000.0), None, Lang::En).0, told, "{source}");
        }
        let graded = "response_time: p(95)<2000";
        assert_eq!(said(graded, Some(2_000.0), None, Lang::Fr).0, "compte pour au moins 2,00\u{202F}s");
        assert_eq!(said(graded, None, None, Lang::En).1, "not measured");
        let worst = said("response_time: p(95) over 10s<2000", Some(2_500.0), Some(30.0), Lang::En).1;
        assert_eq!(worst, "counts as at least 2.50 s (worst window, ended after 30s)");
    }

    #[test]
    fn aborts_only_after_the_delay_and_never_without_a_sample() {
        let seconds = Duration::from_secs;
        let crossed = |flag: &str, delay, at, measured: &Measurements| {
            let set = set(&[flag], delay);
            set.crossed_abort(measured, seconds(at), 1, &Windows::new(&set))
        };
        let (slow, empty) = ("http_req_duration:p(95)<2000", Measurements::new(&layout()));
        assert_eq!(crossed(slow, 10, 10, &measured()), [""; 0], "strictly after");
        assert_eq!(crossed(slow, 10, 11, &measured()), ["http_req_duration: p(95)<2000"]);
        assert_eq!(crossed(slow, 0, 0, &measured()).len(), 1);
        assert!(crossed(slow, 0, 99, &empty).is_empty());
        assert!(crossed("http_reqs:count>100", 0, 99, &empty).is_empty());
        assert_eq!(crossed("http_reqs:count>100", 0, 99, &measured()).len(), 1);
        let harmless = ThresholdSet::new(vec![Threshold::parse_flag(slow).unwrap()], &layout()).unwrap();
        let windows = Windows::new(&harmless);
        assert!(harmless.crossed_abort(&measured(), seconds(99), 1, &windows).is_empty());
    }

    #[test]
    fn each_set_of_tags_is_there_once_and_only_where_it_is_needed() {
        let layout = Layout {
            journeys: vec!["look".into(), "buy".into()],
            loads: vec!["day".into()],
            methods: vec!["GET".into()],
            ..layout()
        };
        let thresholds = [
            "http_reqs{name:page,expected_response:true}:count>1",
            "visits{load:day,journey:buy}:rate>0.9",
            "dropped_iterations{load:day}:count==0",
            "http_reqs{load:day,name:cart}:count>1",
            "http_req_duration{scenario:day,step:cart,expected_response:true}:max over 5s<1",
            "checks{check:price,name:page,journey:buy}:rate>0.9",
            "iterations{journey:buy}:count>1",
            "http_reqs{status:0,method:GET}:count>1",
        ];
        let thresholds = thresholds.map(|flag| Threshold::parse_flag(flag).unwrap());
        let sets = ThresholdSet::new(thresholds.into(), &layout).unwrap().tag_sets();
        let none = TagSet::default();
        assert_eq!(
            sets,
            [
                TagSet { load: Some(0), step: Some(1), ..none },
                TagSet { journey: Some(1), ..none },
                TagSet { status: Some(0), method: Some(0), ..none },
            ]
        );
    }

    #[test]
    fn all_errors_come_at_once() {
        let thresholds = ["http_reqs{name:a}:count>1", "http_reqs:count>1", "checks{check:b}:rate>1"]
            .map(|flag| Threshold::parse_flag(flag).unwrap());
        assert_eq!(ThresholdSet::new(thresholds.into(), &layout()).unwrap_err().len(), 2);
    }
}
