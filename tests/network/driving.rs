//! One task drives an exchange and its HTTP/1.1 connection, whatever the pace of the peer; and the way to the peer.

use std::io::Write;
use std::net::{Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use promo_load::http::{HttpVersion, Method, NetworkOptions, Resolver};

use crate::network::relay::{head_of, until_gone};
use crate::network::server::{BIG, Server, Tls};
use crate::network::{ask, get, get_once, http, https, options, post, settings, visit};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// Does the same with each connection, and counts them.
fn peer(script: impl Fn(usize, &mut TcpStream) + Send + Sync + 'static) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let (count, script) = (Arc::clone(&connections), Arc::new(script));
    thread::spawn(move || {
        for mut visitor in listener.incoming().flatten() {
            let (number, script) = (count.fetch_add(1, Ordering::SeqCst), Arc::clone(&script));
            thread::spawn(move || script(number, &mut visitor));
        }
    });
    (address, connections)
}

#[test]
fn an_answer_byte_by_byte() {
    const CHUNKED: &[u8] =
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n6;x=y\r\n again\r\n0\r\n\r\n";
    let (address, connections) = peer(|_, visitor| {
        visitor.set_nodelay(true).unwrap();
        while !head_of(visitor).is_empty() {
            for byte in CHUNKED {
                visitor.write_all(&[*byte]).unwrap();
            }
        }
    });
    visit(settings(&options(), HttpVersion::Auto, &http(address, "/")), async |client| {
        for _ in 0..20 {
            let exchange = get(&client, &http(address, "/")).await;
            assert_eq!(exchange.bytes_received, CHUNKED.len() as u64);
            assert_eq!(exchange.result.unwrap().body, "ok again");
        }
    });
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[test]
fn a_large_body_both_ways() {
    for (server, secure) in [(Server::plain(), false), (Server::tls(&Tls::default()), true)] {
        let url = |path| if secure { https(server.address, path) } else { http(server.address, path) };
        visit(settings(&options(), HttpVersion::Http1, &url("/")), async |client| {
            for keep_body in [true, false] {
                let big = ask(&client, Method::GET, &url("/big"), None, keep_body).await;
                assert!(big.bytes_received > BIG as u64);
                assert_eq!(big.result.unwrap().body.len(), if keep_body { BIG } else { 0 });
            }
            let sent = vec![b'y'; 3_000_000];
            assert!(post(&client, &url("/echo"), sent.clone()).await.result.unwrap().body == sent);
        });
        assert_eq!(server.seen().connections, 1);
    }
}

#[test]
fn visitors_on_one_thread_do_not_hold_each_other_up() {
    let server = Server::plain();
    let settings = settings(&options(), HttpVersion::Http1, &http(server.address, "/"));
    let other = promo_load::http::Client::new(std::rc::Rc::new(settings.clone()));
    let (big, page) = (http(server.address, "/big"), http(server.address, "/page"));
    visit(settings, async |client| {
        // In one task, which has one budget for all of them.
        let (one, two, three, four) = tokio::join!(
            get(&client, &big),
            get(&other, &page),
            get(&client, &big),
            post(&other, &page, vec![b'y'; 1_000_000]),
        );
        let lengths = [one, two, three, four].map(|exchange| exchange.result.unwrap().body.len());
        assert_eq!(lengths, [BIG, 2, BIG, 2]);
    });
    assert_eq!(server.seen().connections, 4);
}

#[test]
fn bytes_that_nobody_asked_for_cost_the_connection_and_nothing_else() {
    let (address, connections) = peer(|_, visitor| {
        head_of(visitor);
        visitor.write_all(&[ANSWER, b"HTTP/1.1 408 Request Timeout\r\n\r\n"].concat()).unwrap();
        until_gone(visitor);
    });
    visit(settings(&options(), HttpVersion::Auto, &http(address, "/")), async |client| {
        for _ in 0..2 {
            for ended in [
                get(&client, &http(address, "/")).await,
                post(&client, &http(address, "/"), b"a=b".to_vec()).await,
            ] {
                assert!(!ended.retried);
                let answer = ended.result.unwrap();
                assert_eq!((answer.status, answer.body.as_ref()), (200, b"ok".as_slice()));
            }
        }
    });
    assert_eq!(connections.load(Ordering::SeqCst), 4);
}

#[test]
fn a_kept_https_connection_that_closes_as_it_is_used_is_replaced() {
    // The peer says goodbye in TLS, which is a byte on the wire and none of an answer.
    let tls = Tls::default();
    let config = Arc::new(tls.config());
    let (address, connections) = peer(move |number, visitor| {
        let mut session = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = rustls::Stream::new(&mut session, visitor);
        let mut head = [0; 4096];
        // The first connection ends with its second request.
        for answered in [true, number > 0] {
            assert!(std::io::Read::read(&mut stream, &mut head).unwrap() > 0);
            if !answered {
                break;
            }
            stream.write_all(ANSWER).unwrap();
        }
        stream.conn.send_close_notify();
        let _gone = stream.flush();
    });
    visit(settings(&options(), HttpVersion::Http1, &https(address, "/")), async |client| {
        get(&client, &https(address, "/first")).await.result.unwrap();
        let second = get(&client, &https(address, "/second")).await;
        assert!(second.retried);
        second.result.unwrap();
    });
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

#[test]
fn an_exchange_that_is_given_up_takes_its_connection_along() {
    let (gone, has_gone) = tokio::sync::mpsc::unbounded_channel();
    let (begun, mut has_begun) = tokio::sync::mpsc::unbounded_channel();
    let (address, connections) = peer(move |number, visitor| {
        head_of(visitor);
        if number == 0 {
            visitor.write_all(&ANSWER[..ANSWER.len() - 1]).unwrap();
            begun.send(()).unwrap();
            until_gone(visitor);
            gone.send(()).unwrap();
        } else {
            visitor.write_all(ANSWER).unwrap();
            until_gone(visitor);
        }
    });
    let mut has_gone = has_gone;
    visit(settings(&options(), HttpVersion::Auto, &http(address, "/")), async |client| {
        let url = http(address, "/");
        tokio::select! {
            _ = get(&client, &url) => panic!("half an answer is none"),
            _ = has_begun.recv() => {}
        }
        has_gone.recv().await.unwrap();
        assert_eq!(get(&client, &url).await.result.unwrap().body, "ok");
    });
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

#[test]
fn ipv6() {
    let issued = crate::authority::Issued::to("::1");
    let tls = Tls { issued, ..Tls::default() };
    for tls in [None, Some(&tls)] {
        let Ok(server) = Server::start(Ipv6Addr::LOCALHOST.into(), tls) else {
            eprintln!("skipped: this machine has no IPv6");
            return;
        };
        let scheme = if tls.is_some() { "https" } else { "http" };
        let (port, url) = (server.address.port(), format!("{scheme}://{}/page", server.address));
        for version in [HttpVersion::Http1, HttpVersion::Http2] {
            assert_eq!(get_once(&options(), version, &url).result.unwrap().body, "ok", "{url}");
        }
        if tls.is_none() {
            let resolver = Resolver::with_overrides([("six.test".to_owned(), Ipv6Addr::LOCALHOST.into())]);
            let options = NetworkOptions { resolver, ..options() };
            let exchange = get_once(&options, HttpVersion::Auto, &format!("http://SIX.test:{port}/page"));
            assert_eq!(exchange.result.unwrap().body, "ok");
        }
    }
}
