//! The control API through the binary: who may use it, what it says, and that it pauses and stops a run (exit 103).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its run should panic")]

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use promo_load::shop::{DemoShop, ShopConfig};
use serde_json::Value;

const TOKEN: &str = "open-sesame-2f9c41d7";

struct Bench {
    child: Child,
    api: SocketAddr,
    out: tempfile::TempDir,
    shop: DemoShop,
}

fn start() -> Bench {
    let shop = DemoShop::start(([127, 0, 0, 1], 0).into(), ShopConfig::default()).unwrap();
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

/// Sends a request without waiting longer for an answer than any test waits for anything. `None` when the connection ended
/// without one.
fn answered(api: SocketAddr, authorization: &str) -> Option<u16> {
    let mut stream = TcpStream::connect(api).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let request = format!("GET /v1/status HTTP/1.1\r\nHost: x\r\n{authorization}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    String::from_utf8(answer).unwrap().split(' ').nth(1)?.parse().ok()
}

/// What keeps connecting until it is dropped, each with a connection of its own that it opens again when it is closed.
struct Flood {
    over: Arc<AtomicBool>,
    opened: Arc<AtomicU64>,
    threads: Vec<JoinHandle<()>>,
}

impl Flood {
    /// Each of these many connections sends `bytes` and waits.
    fn begin(api: SocketAddr, connections: usize, bytes: &'static str) -> Self {
        let (over, opened) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let threads = (0..connections).map(|_| {
            let (over, opened) = (Arc::clone(&over), Arc::clone(&opened));
            thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    let Ok(mut stream) = TcpStream::connect(api) else { continue };
                    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
                    let _closed = stream.write_all(bytes.as_bytes());
                    opened.fetch_add(1, Ordering::Relaxed);
                    // Reads what comes, until the end of the connection or of the flood.
                    let mut buffer = [0; 512];
                    loop {
                        match stream.read(&mut buffer) {
                            Ok(1..) => {}
                            Err(error)
                                if error.kind() == ErrorKind::WouldBlock && !over.load(Ordering::Relaxed) => {
                            }
                            _ => break,
                        }
                    }
                }
            })
        });
        let threads = threads.collect();
        Self { over, opened, threads }
    }
}

impl Drop for Flood {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        self.threads.drain(..).for_each(|thread| thread.join().unwrap());
    }
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

/// What the bytes mean is tried beside their encoder, and by a real Prometheus in `.ci/prometheus`.
#[test]
fn prometheus_gets_the_format_that_it_asks_for() {
    let mut bench = start();
    wait_for_load(bench.api);
    wait_until("a second has been told", || metric(bench.api, "promo_load_http_reqs_total") > 0.0);
    for (accept, kind, is_text) in [
        (
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,*/*;q=0.1",
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
            false,
        ),
        (
            "application/openmetrics-text;version=1.0.0,*/*;q=0.1",
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
            true,
        ),
    ] {
        let mut stream = TcpStream::connect(bench.api).unwrap();
        let request = format!(
            "GET /metrics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.contains(&format!("content-type: {kind}\r\n")), "{answer}");
        assert!(answer.contains("promo_load_response_time_seconds"), "{answer}");
        assert_eq!((answer.contains("# TYPE"), answer.ends_with("# EOF\n")), (is_text, is_text));
    }
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
    for token in ["", "x", "open-sesame", "fifteen-letters", "a token that has spaces in it"] {
        let (code, text) = refused("127.0.0.1:0", token);
        assert_eq!(code, Some(2), "{token}: {text}");
        let help = ["PROMO_LOAD_CONTROL_TOKEN", "at least 16", "openssl rand -hex 32"];
        assert!(help.iter().all(|part| text.contains(part)), "{token}: {text}");
        assert!(token.len() < 2 || !text.contains(token), "{text}");
    }
}

/// Connections without the token never keep the owner out, whatever they send and however many they are.
#[test]
fn the_owner_is_answered_in_a_flood() {
    let mut bench = start();
    let api = bench.api;
    wait_for_load(api);
    for (what, bytes) in [
        ("idle", ""),
        ("half-sent", "GET /v1/status HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer open-"),
        ("half-sent bodies", "PATCH /v1/status HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{"),
        (
            "wrong tokens",
            "GET /v1/status HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer open-sesame-2f9c41d8\r\n\r\n",
        ),
        ("none", "GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("noise", "\u{0}\u{1}\u{2}\r\n\r\n"),
    ] {
        let flood = Flood::begin(api, 400, bytes);
        wait_until("all have connected", || flood.opened.load(Ordering::Relaxed) >= 400);
        for _ in 0..30 {
            assert_eq!(answered(api, &format!("Authorization: Bearer {TOKEN}\r\n")), Some(200), "{what}");
        }
        assert_eq!(ask(api, "GET", Some(TOKEN), "").1["data"]["attributes"]["running"], true, "{what}");
    }
    // One who is waiting for the right moment, with everything but the token's last letter sent.
    let mut slow: Vec<TcpStream> = (0..300).map(|_| TcpStream::connect(api).unwrap()).collect();
    slow.iter_mut().for_each(|stream| stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").unwrap());
    assert_eq!(command(api, r#""stopped":true"#)["stopped"], true);
    assert_eq!(bench.child.wait().unwrap().code(), Some(103));
    assert_eq!(requests(&record(&bench)), bench.shop.stats().requests);
}

#[test]
fn a_connection_without_the_token_is_closed() {
    let mut bench = start();
    let api = bench.api;
    for bytes in ["", "GET /v1/status HTTP/1.1\r\n", "GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n"] {
        let mut stream = TcpStream::connect(api).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(bytes.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(answer.starts_with("HTTP/1.1 401 "), bytes.ends_with("\r\n\r\n"), "{answer}");
        assert!(answer.is_empty() || answer.to_lowercase().contains("www-authenticate: bearer"), "{answer}");
    }
    // One with it asks as often as it wants.
    let mut stream = TcpStream::connect(api).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    for _ in 0..20 {
        write!(stream, "GET /v1/status HTTP/1.1\r\nHost: x\r\nAuthorization: bearer {TOKEN}\r\n\r\n")
            .unwrap();
        let mut length = None;
        for line in (&mut reader).lines().map(|line| line.unwrap()).take_while(|line| !line.is_empty()) {
            assert!(!line.starts_with("HTTP/") || line == "HTTP/1.1 200 OK", "{line}");
            length = line.strip_prefix("content-length: ").map_or(length, |length| length.parse().ok());
        }
        reader.read_exact(&mut vec![0; length.unwrap()]).unwrap();
    }
    command(api, r#""stopped":true"#);
    assert_eq!(bench.child.wait().unwrap().code(), Some(103));
}

#[test]
fn the_scheme_has_any_letter_case_and_the_token_one() {
    let mut bench = start();
    let asked = |authorization: &str| answered(bench.api, &format!("Authorization: {authorization}\r\n"));
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
        assert_eq!(asked(&format!("{scheme} {TOKEN}")), Some(200), "{scheme}");
    }
    for wrong in [
        format!("Bearer {}", TOKEN.to_uppercase()),
        format!("Basic {TOKEN}"),
        format!("Bearer {TOKEN}x"),
        format!("Bearer {}", &TOKEN[1..]),
        format!("Bearer{TOKEN}"),
        TOKEN.to_owned(),
        format!("Bearer x\r\nAuthorization: Bearer {TOKEN}"),
    ] {
        assert_eq!(asked(&wrong), Some(401), "{wrong}");
    }
    command(bench.api, r#""stopped":true"#);
    assert_eq!(bench.child.wait().unwrap().code(), Some(103));
}
