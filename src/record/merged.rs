//! The runs that a record was made of.

use serde::{Deserialize, Serialize};

use crate::metric::{Arrangement, Ending, Machine};
use crate::words::Message;

/// Several runs of the same plan in one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MergedRecord {
    /// How they lay in time, by the clocks of their machines.
    pub arrangement: Arrangement,
    /// The runs in the order in which they began.
    pub runs: Vec<MergedRun>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MergedRun {
    /// The identifier of the run.
    pub run_id: String,
    /// The beginning of its load, by its machine's clock.
    pub begun: jiff::Timestamp,
    /// From the start of its load to the end of its last iteration, in seconds.
    pub elapsed_s: f64,
    /// The reason why its load stopped.
    pub ending: Ending,
    /// Seconds that its interval log misses.
    pub missing: u64,
    /// The seed of its think times and journey choice.
    pub seed: u64,
    /// The machine of its generator.
    pub machine: Machine,
    /// Its own headline.
    pub headline: Message,
}
