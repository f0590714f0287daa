//! A server that answers as a test wants, and keeps what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as it came: head and body.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Asked {
    /// Path and query.
    pub(crate) fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.clone().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// A whole answer of HTTP/1.1.
pub(crate) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// The same for a page.
pub(crate) fn page(body: &str) -> Vec<u8> {
    answer("200 OK", "content-type: text/html; charset=utf-8\r\n", body.as_bytes())
}

/// The server; it ends with the test's process.
#[derive(Clone)]
pub(crate) struct Answering {
    pub(crate) base: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Answering {
    pub(crate) fn by(answer: impl Fn(&Asked) -> Vec<u8> + Send + Sync + 'static) -> Answering {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let server = Answering { base, asked: Arc::default() };
        let (asked, answer) = (Arc::clone(&server.asked), Arc::new(answer));
        thread::spawn(move || {
            for visitor in listener.incoming().flatten() {
                let (asked, answer) = (Arc::clone(&asked), Arc::clone(&answer));
                thread::spawn(move || serve(visitor, &asked, &*answer));
            }
        });
        server
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// All that it was sent, as one text.
    pub(crate) fn received(&self) -> String {
        self.asked().iter().map(|asked| format!("{}{}\n", asked.head, asked.body)).collect()
    }
}

/// Answers until the visitor hangs up. CONNECT is answered like any other, and what follows is taken for requests to the
/// shop behind: the server is proxy and shop in one.
fn serve(mut visitor: TcpStream, all: &Mutex<Vec<Asked>>, answer: &dyn Fn(&Asked) -> Vec<u8>) -> Option<()> {
    let mut reader = BufReader::new(visitor.try_clone().ok()?);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).ok()? == 0 {
                return None;
            }
        }
        let mut asked = Asked { head, body: String::new() };
        let length = asked.header("content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        asked.body = String::from_utf8_lossy(&body).into_owned();
        all.lock().unwrap().push(asked.clone());
        let text = if asked.head.starts_with("CONNECT ") {
            b"HTTP/1.1 200 Connection established\r\n\r\n".to_vec()
        } else {
            answer(&asked)
        };
        visitor.write_all(&text).ok()?;
    }
}
