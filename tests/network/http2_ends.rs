//! HTTP/2 with peers that end streams and connections in every way (RFC 9113 §5.4, §6.8, §8.7).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use h2::server::{Connection, SendResponse};
use h2::{Reason, RecvStream};
use hyper::{Request, Response};
use promo_load::http::{Exchange, HttpVersion};
use promo_load::metric::Outcome;
use tokio::net::{TcpListener, TcpStream};

use crate::network::{failure, get, http, options, post, settings, visit};

type Peer = Connection<TcpStream, Bytes>;
type Asked = (Request<RecvStream>, SendResponse<Bytes>);

/// A peer that does as the script says with its first connection, its second, and so on.
struct Scripted {
    address: std::net::SocketAddr,
    connections: Arc<AtomicUsize>,
}

fn peer(script: impl AsyncFn(usize, Peer) + Send + 'static) -> Scripted {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            loop {
                let (tcp, _) = listener.accept().await.unwrap();
                let connection = h2::server::handshake(tcp).await.unwrap();
                script(count.fetch_add(1, Ordering::SeqCst), connection).await;
            }
        });
    });
    Scripted { address, connections }
}

async fn next(peer: &mut Peer) -> Asked {
    peer.accept().await.unwrap().unwrap()
}

fn whole(mut answer: SendResponse<Bytes>) {
    answer.send_response(Response::new(()), false).unwrap().send_data("ok".into(), true).unwrap();
}

/// Answers whatever comes until the visitor goes.
async fn answer_all(peer: &mut Peer) {
    while let Some(Ok((_, answer))) = peer.accept().await {
        whole(answer);
    }
}

/// Waits until the visitor has gone.
async fn flush(peer: &mut Peer) {
    while let Some(Ok(_)) = peer.accept().await {}
}

fn walk(scripted: &Scripted, requests: usize) -> Vec<Exchange> {
    let mut settings = settings(&options(), HttpVersion::Http2, &http(scripted.address, "/"));
    settings.timeouts.first_byte = Some(Duration::from_secs(30));
    visit(settings, async |client| {
        let mut ended = Vec::new();
        for _ in 0..requests {
            ended.push(get(&client, &http(scripted.address, "/")).await);
        }
        ended
    })
}

fn assert_answered(exchanges: Vec<Exchange>) {
    for exchange in exchanges {
        assert_eq!(exchange.result.unwrap().body, "ok");
    }
}

#[test]
fn a_peer_that_says_goodbye_between_requests_is_called_again() {
    let scripted = peer(async |_, mut peer| {
        let (_, answer) = next(&mut peer).await;
        whole(answer);
        peer.graceful_shutdown();
        flush(&mut peer).await;
    });
    let ended = walk(&scripted, 3);
    assert!(ended.iter().all(|exchange| !exchange.retried));
    assert_answered(ended);
    assert_eq!(scripted.connections.load(Ordering::SeqCst), 3);
}

#[test]
fn a_stream_that_is_reset_in_the_body_is_a_truncated_answer() {
    let scripted = peer(async |_, mut peer| {
        let (_, mut answer) = next(&mut peer).await;
        let mut body = answer.send_response(Response::new(()), false).unwrap();
        body.send_data("half".into(), false).unwrap();
        // The head has to be out before the reset, which would overtake it.
        let mut pings = peer.ping_pong().unwrap();
        let out = async { pings.ping(h2::Ping::opaque()).await };
        tokio::select! { _ = peer.accept() => {}, _ = out => {} }
        body.send_reset(Reason::INTERNAL_ERROR);
        flush(&mut peer).await;
    });
    let ended = failure(walk(&scripted, 1).remove(0));
    assert_eq!(ended.outcome, Outcome::Truncated, "{ended}");
}

#[test]
fn a_stream_that_is_reset_before_the_answer_is_not_asked_twice() {
    let scripted = peer(async |_, mut peer| {
        let (_, answer) = next(&mut peer).await;
        whole(answer);
        let (_, mut answer) = next(&mut peer).await;
        answer.send_reset(Reason::INTERNAL_ERROR);
        flush(&mut peer).await;
    });
    let mut ended = walk(&scripted, 2);
    let last = failure(ended.remove(1));
    assert_eq!(last.outcome, Outcome::ResetReused, "{last}");
    assert_answered(ended);
    assert_eq!(scripted.connections.load(Ordering::SeqCst), 1);
}

#[test]
fn a_refused_stream_is_sent_once_more() {
    for (served, method) in [(0, "GET"), (1, "GET"), (0, "POST"), (1, "POST")] {
        let scripted = peer(async move |number, mut peer| {
            if number == 0 {
                for _ in 0..served {
                    whole(next(&mut peer).await.1);
                }
                next(&mut peer).await.1.send_reset(Reason::REFUSED_STREAM);
            }
            answer_all(&mut peer).await;
        });
        let url = http(scripted.address, "/");
        visit(settings(&options(), HttpVersion::Http2, &url), async |client| {
            // And the connection that took it is the one that is kept.
            for _ in 0..served + 2 {
                let ended = match method {
                    "GET" => get(&client, &url).await,
                    _ => post(&client, &url, b"a=b".to_vec()).await,
                };
                assert_eq!(ended.result.unwrap().body, "ok", "{method} after {served}");
            }
        });
        assert_eq!(scripted.connections.load(Ordering::SeqCst), 2, "{method} after {served}");
    }
    let never = peer(async |_, mut peer| {
        while let Some(Ok((_, mut answer))) = peer.accept().await {
            answer.send_reset(Reason::REFUSED_STREAM);
        }
    });
    assert_eq!(failure(walk(&never, 1).remove(0)).outcome, Outcome::ResetFresh);
    assert_eq!(never.connections.load(Ordering::SeqCst), 2, "twice is enough");
}

#[test]
fn a_peer_that_never_answers_is_left() {
    let scripted = peer(async |number, mut peer| {
        if number > 0 {
            return answer_all(&mut peer).await;
        }
        whole(next(&mut peer).await.1);
        // An answer that is dropped would be a reset.
        let mut kept = Vec::new();
        while let Some(Ok(asked)) = peer.accept().await {
            kept.push(asked);
        }
    });
    let mut settings = settings(&options(), HttpVersion::Http2, &http(scripted.address, "/"));
    settings.timeouts.total = Duration::from_secs(2);
    visit(settings, async |client| {
        let url = http(scripted.address, "/");
        assert_eq!(get(&client, &url).await.result.unwrap().body, "ok");
        let silent = get(&client, &url).await;
        assert_eq!(silent.timings.receiving, 0);
        assert_eq!(failure(silent).outcome, Outcome::TimeoutFirstByte);
        // Its connection may be silent for ever.
        assert_eq!(get(&client, &url).await.result.unwrap().body, "ok");
    });
    assert_eq!(scripted.connections.load(Ordering::SeqCst), 2);
}

#[test]
fn a_peer_that_dies() {
    let dies = peer(async |_, mut peer| {
        next(&mut peer).await;
    });
    assert_eq!(failure(walk(&dies, 1).remove(0)).outcome, Outcome::ResetFresh);
    assert_eq!(dies.connections.load(Ordering::SeqCst), 1);
    let dies_later = peer(async |_, mut peer| {
        whole(next(&mut peer).await.1);
        next(&mut peer).await;
    });
    let mut ended = walk(&dies_later, 2);
    assert!(ended[1].retried && !ended[0].retried);
    // The second attempt was the first exchange of its connection.
    assert_answered(ended.split_off(0));
    assert_eq!(dies_later.connections.load(Ordering::SeqCst), 2);
}

#[test]
fn a_peer_that_speaks_something_else() {
    let address = crate::network::relay::talking(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    let ended = crate::network::get_once(&options(), HttpVersion::Http2, &http(address, "/"));
    let ended = failure(ended);
    assert_eq!(ended.outcome, Outcome::Malformed, "{ended}");
}
