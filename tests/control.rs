//! The control API through the binary: who may use it, what it says, and that it stops a run (exit 103).

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

fn ask(api: SocketAddr, method: &str, token: Option<&str>, body: &str) -> (u16, Value) {
    let authorization = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    let mut stream = TcpStream::connect(api).unwrap();
    write!(
        stream,
        "{method} /v1/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{authorization}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap())
}

/// Asks until the run says it is under way.
fn wait_for_load(api: SocketAddr) {
    let patience = Instant::now() + Duration::from_secs(30);
    loop {
        let (status, answer) = ask(api, "GET", Some(TOKEN), "");
        assert_eq!(status, 200);
        let attributes = &answer["data"]["attributes"];
        if attributes["running"] == true && attributes["vus"] == 3 {
            return;
        }
        assert!(Instant::now() < patience, "the run never got under way: {answer}");
        std::thread::yield_now();
    }
}

#[test]
fn stops_a_run_and_everything_is_written() {
    let mut bench = start();
    wait_for_load(bench.api);

    assert_eq!(ask(bench.api, "GET", None, "").0, 401);
    assert_eq!(ask(bench.api, "PATCH", Some("guess"), r#"{"data":{"attributes":{"stopped":true}}}"#).0, 401);
    assert_eq!(ask(bench.api, "DELETE", Some(TOKEN), "").0, 405);
    assert_eq!(ask(bench.api, "PATCH", Some(TOKEN), "{").0, 400);
    assert_eq!(ask(bench.api, "PATCH", Some(TOKEN), r#"{"data":{"attributes":{"paused":true}}}"#).0, 400);

    let (status, answer) =
        ask(bench.api, "PATCH", Some(TOKEN), r#"{"data":{"attributes":{"stopped":true}}}"#);
    assert_eq!(status, 200);
    assert_eq!(answer["data"]["attributes"]["stopped"], true);

    let status = bench.child.wait().unwrap();
    assert_eq!(status.code(), Some(103));
    let run = std::fs::read_dir(bench.out.path()).unwrap().next().unwrap().unwrap().path();
    let record: Value = serde_json::from_slice(&std::fs::read(run.join("run.json")).unwrap()).unwrap();
    assert_eq!(record["ending"]["reason"], "stopped");
    let sent: u64 =
        record["steps"].as_array().unwrap().iter().map(|step| step["requests"].as_u64().unwrap()).sum();
    assert_eq!(sent, bench.shop.stats().requests, "every request sent is a request counted");
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
    assert!(text.contains("not a loopback address"), "{text}");
    let (code, text) = refused("127.0.0.1:0", "");
    assert_eq!(code, Some(2));
    assert!(text.contains("PROMO_LOAD_CONTROL_TOKEN"), "{text}");
}
