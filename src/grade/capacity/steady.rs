//! Whether a load has been held long enough, and whether a queue grew meanwhile.
//!
//! The hold is looked at second by second, by the graded p95 of `response_time`. A stretch of seconds counts with their median,
//! so that a single hiccup decides nothing.

use crate::metric::Micros;

/// Two stretches are alike when their p95 differ by no more than this share of the greater …
const ALIKE: f64 = 0.10;
/// … or by no more than this; below it, timers and the machine's own noise differ.
const ALIKE_AT_LEAST: Micros = 10_000;
/// A p95 that grew by this share over the hold …
const RISE: f64 = 0.25;
/// … and by at least this much was rising.
const RISE_AT_LEAST: Micros = 20_000;
/// The fewest seconds in a stretch with a meaningful median.
const LEAST_SECONDS: usize = 3;
/// In a hold whose stretches are shorter, the p95 was rising when it grew by this share over the hold …
const STEEP_RISE: f64 = 1.0;
/// … and by at least this much: single seconds differ by chance.
const STEEP_RISE_AT_LEAST: Micros = 100_000;

/// The seconds of a hold.
#[derive(Debug, Clone, Default)]
pub struct Course {
    p95: Vec<Micros>,
}

impl Course {
    /// Adds a second; `None` when no request ended in it.
    pub(super) fn add(&mut self, p95: Option<Micros>) {
        self.p95.extend(p95);
    }

    /// Whether its stretches are long enough for what they have in the middle to mean something.
    fn is_long(&self) -> bool {
        self.p95.len() / 3 >= LEAST_SECONDS
    }

    /// Medians of the first, the middle and the last third.
    fn thirds(&self) -> Option<[Micros; 3]> {
        let third = self.p95.len() / 3;
        (third > 0).then(|| {
            let last = self.p95.len() - third;
            [median(&self.p95[..third]), median(&self.p95[third..last]), median(&self.p95[last..])]
        })
    }

    /// Whether the percentiles have become steady: the last third of the hold is like the middle one, within 10 % or 10 ms, and
    /// does not only creep upwards.
    #[must_use]
    pub fn is_steady(&self) -> bool {
        let alike = |one: Micros, other: Micros| {
            let allowed = ((one.max(other) as f64 * ALIKE) as Micros).max(ALIKE_AT_LEAST);
            one.abs_diff(other) <= allowed
        };
        self.is_long()
            && self.rise().is_none()
            && self.thirds().is_some_and(|[_, middle, last]| alike(middle, last))
    }

    /// The p95 of the first and the last third, in microseconds, when it rose from third to third, by at least a quarter and 20
    /// ms in all; over less than nine seconds, by at least as much again and 100 ms. At a load that the shop keeps up with, the p95
    /// ends where it began.
    #[must_use]
    pub fn rise(&self) -> Option<(Micros, Micros)> {
        let [first, middle, last] = self.thirds()?;
        let grown = last.saturating_sub(first);
        let (share, least) =
            if self.is_long() { (RISE, RISE_AT_LEAST) } else { (STEEP_RISE, STEEP_RISE_AT_LEAST) };
        let enough = grown >= least && grown as f64 >= first as f64 * share;
        // Each half must have its part: one slow moment early or late is not a rise.
        let throughout = middle >= first + grown / 4 && last >= middle + grown / 4;
        (enough && throughout).then_some((first, last))
    }
}

fn median(seconds: &[Micros]) -> Micros {
    let mut sorted = seconds.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(millis: impl IntoIterator<Item = u64>) -> Course {
        let mut course = Course::default();
        millis.into_iter().for_each(|millis| course.add(Some(millis * 1_000)));
        course
    }

    #[test]
    fn a_flat_course_is_steady_whatever_one_second_does() {
        assert!(!course([100; 8]).is_steady(), "too few seconds");
        assert!(course([100; 9]).is_steady());
        assert!(course([100, 103, 97, 100, 900, 100, 99, 100, 101]).is_steady());
        assert!(course([5, 5, 5, 9, 8, 9, 5, 14, 5]).is_steady(), "a few milliseconds are noise");
        assert!(course([900, 800, 700, 100, 101, 100, 99, 100, 101]).is_steady(), "the beginning was cold");
        assert!(!course([100, 100, 100, 100, 100, 100, 150, 150, 150]).is_steady());
    }

    #[test]
    fn work_that_piles_up_is_seen() {
        let rising = course((0..12).map(|second| 50 + second * 40));
        assert_eq!(rising.rise(), Some((130_000, 450_000)));
        assert!(!rising.is_steady());
        assert_eq!(course([100; 12]).rise(), None);
        assert_eq!(course((0..12).map(|second| 500 - second * 40)).rise(), None, "it falls");
        assert_eq!(
            course([100, 100, 100, 100, 100, 100, 100, 100, 100, 400, 400, 400]).rise(),
            None,
            "one jump"
        );
        assert_eq!(course((0..12).map(|second| 5 + second)).rise(), None, "a few milliseconds are noise");
    }

    #[test]
    fn a_short_hold_shows_a_steep_rise_only() {
        assert_eq!(course([348, 500, 700, 900, 1_100, 1_290]).rise(), Some((500_000, 1_290_000)));
        assert_eq!(course([50, 200, 350]).rise(), Some((50_000, 350_000)));
        assert_eq!(course([350, 400, 450, 500, 550, 600]).rise(), None, "it may be chance");
        assert_eq!(course([5, 9, 14, 30, 50, 70]).rise(), None, "a few milliseconds are noise");
        assert_eq!(course([50, 60, 50, 60, 50, 400]).rise(), None, "one second");
        assert_eq!(course([50, 400]).rise(), None);
    }

    #[test]
    fn seconds_without_requests_are_no_seconds() {
        let mut course = course([100; 8]);
        course.add(None);
        assert!(!course.is_steady());
    }
}
