//! The HTTP client of one visitor: keeps connections and a cookie jar, and measures every exchange.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use http_body_util::Full;
use hyper::Method;
use hyper::header::{
    ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue,
    USER_AGENT,
};
use rustls::ClientConfig;
use url::Url;

use super::buffers;
use super::connect::{ConnectTimings, connect, micros};
use super::connection::Connection;
use super::cookies::Jar;
use super::decode;
use super::failure::ExchangeFailure;
use super::http1::MAX_HEAD;
use super::meter::ByteTimes;
use super::network::Network;
use super::request::{Answer, Exchange, Request, RequestTarget};
use super::timeouts::Timeouts;
use super::transfer::{Again, Head, Lost, Transfer};
use crate::metric::{Outcome, Timings};
use crate::words::Message;

/// The settings that all clients of a run share.
#[derive(Debug, Clone)]
pub struct ClientSettings {
    /// The value of the `User-Agent` header.
    pub user_agent: HeaderValue,
    /// Headers that every request has.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The limits on waiting.
    pub timeouts: Timeouts,
    /// The greatest body that is read or unpacked, in bytes; a longer one is
    /// [`Outcome::TooLarge`](crate::metric::Outcome::TooLarge).
    pub max_body: usize,
    /// The way to make connections.
    pub network: Network,
}

/// One visitor. It lives on one thread; several exchanges may run at once, each over its own connection.
#[derive(Debug)]
pub struct Client {
    settings: Rc<ClientSettings>,
    /// TLS with this visitor's own sessions, made at its first use.
    tls: RefCell<Option<Arc<ClientConfig>>>,
    /// Idle connections, the most recently used one last.
    idle: RefCell<Vec<Connection>>,
    jar: RefCell<Jar>,
    /// The emptied header map of an earlier answer, whose memory the next request uses.
    spare: RefCell<HeaderMap>,
}

/// The end of one attempt: its result, and whether a second attempt is safe.
struct Attempt {
    ended: Instant,
    timings: Timings,
    bytes_sent: u64,
    bytes_received: u64,
    result: Result<Answer, ExchangeFailure>,
    again: Again,
}

impl Attempt {
    /// The attempt failed because no connection could be made.
    fn unconnected(started: Instant, failure: ExchangeFailure) -> Self {
        let ended = Instant::now();
        Self {
            ended,
            timings: Timings { blocked: micros(ended - started), ..Timings::default() },
            bytes_sent: 0,
            bytes_received: 0,
            result: Err(failure),
            again: Again::Never,
        }
    }
}

impl Client {
    /// Creates a new visitor, without cookies and connections.
    #[must_use]
    pub fn new(settings: Rc<ClientSettings>) -> Self {
        Self {
            settings,
            tls: RefCell::default(),
            idle: RefCell::default(),
            jar: RefCell::default(),
            spare: RefCell::default(),
        }
    }

    /// Forgets the visitor's cookies, which makes it a new visitor.
    pub fn forget_cookies(&self) {
        self.jar.borrow_mut().clear();
    }

    /// The value of the cookie that the visitor would send to this address.
    #[must_use]
    pub fn cookie(&self, url: &Url, name: &str) -> Option<String> {
        self.jar.borrow().value(url, name)
    }

    /// Gives the visitor a cookie as a script of the page at this address does; `false` where a browser would refuse it, or change
    /// it.
    #[must_use]
    pub fn put_cookie(&self, url: &Url, name: &str, value: &str) -> bool {
        self.jar.borrow_mut().put(url, name, value)
    }

    /// Closes the connections and forgets the TLS sessions, as if a browser came for the first time.
    pub fn forget_connections(&self) {
        self.idle.borrow_mut().clear();
        self.tls.take();
    }

    /// Frees the buffers of exchanges (20 KB for each connection) before a long idle time. The next exchange costs some
    /// microseconds more.
    pub fn rest(&self) {
        self.idle.borrow_mut().iter_mut().for_each(Connection::rest);
    }

    /// Whether exchanges with this target's origin share one connection, because HTTP/2 was negotiated.
    #[must_use]
    pub fn shares_connection(&self, target: &RequestTarget) -> bool {
        let idle = self.idle.borrow();
        idle.iter().any(|connection| connection.is_shared() && connection.origin() == target.origin())
    }

    /// Takes back the header map of an answer that is judged, for the next request.
    pub fn recycle(&self, answer: Answer) {
        let Answer { mut headers, body, .. } = answer;
        headers.clear();
        self.spare.replace(headers);
        buffers::give_back(body);
    }

    /// Sends one request and reads the whole answer. `started` is now, or the earlier moment at which the caller needed the
    /// answer. Redirects are not followed; cookies are sent and stored. A kept connection that the peer has closed meanwhile is
    /// silently replaced, as in browsers; so is one on which the peer refuses the request unseen (RFC 9113 §8.7). A request that
    /// was lost with a kept connection is sent once more when that is safe: it is idempotent and no byte of an answer had arrived
    /// (RFC 9112 §9.3.1).
    pub async fn exchange(&self, request: &Request<'_>, started: Instant) -> Exchange {
        let mut attempt = self.attempt(request, started, true).await;
        let retried = matches!(attempt.again, Again::Lost | Again::Wider);
        if attempt.again != Again::Never {
            self.settings.network.cap.leave_to_send().await;
            attempt = self.attempt(request, started, false).await;
        }
        if let Ok(answer) = &attempt.result {
            self.jar.borrow_mut().store(&answer.headers, request.target.url());
        }
        // Unpacking follows the last reading of the clock, because a shopper's browser unpacks while it receives.
        let result = match attempt.result {
            Ok(answer) => {
                let body = decode::decode(&answer.headers, answer.body, self.settings.max_body).await;
                body.map(|body| Answer { status: answer.status, headers: answer.headers, body })
            }
            Err(failure) => Err(failure),
        };
        Exchange {
            started,
            ended: attempt.ended,
            timings: attempt.timings,
            bytes_sent: attempt.bytes_sent,
            bytes_received: attempt.bytes_received,
            retried,
            result,
        }
    }

    async fn attempt(&self, request: &Request<'_>, started: Instant, may_reuse: bool) -> Attempt {
        // As browsers do: what other answers set while it connects is for later requests.
        let cookies = self.jar.borrow_mut().header(request.target.url());
        let kept = if may_reuse { self.kept(request.target) } else { None };
        let (mut connection, ready, connecting) = match kept {
            Some(connection) => (connection, started, ConnectTimings::default()),
            None => match self.connect(request.target).await {
                Ok((connection, timings)) => (connection, Instant::now(), timings),
                Err(failure) => return Attempt::unconnected(started, failure),
            },
        };
        let transfer = Transfer {
            head: self.head(request, cookies, connection.is_shared()),
            keep_body: request.keep_body,
            max_body: self.settings.max_body,
            begun: ready,
            timeouts: self.settings.timeouts,
        };
        let exchanged = connection.transfer(transfer).await;
        let ended = Instant::now();
        let timings = phases(&connection.marks, started, ready, ended, connecting);
        let (bytes_sent, bytes_received) = connection.volume.take();
        let (result, again) = match exchanged {
            Ok(answer) => {
                self.keep(connection);
                (Ok(answer), Again::Never)
            }
            Err(Lost { failure, again }) => {
                let idempotent = matches!(request.method, Method::GET | Method::HEAD);
                let unanswered = connection.marks.first_read().is_none();
                self.abandon(&connection);
                let may_again = match again {
                    Again::Never | Again::Unseen => true,
                    Again::Lost => idempotent && unanswered,
                    // A head of this many bytes is too long however many headers it has.
                    Again::Wider if bytes_received >= MAX_HEAD as u64 => false,
                    Again::Wider => {
                        self.settings.network.heads.found_wide();
                        idempotent && !connection.is_wide
                    }
                };
                (Err(failure), if may_again { again } else { Again::Never })
            }
        };
        Attempt { ended, timings, bytes_sent, bytes_received, result, again }
    }

    /// The most recently used connection to this origin, or a handle to it when it is shared.
    fn kept(&self, target: &RequestTarget) -> Option<Connection> {
        let mut idle = self.idle.borrow_mut();
        idle.retain(|connection| !connection.is_closed());
        let place = idle.iter().rposition(|connection| connection.origin() == target.origin())?;
        idle[place].share().or_else(|| Some(idle.swap_remove(place)))
    }

    /// Keeps a connection for the next exchange.
    fn keep(&self, connection: Connection) {
        let mut idle = self.idle.borrow_mut();
        let is_there = connection.is_shared()
            && idle.iter().any(|known| known.is_shared() && known.origin() == connection.origin());
        if !is_there && !connection.is_closed() {
            idle.push(connection);
        }
    }

    /// Drops a connection after a failure, so that the next exchange gets a new one: a shared one may be silent for ever. Other
    /// exchanges in flight on it end there.
    fn abandon(&self, connection: &Connection) {
        self.idle.borrow_mut().retain(|known| !known.shares_with(connection));
    }

    async fn connect(&self, target: &RequestTarget) -> Result<(Connection, ConnectTimings), ExchangeFailure> {
        let network = &self.settings.network;
        let tls = if target.origin().secure { Some(self.tls()?) } else { None };
        connect(target, network, tls, self.settings.timeouts.connect).await
    }

    fn tls(&self) -> Result<Arc<ClientConfig>, ExchangeFailure> {
        if let Some(own) = &*self.tls.borrow() {
            return Ok(Arc::clone(own));
        }
        let own = self.settings.network.tls_of_a_visitor();
        let own = own.map_err(|error| ExchangeFailure::new(Outcome::Tls, Message::from(&error)))?;
        self.tls.replace(Some(Arc::clone(&own)));
        Ok(own)
    }

    fn head(&self, request: &Request<'_>, cookies: Option<HeaderValue>, http2: bool) -> Head {
        let target = request.target;
        let bytes = request.payload.as_ref().map(|payload| payload.bytes.clone()).unwrap_or_default();
        let mut head = hyper::Request::new(Full::new(bytes));
        *head.method_mut() = request.method.clone();
        *head.uri_mut() = if http2 { target.absolute_form.clone() } else { target.origin_form.clone() };
        *head.headers_mut() = self.spare.take();
        let headers = head.headers_mut();
        if !http2 {
            // HTTP/2 carries the host as `:authority` (RFC 9113 §8.3.1).
            headers.insert(HOST, target.origin().host.clone());
        }
        if let Some((name, value)) = &request.extra {
            headers.insert(name.clone(), value.clone());
        }
        headers.insert(USER_AGENT, self.settings.user_agent.clone());
        headers.insert(ACCEPT_ENCODING, decode::ACCEPTED);
        if let Some(payload) = &request.payload {
            headers.insert(CONTENT_TYPE, payload.content_type.clone());
            headers.insert(CONTENT_LENGTH, HeaderValue::from(payload.bytes.len()));
        }
        for (name, value) in self.settings.headers.iter().chain(request.headers) {
            headers.insert(name.clone(), value.clone());
        }
        if let Some(cookies) = cookies {
            // Cookies that the user gives come first; the shop's cookies follow.
            let joined = match headers.get(COOKIE) {
                Some(given) => {
                    HeaderValue::from_bytes(&[given.as_bytes(), b"; ", cookies.as_bytes()].concat())
                }
                None => Ok(cookies),
            };
            if let Ok(joined) = joined {
                headers.insert(COOKIE, joined);
            }
        }
        head
    }
}

/// k6's phases by the rules of its tracer: an answer that begins before the request is fully written has waited 0.
fn phases(
    marks: &ByteTimes,
    started: Instant,
    ready: Instant,
    ended: Instant,
    connecting: ConnectTimings,
) -> Timings {
    let written = marks.last_write().unwrap_or(ready).max(ready);
    let first_byte = marks.first_read().unwrap_or(ended).max(written);
    Timings {
        blocked: micros(ready - started),
        connecting: connecting.connecting,
        tls_handshaking: connecting.tls_handshaking,
        sending: micros(written - ready),
        waiting: micros(first_byte - written),
        receiving: micros(ended.saturating_duration_since(first_byte)),
    }
}
