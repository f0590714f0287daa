//! The load as a scenario states it: an executor and its options, with k6's names. `plan` validates it.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::units;

/// Who decides when an iteration starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Executor {
    /// A fixed number of virtual users for a time.
    ConstantVus,
    /// A number of virtual users that changes along stages.
    RampingVus,
    /// A number of iterations that all virtual users share.
    SharedIterations,
    /// A number of iterations for each virtual user.
    PerVuIterations,
}

impl Executor {
    /// k6's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConstantVus => "constant-vus",
            Self::RampingVus => "ramping-vus",
            Self::SharedIterations => "shared-iterations",
            Self::PerVuIterations => "per-vu-iterations",
        }
    }
}

impl fmt::Display for Executor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A stage of a ramp: within `duration` the number of virtual users moves in a straight line to `target`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// How long it takes; zero is a jump.
    #[serde(with = "units::duration")]
    pub duration: Duration,
    /// Virtual users at its end.
    pub target: u32,
}

/// The `[load]` table. Which options an executor takes and their defaults are k6's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// Who decides when an iteration starts.
    pub executor: Executor,
    /// Virtual users (default 1; not for `ramping-vus`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vus: Option<u32>,
    /// Length of `constant-vus`.
    #[serde(default, with = "units::duration::optional", skip_serializing_if = "Option::is_none")]
    pub duration: Option<Duration>,
    /// Iterations, in all or for each virtual user (default 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iterations: Option<u64>,
    /// The longest that iterations may take in all (default 10m).
    #[serde(default, with = "units::duration::optional", skip_serializing_if = "Option::is_none")]
    pub max_duration: Option<Duration>,
    /// Virtual users at the beginning of `ramping-vus` (default 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_vus: Option<u32>,
    /// Stages of `ramping-vus`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Stage>,
    /// How long iterations may go on after the end (default 30s).
    #[serde(default, with = "units::duration::optional", skip_serializing_if = "Option::is_none")]
    pub graceful_stop: Option<Duration>,
    /// How long an iteration may go on when a stage takes its virtual user away (default 30s).
    #[serde(default, with = "units::duration::optional", skip_serializing_if = "Option::is_none")]
    pub graceful_ramp_down: Option<Duration>,
}

impl Load {
    /// An executor with all its options left to their defaults.
    #[must_use]
    pub const fn new(executor: Executor) -> Self {
        Self {
            executor,
            vus: None,
            duration: None,
            iterations: None,
            max_duration: None,
            start_vus: None,
            stages: Vec::new(),
            graceful_stop: None,
            graceful_ramp_down: None,
        }
    }
}
