//! Proxies: one that works, and others that do not.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A proxy that keeps the heads of what it was asked.
#[derive(Debug, Clone)]
pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Relay {
    /// Makes a tunnel to this address, wherever it is asked to go.
    pub(crate) fn to(shop: SocketAddr) -> Relay {
        Relay::doing(move |mut visitor| {
            let Ok(mut shop) = TcpStream::connect(shop) else { return };
            let _gone = visitor.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n");
            let (mut from, mut to) = (visitor.try_clone().unwrap(), shop.try_clone().unwrap());
            thread::spawn(move || {
                let _ended = std::io::copy(&mut from, &mut to);
                let _gone = to.shutdown(Shutdown::Write);
            });
            let _ended = std::io::copy(&mut shop, &mut visitor);
            let _gone = visitor.shutdown(Shutdown::Write);
        })
    }

    /// Answers every request for a tunnel with this, and hangs up.
    pub(crate) fn answering(text: &'static str) -> Relay {
        Relay::doing(move |mut visitor| {
            let _gone = visitor.write_all(text.as_bytes());
        })
    }

    pub(crate) fn doing(then: impl Fn(TcpStream) + Send + Sync + 'static) -> Relay {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let relay = Relay { address: listener.local_addr().unwrap(), asked: Arc::default() };
        let (asked, then) = (Arc::clone(&relay.asked), Arc::new(then));
        thread::spawn(move || {
            for mut visitor in listener.incoming().flatten() {
                let (asked, then) = (Arc::clone(&asked), Arc::clone(&then));
                thread::spawn(move || {
                    let head = head_of(&mut visitor);
                    asked.lock().unwrap().push(head);
                    then(visitor);
                });
            }
        });
        relay
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Reads to the empty line.
pub(crate) fn head_of(visitor: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && matches!(visitor.read(&mut byte), Ok(1)) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// Waits until the visitor has hung up.
pub(crate) fn until_gone(visitor: &mut TcpStream) {
    while matches!(visitor.read(&mut [0; 1024]), Ok(read) if read > 0) {}
}

/// Says the same to everybody, whatever they ask.
pub(crate) fn talking(text: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut visitor in listener.incoming().flatten() {
            let _gone = visitor.write_all(text);
            until_gone(&mut visitor);
        }
    });
    address
}
