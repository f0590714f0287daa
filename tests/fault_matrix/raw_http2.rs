//! HTTP/2 with peers that break the protocol, frame by frame (RFC 9113 §4.1: length, type, flags, stream, payload).

use std::io::{Read, Write};
use std::net::TcpStream;

use promo_load::metric::Outcome;

use crate::fault_matrix::rig::Row;
use crate::fault_matrix::server::{raw, until_gone};

const DATA: u8 = 0x0;
const HEADERS: u8 = 0x1;
const RST_STREAM: u8 = 0x3;
const SETTINGS: u8 = 0x4;
const PUSH_PROMISE: u8 = 0x5;
const PING: u8 = 0x6;
const GOAWAY: u8 = 0x7;
const WINDOW_UPDATE: u8 = 0x8;
const CONTINUATION: u8 = 0x9;
const UNKNOWN: u8 = 0xfa;

/// The visitor's first request.
const FIRST: u32 = 1;
/// What opens a visitor's side of a connection (§3.4).
const PREFACE: usize = 24;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let stream = stream.to_be_bytes();
    [&length[1..], &[kind, flags], &stream, payload].concat()
}

/// Says these frames once the visitor's request is here: its preface, and a frame of headers.
fn saying(mut stream: TcpStream, say: impl FnOnce(&mut TcpStream)) {
    let _gone = stream.write_all(&frame(SETTINGS, 0, 0, &[]));
    let mut head = [0; 9];
    let mut heard = stream.read_exact(&mut [0; PREFACE]);
    while heard.is_ok() && stream.read_exact(&mut head).is_ok() {
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        heard = stream.read_exact(&mut vec![0; length]);
        if head[3] == HEADERS {
            say(&mut stream);
            until_gone(&mut stream);
            return;
        }
    }
}

/// Says these frames, and waits.
fn once(name: &'static str, outcome: Outcome, frames: Vec<u8>) -> Row {
    let stage = raw("http", move |stream| saying(stream, |stream| drop(stream.write_all(&frames))));
    Row::new(name, outcome, stage).http("version = '2'\ntimeout = '60s'").alone()
}

/// Says these frames again and again, as long as anybody listens.
fn endless(name: &'static str, outcome: Outcome, frames: &[u8]) -> Row {
    let frames = frames.repeat(1_000);
    let stage = raw("http", move |stream| {
        let mut listens = stream.try_clone().unwrap();
        // Reads what the visitor says to it, so that nobody waits for the other.
        std::thread::spawn(move || until_gone(&mut listens));
        saying_at_once(stream, &frames);
    });
    Row::new(name, outcome, stage).http("version = '2'\ntimeout = '1s'").alone()
}

fn saying_at_once(mut stream: TcpStream, frames: &[u8]) {
    let _gone = stream.write_all(&frame(SETTINGS, 0, 0, &[]));
    while stream.write_all(frames).is_ok() {}
}

pub(crate) fn rows() -> Vec<Row> {
    use Outcome::{Malformed, ResetFresh, TimeoutFirstByte};
    let goaway =
        |last: u32, error: u32| frame(GOAWAY, 0, 0, &[last.to_be_bytes(), error.to_be_bytes()].concat());
    // `:status: 200` of the static table (RFC 7541, appendix A), with END_HEADERS.
    let head = frame(HEADERS, 0x4, FIRST, &[0x88]);
    vec![
        once(
            "HTTP/2: a frame larger than allowed",
            Malformed,
            [0xff, 0xff, 0xff, DATA, 0, 0, 0, 0, 1].repeat(8),
        ),
        once("HTTP/2: a ping of three bytes", Malformed, frame(PING, 0, 0, b"abc")),
        once("HTTP/2: a body before its head", Malformed, frame(DATA, 0, FIRST, b"ok")),
        once("HTTP/2: a stream that nobody began", Malformed, frame(HEADERS, 0x4, 7, &[0x88])),
        once("HTTP/2: headers that cannot be unpacked", Malformed, frame(HEADERS, 0x4, FIRST, &[0xff; 20])),
        once("HTTP/2: a head without a status", Malformed, frame(HEADERS, 0x4, FIRST, &[0x82])),
        once(
            "HTTP/2: a push that was not allowed",
            Malformed,
            frame(PUSH_PROMISE, 0x4, FIRST, &[0, 0, 0, 2, 0x88]),
        ),
        once(
            "HTTP/2: a window that overflows",
            Malformed,
            frame(WINDOW_UPDATE, 0, 0, &[0x7f, 0xff, 0xff, 0xff]),
        ),
        once(
            "HTTP/2: more body than the window",
            Malformed,
            [head.clone(), frame(DATA, 0, FIRST, &[b'x'; 16_384]).repeat(4_000)].concat(),
        ),
        once("HTTP/2: a storm of goodbyes", ResetFresh, goaway(0, 0).repeat(1_000)),
        once(
            "HTTP/2: a storm of resets",
            ResetFresh,
            frame(RST_STREAM, 0, FIRST, &[0, 0, 0, 2]).repeat(1_000),
        ),
        once(
            "HTTP/2: headers that never end",
            Malformed,
            [frame(HEADERS, 0, FIRST, &[0x88]), frame(CONTINUATION, 0, FIRST, &[0x88; 16_000]).repeat(1_000)]
                .concat(),
        ),
        endless("HTTP/2: pings without end", TimeoutFirstByte, &frame(PING, 0, 0, &[0; 8])),
        endless("HTTP/2: settings without end", TimeoutFirstByte, &frame(SETTINGS, 0, 0, &[])),
        endless("HTTP/2: unknown frames without end", TimeoutFirstByte, &frame(UNKNOWN, 0, 0, &[0; 100])),
    ]
}
