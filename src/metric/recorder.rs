//! One thread's recorder. Nothing is shared while recording; once a second its measurements are handed over.

use std::time::Duration;

use super::{CheckId, Layout, Measurements, Micros, Sample, Usual};

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
    /// The usual response time of each step, over the whole run.
    usual: Vec<Usual>,
}

impl Recorder {
    /// An empty recorder for these steps and checks.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        Self { current: Measurements::new(layout), usual: vec![Usual::default(); layout.steps.len()] }
    }

    /// Counts one request.
    pub fn record(&mut self, sample: &Sample) {
        self.current.record(sample);
    }

    /// Counts one request of a virtual user that waits for its answers, and corrects `response_time` for
    /// coordinated omission: had the answer taken the usual time, the user would have sent more requests meanwhile,
    /// one every `pace` microseconds, and each would have waited for the rest of the stall. This is HdrHistogram's
    /// correction by an expected interval, where the interval is the user's usual pace and only what exceeds the
    /// step's usual response time counts as a stall. Without a `pace` nothing is corrected.
    pub fn record_paced(&mut self, sample: &Sample, pace: Option<Micros>) {
        self.current.record(sample);
        let Some(usual) = self.usual.get_mut(usize::from(sample.step.0)) else { return };
        if let (Some(usual), Some(pace)) = (usual.get(), pace)
            && sample.response_time > usual.saturating_add(pace)
        {
            self.current.record_stall(sample, usual, pace);
        }
        if !sample.outcome.is_http_failure() {
            usual.observe(sample.response_time);
        }
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

#[cfg(test)]
mod tests {
    use super::super::{Outcome, StepId, Timings};
    use super::*;

    fn sample(millis: u64) -> Sample {
        Sample {
            step: StepId(0),
            status: 200,
            outcome: Outcome::Ok,
            timings: Timings { waiting: millis * 1_000, ..Timings::default() },
            response_time: millis * 1_000,
            bytes_sent: 0,
            bytes_received: 0,
            retried: false,
        }
    }

    /// A virtual user without think time asks a shop that needs 10 ms and freezes for 1 s in every 5 s: of all the
    /// requests it wanted to send, a fifth fell into a freeze and waited 500 ms on average.
    #[test]
    fn a_stall_counts_for_every_request_it_kept_back() {
        let layout = Layout { steps: vec!["page".into()], checks: Vec::new() };
        let mut recorder = Recorder::new(&layout);
        for _cycle in 0..20 {
            (0..400).for_each(|_| recorder.record_paced(&sample(10), Some(10_000)));
            recorder.record_paced(&sample(1_000), Some(10_000));
        }
        let measured = recorder.hand_over(Measurements::new(&layout));
        let response_time = measured.response_times(|_| true);
        let p90 = response_time.quantile(0.9) / 1_000;
        assert!((490..=530).contains(&p90), "p90 is {p90} ms");
        assert_eq!(measured.requests(), 20 * 401, "what was not sent is not counted as sent");
        assert_eq!(measured.durations(|_| true).quantile(0.99) / 1_000, 10, "k6's clock stays k6's");
    }

    #[test]
    fn slow_is_not_stalled() {
        let layout = Layout { steps: vec!["order".into()], checks: Vec::new() };
        let mut recorder = Recorder::new(&layout);
        (0..50).for_each(|_| recorder.record_paced(&sample(1_000), Some(250_000)));
        let measured = recorder.hand_over(Measurements::new(&layout));
        assert_eq!(measured.response_times(|_| true).count(), 50);
    }

    #[test]
    fn an_endless_stall_is_thinned_out_but_keeps_its_weight() {
        let layout = Layout { steps: vec!["page".into()], checks: Vec::new() };
        let mut recorder = Recorder::new(&layout);
        recorder.record_paced(&sample(1), Some(1_000));
        recorder.record_paced(&sample(60_000), Some(1_000));
        let measured = recorder.hand_over(Measurements::new(&layout));
        let count = measured.response_times(|_| true).count();
        assert!((59_000..=60_010).contains(&count), "{count}");
    }
}
