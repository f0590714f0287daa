//! Servers that are no shop: they answer every connection with the same bytes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Answers every request with these bytes and closes the connection. Ends with the test's process.
pub(crate) fn answering(make: impl FnOnce(SocketAddr) -> Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let bytes = make(address);
    thread::spawn(move || {
        for visitor in listener.incoming() {
            // Visitors that hang up early are none of the test's business.
            let _gone = visitor.and_then(|visitor| answer(visitor, &bytes));
        }
    });
    format!("http://{address}/page")
}

fn answer(mut visitor: TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    let mut asked = Vec::new();
    let mut buffer = [0; 1024];
    while !asked.windows(4).any(|window| window == b"\r\n\r\n") {
        match visitor.read(&mut buffer)? {
            0 => return Ok(()),
            read => asked.extend_from_slice(&buffer[..read]),
        }
    }
    visitor.write_all(bytes)
}

/// An answer with a status line's end ("404 Not Found"), extra header lines, and a body.
pub(crate) fn http(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}")
        .into()
}
