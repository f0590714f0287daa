//! What the verdict is made of, in the record: visits, what shoppers wait, and what broke visits.

mod measure;

use serde::{Deserialize, Serialize};

use crate::metric::{Specimen, VisitTally};
use crate::words::Message;

/// The visits of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VisitsRecord {
    /// Whether the judged visits are those that were on their way at full load; otherwise they are all visits of the run.
    pub at_full_load: bool,
    /// What became of the judged visits.
    pub judged: VisitCounts,
    /// What became of all visits of the run.
    pub whole: VisitCounts,
    /// Visits that were due and could not begin, because the shop was too slow: they are failed visits, too.
    pub turned_away: u64,
    /// The judged visits of each journey, in the order of the scenario.
    pub journeys: Vec<JourneyRecord>,
    /// What shoppers wait in the judged visits; absent when no page came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeRecord>,
    /// What broke visits of the whole run, the causes with the most judged ones first.
    pub broken: Vec<BrokenRecord>,
    /// Requests of the whole run that waited because of our own cap on requests per second.
    pub held_back: u64,
}

impl VisitsRecord {
    /// Judged visits that failed, with those that could not begin.
    #[must_use]
    pub const fn failed(&self) -> u64 {
        self.judged.failed + self.turned_away
    }

    /// Judged visits that ended, with those that could not begin.
    #[must_use]
    pub const fn ended(&self) -> u64 {
        self.judged.good + self.failed()
    }
}

/// What became of visits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VisitCounts {
    /// Each page came, came right and came in time.
    pub good: u64,
    /// A page did not come, was wrong, or was not answered in time.
    pub failed: u64,
    /// Cut off by the end of the run while they were good; neither good nor failed.
    pub unfinished: u64,
    /// All that was promised was right on each page that promises something.
    pub promotion_right: u64,
    /// On one of these pages it was not.
    pub promotion_wrong: u64,
}

impl From<VisitTally> for VisitCounts {
    fn from(tally: VisitTally) -> Self {
        let VisitTally { good, failed, unfinished, promotion_right, promotion_wrong } = tally;
        Self { good, failed, unfinished, promotion_right, promotion_wrong }
    }
}

/// The judged visits of one journey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JourneyRecord {
    /// The journey's name.
    pub name: String,
    /// Visits that were good.
    pub good: u64,
    /// Visits that failed.
    pub failed: u64,
    /// Share of the ended visits that failed, 0 to 1; `None` when none ended.
    pub failed_share: Option<f64>,
}

/// The graded time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TimeRecord {
    /// The step whose p95 is the worst; absent when it is of all steps together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Pages that it stands on.
    pub pages: u64,
    /// The p95 that was seen, in milliseconds.
    pub p95_ms: f64,
    /// What it is at least, in milliseconds, with a certainty of 90 %.
    pub at_least_ms: f64,
    /// Shoppers whose usual waiting is known; 0 without any.
    pub shoppers: u64,
    /// The p95 of what each shopper usually waits, in milliseconds; absent without such shoppers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shoppers_wait_ms: Option<f64>,
    /// What is graded, in milliseconds: the greater of `at_least_ms` and `shoppers_wait_ms`.
    pub graded_ms: f64,
}

/// What kind of thing broke visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BrokenKind {
    /// The request ended badly: no connection, no answer, an answer that cannot be read.
    Outcome,
    /// The answer has a status that the step does not expect.
    Status,
    /// A check failed on a page that came.
    Check,
    /// A check that proves a promotion failed on a page that came.
    Promotion,
    /// A value that later steps need was not in the answer.
    Extract,
}

/// Visits that failed for one reason: the first thing that went wrong in each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BrokenRecord {
    /// Their journey.
    pub journey: String,
    /// The step that was the first to go wrong.
    pub step: String,
    /// What kind of thing went wrong.
    pub kind: BrokenKind,
    /// What went wrong.
    pub cause: Message,
    /// How many of them were judged.
    pub judged: u64,
    /// How many were not.
    pub others: u64,
    /// A sample of what the shop sent, without secrets; kept for the first few kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub specimen: Option<Specimen>,
}

impl BrokenRecord {
    /// How many there are of both parts.
    #[must_use]
    pub const fn visits(&self) -> u64 {
        self.judged + self.others
    }
}
