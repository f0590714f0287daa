//! Same names, same shapes, same counts, same booleans, same lines.

use std::collections::BTreeSet;

use promo_load::shop::DemoShop;
use regex::Regex;
use serde_json::{Map, Value};

use crate::k6_summary::pair::{Said, said_by_k6, said_by_promo_load};
use crate::support::k6::installed;
use crate::support::shop;

/// What only we have.
const OURS: [&str; 2] = ["response_time", "visits"];

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap_or_else(|| panic!("no object: {value}"))
}

fn keys(value: &Value) -> BTreeSet<&str> {
    object(value).keys().map(String::as_str).collect()
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The same keys, and below each the same kind of value, however deep.
fn assert_same_shape(place: &str, ours: &Value, theirs: &Value) {
    assert_eq!(kind(ours), kind(theirs), "{place}: {ours} beside {theirs}");
    if ours.is_object() {
        assert_eq!(keys(ours), keys(theirs), "{place}");
        for (key, value) in object(ours) {
            assert_same_shape(&format!("{place}/{key}"), value, &theirs[key]);
        }
    }
}

fn assert_same_metrics(ours: &Value, theirs: &Value) {
    let both: BTreeSet<&str> = keys(ours).into_iter().filter(|name| !OURS.contains(name)).collect();
    assert_eq!(both, keys(theirs));
    for name in both {
        assert_same_shape(name, &ours[name], &theirs[name]);
        assert_eq!(ours[name]["thresholds"], theirs[name]["thresholds"], "{name}");
    }
    assert!(OURS.iter().all(|name| ours.get(name).is_some()));
}

fn both(shop: &DemoShop) -> Option<(Said, Said)> {
    let k6 = installed()?;
    // One after the other, so that neither slows the other down.
    Some((said_by_promo_load(&shop.base_url()), said_by_k6(k6, &shop.base_url())))
}

#[test]
fn both_programs_say_the_same() {
    let shop = shop();
    let Some((ours, theirs)) = both(&shop) else { return };
    export_is_the_same(&ours.export, &theirs.export);
    data_is_the_same(&ours.data, &theirs.data);
    text_is_the_same(&ours.text, &theirs.text);
}

fn export_is_the_same(ours: &Value, theirs: &Value) {
    assert_eq!(keys(ours), keys(theirs));
    // Names, paths, ids, passes and fails.
    assert_eq!(ours["root_group"], theirs["root_group"]);
    let (ours, theirs) = (&ours["metrics"], &theirs["metrics"]);
    assert_same_metrics(ours, theirs);
    for (metric, value, expected) in [
        ("http_reqs", "count", 12),
        ("iterations", "count", 6),
        ("checks", "passes", 6),
        ("checks", "fails", 6),
        ("checks{check:is sold out,name:home}", "fails", 6),
        ("http_req_failed", "passes", 6),
        ("http_req_failed", "fails", 6),
        ("http_req_duration{expected_response:true}", "count", 6),
        ("http_req_duration{name:gone}", "count", 6),
        ("dropped_iterations", "count", 0),
        ("group_duration", "count", 12),
    ] {
        assert_eq!(ours[metric][value], expected, "ours: {metric} {value}");
        assert_eq!(theirs[metric][value], expected, "k6's: {metric} {value}");
    }
    // With the pause of 600 ms.
    assert!([ours, theirs].iter().all(|metrics| metrics["group_duration"]["max"].as_f64() >= Some(600.0)));
    // True is crossed.
    assert_eq!(ours["http_req_failed"]["thresholds"]["rate<0.01"], true);
    assert_eq!(ours["http_reqs"]["thresholds"]["count>5"], false);
}

fn data_is_the_same(ours: &Value, theirs: &Value) {
    assert_eq!(keys(ours), keys(theirs));
    assert_eq!(ours["root_group"], theirs["root_group"]);
    assert_eq!(ours["options"], theirs["options"]);
    assert_same_shape("state", &ours["state"], &theirs["state"]);
    assert!(ours["state"]["testRunDurationMs"].as_f64().unwrap() > 1_000.0);
    let (ours, theirs) = (&ours["metrics"], &theirs["metrics"]);
    assert_same_metrics(ours, theirs);
    for (name, metric) in object(ours).iter().filter(|(name, _)| !OURS.contains(&name.as_str())) {
        for fact in ["type", "contains"] {
            assert_eq!(metric[fact], theirs[name][fact], "{name}: {fact}");
        }
    }
    assert_eq!(ours["http_req_failed"]["thresholds"]["rate<0.01"]["ok"], false);
}

fn text_is_the_same(ours: &str, theirs: &str) {
    let (ours, theirs) = (masked(ours), masked(theirs));
    assert!(ours.iter().any(|line| line.starts_with("    http_req_failed...")), "{ours:#?}");
    let closing = ours.last().unwrap();
    assert!(closing.starts_with("  promo-load ") && closing.ends_with("/report.html"), "{closing}");
    // k6 has nothing of its own in this section, and no closing line.
    let shared: Vec<&String> = ours
        .iter()
        .take(ours.len() - 1)
        .filter(|line| {
            *line != "    CUSTOM" && !OURS.iter().any(|ours| line.starts_with(&format!("    {ours}.")))
        })
        .collect();
    assert_eq!(shared, theirs.iter().collect::<Vec<_>>());
}

/// The lines that are not empty, with their margins, and a sign for each number with its unit. What follows a number to
/// fill its column is gone.
fn masked(text: &str) -> Vec<String> {
    let number = Regex::new(r"\d+(\.\d+)?(m\d+s|ns|µs|ms|s| [kMG]?B)?").unwrap();
    let spaces = Regex::new(r"(\S)\s+").unwrap();
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| spaces.replace_all(&number.replace_all(line.trim_end(), "#"), "$1 ").into_owned())
        .collect()
}
