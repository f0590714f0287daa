//! What is wrong with a plan: all of it at once, so that a file is corrected in one go.

use std::fmt;

use crate::units::line::visible;

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The place in the scenario or on the command line, such as `load.stages`.
    pub place: String,
    /// What is wrong and what would be right.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.what)
    }
}

/// A plan that cannot be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
pub struct PlanError {
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
}

impl fmt::Display for PlanError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, problem) in self.problems.iter().enumerate() {
            if position > 0 {
                formatter.write_str("\n")?;
            }
            problem.fmt(formatter)?;
        }
        Ok(())
    }
}

/// Collects problems while a plan is made.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    /// Adds a problem, as one line each: names in it may be a stranger's.
    pub(crate) fn add(&mut self, place: impl Into<String>, what: impl fmt::Display) {
        self.found.push(Problem { place: visible(&place.into()), what: visible(&what.to_string()) });
    }

    /// Takes over what was found under the place `from`, as problems of the place `to`.
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
