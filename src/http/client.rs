//! One visitor's HTTP client: keeps a connection and a cookie jar, measures every exchange.

use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::Method;
use hyper::body::Incoming;
use hyper::header::{
    ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue,
    USER_AGENT,
};
use rustls::ClientConfig;
use url::{Position, Url};

use super::connect::{ConnectTimings, Connection, connect, micros};
use super::cookies::Jar;
use super::decode;
use super::failure::Failure;
use super::meter::Meter;
use super::redirect::same_origin;
use super::resolve::Resolver;
use crate::metric::{Outcome, Timings};

/// How long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For DNS, TCP and TLS together.
    pub connect: Duration,
    /// From the request's first byte to the answer's first; `None` is as long as the whole exchange may take.
    pub first_byte: Option<Duration>,
    /// For the whole exchange, from the request's first byte to the answer's last.
    pub total: Duration,
}

impl Default for Timeouts {
    /// 30 s to connect and 60 s in all, as in k6; no limit of its own for the first byte.
    fn default() -> Self {
        Self { connect: Duration::from_secs(30), first_byte: None, total: Duration::from_secs(60) }
    }
}

/// What all clients of a run have in common.
#[derive(Debug, Clone)]
pub struct ClientSettings {
    /// The `User-Agent` header.
    pub user_agent: HeaderValue,
    /// Headers of every request.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// The greatest body that is read or unpacked, in bytes; a longer one is [`Outcome::TooLarge`].
    pub max_body: usize,
    /// TLS settings.
    pub tls: Arc<ClientConfig>,
    /// Names to addresses.
    pub resolver: Resolver,
}

/// A request's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// Its `Content-Type`.
    pub content_type: HeaderValue,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Whether a header is the client's own business: the host, which must stay the shop's, and the framing of
/// messages, which a wrong value would break.
#[must_use]
pub fn is_framing(name: &HeaderName) -> bool {
    ["host", "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade"]
        .contains(&name.as_str())
}

/// Why a framing header cannot be set.
pub const FRAMING_REASON: &str = "promo-load sets it itself, from the address and the message";

/// A request to send.
#[derive(Debug)]
pub struct Request<'a> {
    /// Its method.
    pub method: Method,
    /// Where to.
    pub url: &'a Url,
    /// Headers beside the client's own; they win over them.
    pub headers: &'a [(HeaderName, HeaderValue)],
    /// Its body.
    pub payload: Option<Payload>,
    /// Whether the answer's body is needed; otherwise it is counted and thrown away as it streams.
    pub keep_body: bool,
}

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body without its content codings, though the headers still name them; empty when it was not asked for.
    pub body: Bytes,
}

/// One exchange and its measurement.
#[derive(Debug)]
pub struct Exchange {
    /// When it began, before a connection was there.
    pub started: Instant,
    /// When it ended.
    pub ended: Instant,
    /// Its phases.
    pub timings: Timings,
    /// Raw bytes written.
    pub bytes_sent: u64,
    /// Raw bytes read.
    pub bytes_received: u64,
    /// Whether it was sent again after a reset on a reused connection.
    pub retried: bool,
    /// The answer, or why there is none. After a failure the connection is gone, unless only the body was unreadable.
    pub result: Result<Answer, Failure>,
}

/// One visitor.
#[derive(Debug)]
pub struct Client {
    settings: Rc<ClientSettings>,
    connection: Option<(Url, Connection)>,
    jar: Jar,
}

/// An attempt's end: what came and whether a second attempt is safe.
struct Attempt {
    timings: Timings,
    bytes_sent: u64,
    bytes_received: u64,
    result: Result<Answer, Failure>,
    may_retry: bool,
}

impl Client {
    /// A new visitor without cookies or connection.
    #[must_use]
    pub fn new(settings: Rc<ClientSettings>) -> Self {
        Self { settings, connection: None, jar: Jar::default() }
    }

    /// The visitor's cookies.
    pub fn jar(&mut self) -> &mut Jar {
        &mut self.jar
    }

    /// Sends one request and reads the whole answer. Redirects are not followed; cookies are sent and stored.
    /// A request on a reused connection that the peer had already closed is sent once more when that is safe
    /// (nothing was sent, or it is idempotent and no byte had come back: RFC 9112 §9.3.1).
    pub async fn exchange(&mut self, request: &Request<'_>) -> Exchange {
        let started = Instant::now();
        let mut attempt = self.attempt(request, started).await;
        let retried = attempt.may_retry;
        if retried {
            attempt = self.attempt(request, Instant::now()).await;
        }
        let ended = Instant::now();
        if let Ok(answer) = &attempt.result {
            self.jar.store(&answer.headers, request.url);
        }
        Exchange {
            started,
            ended,
            timings: attempt.timings,
            bytes_sent: attempt.bytes_sent,
            bytes_received: attempt.bytes_received,
            retried,
            // After the clock was read: a shopper's browser unpacks while it receives.
            result: attempt.result.and_then(|answer| {
                let body = decode::decode(&answer.headers, answer.body, self.settings.max_body)?;
                Ok(Answer { body, ..answer })
            }),
        }
    }

    async fn attempt(&mut self, request: &Request<'_>, started: Instant) -> Attempt {
        let (mut connection, connecting) = match self.connection(request.url).await {
            Ok(found) => found,
            Err(failure) => {
                let timings = Timings { blocked: micros(started.elapsed()), ..Timings::default() };
                return Attempt {
                    timings,
                    bytes_sent: 0,
                    bytes_received: 0,
                    result: Err(failure),
                    may_retry: false,
                };
            }
        };
        let reused = connection.exchanges > 0;
        connection.exchanges += 1;
        let meter = Rc::clone(&connection.meter);
        meter.begin();
        let ready = Instant::now();
        let head = self.head(request);
        let exchanged = match head {
            Ok(head) => {
                let max_body = self.settings.max_body;
                let exchange = transfer(&mut connection, head, request.keep_body, max_body, reused);
                in_time(self.settings.timeouts, &meter, exchange)
                    .await
                    .unwrap_or_else(|failure| Err((failure, false)))
            }
            Err(failure) => Err((failure, false)),
        };
        let ended = Instant::now();
        let (result, unsent) = match exchanged {
            Ok(answer) => {
                if !connection.sender.is_closed() {
                    self.connection = Some((request.url.clone(), connection));
                }
                (Ok(answer), false)
            }
            Err((failure, unsent)) => (Err(failure), unsent),
        };
        let idempotent = matches!(request.method, Method::GET | Method::HEAD);
        let lost = matches!(&result, Err(failure) if failure.outcome == Outcome::ResetReused);
        Attempt {
            timings: phases(&meter, started, ready, ended, connecting),
            bytes_sent: meter.sent(),
            bytes_received: meter.received(),
            may_retry: reused && lost && (unsent || (idempotent && meter.received() == 0)),
            result,
        }
    }

    /// The kept connection when it still serves this origin, otherwise a new one.
    async fn connection(&mut self, url: &Url) -> Result<(Connection, ConnectTimings), Failure> {
        if let Some((origin, mut connection)) = self.connection.take()
            && same_origin(&origin, url)
            // Ready as soon as the driver has seen the end of the last answer; an error means it was closed.
            && connection.sender.ready().await.is_ok()
        {
            return Ok((connection, ConnectTimings::default()));
        }
        let settings = &self.settings;
        connect(url, &settings.resolver, &settings.tls, settings.timeouts.connect).await
    }

    fn head(&self, request: &Request<'_>) -> Result<hyper::Request<Full<Bytes>>, Failure> {
        let url = request.url;
        let unsendable =
            |what: &str| Failure::new(Outcome::Malformed, format!("the request has no valid {what}"));
        let target = &url[Position::BeforePath..Position::AfterQuery];
        let host = &url[Position::BeforeHost..Position::BeforePath];
        let mut built = hyper::Request::builder().method(request.method.clone()).uri(target);
        let headers = built.headers_mut().ok_or_else(|| unsendable("path"))?;
        headers.insert(HOST, HeaderValue::from_str(host).map_err(|_| unsendable("host"))?);
        headers.insert(USER_AGENT, self.settings.user_agent.clone());
        headers.insert(ACCEPT_ENCODING, decode::ACCEPTED);
        if let Some(payload) = &request.payload {
            headers.insert(CONTENT_TYPE, payload.content_type.clone());
            headers.insert(CONTENT_LENGTH, HeaderValue::from(payload.bytes.len()));
        }
        for (name, value) in self.settings.headers.iter().chain(request.headers) {
            headers.insert(name.clone(), value.clone());
        }
        if let Some(cookies) = self.jar.header(url) {
            headers.insert(COOKIE, cookies);
        }
        let bytes = request.payload.as_ref().map(|payload| payload.bytes.clone()).unwrap_or_default();
        built.body(Full::new(bytes)).map_err(|_| unsendable("head"))
    }
}

/// Waits for an exchange no longer than it may take.
async fn in_time<T>(
    timeouts: Timeouts,
    meter: &Meter,
    exchange: impl Future<Output = T>,
) -> Result<T, Failure> {
    let mut exchange = pin!(exchange);
    let all = async {
        if let Some(limit) = timeouts.first_byte {
            match tokio::time::timeout(limit, &mut exchange).await {
                Ok(ended) => return Ok(ended),
                Err(_) if meter.first_read().is_none() => return Err(Failure::timed_out(false, limit)),
                // It has begun in time.
                Err(_) => {}
            }
        }
        Ok(exchange.await)
    };
    let limit = timeouts.total;
    tokio::time::timeout(limit, all)
        .await
        .unwrap_or_else(|_| Err(Failure::timed_out(meter.first_read().is_some(), limit)))
}

/// Sends the request and reads the answer; a failure says whether the request was never sent.
async fn transfer(
    connection: &mut Connection,
    head: hyper::Request<Full<Bytes>>,
    keep_body: bool,
    max_body: usize,
    reused: bool,
) -> Result<Answer, (Failure, bool)> {
    let response = connection.sender.try_send_request(head).await.map_err(|mut error| {
        let unsent = error.take_message().is_some();
        (Failure::exchanging(&error.into_error(), reused, false), unsent)
    })?;
    let (parts, body) = response.into_parts();
    let body = read_body(body, keep_body, max_body, reused).await.map_err(|failure| (failure, false))?;
    Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
}

async fn read_body(mut body: Incoming, keep: bool, max: usize, reused: bool) -> Result<Bytes, Failure> {
    let mut kept = BytesMut::new();
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Failure::exchanging(&error, reused, true))?;
        let Ok(data) = frame.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length > max {
            return Err(Failure::new(
                Outcome::TooLarge,
                format!("the answer is larger than {} MB", max / 1_000_000),
            ));
        }
        if keep {
            kept.extend_from_slice(&data);
        }
    }
    Ok(kept.freeze())
}

/// k6's phases (its tracer's rules): an answer that begins before the request is fully written has waited 0.
fn phases(
    meter: &Meter,
    started: Instant,
    ready: Instant,
    ended: Instant,
    connecting: ConnectTimings,
) -> Timings {
    let written = meter.last_write().unwrap_or(ready).max(ready);
    let first_byte = meter.first_read().unwrap_or(ended).max(written);
    Timings {
        blocked: micros(ready - started),
        connecting: connecting.connecting,
        tls_handshaking: connecting.tls_handshaking,
        sending: micros(written - ready),
        waiting: micros(first_byte - written),
        receiving: micros(ended.saturating_duration_since(first_byte)),
    }
}
