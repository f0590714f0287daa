//! Who runs beside whom; stopping, pausing, ending.

use std::collections::BTreeSet;
use std::thread;

use serde_json::{Value, json};

use crate::client::{A_WHILE, command, long, open, open_by, short};
use crate::events::{followed, wait_for_a_response};
use crate::support::{Place, promotion, shop, wait_until};

#[test]
fn one_run_at_a_time_and_in_their_order() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let page = promotion(&shop);
    let first = desk.submit(&page, &long());
    desk.wait_for(first, "running");
    let (second, third) = (desk.submit(&page, &short()), desk.submit(&page, &short()));
    thread::sleep(A_WHILE);
    assert_eq!((&desk.run(second)["state"], &desk.run(third)["state"]), (&json!("queued"), &json!("queued")));
    let counted = desk.ask("GET /api/v1/runs?limit=1&count=true").assert(200);
    assert_eq!((&counted["total"], &counted["open"]), (&json!(3), &json!(3)));
    assert_eq!(counted["items"].as_array().unwrap().len(), 1);
    let none = desk.ask("GET /api/v1/runs?limit=1&count=true&state=done").assert(200);
    assert_eq!((&none["total"], &none["open"]), (&json!(0), &json!(0)));
    // One that waits is simply taken away.
    assert_eq!(desk.ask(&format!("POST /api/v1/runs/{second}/stop")).assert(200)["state"], "cancelled");
    wait_for_a_response(&desk, first);
    let stopped = desk.ask(&format!("POST /api/v1/runs/{first}/stop")).assert(200);
    assert_eq!(stopped["stop_asked"], true);
    let ended = desk.wait_for(first, "cancelled");
    assert_eq!(
        (&ended["exit"], ended["p95_ms"].is_number()),
        (&json!(103), true),
        "it has a report: {ended}"
    );
    desk.wait_for(third, "done");
    desk.ask(&format!("POST /api/v1/runs/{third}/stop")).problem(409);
}

#[test]
fn two_hosts_run_side_by_side_and_one_host_never() {
    let (place, shop) = (Place::new(), shop());
    let desk = open_by(&place, command(&place).args(["--at-once", "3"]));
    desk.allow("127.0.0.1");
    desk.allow("localhost");
    let page = promotion(&shop);
    let other = page.replace("127.0.0.1", "localhost");
    let here = desk.submit(&page, &long());
    let again = desk.submit(&page, &short());
    let there = desk.submit(&other, &long());
    desk.wait_for(here, "running");
    desk.wait_for(there, "running");
    thread::sleep(A_WHILE);
    assert_eq!(desk.run(again)["state"], "queued", "the host is busy");
    let running = desk.ask("GET /api/v1/runs?state=running").json();
    let hosts: BTreeSet<_> = running["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| run["host"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(hosts.len(), 2, "{running}");
    for id in [here, there] {
        desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
        desk.wait_for(id, "cancelled");
    }
    desk.wait_for(again, "done");
}

#[test]
fn a_run_stands_still_and_goes_on() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let id = desk.submit(&promotion(&shop), &long());
    desk.ask("POST /api/v1/runs/99/pause").problem(404);
    desk.wait_for(id, "running");
    let told = |order: &str| desk.ask(&format!("POST /api/v1/runs/{id}/{order}")).status;
    wait_until("the run listens", || told("pause") == 204);
    let paused = || desk.ask(&format!("GET /api/v1/runs/{id}")).json()["paused"].clone();
    assert_eq!(paused(), json!(true));
    let page = desk.ask(&format!("GET /runs/{id}")).body;
    assert!(page.contains("data-key=\"paused\">The run stands still"), "{page}");
    let requests = || shop.stats().requests;
    // What was in flight has ended when two looks are the same.
    wait_until("the run stands still", || {
        let before = requests();
        thread::sleep(A_WHILE);
        requests() == before
    });
    // Whoever comes now is told, too.
    let is_told = |event: Option<&(String, Value)>, paused: bool| {
        event.is_some_and(|(name, data)| name == "pause" && *data == json!({ "paused": paused }))
    };
    let events = followed(&desk, id, None, |events| {
        if is_told(events.last(), true) {
            assert_eq!(told("resume"), 204);
        }
        is_told(events.last(), false)
    });
    assert!(is_told(events.last(), false), "{events:?}");
    assert_eq!(paused(), json!(false));
    let before = requests();
    wait_until("it goes on", || requests() > before + 3);
    desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
    desk.wait_for(id, "cancelled");
    assert_eq!(told("pause"), 409);
    assert_eq!(paused(), json!(null));
}

#[test]
fn a_run_that_cannot_be_says_why() {
    let place = Place::new();
    let desk = open(&place);
    desk.allow("127.0.0.1");
    // A port that nobody listens on: the run was asked for in order, and its process ends with what it found.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let id = desk.submit(&format!("http://127.0.0.1:{port}/promo"), &short());
    let failed = desk.wait_for(id, "failed");
    assert_eq!(failed["exit"], 100, "{failed}");
    assert!(failed["reason"].as_str().unwrap().contains("127.0.0.1"), "{failed}");
    assert_eq!(failed["letter"], json!(null));
}

#[test]
fn a_scenario_is_run_as_it_was_sent() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let base = shop.base_url();
    let scenario = format!(
        "schema = 1\nname = 'sent'\nbase_url = '{base}'\n[[journey]]\nname = 'look'\nweight = 1\n\
         [[journey.step]]\nname = 'front'\npath = '/'\n"
    );
    let asked = json!({ "scenario": scenario, "options": { "vus": 2, "iterations": 6 } });
    let id = desk.tell("POST /api/v1/runs", &asked).assert(201)["id"].as_i64().unwrap();
    assert_eq!(desk.wait_for(id, "done")["title"], "sent");
    let sent = desk.ask(&format!("GET /api/v1/runs/{id}/files/asked.toml"));
    assert_eq!(sent.body, scenario);
}
