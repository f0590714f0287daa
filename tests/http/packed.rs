//! Packed bodies: asked for as browsers do, unpacked only when they are looked at, counted as they came.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;
use promo_load::http::{Answer, Exchange, ExchangeFailure, HeaderName, HeaderValue, Method, Request};
use promo_load::metric::Outcome;

use crate::http::{PATIENT, get, head_of, settings, target, url, walk};

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// Gives every request of one connection the same body, said to be in this encoding.
fn server(encoding: &'static str, body: Vec<u8>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        while !head_of(&mut stream).is_empty() {
            let head = head(encoding, &body);
            // The client may have seen enough.
            let _gone = stream.write_all(&[head.as_bytes(), &body].concat());
        }
    });
    address
}

fn head(encoding: &str, body: &[u8]) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {}\r\n\r\n", body.len())
}

/// Asks twice on one connection.
fn twice(encoding: &'static str, body: Vec<u8>, keep_body: bool) -> Vec<Exchange> {
    let url = url(server(encoding, body));
    let target = target(&url);
    let request = || get(&target, keep_body);
    walk(settings(PATIENT), &[request(), request()])
}

fn outcome(result: &Result<Answer, ExchangeFailure>) -> Outcome {
    result.as_ref().err().map_or(Outcome::Ok, |failure| failure.outcome)
}

#[test]
fn a_packed_body_is_unpacked_and_counted_as_it_came() {
    let text = "Mug, 11.90. ".repeat(1_000);
    let packed = gzip(text.as_bytes());
    let wire = (head("gzip", &packed).len() + packed.len()) as u64;
    for exchange in twice("gzip", packed.clone(), true) {
        assert_eq!(exchange.bytes_received, wire);
        let answer = exchange.result.unwrap();
        assert_eq!(answer.body, text);
        assert_eq!(answer.headers["content-encoding"], "gzip", "the head stays as it came");
    }
    for exchange in twice("gzip", packed, false) {
        assert_eq!((exchange.bytes_received, exchange.result.unwrap().body.len()), (wire, 0));
    }
}

#[test]
fn what_nobody_looks_at_may_be_in_any_encoding() {
    let bomb = gzip(&vec![b'x'; 1_000_000]);
    for (encoding, body, outcome_when_kept) in [
        ("gzip", b"not packed".to_vec(), Outcome::Encoding),
        ("pack200-gzip", b"whatever".to_vec(), Outcome::Ok),
        ("gzip", bomb, Outcome::TooLarge),
    ] {
        for (keep, expected) in [(true, outcome_when_kept), (false, Outcome::Ok)] {
            let ended = twice(encoding, body.clone(), keep);
            assert!(ended.iter().all(|exchange| outcome(&exchange.result) == expected), "{encoding} {keep}");
            assert_eq!(ended[1].timings.connecting, 0, "the connection is as good as before");
        }
    }
}

#[test]
fn packed_answers_are_asked_for_unless_the_user_says_otherwise() {
    let identity = (HeaderName::from_static("accept-encoding"), HeaderValue::from_static("identity"));
    let asked = |of_all: &[(HeaderName, HeaderValue)], of_one: &[(HeaderName, HeaderValue)]| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = url(listener.local_addr().unwrap());
        let head = thread::spawn(move || head_of(&mut listener.accept().unwrap().0));
        let mut settings = settings(PATIENT);
        settings.headers = of_all.to_vec();
        let request = Request {
            method: Method::GET,
            target: &target(&url),
            headers: of_one,
            extra: None,
            payload: None,
            keep_body: false,
        };
        walk(settings, &[request]);
        let head = head.join().unwrap();
        let lines: Vec<&str> = head.lines().filter(|line| line.starts_with("accept-encoding: ")).collect();
        lines.join("\n")
    };
    let one = std::slice::from_ref(&identity);
    assert_eq!(asked(&[], &[]), "accept-encoding: gzip, deflate, br, zstd");
    assert_eq!(asked(one, &[]), "accept-encoding: identity");
    assert_eq!(asked(&[], one), "accept-encoding: identity");
}
