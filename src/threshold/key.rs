//! `http_req_duration{name:product_page}`: a metric and the tags that restrict it.

use super::ThresholdError;
use super::error::KeyProblem;
use crate::metric::{Layout, MetricName};
use crate::words::Message;

type Tags = Vec<(String, String)>;

/// Splits `METRIC{tag:value}:EXPRESSION`. Tag values may contain colons; expressions contain no brace.
pub(super) fn split_flag(text: &str) -> Result<(&str, &str), ThresholdError> {
    let missing = || ThresholdError::Flag { text: text.trim().to_owned() };
    let brace = text.find('{').filter(|brace| text.find(':').is_none_or(|colon| *brace < colon));
    let Some(brace) = brace else {
        return text.split_once(':').ok_or_else(missing);
    };
    let Some(close) = text.rfind('}').filter(|close| *close > brace) else {
        return Err(ThresholdError::Key { key: text.trim().to_owned(), reason: KeyProblem::Unclosed });
    };
    let (key, rest) = text.split_at(close + 1);
    rest.trim_start().strip_prefix(':').map(|expression| (key, expression)).ok_or_else(missing)
}

/// Parses a metric key, and refuses tags that the metric is not recorded by.
pub(super) fn parse(key: &str) -> Result<(MetricName, Tags), ThresholdError> {
    let (name, tags) = split_tags(key)?;
    let metric: MetricName = name.parse()?;
    check_tags(key.trim(), metric, &tags)?;
    Ok((metric, tags))
}

/// Splits `NAME{tag:value,tag:value}`, without looking at the name and the tags.
///
/// # Errors
///
/// [`ThresholdError::Key`] when the part in braces is malformed.
pub(crate) fn split_tags(key: &str) -> Result<(&str, Tags), ThresholdError> {
    let key = key.trim();
    let Some((name, rest)) = key.split_once('{') else {
        return Ok((key, Tags::new()));
    };
    let malformed = |reason| ThresholdError::Key { key: key.to_owned(), reason };
    let inside = rest.strip_suffix('}').ok_or_else(|| malformed(KeyProblem::Unclosed))?;
    let mut tags = Tags::new();
    for pair in inside.split(',') {
        let (tag, value) = pair.split_once(':').ok_or_else(|| malformed(KeyProblem::NotPairs))?;
        let (tag, value) = (unquote(tag), unquote(value));
        if tag.is_empty() || value.is_empty() {
            return Err(malformed(KeyProblem::Empty));
        }
        if tags.iter().any(|(known, _)| known == tag) {
            return Err(malformed(KeyProblem::Twice));
        }
        tags.push((tag.to_owned(), value.to_owned()));
    }
    Ok((name.trim(), tags))
}

/// Removes the quotes that k6 accepts around names and values.
fn unquote(text: &str) -> &str {
    text.trim_matches(|c: char| c == '"' || c == '\'' || c.is_whitespace())
}

/// Refuses tags that the metric is not recorded by: such a tag would select everything without a warning.
fn check_tags(key: &str, metric: MetricName, tags: &Tags) -> Result<(), ThresholdError> {
    let (names, accepted): (&[&str], _) = match metric {
        MetricName::HttpReqs
        | MetricName::HttpReqFailed
        | MetricName::HttpReqDuration
        | MetricName::ResponseTime => (
            &["name", "step", "expected_response", "load", "scenario", "journey", "status", "method"],
            "name, expected_response, load, journey, status, method",
        ),
        MetricName::Phase(_)
        | MetricName::HttpReqRetried
        | MetricName::DataSent
        | MetricName::DataReceived => (
            &["name", "step", "load", "scenario", "journey", "status", "method"],
            "name, load, journey, status, method",
        ),
        MetricName::GroupDuration => (&["name", "step"], "name"),
        MetricName::PageLoadTime => (&["name", "step", "load", "scenario", "journey"], "name, load, journey"),
        // Checks are counted by name; a step only distinguishes checks of the same name.
        MetricName::Checks if tags.iter().any(|(tag, _)| tag == "check") => {
            (&["check", "name", "step", "load", "scenario", "journey"], "check, name, load, journey")
        }
        MetricName::Checks => (&["check", "load", "scenario", "journey"], "check, load, journey"),
        MetricName::Visits
        | MetricName::Promotion
        | MetricName::Iterations
        | MetricName::IterationDuration => (&["load", "scenario", "journey"], "load, journey"),
        // A visit that did not begin has no journey.
        MetricName::DroppedIterations => (&["load", "scenario"], "load"),
        MetricName::Vus | MetricName::VusMax | MetricName::ScheduleLag => (&[], "no tags"),
    };
    match tags.iter().find(|(tag, _)| !names.contains(&tag.as_str())) {
        Some((tag, _)) => Err(ThresholdError::Tag {
            key: key.to_owned(),
            metric: metric.as_str(),
            tag: tag.clone(),
            accepted,
        }),
        None => Ok(()),
    }
}

/// The only check with this name, in this step if one is given.
pub(super) fn only_check(name: &str, step: Option<usize>, layout: &Layout) -> Result<usize, Message> {
    let fits = |index: usize| step.is_none_or(|step| step == index);
    let found: Vec<(usize, usize)> = layout
        .checks
        .iter()
        .enumerate()
        .filter(|(_, (owner, known))| known == name && fits(usize::from(owner.0)))
        .map(|(position, (owner, _))| (position, usize::from(owner.0)))
        .collect();
    match found.as_slice() {
        [] => Err(Message::new("error-no-check-in-step").exact("name", name)),
        [(position, _)] => Ok(*position),
        several => {
            let steps: Vec<_> =
                several.iter().filter_map(|(_, step)| layout.steps.get(*step)).map(String::as_str).collect();
            Err(Message::new("error-check-of-steps").exact("name", name).exact("steps", steps.join(", ")))
        }
    }
}

/// Writes the form that [`parse`] reads.
pub(super) fn format(metric: MetricName, tags: &[(String, String)]) -> String {
    if tags.is_empty() {
        return metric.to_string();
    }
    let pairs: Vec<_> = tags.iter().map(|(tag, value)| format!("{tag}:{value}")).collect();
    format!("{metric}{{{}}}", pairs.join(","))
}
