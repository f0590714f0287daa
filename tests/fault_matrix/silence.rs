//! Servers that are there and keep visitors waiting: every wait ends with the request's own time.

use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use promo_load::metric::Outcome;

use crate::fault_matrix::rig::{Origin, Row};
use crate::fault_matrix::server::{CLOSE, Next, Visit, http1, raw, until_gone};

/// Sends a byte now and then until the visitor hangs up.
fn dripping(beginning: &'static str, byte: &'static str) -> impl Fn(&mut Visit) -> Next {
    move |visit| {
        visit.read_all();
        visit.send(beginning);
        while visit.send(byte) {
            thread::sleep(Duration::from_millis(50));
        }
        CLOSE
    }
}

/// Sends the same again and again, as fast as it is taken.
fn pouring(piece: &str, times: usize) -> impl Fn(&mut Visit) -> Next + use<> {
    let pieces = piece.repeat(times);
    move |visit| {
        visit.read_all();
        while visit.send(&pieces) {}
        CLOSE
    }
}

fn stalling(beginning: &'static str) -> impl Fn(&mut Visit) -> Next {
    move |visit| {
        visit.read_all();
        visit.send(beginning);
        until_gone(visit.read_all());
        CLOSE
    }
}

pub(crate) fn rows() -> Vec<Row> {
    use Outcome::{TimeoutConnect, TimeoutFirstByte, TimeoutTotal};
    let body = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
    let upload = format!("body = '{}'", "x".repeat(8_000_000));
    let mut rows = vec![
        Row::new("accepted, never answered", TimeoutFirstByte, http1(stalling(""))).hasty(),
        Row::new("a stall in the head", TimeoutTotal, http1(stalling("HTTP/1.1 200 OK\r\nConte"))).hasty(),
        Row::new("a stall before the body", TimeoutTotal, http1(stalling(body))).hasty(),
        Row::new("a head byte by byte", TimeoutTotal, http1(dripping("HTTP/1.1 200 OK\r\nX-A: ", "y")))
            .hasty(),
        Row::new("a body byte by byte", TimeoutTotal, http1(dripping(body, "y"))).hasty(),
        Row::new("its own limit for the first byte", TimeoutFirstByte, http1(stalling("")))
            .http("timeout = '60s'\nfirst_byte_timeout = '1s'"),
        Row::new(
            "never reads what is sent",
            TimeoutFirstByte,
            http1(|_| {
                // The connection stays as it is until the process ends.
                loop {
                    thread::park();
                }
            }),
        )
        .step(upload)
        .hasty(),
        Row::new(
            "interim answers without end",
            TimeoutTotal,
            http1(pouring("HTTP/1.1 100 Continue\r\n\r\n", 100)),
        )
        .hasty(),
        Row::new(
            "early hints without end",
            TimeoutTotal,
            http1(pouring("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 100)),
        )
        .hasty(),
        Row::new(
            "chunks of one byte without end",
            Outcome::TimeoutTotal,
            http1(|visit| {
                visit.read_all();
                visit.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                pouring("1\r\nx\r\n", 1_000)(visit)
            }),
        )
        .hasty(),
        Row::new(
            "a TLS handshake that never begins",
            TimeoutConnect,
            raw("https", |mut stream| until_gone(&mut stream)),
        )
        .http("connect_timeout = '1s'")
        .alone(),
        // The system takes the connection and the request; no program ever does.
        Row::new("never accepted", TimeoutFirstByte, |_| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let mut origin = Origin::at(format!("http://{}/", listener.local_addr().unwrap()));
            origin.held = Some(Box::new(listener));
            origin
        })
        .hasty()
        .alone(),
    ];
    rows.extend(lost_packets());
    rows
}

/// A host that has gone without a word: no packet of a new connection is answered. Linux does so when a socket's queue of
/// connections is full.
#[cfg(target_os = "linux")]
fn lost_packets() -> Option<Row> {
    use std::net::{SocketAddr, TcpStream};

    let stage = |_: &_| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let _context = runtime.enter();
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let listener = socket.listen(1).unwrap().into_std().unwrap();
        let address = listener.local_addr().unwrap();
        let mut queue = Vec::new();
        while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(300)) {
            queue.push(stream);
        }
        let mut origin = Origin::at(format!("http://{address}/"));
        origin.held = Some(Box::new((listener, queue)));
        origin
    };
    let row = Row::new("no packet is answered", Outcome::TimeoutConnect, stage);
    Some(row.http("connect_timeout = '500ms'").alone())
}

#[cfg(not(target_os = "linux"))]
const fn lost_packets() -> Option<Row> {
    None
}
