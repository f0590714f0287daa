//! The transfer over a connection of either version of HTTP: a request's head, the body of its answer, and its failures.

use std::time::Instant;

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::Response;
use hyper::body::{Body, Incoming};
use hyper::header::CONTENT_ENCODING;

use super::buffers;
use super::failure::{ExchangeFailure, is_refused_stream, is_reset_stream};
use super::request::Answer;
use super::timeouts::Timeouts;
use crate::metric::Outcome;
use crate::words::Lang;

pub(super) type Head = hyper::Request<Full<Bytes>>;

/// A request to transfer, with its limits.
#[derive(Debug)]
pub(super) struct Transfer {
    pub(super) head: Head,
    pub(super) keep_body: bool,
    pub(super) max_body: usize,
    pub(super) begun: Instant,
    pub(super) timeouts: Timeouts,
}

/// Whether a request without an answer may be sent once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// Never: it was answered, or failed for good.
    Never,
    /// Yes: the peer has not seen it, or says that it has not looked at it.
    Unseen,
    /// On a connection for wide heads when it is idempotent: its answer has more headers than this connection accepts.
    Wider,
    /// When it is idempotent: it was lost with a kept connection.
    Lost,
}

/// A request without an answer.
#[derive(Debug)]
pub(super) struct Lost {
    pub(super) failure: ExchangeFailure,
    pub(super) again: Again,
}

impl From<ExchangeFailure> for Lost {
    fn from(failure: ExchangeFailure) -> Self {
        Self { failure, again: Again::Never }
    }
}

impl Lost {
    /// The connection no longer accepts requests.
    pub(super) fn before(error: &hyper::Error, reused: bool) -> Self {
        let again = if reused { Again::Unseen } else { Again::Never };
        Self { failure: ExchangeFailure::exchanging(error, reused, false), again }
    }

    /// The connection ended before the request.
    pub(super) fn over(reused: bool) -> Self {
        let (outcome, again) = match reused {
            true => (Outcome::ResetReused, Again::Unseen),
            false => (Outcome::ResetFresh, Again::Never),
        };
        Self { failure: ExchangeFailure::new(outcome, outcome.words().say(Lang::En)), again }
    }

    /// The request has no answer, and may not have been sent.
    pub(super) fn sending(error: &hyper::Error, unsent: bool, reused: bool) -> Self {
        let failure = ExchangeFailure::exchanging(error, reused, false);
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

    /// Adds that the server may not speak HTTP/2: such a server answers in its own way, or hangs up.
    pub(super) fn perhaps_http1(mut self) -> Self {
        if matches!(self.failure.outcome, Outcome::ResetFresh | Outcome::Malformed) {
            self.failure
                .message
                .push_str(" (does the server speak HTTP/2 without TLS? --http1 speaks the older version)");
        }
        self
    }
}

/// The bytes that are kept of an error's body that no check looks at.
const SAMPLE: usize = 300;

/// The length of a body in bytes, when its head states it.
pub(super) fn announced(body: &Incoming) -> Option<usize> {
    body.size_hint().exact().and_then(|length| usize::try_from(length).ok())
}

/// Reads the body of an answer to its end.
pub(super) async fn read(
    response: Response<Incoming>,
    keep: bool,
    max: usize,
    reused: bool,
) -> Result<Answer, ExchangeFailure> {
    let (parts, mut body) = response.into_parts();
    let announced = announced(&body);
    // The beginning of an error that no check looks at is kept to be shown; a packed one could not be read.
    let sampled = if !keep && parts.status.as_u16() >= 400 && !parts.headers.contains_key(CONTENT_ENCODING) {
        SAMPLE
    } else {
        0
    };
    let mut kept = if keep { buffers::take(announced.unwrap_or_default().min(max)) } else { BytesMut::new() };
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| ExchangeFailure::exchanging(&error, reused, true))?;
        let Ok(data) = frame.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length > max {
            return Err(ExchangeFailure::new(
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
