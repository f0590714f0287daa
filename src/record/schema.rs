//! `run.schema.json`: the JSON Schema of `run.json`, made from the types that write it.

use serde_json::Value;

use super::run::{ExecutorRecord, RunRecord};
use super::{JSON_SCHEMA, SCHEMA_VERSION, json, sample};
use crate::grade::sample_run::SampleCourse;
use crate::metric::{Ending, GeneratorHealth};
use crate::units::schema::{Validator, assert_committed, pretty};

/// Rewrites the file when PROMO_LOAD_WRITE_SCHEMA is set.
#[test]
fn the_schema_is_that_of_the_types() {
    let mut schema = schemars::schema_for!(RunRecord);
    // Where the released schema lies; a new version of the format is another file.
    let repository = env!("CARGO_PKG_REPOSITORY");
    let address = format!("{repository}/releases/latest/download/run-{SCHEMA_VERSION}.schema.json");
    schema.insert("$id".into(), address.into());
    assert_committed(&pretty(&schema), JSON_SCHEMA, "src/record/run.schema.json", "record::schema");
}

fn value(record: &RunRecord) -> Value {
    serde_json::from_str(&json::render(record).unwrap()).unwrap()
}

#[test]
fn records_have_it_and_others_have_not() {
    let validator = Validator::new(JSON_SCHEMA);
    let mut several = sample::record();
    several.executors = vec![ExecutorRecord { name: "wave".into(), iterations: several.iterations }; 2];
    let nothing = SampleCourse { ramp_s: 0, hold_s: 0, ..SampleCourse::default() };
    let silent = Ending::Silent { lasted: std::time::Duration::from_secs(10) };
    let sick = GeneratorHealth { own_failures: 12, ..GeneratorHealth::default() };
    for record in [
        sample::record(),
        several,
        sample::record_of(&nothing, Ending::Interrupted, sick),
        sample::record_of(&SampleCourse::default(), silent, sample::health()),
        sample::record_of(
            &SampleCourse::default(),
            Ending::Aborted { thresholds: vec!["checks: rate>0.9".into()] },
            sample::health(),
        ),
    ] {
        assert_eq!(validator.validate(&value(&record)), Ok(()));
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
        assert!(validator.validate(&damaged).is_err(), "{pointer}");
    }
    let mut damaged = record;
    damaged.as_object_mut().unwrap().remove("run_id");
    assert!(validator.validate(&damaged).is_err(), "a key is missing");
}
