//! `promo-load merge`: runs of the same plan, made apart, as one record.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::Value;

use crate::support::{BINARY, Ended, Place, promotion, shop, wait_until};

const LOAD: [&str; 7] = ["--vus", "2", "--duration", "3s", "--think-time", "20ms", "--quiet"];

/// Two runs that were started together, each in a place of its own.
struct Pair {
    places: [Place; 2],
    /// What the shop counted.
    requests: u64,
}

static PAIR: LazyLock<Pair> = LazyLock::new(|| {
    let shop = shop();
    let places = [Place::new(), Place::new()];
    let page = promotion(&shop);
    let start = |(place, seed): (_, &str)| {
        let place: &Place = place;
        let mut command = place.command(BINARY);
        place.start(command.args([&["bench", &page, "--seed", seed][..], &LOAD].concat()))
    };
    let running: Vec<_> = places.iter().zip(["1", "2"]).map(start).collect();
    for ended in running.into_iter().map(|run| run.wait()) {
        assert!(matches!(ended.code, Some(0 | 99 | 120)), "{ended:?}");
    }
    let requests = shop.stats().requests;
    Pair { places, requests }
});

fn log_of(place: &Place) -> PathBuf {
    place.runs()[0].join("intervals.log")
}

/// The log as the machine of a run would have written it that began at this time.
fn begun_at(log: &str, begun: &str) -> String {
    let (first, rest) = log.split_once('\n').unwrap();
    let mut start: Value = serde_json::from_str(&first[9..]).unwrap();
    start["plan"]["begun"] = begun.into();
    let json = start.to_string();
    format!("{:08x} {json}\n{rest}", crc32fast::hash(json.as_bytes()))
}

/// A place with both runs' logs, begun at these times.
fn both(begun: [&str; 2]) -> Place {
    let place = Place::new();
    for ((of, name), begun) in PAIR.places.iter().zip(["a.log", "b.log"]).zip(begun) {
        place.write(name, &begun_at(&fs::read_to_string(log_of(of)).unwrap(), begun));
    }
    place
}

fn record(place: &Place, folder: &str) -> Value {
    serde_json::from_str(&place.read(&format!("{folder}/run.json"))).unwrap()
}

fn all_requests(record: &Value) -> u64 {
    record["steps"].as_array().unwrap().iter().map(|step| step["requests"].as_u64().unwrap()).sum()
}

fn most_vus(record: &Value) -> u64 {
    record["timeline"].as_array().unwrap().iter().map(|point| point["vus"].as_u64().unwrap()).max().unwrap()
}

fn is_a_result(ended: &Ended) -> bool {
    matches!(ended.code, Some(0 | 99 | 120))
}

#[test]
fn runs_side_by_side_are_one_with_all_shoppers() {
    let place = both(["2026-11-20T03:00:00Z"; 2]);
    let ended = place.run(&["merge", "a.log", "b.log", "-o", "merged"]);
    assert!(is_a_result(&ended), "{ended:?}");
    let merged = record(&place, "merged");
    assert_eq!((all_requests(&merged), merged["run_id"].as_str()), (PAIR.requests, Some("merged")));
    assert_eq!((most_vus(&merged), merged["vus_max"].as_u64()), (4, Some(4)));
    assert_eq!(merged["merged"]["arrangement"], "side_by_side");
    assert!(merged["load"]["executor"].as_str().unwrap().starts_with("2 runs side by side, each: "));
    if merged["verdict"]["held_at_vus"].is_u64() {
        assert_eq!(merged["verdict"]["held_at_vus"], 4);
    }
    let mut names: Vec<_> = fs::read_dir(place.path("merged"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["report.html", "report.md", "run.json", "timeline.svg"]);
    // The reports are made again from what is there, in French.
    let again = place.run(&["report", "merged", "--lang", "fr"]);
    assert_eq!(again.code, ended.code, "{again:?}");
    assert!(place.read("merged/report.md").contains("menés en parallèle"));
}

#[test]
fn runs_of_two_days_never_add_up_their_shoppers() {
    let place = both(["2026-11-20T03:00:00Z", "2026-11-21T03:00:00Z"]);
    let ended = place.run(&["merge", "b.log", "a.log", "-o", "merged", "--lang", "en"]);
    assert!(is_a_result(&ended), "{ended:?}");
    let merged = record(&place, "merged");
    assert_eq!((all_requests(&merged), most_vus(&merged)), (PAIR.requests, 2));
    assert_eq!(merged["merged"]["arrangement"], "in_turn");
    assert_eq!(merged["started"], "2026-11-20T03:00:00Z");
    let report = place.read("merged/report.md");
    assert!(report.contains("2 runs one after the other") && !report.contains("4 shoppers"), "{report}");
}

#[test]
fn runs_that_overlap_in_part_have_no_number_of_shoppers() {
    let place = both(["2026-11-20T03:00:00Z", "2026-11-20T03:00:02Z"]);
    let ended = place.run(&["merge", "a.log", "b.log", "-o", "merged"]);
    ended.assert_code(120);
    let merged = record(&place, "merged");
    assert_eq!(all_requests(&merged), PAIR.requests);
    assert_eq!(
        (&merged["verdict"]["grade"], &merged["verdict"]["held_at_vus"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn folders_and_logs_are_merged_as_they_really_were() {
    let place = Place::new();
    let folder = PAIR.places[0].runs()[0].display().to_string();
    let log = log_of(&PAIR.places[1]).display().to_string();
    let ended = place.run(&["merge", &folder, &log, "-o", "new/merged", "--json"]);
    assert!(is_a_result(&ended), "{ended:?}");
    let merged: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(merged, record(&place, "new/merged"));
    assert_eq!(all_requests(&merged), PAIR.requests);
    assert_ne!(merged["merged"]["arrangement"], "in_turn", "they were started together");
}

#[test]
fn other_plans_are_refused_with_what_differs() {
    let page = PAIR.places[0].runs()[0].clone();
    let place = Place::new();
    let shop = shop();
    let target = promotion(&shop);
    let slower = ["--vus", "1", "--duration", "1s", "--think-time", "30ms", "--quiet"];
    let ended = place.run(&[&["bench", &target, "--threshold", "checks:rate>0.5"][..], &slower].concat());
    assert!(is_a_result(&ended), "{ended:?}");
    let (first, other) = (page.display().to_string(), place.runs()[0].display().to_string());
    let ended = place.run(&["merge", &first, &other, "-o", "merged"]);
    let problems = ended.assert_code(2).problems().join("\n");
    for part in [
        "another shop (http://127.0.0.1",
        "another load (",
        "the step `product_page` is not as in",
        "the threshold `checks: rate>0.5`",
    ] {
        assert!(problems.contains(part), "{part}: {problems}");
    }
    assert!(!place.path("merged").exists());
}

#[test]
fn a_killed_run_is_merged_as_far_as_it_went() {
    let shop = shop();
    let places = [Place::new(), Place::new()];
    let page = promotion(&shop);
    let load = ["--vus", "2", "--duration", "5m", "--think-time", "20ms", "--quiet"];
    for (place, seed) in places.iter().zip(["1", "2"]) {
        let mut command = place.command(BINARY);
        let running = place.start(command.args([&["bench", &page, "--seed", seed][..], &load].concat()));
        let log = || place.runs().first().and_then(|run| fs::read_to_string(run.join("intervals.log")).ok());
        wait_until("two seconds", || log().is_some_and(|log| log.matches('\n').count() > 2));
        drop(running);
    }
    let place = Place::new();
    for ((of, name), begun) in
        places.iter().zip(["a.log", "b.log"]).zip(["2026-11-20T03:00:00Z", "2026-11-21T03:00:00Z"])
    {
        place.write(name, &begun_at(&fs::read_to_string(log_of(of)).unwrap(), begun));
    }
    let ended = place.run(&["merge", "a.log", "b.log", "-o", "merged"]);
    ended.assert_code(105);
    let merged = record(&place, "merged");
    assert_eq!(
        (&merged["ending"]["reason"], &merged["merged"]["arrangement"]),
        (&"killed".into(), &"in_turn".into())
    );
    assert_eq!(place.read("merged/report.md").matches("it was killed").count(), 2);
}

#[test]
fn what_cannot_be_merged_is_refused() {
    let place = both(["2026-11-20T03:00:00Z"; 2]);
    place.write("garbage.log", "no log at all\n");
    ["full", "bare"].iter().for_each(|folder| fs::create_dir(place.path(folder)).unwrap());
    place.write("full/note.txt", "kept");
    place.write("bare/run.json", "{}");
    let older = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/intervals.log");
    for (arguments, code, part) in [
        (&["a.log", "-o", "merged"][..], 2, "two runs or more"),
        (&["a.log", "a.log", "-o", "merged"], 2, "are the same run"),
        (&["a.log", "garbage.log", "-o", "merged"], 104, "garbage.log: the interval log is empty or damaged"),
        (&["a.log", older, "-o", "merged"], 104, "does not state the plan of its run"),
        (&["a.log", "none.log", "-o", "merged"], 2, "none.log has no intervals.log"),
        (&["a.log", "bare", "-o", "merged"], 2, "bare has no intervals.log"),
        (&["a.log", "b.log", "-o", "full"], 2, "full is not empty"),
        (&["a.log", "b.log", "-o", "a.log"], 2, "a.log is not empty"),
    ] {
        let ended = place.run(&[&["merge"], arguments].concat());
        let problem = ended.assert_code(code).problem();
        assert!(problem.contains(part), "{problem}");
        assert!(!place.path("merged").exists(), "{arguments:?}");
    }
    assert_eq!(place.read("full/note.txt"), "kept");
}
