//! An open desk, and a client of its API.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use promo_load::shop::DemoShop;
use serde_json::{Value, json};

use crate::support::{BINARY, PATIENCE, Place, Running, promotion, wait_until};

/// A desk that listens.
pub(crate) struct OpenDesk<'a> {
    pub(crate) address: String,
    /// The first token.
    pub(crate) admin: String,
    pub(crate) process: Running<'a>,
}

/// What was replied.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// The head, in lower case.
    pub(crate) head: String,
    /// The head as it came.
    pub(crate) raw_head: String,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Asserts a problem of this status, and returns its detail.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.head.contains("content-type: application/problem+json"), "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert!(problem["type"].as_str().is_some_and(|kind| kind.starts_with("urn:")), "{problem}");
        assert!(problem["title"].is_string());
        problem["detail"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub(crate) fn assert(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        if self.body.is_empty() { Value::Null } else { self.json() }
    }
}

/// Tests ask more often than people, and at any time of the day.
const OFTEN: &str = "schema = 1\n[desk.limits]\nrequests_per_second = 10000\nwrong_tokens_per_minute = 10000\n\
     [host.'127.0.0.1']\nhours = ['00:00-12:00', '12:00-00:00']\n[host.localhost]\nhours = ['00:00-12:00', '12:00-00:00']\n";

/// The command of a desk in a place. Where the place has no configuration yet, it gets one that lets tests ask often, and at any time of the day.
pub(crate) fn command(place: &Place) -> Command {
    if !place.path("promo-load.toml").exists() {
        place.write("promo-load.toml", OFTEN);
    }
    let mut command = place.command(BINARY);
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(place.path("data"));
    command
}

/// Opens a desk for the first time.
pub(crate) fn open(place: &Place) -> OpenDesk<'_> {
    open_by(place, &mut command(place))
}

/// The same by another command.
pub(crate) fn open_by<'a>(place: &'a Place, command: &mut Command) -> OpenDesk<'a> {
    let (process, said) = listening(place, command);
    let admin = said.split_whitespace().find(|word| word.starts_with("pldesk_")).unwrap().to_owned();
    OpenDesk { address: address(&said), admin, process }
}

/// Opens it again, with the token that it had.
pub(crate) fn reopen<'a>(place: &'a Place, admin: &str) -> OpenDesk<'a> {
    reopen_by(place, admin, &mut command(place))
}

/// The same by another command.
pub(crate) fn reopen_by<'a>(place: &'a Place, admin: &str, command: &mut Command) -> OpenDesk<'a> {
    let (process, said) = listening(place, command);
    assert!(!said.contains("pldesk_"), "a token is shown once: {said}");
    OpenDesk { address: address(&said), admin: admin.to_owned(), process }
}

fn listening<'a>(place: &'a Place, command: &mut Command) -> (Running<'a>, String) {
    let process = place.start(command);
    let said = || place.read("stdout");
    wait_until("the desk is open", || said().contains("the desk is open"));
    (process, said())
}

fn address(said: &str) -> String {
    let (_, rest) = said.split_once("http://").unwrap();
    rest.split('/').next().unwrap().to_owned()
}

impl OpenDesk<'_> {
    /// Sends a request with these header lines, and reads the reply to its end.
    pub(crate) fn send(&self, line: &str, headers: &[String], body: &str) -> Reply {
        let mut stream = self.begin(line, headers, body);
        let mut text = Vec::new();
        // A server that refuses a large body may close before it has read it.
        let _reset = stream.read_to_end(&mut text);
        let text = String::from_utf8_lossy(&text).into_owned();
        let (head, body) =
            text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{line}: no reply: {text:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let (raw_head, head) = (head.to_owned(), head.to_ascii_lowercase());
        let body =
            if head.contains("transfer-encoding: chunked") { unchunked(body) } else { body.to_owned() };
        Reply { status, head, raw_head, body }
    }

    /// A run that lasts, once it has begun: its number and its folder.
    pub(crate) fn begin_long(&self, place: &Place, shop: &DemoShop) -> (i64, PathBuf) {
        self.allow("127.0.0.1");
        let id = self.submit(&promotion(shop), &long());
        let run = self.wait_for(id, "running");
        (id, place.path("data/runs").join(run["folder"].as_str().unwrap()))
    }

    /// Sends a request, and leaves its reply unread.
    pub(crate) fn begin(&self, line: &str, headers: &[String], body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let names_host = headers.iter().any(|header| header.starts_with("Host: "));
        let host = if names_host { String::new() } else { format!("Host: {}\r\n", self.address) };
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        write!(
            stream,
            "{line} HTTP/1.1\r\n{host}Connection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}",
            body.len()
        )
        .unwrap();
        stream
    }

    /// A request of the first token.
    pub(crate) fn ask(&self, line: &str) -> Reply {
        self.send(line, &[bearer(&self.admin)], "")
    }

    /// The same with a JSON body.
    pub(crate) fn tell(&self, line: &str, body: &Value) -> Reply {
        self.tell_as(&self.admin, line, body)
    }

    /// The same of another token.
    pub(crate) fn tell_as(&self, token: &str, line: &str, body: &Value) -> Reply {
        self.send(line, &[bearer(token), json_type()], &body.to_string())
    }

    /// Makes a token.
    pub(crate) fn token(&self, person: &str, scope: &str) -> String {
        let made =
            self.tell("POST /api/v1/tokens", &json!({ "name": "test", "person": person, "scope": scope }));
        made.assert(201)["token"].as_str().unwrap().to_owned()
    }

    /// Lets a host be loaded.
    pub(crate) fn allow(&self, host: &str) {
        let decision = json!({ "environment": "local", "private": true });
        self.tell(&format!("PUT /api/v1/targets/{host}"), &decision).assert(200);
    }

    /// Asks for a run, and returns its number.
    pub(crate) fn submit(&self, url: &str, options: &Value) -> i64 {
        let reply = self.tell("POST /api/v1/runs", &json!({ "url": url, "options": options }));
        reply.assert(201)["id"].as_i64().unwrap()
    }

    pub(crate) fn run(&self, id: i64) -> Value {
        self.ask(&format!("GET /api/v1/runs/{id}")).assert(200)
    }

    /// Waits until a run is in this state.
    pub(crate) fn wait_for(&self, id: i64, state: &str) -> Value {
        let mut run = Value::Null;
        wait_until(&format!("run {id} is {state}"), || {
            run = self.run(id);
            let now = run["state"].as_str().unwrap();
            let is_over = ["done", "failed", "cancelled"].contains(&now);
            assert!(now == state || !is_over, "run {id} is to be {state}: {run}");
            now == state
        });
        run
    }
}

pub(crate) fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}")
}

pub(crate) fn json_type() -> String {
    "Content-Type: application/json".to_owned()
}

/// A body that came in chunks.
fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let Ok(size) = usize::from_str_radix(size.trim(), 16) else { break };
        let Some(chunk) = rest.get(..size).filter(|_| size > 0) else { break };
        whole += chunk;
        body = rest.get(size + 2..).unwrap_or_default();
    }
    whole
}

/// Kills a process by its number, as an operator would.
pub(crate) fn kill(pid: u64) {
    let status = Command::new("kill").arg("-9").arg(pid.to_string()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success());
}

/// A short run of one visitor.
pub(crate) fn short() -> Value {
    json!({ "vus": 1, "iterations": 1, "think-time": "0", "seed": 1 })
}

/// A run that lasts until it is stopped.
pub(crate) fn long() -> Value {
    json!({ "vus": 1, "duration": "5m", "think-time": "100ms" })
}

/// No test waits for a time; this is only how long it may take to see that nothing happens.
pub(crate) const A_WHILE: Duration = Duration::from_millis(600);
