//! A raw server: a thread for each connection, and a script for what comes after the head of a request.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::thread;

use crate::fault_matrix::rig::{Origin, Seen};

/// Whether the connection serves another request after this one.
pub(crate) type Next = ControlFlow<()>;
pub(crate) const KEEP: Next = ControlFlow::Continue(());
pub(crate) const CLOSE: Next = ControlFlow::Break(());

/// The healthy page.
const HEALTHY: &str = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nhealthy";

/// A visitor whose request has been read, but for its last byte: who leaves now resets the connection.
pub(crate) struct Visit {
    stream: TcpStream,
    /// Requests that came before on this connection.
    pub(crate) earlier: u64,
}

impl Visit {
    /// Reads the rest, so that the connection can be closed in peace.
    pub(crate) fn read_all(&mut self) -> &mut TcpStream {
        let _last = self.stream.read(&mut [0]);
        &mut self.stream
    }

    /// Sends something; the visitor may have gone, which is often the point.
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.stream.write_all(bytes.as_ref()).is_ok()
    }
}

/// Serves the healthy page, and every other request by the script.
pub(crate) fn http1(
    script: impl Fn(&mut Visit) -> Next + Send + Sync + 'static,
) -> impl Fn(&Arc<Seen>) -> Origin {
    let script = Arc::new(script);
    move |seen| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = Origin::at(format!("http://{}/", listener.local_addr().unwrap()));
        serve(listener, Arc::clone(seen), Arc::clone(&script));
        origin
    }
}

/// The same on a given socket. Ends with the test's process.
pub(crate) fn serve(
    listener: TcpListener,
    seen: Arc<Seen>,
    script: Arc<impl Fn(&mut Visit) -> Next + Send + Sync + 'static>,
) {
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (seen, script) = (Arc::clone(&seen), Arc::clone(&script));
            thread::spawn(move || converse(Visit { stream, earlier: 0 }, &seen, &*script));
        }
    });
}

fn converse(mut visit: Visit, seen: &Seen, script: &dyn Fn(&mut Visit) -> Next) {
    while let Some(path) = read_path(&mut visit.stream) {
        seen.note(&path);
        let next = if path == "/healthy" {
            visit.read_all();
            visit.send(HEALTHY);
            KEEP
        } else {
            script(&mut visit)
        };
        if next.is_break() {
            return;
        }
        visit.earlier += 1;
    }
}

/// Reads a request's head up to its last byte, and waits for that one; the path, unless the visitor has gone.
fn read_path(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    (stream.peek(&mut byte).ok()? == 1).then_some(())?;
    String::from_utf8(head).unwrap().split(' ').nth(1).map(str::to_owned)
}

/// A server that treats every connection as it comes.
pub(crate) fn raw(
    scheme: &'static str,
    script: impl Fn(TcpStream) + Send + Sync + 'static,
) -> impl Fn(&Arc<Seen>) -> Origin {
    let script = Arc::new(script);
    move |_| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = Origin::at(format!("{scheme}://{}/", listener.local_addr().unwrap()));
        let script = Arc::clone(&script);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let script = Arc::clone(&script);
                thread::spawn(move || script(stream));
            }
        });
        origin
    }
}

/// Waits for the visitor to hang up.
pub(crate) fn until_gone(stream: &mut TcpStream) {
    while matches!(stream.read(&mut [0; 4096]), Ok(read) if read > 0) {}
}
