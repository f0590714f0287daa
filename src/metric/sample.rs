//! The measurement of one request.

use super::{Outcome, SampleTags, StepId};

/// Microseconds, the resolution of everything measured.
pub type Micros = u64;

/// A part of a request's life, named after k6's metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Waiting for a connection: DNS, TCP and TLS when one had to be made.
    Blocked,
    /// The TCP handshake; 0 on a reused connection.
    Connecting,
    /// The TLS handshake; 0 on a reused connection and without TLS.
    TlsHandshaking,
    /// From the connection being ready to the last byte of the request written.
    Sending,
    /// From the last byte of the request to the first byte of the answer.
    Waiting,
    /// From the first to the last byte of the answer.
    Receiving,
}

impl Phase {
    /// All phases in the order of time.
    pub const ALL: [Self; 6] = [
        Self::Blocked,
        Self::Connecting,
        Self::TlsHandshaking,
        Self::Sending,
        Self::Waiting,
        Self::Receiving,
    ];
}

/// The phases of one request in microseconds. `blocked` contains `connecting` and `tls_handshaking`; the request's duration is
/// `sending + waiting + receiving` (k6's `http_req_duration`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timings {
    /// The time of [`Phase::Blocked`].
    pub blocked: Micros,
    /// The time of [`Phase::Connecting`].
    pub connecting: Micros,
    /// The time of [`Phase::TlsHandshaking`].
    pub tls_handshaking: Micros,
    /// The time of [`Phase::Sending`].
    pub sending: Micros,
    /// The time of [`Phase::Waiting`].
    pub waiting: Micros,
    /// The time of [`Phase::Receiving`].
    pub receiving: Micros,
}

impl Timings {
    /// k6's `http_req_duration`: sending + waiting + receiving.
    #[must_use]
    pub const fn duration(&self) -> Micros {
        self.sending + self.waiting + self.receiving
    }

    /// The time of one phase.
    #[must_use]
    pub(super) const fn phase(&self, phase: Phase) -> Micros {
        match phase {
            Phase::Blocked => self.blocked,
            Phase::Connecting => self.connecting,
            Phase::TlsHandshaking => self.tls_handshaking,
            Phase::Sending => self.sending,
            Phase::Waiting => self.waiting,
            Phase::Receiving => self.receiving,
        }
    }
}

/// One finished (or abandoned) request. Each hop of a redirect is a sample of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// The step that sent the request.
    pub step: StepId,
    /// The HTTP status; 0 when no answer came.
    pub status: u16,
    /// The outcome of the request.
    pub outcome: Outcome,
    /// The phases of the request.
    pub timings: Timings,
    /// The time that the shopper waited: from the intended start of the page to its last byte, in microseconds. Not used for a
    /// request that only leads to another one.
    pub response_time: Micros,
    /// Bytes written to the socket, TLS included.
    pub bytes_sent: u64,
    /// Bytes read from the socket, TLS included.
    pub bytes_received: u64,
    /// Whether it was sent again after a reset on a reused connection.
    pub retried: bool,
    /// The visit that sent it, and its method.
    pub tags: SampleTags,
}

impl Sample {
    /// A request that a shopper waited for from its beginning, sent once, without tags. No bytes are counted.
    #[must_use]
    pub fn new(step: StepId, status: u16, outcome: Outcome, timings: Timings) -> Self {
        Self {
            step,
            status,
            outcome,
            timings,
            response_time: timings.blocked + timings.duration(),
            bytes_sent: 0,
            bytes_received: 0,
            retried: false,
            tags: SampleTags::default(),
        }
    }

    /// Whether the request was sent. An address outside the shop and a value that no header can have are refused before, so
    /// nothing was sent or answered.
    #[must_use]
    pub(super) const fn was_sent(&self) -> bool {
        !(self.status == 0
            && self.bytes_sent == 0
            && matches!(self.outcome, Outcome::OffOrigin | Outcome::Malformed | Outcome::Withheld))
    }
}
