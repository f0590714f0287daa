//! Outcomes of exchanges. Failures are kept apart, so that they never improve the latency of successes.

use serde::{Deserialize, Serialize};

use crate::words::Message;

/// The outcome of one request, from the shopper's point of view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An expected status, a complete body and every check held.
    Ok,
    /// The answer was as expected by HTTP, but a check on it failed (k6 does not count this as failed).
    Check,
    /// The status is not one that the step expects.
    Status,
    /// The address refuses connections.
    Refused,
    /// The peer closed or reset a connection made for this request.
    ResetFresh,
    /// The peer closed or reset a kept-alive connection before any byte of the answer.
    ResetReused,
    /// No connection within the connect time-out.
    TimeoutConnect,
    /// No byte of the answer within the request's time-out.
    TimeoutFirstByte,
    /// The answer began but was not complete within the request's time-out.
    TimeoutTotal,
    /// The host name did not resolve.
    Dns,
    /// The TLS handshake failed.
    Tls,
    /// The connection ended in the middle of the body.
    Truncated,
    /// The answer is not HTTP.
    Malformed,
    /// The head or body is larger than the client accepts.
    TooLarge,
    /// The body is not in the encoding that its head names, or in one that the request does not accept.
    Encoding,
    /// A redirect pointed away from the target's origin and was not followed.
    OffOrigin,
    /// The run ended while the request was in flight.
    Interrupted,
    /// Our own limit: file descriptors, local ports, memory.
    Generator,
    /// A CDN or firewall answered instead of the shop.
    Blocked,
    /// The answer was as expected by HTTP, but lacked a value that later steps need.
    Extract,
    /// The chain of redirects is longer than the client follows.
    Redirects,
    /// We did not send it: it would have placed an order or changed a cart of a read-only scenario, or its values cannot stand in
    /// a request.
    Withheld,
}

impl Outcome {
    /// All outcomes in the order of the reports.
    pub const ALL: [Self; 22] = [
        Self::Ok,
        Self::Check,
        Self::Status,
        Self::Refused,
        Self::ResetFresh,
        Self::ResetReused,
        Self::TimeoutConnect,
        Self::TimeoutFirstByte,
        Self::TimeoutTotal,
        Self::Dns,
        Self::Tls,
        Self::Truncated,
        Self::Malformed,
        Self::TooLarge,
        Self::Encoding,
        Self::OffOrigin,
        Self::Interrupted,
        Self::Generator,
        Self::Blocked,
        Self::Extract,
        Self::Redirects,
        Self::Withheld,
    ];

    /// Whether the answer to the request itself was expected, as k6 sees it. A redirect that is not followed counts as expected:
    /// the request that it asks for has failed.
    #[must_use]
    pub(super) const fn is_expected_answer(self) -> bool {
        !self.is_http_failure() || matches!(self, Self::OffOrigin | Self::Redirects)
    }

    /// The position in [`Outcome::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The name in files: `timeout_first_byte`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Check => "check",
            Self::Status => "status",
            Self::Refused => "refused",
            Self::ResetFresh => "reset_fresh",
            Self::ResetReused => "reset_reused",
            Self::TimeoutConnect => "timeout_connect",
            Self::TimeoutFirstByte => "timeout_first_byte",
            Self::TimeoutTotal => "timeout_total",
            Self::Dns => "dns",
            Self::Tls => "tls",
            Self::Truncated => "truncated",
            Self::Malformed => "malformed",
            Self::TooLarge => "too_large",
            Self::Encoding => "encoding",
            Self::OffOrigin => "off_origin",
            Self::Interrupted => "interrupted",
            Self::Generator => "generator",
            Self::Blocked => "blocked",
            Self::Extract => "extract",
            Self::Redirects => "redirects",
            Self::Withheld => "withheld",
        }
    }

    /// The words for people: "no answer in time".
    #[must_use]
    pub fn words(self) -> Message {
        Message::new("outcome").with("kind", self.name())
    }

    /// Whether k6 counts the request in `http_req_failed`: everything but a good status with a whole body.
    #[must_use]
    pub const fn is_http_failure(self) -> bool {
        !matches!(self, Self::Ok | Self::Check | Self::Extract)
    }

    /// Whether an HTTP answer came, be it an error or one that breaks off.
    #[must_use]
    pub(super) const fn is_answer(self) -> bool {
        matches!(
            self,
            Self::Ok
                | Self::Check
                | Self::Extract
                | Self::Status
                | Self::Redirects
                | Self::OffOrigin
                | Self::Encoding
                | Self::TooLarge
                | Self::Truncated
                | Self::Blocked
        )
    }

    /// Whether the request failed a shopper, also because the page came with wrong content. Requests cut off by the end of our
    /// own run do not count against the shop.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        !matches!(self, Self::Ok | Self::Interrupted)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::words::Lang;

    #[test]
    fn each_has_its_own_words() {
        for lang in Lang::ALL {
            let said: BTreeSet<_> = Outcome::ALL.iter().map(|outcome| outcome.words().say(lang)).collect();
            assert_eq!(said.len(), Outcome::ALL.len(), "{said:?}");
        }
    }

    #[test]
    fn order_and_names_agree() {
        for (position, outcome) in Outcome::ALL.into_iter().enumerate() {
            assert_eq!(outcome.index(), position);
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.name());
        }
    }
}
