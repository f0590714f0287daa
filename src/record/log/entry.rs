//! The records of the interval log.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::super::About;
use super::LoggedPlan;
use crate::metric::{
    Ending, ExecutorLine, GeneratorHealth, IterationTally, Layout, RunPhase, StoredMeasurements,
};

/// A record of the interval log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Entry {
    /// The first record: everything that is known before the load.
    Start(Box<Start>),
    /// A second of the run.
    Second(Box<Second>),
    /// A part of the run has ended.
    Part(Part),
    /// The last record: how the run ended.
    End(Box<End>),
    /// A record of a newer version, which is skipped.
    #[serde(other)]
    Unknown,
}

/// Everything about a run that is known before its load.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The version of the log, [`LOG_VERSION`](super::LOG_VERSION).
    pub version: u32,
    /// The test and its target.
    pub about: About,
    /// The steps and checks of the plan.
    pub layout: Layout,
    /// The thresholds of the run.
    pub thresholds: Vec<LoggedThreshold>,
    /// The greatest number of virtual users in the plan.
    pub vus_max: u64,
    /// The executors of the plan, in its order.
    pub executors: Vec<LoggedExecutor>,
    /// The plan; absent in older logs, and when the scenario has a secret that no file can have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<LoggedPlan>,
}

/// The parts of a threshold that its evaluation needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedThreshold {
    /// The threshold as `metric: expression`.
    pub source: String,
    /// Whether it may stop a run.
    pub abort_on_fail: bool,
}

/// An executor of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoggedExecutor {
    /// The executor as a summary names it.
    #[serde(flatten)]
    pub line: ExecutorLine,
    /// The time after which it starts no iterations, from the start of the run.
    #[serde(rename = "end_ns", with = "nanos")]
    pub end: Duration,
}

/// One second of the run, merged over all threads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Second {
    /// The number of the second, from 1; numbers that are missing in between are lost seconds.
    pub number: u64,
    /// The end of the second, from the start of the run.
    #[serde(rename = "end_ns", with = "nanos")]
    pub end: Duration,
    /// The part of the load's shape that the second finally counts for.
    pub phase: RunPhase,
    /// Virtual users active at the end of the second.
    pub vus: u64,
    /// The time that the run had been paused by the end of the second.
    #[serde(rename = "paused_ns", with = "nanos", default, skip_serializing_if = "Duration::is_zero")]
    pub paused: Duration,
    /// The measurements of the second.
    pub measured: StoredMeasurements,
    /// The generator's own condition from the start of the run to the end of the second.
    pub health: GeneratorHealth,
}

/// A finished part of a run, such as one step of a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The kind of the part.
    pub name: String,
    /// The result of the part, whose form depends on the kind.
    pub value: serde_json::Value,
}

/// The end of the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// The reason why the load stopped.
    pub ending: Ending,
    /// The generator's condition over the whole run.
    pub health: GeneratorHealth,
    /// The number of seconds of the run, including those that are missing in the log.
    pub seconds: u64,
    /// The iterations of each executor, including those that turned out at the end of the run not to come.
    pub iterations: Vec<IterationTally>,
}

/// Durations to the nanosecond: a report's rates depend on them.
mod nanos {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_nanos)
    }
}
