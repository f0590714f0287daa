//! The basis of the verdict in the record: visits, waiting times, and causes of broken visits.

mod measure;

use serde::{Deserialize, Serialize};

use crate::metric::{Specimen, VisitTally};
use crate::words::Message;

/// The visits of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VisitsRecord {
    /// Whether the judged visits are those that were in progress at full load; otherwise they are all visits of the run.
    pub at_full_load: bool,
    /// The results of the judged visits.
    pub judged: VisitCounts,
    /// The results of all visits of the run.
    pub whole: VisitCounts,
    /// Visits that were due and could not begin, because the shop was too slow: they count as failed.
    pub turned_away: u64,
    /// The judged visits of each journey, in the order of the scenario.
    pub journeys: Vec<JourneyRecord>,
    /// The waiting times in the judged visits; absent when no page came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeRecord>,
    /// The causes of broken visits in the whole run, those with the most judged visits first.
    pub broken: Vec<BrokenRecord>,
    /// Requests of the whole run that waited because of our own cap on requests per second.
    pub held_back: u64,
}

impl VisitsRecord {
    /// Judged visits that failed, with those that could not begin.
    #[must_use]
    const fn failed(&self) -> u64 {
        self.judged.failed + self.turned_away
    }

    /// Judged visits that ended, with those that could not begin.
    #[must_use]
    pub const fn ended(&self) -> u64 {
        self.judged.good + self.failed()
    }
}

/// The results of visits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VisitCounts {
    /// Visits in which each page came, was right and came in time.
    pub good: u64,
    /// Visits in which a page did not come, was wrong, or was not answered in time.
    pub failed: u64,
    /// Visits that the end of the run cut off while they were good; neither good nor failed.
    pub unfinished: u64,
    /// Visits in which the promotion was right on each page that shows it.
    pub promotion_right: u64,
    /// Visits in which the promotion was wrong on one of these pages.
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
    /// The name of the journey.
    pub name: String,
    /// Visits that were good.
    pub good: u64,
    /// Visits in which a page did not come, was wrong, or was late.
    pub failed: u64,
    /// Share of the ended visits that failed, 0 to 1; `None` when none ended.
    pub failed_share: Option<f64>,
}

/// The graded waiting time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TimeRecord {
    /// The step whose p95 is the worst; absent for all steps together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The number of pages behind it.
    pub pages: u64,
    /// The observed p95, in milliseconds.
    pub p95_ms: f64,
    /// The lower bound of the p95, in milliseconds, with a certainty of 90 %.
    pub at_least_ms: f64,
    /// Shoppers whose usual waiting is known; 0 without any.
    pub shoppers: u64,
    /// The p95 of each shopper's usual waiting, in milliseconds; absent without such shoppers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shoppers_wait_ms: Option<f64>,
    /// The time, in milliseconds (2, 3 or 5 s), that most shoppers waited at once in more than a twentieth of full load; absent when
    /// they did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slow_time_ms: Option<f64>,
    /// The share of that time, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slow_time_share: Option<f64>,
    /// The graded time, in milliseconds: the greatest of `at_least_ms`, of `p95_ms` up to 2 s, of `shoppers_wait_ms` and of
    /// `slow_time_ms`.
    pub graded_ms: f64,
}

/// The kind of a cause of broken visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BrokenKind {
    /// The request failed: no connection, no answer, an answer that cannot be read.
    Outcome,
    /// The answer has a status that the step does not expect.
    Status,
    /// A check failed on a page that came.
    Check,
    /// A check that proves a promotion failed on a page that came.
    Promotion,
    /// The answer lacked a value that later steps need.
    Extract,
}

/// Visits that failed for one reason, the first failure of each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BrokenRecord {
    /// The name of the journey.
    pub journey: String,
    /// The first step that failed.
    pub step: String,
    /// The kind of the cause.
    pub kind: BrokenKind,
    /// The cause of the failure, as a sentence.
    pub cause: Message,
    /// The number of judged visits among them.
    pub judged: u64,
    /// The number of visits among them that are not judged.
    pub others: u64,
    /// A sample of the shop's answer, without secrets; kept for the first few kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub specimen: Option<Specimen>,
}

impl BrokenRecord {
    /// The number of visits, judged or not.
    #[must_use]
    pub const fn visits(&self) -> u64 {
        self.judged + self.others
    }
}
