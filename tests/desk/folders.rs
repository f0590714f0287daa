//! The folders are the truth: the list is made anew from them, copies come back, damage is said.

use std::fs;

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
    assert_eq!(
        (&after[0]["asked_by"], &after[0]["host"]),
        (&Value::from("bench"), &Value::from("127.0.0.1"))
    );
    for (old, new) in before.iter().zip(&after[1..]) {
        for key in [
            "id", "host", "request", "asked", "asked_by", "folder", "exit", "title", "letter", "p95_ms",
            "failures",
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
