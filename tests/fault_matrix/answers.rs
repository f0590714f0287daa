//! Answers that are wrong, and connections that end where they should not.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use promo_load::metric::Outcome;

use crate::fault_matrix::rig::{Row, TRIES};
use crate::fault_matrix::server::{CLOSE, KEEP, Next, Visit, http1, until_gone};

/// Gives this answer and goes on.
fn answering(answer: impl Into<Vec<u8>>) -> impl Fn(&mut Visit) -> Next {
    let answer = answer.into();
    move |visit| {
        visit.read_all();
        visit.send(&answer);
        KEEP
    }
}

/// Gives this beginning of an answer and hangs up.
fn breaking_off(answer: &'static str) -> impl Fn(&mut Visit) -> Next {
    move |visit| {
        visit.read_all();
        visit.send(answer);
        CLOSE
    }
}

/// Gives this beginning of an answer and waits until the visitor hangs up.
fn staying(answer: impl Into<Vec<u8>>) -> impl Fn(&mut Visit) -> Next {
    let answer = answer.into();
    move |visit| {
        visit.read_all();
        visit.send(&answer);
        until_gone(visit.read_all());
        CLOSE
    }
}

/// A body of this many bytes that are packed to almost nothing.
fn bomb(bytes: usize) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    let piece = vec![b' '; 1_000_000];
    for _ in 0..bytes / piece.len() {
        packer.write_all(&piece).unwrap();
    }
    let packed = packer.finish().unwrap();
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", packed.len());
    [head.into_bytes(), packed].concat()
}

/// Lines that set so many cookies.
fn cookies(count: usize) -> String {
    (0..count).map(|number| format!("Set-Cookie: c{number}={}; path=/\r\n", "x".repeat(140))).collect()
}

fn check(subject: &str) -> String {
    format!("[[journey.step.check]]\nname = 'sound'\n{subject}\n")
}

pub(crate) fn rows() -> Vec<Row> {
    [endings(), framing(), sizes(), meanings(), redirects()].into_iter().flatten().collect()
}

fn endings() -> Vec<Row> {
    use Outcome::{Ok, ResetFresh, ResetReused, Truncated};
    // A visitor's first request of each connection is answered, its second one lost.
    let lost = |visit: &mut Visit| if visit.earlier == 0 { answering(EMPTY)(visit) } else { CLOSE };
    vec![
        Row::new("reset before the answer", ResetFresh, http1(|_| CLOSE)),
        Row::new("closed before the answer", ResetFresh, http1(breaking_off(""))),
        Row::new("closed in the head", ResetFresh, http1(breaking_off("HTTP/1.1 200 OK\r\nContent-"))),
        Row::new(
            "closed in the body",
            Truncated,
            http1(breaking_off("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal")),
        ),
        Row::new(
            "closed in the chunks",
            Truncated,
            http1(breaking_off("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")),
        ),
        Row::new(
            "closed before the last chunk",
            Truncated,
            http1(breaking_off("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")),
        ),
        Row::new("closed after a whole answer", Ok, http1(breaking_off(EMPTY))).racing(),
        // A GET that is lost with a kept connection is sent once more; a POST might buy something twice.
        Row::new("reset on a kept connection, GET", Ok, http1(lost)).seen(3, 1),
        Row::new("reset on a kept connection, POST", Ok, http1(lost))
            .step("form = { a = 'b' }")
            .ends(&[(Ok, 1), (ResetReused, 1)]),
    ]
}

const EMPTY: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

fn framing() -> Vec<Row> {
    use Outcome::{Malformed, Ok};
    let chunks = |body: &str| format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
    let head = |head: &str| format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\nok");
    vec![
        Row::new("a status line of garbage", Malformed, http1(staying("\u{1}\u{2}GARBAGE\r\n\r\n"))),
        Row::new("another protocol", Malformed, http1(staying("SSH-2.0-OpenSSH_9.2\r\n\r\n"))),
        Row::new("a chunk's size that is none", Malformed, http1(staying(chunks("xyz\r\nhello\r\n")))),
        Row::new(
            "a chunk's size that overflows",
            Malformed,
            http1(staying(chunks("fffffffffffffffff\r\nhello\r\n"))),
        ),
        Row::new("a chunk longer than it says", Malformed, http1(staying(chunks("2\r\nhello\r\n0\r\n\r\n")))),
        Row::new("a length that is none", Malformed, http1(staying(head("Content-Length: two")))),
        Row::new("a negative length", Malformed, http1(staying(head("Content-Length: -2")))),
        Row::new("two lengths", Malformed, http1(staying(head("Content-Length: 2\r\nContent-Length: 3")))),
        // RFC 9112 §6.3: the coding wins, and the connection is not to be trusted further.
        Row::new(
            "a length and chunks",
            Ok,
            http1(answering(
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            )),
        ),
        Row::new(
            "trailers without end",
            Malformed,
            http1(staying([chunks("2\r\nok\r\n0\r\n").into_bytes(), b"X-A: y\r\n".repeat(100_000)].concat())),
        ),
        Row::new(
            "a chunk's extension without end",
            Malformed,
            http1(staying(chunks("2;") + &"y".repeat(1_000_000))),
        ),
        // RFC 9112 §6.3: such a body ends with the connection.
        Row::new(
            "chunks within another coding",
            Ok,
            http1(breaking_off(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            )),
        ),
        Row::new(
            "a body where none may be",
            Ok,
            http1(answering("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok")),
        ),
        Row::new("a header without a name", Ok, http1(answering(head(": nobody\r\nContent-Length: 2")))),
        Row::new("a NUL in a header", Malformed, http1(staying(head("X-A: \0\r\nContent-Length: 2")))),
        Row::new(
            "a status of four digits",
            Malformed,
            http1(staying("HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n")),
        ),
        Row::new(
            "an answer nobody asked for after the right one",
            Ok,
            http1(answering([EMPTY, EMPTY].concat())),
        ),
        Row::new(
            "408 on a connection that waits",
            Ok,
            http1(breaking_off(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n",
            )),
        )
        .racing(),
    ]
}

fn sizes() -> Vec<Row> {
    use Outcome::TooLarge;
    let endless = |visit: &mut Visit| {
        visit.read_all();
        visit.send("HTTP/1.1 200 OK\r\n\r\n");
        while visit.send([b'x'; 64 * 1024]) {}
        CLOSE
    };
    vec![
        Row::new(
            "a header of a megabyte",
            TooLarge,
            http1(staying(format!("HTTP/1.1 200 OK\r\nX-A: {}", "y".repeat(1_000_000)))),
        ),
        Row::new("a body without end", TooLarge, http1(endless)),
        Row::new("a bomb", TooLarge, http1(answering(bomb(100_000_000))))
            .step(check("body_contains = 'sound'")),
        // The length is only a promise: no memory is taken for it.
        Row::new(
            "a length beyond all memory",
            Outcome::Truncated,
            http1(breaking_off("HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\nok")),
        )
        .step(check("body_contains = 'sound'")),
    ]
}

fn meanings() -> Vec<Row> {
    use Outcome::{Check, Encoding, Malformed, Ok, Status};
    let body = |headers: &str, body: &[u8]| {
        let head = format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
        [head.as_bytes(), body].concat()
    };
    let text = "body_contains = 'sound'";
    vec![
        Row::new("status 999", Status, http1(answering("HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n"))),
        Row::new(
            "another protocol from here on",
            Status,
            http1(answering("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n")),
        ),
        Row::new("a 304 without a question", Ok, http1(answering("HTTP/1.1 304 Not Modified\r\n\r\n"))),
        Row::new("ninety cookies at a time", Ok, http1(answering(body(&cookies(90), b""))))
            .http("cookies = 'per-vu'\ntimeout = '60s'"),
        Row::new("status 99", Malformed, http1(staying("HTTP/1.1 99 No\r\nContent-Length: 0\r\n\r\n"))),
        Row::new(
            "packed, it says, and is not",
            Encoding,
            http1(answering(body("Content-Encoding: gzip\r\n", b"sound"))),
        )
        .step(check(text)),
        Row::new(
            "a packing that nobody knows is left out",
            Ok,
            http1(answering(body("Content-Encoding: zip\r\n", b"sound"))),
        )
        .step(check(text)),
        Row::new(
            "no UTF-8 where a text is looked for",
            Check,
            http1(answering(body("", b"s\xf6und\xff\xfe"))),
        )
        .step(check(text)),
        Row::new("no UTF-8 around the text", Ok, http1(answering(body("", b"\xff sound \xfe"))))
            .step(check(text)),
        Row::new("no UTF-8 for an expression", Ok, http1(answering(body("", b"s\xf6und"))))
            .step(check("body_matches = 's.und'")),
        Row::new("no UTF-8 where JSON is looked for", Check, http1(answering(body("", b"{\"a\":\"\xff\"}"))))
            .step(check("json = '/b'")),
        Row::new("JSON deeper than any stack", Check, http1(answering(body("", &b"[".repeat(1_000_000)))))
            .step(check("json = '/0/0'")),
    ]
}

fn redirects() -> Vec<Row> {
    use Outcome::{OffOrigin, Ok, Redirects, Status};
    let to =
        |location: &str| format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
    vec![
        // As k6 does: ten are followed, the eleventh is an answer that nobody expected.
        Row::new("a redirect to itself", Redirects, http1(answering(to("/faulty"))))
            .ends(&[(Ok, 10 * TRIES), (Redirects, TRIES)])
            .seen(11 * TRIES, 0),
        Row::new("a redirect to another host", OffOrigin, http1(answering(to("http://192.0.2.1/")))),
        Row::new(
            "a redirect to another host without a scheme",
            OffOrigin,
            http1(answering(to("//192.0.2.1/"))),
        ),
        Row::new("a redirect to another scheme", OffOrigin, http1(answering(to("javascript:alert(1)")))),
        Row::new("a redirect to nowhere", Status, http1(answering(to("http://[bad")))),
        Row::new(
            "a redirect with bytes that are no text",
            Status,
            http1(answering(
                b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe:99999/\r\nContent-Length: 0\r\n\r\n"
                    .to_vec(),
            )),
        ),
    ]
}
