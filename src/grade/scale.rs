//! Letters and scores.
//!
//! | letter | score | p95 of what shoppers wait | share of visits that fail |
//! | --- | --- | --- | --- |
//! | A | 90 to 100 | below 1 s | below 0.1 % |
//! | B | 80 to 89 | below 2 s | below 1 % |
//! | C | 70 to 79 | below 3 s | below 5 % |
//! | D | 60 to 69 | below 5 s | below 10 % |
//! | F | 0 to 59 | from 5 s, 0 at 11 s | from 10 %, 0 at 22 % |
//!
//! Promotion: the bands of failures, for the share of visits in which it was wrong. Linear inside each band, then clamped to it.
//! The letter and score of a run are those of its worst part: nothing is averaged away.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::metric::HOLDS_BELOW;
use crate::words::Message;

/// A school grade. A better letter is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Letter {
    /// The shop is not ready.
    F,
    /// The shop is poor.
    D,
    /// The shop is acceptable.
    C,
    /// The shop is good.
    B,
    /// The shop is excellent.
    A,
}

impl Letter {
    /// All letters, the best first.
    pub const ALL: [Self; 5] = [Self::A, Self::B, Self::C, Self::D, Self::F];

    /// The meaning of the letter for a reader who skips the numbers.
    #[must_use]
    pub const fn meaning(self) -> Message {
        match self {
            Self::A => Message::new("meaning-a"),
            Self::B => Message::new("meaning-b"),
            Self::C => Message::new("meaning-c"),
            Self::D => Message::new("meaning-d"),
            Self::F => Message::new("meaning-f"),
        }
    }

    /// The lowest and the highest score of the letter's band.
    const fn band(self) -> (f64, f64) {
        match self {
            Self::A => (90.0, 100.0),
            Self::B => (80.0, 89.0),
            Self::C => (70.0, 79.0),
            Self::D => (60.0, 69.0),
            Self::F => (0.0, 59.0),
        }
    }

    /// The score at the better end of the band before clamping.
    const fn start(self) -> f64 {
        match self {
            Self::A => 100.0,
            Self::B => 90.0,
            Self::C => 80.0,
            Self::D => 70.0,
            Self::F => 60.0,
        }
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, formatter)
    }
}

/// Points from 0 to 100. Shown without decimals, rounded down, so that a B never reads 90.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Score(f64);

impl Score {
    /// The points, 0 to 100.
    #[must_use]
    pub const fn points(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Score {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.0}", self.0.floor())
    }
}

/// The grade of one of the three parts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Component {
    /// The letter of the band.
    pub letter: Letter,
    /// The score within the band.
    pub score: Score,
}

/// A letter, the value at which its band begins, and the distance over which its score falls by ten points.
type Band = (Letter, f64, f64);

/// The bands of waiting times, in milliseconds.
const RESPONSE_TIME: [Band; 5] = [
    (Letter::A, 0.0, 1_000.0),
    (Letter::B, 1_000.0, 1_000.0),
    (Letter::C, HOLDS_BELOW as f64 / 1e3, 1_000.0),
    (Letter::D, 3_000.0, 2_000.0),
    (Letter::F, 5_000.0, 1_000.0),
];

/// The bands of failures, as shares from 0 to 1.
const FAILURES: [Band; 5] = [
    (Letter::A, 0.0, 0.001),
    (Letter::B, 0.001, 0.009),
    (Letter::C, 0.01, 0.04),
    (Letter::D, 0.05, 0.05),
    (Letter::F, 0.1, 0.02),
];

impl Component {
    /// Grades a p95 of `response_time`.
    #[must_use]
    pub(super) fn of_response_time(p95: Duration) -> Self {
        Self::within(&RESPONSE_TIME, p95.as_secs_f64() * 1e3)
    }

    /// Grades a share of visits, from 0 to 1, that failed or in which the promotion was wrong.
    #[must_use]
    pub(super) fn of_failures(share: f64) -> Self {
        Self::within(&FAILURES, share)
    }

    fn within(bands: &[Band], value: f64) -> Self {
        let (letter, from, span) = bands
            .iter()
            .rev()
            .find(|(_, from, _)| value >= *from)
            .copied()
            .unwrap_or((Letter::A, 0.0, f64::INFINITY));
        let (lowest, highest) = letter.band();
        let score = (letter.start() - (value - from) / span * 10.0).clamp(lowest, highest);
        Self { letter, score: Score(score) }
    }
}

/// The grade of a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Grade {
    /// The letter of the whole run.
    pub letter: Letter,
    /// The score of the whole run.
    pub score: Score,
    /// The grade of the waiting times; `None` when no page came.
    pub response_time: Option<Component>,
    /// The grade of the failures; `None` when no visit ended.
    pub failures: Option<Component>,
    /// The grade of the promotion; `None` when it could not be looked at.
    #[serde(default)]
    pub promotion: Option<Component>,
    /// Whether the visits are too few for the letter, so that more of them might bring a worse one.
    #[serde(default)]
    pub at_best: bool,
}

impl Grade {
    /// Takes the worst of the three parts.
    #[must_use]
    pub(super) fn of(
        response_time: Option<Component>,
        failures: Option<Component>,
        promotion: Option<Component>,
    ) -> Self {
        let parts = [response_time, failures, promotion].into_iter().flatten();
        let worst = parts.reduce(|worst, part| if part.score < worst.score { part } else { worst });
        let worst = worst.unwrap_or(Component { letter: Letter::F, score: Score(0.0) });
        Self { letter: worst.letter, score: worst.score, response_time, failures, promotion, at_best: false }
    }

    /// Limits the grade to this letter.
    #[must_use]
    pub(super) fn no_better_than(self, letter: Letter) -> Self {
        let (_, highest) = letter.band();
        let letter = self.letter.min(letter);
        let at_best = self.at_best && letter > Letter::F;
        Self { letter, score: Score(self.score.0.min(highest)), at_best, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grade(p95_ms: f64, rate: f64) -> Grade {
        let time = Component::of_response_time(Duration::from_secs_f64(p95_ms / 1e3));
        Grade::of(Some(time), Some(Component::of_failures(rate)), None)
    }

    /// The original's evaluated table, with the worst part as the whole.
    #[test]
    fn known_grades() {
        for (p95, rate, time, failures, overall) in [
            (500.0, 0.0, "A 95", "A 100", "A 95"),
            (1_000.0, 0.0, "B 89", "A 100", "B 89"),
            (3_000.0, 0.0, "D 69", "A 100", "D 69"),
            (5_000.0, 0.0, "F 59", "A 100", "F 59"),
            (7_000.0, 0.0, "F 40", "A 100", "F 40"),
            (100.0, 0.08, "A 99", "D 64", "D 64"),
            (100.0, 0.10, "A 99", "F 59", "F 59"),
            (100.0, 0.22, "A 99", "F 0", "F 0"),
            (1_310.0, 0.003, "B 86", "B 87", "B 86"),
            (60_000.0, 1.0, "F 0", "F 0", "F 0"),
        ] {
            let graded = grade(p95, rate);
            let show = |letter: Letter, score: Score| format!("{letter} {score}");
            let part = |part: Option<Component>| part.map(|part| show(part.letter, part.score)).unwrap();
            assert_eq!(
                (part(graded.response_time), part(graded.failures), show(graded.letter, graded.score)),
                (time.into(), failures.into(), overall.into()),
                "{p95} ms, {rate}"
            );
        }
    }

    #[test]
    fn bands_begin_where_the_table_says() {
        for (letter, p95, rate) in [
            (Letter::A, 999.0, 0.000_9),
            (Letter::B, 1_000.0, 0.001),
            (Letter::B, 1_999.0, 0.009_9),
            (Letter::C, 2_000.0, 0.01),
            (Letter::D, 4_999.0, 0.099),
            (Letter::F, 5_000.0, 0.10),
        ] {
            assert_eq!(grade(p95, 0.0).letter, letter, "{p95} ms");
            assert_eq!(grade(0.0, rate).letter, letter, "{rate}");
        }
    }

    proptest! {
        #[test]
        fn worse_numbers_never_grade_better(
            p95 in 0.0..12_000.0, more in 0.0..3_000.0, rate in 0.0..0.3, worse in 0.0..0.1, wrong in 0.0..0.3,
        ) {
            let better = grade(p95, rate);
            let promised = Grade { promotion: Some(Component::of_failures(wrong)), ..better };
            let promised = Grade::of(promised.response_time, promised.failures, promised.promotion);
            for worse in [grade(p95 + more, rate), grade(p95, rate + worse), promised, better.no_better_than(Letter::C)] {
                prop_assert!(worse.letter <= better.letter);
                prop_assert!(worse.score <= better.score);
                let (low, high) = worse.letter.band();
                prop_assert!((low..=high).contains(&worse.score.0));
            }
        }
    }
}
