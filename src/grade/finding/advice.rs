//! Remedies for findings. They are general knowledge about web shops, so they say where to look and do not state facts.

use crate::metric::{Outcome, Phase};
use crate::words::Message;

/// A page or cart came without the promised content.
pub(super) const fn for_check() -> Message {
    Message::new("remedy-check")
}

/// Requests started late because those before them were slow.
pub(super) const fn for_late() -> Message {
    Message::new("remedy-late")
}

/// Pages take long because of the requests that lead to them.
pub(super) const fn for_redirects() -> Message {
    Message::new("remedy-redirected")
}

/// A CDN or firewall answered.
pub(super) const fn for_blocked() -> Message {
    Message::new("remedy-blocked")
}

/// Where to look when requests have this outcome.
pub(super) const fn for_failure(outcome: Outcome) -> Message {
    match outcome {
        Outcome::Status => Message::new("remedy-status"),
        Outcome::Refused | Outcome::TimeoutConnect => Message::new("remedy-refused"),
        Outcome::ResetFresh | Outcome::ResetReused => Message::new("remedy-reset"),
        Outcome::TimeoutFirstByte | Outcome::TimeoutTotal => Message::new("remedy-timeout"),
        Outcome::Dns => Message::new("remedy-dns"),
        Outcome::Tls => Message::new("remedy-tls"),
        Outcome::Truncated => Message::new("remedy-truncated"),
        Outcome::Malformed | Outcome::TooLarge => Message::new("remedy-malformed"),
        Outcome::Encoding => Message::new("remedy-encoding"),
        Outcome::OffOrigin => Message::new("remedy-off-origin"),
        Outcome::Generator => Message::new("remedy-own-limit"),
        Outcome::Blocked => for_blocked(),
        Outcome::Extract => Message::new("remedy-extract"),
        Outcome::Redirects => Message::new("remedy-redirects"),
        Outcome::Withheld => Message::new("remedy-withheld"),
        Outcome::Ok | Outcome::Check | Outcome::Interrupted => for_check(),
    }
}

/// The name of a phase in reports.
pub(super) const fn phase_words(phase: Phase) -> Message {
    match phase {
        Phase::Blocked => Message::new("phase-blocked"),
        Phase::Connecting => Message::new("phase-connecting"),
        Phase::TlsHandshaking => Message::new("phase-tls"),
        Phase::Sending => Message::new("phase-sending"),
        Phase::Waiting => Message::new("phase-waiting"),
        Phase::Receiving => Message::new("phase-receiving"),
    }
}

/// Where to look when this phase dominates.
pub(super) const fn for_phase(phase: Phase) -> Message {
    match phase {
        Phase::Blocked | Phase::Connecting | Phase::TlsHandshaking => Message::new("remedy-connecting"),
        Phase::Sending | Phase::Receiving => Message::new("remedy-transfer"),
        Phase::Waiting => Message::new("remedy-waiting"),
    }
}
