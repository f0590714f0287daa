//! The judged part of the run, by requests and time.

use serde::{Deserialize, Serialize};

use super::Trend;
use crate::metric::{Outcome, RunPhase};

/// The judged part of the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JudgedRecord {
    /// The phase: `hold`, or `ramp` when the plan had no hold.
    pub phase: RunPhase,
    /// Requests sent, without those for pages' files; all numbers of requests here are of these.
    pub requests: u64,
    /// Requests that failed a shopper.
    pub failures: u64,
    /// Failures among the requests that ended, 0 to 1; `None` when none did.
    pub failure_rate: Option<f64>,
    /// The kinds of these failures, the most frequent first.
    pub kinds: Vec<StepKindCount>,
    /// The step of `response_time`; absent for all steps together, when none had enough pages of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slowest_step: Option<String>,
    /// The waiting times for the pages of the graded step, each shopper weighing the same; `count` is of pages. In files of
    /// version 2 they are of all requests together.
    pub response_time: Option<Trend>,
    /// The same part in at most 20 blocks with the same number of seconds, except the last, which may have fewer: they show how
    /// much the numbers vary within the run. Absent in files from before blocks existed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<BlockRecord>,
}

/// A block of time, over all steps but those for pages' files.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BlockRecord {
    /// The length of the block, in seconds.
    pub seconds: f64,
    /// Iterations that were completed in the block.
    pub iterations: u64,
    /// Requests that ended; those that the end of the run cut off are left out.
    pub ended: u64,
    /// Of these, requests that failed a shopper.
    pub failures: u64,
}

/// The number of a step's requests with one outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StepKindCount {
    /// The name of the step.
    pub step: String,
    /// The outcome of the requests.
    pub outcome: Outcome,
    /// The number of requests.
    pub count: u64,
}
