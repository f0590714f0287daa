//! Which texts in our files are not scrubbed of everything.
//!
//! A secret may be a word of the format (`full`) or of a scenario (`page`). There it tells nothing, and what refers to it would no
//! longer find it. What these tables do not have is a text, and scrubbed of short secrets, too.

use crate::units::secret::Treatment;

/// How the texts of a field are treated: see [`Policy::field`](crate::units::secret::Policy::field).
pub(super) fn field(owner: &str, field: &str) -> Option<Treatment> {
    let is_in = |table: &[(&str, &[&str])]| {
        table.iter().any(|(known, fields)| *known == owner && fields.contains(&field))
    };
    if is_in(WRITTEN) || is_in(WORDS) {
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
    ("PageFacts", &["url"]),
    ("HttpTable", &["user_agent", "headers"]),
    ("Step", &["method", "path", "headers", "form", "body"]),
    ("Check", &["body_contains", "body_lacks", "body_matches", "header", "json", "contains", "equals"]),
    ("Extract", &["between", "regex", "json", "css", "attribute", "header", "cookie"]),
];

/// Words of our own lists, versions and encoded numbers. An enum with a tag has it as a field.
const WORDS: &[(&str, &[&str])] = &[
    ("About", &["tool_version", "run_id", "environment", "mode", "methods"]),
    ("RunRecord", &["tool_version", "run_id", "environment", "mode"]),
    ("PageLine", &["kind"]),
    ("LoadLine", &["http_version"]),
    ("PromotionLine", &["kind"]),
    ("Layout", &["methods"]),
    ("StepRecord", &["method"]),
    ("StepBlockRecord", &["response_time"]),
    ("HistogramRecord", &["http_req_duration", "response_time"]),
    ("MetricRecord", &["name"]),
    ("Message", &["id"]),
    ("Ending", &["reason"]),
    ("Permission", &["kind"]),
    ("Comparison", &["against"]),
    ("Break", &["by"]),
];

/// Names that others refer to: no long secret stays in them.
const NAMES: &[(&str, &[&str])] = &[
    ("Scenario", &["load", "thresholds"]),
    ("Journey", &["name"]),
    ("Step", &["name"]),
    ("Check", &["name"]),
    ("Extract", &["name"]),
    ("Promotion", &["seen"]),
    ("About", &["machine"]),
    ("Layout", &["steps", "checks", "journeys", "loads", "extracts"]),
    ("LoggedThreshold", &["source"]),
    ("ExecutorLine", &["name"]),
    ("RunRecord", &["machine"]),
    ("LoadLine", &["executor"]),
    ("StepRecord", &["name"]),
    ("CheckRecord", &["step", "name"]),
    ("JourneyRecord", &["name"]),
    ("TimeRecord", &["step"]),
    ("BrokenRecord", &["journey", "step"]),
    ("JudgedRecord", &["slowest_step"]),
    ("StepKindCount", &["step"]),
    ("ThresholdResult", &["source"]),
    ("SlowestStep", &["step"]),
    ("StepCost", &["step"]),
    ("Finding", &["step"]),
    ("Ending", &["thresholds"]),
    ("Comparison", &["left_out"]),
    ("Break", &["source"]),
];
