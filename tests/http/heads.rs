//! Heads of answers as real servers send them: long, with many headers, folded, not quite as the standard has it.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use bytes::Bytes;
use promo_load::http::{HeaderValue, Method, Payload, Request};
use promo_load::metric::Outcome;

use crate::http::{PATIENT, get, head_of, settings, target, url, walk};

/// Answers every request with this head and `ok`; counts them.
fn heads(head: String) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (requests, head) = (Arc::new(AtomicUsize::new(0)), Arc::new(head));
    let asked = Arc::clone(&requests);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (asked, head) = (Arc::clone(&asked), Arc::clone(&head));
            thread::spawn(move || {
                // The body of a POST is read as the beginning of what follows.
                while head_of(&mut stream).contains(" HTTP/1.1\r\n") {
                    asked.fetch_add(1, Ordering::SeqCst);
                    let whole = format!("HTTP/1.1 200 OK\r\n{head}Content-Length: 2\r\n\r\nok");
                    // The reader may have had enough.
                    if stream.write_all(whole.as_bytes()).is_err() {
                        break;
                    }
                }
            });
        }
    });
    (address, requests)
}

fn links(count: usize) -> String {
    (0..count).map(|file| format!("Link: </f{file}.css>; rel=preload\r\n")).collect()
}

#[test]
fn long_heads_and_many_headers_are_read() {
    for (what, head, asked) in [
        ("20 KB of cache tags", format!("X-Cache-Tags: {}\r\n", "cat_p_1,".repeat(2_500)), [1, 2]),
        ("200 KB in one header", format!("X-Big: {}\r\n", "x".repeat(200_000)), [1, 2]),
        // With Content-Length 100, which are read without asking again.
        ("99 links", links(99), [1, 2]),
        // The second request of the first exchange is on a connection that reads them; so are all from then on.
        ("110 links", links(110), [2, 3]),
        ("990 links of 40 KB", links(990), [2, 3]),
    ] {
        let (address, requests) = heads(head);
        let target = target(&url(address));
        let request = || get(&target, true);
        let ended = walk(settings(PATIENT), &[request(), request()]);
        for (exchange, expected) in ended.iter().zip(asked) {
            let answer = exchange.result.as_ref().unwrap_or_else(|failure| panic!("{what}: {failure}"));
            assert_eq!((answer.status, answer.body.as_ref()), (200, &b"ok"[..]), "{what}");
            assert_eq!(exchange.retried, expected == 2 && asked[0] == 2, "{what}");
        }
        assert_eq!(requests.load(Ordering::SeqCst), asked[1], "{what}");
    }
}

#[test]
fn a_post_is_not_sent_twice_for_its_answer_s_headers() {
    let (address, requests) = heads(links(110));
    let target = target(&url(address));
    let payload = || {
        Some(Payload {
            content_type: HeaderValue::from_static("text/plain"),
            bytes: Bytes::from_static(b"a=1"),
        })
    };
    let post = || Request {
        method: Method::POST,
        target: &target,
        headers: &[],
        extra: None,
        payload: payload(),
        keep_body: true,
    };
    let ended = walk(settings(PATIENT), &[post(), post()]);
    let failure = ended[0].result.as_ref().unwrap_err();
    assert_eq!(failure.outcome, Outcome::TooLarge, "{failure}");
    assert_eq!(ended[1].result.as_ref().unwrap().body, "ok", "now it is known");
    assert_eq!(requests.load(Ordering::SeqCst), 2);
}

#[test]
fn more_than_is_read_is_too_large() {
    for head in [format!("X-Big: {}\r\n", "x".repeat(300_000)), links(1_100)] {
        let (address, _) = heads(head);
        let target = target(&url(address));
        let request = get(&target, true);
        let failure = walk(settings(PATIENT), &[request]).remove(0).result.unwrap_err();
        assert_eq!(failure.outcome, Outcome::TooLarge, "{failure}");
        assert!(failure.to_string().contains("256 KB, 1,000 headers"), "{failure}");
    }
}

#[test]
fn heads_that_browsers_read_are_read() {
    for (what, head, name, value) in [
        ("folded", "X-Long: one\r\n two\r\n\tthree\r\n", "x-long", "one"),
        ("a space before the colon", "X-Space : yes\r\n", "x-space", "yes"),
        ("a line without a colon", "this is no header\r\nX-Next: here\r\n", "x-next", "here"),
        ("no space after the colon", "X-Tight:yes\r\n", "x-tight", "yes"),
        ("an empty value", "X-Empty:\r\nX-Next: here\r\n", "x-next", "here"),
    ] {
        let (address, _) = heads(head.to_owned());
        let target = target(&url(address));
        let request = get(&target, true);
        let answer = walk(settings(PATIENT), &[request]).remove(0).result;
        let answer = answer.unwrap_or_else(|failure| panic!("{what}: {failure}"));
        assert_eq!(answer.body, "ok", "{what}");
        let found = answer.headers.get(name).unwrap_or_else(|| panic!("{what}: {:?}", answer.headers));
        assert!(found.to_str().unwrap().starts_with(value), "{what}: {found:?}");
    }
}
