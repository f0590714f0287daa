//! Tokens, second persons, and what is written down.

use serde_json::json;

use crate::client::{bearer, long, open, reopen, short};
use crate::support::{Place, promotion, shop, wait_until};

#[test]
fn a_token_is_shown_once_and_can_be_ended() {
    let place = Place::new();
    let desk = open(&place);
    let made = desk
        .tell("POST /api/v1/tokens", &json!({ "name": "ci", "person": "ada", "scope": "read" }))
        .assert(201);
    let token = made["token"].as_str().unwrap().to_owned();
    let id = made["id"].as_i64().unwrap();
    let runs = || desk.send("GET /api/v1/runs", &[bearer(&token)], "").status;
    assert_eq!(runs(), 200);
    let listed = desk.ask("GET /api/v1/tokens").body;
    assert!(listed.contains("\"ci\"") && !listed.contains(&token), "{listed}");
    for name in ["desk.sqlite", "desk.sqlite-wal"] {
        let bytes = std::fs::read(place.path("data").join(name)).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains(&token), "{name}");
    }
    desk.ask(&format!("DELETE /api/v1/tokens/{id}")).assert(204);
    assert_eq!(runs(), 401);
    // The last one that may do everything stays.
    assert!(desk.ask("DELETE /api/v1/tokens/1").problem(409).contains("last"));
    let admin = desk.admin.clone();
    drop(desk);
    reopen(&place, &admin).ask("GET /api/v1/tokens").assert(200);
}

#[test]
fn a_run_against_prod_needs_a_second_person() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    let decision = json!({ "environment": "prod", "private": true });
    desk.tell("PUT /api/v1/targets/127.0.0.1", &decision).assert(200);
    let (ada, too, bob, eve) = (
        desk.token("ada", "run"),
        desk.token("ada", "run"),
        desk.token("bob", "run"),
        desk.token("eve", "read"),
    );
    let asked = json!({ "url": promotion(&shop), "options": short() });
    let run = desk.tell_as(&ada, "POST /api/v1/runs", &asked).assert(201);
    assert_eq!((&run["state"], &run["needs_approval"]), (&json!("approval"), &json!(true)));
    let approve =
        |token: &str| desk.send(&format!("POST /api/v1/runs/{}/approve", run["id"]), &[bearer(token)], "");
    assert!(approve(&ada).problem(403).contains("second person"));
    assert!(approve(&too).problem(403).contains("second person"), "another token is no other person");
    approve(&eve).problem(403);
    assert_eq!(shop.stats().requests, 0);
    let agreed = approve(&bob).assert(200);
    assert_eq!(agreed["approved_by"], "bob");
    approve(&bob).problem(409);
    // What is prod by the desk is prod by the command line, which tests no shop there without TLS.
    let id = run["id"].as_i64().unwrap();
    let state = desk.run(id)["state"].as_str().unwrap().to_owned();
    assert!(["queued", "waiting", "starting", "running", "failed"].contains(&state.as_str()), "{state}");
    let audit = desk.ask("GET /api/v1/audit").assert(200);
    let entries = audit["items"].as_array().unwrap();
    let said: Vec<_> = entries.iter().map(|entry| (&entry["person"], &entry["action"])).collect();
    assert_eq!(said[0], (&json!("bob"), &json!("run.approve")));
    assert_eq!(said[1], (&json!("ada"), &json!("run.submit")));
    assert!(said.contains(&(&json!("admin"), &json!("target.put"))), "{said:?}");
}

#[test]
fn a_host_that_becomes_prod_needs_a_second_person_for_what_waits() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    desk.allow("localhost");
    let page = promotion(&shop);
    let first = desk.submit(&page, &long());
    desk.wait_for(first, "running");
    let second = desk.submit(&page.replace("127.0.0.1", "localhost"), &short());
    assert_eq!(desk.run(second)["needs_approval"], false);
    let decision = json!({ "environment": "prod", "private": true });
    desk.tell("PUT /api/v1/targets/localhost", &decision).assert(200);
    desk.ask(&format!("POST /api/v1/runs/{first}/stop")).assert(200);
    let held = desk.wait_for(second, "approval");
    assert_eq!((&held["needs_approval"], &held["folder"]), (&json!(true), &json!(null)));
    assert!(desk.ask(&format!("POST /api/v1/runs/{second}/approve")).problem(403).contains("second person"));
    let bob = desk.token("bob", "run");
    let agreed = desk.send(&format!("POST /api/v1/runs/{second}/approve"), &[bearer(&bob)], "").assert(200);
    assert_eq!(agreed["approved_by"], "bob");
}

#[test]
fn a_schedule_is_made_turned_and_removed() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let run = json!({ "url": promotion(&shop), "options": short() });
    let asked = |cron: &str, zone: &str| json!({ "name": "night", "cron": cron, "zone": zone, "run": run });
    for (cron, zone, said) in [
        ("every night", "UTC", "cron"),
        ("0 3 * * *", "Mars/Olympus", "Mars/Olympus"),
        ("0 0 30 2 *", "UTC", "never due"),
        ("* * * * * *", "UTC", "five fields"),
        ("0 0 3 * * 1 2030", "UTC", "five fields"),
    ] {
        let detail = desk.tell("POST /api/v1/schedules", &asked(cron, zone)).problem(422);
        assert!(detail.contains(said), "{detail}");
    }
    let made = desk.tell("POST /api/v1/schedules", &asked("0 3 1 1 *", "Europe/Paris")).assert(201);
    let place_of = format!("/api/v1/schedules/{}", made["id"]);
    assert!(made["next"].as_str().unwrap().ends_with("-01-01T02:00:00Z"), "{made}");
    let rests = desk.tell(&format!("PUT {place_of}"), &json!({ "paused": true })).assert(200);
    assert_eq!((&rests["paused"], &rests["next"]), (&json!(true), &json!(null)));
    let goes_on = desk.tell(&format!("PUT {place_of}"), &json!({ "paused": false })).assert(200);
    assert_eq!(goes_on["next"], made["next"]);
    desk.ask(&format!("POST {place_of}/approve")).problem(403);
    desk.ask(&format!("DELETE {place_of}")).assert(204);
    desk.ask(&format!("GET {place_of}")).problem(404);
}

#[test]
fn a_schedule_asks_for_one_run_at_a_time() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let run = json!({ "url": promotion(&shop), "options": long() });
    let asked = json!({ "name": "night", "cron": "0 3 1 1 *", "zone": "UTC", "run": run });
    let made = desk.tell("POST /api/v1/schedules", &asked).assert(201);
    // Its time has come, as if the clock had been turned on.
    let is_due = || {
        let database = rusqlite::Connection::open(place.path("data/desk.sqlite")).unwrap();
        database.execute("UPDATE schedule SET next = 1", []).unwrap();
    };
    let runs = || desk.ask("GET /api/v1/runs").json()["items"].as_array().unwrap().clone();
    let schedule = || desk.ask(&format!("GET /api/v1/schedules/{}", made["id"])).assert(200);
    is_due();
    wait_until("the schedule asks for a run", || !runs().is_empty());
    assert_eq!((&runs()[0]["schedule"], &schedule()["skipped"]), (&made["id"], &json!(null)));
    let id = runs()[0]["id"].as_i64().unwrap();
    desk.wait_for(id, "running");
    for _ in 0..2 {
        is_due();
        wait_until("the schedule has its next time", || schedule()["next"] == made["next"]);
        assert!(schedule()["skipped"].is_string(), "{}", schedule());
    }
    let audit = desk.ask("GET /api/v1/audit").json()["items"].as_array().unwrap().clone();
    let skipped: Vec<_> = audit.iter().filter(|entry| entry["action"] == "schedule.skipped").collect();
    assert_eq!(skipped.len(), 1, "{audit:?}");
    assert_eq!(skipped[0]["detail"], json!({ "run": id }));
    desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
    desk.wait_for(id, "cancelled");
    assert_eq!(runs().len(), 1);
    is_due();
    wait_until("it asks again", || runs().len() == 2);
    assert_eq!(schedule()["skipped"], json!(null));
    let second = runs()[0]["id"].as_i64().unwrap();
    desk.ask(&format!("POST /api/v1/runs/{second}/stop")).assert(200);
    desk.wait_for(second, "cancelled");
}
