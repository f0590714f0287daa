use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::num::NonZeroU32;
use std::thread;

use super::*;
use crate::app::process::in_runtime;
use crate::app::target::TargetOptions;
use crate::app::visitor::visitor;
use crate::http::{AddressClass, HttpVersion, NetworkOptions, Site};
use crate::plan::Environment;

/// Answers every request with what `answer` makes of the shop's address, and tells what was asked.
fn serve(answer: impl Fn(&Url) -> String) -> (Url, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let shop = Url::parse(&format!("http://{}/en/", listener.local_addr().unwrap())).unwrap();
    let answer = answer(&shop);
    let asked = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
            head.push(byte[0]);
        }
        // Whoever has read enough may be gone.
        let _gone = stream.write_all(answer.as_bytes());
        String::from_utf8(head).unwrap()
    });
    (shop, asked)
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// A public shop, as far as its limits know; it is here, as far as the network knows.
fn ask(shop: &Url, is_needed: bool) -> Result<(Limits, Option<Note>), Failure> {
    let now: jiff::Zoned = "2026-11-27T04:00:00[Europe/Paris]".parse().unwrap();
    let site = Site::of(shop, AddressClass::Public).unwrap();
    let limits = Limits::new(site, Environment::Preprod, now, None, false);
    assert_eq!((limits.max_vus(), limits.max_requests_per_second()), (Some(50), NonZeroU32::new(20)));
    let options = TargetOptions::default();
    let mut visitor = visitor(&options, &limits, &NetworkOptions::default(), HttpVersion::Auto).unwrap();
    in_runtime(async { prove(limits, &mut visitor, shop, is_needed).await })
}

#[test]
fn the_file_with_the_token_is_a_proof() {
    let (shop, asked) = serve(|shop| ok(&format!("other\n {}\r\n", ownership_token(shop))));
    let (limits, note) = ask(&shop, false).unwrap();
    assert_eq!((limits.ownership(), limits.max_vus(), note), (&Ownership::File, Some(500), None));
    assert_eq!(limits.max_requests_per_second(), None);
    let asked = asked.join().unwrap();
    assert!(asked.starts_with("GET /.well-known/promo-load.txt HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("x-promo-load-phase: setup"), "{asked}");
}

#[test]
fn nothing_else_is() {
    let elsewhere =
        |status: &str| format!("HTTP/1.1 {status}\r\nlocation: /elsewhere.txt\r\ncontent-length: 0\r\n\r\n");
    let other = Url::parse("https://other.example/").unwrap();
    for (answer, part) in [
        (ok(&ownership_token(&other)), "has no line with this shop's token"),
        (ok(""), "has no line with this shop's token"),
        (ok(&"x".repeat(5000)), "has more than 4096 bytes"),
        (elsewhere("301 Moved Permanently"), "answered 301, and no redirect is followed there"),
        (elsewhere("404 Not Found"), "answered 404"),
        (String::new(), "promo-load.txt: "),
    ] {
        for is_needed in [true, false] {
            let (shop, asked) = serve(|_| answer.clone());
            let text = match (ask(&shop, is_needed), is_needed) {
                (Err(Failure::Refused(text)), true) => text.to_string(),
                (Ok((limits, Some(note))), false) => {
                    assert_eq!(limits.max_requests_per_second(), NonZeroU32::new(20));
                    note.to_string()
                }
                (other, _) => panic!("{other:?}"),
            };
            asked.join().unwrap();
            let token = ownership_token(&shop);
            let ways =
                ["/.well-known/promo-load.txt", &token, "confirmed_by", "at most 50 VUs and 20 requests"];
            for part in ways.into_iter().chain([part]) {
                assert!(text.contains(part), "`{part}` is not in: {text}");
            }
        }
    }
}
