//! What an observer of a run is shown once a second.

use std::time::Duration;

use crate::metric::{GeneratorHealth, Measurements, Micros, RunPhase, Strain, Summary};
use crate::threshold::Windows;

/// A second of the run that all threads have handed over. Every second is shown once, in order, the last part of one,
/// too: together they are the run's measurements.
#[derive(Debug, Clone, Copy)]
pub struct Tick<'a> {
    /// How far the run is.
    pub progress: &'a Progress,
    /// Everything so far, this second included.
    pub summary: &'a Summary,
    /// What the plan's thresholds with a window have seen so far, this second included.
    pub windows: &'a Windows,
    /// What all threads measured in this second.
    pub second: &'a Measurements,
    /// Its end, from the start of the run.
    pub end: Duration,
    /// The part of the load's shape that it counts for.
    pub phase: RunPhase,
    /// Virtual users active at its end.
    pub vus: u64,
    /// The generator's own condition from the start to here.
    pub health: &'a GeneratorHealth,
    /// How long the run has stood still until here, because it was paused.
    pub paused: Duration,
}

/// How far the run is.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// Since the start.
    pub elapsed: Duration,
    /// When no new iteration begins any more; every pause puts it off.
    pub planned: Duration,
    /// Part of the load's shape.
    pub phase: RunPhase,
    /// The stage that the load is in and how many it has, counted from 1; `None` when it has not several.
    pub stage: Option<(usize, usize)>,
    /// Virtual users active.
    pub vus: u64,
    /// The most virtual users of the plan.
    pub vus_max: u64,
    /// Iterations that began in the last second, when all executors start them at a rate.
    pub arrivals_per_second: Option<f64>,
    /// Requests that ended in the last second, per second.
    pub requests_per_second: f64,
    /// Requests in all.
    pub requests: u64,
    /// The graded p95 of `response_time` in the last ten seconds, in microseconds.
    pub recent_p95_us: Option<Micros>,
    /// Requests that failed a shopper so far.
    pub failures: u64,
    /// Complete iterations.
    pub iterations: u64,
    /// Iterations planned, when the load says so.
    pub planned_iterations: Option<u64>,
    /// Whether running iterations are only finishing.
    pub draining: bool,
    /// Whether a signal asked for the end; a second one ends the run at once.
    pub interrupted: bool,
    /// Whether the run is paused.
    pub paused: bool,
    /// The generator's own condition in the last second.
    pub generator: Strain,
}
