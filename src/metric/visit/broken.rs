//! What broke visits: the first thing that went wrong in each, with a sample of what the shop sent.

use serde::{Deserialize, Serialize};

use super::super::{CheckId, Outcome, StepId};
use super::{Part, VisitKey};

/// More kinds than this are counted together with the last one: a shop that fails in more ways fails in all.
const MOST_KINDS: usize = 64;

/// Why a visit failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The request ended like this.
    Outcome(Outcome),
    /// The answer had this status, which the step does not expect.
    Status(u16),
    /// This check failed on a page that came.
    Check(CheckId),
    /// This value, which later steps need, was not in the answer: its place in [`Layout::extracts`](super::super::Layout).
    Extract(u16),
}

/// A sample of what the shop sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Specimen {
    /// Path and query of the address that answered.
    pub path: String,
    /// The status; 0 without an answer.
    pub status: u16,
    /// Name and value of each header but those that carry a visitor's secrets.
    pub headers: Vec<(String, String)>,
    /// The first 300 bytes of the body, as text; without an answer why there is none.
    pub body: String,
}

/// Visits that failed for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokenVisit {
    /// Their journey's place in the plan.
    pub journey: usize,
    /// The step that was the first to go wrong.
    pub step: StepId,
    /// What went wrong.
    pub cause: Cause,
    /// How many of them were judged.
    pub judged: u64,
    /// How many were not.
    pub others: u64,
    /// A sample of what came; kept for the first few kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub specimen: Option<Box<Specimen>>,
}

impl BrokenVisit {
    /// How many there are of both parts.
    #[must_use]
    pub const fn visits(&self) -> u64 {
        self.judged + self.others
    }
}

/// Broken visits by journey, step and cause.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Broken(Vec<BrokenVisit>);

impl Broken {
    /// Counts a visit.
    pub(crate) fn add(&mut self, key: VisitKey, step: StepId, cause: Cause, specimen: Option<Box<Specimen>>) {
        let (judged, others) = match key.part {
            Part::FullLoad => (1, 0),
            Part::Rest => (0, 1),
        };
        self.insert(BrokenVisit { journey: key.journey, step, cause, judged, others, specimen });
    }

    fn insert(&mut self, broken: BrokenVisit) {
        let is_full = self.0.len() >= MOST_KINDS;
        let alike = |known: &BrokenVisit| {
            (known.journey, known.step, known.cause) == (broken.journey, broken.step, broken.cause)
        };
        let place = self.0.iter().position(alike).or_else(|| is_full.then_some(MOST_KINDS - 1));
        match place.and_then(|place| self.0.get_mut(place)) {
            Some(known) => {
                known.judged = known.judged.saturating_add(broken.judged);
                known.others = known.others.saturating_add(broken.others);
                known.specimen = known.specimen.take().or(broken.specimen);
            }
            None => self.0.push(broken),
        }
    }

    /// Adds another list.
    pub(in super::super) fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|broken| self.insert(broken.clone()));
    }

    pub(in super::super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The same visits of a load that is not judged.
    #[must_use]
    pub fn unjudged(&self) -> Self {
        let mut all = self.clone();
        for broken in &mut all.0 {
            broken.others = broken.visits();
            broken.judged = 0;
        }
        all
    }

    /// All of them, in the order in which they were first met.
    #[must_use]
    pub fn all(&self) -> &[BrokenVisit] {
        &self.0
    }

    /// Whether no visit broke.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
