//! What passes over a connection, whichever HTTP it speaks: a request's head, the body of its answer, and how that failed.

use std::time::Instant;

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::Response;
use hyper::body::{Body, Incoming};
use hyper::header::CONTENT_ENCODING;

use super::buffers;
use super::failure::{Failure, is_refused_stream, is_reset_stream};
use super::request::Answer;
use super::timeouts::Timeouts;
use crate::metric::Outcome;
use crate::words::Lang;

pub(super) type Head = hyper::Request<Full<Bytes>>;

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

    /// A server that does not expect HTTP/2 answers in its own way, or hangs up.
    pub(super) fn perhaps_http1(mut self) -> Self {
        if matches!(self.failure.outcome, Outcome::ResetFresh | Outcome::Malformed) {
            self.failure
                .message
                .push_str(" (does the server speak HTTP/2 without TLS? --http1 speaks the older version)");
        }
        self
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
