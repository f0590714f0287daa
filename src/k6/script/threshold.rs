//! Thresholds in k6's grammar, and those that make each step visible in k6's summary.

use super::context::Context;
use super::js::{Js, Property};
use super::load::time;
use crate::k6::tags::tags;
use crate::metric::{Layout, MetricName};
use crate::threshold::Threshold;
use crate::words::Message;

/// The counterpart of our metric in k6.
enum InK6 {
    /// k6's own metric, or one that means nearly the same.
    Key { key: String, near: Option<Message> },
    /// k6 has no counterpart, for this reason.
    Nothing(Message),
}

/// Writes the `thresholds` of the script.
pub(super) fn thresholds<'a>(
    thresholds: impl Iterator<Item = &'a Threshold>,
    layout: &Layout,
    context: &mut Context<'_>,
) -> Js {
    let mut groups: Vec<(String, Vec<Js>, Vec<String>)> = Vec::new();
    for threshold in thresholds {
        let source = threshold.source();
        match in_k6(threshold, context.judges_full_load_only()) {
            InK6::Nothing(why) => {
                context.note(Message::new("k6-no-threshold").with("threshold", source).with("why", why));
            }
            InK6::Key { key, near } => {
                let key = if context.tells_kinds_apart() { of_pages(key) } else { key };
                let comment = near.as_ref().map(|near| format!("`{source}` of promo-load: {near}"));
                if let Some(near) = near {
                    let note = Message::new("k6-near-threshold").with("threshold", source);
                    context.note(note.with("near", near));
                }
                let rule = rule(threshold);
                match groups.iter_mut().find(|(known, ..)| *known == key) {
                    Some((_, rules, comments)) => {
                        if !rules.contains(&rule) {
                            rules.push(rule);
                        }
                        comments.extend(comment);
                    }
                    None => groups.push((key, vec![rule], comment.into_iter().collect())),
                }
            }
        }
    }
    let mut entries: Vec<Property> = Vec::new();
    let mut shown = "These always hold: they make k6 show each step by itself.";
    let visible = visible_steps(layout, context);
    let fresh = visible.into_iter().filter(|key| groups.iter().all(|(known, ..)| known != key));
    let fresh: Vec<String> = fresh.collect();
    for (key, rules, comments) in &groups {
        let rules = Js::List(rules.clone());
        entries.push(match comments.as_slice() {
            [] => (key, rules).into(),
            lines => Property::explained(key, rules, &lines.join("; ")),
        });
    }
    for key in fresh {
        let always = Js::list(["max>=0"]);
        entries.push(if shown.is_empty() {
            (key, always).into()
        } else {
            Property::explained(&key, always, shown)
        });
        shown = "";
    }
    Js::Object(entries)
}

/// Restricts a key to pages, when it is about requests of any step: hundreds of fast files would make any page look fast, and
/// promo-load leaves them out as well, as it does background requests.
fn of_pages(key: String) -> String {
    let (metric, tags) = key.split_once('{').unwrap_or((&key, "}"));
    let is_of_requests = metric.starts_with("http_req_");
    if !is_of_requests || tags.split(',').any(|tag| tag.starts_with("name:")) {
        return key;
    }
    let rest = if tags == "}" { "}".to_owned() } else { format!(",{tags}") };
    format!("{metric}{{kind:page{rest}")
}

/// A key for each step whose name k6 can use in a sub-metric.
fn visible_steps(layout: &Layout, context: &mut Context<'_>) -> Vec<String> {
    let mut keys = Vec::new();
    for step in &layout.steps {
        if fits_a_tag(step) {
            keys.push(format!("http_req_duration{{name:{step}}}"));
        } else {
            context.note(Message::new("k6-no-line").with("step", step.as_str()));
        }
    }
    keys
}

/// Whether k6 can use this value in a sub-metric: it splits at commas, and strips quotes and spaces.
fn fits_a_tag(value: &str) -> bool {
    !value.contains(',')
        && value.trim_matches(|edge: char| edge.is_whitespace() || "\"'".contains(edge)) == value
}

fn rule(threshold: &Threshold) -> Js {
    let expression = Js::from(threshold.expression.to_string());
    if !threshold.abort_on_fail {
        return expression;
    }
    let mut entries: Vec<Property> = vec![("threshold", expression).into(), ("abortOnFail", true).into()];
    if !threshold.delay_abort_eval.is_zero() {
        entries.push(("delayAbortEval", time(threshold.delay_abort_eval)).into());
    }
    Js::Object(entries)
}

/// Whether k6 sets this tag on everything that belongs to a visit.
fn is_of_visit((tag, _): &(String, String)) -> bool {
    matches!(tag.as_str(), "load" | "scenario" | "journey")
}

/// Finds the counterpart of a threshold. `full_load_only` says that promo-load judges only some of the run's visits.
fn in_k6(threshold: &Threshold, full_load_only: bool) -> InK6 {
    if threshold.expression.window.is_some() {
        return InK6::Nothing(Message::new("k6-no-windows"));
    }
    let same = |metric: MetricName, near| InK6::Key { key: format!("{metric}{}", tags(threshold)), near };
    match threshold.metric {
        MetricName::ResponseTime => same(MetricName::HttpReqDuration, Some(Message::new("k6-no-clock"))),
        MetricName::Vus => same(MetricName::Vus, Some(Message::new("k6-last-number"))),
        MetricName::DataSent | MetricName::DataReceived if !threshold.tags.iter().all(is_of_visit) => {
            InK6::Nothing(Message::new("k6-no-bytes"))
        }
        MetricName::Visits | MetricName::Promotion => {
            same(threshold.metric, full_load_only.then(|| Message::new("k6-whole-run")))
        }
        MetricName::PageLoadTime => InK6::Nothing(Message::new("k6-no-page-load")),
        MetricName::HttpReqRetried => InK6::Nothing(Message::new("k6-no-retries")),
        MetricName::ScheduleLag => InK6::Nothing(Message::new("k6-no-lag")),
        metric => same(metric, None),
    }
}
