//! What is seen of a run beside its progress: the slowest step, and the letter as far as it can be told.

use std::time::Instant;

use crate::app::measured::Role;
use crate::grade::{SlowestStep, SoFar, slowest};
use crate::metric::{RunPhase, Summary};
use crate::run::Tick;
use crate::words::{Lang, Message, Value};

/// Grading takes at most this part of the time: the next is due after so many times what the last one took.
const PART: u32 = 50;
/// Seconds at full load beyond which a run is graded at its end only: the cost grows with their square.
const LONGEST: usize = 3_600;

/// The slowest step and the letter, as they were when they were last looked at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SeenSoFar {
    /// The step that the verdict would name; `None` before one has enough pages.
    pub(super) slowest: Option<SlowestStep>,
    pub(super) letter: LetterSeen,
}

/// The letter while the run goes on.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum LetterSeen {
    /// What can be told.
    SoFar(SoFar),
    /// The run is one that is never judged.
    NotJudged,
    /// The run is too long to be graded while it goes on.
    AtTheEnd,
}

impl SeenSoFar {
    /// The slowest step in words; `–` before there is one.
    pub(super) fn slowest_words(&self, lang: Lang) -> String {
        self.slowest.as_ref().map_or_else(
            || "–".to_owned(),
            |slowest| {
                let told = Message::new("live-slowest").with("step", slowest.step.as_str());
                told.with("p95", Value::Millis(slowest.p95_ms)).say(lang)
            },
        )
    }
}

impl LetterSeen {
    /// The letter alone; `–` without one.
    pub(super) fn mark(&self) -> String {
        match self {
            Self::SoFar(SoFar::Graded { letter, .. }) => letter.to_string(),
            _ => "–".to_owned(),
        }
    }

    /// The letter with what must be known of it, or why there is none.
    pub(super) fn words(&self) -> Message {
        match self {
            Self::SoFar(SoFar::TooEarly) => Message::new("so-far-early"),
            Self::SoFar(SoFar::Inconclusive(reason)) => {
                Message::new("headline-inconclusive").with("reason", reason.clone())
            }
            Self::SoFar(SoFar::Graded { letter, at_best, visits }) => {
                let told = Message::new("so-far").with("letter", letter.to_string());
                if *at_best {
                    Message::new("headline-as-far").with("headline", told).with("visits", *visits)
                } else {
                    told
                }
            }
            Self::NotJudged => Message::new("so-far-not-judged"),
            Self::AtTheEnd => Message::new("so-far-at-the-end"),
        }
    }
}

/// Looks at a run as often as that costs little.
#[derive(Debug)]
pub(super) struct Glance {
    seen: SeenSoFar,
    due: Option<Instant>,
    is_judged: bool,
}

impl Glance {
    pub(super) const fn new() -> Self {
        let letter = LetterSeen::SoFar(SoFar::TooEarly);
        Self { seen: SeenSoFar { slowest: None, letter }, due: None, is_judged: true }
    }

    /// The next run has this role.
    pub(super) fn expect(&mut self, role: Role) {
        *self = Self { is_judged: !matches!(role, Role::Beside(_)), ..Self::new() };
    }

    /// What is seen at the end of a second.
    pub(super) fn at(&mut self, tick: &Tick<'_>) -> &SeenSoFar {
        let begin = Instant::now();
        if self.due.is_none_or(|due| due <= begin) {
            let letter = if !self.is_judged {
                LetterSeen::NotJudged
            } else if held_seconds(tick.summary) > LONGEST {
                LetterSeen::AtTheEnd
            } else {
                LetterSeen::SoFar(SoFar::of(tick.summary, tick.health))
            };
            self.seen = SeenSoFar { slowest: slowest(tick.summary), letter };
            self.due = begin.checked_add(begin.elapsed().saturating_mul(PART));
        }
        &self.seen
    }
}

fn held_seconds(summary: &Summary) -> usize {
    summary.timeline.iter().filter(|point| point.phase == RunPhase::Hold).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::Letter;

    #[test]
    fn a_letter_never_stands_without_what_must_be_known_of_it() {
        let graded = |at_best| SoFar::Graded { letter: Letter::B, at_best, visits: 120 };
        let reason = Message::new("no-grade-generator").with("reason", Message::new("generator-healthy"));
        for (letter, mark, english, french) in [
            (LetterSeen::SoFar(SoFar::TooEarly), "–", "too early to tell", "trop tôt pour le dire"),
            (
                LetterSeen::SoFar(SoFar::Inconclusive(reason)),
                "–",
                "inconclusive: the load generator was the bottleneck: healthy: it was in time",
                "non concluant : le générateur de charge était le goulot d’étranglement : en bon état : il était à l’heure",
            ),
            (LetterSeen::SoFar(graded(false)), "B", "B so far", "B pour l’instant"),
            (
                LetterSeen::SoFar(graded(true)),
                "B",
                "B so far, as far as 120 visits can tell",
                "B pour l’instant, pour autant que 120 visites permettent d’en juger",
            ),
            (LetterSeen::NotJudged, "–", "these visits are not judged", "ces visites ne sont pas notées"),
            (
                LetterSeen::AtTheEnd,
                "–",
                "told at the end: so long a run is not graded while it goes on",
                "donnée à la fin : un test aussi long n’est pas noté en cours de route",
            ),
        ] {
            let said = Lang::ALL.map(|lang| letter.words().say(lang).replace('\u{202F}', " "));
            assert_eq!((letter.mark().as_str(), said), (mark, [english.to_owned(), french.to_owned()]));
        }
    }
}
