//! Every file in `scenarios/`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use promo_load::scenario::{Load, Scenario};

use crate::k6::pair::{Stage, fixed, journal_shop};
use crate::k6::tool::k6;
use crate::support::Place;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    files.sort();
    assert!(files.len() > 10, "{files:?}");
    files
}

#[test]
fn k6_accepts_what_every_file_is_exported_to() {
    let Some(k6) = &k6() else { return };
    for file in files() {
        let place = Place::new();
        place.run(&["export-k6", file.to_str().unwrap(), "-o", "s.js"]).assert_code(0);
        let understood = k6.inspect(&place, "s.js");
        let scenarios = understood["scenarios"].as_object().unwrap();
        let loads = Scenario::read(&file).unwrap().loads;
        assert_eq!(scenarios.len(), loads.len(), "{}: {scenarios:?}", file.display());
        for load in loads {
            assert!(
                scenarios.values().any(|known| known["executor"] == load.executor.name()),
                "{scenarios:?}"
            );
        }
    }
}

/// What no shipped file has; CI checks its types, too.
#[test]
fn k6_accepts_every_feature() {
    let Some(k6) = &k6() else { return };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/k6/every-feature.toml");
    let place = Place::new();
    place.run(&["export-k6", file.to_str().unwrap(), "-o", "s.js"]).assert_code(0);
    let understood = k6.inspect(&place, "s.js");
    let scenarios = understood["scenarios"].as_object().unwrap();
    let executors: BTreeSet<&str> =
        scenarios.values().map(|scenario| scenario["executor"].as_str().unwrap()).collect();
    assert_eq!(executors.len(), 6, "all that there are: {executors:?}");
    assert!(!place.read("s.js").contains("every-feature-secret"));
}

/// A load for each journey, so that nothing depends on which one is drawn.
fn by_journey(mut scenario: Scenario) -> Scenario {
    let load =
        |name: &String| Load { name: Some(name.clone()), journeys: Some(vec![name.clone()]), ..fixed() };
    scenario.loads = scenario.journeys.iter().map(|journey| load(&journey.name)).collect();
    scenario
}

#[test]
fn every_journey_of_every_file_is_walked_alike() {
    let Some(k6) = &k6() else { return };
    for file in files() {
        eprintln!("{}", file.display());
        let shop = journal_shop();
        let scenario = by_journey(Scenario::read(&file).unwrap());
        let (loads, journeys) = (scenario.loads.len() as u64, scenario.journeys.len());
        let stage = Stage::set(Place::new(), scenario, &shop.base_url());
        let both = if journeys == 1 {
            stage.assert_alike_in_order(k6, &shop)
        } else {
            stage.assert_alike(k6, &shop)
        };
        assert_eq!(both.native.iterations, loads * 6);
        assert!(both.native.checks.values().all(|(passes, fails)| *passes > 0 && *fails == 0));
        assert_eq!(both.native.code, 0, "{:?}", both.native.thresholds);
    }
}

/// `k6 run -u 1 -i 1` is how a script is tried out: it needs a default export, and takes the place of all scenarios.
#[test]
fn every_file_can_be_tried_with_one_visit() {
    let Some(k6) = &k6() else { return };
    for file in files() {
        eprintln!("{}", file.display());
        let (shop, place) = (journal_shop(), Place::new());
        place.run(&["export-k6", file.to_str().unwrap(), "-o", "s.js", "--think-time", "0"]).assert_code(0);
        let base = shop.base_url();
        let ran = k6.run_with(&place, "s.js", &["-u", "1", "-i", "1"], &[("BASE_URL", base.as_str())]);
        assert_eq!((ran.ended.code, ran.count("iterations", "count")), (Some(0), 1), "{:?}", ran.ended);
        assert!(!shop.journal().is_empty());
        assert!(
            ran.checks().values().all(|(passes, fails)| (*passes > 0) && *fails == 0),
            "{:?}",
            ran.checks()
        );
    }
}

/// The functions that scripts have in common, as a module of their own, do the same.
#[test]
fn helpers_beside_the_script_do_the_same() {
    let Some(k6) = &k6() else { return };
    for name in ["product.toml", "search-terms.toml"] {
        let shop = journal_shop();
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
        let stage = Stage::set(Place::new(), by_journey(Scenario::read(&file).unwrap()), &shop.base_url());
        let whole = stage.script.lines().count();
        let folder = file.parent().unwrap().to_str().unwrap();
        let arguments =
            ["export-k6", "s.toml", "-o", "s.js", "--helpers", "shared.js", "--data-folder", folder];
        let problem = stage.place.run(&arguments).assert_code(2).problem().to_owned();
        assert!(
            problem.contains("s.js is there already") && !stage.place.path("shared.js").exists(),
            "{problem}"
        );
        stage.place.run(&[&arguments[..], &["--force"]].concat()).assert_code(0);
        let script = stage.place.read("s.js");
        assert!(script.contains("from './shared.js'") && !script.contains("function follow("), "{script}");
        assert!(script.lines().count() + 100 < whole, "{whole} lines before");
        stage.assert_alike(k6, &shop);
    }
}

#[test]
fn helpers_lie_beside_the_script() {
    let place = Place::new();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/product.toml");
    for helpers in ["elsewhere/h.js", "s.js", "/h.js"] {
        let ended = place.run(&["export-k6", file.to_str().unwrap(), "-o", "s.js", "--helpers", helpers]);
        let problem = ended.assert_code(2).problem();
        assert!(problem.contains("is not another file in the folder of s.js"), "{problem}");
    }
    place.run(&["export-k6", file.to_str().unwrap(), "--helpers", "h.js"]).assert_code(2);
}
