//! How the clocks of two processes differ. Each counts from an instant of its own; nobody's date matters.

use std::time::{Duration, Instant};

use crate::metric::Micros;

/// How often a clock is asked.
pub(super) const PINGS: usize = 16;

/// A process's monotonic clock, in microseconds from a moment that only it knows.
#[derive(Debug, Clone, Copy)]
pub(super) struct ProcessClock(Instant);

impl ProcessClock {
    /// A clock that begins now.
    pub(super) fn new() -> Self {
        Self(Instant::now())
    }

    /// What it says at an instant.
    pub(super) fn micros(self, at: Instant) -> Micros {
        u64::try_from(at.saturating_duration_since(self.0).as_micros()).unwrap_or(u64::MAX)
    }

    /// When it says so.
    pub(super) fn instant(self, micros: Micros) -> Instant {
        self.0 + Duration::from_micros(micros)
    }
}

/// One question and its answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ping {
    pub(super) asked: Instant,
    /// What the other clock said.
    pub(super) said: Micros,
    pub(super) answered: Instant,
}

/// What is known of another process's clock. The other clock was read at some moment of the fastest round trip: taking its middle
/// is wrong by half of it at most (RFC 5905 §8 has the same bound).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OtherClock {
    /// An instant here, and what the other clock says then.
    at: Instant,
    says: Micros,
    /// By how much that may be wrong, in microseconds.
    pub(super) error_us: Micros,
}

impl OtherClock {
    /// What these round trips tell; `None` without one.
    pub(super) fn from_pings(pings: &[Ping]) -> Option<Self> {
        let fastest = pings.iter().min_by_key(|ping| ping.answered.saturating_duration_since(ping.asked))?;
        let half = fastest.answered.saturating_duration_since(fastest.asked) / 2;
        Some(Self {
            at: fastest.asked + half,
            says: fastest.said,
            error_us: u64::try_from(half.as_micros()).unwrap_or(u64::MAX).saturating_add(1),
        })
    }

    /// What the other clock says at an instant here that is not before the pings.
    pub(super) fn micros(&self, at: Instant) -> Micros {
        let later = at.saturating_duration_since(self.at);
        self.says.saturating_add(u64::try_from(later.as_micros()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_start_is_hit_within_the_stated_error(
            ahead in 0_u64..1_000_000_000,
            trips in prop::collection::vec((0_u64..50_000, 0_u64..50_000), 1..16),
            head_start in 100_000_u64..1_000_000,
        ) {
            // The other clock began `ahead` microseconds before ours.
            let origin = Instant::now();
            let ours = |micros| origin + Duration::from_micros(micros);
            let mut now = 0;
            let pings: Vec<Ping> = trips
                .into_iter()
                .map(|(there, back)| {
                    let asked = now;
                    now += there + back;
                    Ping { asked: ours(asked), said: asked + there + ahead, answered: ours(now) }
                })
                .collect();
            let clock = OtherClock::from_pings(&pings).unwrap();
            let truth = now + head_start + ahead;
            prop_assert!(clock.micros(ours(now + head_start)).abs_diff(truth) <= clock.error_us);
        }
    }
}
