//! The files and the text as a user meets them, without k6.

use std::fs;

use serde_json::Value;

use crate::k6_summary::pair::{bench, machine_readable_by_k6};
use crate::support::k6::installed;
use crate::support::{BINARY, Place, promotion, shop, wait_until};

/// Nothing listens there, and nothing is asked there.
const NOWHERE: &str = "http://127.0.0.1:1/";

#[test]
fn a_file_that_cannot_be_written_is_found_before_the_load() {
    for (flag, file) in
        [("--k6-summary", "no/folder/s.json"), ("--summary-json", "/dev/null"), ("--k6-summary", ".")]
    {
        let place = Place::new();
        let ended = place.run(&["bench", NOWHERE, flag, file]);
        let problem = ended.assert_code(2).problem();
        assert!(problem.starts_with(&format!("cannot write {flag} {file}: ")), "{problem}");
        assert_eq!(place.runs().len(), 0);
    }
}

#[test]
fn flags_that_do_not_go_together() {
    for (flags, parts) in [
        (&["--json", "--summary", "k6"][..], &["--json", "--summary"][..]),
        (&["--summary-json-form", "machine"], &["--summary-json"]),
        (&["--summary-json", "s.json", "--summary-json-form", "xml"], &["xml", "handle-summary or machine"]),
        (&["--summary", "short"], &["short", "promo-load or k6"]),
        (&["--k6-summary", "s.json", "--summary-json", "./s.json"], &["a file of its own"]),
    ] {
        let ended = Place::new().run(&[&["bench", NOWHERE], flags].concat());
        let problem = ended.assert_code(2).problem();
        assert!(parts.iter().all(|part| problem.contains(part)), "{flags:?}: {problem}");
    }
}

#[test]
fn a_folder_that_is_gone_after_the_run_costs_only_that_file() {
    let (shop, place) = (shop(), Place::new());
    fs::create_dir(place.path("results")).unwrap();
    let load = ["--vus", "1", "--iterations", "2", "--think-time", "300ms", "--quiet"];
    let files = ["--k6-summary", "results/export.json", "--summary-json", "data.json"];
    let mut command = place.command(BINARY);
    let running = place.start(command.arg("bench").arg(promotion(&shop)).args(load).args(files));
    wait_until("the load", || place.runs().iter().any(|run| run.join("scenario.toml").exists()));
    fs::remove_dir(place.path("results")).unwrap();
    let ended = running.wait();
    // Inconclusive when this machine is busy.
    assert!(matches!(ended.code, Some(0 | 120)), "{ended:?}");
    let problem = ended.stderr.lines().find(|line| line.starts_with("promo-load: ")).unwrap();
    assert!(problem.contains("cannot write") && problem.contains("export.json"), "{problem}");
    assert_eq!(place.files().metric("iterations", "count"), 2);
    let data: Value = serde_json::from_str(&place.read("data.json")).unwrap();
    assert_eq!(data["metrics"]["iterations"]["values"]["count"], 2);
}

#[test]
fn our_own_page_stays_the_default_and_run_json_agrees_with_the_export() {
    let (shop, place) = (shop(), Place::new());
    let ended = bench(&place, &shop.base_url(), &["--k6-summary", "export.json"]);
    ended.assert_code(99);
    assert!(
        ended.stdout.contains("judged on") && !ended.stdout.contains("TOTAL RESULTS"),
        "{}",
        ended.stdout
    );
    let export: Value = serde_json::from_str(&place.read("export.json")).unwrap();
    let files = place.files();
    let crossed = |value: &Value| -> usize {
        let thresholds = |metric: &Value| metric["thresholds"].as_object().cloned().unwrap_or_default();
        let metrics = value["metrics"].as_object().unwrap().values();
        metrics.flat_map(thresholds).filter(|(_, crossed)| *crossed == true).count()
    };
    let not_ok =
        files.json["thresholds"].as_array().unwrap().iter().filter(|threshold| threshold["ok"] == false);
    assert_eq!((crossed(&export), not_ok.count()), (2, 2));
    let reqs = files.metric("http_reqs", "count");
    assert_eq!(export["metrics"]["http_reqs"]["count"], reqs);
}

/// The names of a list's members.
fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[test]
fn the_machine_readable_summary_is_that_of_k6_2() {
    let (shop, place) = (shop(), Place::new());
    bench(&place, &shop.base_url(), &["--summary-json", "data.json", "--summary-json-form", "machine"]);
    let ours: Value = serde_json::from_str(&place.read("data.json")).unwrap();
    assert_eq!((&ours["version"], &ours["config"]["script"]), (&"1.0.0".into(), &"scenario.toml".into()));
    let checks = &ours["results"]["checks"];
    assert_eq!(names(&checks["metrics"]), ["checks_total", "checks_failed", "checks_succeeded"]);
    assert_eq!(checks["results"][1], serde_json::json!({ "name": "is sold out", "passes": 0, "fails": 6 }));
    let metrics = ours["results"]["metrics"].as_array().unwrap();
    let metric = |name: &str| metrics.iter().find(|metric| metric["name"] == name).unwrap();
    assert_eq!(metric("http_reqs")["values"], serde_json::json!({ "count": 12 }));
    assert_eq!(
        metric("http_req_failed")["values"],
        serde_json::json!({ "matches": 6, "total": 12, "rate": 0.5 })
    );
    assert_eq!(metric("group_duration")["contains"], "time");
    assert!(metrics.iter().all(|metric| !metric["name"].as_str().unwrap().contains('{')), "{metrics:#?}");

    let Some(k6) = installed() else { return };
    let Some(theirs) = machine_readable_by_k6(k6, &shop.base_url()) else { return };
    let theirs = &theirs["results"];
    assert_eq!(checks["results"], theirs["checks"]["results"]);
    for theirs in theirs["metrics"].as_array().unwrap() {
        let ours = metric(theirs["name"].as_str().unwrap());
        assert_eq!((&ours["type"], &ours["contains"]), (&theirs["type"], &theirs["contains"]), "{theirs}");
        let keys = |metric: &Value| metric["values"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(ours), keys(theirs), "{theirs}");
    }
}
