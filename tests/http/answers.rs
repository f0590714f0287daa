//! Unusual answers that are none the worse for it: the right bytes, and the connection is kept when it may be.

use std::net::{SocketAddr, TcpListener};
use std::thread;

use bytes::Bytes;
use promo_load::http::{HeaderValue, Method, Payload, Request};

use crate::http::{PATIENT, exchanges, read_head, send, server, settings, target, until_closed, url, walk};

/// Gives every request this answer; closes after the first unless the connection is kept.
fn repeating(answer: &'static str, kept: bool) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().unwrap();
            loop {
                if !read_head(&mut stream) {
                    break;
                }
                send(&mut stream, answer);
                if !kept {
                    break;
                }
            }
        }
    });
    address
}

#[test]
fn unusual_answers_are_answers() {
    const GET: Method = Method::GET;
    let cases = [
        (
            "connection: close",
            GET,
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            200,
            "ok",
            false,
        ),
        ("until the end of the connection", GET, "HTTP/1.1 200 OK\r\n\r\nall of it", 200, "all of it", false),
        ("HTTP/1.0", GET, "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok", false),
        ("HTTP/1.0 until the end", GET, "HTTP/1.0 200 OK\r\n\r\nold", 200, "old", false),
        (
            "HTTP/1.0 kept",
            GET,
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
            200,
            "ok",
            true,
        ),
        (
            "100 before it",
            GET,
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            200,
            "ok",
            true,
        ),
        (
            "103 and 102 before it",
            GET,
            "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n\
             HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            200,
            "ok",
            true,
        ),
        ("204", GET, "HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n", 204, "", true),
        (
            "304",
            GET,
            "HTTP/1.1 304 Not Modified\r\nContent-Encoding: br\r\nContent-Length: 9000\r\n\r\n",
            304,
            "",
            true,
        ),
        (
            "HEAD",
            Method::HEAD,
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9000\r\n\r\n",
            200,
            "",
            true,
        ),
        (
            "HEAD without a length",
            Method::HEAD,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n",
            200,
            "",
            true,
        ),
        (
            "chunks with extensions and trailers",
            GET,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n\
             3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nX-Sum: 5\r\n\r\n",
            200,
            "hello",
            true,
        ),
        ("nothing", GET, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "", true),
        ("no reason, bare line ends", GET, "HTTP/1.1 200\nContent-Length: 2\n\nok", 200, "ok", true),
    ];
    for (name, method, text, status, body, kept) in cases {
        let url = url(repeating(text, kept));
        let ended = exchanges(&[url.clone(), url], &method, PATIENT);
        for exchange in &ended {
            let answer = exchange.result.as_ref().unwrap_or_else(|failure| panic!("{name}: {failure}"));
            assert_eq!((answer.status, answer.body.as_ref()), (status, body.as_bytes()), "{name}");
            assert_eq!(exchange.bytes_received, text.len() as u64, "{name}");
            assert!(!exchange.retried, "{name}");
        }
        assert_eq!(ended[1].timings.connecting == 0, kept, "{name}");
    }
}

/// Such an answer has waited for nothing (k6's rule); what is left of the request need not be sent.
#[test]
fn an_answer_that_begins_before_the_request_is_sent() {
    let address = server(vec![|stream| {
        send(stream, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno");
        until_closed(stream);
    }]);
    let url = url(address);
    // More than the sockets' buffers take while nobody reads.
    let bytes = Bytes::from(vec![b'x'; 16_000_000]);
    let payload = Some(Payload { content_type: HeaderValue::from_static("text/plain"), bytes });
    let request = Request {
        method: Method::POST,
        target: &target(&url),
        headers: &[],
        extra: None,
        payload,
        keep_body: true,
    };
    let exchange = walk(settings(PATIENT), &[request]).remove(0);
    let answer = exchange.result.unwrap();
    assert_eq!((answer.status, answer.body.as_ref()), (413, b"no".as_slice()));
}
