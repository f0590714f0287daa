//! The folders are the truth: the list is made anew from them, copies come back, damage is said.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use rusqlite::Connection;
use serde_json::Value;

use crate::client::{command, long, open, reopen, short};
use crate::support::{Place, promotion, shop};

/// What a task of the desk says, and its exit code.
fn task(place: &Place, flags: &[&str]) -> (String, Option<i32>) {
    let ended = place.start(command(place).args(flags)).wait();
    (ended.stdout.clone() + &ended.stderr, ended.code)
}

#[test]
fn the_list_is_made_anew_from_the_folders() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let done = desk.submit(&promotion(&shop), &short());
    let stopped = desk.submit(&promotion(&shop), &long());
    desk.wait_for(stopped, "running");
    desk.ask(&format!("POST /api/v1/runs/{stopped}/stop")).assert(200);
    desk.wait_for(stopped, "cancelled");
    let list = |desk: &crate::client::OpenDesk<'_>| {
        desk.ask("GET /api/v1/runs").json()["items"].as_array().unwrap().clone()
    };
    let before = list(&desk);
    let admin = desk.admin.clone();
    // A run that the command line made in the same folder, and a folder that is no run's.
    let page = promotion(&shop);
    drop(desk);
    let out = place.path("data/runs");
    let typed =
        ["bench", &page, "--vus", "1", "--iterations", "1", "--quiet", "--out", out.to_str().unwrap()];
    place.run(&typed);
    fs::create_dir(out.join("notes")).unwrap();
    let (said, code) = task(&place, &["--reindex"]);
    assert!(code == Some(0) && said.contains("3 runs listed anew"), "{said}");
    let desk = reopen(&place, &admin);
    let after = list(&desk);
    assert_eq!(after.len(), 3);
    // What was asked for last is first, the typed run.
    assert_eq!(
        (&after[0]["asked_by"], &after[0]["host"]),
        (&Value::from("bench"), &Value::from("127.0.0.1"))
    );
    for (old, new) in before.iter().zip(&after[1..]) {
        for key in [
            "id", "state", "host", "request", "asked", "asked_by", "folder", "exit", "title", "letter",
            "p95_ms", "failures",
        ] {
            assert_eq!(old[key], new[key], "{key}: {old} {new}");
        }
    }
    assert_eq!(after[2]["id"], done);
    drop(desk);
    // Without a database at all there are the same runs, for whoever has the new first token.
    for name in ["desk.sqlite", "desk.sqlite-wal", "desk.sqlite-shm"] {
        let _absent = fs::remove_file(place.path("data").join(name));
    }
    let (said, code) = task(&place, &["--reindex"]);
    assert!(code == Some(0) && said.contains("3 runs listed anew"), "{said}");
}

#[test]
fn a_copy_comes_back_and_anything_else_is_refused() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let copy = place.path("copy.sqlite");
    let copied = copy.to_str().unwrap();
    // Also while the desk is open.
    let back_up = || task(&place, &["--backup", copied]);
    let admin = desk.admin.clone();
    let (said, code) = back_up();
    assert_eq!(code, Some(0), "{said}");
    let (said, code) = back_up();
    assert!(code == Some(2) && said.contains("is there already"), "{said}");
    let (said, code) = task(&place, &["--restore", copied]);
    assert!(code == Some(2) && said.contains("another desk is open"), "{said}");
    desk.ask("DELETE /api/v1/targets/127.0.0.1").assert(204);
    drop(desk);
    place.write("junk", "not a database");
    let (said, code) = task(&place, &["--restore", place.path("junk").to_str().unwrap()]);
    assert!(code == Some(2) && said.contains("not a copy"), "{said}");
    let (said, code) = task(&place, &["--restore", copied]);
    assert_eq!(code, Some(0), "{said}");
    let desk = reopen(&place, &admin);
    let id = desk.submit(&promotion(&shop), &short());
    desk.wait_for(id, "done");
}

#[test]
fn an_older_copy_forgets_no_run_and_gives_no_number_twice() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let page = promotion(&shop);
    let first = desk.submit(&page, &long());
    desk.wait_for(first, "running");
    // It still waits when the copy is made.
    let waits = desk.submit(&page, &short());
    let copy = place.path("copy.sqlite");
    assert_eq!(task(&place, &["--backup", copy.to_str().unwrap()]).1, Some(0));
    desk.ask(&format!("POST /api/v1/runs/{first}/stop")).assert(200);
    desk.wait_for(waits, "done");
    let goes_on = desk.submit(&page, &long());
    let run = desk.wait_for(goes_on, "running");
    let admin = desk.admin.clone();
    desk.process.signal("-KILL");
    drop(desk);
    let (said, code) = task(&place, &["--restore", copy.to_str().unwrap()]);
    assert!(code == Some(0) && said.contains("2 runs listed anew"), "{said}");
    let desk = reopen(&place, &admin);
    let again = desk.wait_for(goes_on, "running");
    assert_eq!(again["folder"], run["folder"]);
    assert_eq!(desk.run(waits)["state"], "done", "it is not done a second time");
    desk.wait_for(first, "cancelled");
    let next = desk.submit(&page, &short());
    assert!(next > goes_on, "{next}");
    assert_eq!(desk.run(next)["state"], "queued", "one run of a host at a time");
    desk.ask(&format!("POST /api/v1/runs/{goes_on}/stop")).assert(200);
    desk.wait_for(goes_on, "cancelled");
    desk.wait_for(next, "done");
    let audit = desk.ask("GET /api/v1/audit?limit=200").body;
    assert!(audit.contains("desk.restore"), "{audit}");
}

/// Runs that the command line made keep the number that they once got, and stand where their time is.
#[test]
fn every_run_keeps_its_number() {
    let (place, shop) = (Place::new(), shop());
    let page = promotion(&shop);
    let out = place.path("data/runs");
    let typed =
        ["bench", &page, "--vus", "1", "--iterations", "1", "--quiet", "--out", out.to_str().unwrap()];
    place.run(&typed);
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let own = desk.submit(&page, &short());
    desk.wait_for(own, "done");
    let admin = desk.admin.clone();
    drop(desk);
    let listed = || {
        assert_eq!(task(&place, &["--reindex"]).1, Some(0));
        let desk = reopen(&place, &admin);
        let runs = desk.ask("GET /api/v1/runs").json()["items"].as_array().unwrap().clone();
        let audit = desk.ask("GET /api/v1/audit").body;
        assert!(audit.contains("desk.reindex"), "{audit}");
        runs.iter().map(|run| (run["id"].as_i64().unwrap(), run["folder"].clone())).collect::<Vec<_>>()
    };
    let first = listed();
    assert_eq!((first.len(), first[0].0), (2, own), "the typed run is the older one");
    let old = first[1].1.as_str().unwrap().to_owned();
    assert_eq!(listed(), first);
    // Two folders that an earlier desk gave one number: the older one has it, and the other keeps the one that it gets now.
    let twice = place.path("data/runs/99990101-000000-copy");
    fs::create_dir(&twice).unwrap();
    for file in ["job.json", "run.json"] {
        fs::copy(out.join(&old).join(file), twice.join(file)).unwrap();
    }
    let third = listed();
    assert_eq!(third.len(), 3);
    assert!(first.iter().all(|run| third.contains(run)), "{first:?} {third:?}");
    assert_eq!(listed(), third);
    for name in ["desk.sqlite", "desk.sqlite-wal", "desk.sqlite-shm"] {
        let _absent = fs::remove_file(place.path("data").join(name));
    }
    assert_eq!(task(&place, &["--reindex"]).1, Some(0));
    let desk = open(&place);
    for (id, folder) in third {
        assert_eq!(desk.run(id)["folder"], folder);
    }
}

#[test]
fn what_the_desk_keeps_is_its_owners_alone_and_stops_no_run() {
    let (place, shop) = (Place::new(), shop());
    // A folder that others may look into.
    fs::create_dir_all(place.path("data/runs")).unwrap();
    for name in ["data", "data/runs"] {
        fs::set_permissions(place.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    place.write("data/desk.sqlite", "");
    fs::set_permissions(place.path("data/desk.sqlite"), fs::Permissions::from_mode(0o644)).unwrap();
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let id = desk.submit(&promotion(&shop), &long());
    let run = desk.wait_for(id, "running");
    let copy = place.path("copy.sqlite");
    let (said, code) = task(&place, &["--backup", copy.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{said}");
    let token_file = place.path("data/runs").join(run["folder"].as_str().unwrap()).join("control-token");
    let database = ["desk.sqlite", "desk.sqlite-wal", "desk.sqlite-shm"];
    let database = database.map(|name| place.path("data").join(name));
    for file in database.iter().chain([&copy, &token_file]) {
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
    let token = fs::read(&token_file).unwrap();
    assert_eq!(token.len(), 64);
    for file in database.iter().chain([&copy]) {
        let bytes = fs::read(file).unwrap();
        assert!(!bytes.windows(token.len()).any(|part| part == token), "{}", file.display());
    }
    // Nor can it be derived from what is there.
    let secrets = |name: &str| -> i64 {
        let copy = Connection::open(&copy).unwrap();
        copy.query_row("SELECT count(*) FROM secret WHERE name <> ?1", [name], |row| row.get(0)).unwrap()
    };
    assert_eq!(secrets("comment"), 0);
    desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
    desk.wait_for(id, "cancelled");
}

#[test]
fn a_damaged_database_is_said_and_left_alone() {
    let place = Place::new();
    drop(open(&place));
    let database = place.path("data/desk.sqlite");
    let _absent = fs::remove_file(place.path("data/desk.sqlite-wal"));
    fs::write(&database, "x".repeat(8_192)).unwrap();
    let (said, code) = task(&place, &[]);
    assert!(code == Some(1) && said.contains("damaged") && said.contains("--restore"), "{said}");
    assert_eq!(fs::read_to_string(&database).unwrap(), "x".repeat(8_192));
}
