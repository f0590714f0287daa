//! Causes of broken visits: the first failure of each, with a sample of the shop's answer.

use serde::{Deserialize, Serialize};

use super::super::{CheckId, Outcome, StepId, TraceId};
use super::{LoadPart, VisitKey};

/// The most kinds that are counted apart; further ones join the last, because a shop that fails in more ways fails in all.
const MOST_KINDS: usize = 64;

/// The cause of a failed visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The request ended with this outcome.
    Outcome(Outcome),
    /// The answer had this status, which the step does not expect.
    Status(u16),
    /// This check failed on a page that came.
    Check(CheckId),
    /// The answer lacked this value, which later steps need: its index in [`Layout::extracts`](super::super::Layout).
    Extract(u16),
}

/// A sample of the shop's answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Specimen {
    /// Path and query of the address that answered.
    pub path: String,
    /// The status; 0 without an answer.
    pub status: u16,
    /// Name and value of each header, except those that carry a visitor's secrets.
    pub headers: Vec<(String, String)>,
    /// The first 300 bytes of the body, as text; without an answer the reason for its absence.
    pub body: String,
    /// The trace of its visit in the shop's own tracing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<TraceId>,
}

impl Specimen {
    /// The shop's own reason in the JSON of a cart that it refuses: the first of its `errors`, or its `message`.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        let body = self.body.trim_start();
        if !body.starts_with('{') {
            return None;
        }
        ["\"errors\"", "\"message\""].into_iter().find_map(|member| {
            let start = body.find(member)? + member.len();
            // The errors may be one text, a list, or a list with keys, which PHP writes as an object.
            let value = body[start..].trim_start().strip_prefix(':')?.trim_start();
            let value = value.strip_prefix('[').unwrap_or(value).trim_start();
            let keyed = value.strip_prefix('{').map(str::trim_start);
            let value = match keyed.filter(|keyed| keyed.starts_with('"')) {
                Some(keyed) => keyed.split_once(':')?.1.trim_start(),
                None => value,
            };
            // A sample may be cut off in the middle, but the text itself must be complete.
            let mut texts = serde_json::Deserializer::from_str(value).into_iter::<String>();
            texts.next()?.ok().filter(|text| !text.trim().is_empty())
        })
    }
}

/// The visits that failed for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokenVisit {
    /// The journey's index in the plan.
    pub journey: usize,
    /// The first step that failed.
    pub step: StepId,
    /// The cause of the failure.
    pub cause: Cause,
    /// The number of judged visits among them.
    pub judged: u64,
    /// The number of visits among them that are not judged.
    pub others: u64,
    /// A sample of the answer; kept for the first few kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub specimen: Option<Box<Specimen>>,
}

impl BrokenVisit {
    /// The number of visits, judged or not.
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
    /// Counts one visit.
    pub(crate) fn add(&mut self, key: VisitKey, step: StepId, cause: Cause, specimen: Option<Box<Specimen>>) {
        let (judged, others) = match key.part {
            LoadPart::FullLoad => (1, 0),
            LoadPart::Rest => (0, 1),
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

    /// The same visits as part of a load that is not judged.
    #[must_use]
    pub(in crate::metric) fn unjudged(&self) -> Self {
        let mut all = self.clone();
        for broken in &mut all.0 {
            broken.others = broken.visits();
            broken.judged = 0;
        }
        all
    }

    /// All kinds in the order of their first occurrence.
    #[must_use]
    pub fn all(&self) -> &[BrokenVisit] {
        &self.0
    }

    /// Whether no visit broke.
    #[must_use]
    pub(in crate::metric) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_said_in_the_shops_words() {
        for (body, expected) in [
            (
                r#"{"hasError":true,"errors":["This voucher is disabled"],"quantity":0}"#,
                Some("This voucher is disabled"),
            ),
            (r#"{"errors" : [ "No.", "Never." ]"#, Some("No.")),
            (r#"{"errors":"No."}"#, Some("No.")),
            (r#"{"errors":{"0":"No."}}"#, Some("No.")),
            (r#"{"code":"x","message":"Sold out","data":{}}"#, Some("Sold out")),
            ("\n {\"errors\":[\"D\u{e9}sol\u{e9}\"]}", Some("D\u{e9}sol\u{e9}")),
            (r#"{"errors":["This voucher is d"#, None),
            (r#"{"success":true,"errors":"","cart":{}}"#, None),
            (r#"{"success":true,"errors":[],"cart":{"total":"5"}}"#, None),
            (r#"{"success":true,"errors":{},"cart":{"total":"5"}}"#, None),
            (r#"{"errors":false}"#, None),
            ("<html>\"errors\":[\"No.\"]", None),
        ] {
            let specimen = Specimen { body: body.to_owned(), ..Specimen::default() };
            assert_eq!(specimen.refusal().as_deref(), expected, "{body}");
        }
    }
}
