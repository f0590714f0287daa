//! Why runs cannot be merged.

use super::super::super::RecordError;
use super::super::LogError;
use crate::words::Message;

/// Why runs cannot be merged.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum MergeError {
    /// Fewer than two runs.
    TooFew,
    /// A log cannot be read.
    Log {
        /// The place of the log.
        place: String,
        /// Why.
        source: LogError,
    },
    /// A log does not state the plan of its run.
    NoPlan {
        /// The place of the log.
        place: String,
    },
    /// A command measured in several runs, of which only one is judged.
    Several {
        /// The place of the log.
        place: String,
    },
    /// A run is given twice.
    Twice {
        /// The identifier of the run.
        run: String,
        /// The place where it was first.
        first: String,
        /// The other place.
        again: String,
    },
    /// The runs are of different plans.
    Different(Vec<PlanDifference>),
    /// The record cannot be made.
    Record(#[from] RecordError),
}

/// A difference between the plans of two runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanDifference(Message);

impl PlanDifference {
    pub(super) const fn new(message: Message) -> Self {
        Self(message)
    }
}

impl From<&MergeError> for Message {
    fn from(error: &MergeError) -> Self {
        match error {
            MergeError::TooFew => Message::new("error-merge-too-few"),
            MergeError::Log { place, source } => {
                Message::new("error-at").exact("place", place).with("why", Message::from(source))
            }
            MergeError::NoPlan { place } => Message::new("error-merge-no-plan").exact("place", place),
            MergeError::Several { place } => Message::new("error-merge-several").exact("place", place),
            MergeError::Twice { run, first, again } => Message::new("error-merge-twice")
                .exact("run", run)
                .exact("first", first)
                .exact("again", again),
            MergeError::Different(differences) => {
                let named = differences.iter().map(|difference| difference.0.clone());
                Message::lines(named.chain([Message::new("error-merge-different")]).collect())
            }
            MergeError::Record(error) => Message::from(error),
        }
    }
}
