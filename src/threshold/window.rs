//! `p(95) over 10s<2000`: a threshold that must hold in every window of the run, not only over the whole of it.

use std::collections::VecDeque;
use std::time::Duration;

use super::{Expression, Threshold, ThresholdSet};
use crate::metric::{Filter, Measurements, MetricKind, Portion, Portions, RunPhase};

/// The tolerance for the length of a window, which consists of the fewest seconds that last as long as it. Seconds end a little
/// late, and the last one early.
const HALF: Duration = Duration::from_millis(500);

/// The window with the worst value for a threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worst {
    /// The value measured in the window.
    pub value: f64,
    /// The end of the window, from the start of the run.
    pub end: Duration,
}

/// The windows of a run, for those thresholds of a [`ThresholdSet`] that have one.
///
/// They are fed with the run's seconds in order. Once a whole window has passed, each second ends a window. Windows without a
/// sample are skipped, as k6 skips metrics without one. For a counter, only the windows before its first sample are skipped: its
/// value is 0 in them, and that is the result when nothing is ever counted. Iterations that turn out at the end of the run not to
/// come are in no window.
///
/// The memory holds the seconds of one window, and of these only what the thresholds need: at most 32 bytes for each request of a
/// time metric, a few numbers for each second of other metrics.
#[derive(Debug, Clone, Default)]
pub struct Windows {
    /// One course for each threshold, in the set's order; `None` for thresholds over the whole run.
    courses: Vec<Option<WindowCourse>>,
    /// The time from the start of the run to the end of the last second, without pauses.
    active: Duration,
}

/// The windows of one threshold so far.
#[derive(Debug, Clone)]
struct WindowCourse {
    threshold: Threshold,
    filter: Filter,
    window: Duration,
    /// The seconds of the window that ends now.
    seconds: VecDeque<WindowSecond>,
    /// The measurements of these seconds.
    portions: Portions,
    /// The sum of the lengths of these seconds.
    lasted: Duration,
    /// Whether the metric has had a sample.
    begun: bool,
    /// The value of the window that ends now.
    latest: Option<f64>,
    run: Extreme,
    /// The worst of the windows that lie entirely in the hold.
    hold: Extreme,
}

#[derive(Debug, Clone, Copy)]
struct WindowSecond {
    lasted: Duration,
    held: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Extreme {
    worst: Option<Worst>,
    /// The first window of a counter that had counted nothing yet: its 0 is the result when nothing is ever counted.
    nothing: Option<Worst>,
}

impl Windows {
    /// Prepares windows for a run with these thresholds, before its first second.
    #[must_use]
    pub fn new(thresholds: &ThresholdSet) -> Self {
        let course = |(threshold, filter): (&Threshold, &Filter)| {
            Some(WindowCourse::new(threshold.clone(), filter.clone(), threshold.expression.window?))
        };
        Self { courses: thresholds.resolved().map(course).collect(), active: Duration::ZERO }
    }

    /// Adds the second that ended `end` after the start of the run, merged over all threads. The run had been paused for `paused`
    /// by then, which is part of no window. `vus_max` is the number of allocated virtual users.
    pub fn add(
        &mut self,
        end: Duration,
        paused: Duration,
        phase: RunPhase,
        second: &Measurements,
        vus_max: u64,
    ) {
        let active = end.saturating_sub(paused);
        let lasted = active.saturating_sub(self.active);
        self.active = self.active.max(active);
        for course in self.courses.iter_mut().flatten() {
            let portion = second.portion(course.threshold.metric, &course.filter, vus_max);
            course.add(WindowSecond { lasted, held: phase == RunPhase::Hold }, portion);
            if active >= course.window {
                course.look(end);
            }
        }
    }

    /// The worst window of the run for each threshold of the set; `None` for a threshold without a window or without a
    /// measurement.
    #[must_use]
    pub fn over_run(&self) -> Vec<Option<Worst>> {
        self.worst(|course| course.run)
    }

    /// The worst window that lies entirely in the hold, for each threshold of the set.
    #[must_use]
    pub fn over_hold(&self) -> Vec<Option<Worst>> {
        self.worst(|course| course.hold)
    }

    fn worst(&self, stretch: impl Fn(&WindowCourse) -> Extreme) -> Vec<Option<Worst>> {
        let worst = |course: &WindowCourse| {
            let Extreme { worst, nothing } = stretch(course);
            worst.or(nothing)
        };
        self.courses.iter().map(|course| course.as_ref().and_then(worst)).collect()
    }

    /// The value of the window that ended with the last second, for each threshold of the set.
    pub(super) fn latest(&self) -> impl Iterator<Item = Option<f64>> {
        self.courses.iter().map(|course| course.as_ref()?.latest)
    }
}

impl Worst {
    /// The worst windows of several runs for each threshold of their set. Each run has its own worst ones and its beginning, from
    /// the start of all.
    #[must_use]
    pub fn of_runs(set: &ThresholdSet, runs: &[(Duration, Vec<Option<Self>>)]) -> Vec<Option<Self>> {
        let worst =
            |(place, threshold): (usize, &Threshold)| {
                let found = runs.iter().filter_map(|(begin, worst)| {
                    let Self { value, end } = (*worst.get(place)?)?;
                    Some(Self { value, end: *begin + end })
                });
                found.reduce(|worst, next| {
                    if threshold.expression.is_worse(next.value, worst.value) { next } else { worst }
                })
            };
        set.thresholds().enumerate().map(worst).collect()
    }
}

impl WindowCourse {
    fn new(threshold: Threshold, filter: Filter, window: Duration) -> Self {
        Self {
            threshold,
            filter,
            window,
            seconds: VecDeque::new(),
            portions: Portions::default(),
            lasted: Duration::ZERO,
            begun: false,
            latest: None,
            run: Extreme::default(),
            hold: Extreme::default(),
        }
    }

    fn add(&mut self, second: WindowSecond, portion: Portion) {
        self.begun |= !portion.is_empty();
        self.portions.push(portion);
        self.lasted += second.lasted;
        self.seconds.push_back(second);
        while let Some(first) = self.seconds.front()
            && self.seconds.len() > 1
            && self.lasted.saturating_sub(first.lasted) + HALF >= self.window
        {
            self.lasted -= first.lasted;
            self.seconds.pop_front();
            self.portions.pop();
        }
    }

    /// Evaluates the window that ends now.
    fn look(&mut self, end: Duration) {
        let Expression { statistic, .. } = self.threshold.expression;
        let value = self.portions.value(statistic, self.lasted);
        let counts = self.begun || self.threshold.metric.kind() != MetricKind::Counter;
        self.latest = value.filter(|_| counts);
        let Some(value) = value else { return };
        let seen = Worst { value, end };
        self.run.see(seen, counts, &self.threshold.expression);
        if self.seconds.iter().all(|second| second.held) {
            self.hold.see(seen, counts, &self.threshold.expression);
        }
    }
}

impl Extreme {
    fn see(&mut self, seen: Worst, counts: bool, expression: &Expression) {
        if !counts {
            self.nothing.get_or_insert(seen);
        } else if self.worst.is_none_or(|worst| expression.is_worse(seen.value, worst.value)) {
            self.worst = Some(seen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::{CheckId, Layout, Outcome, Sample, StepId, Timings};

    fn layout() -> Layout {
        Layout {
            steps: vec!["page".into(), "cart".into()],
            checks: vec![(StepId(0), "price".into())],
            ..Layout::default()
        }
    }

    /// A second with one page for each of these times, in milliseconds.
    fn second(millis: &[u64]) -> Measurements {
        let mut second = Measurements::new(&layout());
        second.vus_peak = millis.len() as u64;
        for millis in millis {
            let timings = Timings { waiting: millis * 1_000, ..Timings::default() };
            second.record(&Sample {
                bytes_sent: 1,
                bytes_received: 1,
                ..Sample::new(StepId(0), 200, Outcome::Ok, timings)
            });
            second.check(CheckId(0), *millis < 1_000);
        }
        second
    }

    fn set(flag: &str) -> ThresholdSet {
        let threshold = Threshold { abort_on_fail: true, ..Threshold::parse_flag(flag).unwrap() };
        ThresholdSet::new(vec![threshold], &layout()).unwrap()
    }

    /// An invented run: for each second its end in milliseconds, whether it belongs to the hold, and the pages' times.
    type Seconds<'a> = &'a [(u64, bool, &'a [u64])];

    struct Walked {
        windows: Windows,
        set: ThresholdSet,
        /// The value of each second's window.
        latest: Vec<Option<f64>>,
        /// The index of the first second that would end the run.
        aborted: Option<usize>,
    }

    fn walk(flag: &str, seconds: Seconds<'_>) -> Walked {
        let set = set(flag);
        let mut walked = Walked { windows: Windows::new(&set), set, latest: Vec::new(), aborted: None };
        let mut whole = Measurements::new(&layout());
        for (index, (end, held, millis)) in seconds.iter().enumerate() {
            let (end, second) = (Duration::from_millis(*end), second(millis));
            whole.merge(&second);
            let phase = if *held { RunPhase::Hold } else { RunPhase::Ramp };
            walked.windows.add(end, Duration::ZERO, phase, &second, 20);
            walked.latest.extend(walked.windows.latest());
            let crossed = walked.set.crossed_abort(&whole, end, 20, &walked.windows);
            walked.aborted = walked.aborted.or((!crossed.is_empty()).then_some(index));
        }
        walked
    }

    impl Walked {
        /// The value, the end of its window in milliseconds, and whether the threshold held.
        fn result(&self) -> (Option<(f64, u64)>, bool) {
            let over_run = self.windows.over_run();
            let result = self.set.evaluate(&second(&[]), Duration::from_secs(1), 20, &over_run).remove(0);
            let at = result.worst_at_s.map(|seconds| (seconds * 1e3).round() as u64);
            (result.value.zip(at), result.ok)
        }
    }

    /// Five whole seconds: nothing, a fast page, a slow one, a fast one, nothing.
    const HICCUP: Seconds<'_> = &[
        (1_001, true, &[]),
        (2_003, true, &[100]),
        (3_002, true, &[900]),
        (4_001, true, &[100]),
        (5_002, true, &[]),
    ];

    #[test]
    fn the_worst_window_is_the_result() {
        for (flag, expected, ok) in [
            ("http_req_duration:max over 1s<500", Some((900.0, 3_002)), false),
            ("http_req_duration:max over 1s<1000", Some((900.0, 3_002)), true),
            ("http_req_duration:avg over 2s<=500", Some((500.0, 3_002)), true),
            ("http_req_duration:avg over 3s>400", Some((366.7, 4_001)), false),
            ("http_req_duration:min over 1s>200", Some((100.0, 2_003)), false),
            ("http_req_duration{name:cart}:max over 1s<1", None, true),
            // The first sample is in the second second; the last second has none again.
            ("http_reqs:count over 1s>=1", Some((0.0, 5_002)), false),
            ("http_reqs:count over 1s<2", Some((1.0, 2_003)), true),
            ("http_reqs:count over 3s<3", Some((3.0, 4_001)), false),
            ("http_reqs:rate over 2s>0.4", Some((0.499, 2_003)), true),
            // Nothing was counted: the value is 0, as for the whole run.
            ("http_reqs{name:cart}:count over 2s==0", Some((0.0, 2_003)), true),
            ("http_reqs{name:cart}:count over 2s>0", Some((0.0, 2_003)), false),
            ("checks:rate over 1s>0.9", Some((1.0, 2_003)), true),
            ("vus:value over 2s<1", Some((1.0, 2_003)), false),
            // The first window that violated the threshold stays.
            ("http_reqs:count over 2s!=2", Some((2.0, 3_002)), false),
            ("http_reqs:count over 2s==2", Some((1.0, 2_003)), false),
            // The window is longer than the run.
            ("http_req_duration:max over 6s<1", None, true),
            ("http_reqs:count over 6s>100", None, true),
        ] {
            let (found, held) = walk(flag, HICCUP).result();
            assert_eq!(held, ok, "{flag}: {found:?}");
            let alike = |(one, at): (f64, u64), (other, then): (f64, u64)| {
                // A histogram keeps three digits, and seconds end a little late.
                at == then && (one - other).abs() <= other / 500.0
            };
            match (found, expected) {
                (Some(found), Some(expected)) => assert!(alike(found, expected), "{flag}: {found:?}"),
                _ => assert_eq!(found, expected, "{flag}"),
            }
        }
    }

    #[test]
    fn a_window_has_the_fewest_seconds_that_fill_it() {
        // A second that is handed over late is followed by a short one; the run ends with a part of a second.
        let late: Seconds<'_> = &[
            (1_000, true, &[1; 1]),
            (2_990, true, &[1; 2]),
            (3_000, true, &[1; 4]),
            (4_000, true, &[1; 8]),
            (5_001, true, &[1; 16]),
            (5_300, true, &[1; 32]),
        ];
        for (flag, expected) in [
            (
                "http_reqs:count over 1s>0",
                [Some(1.0), Some(2.0), Some(6.0), Some(8.0), Some(16.0), Some(48.0)],
            ),
            ("http_reqs:count over 2s>0", [None, Some(2.0), Some(6.0), Some(14.0), Some(24.0), Some(56.0)]),
        ] {
            assert_eq!(walk(flag, late).latest, expected, "{flag}");
        }
    }

    #[test]
    fn the_hold_has_only_windows_of_its_own() {
        let run: Seconds<'_> = &[
            (1_000, false, &[900]),
            (2_000, true, &[100]),
            (3_000, true, &[200]),
            (4_000, true, &[300]),
            (5_000, false, &[800]),
        ];
        for (flag, of_run, of_hold) in [
            ("http_req_duration:min over 1s<1", Some(1_000), Some(4_000)),
            ("http_req_duration:max over 2s<1", Some(2_000), Some(4_000)),
            ("http_req_duration:max over 4s<1", Some(4_000), None),
        ] {
            let Walked { windows, .. } = walk(flag, run);
            let end = |worst: Vec<Option<Worst>>| worst[0].map(|worst| worst.end.as_millis() as u64);
            assert_eq!((end(windows.over_run()), end(windows.over_hold())), (of_run, of_hold), "{flag}");
        }
    }

    #[test]
    fn a_run_ends_at_the_first_window_that_broke() {
        for (flag, aborted) in [
            ("http_req_duration:max over 1s<500", Some(2)),
            ("http_req_duration:max over 4s<500", Some(3)),
            ("http_req_duration:max over 6s<500", None),
            // Over the whole run it would have been crossed before the first request.
            ("http_reqs:count over 1s>0", Some(4)),
            ("http_reqs{name:cart}:count over 1s>0", None),
        ] {
            assert_eq!(walk(flag, HICCUP).aborted, aborted, "{flag}");
        }
    }

    #[test]
    fn before_the_delay_no_window_ends_the_run() {
        let delayed = |delay_s| {
            let threshold = Threshold {
                abort_on_fail: true,
                delay_abort_eval: Duration::from_secs(delay_s),
                ..Threshold::parse_flag("http_req_duration:max over 1s<500").unwrap()
            };
            let set = ThresholdSet::new(vec![threshold], &layout()).unwrap();
            let (mut windows, whole) = (Windows::new(&set), second(&[]));
            let crossed = HICCUP.iter().position(|(end, _, millis)| {
                let end = Duration::from_millis(*end);
                windows.add(end, Duration::ZERO, RunPhase::Hold, &second(millis), 20);
                !set.crossed_abort(&whole, end, 20, &windows).is_empty()
            });
            let ok = set.evaluate(&whole, Duration::from_secs(1), 20, &windows.over_run())[0].ok;
            (crossed, ok)
        };
        assert_eq!(delayed(2), (Some(2), false));
        // The window that violated the threshold is over by then; the result still has it.
        assert_eq!(delayed(4), (None, false));
    }
}
