//! One process of a run over several.

use serde::{Deserialize, Serialize};

use super::{GeneratorHealth, Micros};
use crate::words::Message;

/// What is known of a process before it measures anything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ShardFacts {
    /// The name of its machine or pod.
    pub host: String,
    /// The number of cores that it may use.
    pub cores: u64,
    /// The number of its engine threads.
    pub threads: u64,
    /// How much later than agreed it began, in microseconds by its own clock; `None` when it did not say.
    #[serde(default)]
    pub late_us: Option<Micros>,
    /// By how much the leader's idea of its clock may be wrong, in microseconds: half of the fastest round trip. `None` for the
    /// leader itself.
    #[serde(default)]
    pub clock_error_us: Option<Micros>,
}

/// A process of a run over several, and its condition while it was measuring.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Shard {
    /// Its number, from 0; 0 leads.
    pub shard: u64,
    /// What was known of it at the start.
    #[serde(flatten)]
    pub facts: ShardFacts,
    /// The number of virtual users that belong to it.
    #[serde(default)]
    pub vus: u64,
    /// When it was lost, in seconds from the start of the run; `None` when it stayed to the end.
    #[serde(default)]
    pub lost_s: Option<f64>,
    /// For how long it stood still, in seconds, when the others gave it up for that. Only the one that leads can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stood_still_s: Option<f64>,
    /// Its condition.
    pub health: GeneratorHealth,
}

impl Shard {
    /// Names the process in a message: its number, and its host where that is known.
    #[must_use]
    pub fn name_in(&self, message: Message) -> Message {
        let known = if self.facts.host.is_empty() { "no" } else { "yes" };
        message.with("shard", self.shard).exact("known", known).exact("host", &self.facts.host)
    }
}
