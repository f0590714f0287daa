//! Requests and answers.

use std::time::Instant;

use bytes::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Uri};
use url::{Position, Url};

use super::failure::ExchangeFailure;
use super::origin::same_origin;
use crate::metric::{Outcome, Timings};
use crate::units::secret::shown_address;
use crate::words::Message;

/// An address prepared for requests: everything that a request derives from it is computed once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestTarget {
    url: Url,
    /// Path and query, as HTTP/1.1 sends them to a shop (RFC 9112 §3.2.1).
    pub(super) origin_form: Uri,
    /// The whole address, from which HTTP/2 takes its pseudo-headers (RFC 9113 §8.3.1).
    pub(super) absolute_form: Uri,
    origin: Origin,
}

/// Scheme, host and port, in a form that is cheap to compare for every request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) secure: bool,
    /// The `Host` header: without the scheme's default port.
    pub(super) host: HeaderValue,
}

impl RequestTarget {
    /// Prepares an address. The fragment is not sent.
    ///
    /// # Errors
    ///
    /// [`Outcome::Malformed`] when no request line can be made of the address.
    pub(super) fn new(mut url: Url) -> Result<Self, ExchangeFailure> {
        url.set_fragment(None);
        let unsendable = |what: &str| {
            ExchangeFailure::new(
                Outcome::Malformed,
                Message::new("error-http-unsendable")
                    .exact("url", shown_address(url.as_str()))
                    .exact("what", what),
            )
        };
        let origin_form = url[Position::BeforePath..Position::AfterQuery].parse();
        let absolute_form = format!(
            "{}://{}{}",
            url.scheme(),
            &url[Position::BeforeHost..Position::BeforePath],
            &url[Position::BeforePath..Position::AfterQuery]
        );
        Ok(Self {
            origin_form: origin_form.map_err(|_| unsendable("path"))?,
            absolute_form: absolute_form.parse().map_err(|_| unsendable("address"))?,
            origin: Origin {
                secure: url.scheme() == "https",
                host: HeaderValue::from_str(&url[Position::BeforeHost..Position::BeforePath])
                    .map_err(|_| unsendable("host"))?,
            },
            url,
        })
    }

    /// Prepares another address of the same site.
    ///
    /// # Errors
    ///
    /// [`Outcome::OffOrigin`] when it has another scheme, host or port; [`Outcome::Malformed`] when no request line can be made
    /// of it.
    pub fn beside(&self, url: Url) -> Result<Self, ExchangeFailure> {
        if same_origin(&self.url, &url) {
            Self::new(url)
        } else {
            Err(ExchangeFailure::new(
                Outcome::OffOrigin,
                Message::new("error-http-another-host").exact("url", shown_address(url.as_str())),
            ))
        }
    }

    /// The address as a URL, without a fragment.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.url
    }

    pub(super) const fn origin(&self) -> &Origin {
        &self.origin
    }
}

/// The body of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// The value of the `Content-Type` header.
    pub content_type: HeaderValue,
    /// The bytes of the body.
    pub bytes: Bytes,
}

/// Whether only the client may set a header: the host, which must stay the shop's, and the framing of messages, which a wrong
/// value would break.
#[must_use]
pub fn is_framing(name: &HeaderName) -> bool {
    ["host", "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade"]
        .contains(&name.as_str())
}

/// Whether a header describes the body of a request, and is dropped with it when a redirect turns the request into a `GET`
/// (WHATWG Fetch, "request-body-header name").
#[must_use]
pub fn describes_body(name: &HeaderName) -> bool {
    ["content-encoding", "content-language", "content-location", "content-type", "content-length"]
        .contains(&name.as_str())
}

/// Why a framing header cannot be set.
pub const FRAMING_REASON: &str = "error-framing-reason";

/// A request to send.
#[derive(Debug)]
pub struct Request<'a> {
    /// The method of the request.
    pub method: Method,
    /// The address of the request.
    pub target: &'a RequestTarget,
    /// Additional headers, which override the client's own.
    pub headers: &'a [(HeaderName, HeaderValue)],
    /// A header of this request alone. Any other header of its name overrides it.
    pub extra: Option<(HeaderName, HeaderValue)>,
    /// The body, if the request has one.
    pub payload: Option<Payload>,
    /// Whether the answer's body is needed; otherwise it is counted and dropped as it arrives.
    pub keep_body: bool,
}

/// A complete answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status, such as 200.
    pub status: u16,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// The body; empty when it was not needed.
    pub body: Bytes,
}

/// One exchange and its measurement.
#[derive(Debug)]
pub struct Exchange {
    /// The start, before a connection was there.
    pub started: Instant,
    /// The end: the last byte of the answer, or the failure.
    pub ended: Instant,
    /// The phases of the exchange.
    pub timings: Timings,
    /// Bytes written to the socket, TLS included.
    pub bytes_sent: u64,
    /// Bytes read from the socket, TLS included.
    pub bytes_received: u64,
    /// Whether the request was sent again after a reset on a reused connection.
    pub retried: bool,
    /// The answer, or the reason for its absence. After a failure the connection is gone.
    pub result: Result<Answer, ExchangeFailure>,
}

impl Exchange {
    /// An exchange that failed before anything was sent.
    #[must_use]
    pub fn unsent(started: Instant, failure: ExchangeFailure) -> Self {
        Self {
            started,
            ended: started,
            timings: Timings::default(),
            bytes_sent: 0,
            bytes_received: 0,
            retried: false,
            result: Err(failure),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_as_it_is_sent() {
        for (url, path, host) in [
            ("http://shop.test", "/", "shop.test"),
            ("http://shop.test:80/en/?q=a%20b#top", "/en/?q=a%20b", "shop.test"),
            ("https://shop.test:8443/a b", "/a%20b", "shop.test:8443"),
            ("http://[::1]:8080/x", "/x", "[::1]:8080"),
        ] {
            let target = RequestTarget::new(Url::parse(url).unwrap()).unwrap();
            assert_eq!(target.origin_form.to_string(), path, "{url}");
            assert_eq!(target.origin.host, host, "{url}");
            assert!(target.absolute_form.to_string().ends_with(&format!("://{host}{path}")), "{url}");
        }
    }
}
