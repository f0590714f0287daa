//! The letters that a truth may get: the bands, and how far a measurement may be off.
//!
//! The journal has the same visits as the run, so what is counted differs by little: a visit at the edge of the time that
//! is judged, a hop over the loopback. What is measured of few values is uncertain by nature, so a letter may also be
//! that of the p95's lower bound.

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

/// A share may be wrong by this part of itself.
const SHARE_TOLERANCE: f64 = 0.15;
/// A time may be wrong by this part of itself …
const TIME_TOLERANCE: f64 = 0.10;
/// … and by what a busy machine adds.
const OVERHEAD: Duration = Duration::from_millis(100);

/// A school grade, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Letter {
    A,
    B,
    C,
    D,
    F,
}

impl Letter {
    const ALL: [Letter; 5] = [Letter::A, Letter::B, Letter::C, Letter::D, Letter::F];

    /// The letter of a run's record.
    pub(super) fn parse(text: &str) -> Option<Letter> {
        Letter::ALL.into_iter().find(|letter| letter.to_string() == text)
    }

    /// The code that a run with this letter ends with.
    pub(super) fn exit_code(self) -> i32 {
        if self <= Letter::B { 0 } else { 99 }
    }

    fn of_time(time: Duration) -> Letter {
        band(time.as_secs_f64(), [1.0, 2.0, 3.0, 5.0])
    }

    fn of_share(share: f64) -> Letter {
        band(share, [0.001, 0.01, 0.05, 0.10])
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

fn band(value: f64, starts: [f64; 4]) -> Letter {
    Letter::ALL[starts.iter().filter(|start| value >= **start).count()]
}

/// The letters for a p95 that is at least `least` and at most `most`.
pub(super) fn of_time(least: Duration, most: Duration) -> RangeInclusive<Letter> {
    let least = least.mul_f64(1.0 - TIME_TOLERANCE);
    let most = most.mul_f64(1.0 + TIME_TOLERANCE) + OVERHEAD;
    Letter::of_time(least)..=Letter::of_time(most)
}

/// The letters for `failed` of `all` visits. None is a promise only when there were enough to see one in a thousand.
pub(super) fn of_failures(failed: usize, all: usize) -> RangeInclusive<Letter> {
    let share = failed as f64 / all.max(1) as f64;
    let one = if failed == 0 { 0.0 } else { 1.0 / all.max(1) as f64 };
    let most = share * (1.0 + SHARE_TOLERANCE) + one;
    Letter::of_share((share * (1.0 - SHARE_TOLERANCE) - one).max(0.0))..=Letter::of_share(most)
}

/// The letters of the worse of two parts.
pub(super) fn worst(one: &RangeInclusive<Letter>, other: &RangeInclusive<Letter>) -> RangeInclusive<Letter> {
    *one.start().max(other.start())..=*one.end().max(other.end())
}
