//! What a run leaves for programs, through the binary: `compare`, `junit.xml`, the schema of `run.json`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set its stage has failed")]

use std::fs;

use crate::support::{Ended, Place};
use serde_json::{Value, json};

/// Runs for six seconds, which gives blocks enough, and returns the record as it was written.
fn record(place: &Place) -> Value {
    let shop = crate::support::shop();
    let target = crate::support::promotion(&shop);
    let flags = ["--vus", "4", "--duration", "6s", "--think-time", "20ms", "--junit", "--quiet"];
    let ended = place.run(&[&["bench", &target][..], &flags].concat());
    // A busy machine may make the run inconclusive, which is none of this test's business.
    assert!(matches!(ended.code, Some(0 | 120)), "{ended:?}");
    let runs = place.runs();
    let junit = fs::read_to_string(runs[0].join("junit.xml")).unwrap();
    assert!(junit.contains("<testcase name=\"http_req_failed: rate&lt;0.1\""), "{junit}");
    let text = fs::read_to_string(runs[0].join("run.json")).unwrap();
    let mut record: Value = serde_json::from_str(&text).unwrap();
    has_the_schema(&record);
    record["verdict"]["inconclusive"] = Value::Null;
    // However few requests came through, they shall be enough to tell.
    in_blocks(&mut record, |block| block["ended"] = json!(block["ended"].as_u64().unwrap() * 1_000));
    record
}

fn has_the_schema(record: &Value) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/record/run.schema.json");
    let schema = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("run.schema.json", schema).unwrap();
    let mut schemas = boon::Schemas::new();
    let schema = compiler.compile("run.schema.json", &mut schemas).unwrap();
    if let Err(error) = schemas.validate(record, schema) {
        panic!("{error:#}");
    }
}

/// Changes every block of a record.
fn in_blocks(record: &mut Value, change: impl Fn(&mut Value)) {
    let steps =
        record["steps"].as_array_mut().unwrap().iter_mut().flat_map(|step| step["blocks"].as_array_mut());
    steps.flatten().for_each(&change);
    record["judged"]["blocks"].as_array_mut().unwrap().iter_mut().for_each(change);
}

#[test]
fn runs_are_compared() {
    let place = Place::new();
    let baseline = record(&place);
    let blocks = baseline["judged"]["blocks"].as_array().unwrap();
    assert!(blocks.len() >= 6, "{} blocks of a second", blocks.len());
    let mut other = baseline.clone();
    in_blocks(&mut other, |block| block["failures"] = block["ended"].clone());
    for (name, record) in [("baseline.json", &baseline), ("failing.json", &other)] {
        place.write(name, &record.to_string());
    }
    let compare = |flags: &[&str]| place.run(&[&["compare"], flags].concat());

    let same = compare(&["baseline.json", "baseline.json"]);
    assert!(same.assert_code(0).stdout.contains("\n  no difference seen\n"), "{same:?}");
    let worse = compare(&["baseline.json", "failing.json"]);
    assert!(worse.assert_code(99).stdout.contains("worse: failures of all pages +100 pt"), "{worse:?}");
    compare(&["failing.json", "baseline.json"]).assert_code(0);
    let markdown = compare(&["baseline.json", "failing.json", "--markdown"]);
    assert!(markdown.assert_code(99).stdout.starts_with("**promo-load: worse: failures"), "{markdown:?}");
    let json = compare(&["baseline.json", "failing.json", "--json", "--fail-if", "p(95) +1%"]);
    let value: Value = serde_json::from_str(&json.assert_code(0).stdout).unwrap();
    assert_eq!((&value["regression"], &value["criteria"][0]["outcome"]), (&json!(false), &json!("held")));
    compare(&["baseline.json", "failing.json", "--fail-if", "failures +5pt"]).assert_code(99);

    other["mode"] = json!("full");
    other["page"]["kind"] = json!("category");
    place.write("other.json", &other.to_string());
    let reasons = compare(&["baseline.json", "other.json"]);
    let reasons = reasons.assert_code(2).problems().join("\n");
    assert!(
        reasons.starts_with("the modes differ: read-only in the baseline, full in the run\nthe kinds"),
        "{reasons}"
    );
    let all_the_same = compare(&["baseline.json", "other.json", "--even-if-different"]);
    assert!(
        all_the_same.assert_code(99).stdout.contains("these runs are not comparable:"),
        "{all_the_same:?}"
    );
}

#[test]
fn what_cannot_be_compared_is_named() {
    let place = Place::new();
    place.write("text.json", "no record");
    place.write("newer.json", r#"{"schema_version": 99}"#);
    let compare = |flags: &[&str]| -> Ended { place.run(&[&["compare"], flags].concat()) };
    let both = compare(&["absent", "text.json"]);
    let problems = both.assert_code(2).problems();
    assert!(
        problems[0].starts_with("cannot read absent: ") && problems[0].ends_with("its run.json"),
        "{problems:?}"
    );
    assert!(problems[1].starts_with("text.json: this is not a run.json"), "{problems:?}");
    let newer = compare(&["newer.json", "newer.json"]);
    assert!(newer.assert_code(2).problems()[0].contains("schema version 99"), "{newer:?}");
    let criterion = compare(&["a", "b", "--fail-if", "p95 +10%"]);
    assert!(criterion.assert_code(2).problem().contains("`p95` is not compared; use p(50)"), "{criterion:?}");
}
