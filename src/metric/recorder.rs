//! One thread's recorder. Nothing is shared while recording; once a second its measurements are handed over.

use std::time::Duration;

use super::{CheckId, Layout, Measurements, Micros, Sample};

/// What one thread measured between two hand-overs.
#[derive(Debug)]
pub struct Interval {
    /// The thread it comes from.
    pub thread: usize,
    /// Its number, counted from 0; intervals of one number cover the same second in all threads.
    pub index: u64,
    /// End of the interval, from the start of the run.
    pub end: Duration,
    /// Virtual users active at its end.
    pub vus: u64,
    /// Age of the longest-waiting request at its end.
    pub oldest_pending: Option<Duration>,
    /// What the thread cost, when the system tells.
    pub cost: Option<ThreadCost>,
    /// What was measured.
    pub measurements: Measurements,
}

/// Processor time of one thread within an interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ThreadCost {
    /// Time on a CPU.
    pub running: Duration,
    /// Time ready to run but without a CPU.
    pub waiting: Duration,
}

/// Records one thread's samples.
#[derive(Debug)]
pub struct Recorder {
    current: Measurements,
}

impl Recorder {
    /// An empty recorder for these steps and checks.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        Self { current: Measurements::new(layout) }
    }

    /// Counts one request.
    pub fn record(&mut self, sample: &Sample) {
        self.current.record(sample);
    }

    /// Counts one check's result.
    pub fn check(&mut self, check: CheckId, held: bool) {
        self.current.check(check, held);
    }

    /// An iteration began.
    pub fn iteration_started(&mut self) {
        self.current.iterations_started += 1;
    }

    /// An iteration came to its end after this many microseconds.
    pub fn iteration(&mut self, duration: Micros) {
        self.current.iteration(duration);
    }

    /// An iteration ended early because a step failed.
    pub fn iteration_failed(&mut self) {
        self.current.iterations_failed += 1;
    }

    /// An iteration was cut off by the end of the run.
    pub fn iteration_interrupted(&mut self) {
        self.current.iterations_interrupted += 1;
    }

    /// Iterations that were due will not run.
    pub fn iterations_dropped(&mut self, count: u64) {
        self.current.iterations_dropped += count;
    }

    /// One of the generator's timers fired this late, in microseconds.
    pub fn lag(&mut self, lag: Micros) {
        self.current.lag(lag);
    }

    /// This many virtual users are active now.
    pub fn vus(&mut self, active: u64) {
        self.current.vus_peak = self.current.vus_peak.max(active);
    }

    /// Hands over what was measured and goes on with `spare`, which must be empty and of the same layout.
    pub fn hand_over(&mut self, spare: Measurements) -> Measurements {
        std::mem::replace(&mut self.current, spare)
    }
}
