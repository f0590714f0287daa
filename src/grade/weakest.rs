//! The run that did worst by itself, of several one after the other: a load that did not hold in one of them does not hold.

use super::scale::{Grade, Letter};
use crate::metric::Ending;
use crate::words::Message;

/// A run of several one after the other, as it was judged by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct WeakestRun {
    /// The run's identifier.
    pub run: String,
    /// The run's letter; `None` when it has none.
    pub letter: Option<Letter>,
    /// The run's headline, or why it has no letter.
    pub why: Message,
}

impl WeakestRun {
    /// The weakest of these runs; one without a letter is weaker than all others. `None` without a run.
    #[must_use]
    pub fn of(runs: impl IntoIterator<Item = Self>) -> Option<Self> {
        runs.into_iter().min_by_key(|run| run.letter)
    }

    /// Why all runs together have no letter: this one has none. What the shop did to another run stays said.
    pub(super) fn inconclusive(&self, ending: &Ending) -> Option<Message> {
        let is_said = matches!(ending, Ending::Aborted { .. } | Ending::Silent { .. });
        let told = Message::new("no-grade-one-run").exact("run", &self.run);
        (self.letter.is_none() && !is_said).then(|| told.with("reason", self.why.clone()))
    }

    /// The grade of all runs together, no better than this run's, with the reason when this run decides.
    pub(super) fn limit(&self, grade: Grade) -> (Grade, Option<Message>) {
        let Some(letter) = self.letter.filter(|letter| *letter < grade.letter) else {
            return (grade, None);
        };
        let reason = Message::new("reason-weakest-run").exact("run", &self.run);
        (grade.no_better_than(letter), Some(reason.with("headline", self.why.clone())))
    }
}
