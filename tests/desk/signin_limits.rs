//! How often the desk is asked, and how it is reached from outside.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::authority::{self, Issued};
use serde_json::json;

use crate::client::{bearer, command, long, open, open_by, short};
use crate::signin::Browser;
use crate::support::{BINARY, Place, promotion, shop};

#[test]
fn a_caller_who_asks_too_often_waits_and_others_do_not() {
    let place = Place::new();
    place.write("promo-load.toml", "schema = 1\n[desk.limits]\nrequests_per_second = 1\n");
    let desk = open(&place);
    let (one, other) = (desk.token("ada", "read"), desk.token("bob", "read"));
    let ask = |token: &str| desk.send("GET /api/v1/runs", &[bearer(token)], "");
    let refused = (0..200).map(|_| ask(&one)).find(|reply| reply.status != 200).unwrap();
    assert!(refused.problem(429).contains("too many requests"), "{refused:?}");
    let wait = refused.head.split("retry-after: ").nth(1).unwrap().split("\r\n").next().unwrap();
    assert!((1..=2).contains(&wait.parse::<u64>().unwrap()), "{wait}");
    assert_eq!(ask(&other).status, 200);
    // Without a caller the address is counted: not the tokens' own requests, but those that anyone can send.
    let refused =
        (0..200).map(|_| desk.send("GET /healthz", &[], "")).find(|reply| reply.status != 200).unwrap();
    refused.problem(429);
    assert_eq!(ask(&other).status, 200);
}

#[test]
fn tokens_are_not_guessed() {
    let place = Place::new();
    place.write("promo-load.toml", "schema = 1\n[desk.limits]\nwrong_tokens_per_minute = 3\n");
    let desk = open_by(&place, command(&place).arg("--behind-proxy"));
    let from = |address: &str| format!("X-Forwarded-For: 198.51.100.9, {address}");
    let guess =
        |address: &str, token: &str| desk.send("GET /api/v1/runs", &[bearer(token), from(address)], "");
    let (eve, ada) = ("192.0.2.66", "192.0.2.7");
    for _ in 0..4 {
        guess(eve, "pldesk_guess").problem(401);
    }
    let refused = guess(eve, "pldesk_guess");
    assert!(
        refused.problem(429).contains("wrong tokens") && refused.head.contains("retry-after: "),
        "{refused:?}"
    );
    // Not even a right one is looked at, or a guess would show that it is right. The form for tokens is the same door.
    guess(eve, &desk.admin).problem(429);
    let mut browser = Browser::new(&desk);
    let form = "Content-Type: application/x-www-form-urlencoded";
    let fields = format!("token={}", desk.admin);
    browser.send("POST /sign-in", &[form, &from(eve)], &fields).problem(429);
    // Others are not shut out by it.
    guess(ada, &desk.admin).assert(200);
    let mut other = Browser::new(&desk);
    for _ in 0..4 {
        assert_eq!(other.send("POST /sign-in", &[form, &from(ada)], "token=x").status, 401);
    }
    other.send("POST /sign-in", &[form, &from(ada)], &fields).problem(429);
}

#[test]
fn paths_lead_to_nothing_but_routes() {
    let place = Place::new();
    let desk = open(&place);
    for path in [
        "/../etc/passwd",
        "/assets/../../etc/passwd",
        "/assets/%2e%2e%2fdesk.sqlite",
        "/assets/..%2f..%2fetc%2fpasswd",
        "/sign-in/../../etc/passwd",
        "/sign-in/%2e%2e/back",
        "//etc/passwd",
        "/api/v1/runs/..%2f..%2fdesk.sqlite",
    ] {
        let reply = desk.ask(&format!("GET {path}"));
        assert!(reply.status == 404 || reply.status == 400, "{path}: {reply:?}");
        assert!(!reply.body.contains("SQLite") && !reply.body.contains("root:"), "{path}: {reply:?}");
    }
}

#[test]
fn tokens_do_not_go_in_cleartext_to_where_others_reach_the_desk() {
    let place = Place::new();
    let serve = |more: &[&str]| {
        let mut command = place.command(BINARY);
        command.args(["serve", "--listen", "0.0.0.0:0", "--data"]).arg(place.path("data")).args(more);
        command
    };
    let refused = place.start(&mut serve(&[])).wait();
    assert!(refused.assert_code(2).problem().contains("--tls-cert"), "{}", refused.problem());
    assert!(!place.path("data").join("desk.lock").exists(), "nothing was opened");
    let cut = place.start(&mut serve(&["--tls-cert", "none.pem", "--tls-key", "none.pem"])).wait();
    assert!(cut.problem().contains("none.pem"), "{}", cut.problem());
    let desk = open_by(&place, &mut serve(&["--behind-proxy"]));
    let port = desk.address.rsplit(':').next().unwrap();
    let reply = desk.send("GET /healthz", &[format!("Host: desk.example:{port}")], "");
    assert_eq!(reply.status, 200, "{reply:?}");
}

#[test]
fn a_desk_with_a_certificate_speaks_tls() {
    let place = Place::new();
    let issued = Issued::to("localhost");
    place.write("cert.pem", &issued.certificate.pem());
    place.write("key.pem", &issued.key.serialize_pem());
    let mut command = command(&place);
    command.args(["--tls-cert", "cert.pem", "--tls-key", "key.pem"]);
    let process = place.start(&mut command);
    let said = || place.read("stdout");
    crate::support::wait_until("the desk is open", || said().contains("https://127.0.0.1:"));
    let address = said().split("https://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let mut roots = RootCertStore::empty();
    roots.add(authority::certificate()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let config = builder.with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let tls = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(tls, TcpStream::connect(&address).unwrap());
    let token = said().split_whitespace().find(|word| word.starts_with("pldesk_")).unwrap().to_owned();
    let fields = format!("token={token}");
    write!(
        stream,
        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: https://localhost\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{fields}",
        fields.len()
    )
    .unwrap();
    let mut reply = Vec::new();
    // A server may end the connection without TLS's own farewell.
    let _cut = stream.read_to_end(&mut reply);
    let reply = String::from_utf8(reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 303") && reply.contains("; Secure"), "{reply}");
    // In cleartext nothing is answered.
    let mut plain = TcpStream::connect(&address).unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answered = Vec::new();
    let _reset = plain.read_to_end(&mut answered);
    assert!(!answered.starts_with(b"HTTP"), "{answered:?}");
    drop(process);
}

#[test]
fn a_host_that_may_no_longer_be_private_is_not_loaded() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    let page = promotion(&shop);
    desk.allow("127.0.0.1");
    desk.allow("localhost");
    let by_name = page.replace("127.0.0.1", "localhost");
    let first = desk.submit(&page, &long());
    desk.wait_for(first, "running");
    let second = desk.submit(&by_name, &short());
    let decision = json!({ "environment": "local", "private": false });
    desk.tell("PUT /api/v1/targets/localhost", &decision).assert(200);
    desk.ask(&format!("POST /api/v1/runs/{first}/stop")).assert(200);
    let refused = desk.wait_for(second, "failed");
    assert!(refused["reason"].as_str().unwrap().contains("private address"), "{refused}");
}
