//! HTTP/2 with a peer that keeps to the protocol and answers nobody (RFC 9113 §5.4, §6.8, §8.7).

use std::sync::Arc;
use std::thread;

use bytes::Bytes;
use h2::server::{Connection, SendResponse};
use h2::{Reason, RecvStream};
use hyper::{Request, Response};
use promo_load::metric::Outcome;
use tokio::net::{TcpListener, TcpStream};

use crate::fault_matrix::rig::{Origin, Row, Seen, TRIES};

type Peer = Connection<TcpStream, Bytes>;

/// What the peer does with the faulty page.
#[derive(Debug, Clone, Copy)]
enum Deed {
    /// Says goodbye and closes the connection.
    Goodbye(Reason),
    /// Answers, and says goodbye.
    AnswerAndGoodbye,
    /// Resets the stream.
    Reset(Reason),
    /// Resets the stream in the middle of the body.
    ResetBody,
    /// Keeps the stream open.
    Silence,
    /// Sends a head, and then nothing.
    Stall,
    /// Sends a head of a megabyte.
    LargeHead,
}

fn peer(deed: Deed) -> impl Fn(&Arc<Seen>) -> Origin {
    move |seen| {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let origin = Origin::at(format!("http://{}/", listener.local_addr().unwrap()));
        let seen = Arc::clone(seen);
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                loop {
                    let (tcp, _) = listener.accept().await.unwrap();
                    tokio::spawn(converse(tcp, deed, Arc::clone(&seen)));
                }
            });
        });
        origin
    }
}

async fn converse(tcp: TcpStream, deed: Deed, seen: Arc<Seen>) {
    let mut peer = h2::server::handshake(tcp).await.unwrap();
    // What is dropped is reset.
    let mut open = Vec::new();
    while let Some(Ok((request, answer))) = peer.accept().await {
        seen.note(request.uri().path());
        if request.uri().path() == "/healthy" {
            whole(answer);
        } else {
            open.extend(act(deed, &mut peer, request, answer).await);
        }
    }
}

fn whole(mut answer: SendResponse<Bytes>) {
    answer.send_response(Response::new(()), false).unwrap().send_data("healthy".into(), true).unwrap();
}

/// What stays open of a stream.
type Open = (Request<RecvStream>, Option<SendResponse<Bytes>>, Option<h2::SendStream<Bytes>>);

async fn act(
    deed: Deed,
    peer: &mut Peer,
    request: Request<RecvStream>,
    mut answer: SendResponse<Bytes>,
) -> Option<Open> {
    match deed {
        Deed::Goodbye(reason) => peer.abrupt_shutdown(reason),
        Deed::AnswerAndGoodbye => {
            whole(answer);
            peer.graceful_shutdown();
        }
        Deed::Reset(reason) => answer.send_reset(reason),
        Deed::ResetBody => {
            let mut body = answer.send_response(Response::new(()), false).unwrap();
            body.send_data("half".into(), false).unwrap();
            // The head has to be out before the reset, which would overtake it.
            let mut pings = peer.ping_pong()?;
            tokio::select! { _ = peer.accept() => {}, _ = pings.ping(h2::Ping::opaque()) => {} }
            body.send_reset(Reason::INTERNAL_ERROR);
        }
        Deed::Silence => return Some((request, Some(answer), None)),
        Deed::Stall => {
            let body = answer.send_response(Response::new(()), false).unwrap();
            return Some((request, None, Some(body)));
        }
        Deed::LargeHead => {
            let head = Response::builder().header("x-a", "y".repeat(1_000_000)).body(()).unwrap();
            answer.send_response(head, true).unwrap();
        }
    }
    None
}

pub(crate) fn rows() -> Vec<Row> {
    use Outcome::{Ok, ResetFresh, TimeoutFirstByte, TimeoutTotal, TooLarge, Truncated};
    let patient = "version = '2'\ntimeout = '60s'";
    let hasty = "version = '2'\ntimeout = '1s'";
    let row = |name, deed, outcome| Row::new(name, outcome, peer(deed)).http(patient);
    vec![
        row("HTTP/2: goodbye instead of every answer", Deed::Goodbye(Reason::NO_ERROR), ResetFresh),
        row(
            "HTTP/2: calm down instead of every answer",
            Deed::Goodbye(Reason::ENHANCE_YOUR_CALM),
            ResetFresh,
        ),
        row("HTTP/2: goodbye after every answer", Deed::AnswerAndGoodbye, Ok),
        row("HTTP/2: every stream is reset", Deed::Reset(Reason::INTERNAL_ERROR), ResetFresh),
        // The peer says that it has not looked at it: it may be sent again, once, and is no loss.
        row("HTTP/2: every stream is refused", Deed::Reset(Reason::REFUSED_STREAM), ResetFresh)
            .seen(2 * TRIES, 0),
        row("HTTP/2: every stream is reset in its body", Deed::ResetBody, Truncated),
        row("HTTP/2: silence", Deed::Silence, TimeoutFirstByte).http(hasty),
        row("HTTP/2: a stall in the body", Deed::Stall, TimeoutTotal).http(hasty),
        row("HTTP/2: a head of a megabyte", Deed::LargeHead, TooLarge),
    ]
}
