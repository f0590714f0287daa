//! Answers those who look at a run: the page, and its events.

use std::convert::Infallible;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::timeout;

use super::board::{Board, BoardText};
use super::locked;
use crate::report::live::LivePageView;
use crate::run::{ConnectionSlots, Guest, LocalServer, is_for_loopback};

/// Those who follow the events are known, and stay as long as the run goes on.
pub(super) const PLACES: ConnectionSlots = ConnectionSlots { strangers: 64, known: 256, known_for: None };
/// How long those who look have to take the end.
const FAREWELL: Duration = Duration::from_secs(2);

/// What every answer carries: nothing of it may be kept, framed, taken for something else, or read by another site.
const HEADERS: [(HeaderName, &str); 6] = [
    (CACHE_CONTROL, "no-store"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

type EventBody = UnsyncBoxBody<Bytes, Infallible>;

/// Serves until the command is over, and those who listen have heard it.
pub(super) async fn serve(
    server: LocalServer,
    page: LivePageView,
    board: Arc<Mutex<Board>>,
    mut over: watch::Receiver<bool>,
) {
    let page = Rc::new(page);
    let answer = move |request: Request<_>, guest: Rc<Guest>| {
        let mut response = answer(&request, &page, &board, &guest);
        let headers = response.headers_mut();
        HEADERS.into_iter().for_each(|(name, value)| {
            headers.insert(name, HeaderValue::from_static(value));
        });
        // The policy is made of hashes; a value that is none would forbid the page everything.
        let policy = HeaderValue::from_str(&page.policy);
        headers.insert(
            CONTENT_SECURITY_POLICY,
            policy.unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'")),
        );
        std::future::ready(response)
    };
    tokio::select! {
        () = server.serve(answer) => {}
        // Without its sender the command is gone, too.
        _ = over.wait_for(|over| *over) => {}
    }
    let _late = timeout(FAREWELL, server.empty()).await;
}

fn answer<T>(
    request: &Request<T>,
    page: &LivePageView,
    board: &Arc<Mutex<Board>>,
    guest: &Guest,
) -> Response<EventBody> {
    if !is_for_loopback(request) {
        return refuse(StatusCode::MISDIRECTED_REQUEST, "ask for it as 127.0.0.1, [::1] or localhost");
    }
    let path = request.uri().path();
    if !matches!(path, "/" | "/events") {
        return refuse(StatusCode::NOT_FOUND, "there are / and /events");
    }
    if request.method() != Method::GET {
        let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, "the page can only be read");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET"));
        return response;
    }
    if path == "/" {
        return said(StatusCode::OK, "text/html; charset=utf-8", Bytes::from(page.html.clone()));
    }
    // A page of another site cannot read the events, but it could take all places.
    if request.headers().get("sec-fetch-site").is_some_and(|site| site == "cross-site") {
        return refuse(StatusCode::FORBIDDEN, "another site may not follow a run");
    }
    if !guest.finds_room() {
        return refuse(StatusCode::SERVICE_UNAVAILABLE, "so many follow the run that there is no room");
    }
    guest.introduce();
    let mut response = Response::new(events(Arc::clone(board)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    // With the last event the connection ends.
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

fn refuse(status: StatusCode, text: &str) -> Response<EventBody> {
    said(status, "text/plain; charset=utf-8", Bytes::from(format!("{text}\n")))
}

fn said(status: StatusCode, kind: &'static str, text: Bytes) -> Response<EventBody> {
    let mut response = Response::new(Full::new(text).boxed_unsync());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// One who listens.
enum Listening {
    /// Was told nothing of what follows.
    Anew,
    To(Receiver<BoardText>),
    Over,
}

/// The events from now on, until the last. It is asked for the next only when the connection has taken the one before.
fn events(board: Arc<Mutex<Board>>) -> EventBody {
    let next = move |listening| {
        let board = Arc::clone(&board);
        async move {
            let (told, receiver) = match listening {
                Listening::Over => return None,
                Listening::Anew => whole(&board),
                Listening::To(mut receiver) => match receiver.recv().await {
                    Ok(told) => (told, receiver),
                    Err(RecvError::Lagged(_)) => whole(&board),
                    Err(RecvError::Closed) => return None,
                },
            };
            let next = if told.is_last { Listening::Over } else { Listening::To(receiver) };
            Some((Ok(Frame::data(told.text)), next))
        }
    };
    StreamBody::new(stream::unfold(Listening::Anew, next)).boxed_unsync()
}

fn whole(board: &Mutex<Board>) -> (BoardText, Receiver<BoardText>) {
    locked(board).listen()
}
