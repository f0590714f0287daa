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
