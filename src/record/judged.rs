//! The part of the run that the verdict is taken on, by requests and time.

use serde::{Deserialize, Serialize};

use super::Trend;
use crate::metric::{Outcome, RunPhase};

/// The graded part of the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JudgedRecord {
    /// `hold`, or `ramp` when the plan had no hold.
    pub phase: RunPhase,
    /// Requests sent, without those for pages' files; what is said of requests here is said of these.
    pub requests: u64,
    /// Requests that failed a shopper.
    pub failures: u64,
    /// Failures among the requests that came to an end, 0 to 1; `None` when none did.
    pub failure_rate: Option<f64>,
    /// The kinds of these failures, the most frequent first.
    pub kinds: Vec<StepKindCount>,
    /// The step of `response_time`; absent when it is of all steps together, because none had enough pages of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slowest_step: Option<String>,
    /// What shoppers wait for the pages of the step that is graded, each shopper weighing the same; `count` is of pages. In
    /// files of version 2 it is of all requests together.
    pub response_time: Option<Trend>,
    /// The same part in at most 20 blocks of equally many seconds, the last of which may have fewer: how much the numbers
    /// vary within the run. Files of promo-load before this had any are without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<BlockRecord>,
}

/// A block of time, over all steps but those for pages' files.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BlockRecord {
    /// How long it was, in seconds.
    pub seconds: f64,
    /// Complete iterations.
    pub iterations: u64,
    /// Requests that came to an end; those that the end of the run cut off are left out.
    pub ended: u64,
    /// Of these, requests that failed a shopper.
    pub failures: u64,
}

/// How often requests of a step ended in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StepKindCount {
    /// The step.
    pub step: String,
    /// The way.
    pub outcome: Outcome,
    /// How often.
    pub count: u64,
}
