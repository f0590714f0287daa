//! The JSON forms: that of `--summary-export`, that of `handleSummary`'s argument, and the machine-readable one of k6 2.x.

use md5::{Digest, Md5};
use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Map, Value, json};

use super::metrics::{Metric, MetricThreshold, STATISTICS};
use super::model::{SummaryCheck, SummaryGroup};
use super::{K6Summary, SummaryError};
use crate::metric::{MetricKind, MetricName};

/// The kind of the program's output, which a `handleSummary` may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    /// Whether standard output is a terminal.
    pub stdout_terminal: bool,
    /// Whether standard error is a terminal.
    pub stderr_terminal: bool,
    /// Whether the user wants no colours, on any output.
    pub no_colour: bool,
}

/// Writes the file of `k6 run --summary-export`. A threshold's boolean says that it was **crossed**.
///
/// # Errors
///
/// [`SummaryError::Json`] when it cannot be written.
pub fn export(summary: &K6Summary) -> Result<String, SummaryError> {
    let metric = |metric: &Metric| {
        let mut shown = Map::new();
        for (name, value) in &metric.values {
            let name = if metric.of.kind() == MetricKind::Rate && name == "rate" { "value" } else { name };
            shown.insert(name.to_owned(), number(*value));
        }
        with_thresholds(&mut shown, metric, |threshold| json!(!threshold.ok));
        (metric.name(), Value::Object(shown))
    };
    let groups: Map<_, _> = summary
        .groups
        .iter()
        .map(|group| {
            let path = path("", &group.name);
            let checks = group.checks.iter().map(|check| (check.name.clone(), check_of(&path, check)));
            (group.name.clone(), group_of(&group.name, &path, Value::Object(Map::new()), checks.collect()))
        })
        .collect();
    written(&json!({
        "root_group": group_of("", "", Value::Object(groups), Value::Object(Map::new())),
        "metrics": summary.metrics.iter().map(metric).collect::<Map<_, _>>(),
    }))
}

/// Writes the argument of a script's `handleSummary`.
///
/// # Errors
///
/// [`SummaryError::Json`] when it cannot be written.
pub fn handle_summary(summary: &K6Summary, streams: Streams) -> Result<String, SummaryError> {
    let metric = |metric: &Metric| {
        let values: Map<_, _> =
            metric.values.iter().map(|(name, value)| (name.clone(), number(*value))).collect();
        let mut shown = Map::new();
        shown.insert("type".to_owned(), json!(metric.of.kind().as_str()));
        shown.insert("contains".to_owned(), json!(metric.contains().name()));
        shown.insert("values".to_owned(), Value::Object(values));
        with_thresholds(&mut shown, metric, |threshold| json!({ "ok": threshold.ok }));
        (metric.name(), Value::Object(shown))
    };
    let group = |group: &SummaryGroup| {
        let path = path("", &group.name);
        let checks = group.checks.iter().map(|check| check_of(&path, check));
        group_of(&group.name, &path, json!([]), checks.collect())
    };
    written(&json!({
        "root_group": group_of("", "", summary.groups.iter().map(group).collect(), json!([])),
        "options": {
            "summaryTrendStats": STATISTICS.map(|statistic| statistic.to_string()),
            "summaryTimeUnit": "",
            "noColor": streams.no_colour,
        },
        "state": {
            "isStdOutTTY": streams.stdout_terminal,
            "isStdErrTTY": streams.stderr_terminal,
            "testRunDurationMs": number(summary.elapsed.as_secs_f64() * 1e3),
        },
        "metrics": summary.metrics.iter().map(metric).collect::<Map<_, _>>(),
    }))
}

/// The statistics of a trend in the machine-readable summary, which has no others.
const MACHINE_STATISTICS: [&str; 6] = ["avg", "min", "med", "max", "p(90)", "p(95)"];

/// Writes the file of `k6 run --new-machine-readable-summary` of k6 2.x: checks and metrics as lists, without groups, sub-metrics
/// and thresholds. `script` is the name of the script, `now` the time of writing. `k6_version` holds our own name and version.
///
/// # Errors
///
/// [`SummaryError::Json`] when it cannot be written.
pub fn machine_readable(
    summary: &K6Summary,
    script: &str,
    now: jiff::Timestamp,
) -> Result<String, SummaryError> {
    let all = summary.checks_by_name();
    let passes: u64 = all.iter().map(|check| check.tally.passes).sum();
    let total: u64 = passes + all.iter().map(|check| check.tally.fails).sum::<u64>();
    let rate = |name: &str, matches: u64| {
        let rate = if total == 0 { 0.0 } else { matches as f64 / total as f64 };
        let values = json!({ "matches": matches, "total": total, "rate": number(rate) });
        json!({ "name": name, "type": "rate", "contains": "default", "values": values })
    };
    let total_of_checks = json!({ "name": "checks_total", "type": "counter", "contains": "default", "values": { "count": total } });
    let checks = all
        .iter()
        .map(|check| json!({ "name": check.name, "passes": check.tally.passes, "fails": check.tally.fails }));
    let is_listed = |metric: &&Metric| metric.tags.is_empty() && metric.of != MetricName::Checks;
    let metric = |metric: &Metric| {
        let value = |name: &str| number(metric.value(name));
        let values = match metric.of.kind() {
            MetricKind::Counter => json!({ "count": value("count") }),
            MetricKind::Gauge => json!({ "value": value("value"), "min": value("min"), "max": value("max") }),
            MetricKind::Rate => json!({
                "matches": value("passes"),
                "total": number(metric.value("passes") + metric.value("fails")),
                "rate": value("rate"),
            }),
            MetricKind::Trend => {
                MACHINE_STATISTICS.map(|name| (name.to_owned(), value(name))).into_iter().collect()
            }
        };
        json!({
            "name": metric.of.as_str(),
            "type": metric.of.kind().as_str(),
            "contains": metric.contains().name(),
            "values": values,
        })
    };
    written(&json!({
        "version": "1.0.0",
        "config": { "duration": number(summary.elapsed.as_secs_f64()), "execution": "local", "script": script },
        "metadata": {
            "generated_at": now.to_string(),
            "k6_version": concat!("promo-load ", env!("CARGO_PKG_VERSION")),
        },
        "results": {
            "checks": {
                "metrics": [
                    total_of_checks,
                    rate("checks_failed", total - passes),
                    rate("checks_succeeded", passes),
                ],
                "results": checks.collect::<Vec<_>>(),
            },
            "metrics": summary.metrics.iter().filter(is_listed).map(metric).collect::<Vec<_>>(),
        },
    }))
}

fn group_of(name: &str, path: &str, groups: Value, checks: Value) -> Value {
    let parts = [
        ("name", Value::from(name)),
        ("path", Value::from(path)),
        ("id", Value::from(id(path))),
        ("groups", groups),
        ("checks", checks),
    ];
    parts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn check_of(group: &str, check: &SummaryCheck) -> Value {
    let path = path(group, &check.name);
    json!({
        "name": check.name,
        "path": path,
        "id": id(&path),
        "passes": check.tally.passes,
        "fails": check.tally.fails,
    })
}

fn with_thresholds(shown: &mut Map<String, Value>, metric: &Metric, say: impl Fn(&MetricThreshold) -> Value) {
    if !metric.thresholds.is_empty() {
        let said = metric.thresholds.iter().map(|threshold| (threshold.source.clone(), say(threshold)));
        shown.insert("thresholds".to_owned(), said.collect());
    }
}

fn path(group: &str, name: &str) -> String {
    format!("{group}::{name}")
}

/// The id of a group or check in k6: the MD5 of its path; the root's path is empty.
fn id(path: &str) -> String {
    const_hex::encode(Md5::digest(path.as_bytes()))
}

/// Writes whole numbers without a decimal point, as JavaScript does and readers may expect.
fn number(value: f64) -> Value {
    // The number up to which a double holds every whole number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT { json!(value as i64) } else { json!(value) }
}

/// Writes JSON with four spaces of indentation, as k6 does.
fn written(value: &Value) -> Result<String, SummaryError> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b"    ")))?;
    bytes.push(b'\n');
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::super::model::tests::{THRESHOLDS, described, run};
    use super::*;

    #[test]
    fn the_export_has_k6s_shape() {
        insta::assert_snapshot!(export(&described(&run(), &THRESHOLDS)).unwrap());
    }

    #[test]
    fn handle_summarys_data_has_k6s_shape() {
        let streams = Streams { stdout_terminal: true, stderr_terminal: false, no_colour: false };
        insta::assert_snapshot!(handle_summary(&described(&run(), &THRESHOLDS), streams).unwrap());
    }

    #[test]
    fn the_machine_readable_summary_has_the_shape_of_k6_2() {
        let now = "2026-11-27T04:00:00Z".parse().unwrap();
        insta::assert_snapshot!(
            machine_readable(&described(&run(), &THRESHOLDS), "mug.toml", now)
                .unwrap()
                .replace(env!("CARGO_PKG_VERSION"), "VERSION")
        );
    }

    #[test]
    fn ids_are_md5_of_paths() {
        // The values that k6 1.1.0 wrote.
        for (path, expected) in [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("::home", "f55eb66156c7d05104505c362878691e"),
            ("::home::is home", "a2b3fe03c722b88f8d9d281710b1626e"),
        ] {
            assert_eq!(id(path), expected, "{path}");
        }
    }

    #[test]
    fn whole_numbers_have_no_point() {
        for (value, text) in
            [(20.0, "20"), (0.0, "0"), (0.5, "0.5"), (1e15, "1000000000000000"), (1e300, "1e+300")]
        {
            assert_eq!(number(value).to_string(), text);
        }
    }
}
