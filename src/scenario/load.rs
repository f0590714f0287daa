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
    /// Iterations start at a fixed rate, whether or not the ones before have ended.
    ConstantArrivalRate,
    /// Iterations start at a rate that changes along stages.
    RampingArrivalRate,
}

/// How arrivals are spaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spacing {
    /// Evenly, as k6 does.
    #[default]
    Even,
    /// As independent shoppers come: a Poisson process.
    Poisson,
}

/// What to do about arrivals that are overdue because the generator was held up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AfterStall {
    /// Start them all at once, as k6 does.
    #[default]
    CatchUp,
    /// Leave them out, counted as dropped.
    Skip,
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
            Self::ConstantArrivalRate => "constant-arrival-rate",
            Self::RampingArrivalRate => "ramping-arrival-rate",
        }
    }
}

impl fmt::Display for Executor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A stage of a ramp: within `duration` the number of virtual users (or of arrivals per time unit) moves in a
/// straight line to `target`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// How long it takes; zero is a jump.
    #[serde(with = "units::duration")]
    pub duration: Duration,
    /// Virtual users, or arrivals per time unit, at its end.
    pub target: u32,
}

/// The `[load]` table. Which options an executor takes and their defaults are k6's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// Who decides when an iteration starts.
    pub executor: Executor,
    /// Virtual users (default 1; not for `ramping-vus` and arrival rates).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vus: Option<u32>,
    /// Length of `constant-vus` and `constant-arrival-rate`.
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
    /// Arrivals per time unit of `constant-arrival-rate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<u32>,
    /// Arrivals per time unit at the beginning of `ramping-arrival-rate` (default 0).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_rate: Option<u32>,
    /// What rates are per (default 1s).
    #[serde(default, with = "units::duration::optional", skip_serializing_if = "Option::is_none")]
    pub time_unit: Option<Duration>,
    /// Virtual users ready at the start of an arrival rate (default: `max_vus`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pre_allocated_vus: Option<u32>,
    /// The most virtual users that an arrival rate may use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_vus: Option<u32>,
    /// How arrivals are spaced (default even).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spacing: Option<Spacing>,
    /// What to do about overdue arrivals (default catch-up).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_stall: Option<AfterStall>,
    /// Stages of `ramping-vus` and `ramping-arrival-rate`.
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
            rate: None,
            start_rate: None,
            time_unit: None,
            pre_allocated_vus: None,
            max_vus: None,
            spacing: None,
            after_stall: None,
            stages: Vec::new(),
            graceful_stop: None,
            graceful_ramp_down: None,
        }
    }
}
