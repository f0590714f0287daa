//! Bodies of tens of kilobytes: to the byte, however they are cut into packets, kept or not, and what follows them on the
//! connection.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use promo_load::http::{Client, Exchange, HttpVersion, Network, NetworkOptions};
use promo_load::metric::Outcome;

use crate::http::{HASTY, PATIENT, get, read_head, settings, site, target, until_closed, url, walk};

/// The most that the tests' settings read.
const MOST: usize = 100_000;

fn body(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place * 7 % 251) as u8).collect()
}

/// How a server answers.
#[derive(Clone, Copy)]
struct Manner {
    /// What it says of the body's length.
    length: usize,
    /// Bytes that it sends of it; more are another body's.
    sent: usize,
    /// Bytes at a time.
    piece: usize,
    /// A header's line.
    header: &'static str,
    /// What it does after its first answer.
    after: After,
}

#[derive(Clone, Copy, PartialEq)]
enum After {
    /// Answers the next request.
    Stays,
    /// Closes the connection.
    Closes,
    /// Neither answers nor closes.
    Stalls,
}

impl Default for Manner {
    fn default() -> Self {
        Self { length: MOST, sent: MOST, piece: 9_000, header: "", after: After::Stays }
    }
}

/// Answers every request in this manner.
fn serve(manner: Manner) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let head = format!("HTTP/1.1 200 OK\r\n{}Content-Length: {}\r\n\r\n", manner.header, manner.length);
    let answer = [head.as_bytes(), &body(manner.sent)].concat();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let answer = answer.clone();
            thread::spawn(move || {
                stream.set_nodelay(true).unwrap();
                while read_head(&mut stream) {
                    let sent = answer.chunks(manner.piece).try_for_each(|piece| stream.write_all(piece));
                    match manner.after {
                        After::Stays if sent.is_ok() => {}
                        After::Stalls => until_closed(&mut stream),
                        After::Stays | After::Closes => return,
                    }
                }
            });
        }
    });
    address
}

/// Two requests of one visitor.
fn asked(manner: Manner, keep_body: bool, total: Duration) -> [Exchange; 2] {
    let target = target(&url(serve(manner)));
    let request = || get(&target, keep_body);
    let ended = walk(settings(total), &[request(), request()]);
    ended.try_into().unwrap_or_else(|_| panic!("two requests, two ends"))
}

/// The same; between them the visitor does nothing for long.
fn asked_with_a_rest(manner: Manner) -> [Exchange; 2] {
    let target = target(&url(serve(manner)));
    let request = get(&target, true);
    let mut settings = settings(PATIENT);
    settings.network = Network::new(site(target.url()), &NetworkOptions::default(), HttpVersion::Auto);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = Client::new(Rc::new(settings));
        let first = client.exchange(&request, Instant::now()).await;
        client.rest();
        client.rest();
        [first, client.exchange(&request, Instant::now()).await]
    })
}

fn is_on_a_new_connection(exchange: &Exchange) -> bool {
    exchange.timings.connecting > 0
}

#[test]
fn bodies_arrive_to_the_byte_and_the_connection_is_kept() {
    for (length, header) in [
        (30_000, ""),
        (32_767, ""),
        (32_768, ""),
        (65_537, ""),
        (MOST, ""),
        (MOST, "Connection: Keep-Alive\r\n"),
    ] {
        for piece in [1_448, 8_192, 16_383, 200_000] {
            for keep in [true, false] {
                let manner = Manner { length, sent: length, piece, header, ..Manner::default() };
                let what = format!("{length} bytes, {piece} at a time, kept {keep}");
                let ended = asked(manner, keep, PATIENT);
                let expected = if keep { body(length) } else { Vec::new() };
                for exchange in &ended {
                    let answer =
                        exchange.result.as_ref().unwrap_or_else(|failure| panic!("{what}: {failure}"));
                    assert!(answer.body == expected, "{what}");
                    assert_eq!(exchange.bytes_received, ended[0].bytes_received, "{what}");
                }
                assert!(ended[0].bytes_received > length as u64 && ended[1].bytes_sent > 0, "{what}");
                assert!(!is_on_a_new_connection(&ended[1]) && !ended[1].retried, "{what}");
            }
        }
    }
}

#[test]
fn what_is_wrong_with_a_large_body_has_its_outcome() {
    let whole = Manner::default();
    let cut = Manner { sent: 70_000, after: After::Closes, ..whole };
    let cases = [
        ("whole", whole, PATIENT, Outcome::Ok),
        ("cut off", cut, PATIENT, Outcome::Truncated),
        ("cut off in the first bytes", Manner { sent: 100, ..cut }, PATIENT, Outcome::Truncated),
        ("stalls", Manner { sent: 70_000, after: After::Stalls, ..whole }, HASTY, Outcome::TimeoutTotal),
        ("a byte too long", Manner { length: MOST + 1, sent: MOST + 1, ..whole }, PATIENT, Outcome::TooLarge),
    ];
    for (what, manner, total, expected) in cases {
        for keep in [true, false] {
            for exchange in asked(manner, keep, total) {
                let outcome = exchange.result.err().map_or(Outcome::Ok, |failure| failure.outcome);
                assert_eq!(outcome, expected, "{what}, kept {keep}");
            }
        }
    }
}

#[test]
fn a_connection_that_ends_or_is_out_of_step_is_not_used_again() {
    let whole = Manner::default();
    for (what, manner) in [
        ("says that it closes", Manner { header: "Connection: close\r\n", after: After::Closes, ..whole }),
        ("says so and stays", Manner { header: "Connection: close\r\n", ..whole }),
        ("closes without a word", Manner { after: After::Closes, ..whole }),
        // In one packet: it is there when the next request is about to be sent.
        ("sends more than it said", Manner { length: 40_000, sent: 40_100, piece: 200_000, ..whole }),
    ] {
        for exchange in &asked(manner, true, PATIENT) {
            let answer = exchange.result.as_ref().unwrap_or_else(|failure| panic!("{what}: {failure}"));
            assert!(answer.body == body(manner.length), "{what}");
            assert!(is_on_a_new_connection(exchange), "{what}");
        }
    }
}

#[test]
fn a_connection_that_rests_is_used_again_and_replaced_when_it_is_over() {
    let whole = Manner::default();
    let closing = "Connection: close\r\n";
    for length in [0, 300, 20_000, 90_000] {
        for (what, after, header, is_new) in [
            ("stays", After::Stays, "", false),
            ("says that it closes", After::Closes, closing, true),
            ("closes without a word", After::Closes, "", true),
        ] {
            let ended = asked_with_a_rest(Manner { length, sent: length, after, header, ..whole });
            for exchange in &ended {
                let answer = exchange.result.as_ref().unwrap_or_else(|failure| panic!("{what}: {failure}"));
                assert!(answer.body == body(length), "{what}, {length} bytes");
            }
            assert_eq!(is_on_a_new_connection(&ended[1]), is_new, "{what}, {length} bytes");
        }
    }
}
