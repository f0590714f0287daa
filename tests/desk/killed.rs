//! `kill -9` of the desk, of a run, of both, at each moment between two writes: no run is lost, none is done twice.

use std::fs;

use serde_json::{Value, json};

use crate::client::{OpenDesk, bearer, command, json_type, kill, long, open, reopen, reopen_by, short};
use crate::events::wait_for_a_response;
use crate::support::{Place, promotion, shop, wait_until};

/// The folders of runs.
fn folders(place: &Place) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(place.path("data/runs")).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn runs(desk: &OpenDesk<'_>) -> Vec<Value> {
    desk.ask("GET /api/v1/runs?limit=200").json()["items"].as_array().unwrap().clone()
}

/// The process of a run.
fn pid(place: &Place, run: &Value) -> u64 {
    let file = place.path("data/runs").join(run["folder"].as_str().unwrap()).join("process.json");
    serde_json::from_slice::<Value>(&fs::read(file).unwrap()).unwrap()["pid"].as_u64().unwrap()
}

/// Kills a desk that stands still at a point, then opens another one and lets its queue run dry: each run was done once, by one
/// visit of the shop.
fn killed_at(point: &str) {
    const JOBS: usize = 3;
    let (place, shop) = (Place::new(), shop());
    let page = promotion(&shop);
    let first = open(&place);
    let admin = first.admin.clone();
    first.allow("127.0.0.1");
    drop(first);
    let halting = &mut command(&place);
    let desk = reopen_by(&place, &admin, halting.env("PROMO_LOAD_TEST_HALT", point));
    let body = json!({ "url": page, "options": short() }).to_string();
    let line = "POST /api/v1/runs";
    let headers = |number: usize| [bearer(&admin), json_type(), format!("Idempotency-Key: job-{number}")];
    // Where it stands still before it replies, it replies to none.
    let (asked, _unread) = match point {
        "Submitted" => (0, Some(desk.begin(line, &headers(0), &body))),
        _ => (JOBS, None),
    };
    for number in 0..asked {
        desk.send(line, &headers(number), &body).assert(201);
    }
    let halted = format!("halted at {point}");
    wait_until(&halted, || place.read("stderr").contains(&halted));
    desk.process.signal("-KILL");
    drop(desk);
    let desk = reopen(&place, &admin);
    // Clients without a reply ask again, with the same keys.
    for number in 0..JOBS {
        desk.send(line, &headers(number), &body).assert(201);
    }
    let all = runs(&desk);
    assert_eq!(all.len(), JOBS, "{point}: {all:?}");
    for run in &all {
        desk.wait_for(run["id"].as_i64().unwrap(), "done");
    }
    let folders = folders(&place);
    assert_eq!(folders.len(), JOBS, "{point}: {folders:?}");
    for folder in folders {
        let record: Value = serde_json::from_slice(&fs::read(folder.join("run.json")).unwrap()).unwrap();
        assert_eq!(record["iterations"]["started"], 1, "{point}");
    }
}

#[test]
fn killed_before_the_reply() {
    killed_at("Submitted");
}

#[test]
fn killed_with_a_folder_chosen() {
    killed_at("Intent");
}

#[test]
fn killed_with_a_folder_made() {
    killed_at("Prepared");
}

#[test]
fn killed_with_a_process_started() {
    killed_at("Spawned");
}

#[test]
fn killed_before_the_end_is_stored() {
    killed_at("Ended");
}

#[test]
fn twenty_kills_lose_none_of_ten_runs() {
    const JOBS: u64 = 10;
    let (place, shop) = (Place::new(), shop());
    let first = open(&place);
    let admin = first.admin.clone();
    first.allow("127.0.0.1");
    // The first one goes on until all are asked for.
    let page = promotion(&shop);
    let blocking = first.submit(&page, &long());
    first.wait_for(blocking, "running");
    for _ in 0..JOBS {
        first.submit(&page, &short());
    }
    first.process.signal("-KILL");
    drop(first);
    let stopping = reopen(&place, &admin);
    stopping.ask(&format!("POST /api/v1/runs/{blocking}/stop")).assert(200);
    stopping.process.signal("-KILL");
    drop(stopping);
    for kill in 0..20 {
        let point = ["Ended", "Intent", "Prepared", "Spawned"][kill % 4];
        let halting = &mut command(&place);
        let desk = reopen_by(&place, &admin, halting.env("PROMO_LOAD_TEST_HALT", point));
        let halted = format!("halted at {point}");
        wait_until(&halted, || place.read("stderr").contains(&halted));
        desk.process.signal("-KILL");
    }
    let desk = reopen(&place, &admin);
    let all = runs(&desk);
    assert_eq!(all.len() as u64, JOBS + 1);
    for id in all.iter().filter_map(|run| run["id"].as_i64()).filter(|id| *id != blocking) {
        desk.wait_for(id, "done");
    }
    let started = |folder: std::path::PathBuf| {
        let record: Value = serde_json::from_slice(&fs::read(folder.join("run.json")).unwrap()).unwrap();
        record["iterations"]["started"].as_u64().unwrap()
    };
    let folders = folders(&place);
    assert_eq!(folders.len() as u64, JOBS + 1, "{folders:?}");
    let once = folders.into_iter().map(started).filter(|visits| *visits == 1).count();
    assert!(once as u64 >= JOBS, "{once} runs of one visit");
}

#[test]
fn a_run_goes_on_without_its_desk_and_is_found_again() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let id = desk.submit(&promotion(&shop), &long());
    let run = desk.wait_for(id, "running");
    let admin = desk.admin.clone();
    desk.process.signal("-KILL");
    drop(desk);
    let requests = shop.stats().requests;
    wait_until("the shop is asked for more", || shop.stats().requests > requests + 3);
    let process = pid(&place, &run);
    let desk = reopen(&place, &admin);
    assert_eq!(pid(&place, &desk.wait_for(id, "running")), process, "it is the same process");
    // It obeys the new desk.
    desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
    let ended = desk.wait_for(id, "cancelled");
    assert_eq!(ended["exit"], 103, "{ended}");
    assert_eq!(folders(&place).len(), 1);
}

#[test]
fn a_run_obeys_a_desk_that_lost_its_database() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let id = desk.submit(&promotion(&shop), &long());
    desk.wait_for(id, "running");
    desk.process.signal("-KILL");
    drop(desk);
    for name in ["desk.sqlite", "desk.sqlite-wal", "desk.sqlite-shm"] {
        let _absent = fs::remove_file(place.path("data").join(name));
    }
    place.start(command(&place).arg("--reindex")).wait().assert_code(0);
    let desk = open(&place);
    assert_eq!(desk.run(id)["state"], "running");
    desk.ask(&format!("POST /api/v1/runs/{id}/pause")).assert(204);
    desk.ask(&format!("POST /api/v1/runs/{id}/resume")).assert(204);
    desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
    assert_eq!(desk.wait_for(id, "cancelled")["exit"], 103);
}

#[test]
fn a_run_that_refuses_its_desk_is_stopped_by_a_signal() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    let (id, folder) = desk.begin_long(&place, &shop);
    wait_for_a_response(&desk, id);
    fs::write(folder.join("control-token"), "0".repeat(64)).unwrap();
    assert!(desk.ask(&format!("POST /api/v1/runs/{id}/pause")).problem(503).contains("401"));
    desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
    let ended = desk.wait_for(id, "cancelled");
    assert_eq!((&ended["exit"], ended["p95_ms"].is_number()), (&json!(105), true), "{ended}");
}

#[test]
fn a_run_that_is_killed_fails_with_what_it_measured() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let id = desk.submit(&promotion(&shop), &long());
    let run = desk.wait_for(id, "running");
    wait_for_a_response(&desk, id);
    kill(pid(&place, &run));
    let failed = desk.wait_for(id, "failed");
    assert!(failed["reason"].as_str().unwrap().contains("killed"), "{failed}");
    assert!(failed["p95_ms"].is_number(), "its log has a report: {failed}");
    let next = desk.submit(&promotion(&shop), &short());
    desk.wait_for(next, "done");
}

#[test]
fn both_are_killed() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let id = desk.submit(&promotion(&shop), &long());
    let waits = desk.submit(&promotion(&shop), &short());
    let run = desk.wait_for(id, "running");
    let admin = desk.admin.clone();
    desk.process.signal("-KILL");
    drop(desk);
    kill(pid(&place, &run));
    let desk = reopen(&place, &admin);
    desk.wait_for(id, "failed");
    desk.wait_for(waits, "done");
    assert_eq!(folders(&place).len(), 2);
}

#[test]
fn two_desks_never_share_a_folder() {
    let place = Place::new();
    let _open = open(&place);
    let other = Place::new();
    let mut second = other.command(crate::support::BINARY);
    second.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(place.path("data"));
    let ended = other.start(&mut second).wait();
    assert!(ended.code == Some(2) && ended.stderr.contains("another desk is open"), "{}", ended.stderr);
}
