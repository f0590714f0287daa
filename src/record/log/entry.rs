//! The records of the interval log.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::super::About;
use crate::metric::{
    Ending, ExecutorLine, GeneratorHealth, IterationTally, Layout, RunPhase, StoredMeasurements,
};

/// A record of the interval log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Entry {
    /// The first one.
    Start(Box<Start>),
    /// A second of the run.
    Second(Box<Second>),
    /// A part of the run has come to its end.
    Part(Part),
    /// The last one.
    End(Box<End>),
    /// A record of a newer version; it is passed over.
    #[serde(other)]
    Unknown,
}

/// Everything about a run that is known before its load.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// [`LOG_VERSION`](super::LOG_VERSION).
    pub version: u32,
    /// What is run.
    pub about: About,
    /// Its steps and checks.
    pub layout: Layout,
    /// What must hold.
    pub thresholds: Vec<LoggedThreshold>,
    /// The most virtual users of the plan.
    pub vus_max: u64,
    /// The executors of the plan, in its order.
    pub executors: Vec<LoggedExecutor>,
}

/// A threshold, as far as its evaluation needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedThreshold {
    /// `metric: expression`.
    pub source: String,
    /// Whether it may stop a run.
    pub abort_on_fail: bool,
}

/// An executor of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoggedExecutor {
    /// What a summary says of it.
    #[serde(flatten)]
    pub line: ExecutorLine,
    /// When it starts no more iterations, from the start of the run.
    #[serde(rename = "end_ns", with = "nanos")]
    pub end: Duration,
}

/// One second of the run, merged over all threads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Second {
    /// Its number, from 1: what is missing between two numbers is lost.
    pub number: u64,
    /// Its end, from the start of the run.
    #[serde(rename = "end_ns", with = "nanos")]
    pub end: Duration,
    /// The part of the load's shape that it was counted for in the end.
    pub phase: RunPhase,
    /// Virtual users active.
    pub vus: u64,
    /// How long the run had stood still until its end, because somebody paused it.
    #[serde(rename = "paused_ns", with = "nanos", default, skip_serializing_if = "Duration::is_zero")]
    pub paused: Duration,
    /// What was measured.
    pub measured: StoredMeasurements,
    /// The generator's own condition from the start to here.
    pub health: GeneratorHealth,
}

/// A finished part of a run, such as one step of a search: a name and what there is to say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What kind of part it is.
    pub name: String,
    /// What is known of it.
    pub value: serde_json::Value,
}

/// How the run ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// Why the load stopped.
    pub ending: Ending,
    /// The generator's condition over the whole run.
    pub health: GeneratorHealth,
    /// How many seconds the run had, also those that did not get into the log.
    pub seconds: u64,
    /// What became of each executor's iterations, those included that only the end showed not to come.
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
