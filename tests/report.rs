//! `promo-load report`: a run that was killed has its numbers, and one that was not has them twice.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should panic")]

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::answering::{Answering, answer};
use crate::support::{BINARY, Ended, Place, promotion, shop, wait_until};

/// Whole records of an interval log that is being written.
fn records(run: &Path) -> usize {
    fs::read(run.join("intervals.log")).map_or(0, |log| log.iter().filter(|byte| **byte == b'\n').count())
}

/// The folder of the only run, as soon as there is one.
fn folder(place: &Place) -> PathBuf {
    wait_until("the run's folder", || !place.runs().is_empty());
    place.runs().remove(0)
}

fn report(place: &Place, run: &Path) -> Ended {
    place.run(&["report", run.to_str().unwrap()])
}

#[test]
fn a_killed_run_lacks_at_most_its_last_second() {
    const VUS: u64 = 4;
    let (shop, place) = (shop(), Place::new());
    let mut command = place.command(BINARY);
    command.args(["bench", &promotion(&shop), "--duration", "5m", "--think-time", "0"]);
    let running = place.start(command.arg("--vus").arg(VUS.to_string()));
    let run = folder(&place);
    wait_until("three records", || records(&run) >= 3);
    let (seen, logged) = (shop.stats().requests, records(&run));
    // The second in which the shop had counted so many is over when there are two records more.
    wait_until("two seconds more", || records(&run) >= logged + 2);

    let still = report(&place, &run);
    assert!(still.assert_code(104).stderr.contains("the run still goes on"), "{still:?}");
    running.signal("-KILL");
    assert_eq!(running.wait().code, None);
    assert!(!run.join("run.json").exists());

    let rebuilt = report(&place, &run);
    rebuilt.assert_code(105);
    assert!(rebuilt.stdout.contains("the run was killed after"), "{}", rebuilt.stdout);
    let files = place.files();
    assert_eq!(files.ending(), "killed");
    let requests = files.all_requests();
    let counted = shop.stats().requests;
    assert!(requests <= counted, "{requests} requests, of which the shop saw {counted}");
    assert!(requests + VUS >= seen, "{requests} requests, of which the shop had {seen} in good time");
    let seconds = files.json["timeline"].as_array().unwrap();
    let by_second: u64 = seconds.iter().map(|second| second["requests"].as_u64().unwrap()).sum();
    assert_eq!(by_second, requests);

    // Once more, from the run.json that is there now.
    let again = report(&place, &run);
    assert_eq!((again.code, &again.stdout), (rebuilt.code, &rebuilt.stdout));
    assert_eq!(place.files().text, files.text);
}

#[test]
fn a_complete_log_gives_the_same_files() {
    let (shop, place) = (shop(), Place::new());
    let threshold = "http_req_duration:p(95)<0.001";
    let ended = place.run(&[
        "bench",
        &promotion(&shop),
        "--rate",
        "40/s",
        "--max-vus",
        "3",
        "--duration",
        "2s",
        "--quiet",
        "--threshold",
        threshold,
        "--threshold",
        "response_time:avg over 1s<0.001",
        "--threshold",
        "http_reqs{name:product_page}:rate over 2s>1",
    ]);
    let (run, files) = (folder(&place), place.files());
    let picture = fs::read(run.join("timeline.svg")).unwrap();
    let worst =
        files.json["thresholds"].as_array().unwrap().iter().filter(|result| result["worst_at_s"].is_f64());
    assert_eq!(worst.count(), 2, "{}", files.json["thresholds"]);
    for name in ["run.json", "report.md", "timeline.svg"] {
        fs::remove_file(run.join(name)).unwrap();
    }
    let rebuilt = report(&place, &run);
    assert_eq!((rebuilt.code, &rebuilt.stdout), (ended.code, &ended.stdout));
    let again = place.files();
    assert_eq!((again.text, again.report), (files.text.clone(), files.report));
    assert_eq!(fs::read(run.join("timeline.svg")).unwrap(), picture);

    // A run.json that is torn is no reason to give up.
    fs::write(run.join("run.json"), &files.text[..files.text.len() / 2]).unwrap();
    let rebuilt = place.run(&["report", run.to_str().unwrap(), "--json"]);
    assert_eq!((rebuilt.code, &rebuilt.stdout), (ended.code, &files.text));
    assert!(rebuilt.stderr.starts_with("note: "), "{}", rebuilt.stderr);
}

#[test]
fn codings_that_nobody_asked_for_are_named_with_their_steps() {
    let server = Answering::by(|asked| {
        let coding = match asked.path() {
            "/none" => "content-encoding: None\r\n",
            "/aws" => "content-encoding: identity, aws-chunked\r\n",
            _ => "",
        };
        answer("200 OK", &format!("content-type: text/html\r\n{coding}"), b"<p>PRICE")
    });
    let step = |name: &str| {
        format!(
            "[[journey.step]]\nname = \"{name}\"\npath = \"/{name}\"\nthink_time = \"0s\"\n\
             [[journey.step.check]]\nname = \"{name}: price\"\nbody_contains = \"PRICE\"\n"
        )
    };
    let place = Place::new();
    let steps = ["aws", "plain", "none"].map(step).concat();
    let head = format!("schema = 1\nname = \"codings\"\nbase_url = \"{}/\"\n", server.base);
    place.write("x.toml", &format!("{head}[[journey]]\nname = \"look\"\n{steps}"));
    let ended = place.run(&["bench", "x.toml", "--vus", "2", "--iterations", "10", "--quiet"]);
    let (run, files) = (folder(&place), place.files());
    let notes: Vec<&str> =
        files.json["notes"].as_array().unwrap().iter().filter_map(|note| note["text"].as_str()).collect();
    let named = notes.iter().filter(|note| note.contains("Content-Encoding")).collect::<Vec<_>>();
    assert_eq!(named.len(), 1, "{notes:?}");
    let part = "asked for: `aws-chunked` in step `aws`, `None` in step `none`; it is left out";
    assert!(named[0].contains(part), "{notes:?}");
    let told = ended.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains(part), "{told}");

    // The interval log has it, too.
    fs::remove_file(run.join("run.json")).unwrap();
    let rebuilt = report(&place, &run);
    assert_eq!((rebuilt.code, &rebuilt.stdout), (ended.code, &ended.stdout));
    assert_eq!(place.files().text, files.text);
}

#[test]
fn what_is_no_run_is_refused_in_one_line() {
    let place = Place::new();
    let run = place.path("run");
    let says = |code: i32, part: &str| {
        let ended = report(&place, &run);
        assert!(ended.assert_code(code).problem().contains(part), "{}", ended.stderr);
    };
    says(2, "is no run's folder");
    fs::create_dir(&run).unwrap();
    says(2, "is no run's folder");
    fs::write(run.join("intervals.log"), "").unwrap();
    says(104, "intervals.log: the interval log is empty");
    fs::write(run.join("run.json"), r#"{"schema_version": 99}"#).unwrap();
    says(104, "run.json has schema version 99");
    fs::remove_file(run.join("intervals.log")).unwrap();
    fs::write(run.join("run.json"), "{").unwrap();
    says(104, "this is not a run.json of promo-load");
    assert_eq!(fs::read_dir(&run).unwrap().count(), 1, "nothing is written");
}
