//! `scenario.schema.json`: the JSON Schema of scenario files, made from the types that read them.

use std::fs;
use std::path::Path;

use super::file::SCHEMA;
use super::{JSON_SCHEMA, SCHEMA_ADDRESS, Scenario};
use crate::units::schema::{Validator, assert_committed, json_of, of_toml};

/// Rewrites the file when PROMO_LOAD_WRITE_SCHEMA is set.
#[test]
fn the_schema_is_that_of_the_types() {
    let text = of_toml::<Scenario>("A scenario of promo-load", SCHEMA_ADDRESS);
    assert_committed(&text, JSON_SCHEMA, "src/scenario/scenario.schema.json", "scenario::schema");
}

const EVERYTHING: &str = include_str!("../../tests/fixtures/k6/every-feature.toml");

#[test]
fn what_is_read_is_valid() {
    let validator = Validator::new(JSON_SCHEMA);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    assert!(files.len() > 5);
    files.push(EVERYTHING.to_owned());
    for file in &files {
        assert_eq!(validator.validate(&json_of(file)), Ok(()), "{}", file.lines().next().unwrap_or_default());
    }
    let is_read = |file: toml::Value| file.try_into::<Scenario>().is_ok_and(|file| file.schema == SCHEMA);
    let promotion = "\n[[promotion]]\ntype = 'gift'\nname = 'x'\npercent = '20'\namount = '5 EUR'\nseen = 'x'\n\
                     rule_id = 5\nconditions = ['x']\nstate = 'active'\ncombinable = true\n\
                     [page]\nurl = 'http://127.0.0.1/'\nkind = 'product'\nconfidence = 0.5\nblind = ['x']\n";
    validator.assert_takes_what_is_read(&format!("{EVERYTHING}{promotion}"), is_read);
    let plain = "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1/'\n[load]\nexecutor = 'constant-vus'\n\
                 [http]\ndns = '1m'\n[thresholds]\nchecks = [{ threshold = 'rate>0.9', abortOnFail = true, \
                 delayAbortEval = '5s' }]\n";
    validator.assert_takes_what_is_read(plain, is_read);
}
