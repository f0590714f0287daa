//! `run.schema.json`: the JSON Schema of `run.json`, made from the types that write it. The program does not need it, so a test
//! makes it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::run::{ExecutorRecord, RunRecord};
use super::{json, sample};
use crate::grade::sample_run::Course;
use crate::metric::{Ending, GeneratorHealth};

const COMMITTED: &str = include_str!("run.schema.json");

/// Rewrites the file when PROMO_LOAD_WRITE_SCHEMA is set.
#[test]
fn the_schema_is_that_of_the_types() {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(RunRecord)).unwrap();
    text.push('\n');
    // Links of our own documentation have no target in a schema.
    let text = text.replace("[`", "`").replace("`]", "`");
    if std::env::var_os("PROMO_LOAD_WRITE_SCHEMA").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/record/run.schema.json");
        fs::write(path, text).unwrap();
        return;
    }
    assert!(
        text == COMMITTED,
        "src/record/run.schema.json is not that of the types; write it anew with \
         PROMO_LOAD_WRITE_SCHEMA=1 cargo test --lib record::schema"
    );
}

/// Validates a record against the committed schema; returns the reason when it does not match.
fn validate(record: &Value) -> Result<(), String> {
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("run.schema.json", serde_json::from_str(COMMITTED).unwrap()).unwrap();
    let mut schemas = boon::Schemas::new();
    let schema = compiler.compile("run.schema.json", &mut schemas).unwrap();
    schemas.validate(record, schema).map_err(|error| error.to_string())
}

fn value(record: &RunRecord) -> Value {
    serde_json::from_str(&json::render(record).unwrap()).unwrap()
}

#[test]
fn records_have_it_and_others_have_not() {
    let mut several = sample::record();
    several.executors = vec![ExecutorRecord { name: "wave".into(), iterations: several.iterations }; 2];
    let nothing = Course { ramp_s: 0, hold_s: 0, ..Course::default() };
    let silent = Ending::Silent { lasted: std::time::Duration::from_secs(10) };
    let sick = GeneratorHealth { own_failures: 12, ..GeneratorHealth::default() };
    for record in [
        sample::record(),
        several,
        sample::record_of(&nothing, Ending::Interrupted, sick),
        sample::record_of(&Course::default(), silent, sample::health()),
        sample::record_of(
            &Course::default(),
            Ending::Aborted { thresholds: vec!["checks: rate>0.9".into()] },
            sample::health(),
        ),
    ] {
        assert_eq!(validate(&value(&record)), Ok(()));
    }
    let record = value(&sample::record());
    for (pointer, wrong) in [
        ("/steps/0/requests", Value::from("many")),
        ("/ending/reason", Value::from("tired")),
        ("/judged/blocks/0/ended", Value::from(-1)),
        ("/verdict", Value::Null),
    ] {
        let mut damaged = record.clone();
        *damaged.pointer_mut(pointer).unwrap() = wrong;
        assert!(validate(&damaged).is_err(), "{pointer}");
    }
    let mut damaged = record;
    damaged.as_object_mut().unwrap().remove("run_id");
    assert!(validate(&damaged).is_err(), "a key is missing");
}
