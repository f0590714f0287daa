//! Compares the measured load with the expected shoppers. Nothing is said about a load that was not tried.

use super::{Finding, FindingKind};
use crate::words::{Message, Value};

/// The least room that is comfortable: the first minutes after a mailing bring more shoppers than its average.
const MARGIN: f64 = 0.3;

/// The expected shoppers beside the tested ones.
#[derive(Debug, Clone, Copy)]
pub(in crate::grade) struct Expectation {
    /// The expected number of shoppers at once.
    pub(in crate::grade) expected: u64,
    /// The most shoppers that were tested; `None` for a rate of visits, or without a load.
    pub(in crate::grade) tested: Option<u64>,
    /// The most shoppers that were held, in the run or as the measured capacity.
    pub(in crate::grade) held: Option<u64>,
}

impl Expectation {
    /// Says the comparison in a line of the report.
    pub(in crate::grade) fn words(&self) -> Message {
        let told = match (self.held, self.tested) {
            _ if self.tested.is_none() => Message::new("expected-not-comparable"),
            (Some(held), _) if held >= self.expected => {
                Message::new("expected-held").with("share", Value::Share(self.room(held)))
            }
            _ => Message::new("expected-not-shown"),
        };
        told.with("expected", self.expected)
    }

    /// The room beyond the expected shoppers, as a share of them.
    fn room(&self, held: u64) -> f64 {
        held.saturating_sub(self.expected) as f64 / self.expected.max(1) as f64
    }

    /// A finding about little or no room; `None` when there is enough room, or nothing to compare.
    pub(in crate::grade) fn finding(&self) -> Option<Finding> {
        let tested = self.tested?;
        let (what, evidence, remedy) = match self.held {
            Some(held) if held >= self.expected => {
                let room = self.room(held);
                if room >= MARGIN {
                    return None;
                }
                let evidence = Message::new("margin-small-evidence").with("share", Value::Share(room));
                let remedy = Message::new("remedy-margin-small");
                (Message::new("margin-small").with("held", held), evidence, remedy)
            }
            Some(held) => {
                let evidence = Message::new("margin-untested").with("tested", tested);
                (Message::new("margin-not-shown").with("held", held), evidence, Message::new("remedy-margin"))
            }
            None if tested <= self.expected => {
                let evidence = Message::new("margin-below-evidence").with("tested", tested);
                (Message::new("margin-below"), evidence, Message::new("remedy-margin-below"))
            }
            None => {
                let evidence = Message::new("margin-above-evidence").with("tested", tested);
                (Message::new("margin-above"), evidence, Message::new("remedy-margin"))
            }
        };
        let told = |message: Message| message.with("expected", self.expected);
        Some(Finding::new(FindingKind::CapacityMargin, told(what), told(evidence), told(remedy)))
    }

    /// Whether the expected shoppers are shown to be held.
    pub(in crate::grade) fn is_met(&self) -> bool {
        self.held.is_some_and(|held| held >= self.expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn nothing_is_said_of_a_load_that_was_not_tried() {
        for (held, tested, what, line) in [
            (
                Some(200),
                Some(200),
                Some("holds 200 shoppers, you expect 500: not shown to hold"),
                "500 expected: not shown to hold",
            ),
            (
                Some(550),
                Some(550),
                Some("holds 550 shoppers, you expect 500: little margin"),
                "500 expected: held, with a margin of 10 %",
            ),
            (Some(650), Some(650), None, "500 expected: held, with a margin of 30 %"),
            (
                None,
                Some(200),
                Some("you expect 500 shoppers, and fewer were not held"),
                "500 expected: not shown to hold",
            ),
            (
                None,
                Some(800),
                Some("you expect 500 shoppers: not shown to hold"),
                "500 expected: not shown to hold",
            ),
            (None, None, None, "500 expected: the load of this run does not tell"),
        ] {
            let expectation = Expectation { expected: 500, tested, held };
            let finding = expectation.finding();
            assert_eq!(finding.as_ref().map(|finding| finding.what.say(Lang::En)).as_deref(), what);
            assert_eq!(expectation.words().say(Lang::En), line);
        }
        let untested = Expectation { expected: 500, tested: Some(200), held: Some(200) }.finding().unwrap();
        assert_eq!(untested.evidence.say(Lang::En), "nothing was tried above 200 shoppers");
        assert!(untested.remedy.say(Lang::En).contains("--vus 500"));
    }
}
