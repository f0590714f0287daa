//! The control API through the binary: who may use it, what it says, and that it pauses and stops a run (exit 103).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its run should panic")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use promo_load::shop::{Shop, ShopConfig};
use serde_json::Value;

const TOKEN: &str = "open-sesame";

struct Bench {
    child: Child,
    api: SocketAddr,
    out: tempfile::TempDir,
    shop: Shop,
}

fn start() -> Bench {
    let shop = Shop::start(([127, 0, 0, 1], 0).into(), ShopConfig::default()).unwrap();
    let out = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_promo-load"))
        .args([
            "bench",
            "--control",
            "127.0.0.1:0",
            "--vus",
            "3",
            "--duration",
            "60s",
            "--think-time",
            "50ms",
        ])
        .arg("--out")
        .arg(out.path())
        .arg(format!("{}{}", shop.base_url().trim_end_matches('/'), shop.promotion_path()))
        .env("PROMO_LOAD_CONTROL_TOKEN", TOKEN)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let address =
        line.trim().strip_prefix("control API at http://").unwrap().strip_suffix("/v1/status").unwrap();
    Bench { api: address.parse().unwrap(), child, out, shop }
}

fn exchange(api: SocketAddr, request: &str, token: Option<&str>, body: &str) -> (u16, String) {
    let authorization = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    let mut stream = TcpStream::connect(api).unwrap();
    write!(
        stream,
        "{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{authorization}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

fn ask(api: SocketAddr, method: &str, token: Option<&str>, body: &str) -> (u16, Value) {
    let (status, body) = exchange(api, &format!("{method} /v1/status"), token, body);
    (status, serde_json::from_str(&body).unwrap())
}

/// Sends an attribute, and gives back the attributes of the answer.
fn command(api: SocketAddr, attribute: &str) -> Value {
    let (status, answer) =
        ask(api, "PATCH", Some(TOKEN), &format!(r#"{{"data":{{"attributes":{{{attribute}}}}}}}"#));
    assert_eq!(status, 200, "{answer}");
    answer["data"]["attributes"].clone()
}

/// The values of a metric in the text for Prometheus, added up.
fn metric(api: SocketAddr, name: &str) -> f64 {
    let (status, text) = exchange(api, "GET /metrics", Some(TOKEN), "");
    assert_eq!(status, 200);
    let values = text.lines().filter_map(|line| {
        let (key, value) = line.rsplit_once(' ')?;
        (key == name || key.starts_with(&format!("{name}{{"))).then(|| value.parse::<f64>().unwrap())
    });
    values.sum()
}

fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let patience = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < patience, "in vain: {what}");
        std::thread::yield_now();
    }
}

fn record(bench: &Bench) -> Value {
    let run = std::fs::read_dir(bench.out.path()).unwrap().next().unwrap().unwrap().path();
    serde_json::from_slice(&std::fs::read(run.join("run.json")).unwrap()).unwrap()
}

fn requests(record: &Value) -> u64 {
    record["steps"].as_array().unwrap().iter().map(|step| step["requests"].as_u64().unwrap()).sum()
}

/// Asks until the run says it is under way.
fn wait_for_load(api: SocketAddr) {
    wait_until("the run is under way", || {
        let (status, answer) = ask(api, "GET", Some(TOKEN), "");
        assert_eq!(status, 200);
        let attributes = &answer["data"]["attributes"];
        attributes["running"] == true && attributes["vus"] == 3
    });
}

#[test]
fn stops_a_run_and_everything_is_written() {
    let mut bench = start();
    wait_for_load(bench.api);

    assert_eq!(ask(bench.api, "GET", None, "").0, 401);
    assert_eq!(ask(bench.api, "PATCH", Some("guess"), r#"{"data":{"attributes":{"stopped":true}}}"#).0, 401);
    assert_eq!(ask(bench.api, "DELETE", Some(TOKEN), "").0, 405);
    assert_eq!(ask(bench.api, "PATCH", Some(TOKEN), "{").0, 400);
    for refused in [r#"{"stopped":false}"#, r#"{"vus":9}"#, r#"{"vus-max":9}"#] {
        let body = format!(r#"{{"data":{{"attributes":{refused}}}}}"#);
        assert_eq!(ask(bench.api, "PATCH", Some(TOKEN), &body).0, 400, "{refused}");
    }
    assert_eq!(exchange(bench.api, "GET /metrics", None, "").0, 401);
    assert_eq!(exchange(bench.api, "POST /metrics", Some(TOKEN), "").0, 405);
    assert_eq!(exchange(bench.api, "GET /v1/metrics", Some(TOKEN), "").0, 404);

    assert_eq!(command(bench.api, r#""stopped":true"#)["stopped"], true);
    assert_eq!(bench.child.wait().unwrap().code(), Some(103));
    let record = record(&bench);
    assert_eq!(record["ending"]["reason"], "stopped");
    assert_eq!(requests(&record), bench.shop.stats().requests, "every request sent is a request counted");
}

#[test]
fn pauses_a_run_and_lets_it_go_on() {
    let mut bench = start();
    let api = bench.api;
    wait_for_load(api);
    assert_eq!(command(api, r#""paused":true"#)["paused"], true);
    wait_until("a second of the pause has been told", || metric(api, "promo_load_paused") > 0.0);
    // What was in flight ends within the second in which the pause began.
    let told = |name: &'static str| metric(api, name);
    let began = told("promo_load_elapsed_seconds");
    wait_until("a whole second of the pause", || told("promo_load_elapsed_seconds") >= began + 1.0);
    let (sent, counted) = (bench.shop.stats().requests, told("promo_load_http_reqs_total"));
    assert_eq!(counted as u64, sent, "the live numbers are the shop's");
    wait_until("two more seconds", || told("promo_load_elapsed_seconds") >= began + 3.0);
    assert_eq!(bench.shop.stats().requests, sent, "nobody sent anything");

    let resumed = command(api, r#""paused":false"#);
    assert_eq!(
        (&resumed["paused"], &resumed["running"], &resumed["status"]),
        (&false.into(), &true.into(), &7.into())
    );
    wait_until("requests go on", || bench.shop.stats().requests > sent);
    command(api, r#""stopped":true"#);
    assert_eq!(bench.child.wait().unwrap().code(), Some(103));
    let record = record(&bench);
    assert_eq!(requests(&record), bench.shop.stats().requests);
    let notes = record["notes"].to_string();
    assert!(notes.contains("the run was paused for"), "{notes}");
}

#[test]
fn metrics_can_be_read_by_prometheus() {
    let mut bench = start();
    wait_for_load(bench.api);
    wait_until("a second has been told", || metric(bench.api, "promo_load_http_reqs_total") > 0.0);
    let (_, text) = exchange(bench.api, "GET /metrics", Some(TOKEN), "");
    for line in [
        "# TYPE promo_load_http_reqs counter",
        "# TYPE promo_load_http_req_duration_seconds histogram",
        "# TYPE promo_load_response_time_seconds histogram",
        "# TYPE promo_load_vus gauge",
        "promo_load_vus 3.0",
        "promo_load_vus_max 3.0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
    }
    assert!(text.contains("promo_load_run_info{run_id=\"") && text.ends_with("# EOF\n"), "{text}");
    assert!(text.contains("outcome=\"ok\"") && text.contains("le=\"+Inf\""), "{text}");
    command(bench.api, r#""stopped":true"#);
    assert_eq!(bench.child.wait().unwrap().code(), Some(103));
}

#[test]
fn refuses_what_would_be_unsafe() {
    let refused = |address: &str, token: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_promo-load"))
            .args(["bench", "--demo", "--control", address])
            .env("PROMO_LOAD_CONTROL_TOKEN", token)
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, text) = refused("0.0.0.0:0", TOKEN);
    assert_eq!(code, Some(2));
    assert!(text.contains("not a loopback address") && text.contains("--control-remote"), "{text}");
    let (code, text) = refused("127.0.0.1:0", "");
    assert_eq!(code, Some(2));
    assert!(text.contains("PROMO_LOAD_CONTROL_TOKEN"), "{text}");
}
