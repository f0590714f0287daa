//! `runs`, and `latest` where a run is asked for.

use std::fs;

use serde_json::Value;

use crate::support::{Place, promotion, shop};

/// A finished run of version 2, which needs no load.
const RECORD: &str = include_str!("../fixtures/report/run_v2.json");
const LOG: &str = include_str!("../fixtures/intervals.log");

/// Puts a file into a run's folder.
fn put(place: &Place, run: &str, name: &str, text: &str) {
    let folder = place.path("out").join(run);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), text).unwrap();
}

fn id(at: u32) -> String {
    format!("2026-11-2{at}T100000Z-shop-000{at}")
}

/// Runs in every state, the oldest first, and things that are no runs.
fn place() -> Place {
    let place = Place::new();
    put(&place, &id(1), "run.json", RECORD);
    put(&place, &id(2), "run.json", &RECORD.replace("\"schema_version\": 2", "\"schema_version\": 99"));
    put(&place, &id(3), "run.json", RECORD);
    put(&place, &id(4), "intervals.log", LOG);
    put(&place, &id(5), "scenario.toml", "");
    put(&place, "notes", "readme.txt", "");
    place.write("out/a-file", "");
    place
}

#[test]
fn runs_are_listed_in_every_state() {
    let place = place();
    let listed = place.run(&["runs", "--json"]);
    let listed: Value = serde_json::from_str(&listed.assert_code(0).stdout).unwrap();
    let states: Vec<(&str, &str)> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|run| (run["run_id"].as_str().unwrap(), run["state"].as_str().unwrap()))
        .collect();
    let ids: Vec<String> = (1..=5).map(id).collect();
    let expected = ["finished", "damaged", "finished", "unfinished", "unfinished"];
    assert_eq!(states, ids.iter().map(String::as_str).zip(expected).collect::<Vec<_>>());
    let record: Value = serde_json::from_str(RECORD).unwrap();
    assert_eq!(listed[0]["letter"], record["verdict"]["grade"]["letter"]);
    assert_eq!(listed[0]["target"], record["target"]);
    let text = place.run(&["runs", "out", "--lang", "fr"]);
    let text = &text.assert_code(0).stdout;
    assert!(text.contains("version de schéma 99") && text.contains("Le plus récent"), "{text}");
    let empty = place.run(&["runs", "nowhere"]);
    assert!(empty.assert_code(0).stdout.contains("no run in nowhere"), "{empty:?}");
    let empty = place.run(&["runs", "nowhere", "--json"]);
    assert_eq!((empty.stdout.trim(), empty.stderr.trim()), ("[]", "there is no folder nowhere"));
    assert!(place.run(&["runs", "out/a-file"]).assert_code(2).problem().contains("cannot read"));
}

#[test]
fn a_run_is_found_by_its_age() {
    let place = place();
    // The last that a report can be made of has a log only, and gets a record of it.
    place.run(&["report", "latest", "--json"]);
    assert!(place.path("out").join(id(4)).join("run.json").is_file());
    for (given, run) in [("latest~1", 3), ("out/latest~1", 3), ("latest~2", 2), ("latest~3", 1)] {
        let _code = place.run(&["report", given, "--json"]);
        assert_eq!(place.path("out").join(id(run)).join("report.md").is_file(), run != 2, "{given}");
    }
    let far = place.run(&["report", "latest~4"]);
    let problem = far.assert_code(2).problem().to_owned();
    assert!(problem.contains("no run so old") && (1..=4).all(|at| problem.contains(&id(at))), "{problem}");
    // Only records can be compared; a folder of that name comes first.
    let compared = place.run(&["compare", "latest~2", "latest~1", "--even-if-different"]);
    let same =
        place.run(&["compare", &format!("out/{}", id(1)), &format!("out/{}", id(3)), "--even-if-different"]);
    assert_eq!((compared.code, &compared.stdout), (same.code, &same.stdout));
    fs::create_dir(place.path("latest")).unwrap();
    let own = place.run(&["report", "latest"]);
    assert!(own.assert_code(2).problem().contains("latest is no run's folder"), "{own:?}");
}

#[test]
fn a_folder_of_runs_says_which_it_has() {
    let place = place();
    for arguments in [&["report", "out"][..], &["compare", "out", "latest"]] {
        let ended = place.run(arguments);
        let problem = ended.assert_code(2).problem();
        assert!(problem.contains("out is a folder of runs") && problem.contains(&id(3)), "{problem}");
    }
    let empty = Place::new();
    let nothing = empty.run(&["report", "latest"]);
    let problem = nothing.assert_code(2).problem();
    assert!(problem.contains("no finished run in") && problem.contains("bench makes one"), "{problem}");
}

#[test]
fn a_run_that_goes_on_is_listed_and_is_not_the_latest() {
    let (shop, place) = (shop(), Place::new());
    put(&place, "2020-01-01T100000Z-shop-0001", "run.json", RECORD);
    let target = promotion(&shop);
    let mut command = place.command(crate::support::BINARY);
    command.args(["bench", &target, "--vus", "1", "--duration", "60s", "--quiet"]);
    let running = place.start(&mut command);
    let states = || {
        let other = Place::new();
        let listed = other.run(&["runs", place.path("out").to_str().unwrap(), "--json"]);
        let listed: Value = serde_json::from_str(&listed.assert_code(0).stdout).unwrap();
        listed
            .as_array()
            .unwrap()
            .iter()
            .map(|run| run["state"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    crate::support::wait_until("a run that goes on", || states() == ["finished", "running"]);
    let other = Place::new();
    let latest = place.path("out").join("latest");
    let report = other.run(&["report", latest.to_str().unwrap(), "--json"]);
    let record: Value = serde_json::from_str(&report.stdout).unwrap();
    assert_eq!(record["started"], serde_json::from_str::<Value>(RECORD).unwrap()["started"]);
    drop(running);
}
