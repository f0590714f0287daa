//! How the clocks of two processes differ, and whether this one ran. Each counts from an instant of its own; nobody's date matters.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::{BEAT, SILENCE};
use crate::metric::Micros;

/// A thread that takes a turn each [`BEAT`] and took none for so long was not running. One that did not run for a beat less than
/// [`SILENCE`] may be given up by others.
const STANDSTILL: Duration = Duration::from_secs(3);

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

/// Notices when this process stands still: stopped, swapped out, or without a CPU. Then what it did not hear is not the others'
/// silence.
#[derive(Debug)]
pub(super) struct OwnPulse {
    beat: Cell<Instant>,
    /// When a standstill was over, and how long it was.
    standstill: Cell<Option<(Instant, Duration)>>,
}

impl OwnPulse {
    fn new() -> Self {
        Self { beat: Cell::new(Instant::now()), standstill: Cell::new(None) }
    }

    /// Begins to beat in a task of its own, which awaits nothing but time: a turn that it misses was missed by the whole thread.
    pub(super) fn begin() -> Rc<Self> {
        let pulse = Rc::new(Self::new());
        let beating = Rc::downgrade(&pulse);
        tokio::task::spawn_local(async move {
            while let Some(pulse) = beating.upgrade() {
                pulse.feel(Instant::now());
                drop(pulse);
                tokio::time::sleep(BEAT).await;
            }
        });
        pulse
    }

    fn feel(&self, now: Instant) {
        let away = now.saturating_duration_since(self.beat.get());
        if away >= STANDSTILL {
            self.standstill.set(Some((now, away)));
        }
        if away >= BEAT {
            self.beat.set(now);
        }
    }

    /// How long this process stood still, when that was over less than [`SILENCE`] ago: what others make of it is seen until then.
    pub(super) fn stood_still(&self, now: Instant) -> Option<Duration> {
        self.feel(now);
        let recent = |(over, _): &(Instant, Duration)| now.saturating_duration_since(*over) < SILENCE;
        self.standstill.get().filter(recent).map(|(_, away)| away)
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

    #[test]
    fn a_standstill_is_known_until_the_others_have_reacted() {
        let pulse = OwnPulse::new();
        let begin = pulse.beat.get();
        let after = |seconds| begin + Duration::from_secs(seconds);
        for (at, known) in [
            (1, None),
            (2, None),
            (4, None),
            (11, Some(7)),
            (12, Some(7)),
            (14, Some(7)),
            (15, Some(7)),
            (16, None),
        ] {
            assert_eq!(pulse.stood_still(after(at)), known.map(Duration::from_secs), "{at}");
        }
    }

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
