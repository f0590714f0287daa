//! One request's measurement.

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
    /// From there to the first byte of the answer.
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

/// The phases of one request in microseconds. `blocked` contains `connecting` and `tls_handshaking`;
/// the request's duration is `sending + waiting + receiving` (k6's `http_req_duration`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timings {
    /// See [`Phase::Blocked`].
    pub blocked: Micros,
    /// See [`Phase::Connecting`].
    pub connecting: Micros,
    /// See [`Phase::TlsHandshaking`].
    pub tls_handshaking: Micros,
    /// See [`Phase::Sending`].
    pub sending: Micros,
    /// See [`Phase::Waiting`].
    pub waiting: Micros,
    /// See [`Phase::Receiving`].
    pub receiving: Micros,
}

impl Timings {
    /// k6's `http_req_duration`: sending + waiting + receiving.
    #[must_use]
    pub const fn duration(&self) -> Micros {
        self.sending + self.waiting + self.receiving
    }

    /// The value of one phase.
    #[must_use]
    pub const fn phase(&self, phase: Phase) -> Micros {
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
    /// The step that sent it.
    pub step: StepId,
    /// HTTP status; 0 when no answer came.
    pub status: u16,
    /// How it ended.
    pub outcome: Outcome,
    /// Its phases.
    pub timings: Timings,
    /// From the intended start of the page to its last byte, in microseconds: what the shopper waited. Of a request that only
    /// leads on to another one it is not looked at.
    pub response_time: Micros,
    /// Bytes written to the socket, TLS included.
    pub bytes_sent: u64,
    /// Bytes read from the socket, TLS included.
    pub bytes_received: u64,
    /// Whether it was sent again after a reset on a reused connection.
    pub retried: bool,
    /// Whose request it is, and its method.
    pub tags: SampleTags,
}

impl Sample {
    /// Whether the request left. An address that is not on the shop and a value that no header can have are refused before:
    /// nothing was sent, and nothing answered.
    #[must_use]
    pub const fn was_sent(&self) -> bool {
        !(self.status == 0
            && self.bytes_sent == 0
            && matches!(self.outcome, Outcome::OffOrigin | Outcome::Malformed))
    }
}
