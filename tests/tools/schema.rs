//! `schema`, and the line by which editors find it.

use serde_json::Value;

use crate::support::{Place, promotion, shop};

#[test]
fn each_file_has_its_schema() {
    for (name, key, address) in [
        ("scenario", "base_url", "scenario-1.schema.json"),
        ("config", "defaults", "config-1.schema.json"),
        ("run", "run_id", "run-4.schema.json"),
    ] {
        let printed = Place::new().run(&["schema", name]);
        printed.assert_code(0);
        let schema: Value = serde_json::from_str(&printed.stdout).unwrap();
        assert!(schema["properties"][key].is_object(), "{name}");
        assert!(schema["$id"].as_str().unwrap().ends_with(address), "{name}: {}", schema["$id"]);
    }
    let wrong = Place::new().run(&["schema", "k6"]);
    let problem = wrong.assert_code(2).problem();
    assert!(problem.contains("scenario, config, run"), "{problem}");
}

#[test]
fn a_written_scenario_names_the_schema_that_is_printed() {
    let (shop, place) = (shop(), Place::new());
    place.run(&["compile", &promotion(&shop), "-o", "x.toml"]).assert_code(0);
    let schema: Value = serde_json::from_str(&place.run(&["schema", "scenario"]).stdout).unwrap();
    let line = format!("#:schema {}", schema["$id"].as_str().unwrap());
    assert_eq!(place.read("x.toml").lines().next(), Some(line.as_str()));
}
