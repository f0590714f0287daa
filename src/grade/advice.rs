//! What to do about a finding. General knowledge about web shops, so worded as where to look, not as a fact.

use crate::metric::{Outcome, Phase};

/// A page or cart came, but not with the promised content.
pub(super) const FOR_CHECK: &str = "shoppers got a page without the promised content: repeat the step by hand, then look for stale caches and lost carts";

/// Requests started late because those before them were slow.
pub(super) const FOR_LATE: &str = "requests queue behind slower ones: look at the slow steps before this one and at the number of PHP workers";

/// Somebody else answered.
pub(super) const FOR_BLOCKED: &str = "ask whoever runs the CDN or firewall to allow-list this machine's address, then run again: its refusals say nothing about the shop";

/// Where to look when requests end in this way.
pub(super) const fn for_failure(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Status => {
            "read the shop's error log of these minutes; 502 to 504 mean too few or crashed PHP workers"
        }
        Outcome::Refused | Outcome::TimeoutConnect => {
            "the web server takes no more connections: check that it runs, its connection limit and listen queue"
        }
        Outcome::ResetFresh | Outcome::ResetReused => {
            "the server or a proxy closes connections: check worker crashes, connection limits and keep-alive times"
        }
        Outcome::TimeoutFirstByte | Outcome::TimeoutTotal => {
            "the shop needs longer than a shopper waits: cache the page, do less work per request, or add PHP workers"
        }
        Outcome::Dns => "check the host name and the resolver of this machine",
        Outcome::Tls => "check the certificate and the TLS capacity of the server or CDN",
        Outcome::Truncated => {
            "answers end early: look for killed PHP workers (memory limit) and proxy time-outs"
        }
        Outcome::Malformed | Outcome::TooLarge => {
            "look at one such answer: something other than the shop may send it"
        }
        Outcome::Encoding => {
            "browsers cannot read such answers either: look for a cache or proxy that packs twice or mixes up `Content-Encoding`"
        }
        Outcome::OffOrigin => {
            "test the address the shop redirects to, or set its main domain to the tested one"
        }
        Outcome::Generator => {
            "this machine's limits: raise `ulimit -n` and the range of local ports, or use less load"
        }
        Outcome::Blocked => FOR_BLOCKED,
        Outcome::Ok | Outcome::Check | Outcome::Interrupted => FOR_CHECK,
    }
}

/// What a phase is, in the words of a report.
pub(super) const fn phase_words(phase: Phase) -> &'static str {
    match phase {
        Phase::Blocked => "making the connection",
        Phase::Connecting => "the TCP handshake",
        Phase::TlsHandshaking => "the TLS handshake",
        Phase::Sending => "sending the request",
        Phase::Waiting => "waiting for the shop's first byte",
        Phase::Receiving => "receiving the answer",
    }
}

/// Where to look when this phase dominates.
pub(super) const fn for_phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Blocked | Phase::Connecting | Phase::TlsHandshaking => {
            "look at the web server's connection limit, listen queue and TLS session resumption"
        }
        Phase::Sending | Phase::Receiving => {
            "look at the size of the answer, its compression, and the bandwidth between this machine and the shop"
        }
        Phase::Waiting => {
            "the shop computes: look at its page cache, slow database queries, cart rules evaluated here, and PHP workers"
        }
    }
}
