//! One thread's recorder. Nothing is shared while recording; once a second its measurements are handed over.

use std::time::{Duration, Instant};

use super::{CheckId, Layout, Measurements, Micros, Sample, StepId, Usual};

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
    /// Virtual users that have a connection, or had one.
    pub connected: u64,
    /// Age of the longest-waiting request at its end.
    pub oldest_pending: Option<Duration>,
    /// The longest time that a refusal asked to be left alone.
    pub retry_after: Option<Duration>,
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
    last_answer: Option<Instant>,
    /// The last time in which nobody got an answer for longer than usual.
    silence: Option<(Instant, Instant)>,
}

impl Recorder {
    /// An empty recorder for these steps and checks.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        Self {
            current: Measurements::new(layout),
            usual: vec![Usual::default(); layout.steps.len()],
            last_answer: None,
            silence: None,
        }
    }

    /// Counts one request.
    pub fn record(&mut self, sample: &Sample) {
        self.current.record(sample);
    }

    /// Counts one request, ended at `ended`, of a virtual user that waits for its answers, and corrects
    /// `response_time` for coordinated omission: had the shop not stalled, the user would have sent more requests
    /// meanwhile, one every `pace` microseconds, and each would have waited for the rest of the stall. This is
    /// HdrHistogram's correction by an expected interval, with two restrictions: only what exceeds the step's usual
    /// response time counts, and only while the shop answered none of this thread's users. A single slow page among
    /// fast ones held nobody else up, so it is one slow request. Without a `pace` nothing is corrected.
    pub fn record_paced(&mut self, sample: &Sample, ended: Instant, pace: Option<Micros>) {
        self.current.record(sample);
        let Some(usual) = self.usual.get_mut(usize::from(sample.step.0)) else { return };
        if let (Some(usual), Some(pace)) = (usual.get(), pace) {
            let noticeable = Duration::from_micros(usual.saturating_add(pace));
            let begun = ended.checked_sub(Duration::from_micros(sample.response_time)).unwrap_or(ended);
            // The first request of all has no answer before it: it counts from its own begin.
            let before = self.last_answer.unwrap_or(begun);
            if ended.saturating_duration_since(before) > noticeable {
                self.silence = Some((before, ended));
            }
            let silent = self.silence.map_or(Duration::ZERO, |(from, to)| {
                to.min(ended).saturating_duration_since(from.max(begun))
            });
            if silent > noticeable {
                self.current.record_stall(sample, usual, pace);
            }
        }
        // A refusal at once is no sign of life: it must not break a silence into pieces too short to count.
        if !sample.outcome.is_http_failure() {
            self.last_answer = Some(ended);
            usual.observe(sample.response_time);
        }
    }

    /// Counts a step's page with its files, from the step's intended start on, in microseconds.
    pub fn page_load(&mut self, step: StepId, lasted: Micros) {
        self.current.page_load(step, lasted);
    }

    /// A page needs this file of another host, which nobody loads.
    pub fn elsewhere(&mut self, host: &str, file: &str) {
        self.current.elsewhere.add(host, file);
    }

    /// Counts one check's result.
    pub fn check(&mut self, check: CheckId, held: bool) {
        self.current.check(check, held);
    }

    /// An iteration of an executor began. Executors are counted from 0 in the order of the plan.
    pub fn iteration_started(&mut self, executor: usize) {
        self.current.tally_mut(executor).started += 1;
    }

    /// An iteration came to its end after this many microseconds.
    pub fn iteration(&mut self, executor: usize, duration: Micros) {
        self.current.iteration(executor, duration);
    }

    /// An iteration ended early because a step failed.
    pub fn iteration_failed(&mut self, executor: usize) {
        self.current.tally_mut(executor).failed += 1;
    }

    /// An iteration was cut off by the end of the run.
    pub fn iteration_interrupted(&mut self, executor: usize) {
        self.current.tally_mut(executor).interrupted += 1;
    }

    /// An iteration that was due will not run; `overdue` when the generator came too late to look at it.
    pub fn iteration_dropped(&mut self, executor: usize, overdue: bool) {
        let tally = self.current.tally_mut(executor);
        tally.dropped += 1;
        tally.overdue += u64::from(overdue);
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

    /// Virtual users of one thread, each with its own clock.
    struct Users {
        recorder: Recorder,
        layout: Layout,
        start: Instant,
    }

    impl Users {
        fn new() -> Self {
            let layout = Layout { steps: vec!["page".into()], ..Layout::default() };
            Self { recorder: Recorder::new(&layout), layout, start: Instant::now() }
        }

        /// An answer after `millis`, that came `at` milliseconds from the start.
        fn answer(&mut self, at: u64, millis: u64, pace: u64) {
            let ended = self.start + Duration::from_millis(at);
            self.recorder.record_paced(&sample(millis), ended, Some(pace * 1_000));
        }

        fn measured(&mut self) -> Measurements {
            self.recorder.hand_over(Measurements::new(&self.layout))
        }
    }

    /// Two virtual users without think time ask a shop that needs 10 ms and freezes for 1 s in every 5 s: of all the
    /// requests they wanted to send, a fifth fell into a freeze and waited 500 ms on average.
    #[test]
    fn a_stall_counts_for_every_request_it_kept_back() {
        let mut users = Users::new();
        for cycle in 0..20 {
            let begin = cycle * 5_000;
            for turn in 1..=400 {
                users.answer(begin + turn * 10, 10, 10);
                users.answer(begin + turn * 10, 10, 10);
            }
            users.answer(begin + 5_000, 1_000, 10);
            users.answer(begin + 5_000, 1_000, 10);
        }
        let measured = users.measured();
        let p90 = measured.response_times(|_| true).quantile(0.9) / 1_000;
        assert!((490..=530).contains(&p90), "p90 is {p90} ms");
        assert_eq!(measured.requests(), 20 * 802, "what was not sent is not counted as sent");
        assert_eq!(measured.durations(|_| true).quantile(0.99) / 1_000, 10, "k6's clock stays k6's");
    }

    #[test]
    fn a_slow_page_among_fast_ones_is_one_slow_page() {
        let mut users = Users::new();
        for turn in 1..=500 {
            users.answer(turn * 10, 10, 10);
            // Every tenth answer to the other user takes 100 ms.
            if turn % 10 == 0 {
                users.answer(turn * 10, 100, 10);
            }
        }
        let measured = users.measured();
        assert_eq!(measured.response_times(|_| true).count(), measured.requests());
    }

    #[test]
    fn a_refusal_at_once_is_no_sign_of_life() {
        let p90 = |refused: bool| {
            let mut users = Users::new();
            for cycle in 0..20 {
                let begin = cycle * 5_000;
                (1..=400).for_each(|turn| users.answer(begin + turn * 10, 10, 10));
                if refused {
                    // Within the freeze somebody is turned away every 5 ms.
                    for turn in 1..200 {
                        let ended = users.start + Duration::from_millis(begin + 4_000 + turn * 5);
                        let refusal = Sample { outcome: Outcome::Status, status: 503, ..sample(1) };
                        users.recorder.record_paced(&refusal, ended, Some(10_000));
                    }
                }
                users.answer(begin + 5_000, 1_000, 10);
            }
            users.measured().response_times(|outcome| outcome == Outcome::Ok).quantile(0.9)
        };
        assert_eq!(p90(true), p90(false));
        assert!(p90(true) > 490_000);
    }

    #[test]
    fn slow_is_not_stalled() {
        let mut users = Users::new();
        (1..=50).for_each(|turn| users.answer(turn * 1_000, 1_000, 250));
        assert_eq!(users.measured().response_times(|_| true).count(), 50);
    }

    #[test]
    fn an_endless_stall_is_thinned_out_but_keeps_its_weight() {
        let mut users = Users::new();
        users.answer(1, 1, 1);
        users.answer(60_001, 60_000, 1);
        let count = users.measured().response_times(|_| true).count();
        assert!((59_000..=60_010).contains(&count), "{count}");
    }
}
