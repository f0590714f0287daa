//! A disk that is full, a database that takes no change or is damaged.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::process::Command;

use rusqlite::Connection;
use serde_json::json;

use crate::client::{command, kill, long, open, open_by, reopen};
use crate::events::wait_for_a_response;
use crate::support::{BINARY, Place, promotion, shop, wait_until};

#[test]
fn a_database_that_takes_no_change_keeps_no_run_from_being_stopped() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    let (id, folder) = desk.begin_long(&place, &shop);
    wait_until("it listens", || folder.join("control.json").is_file());
    desk.ask("GET /readyz").assert(200);
    let database = Connection::open(place.path("data/desk.sqlite")).unwrap();
    database.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(desk.ask("GET /readyz").problem(503).contains("locked"));
    desk.ask(&format!("POST /api/v1/runs/{id}/pause")).assert(204);
    assert_eq!(desk.run(id)["paused"], true);
    let stopped = desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
    assert_eq!(stopped["stop_asked"], true);
    wait_until("its process has ended", || folder.join("process-end.json").is_file());
    let said = place.read("stderr");
    assert_eq!(said.matches("has the desk's database locked").count(), 1, "{said}");
    database.execute_batch("ROLLBACK").unwrap();
    assert_eq!(desk.wait_for(id, "cancelled")["exit"], 103);
    desk.ask("GET /readyz").assert(200);
}

#[test]
fn a_disk_without_room_is_found() {
    if !Command::new("unshare").args(["-rm", "true"]).status().is_ok_and(|status| status.success()) {
        // Past the harness, which keeps what a passed test prints to itself.
        let _unseen = writeln!(
            std::io::stderr(),
            "skipped: no namespace of mounts can be made here, to fill a small disk in"
        );
        return;
    }
    let place = Place::new();
    // The flags of the desk, and its configuration.
    let _configured = command(&place);
    fs::create_dir(place.path("data")).unwrap();
    let script = "mount -t tmpfs -o size=3m none data && exec \"$0\" serve --listen 127.0.0.1:0 --data data";
    let mut small = place.command("unshare");
    let desk = open_by(&place, small.args(["-rm", "sh", "-c", script, BINARY]));
    for _ in 0..2 {
        assert!(desk.ask("GET /readyz").problem(507).contains("full"));
    }
    let said = place.read("stderr");
    assert_eq!(said.matches("is full").count(), 1, "{said}");
}

#[test]
fn a_table_that_is_damaged_is_found() {
    let place = Place::new();
    let desk = open(&place);
    let admin = desk.admin.clone();
    drop(desk);
    let file = place.path("data/desk.sqlite");
    let database = Connection::open(&file).unwrap();
    let of_job = "SELECT rootpage FROM sqlite_schema WHERE name = 'job'";
    let page: u32 = database.query_row(of_job, [], |row| row.get(0)).unwrap();
    let size: u32 = database.query_row("PRAGMA page_size", [], |row| row.get(0)).unwrap();
    database.execute_batch("PRAGMA journal_mode = DELETE").unwrap();
    drop(database);
    let bytes = vec![0x55; usize::try_from(size).unwrap()];
    fs::File::options()
        .write(true)
        .open(&file)
        .unwrap()
        .write_all_at(&bytes, u64::from((page - 1) * size))
        .unwrap();
    let desk = reopen(&place, &admin);
    desk.ask("GET /healthz").assert(200);
    for _ in 0..2 {
        assert!(desk.ask("GET /readyz").problem(503).contains("damaged"));
    }
    let said = place.read("stderr");
    assert_eq!(said.matches("database is damaged").count(), 1, "{said}");
}

#[test]
fn a_run_says_for_which_hours_it_waits() {
    let (place, shop) = (Place::new(), shop());
    let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    let hour = |later: i8| format!("{:02}:00", (now.hour() + later) % 24);
    let hours = format!("{}-{}", hour(4), hour(6));
    let config = format!("schema = 1\n[host.'127.0.0.1']\nhours = ['{hours}']\ntime_zone = 'Europe/Paris'\n");
    place.write("promo-load.toml", &config.replace("Europe/Paris", "Etc/UTC"));
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let id = desk.submit(&promotion(&shop), &long());
    let mut run = desk.wait_for(id, "waiting");
    wait_until("it says for what", || {
        run = desk.run(id);
        run["reason"].is_string()
    });
    let reason = run["reason"].as_str().unwrap();
    assert!(reason.contains(&hour(4)) && reason.contains("UTC"), "{reason}");
    desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
}

#[test]
fn a_webhook_without_its_variable_is_said_when_the_desk_opens() {
    let place = Place::new();
    let address = ("PROMO_LOAD_WEBHOOK_TEAM", "http://127.0.0.1:9/");
    let desk = open_by(&place, command(&place).env(address.0, address.1));
    let hook = json!({ "name": "campaigns", "format": "slack", "url_variable": address.0, "private": true });
    desk.tell("POST /api/v1/webhooks", &hook).assert(201);
    let admin = desk.admin.clone();
    drop(desk);
    let _desk = reopen(&place, &admin);
    wait_until("it is said", || {
        let said = place.read("stderr");
        said.contains("webhook campaigns") && said.contains(address.0)
    });
}

#[test]
fn a_run_that_ends_badly_is_told_by_its_last_words() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    let (id, folder) = desk.begin_long(&place, &shop);
    wait_for_a_response(&desk, id);
    // What a process says that finds no room.
    fs::write(folder.join("stderr.txt"), "promo-load: run.json: No space left on device\n").unwrap();
    let claim: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("process.json")).unwrap()).unwrap();
    kill(claim["pid"].as_u64().unwrap());
    let failed = desk.wait_for(id, "failed");
    assert!(failed["reason"].as_str().unwrap().ends_with("run.json: No space left on device"), "{failed}");
    assert_eq!((&failed["letter"], failed["p95_ms"].is_number()), (&json!(null), true), "{failed}");
    let page = desk.ask(&format!("GET /runs/{id}")).body;
    assert!(page.contains("There is no verdict") && !page.contains("Grade A"), "{page}");
    let metrics = desk.ask("GET /metrics").body;
    assert!(metrics.contains("letter=\"none\""), "{metrics}");
}
