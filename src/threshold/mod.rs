//! Rules about the numbers, in k6's grammar and with windows: `http_req_duration{name:product_page}: p(95) over 10s<2000`.
//!
//! Owns parsing, the check that metric, tags and statistic fit each other, evaluation on `Measurements` and on the [`Windows`] of
//! a run, and the form in scenario files. Not here: stopping the run (the engine asks [`ThresholdSet::crossed_abort`]) and
//! grades.

mod error;
mod expression;
mod key;
#[cfg(test)]
mod schema;
mod set;
mod table;
mod window;

use std::time::Duration;

pub use error::ThresholdError;
pub use expression::{Expression, Operator};
pub(crate) use key::split_tags;
pub use set::{ThresholdResult, ThresholdSet};
pub use table::ThresholdTable;
pub use window::{Windows, Worst};

use crate::metric::{Filter, Layout, MetricName};

/// One rule, not yet tied to the steps and checks of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// The metric that the rule restricts.
    pub metric: MetricName,
    /// The tags that restrict the metric, in the order written: k6's `{name:product_page}`.
    pub tags: Vec<(String, String)>,
    /// The condition that must hold.
    pub expression: Expression,
    /// Whether crossing the threshold ends the run.
    pub abort_on_fail: bool,
    /// The time from the start of the run before which crossing the threshold cannot end it.
    pub delay_abort_eval: Duration,
}

impl Threshold {
    /// Parses a metric key (`http_req_duration{name:x}`) and an expression (`p(95)<2000`).
    ///
    /// # Errors
    ///
    /// [`ThresholdError`] when the metric is unknown, a tag or the statistic does not fit the metric, or the expression is not in
    /// the grammar.
    pub fn parse(metric_key: &str, expression: &str) -> Result<Self, ThresholdError> {
        let (metric, tags) = key::parse(metric_key)?;
        let expression = Expression::parse(metric_key.trim(), metric.kind(), expression)?;
        Ok(Self { metric, tags, expression, abort_on_fail: false, delay_abort_eval: Duration::ZERO })
    }

    /// Parses the form of the command line, `http_req_duration{name:x}:p(95)<2000`.
    ///
    /// # Errors
    ///
    /// As [`Threshold::parse`], and [`ThresholdError::Flag`] when key and expression are not separated.
    pub fn parse_flag(text: &str) -> Result<Self, ThresholdError> {
        let (key, expression) = key::split_flag(text)?;
        Self::parse(key, expression)
    }

    /// The metric key: `http_req_duration{name:x}`.
    #[must_use]
    pub fn key(&self) -> String {
        key::format(self.metric, &self.tags)
    }

    /// The key and the expression: `http_req_duration: p(95)<2000`.
    #[must_use]
    pub fn source(&self) -> String {
        format!("{}: {}", self.key(), self.expression)
    }

    /// Looks up the plan's steps, checks and other names that the tags refer to.
    ///
    /// # Errors
    ///
    /// [`ThresholdError::Unresolved`] when the plan does not have one of them, or has several such checks.
    pub fn resolve(&self, layout: &Layout) -> Result<Filter, ThresholdError> {
        let unresolved = |reason| ThresholdError::Unresolved { key: self.key(), reason };
        let mut filter = Filter::resolve(&self.tags, layout).map_err(unresolved)?;
        if let Some((_, name)) = self.tags.iter().find(|(tag, _)| tag == "check") {
            filter.check = Some(key::only_check(name, filter.step, layout).map_err(unresolved)?);
        }
        Ok(filter)
    }

    /// Whether crossing the threshold may end the run now. As in k6 the comparison is strict: a delay of 10 s excludes the tenth
    /// second.
    fn may_abort(&self, elapsed: Duration) -> bool {
        self.abort_on_fail && (self.delay_abort_eval.is_zero() || elapsed > self.delay_abort_eval)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::StepId;

    fn layout() -> Layout {
        let check = |step, name: &str| (StepId(step), name.to_owned());
        Layout {
            steps: vec!["page".into(), "cart".into()],
            checks: vec![check(0, "status"), check(1, "status"), check(1, "rule applied")],
            ..Layout::default()
        }
    }

    #[test]
    fn sources_are_written_in_one_way() {
        for (flag, source) in [
            ("http_req_duration:p(95)<2000", "http_req_duration: p(95)<2000"),
            (
                " http_req_duration { name : page } : p( 95 ) < 2e3 ",
                "http_req_duration{name:page}: p(95)<2000",
            ),
            (
                "http_reqs{name:a:b,expected_response:true}:count>5",
                "http_reqs{name:a:b,expected_response:true}: count>5",
            ),
            ("checks{check:rule applied}:rate>=.8", "checks{check:rule applied}: rate>=0.8"),
            (r#"http_reqs{name:"page"}:rate>1"#, "http_reqs{name:page}: rate>1"),
            (
                "http_req_waiting{load:rush, journey : buy,status:503,method:POST}:max<9",
                "http_req_waiting{load:rush,journey:buy,status:503,method:POST}: max<9",
            ),
            ("dropped_iterations{scenario:rush}:count==0", "dropped_iterations{scenario:rush}: count==0"),
            ("checks{check:over 10s}:rate over 60s>.8", "checks{check:over 10s}: rate over 1m>0.8"),
        ] {
            assert_eq!(Threshold::parse_flag(flag).unwrap().source(), source, "{flag}");
        }
    }

    #[test]
    fn errors_are_one_line_and_say_what_is_accepted() {
        for (flag, part) in [
            ("p(95)<2000", "METRIC:EXPRESSION"),
            ("http_req_duration{name:x}", "METRIC:EXPRESSION"),
            ("http_durations:p(95)<1", "known are http_reqs"),
            ("http_req_duration:p95<1", "avg, min, max, med or p(N)"),
            ("http_req_duration:p95 over 10s<1", "avg, min, max, med or p(N)"),
            ("http_req_duration:p(95) over 10<1", "`10` in `p(95) over 10<1` is no window"),
            ("http_req_duration:p(95) over 1500ms<1", "whole seconds from 1s to 10m"),
            ("http_req_duration:p(95) over 10s", "METHOD over DURATION OPERATOR NUMBER"),
            ("http_reqs:avg<1", "count or rate"),
            ("vus:count<1", "value"),
            ("checks:value<1", "accepts rate"),
            ("http_req_duration{name:x:p(95)<1", "closing `}`"),
            ("http_req_duration{name}:p(95)<1", "tag:value"),
            ("http_req_duration{city:Lyon}:p(95)<1", "name, expected_response"),
            ("iteration_duration{name:x}:p(95)<1", "takes load, journey"),
            ("iterations{status:200}:count>1", "takes load, journey"),
            ("dropped_iterations{journey:x}:count<1", "takes load"),
            ("vus{load:x}:value<1", "no tags"),
            ("http_req_waiting{expected_response:true}:max<1", "name, load, journey, status, method"),
            ("page_load_time{status:200}:max<1", "name, load, journey"),
            ("checks{status:200}:rate>1", "check, load, journey"),
            ("checks{check:x,method:GET}:rate>1", "check, name, load, journey"),
            ("http_reqs{load:x,load:x}:count>1", "given twice"),
            ("checks{name:page}:rate>1", "check"),
        ] {
            let error = Threshold::parse_flag(flag).unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains('\n'), "{flag}: {error}");
        }
    }

    #[test]
    fn a_check_in_two_steps_must_be_told_apart() {
        let resolve = |flag: &str| Threshold::parse_flag(flag).unwrap().resolve(&layout());
        assert_eq!(resolve("checks{check:rule applied}:rate>0.9").unwrap().check, Some(2));
        assert_eq!(resolve("checks{check:status,name:cart}:rate>0.9").unwrap().check, Some(1));
        let error = resolve("checks{check:status}:rate>0.9").unwrap_err().to_string();
        assert!(error.contains("page, cart"), "{error}");
        assert!(resolve("checks{check:rule applied,name:page}:rate>0.9").is_err());
        assert!(resolve("http_reqs{name:basket}:count>1").unwrap_err().to_string().contains("basket"));
    }

    proptest::proptest! {
        #[test]
        fn windows_read_back(
            seconds in 1_u64..=600,
            (key, method) in proptest::sample::select(&[
                ("http_req_duration", "p(99.9)"), ("checks{check:x}", "rate"), ("http_reqs", "count"), ("vus", "value"),
            ][..]),
            operator in proptest::sample::select(&["<", "<=", ">", ">=", "==", "!="][..]),
            bound in -1e6..1e6,
            space in " {0,3}",
        ) {
            let flag = format!("{key}:{space}{method}{space} over {space}{seconds}s{space}{operator}{space}{bound}");
            let threshold = Threshold::parse_flag(&flag).unwrap();
            proptest::prop_assert_eq!(threshold.expression.window, Some(Duration::from_secs(seconds)));
            proptest::prop_assert_eq!(Threshold::parse_flag(&threshold.source()), Ok(threshold));
        }

        #[test]
        fn parsing_never_panics_and_sources_read_back(
            text in r"[a-z_{}:,(). <>=!0-9é-]{0,40}",
            key in r"(http_req_duration|checks|http_reqs)?(\{[a-z:,]{0,12}\})?",
        ) {
            let _ = Threshold::parse_flag(&text);
            for flag in [format!("{key}:{text}"), format!("{key}:p(95)<{text}"), format!("{key}:rate>={text}"), format!("{key}:rate over {text}"), format!("{key}:p(95) over 9s{text}")] {
                if let Ok(threshold) = Threshold::parse_flag(&flag) {
                    proptest::prop_assert_eq!(Threshold::parse_flag(&threshold.source()), Ok(threshold));
                }
            }
        }
    }
}
