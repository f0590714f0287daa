//! Which texts in our files are names and words of our own, in which only long secrets are looked for.
//!
//! A secret of four letters may be a word of the format (`full`) or of a scenario (`page`). There it tells nothing, and what refers
//! to it would no longer find it. Everything else is a text: what this table does not have is scrubbed of short secrets, too.

use crate::units::secret::Treatment;

/// How the texts of a field are treated: see [`Policy::field`](crate::units::secret::Policy::field).
pub(super) fn field(owner: &str, field: &str) -> Option<Treatment> {
    let is_in = |table: &[(&str, &[&str])]| {
        table.iter().any(|(known, fields)| *known == owner && fields.contains(&field))
    };
    if is_in(WRITTEN) {
        Some(Treatment::Keep)
    } else if is_in(NAMES) {
        Some(Treatment::Name)
    } else {
        None
    }
}

/// What requests and checks are made of: [`Scenario::written`](crate::scenario::Scenario::written) has put placeholders there.
const WRITTEN: &[(&str, &[&str])] = &[
    ("Scenario", &["base_url", "data"]),
    ("HttpTable", &["user_agent", "headers"]),
    ("Step", &["method", "path", "headers", "form", "body"]),
    ("Check", &["body_contains", "body_lacks", "body_matches", "header", "json", "contains", "equals"]),
    ("Extract", &["between", "regex", "json", "css", "attribute", "header", "cookie"]),
];

/// Names that others refer to, words of a list, and encoded numbers.
const NAMES: &[(&str, &[&str])] = &[
    // Scenarios.
    ("Scenario", &["load", "thresholds"]),
    ("Journey", &["name"]),
    ("Step", &["name"]),
    ("Check", &["name"]),
    ("Extract", &["name"]),
    ("Promotion", &["seen"]),
    // Logs.
    ("About", &["tool_version", "run_id", "environment", "mode", "methods", "machine"]),
    ("Layout", &["steps", "checks", "journeys", "loads", "methods", "extracts"]),
    ("LoggedThreshold", &["source"]),
    ("ExecutorLine", &["name"]),
    // Records.
    ("RunRecord", &["tool_version", "run_id", "environment", "mode", "machine"]),
    ("PageLine", &["kind"]),
    ("LoadLine", &["executor", "http_version"]),
    ("PromotionLine", &["kind"]),
    ("StepRecord", &["name", "method"]),
    ("StepBlockRecord", &["response_time"]),
    ("HistogramRecord", &["http_req_duration", "response_time"]),
    ("CheckRecord", &["step", "name"]),
    ("MetricRecord", &["name"]),
    ("JourneyRecord", &["name"]),
    ("TimeRecord", &["step"]),
    ("BrokenRecord", &["journey", "step"]),
    ("JudgedRecord", &["slowest_step"]),
    ("StepKindCount", &["step"]),
    ("ThresholdResult", &["source"]),
    ("SlowestStep", &["step"]),
    ("StepCost", &["step"]),
    ("Finding", &["step"]),
    ("Message", &["id"]),
    // Enums with a tag; serde writes it as a field.
    ("Ending", &["reason", "thresholds"]),
    ("Permission", &["kind"]),
    ("Comparison", &["against", "left_out"]),
    ("Break", &["by", "source"]),
];
