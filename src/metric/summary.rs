//! The whole run: totals, the part the verdict looks at, and the course over time.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Layout, Measurements, Micros, Outcome};

/// Which part of the load's shape a moment belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunPhase {
    /// The load is changing.
    Ramp,
    /// The load is at its height and constant: what the verdict looks at.
    Hold,
    /// The load goes down, or the last iterations finish.
    Drain,
}

/// One second of the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimelinePoint {
    /// End of the second, in seconds from the start of the run.
    pub at_s: f64,
    /// Part of the load's shape.
    pub phase: RunPhase,
    /// Virtual users active.
    pub vus: u64,
    /// Requests that ended in this second, without those for pages' files.
    pub requests: u64,
    /// Of these, requests that failed a shopper.
    pub failures: u64,
    /// Median of `response_time` in microseconds; 0 without requests.
    pub p50_us: Micros,
    /// The graded p95 of `response_time` in microseconds; 0 without requests.
    pub p95_us: Micros,
}

/// A run's measurements. The totals are what thresholds see; the hold is what the grade sees.
#[derive(Debug, Clone)]
pub struct Summary {
    /// The names of steps and checks.
    pub layout: Layout,
    /// Everything.
    pub total: Measurements,
    /// The part at constant full load.
    pub hold: Measurements,
    /// One point per second.
    pub timeline: Vec<TimelinePoint>,
    /// From the start of the load to the end of the last iteration.
    pub elapsed: Duration,
    /// Virtual users allocated.
    pub vus_max: u64,
    /// The executors of the plan, in its order.
    pub executors: Vec<ExecutorLine>,
}

/// An executor of the plan, as a summary names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExecutorLine {
    /// What it is called.
    pub name: String,
    /// Iterations that it had, when the plan says how many: started + dropped + not reached.
    pub planned: Option<u64>,
    /// Whether its iterations arrive at a rate, instead of being started by virtual users that are free.
    pub arrivals: bool,
}

impl Summary {
    /// An empty summary for this layout.
    #[must_use]
    pub fn new(layout: Layout, vus_max: u64) -> Self {
        Self {
            total: Measurements::new(&layout),
            hold: Measurements::new(&layout),
            timeline: Vec::new(),
            elapsed: Duration::ZERO,
            vus_max,
            executors: Vec::new(),
            layout,
        }
    }

    /// Adds one second, merged over all threads, that ended `end` after the start of the run.
    pub fn add_second(&mut self, end: Duration, phase: RunPhase, vus: u64, second: &Measurements) {
        self.total.merge(second);
        if phase == RunPhase::Hold {
            self.hold.merge(second);
        }
        self.timeline.push(TimelinePoint {
            at_s: end.as_secs_f64(),
            phase,
            vus,
            requests: second.requests(),
            failures: second.count_where(Outcome::is_failure),
            p50_us: second.response_times(|_| true).quantile(0.5),
            p95_us: second.honest_p95().unwrap_or(0),
        });
        self.elapsed = self.elapsed.max(end);
    }

    /// Iterations that the plan had; `None` when one of its executors does not say how many.
    #[must_use]
    pub fn planned_iterations(&self) -> Option<u64> {
        let (first, rest) = self.executors.split_first()?;
        rest.iter().try_fold(first.planned?, |sum, executor| Some(sum.saturating_add(executor.planned?)))
    }

    /// What the verdict is taken on: the hold when it has requests, otherwise the whole run.
    #[must_use]
    pub fn judged(&self) -> (&Measurements, RunPhase) {
        if self.hold.requests() > 0 { (&self.hold, RunPhase::Hold) } else { (&self.total, RunPhase::Ramp) }
    }
}
