//! Problems of a plan, all of them at once, so that a file is corrected in one go.

use std::fmt;

use crate::units::line::visible;
use crate::words::Message;

/// One problem and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The place in the scenario or on the command line, such as `load.stages`.
    pub place: String,
    /// The problem, and a correct alternative.
    pub what: Message,
}

impl From<&Problem> for Message {
    fn from(Problem { place, what }: &Problem) -> Self {
        Message::new("error-problem").with("place", Message::heard(place)).with("why", what.clone())
    }
}

/// The English sentence.
impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Message::from(self).fmt(formatter)
    }
}

/// Why a plan cannot be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub struct PlanError {
    /// All problems that were found.
    pub problems: Vec<Problem>,
}

/// A line for each problem.
impl From<&PlanError> for Message {
    fn from(error: &PlanError) -> Self {
        Message::lines(error.problems.iter().map(Message::from).collect())
    }
}

/// Collects problems while a plan is made.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    /// Adds a problem as one line of visible text: names in it may be a stranger's.
    pub(crate) fn add(&mut self, place: impl Into<String>, what: Message) {
        self.found.push(Problem { place: visible(&place.into()), what: what.map_texts(&visible) });
    }

    /// Takes over the problems of the place `from` as problems of the place `to`.
    pub(crate) fn adopt(&mut self, found: Self, from: &str, to: &str) {
        for Problem { place, what } in found.found {
            let place = place.strip_prefix(from).map_or_else(|| place.clone(), |rest| format!("{to}{rest}"));
            self.add(place, what);
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) fn into_result(self) -> Result<(), PlanError> {
        if self.is_empty() { Ok(()) } else { Err(PlanError { problems: self.found }) }
    }
}
