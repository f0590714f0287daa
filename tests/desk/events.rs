//! Following a run that goes on.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use serde_json::{Value, json};

use crate::client::{OpenDesk, bearer, long, open, short};
use crate::support::{PATIENCE, Place, is_there, promotion, shop, wait_until};

/// Follows a run until the end, or so many seconds of it: the names of the events with their data.
fn follow(desk: &OpenDesk<'_>, id: i64, after: Option<u64>, most: usize) -> Vec<(String, Value)> {
    followed(desk, id, after, |events| events.len() == most)
}

/// Follows a run until the end, or until the events are enough.
pub(crate) fn followed(
    desk: &OpenDesk<'_>,
    id: i64,
    after: Option<u64>,
    is_enough: impl Fn(&[(String, Value)]) -> bool,
) -> Vec<(String, Value)> {
    let mut stream = TcpStream::connect(&desk.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let last = after.map_or_else(String::new, |number| format!("Last-Event-ID: {number}\r\n"));
    let (address, bearer) = (&desk.address, bearer(&desk.admin));
    write!(stream, "GET /api/v1/runs/{id}/events HTTP/1.1\r\nHost: {address}\r\n{bearer}\r\n{last}\r\n")
        .unwrap();
    let (mut events, mut name) = (Vec::new(), String::new());
    for line in BufReader::new(stream).lines() {
        let line = line.unwrap();
        if let Some(event) = line.strip_prefix("event: ") {
            event.clone_into(&mut name);
        } else if let Some(data) = line.strip_prefix("data: ") {
            events.push((name.clone(), serde_json::from_str(data).unwrap()));
            if name == "end" || is_enough(&events) {
                break;
            }
        }
    }
    events
}

/// Waits until a run has measured a response, which a run that has only begun has not.
pub(crate) fn wait_for_a_response(desk: &OpenDesk<'_>, id: i64) {
    let has_one = |(_, second): &(String, Value)| second["p95_ms"].is_number();
    let events = followed(desk, id, None, |events| events.last().is_some_and(has_one));
    assert!(events.last().is_some_and(has_one), "run {id} ended without a response: {events:?}");
}

#[test]
fn seconds_come_one_by_one_and_then_the_end() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let id = desk.submit(&promotion(&shop), &long());
    desk.wait_for(id, "running");
    let some = follow(&desk, id, None, 3);
    let numbers = |events: &[(String, Value)]| {
        events
            .iter()
            .filter(|(name, _)| name == "second")
            .map(|(_, second)| second["number"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(&some), [1, 2, 3]);
    let (_, second) = &some[2];
    assert!(second["steps"].as_array().is_some_and(|steps| !steps.is_empty()), "{second}");
    // One who lost the connection misses nothing, and gets nothing twice.
    let more = numbers(&follow(&desk, id, Some(3), 1));
    assert_eq!(more, [4]);
    desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
    let all = follow(&desk, id, None, usize::MAX);
    assert_eq!(all.last().unwrap().0, "end");
    desk.wait_for(id, "cancelled");
    // What was told is what the record has: both are of the same seconds.
    let record = desk.ask(&format!("GET /api/v1/runs/{id}/files/run.json")).json();
    let timeline = record["timeline"].as_array().unwrap();
    assert_eq!(numbers(&all).len(), timeline.len());
    for ((_, second), point) in all.iter().zip(timeline) {
        assert_eq!(second["requests"], point["requests"], "{second} {point}");
        assert_eq!(second["failures"], point["failures"]);
    }
    // One who comes after the end is told all of it again.
    assert_eq!(follow(&desk, id, None, usize::MAX).len(), all.len());
    // But not what that one knows, whoever reads the log first.
    for _ in 0..5 {
        let later = numbers(&follow(&desk, id, Some(2), usize::MAX));
        assert_eq!(later, numbers(&all)[2..]);
    }
}

#[test]
fn a_token_that_is_revoked_hears_no_more() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let id = desk.submit(&promotion(&shop), &long());
    desk.wait_for(id, "running");
    let made = json!({ "name": "ci", "person": "eve", "scope": "read" });
    let made = desk.tell("POST /api/v1/tokens", &made).assert(201);
    let token = made["token"].as_str().unwrap();
    let mut stream = desk.begin(&format!("GET /api/v1/runs/{id}/events"), &[bearer(token)], "");
    let mut first = [0; 15];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    desk.ask(&format!("DELETE /api/v1/tokens/{}", made["id"])).assert(204);
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(!rest.contains("event: end"), "{rest}");
    // The run goes on, and others hear it.
    assert_eq!(follow(&desk, id, None, 1).len(), 1);
    desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
    desk.wait_for(id, "cancelled");
}

#[test]
fn a_run_that_waits_says_so() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let first = desk.submit(&promotion(&shop), &long());
    let second = desk.submit(&promotion(&shop), &short());
    assert_eq!(follow(&desk, second, None, usize::MAX)[0].0, "waits");
    desk.ask(&format!("POST /api/v1/runs/{second}/stop")).assert(200);
    assert_eq!(follow(&desk, second, None, usize::MAX)[0].0, "end");
    desk.ask(&format!("POST /api/v1/runs/{first}/stop")).assert(200);
    desk.wait_for(first, "cancelled");
}

/// The configuration that is shipped, with a real Prometheus: its samples are of the run that goes on.
#[test]
fn a_prometheus_scrapes_the_run_that_goes_on() {
    if !is_there("prometheus") {
        return;
    }
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/desk/prometheus.yml");
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/prometheus/promo-load.rules.yml");
    let config = fs::read_to_string(shipped).unwrap();
    let config = config.replace("127.0.0.1:7170", &desk.address).replace("5s", "1s");
    place.write("prometheus.yml", &config.replace("../prometheus/promo-load.rules.yml", rules));
    place.write("desk-token", &desk.admin);
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = place.command("prometheus");
    command.args([
        "--config.file=prometheus.yml",
        "--storage.tsdb.path=tsdb",
        "--enable-feature=native-histograms",
    ]);
    let _prometheus = place.start(command.arg(format!("--web.listen-address=127.0.0.1:{port}")));
    let id = desk.submit(&promotion(&shop), &long());
    let value = |query: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
        write!(stream, "GET /api/v1/query?query={query} HTTP/1.0\r\n\r\n").ok()?;
        let mut text = String::new();
        stream.read_to_string(&mut text).ok()?;
        let answer: Value = serde_json::from_str(text.split_once("\r\n\r\n")?.1).ok()?;
        answer["data"]["result"][0]["value"][1].as_str()?.parse::<f64>().ok()
    };
    let of_run =
        format!("sum(promo_load_http_reqs_total{{instance=\"run%20{id}%20of%20127.0.0.1\",run=\"{id}\"}})");
    wait_until("its requests are counted", || value(&of_run).is_some_and(|count| count > 0.0));
    let natively = format!("sum(histogram_count(promo_load_response_time_seconds{{run=\"{id}\"}}))");
    wait_until("its histograms are native", || value(&natively).is_some_and(|count| count > 0.0));
    let running = "promo_load_desk_runs{state=\"running\"}";
    wait_until("the desk counts it", || value(running) == Some(1.0));
    desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
    desk.wait_for(id, "cancelled");
}

/// What a Prometheus does with the desk: it discovers the runs that go on, and scrapes each in the format that it likes.
#[test]
fn prometheus_finds_the_runs_that_go_on() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let discovered = || desk.ask("GET /api/v1/scrape-targets").assert(200);
    assert_eq!(discovered(), json!([]));
    let id = desk.submit(&promotion(&shop), &long());
    desk.wait_for(id, "running");
    follow(&desk, id, None, 2);
    let path = format!("/api/v1/runs/{id}/metrics");
    let labels = json!({
        "__scheme__": "http", "__metrics_path__": path, "instance": format!("run {id} of 127.0.0.1"),
        "run": id.to_string(), "shop": "127.0.0.1",
    });
    assert_eq!(discovered(), json!([{ "targets": [desk.address], "labels": labels }]));
    let text = desk.ask(&format!("GET {path}"));
    assert!(text.head.contains("content-type: application/openmetrics-text"), "{text:?}");
    assert!(text.body.contains("promo_load_http_reqs_total{"), "{text:?}");
    let wanted = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
    let asked = [bearer(&desk.admin), format!("Accept: {wanted}")];
    let native = desk.send(&format!("GET {path}"), &asked, "");
    assert!(native.head.contains("content-type: application/vnd.google.protobuf"), "{}", native.head);
    desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
    desk.wait_for(id, "cancelled");
    assert_eq!(discovered(), json!([]));
}
