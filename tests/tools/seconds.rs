//! `--csv` and `--json-lines`: the same numbers as in the log, in `run.json` and in each other.

use std::fs;

use serde_json::Value;

use crate::support::{Place, promotion, shop};

const COLUMNS: &str = "time,at_s,phase,vus,requests,failed,p50_ms,p95_ms,p99_ms,bytes_sent,bytes_received,visits_good,visits_failed";

fn objects(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn sum(lines: &[Value], column: &str) -> u64 {
    lines.iter().map(|line| line[column].as_u64().unwrap()).sum()
}

#[test]
fn a_run_is_written_second_by_second() {
    let (shop, place) = (shop(), Place::new());
    let load = ["--vus", "2", "--duration", "3s", "--think-time", "20ms", "--quiet"];
    let files = ["--csv", "x.csv", "--json-lines", "x.jsonl"];
    let ended = place.run(&[&["bench", &promotion(&shop)][..], &load, &files].concat());
    assert!(matches!(ended.code, Some(0 | 120)), "{ended:?}");
    let (csv, lines) = (place.read("x.csv"), place.read("x.jsonl"));
    let mut rows = csv.lines();
    assert_eq!(rows.next(), Some(COLUMNS));
    let objects = objects(&lines);
    // A cell of CSV is the JSON value without quotes.
    for (row, object) in rows.clone().zip(&objects) {
        let cells: Vec<String> =
            object.as_object().unwrap().values().map(|value| value.to_string().replace('"', "")).collect();
        assert_eq!(row.split(',').collect::<Vec<_>>(), cells);
    }
    let run = place.files();
    let timeline = run.json["timeline"].as_array().unwrap();
    assert_eq!((rows.count(), objects.len()), (timeline.len(), timeline.len()));
    for (object, point) in objects.iter().zip(timeline) {
        assert_eq!(
            (&object["vus"], &object["requests"], &object["failed"]),
            (&point["vus"], &point["requests"], &point["failures"])
        );
        let micros = (object["p95_ms"].as_f64().unwrap() * 1e3).round() as u64;
        assert_eq!(Some(micros), point["p95_us"].as_u64());
        assert!(object["p99_ms"].as_f64() >= object["p95_ms"].as_f64());
    }
    assert_eq!(sum(&objects, "requests"), run.all_requests());
    assert_eq!(sum(&objects, "bytes_received"), run.metric("data_received", "count"));
    assert_eq!(sum(&objects, "bytes_sent"), run.metric("data_sent", "count"));
    assert!(sum(&objects, "visits_good") > 0);

    // Later the same; without the log what the record has.
    place.run(&["report", "latest", "--csv", "again.csv"]);
    assert_eq!(place.read("again.csv"), csv);
    fs::remove_file(place.runs()[0].join("intervals.log")).unwrap();
    place.run(&["report", "latest", "--json-lines", "less.jsonl"]);
    let less = self::objects(&place.read("less.jsonl"));
    assert!(
        less.iter()
            .zip(&objects)
            .all(|(less, all)| less["p95_ms"] == all["p95_ms"] && less["p99_ms"].is_null())
    );
    assert_eq!(less.len(), objects.len());
}

#[test]
fn a_file_that_cannot_be_written_is_told_before_the_load() {
    let place = Place::new();
    for (arguments, part) in [
        (&["bench", "--demo", "--csv", "none/x.csv"][..], "cannot write --csv none/x.csv"),
        (&["bench", "--demo", "--csv", "x", "--json-lines", "x"], "a file of its own"),
        (&["report", "latest", "--json-lines", "."], "cannot write --json-lines"),
    ] {
        let ended = place.run(arguments);
        assert!(ended.assert_code(2).problem().contains(part), "{ended:?}");
    }
    assert!(place.runs().is_empty());
}
