//! Limits on the duration of an exchange.

use std::time::{Duration, Instant};

use super::failure::ExchangeFailure;
use super::meter::ByteTimes;

/// The time-outs of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For DNS, TCP and TLS together.
    pub connect: Duration,
    /// From the request's first byte to the answer's first; `None` applies the limit of the whole exchange.
    pub first_byte: Option<Duration>,
    /// For the whole exchange, from the request's first byte to the answer's last.
    pub total: Duration,
}

impl Default for Timeouts {
    /// 30 s to connect and 60 s in all, as in k6; the first byte has no limit of its own.
    fn default() -> Self {
        Self { connect: Duration::from_secs(30), first_byte: None, total: Duration::from_secs(60) }
    }
}

impl Timeouts {
    /// The limit that applies now: that of the first byte until it has come.
    fn limit(&self, marks: &ByteTimes) -> Duration {
        match self.first_byte {
            Some(limit) if marks.first_read().is_none() => limit.min(self.total),
            _ => self.total,
        }
    }

    /// The deadline of an exchange that began at `begun`, as far as it is known now.
    pub(super) fn deadline(&self, begun: Instant, marks: &ByteTimes) -> Instant {
        begun + self.limit(marks)
    }

    /// The failure of an exchange that passed its deadline.
    pub(super) fn expired(&self, marks: &ByteTimes) -> ExchangeFailure {
        ExchangeFailure::timed_out(marks.first_read().is_some(), self.limit(marks))
    }
}
