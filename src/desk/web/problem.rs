//! What is replied to a request that cannot be carried out: problem details of RFC 9457.

use std::time::Duration;

use hyper::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

use crate::desk::access::{Caller, TokenScope};
use crate::desk::store::StoreFault;
use crate::words::Message;

/// The media type of a problem.
pub(in crate::desk) const MEDIA: &str = "application/problem+json";

/// What kind of problem it is. Each has one status and one title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) enum ProblemKind {
    /// The request itself makes no sense.
    BadRequest,
    /// No valid token.
    NoToken,
    /// A token that may not do this.
    Forbidden,
    /// There is no such thing.
    NotFound,
    /// The path has other methods.
    MethodNotAllowed,
    /// The state of the thing does not allow it.
    Conflict,
    /// The body is too large.
    TooLarge,
    /// The body has another media type than the route takes.
    MediaType,
    /// The values cannot be used.
    Invalid,
    /// The host in the request is not this desk's.
    Misdirected,
    /// Too many requests, or too many wrong tokens.
    TooMany,
    /// The desk cannot do it now.
    Unavailable,
    /// The disk is full.
    NoRoom,
}

impl ProblemKind {
    /// Every kind.
    pub(in crate::desk) const ALL: [Self; 13] = [
        Self::BadRequest,
        Self::NoToken,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::TooLarge,
        Self::MediaType,
        Self::Invalid,
        Self::Misdirected,
        Self::TooMany,
        Self::Unavailable,
        Self::NoRoom,
    ];

    /// Its status, the end of its type, and its title.
    const fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::BadRequest => (StatusCode::BAD_REQUEST, "bad-request", "The request makes no sense"),
            Self::NoToken => (StatusCode::UNAUTHORIZED, "no-token", "A valid token is needed"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden", "This caller may not do that"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found", "There is no such thing"),
            Self::MethodNotAllowed => {
                (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "The path has other methods")
            }
            Self::Conflict => (StatusCode::CONFLICT, "conflict", "The state does not allow that"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large"),
            Self::MediaType => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "The body has another media type")
            }
            Self::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "The values cannot be used"),
            Self::Misdirected => {
                (StatusCode::MISDIRECTED_REQUEST, "misdirected", "The host is not this desk's")
            }
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "too-many", "Too many requests"),
            Self::Unavailable => {
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The desk cannot do that now")
            }
            Self::NoRoom => (StatusCode::INSUFFICIENT_STORAGE, "no-room", "The disk is full"),
        }
    }

    /// The status of its reply.
    pub(in crate::desk) const fn status(self) -> StatusCode {
        self.parts().0
    }

    /// What it means, the same for each problem of the kind.
    pub(in crate::desk) const fn title(self) -> &'static str {
        self.parts().2
    }
}

/// A problem, with what is wrong in this request.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::desk) struct ApiProblem {
    pub(in crate::desk) kind: ProblemKind,
    pub(in crate::desk) detail: Message,
    /// In how many seconds it may be tried again.
    pub(in crate::desk) retry_after: Option<u64>,
}

/// The JSON of a problem.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::desk) struct ProblemDocument {
    /// The kind of the problem as a URN.
    #[serde(rename = "type")]
    uri: String,
    /// What the kind means.
    title: &'static str,
    /// The status of the reply.
    status: u16,
    /// What is wrong in this request.
    detail: String,
}

impl ApiProblem {
    /// A problem of this kind with this sentence.
    pub(in crate::desk) fn new(kind: ProblemKind, detail: Message) -> Self {
        Self { kind, detail, retry_after: None }
    }

    /// Too many requests; the next one may come after this wait.
    pub(in crate::desk) fn too_many(wait: Duration) -> Self {
        Self::later("error-desk-too-many", wait)
    }

    /// Too many wrong tokens; the next token is looked at after this wait.
    pub(in crate::desk) fn too_many_guesses(wait: Duration) -> Self {
        Self::later("error-desk-guesses", wait)
    }

    fn later(id: &'static str, wait: Duration) -> Self {
        // A client that rounds down must not come too early.
        let seconds = wait.as_secs() + 1;
        let problem = Self::new(ProblemKind::TooMany, Message::new(id).exact("seconds", seconds));
        Self { retry_after: Some(seconds), ..problem }
    }

    /// There is no such thing.
    pub(in crate::desk) fn not_found() -> Self {
        Self::new(ProblemKind::NotFound, Message::new("error-desk-not-found"))
    }

    /// A caller may not do what needs this scope.
    pub(super) fn scope(needed: TokenScope, caller: &Caller) -> Self {
        let detail = Message::new("error-desk-scope").exact("needed", needed);
        Self::new(ProblemKind::Forbidden, detail.exact("scope", caller.scope))
    }

    /// Values cannot be used.
    pub(in crate::desk) fn invalid(detail: Message) -> Self {
        Self::new(ProblemKind::Invalid, detail)
    }

    /// The state does not allow it.
    pub(in crate::desk) fn conflict(detail: Message) -> Self {
        Self::new(ProblemKind::Conflict, detail)
    }

    /// Whether the desk cannot do it now, whatever is asked.
    pub(in crate::desk) fn is_trouble(&self) -> bool {
        matches!(self.kind, ProblemKind::Unavailable | ProblemKind::NoRoom)
    }

    /// Its sentence.
    pub(in crate::desk) const fn detail(&self) -> &Message {
        &self.detail
    }

    /// Its JSON, in English: programs read it.
    pub(in crate::desk) fn document(&self) -> ProblemDocument {
        let (status, end, title) = self.kind.parts();
        ProblemDocument {
            uri: format!("urn:promo-load:problem:{end}"),
            title,
            status: status.as_u16(),
            detail: self.detail.to_string(),
        }
    }
}

impl From<StoreFault> for ApiProblem {
    fn from(fault: StoreFault) -> Self {
        let kind = match fault {
            StoreFault::Full => ProblemKind::NoRoom,
            _ => ProblemKind::Unavailable,
        };
        Self::new(kind, Message::from(&fault))
    }
}
