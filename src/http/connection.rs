//! A live connection and what passes over it.

use std::rc::Rc;
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::Response;
use hyper::body::{Body, Incoming};
use hyper::header::CONTENT_ENCODING;

use super::buffers;
use super::failure::{Failure, is_refused_stream, is_reset_stream};
use super::http1::Http1;
use super::http2::Http2;
use super::meter::{Marks, Volume};
use super::request::{Answer, Origin};
use super::timeouts::Timeouts;
use crate::metric::Outcome;
use crate::words::Lang;

pub(super) type Head = hyper::Request<Full<Bytes>>;

/// A live connection.
#[derive(Debug)]
pub(super) struct Connection {
    link: Link,
    pub(super) volume: Rc<Volume>,
    pub(super) marks: Rc<Marks>,
    origin: Origin,
    /// Whether it has served an exchange.
    used: bool,
    /// Whether it reads more than 100 headers.
    pub(super) is_wide: bool,
}

/// How exchanges share a connection.
#[derive(Debug)]
pub(super) enum Link {
    /// One after the other. Boxed, because it is moved with every exchange.
    Http1(Box<Http1>),
    /// As many at a time as the peer allows.
    Http2(Http2),
}

/// What to exchange, and within which bounds.
#[derive(Debug)]
pub(super) struct Transfer {
    pub(super) head: Head,
    pub(super) keep_body: bool,
    pub(super) max_body: usize,
    pub(super) begun: Instant,
    pub(super) timeouts: Timeouts,
}

/// Whether a request that found no answer may be sent once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// It was answered, or failed for good.
    Never,
    /// Yes: the peer has not seen it, or says that it has not looked at it.
    Unseen,
    /// The head of its answer has more headers than this connection reads: on one for wide heads, when it is idempotent.
    Wider,
    /// It was lost with a kept connection: when it is idempotent.
    Lost,
}

/// No answer.
#[derive(Debug)]
pub(super) struct Lost {
    pub(super) failure: Failure,
    pub(super) again: Again,
}

impl From<Failure> for Lost {
    fn from(failure: Failure) -> Self {
        Self { failure, again: Again::Never }
    }
}

impl Lost {
    /// The connection takes no request any more.
    pub(super) fn before(error: &hyper::Error, reused: bool) -> Self {
        let again = if reused { Again::Unseen } else { Again::Never };
        Self { failure: Failure::exchanging(error, reused, false), again }
    }

    /// The connection was over before the request.
    pub(super) fn over(reused: bool) -> Self {
        let (outcome, again) = match reused {
            true => (Outcome::ResetReused, Again::Unseen),
            false => (Outcome::ResetFresh, Again::Never),
        };
        Self { failure: Failure::new(outcome, outcome.words().say(Lang::En)), again }
    }

    /// The request found no answer, and may not have been sent.
    pub(super) fn sending(error: &hyper::Error, unsent: bool, reused: bool) -> Self {
        let failure = Failure::exchanging(error, reused, false);
        let again = if error.is_parse_too_large() {
            Again::Wider
        } else if is_refused_stream(error) || (unsent && reused) {
            Again::Unseen
        } else if failure.outcome == Outcome::ResetReused && !is_reset_stream(error) {
            Again::Lost
        } else {
            Again::Never
        };
        Self { failure, again }
    }
}

impl Lost {
    /// A server that does not expect HTTP/2 answers in its own way, or hangs up.
    fn perhaps_http1(mut self) -> Self {
        if matches!(self.failure.outcome, Outcome::ResetFresh | Outcome::Malformed) {
            self.failure
                .message
                .push_str(" (does the server speak HTTP/2 without TLS? --http1 speaks the older version)");
        }
        self
    }
}

impl Connection {
    /// A connection that has served nobody yet.
    pub(super) const fn new(
        link: Link,
        volume: Rc<Volume>,
        marks: Rc<Marks>,
        origin: Origin,
        is_wide: bool,
    ) -> Self {
        Self { link, volume, marks, origin, used: false, is_wide }
    }

    /// Whom it leads to.
    pub(super) const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Whether it is over.
    pub(super) fn is_closed(&self) -> bool {
        match &self.link {
            Link::Http1(link) => link.is_closed(),
            Link::Http2(link) => link.is_closed(),
        }
    }

    /// Frees what only exchanges need, for a long time without one.
    pub(super) fn rest(&mut self) {
        if let Link::Http1(link) = &mut self.link {
            link.rest();
        }
    }

    /// Whether several exchanges can share it: HTTP/2.
    pub(super) const fn is_shared(&self) -> bool {
        matches!(self.link, Link::Http2(_))
    }

    /// Whether these are holds on the same connection.
    pub(super) fn shares_with(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.volume, &other.volume)
    }

    /// Another hold on it, when several exchanges can share it.
    pub(super) fn share(&self) -> Option<Self> {
        let Link::Http2(link) = &self.link else { return None };
        Some(Self {
            link: Link::Http2(link.clone()),
            volume: Rc::clone(&self.volume),
            marks: Rc::default(),
            origin: self.origin.clone(),
            used: true,
            is_wide: self.is_wide,
        })
    }

    /// Sends the request and reads the answer.
    pub(super) async fn transfer(&mut self, transfer: Transfer) -> Result<Answer, Lost> {
        self.marks.begin();
        let reused = std::mem::replace(&mut self.used, true);
        match &mut self.link {
            Link::Http1(link) => link.transfer(transfer, reused, &self.marks).await,
            Link::Http2(link) => {
                let exchanged = link.transfer(transfer, reused, &self.marks).await;
                let by_prior_knowledge = !reused && !self.origin.secure;
                exchanged.map_err(|lost| if by_prior_knowledge { lost.perhaps_http1() } else { lost })
            }
        }
    }
}

/// Bytes kept of an error's body that nothing looks at.
const SAMPLE: usize = 300;

/// How many bytes a body has, when its head says so.
pub(super) fn announced(body: &Incoming) -> Option<usize> {
    body.size_hint().exact().and_then(|length| usize::try_from(length).ok())
}

/// Reads the body of an answer to its end.
pub(super) async fn read(
    response: Response<Incoming>,
    keep: bool,
    max: usize,
    reused: bool,
) -> Result<Answer, Failure> {
    let (parts, mut body) = response.into_parts();
    let announced = announced(&body);
    // Of an error that nothing looks at, the beginning is kept to be shown; packed, it could not be read.
    let sampled = if !keep && parts.status.as_u16() >= 400 && !parts.headers.contains_key(CONTENT_ENCODING) {
        SAMPLE
    } else {
        0
    };
    let mut kept = if keep { buffers::take(announced.unwrap_or_default().min(max)) } else { BytesMut::new() };
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
        } else if kept.len() < sampled {
            kept.extend_from_slice(&data[..data.len().min(sampled - kept.len())]);
        }
    }
    Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body: kept.freeze() })
}
