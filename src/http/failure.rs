//! Why an exchange has no whole answer, as an [`Outcome`] with a sentence for people.

use std::error::Error;
use std::io;

use super::handshake;
use crate::metric::Outcome;
use crate::words::Lang;

/// An exchange without a whole answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExchangeFailure {
    /// The kind of failure.
    pub outcome: Outcome,
    /// The event in one line.
    pub message: String,
}

impl ExchangeFailure {
    pub(super) fn new(outcome: Outcome, message: impl Into<String>) -> Self {
        Self { outcome, message: message.into() }
    }

    /// A TCP connection could not be made.
    pub(super) fn connecting(error: &io::Error) -> Self {
        let outcome = match error.kind() {
            io::ErrorKind::ConnectionRefused => Outcome::Refused,
            io::ErrorKind::TimedOut => Outcome::TimeoutConnect,
            io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => Outcome::ResetFresh,
            // Too many open files (EMFILE 24, ENFILE 23), no free local port, no memory: our limits, not the shop's.
            io::ErrorKind::AddrNotAvailable | io::ErrorKind::AddrInUse | io::ErrorKind::OutOfMemory => {
                Outcome::Generator
            }
            _ if matches!(error.raw_os_error(), Some(23 | 24)) => Outcome::Generator,
            _ => Outcome::Refused,
        };
        Self::new(outcome, format!("no connection: {error}"))
    }

    /// A TLS handshake failed.
    pub(super) fn handshake(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => {
                Self::new(Outcome::ResetFresh, "the connection was reset during the TLS handshake")
            }
            io::ErrorKind::UnexpectedEof => {
                Self::new(Outcome::ResetFresh, "the connection was closed during the TLS handshake")
            }
            _ => Self::tls(error),
        }
    }

    /// TLS failed; the message says what to do about it.
    pub(super) fn tls(error: &io::Error) -> Self {
        let known = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        // HTTP/2 keeps only the text of an error.
        let reason =
            known.and_then(handshake::explain).or_else(|| handshake::explain_text(&error.to_string()));
        Self::new(Outcome::Tls, format!("TLS failed: {}", reason.unwrap_or_else(|| error.to_string())))
    }

    /// hyper reported an error. `reused` says whether the connection had served an exchange before, `answer_began` whether the
    /// head of the answer had been read.
    pub(super) fn exchanging(error: &hyper::Error, reused: bool, answer_began: bool) -> Self {
        let io = source::<io::Error>(error);
        let io_kind = io.map(io::Error::kind);
        // In TLS 1.3 a server rejects our certificate only after the handshake (RFC 8446 §4.4.2). No socket has an error of this
        // kind.
        if let Some(io) = io
            && !answer_began
            && io_kind == Some(io::ErrorKind::InvalidData)
        {
            return Self::tls(io);
        }
        let stream = source::<h2::Error>(error);
        let broken_protocol = stream.is_some_and(|error| !is_ended(error));
        if error.is_parse_too_large() || stream.is_some_and(is_large_head) {
            return Self::large_head();
        }
        let outcome = if broken_protocol {
            Outcome::Malformed
        } else if answer_began && (stream.is_some() || is_cut(error, io_kind)) {
            Outcome::Truncated
        } else if error.is_parse() || (answer_began && io_kind == Some(io::ErrorKind::InvalidInput)) {
            Outcome::Malformed
        } else if answer_began {
            // A body that is neither cut off nor reset is one that hyper could not decode: a bad chunk.
            Outcome::Malformed
        } else if reused {
            Outcome::ResetReused
        } else {
            Outcome::ResetFresh
        };
        Self::new(outcome, format!("{}: {}", outcome.words().say(Lang::En), chain(error)))
    }

    /// The head of the answer is longer than our limit.
    pub(super) fn large_head() -> Self {
        let message = "the head of the answer is larger than promo-load reads (256 KB, 1,000 headers)";
        Self::new(Outcome::TooLarge, message)
    }

    /// Reading a body of known length failed.
    pub(super) fn receiving(error: &io::Error) -> Self {
        let outcome = if is_end(error.kind()) { Outcome::Truncated } else { Outcome::Malformed };
        Self::new(outcome, format!("{}: {error}", outcome.words().say(Lang::En)))
    }

    /// Moves the failure to the connection between us and the proxy.
    pub(super) fn via_proxy(self) -> Self {
        Self::new(self.outcome, format!("the proxy: {}", self.message))
    }

    /// The time of the request was up.
    pub(super) fn timed_out(answer_began: bool, limit: std::time::Duration) -> Self {
        let outcome = if answer_began { Outcome::TimeoutTotal } else { Outcome::TimeoutFirstByte };
        Self::new(
            outcome,
            format!("{} ({})", outcome.words().say(Lang::En), crate::units::duration::format(limit)),
        )
    }
}

fn is_cut(error: &hyper::Error, io_kind: Option<io::ErrorKind>) -> bool {
    error.is_incomplete_message() || error.is_closed() || io_kind.is_some_and(is_end)
}

/// Whether the peer or the network ended the connection.
const fn is_end(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
    )
}

/// Whether the peer or the network ended an HTTP/2 stream or its connection, without a breach of the protocol.
fn is_ended(error: &h2::Error) -> bool {
    error.is_io() || error.is_remote()
}

/// Whether h2 itself hung up because a head grows far beyond its limit. h2 has no error for that; the reason that it sends to the
/// peer shows it.
fn is_large_head(error: &h2::Error) -> bool {
    let is_goodbye = error.is_go_away() && error.is_library();
    is_goodbye
        && match error.reason() {
            Some(h2::Reason::ENHANCE_YOUR_CALM) => {
                let said = error.to_string();
                said.contains("header_list_way_too_large") || said.contains("too_many_continuations")
            }
            // h2 gives this reason only here: it treats a header block that cannot be unpacked as a breach of the protocol.
            Some(h2::Reason::COMPRESSION_ERROR) => true,
            _ => false,
        }
}

/// Whether the peer ended this stream, but not its connection.
pub(super) fn is_reset_stream(error: &hyper::Error) -> bool {
    source::<h2::Error>(error).is_some_and(h2::Error::is_reset)
}

/// Whether the peer says that it has not looked at the request (RFC 9113 §8.7).
pub(super) fn is_refused_stream(error: &hyper::Error) -> bool {
    source::<h2::Error>(error).and_then(h2::Error::reason) == Some(h2::Reason::REFUSED_STREAM)
}

/// The innermost cause of this type.
fn source<T: Error + 'static>(error: &hyper::Error) -> Option<&T> {
    let mut current = error.source();
    let mut found = None;
    while let Some(inner) = current {
        found = inner.downcast_ref().or(found);
        current = inner.source();
    }
    found
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut current = error.source();
    while let Some(inner) = current {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        current = inner.source();
    }
    text
}
