//! The result of one load, from the measurements of its run.

use std::time::Duration;

use super::usl::{self, Point};
use super::{Break, Capacity, CapacityStep, Course, LoadUnit, Search, SearchEnd, StepOutcome};
use crate::grade::delivered::dropped_share;
use crate::grade::finding;
use crate::grade::{Component, Letter, slowest};
use crate::metric::{Ending, GeneratorHealth, Measurements, RunPhase, Summary};
use crate::threshold::{ThresholdResult, ThresholdSet, Windows};
use crate::words::Message;

impl Course {
    /// The course of a run's hold.
    #[must_use]
    pub fn of_hold(summary: &Summary) -> Self {
        let mut course = Self::default();
        for point in summary.timeline.iter().filter(|point| point.phase == RunPhase::Hold) {
            course.add((point.requests > 0).then_some(point.p95_us));
        }
        course
    }
}

/// Evaluates the thresholds on the hold alone, with its length and the windows that lie in it; before the hold began, on
/// everything.
#[must_use]
pub fn thresholds_on_hold(
    summary: &Summary,
    thresholds: &ThresholdSet,
    windows: &Windows,
) -> Vec<ThresholdResult> {
    let (measured, phase) = summary.judged();
    let (lasted, worst) = match phase {
        RunPhase::Hold => (summary.hold_time(), windows.over_hold()),
        _ => (summary.elapsed, windows.over_run()),
    };
    thresholds.evaluate(measured, lasted, summary.vus_max, &worst)
}

impl CapacityStep {
    /// Judges a run at one load that began `begin` after the search did.
    ///
    /// The load held when the thresholds hold on its hold, its p95 was not rising at the end, and no more than 1 % of the due
    /// journeys were dropped. The result is unknown when the generator was the bottleneck, when a firewall answered, when the run
    /// was cut short, or when nothing was measured at the full load.
    #[must_use]
    pub fn of(
        load: u32,
        begin: Duration,
        summary: &Summary,
        thresholds: &[ThresholdResult],
        ending: &Ending,
        health: &GeneratorHealth,
    ) -> Self {
        let (measured, phase) = summary.judged();
        let course = Course::of_hold(summary);
        let breaks = breaks(measured, &course, thresholds, ending);
        let unknown = unknown(measured, phase, ending, health);
        let outcome = match (&unknown, breaks.is_empty()) {
            (Some(_), _) => StepOutcome::Unknown,
            (None, true) => StepOutcome::Held,
            (None, false) => StepOutcome::Broke,
        };
        let hold_s = summary.hold_time().as_secs_f64();
        let per_second = |count: u64| if hold_s > 0.0 { count as f64 / hold_s } else { 0.0 };
        let quantile = |quantile| measured.visits.time(quantile).graded().map(|micros| micros as f64 / 1e3);
        Self {
            load,
            outcome,
            breaks,
            unknown,
            slowest: slowest(summary),
            begin_s: begin.as_secs_f64(),
            hold_s,
            steady: course.is_steady(),
            vus: mean_vus(summary),
            requests: measured.requests(),
            requests_per_s: per_second(measured.requests()),
            journeys_per_s: per_second(measured.iterations()),
            journey_ms: (measured.iterations() > 0).then(|| measured.mean_iteration() / 1e3),
            failure_rate: measured.visits.failing(0).map(|failing| failing.share),
            p50_ms: quantile(0.5),
            p95_ms: quantile(0.95),
            p99_ms: quantile(0.99),
        }
    }

    /// Whether the load broke by little, so that a second try may show that it was a hiccup.
    #[must_use]
    pub fn is_narrow(&self, ending: &Ending) -> bool {
        let thresholds_only = self.breaks.iter().all(|cause| matches!(cause, Break::Threshold { .. }));
        thresholds_only && *ending == Ending::Completed
    }
}

fn breaks(
    measured: &Measurements,
    course: &Course,
    thresholds: &[ThresholdResult],
    ending: &Ending,
) -> Vec<Break> {
    let mut breaks: Vec<Break> = thresholds
        .iter()
        .filter(|result| !result.ok)
        .map(|result| Break::Threshold { source: result.source.clone(), value: result.value })
        .collect();
    match ending {
        Ending::Silent { lasted } => breaks.push(Break::Silent { seconds: lasted.as_secs_f64() }),
        // The threshold was crossed over the whole run of this load, though perhaps not in the hold alone.
        Ending::Aborted { thresholds } if breaks.is_empty() => {
            breaks.extend(
                thresholds.iter().map(|source| Break::Threshold { source: source.clone(), value: None }),
            );
        }
        _ => {}
    }
    if let Some((from, to)) = course.rise() {
        breaks.push(Break::Rising { from_ms: from as f64 / 1e3, to_ms: to as f64 / 1e3 });
    }
    let failing = measured.visits.failing(0).map(|failing| failing.share);
    let too_many = failing.filter(|share| Component::of_failures(*share).letter <= Letter::C);
    // A crossed threshold says this already.
    breaks.extend(too_many.filter(|_| breaks.is_empty()).map(|share| Break::VisitsFailed { share }));
    breaks.extend(dropped_share(measured).map(|share| Break::NotDelivered { share }));
    breaks
}

/// Why it is unknown whether the load held.
fn unknown(
    measured: &Measurements,
    phase: RunPhase,
    ending: &Ending,
    health: &GeneratorHealth,
) -> Option<Message> {
    if let Some(reason) = health.bottleneck() {
        return Some(Message::new("no-grade-generator").with("reason", reason));
    }
    if finding::mostly_blocked(measured).is_some() {
        return Some(Message::new("kept-away"));
    }
    match ending {
        Ending::Aborted { .. } | Ending::Silent { .. } => None,
        Ending::Blocked { .. } => Some(Message::new("kept-away")),
        Ending::GeneratorLost { shard } => {
            Some(Message::new("no-grade-generator-lost").with("shard", *shard))
        }
        Ending::Interrupted | Ending::WindowClosed | Ending::Stopped | Ending::Killed => {
            Some(Message::new("no-grade-stopped"))
        }
        Ending::Completed => (phase != RunPhase::Hold || measured.failure_rate().is_none())
            .then(|| Message::new("step-not-measured")),
    }
}

fn mean_vus(summary: &Summary) -> f64 {
    let held = summary.timeline.iter().filter(|point| point.phase == RunPhase::Hold);
    let (sum, seconds) = held.fold((0, 0_u64), |(sum, seconds), point| (sum + point.vus, seconds + 1));
    sum as f64 / seconds.max(1) as f64
}

impl Capacity {
    /// Summarises a search and fits the law to its steps; `seed` is that of the bootstrap.
    #[must_use]
    pub fn new(
        unit: LoadUnit,
        ceiling: u32,
        mut steps: Vec<CapacityStep>,
        search: &Search,
        end: SearchEnd,
        seed: u64,
    ) -> Self {
        if let Some(each) = requests_per_journey(&steps) {
            steps.iter_mut().for_each(|step| step.journeys_per_s = step.requests_per_s / each);
        }
        let known = steps.iter().filter(|step| step.outcome != StepOutcome::Unknown && step.steady);
        let points: Vec<Point> =
            known.map(|step| Point { vus: step.vus, throughput: step.journeys_per_s }).collect();
        let usl = usl::fit(&points, seed);
        Self { unit, ceiling, steps, end, held: search.held(), broke: search.broke(), usl }
    }
}

/// The number of requests of a journey: from the holds that were at least two journeys long, otherwise from the lowest load. A
/// hold of the length of one journey ends before those that began in it do, and would count too few.
fn requests_per_journey(steps: &[CapacityStep]) -> Option<f64> {
    let counted = |step: &&CapacityStep| step.journeys_per_s > 0.0 && step.requests_per_s > 0.0;
    let long =
        |step: &&CapacityStep| step.journey_ms.is_some_and(|journey| step.hold_s * 1e3 >= 2.0 * journey);
    let sum =
        |pick: fn(&CapacityStep) -> f64| steps.iter().filter(counted).filter(long).map(pick).sum::<f64>();
    let (requests, journeys) = (sum(|step| step.requests_per_s), sum(|step| step.journeys_per_s));
    if journeys > 0.0 {
        return Some(requests / journeys);
    }
    let lowest = steps.iter().filter(counted).min_by_key(|step| step.load)?;
    Some(lowest.requests_per_s / lowest.journeys_per_s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::sample_run::{self, SampleCourse};
    use crate::threshold::Threshold;

    fn step(sample: &SampleCourse, ending: &Ending, health: &GeneratorHealth) -> CapacityStep {
        let summary = sample_run::summary(sample);
        let results = on_hold(sample, "http_req_duration:p(95)<2000");
        CapacityStep::of(200, Duration::from_secs(30), &summary, &results, ending, health)
    }

    fn on_hold(sample: &SampleCourse, threshold: &str) -> Vec<ThresholdResult> {
        let summary = sample_run::summary(sample);
        let threshold = Threshold::parse_flag(threshold).unwrap();
        let set = ThresholdSet::new(vec![threshold], &summary.layout).unwrap();
        let mut windows = Windows::new(&set);
        for (end, phase, _, second) in sample_run::seconds(sample) {
            windows.add(end, Duration::ZERO, phase, &second, summary.vus_max);
        }
        thresholds_on_hold(&summary, &set, &windows)
    }

    #[test]
    fn only_windows_of_the_hold_are_judged() {
        // Four seconds up, twelve held: the first whole window of the hold ends after 14 s.
        let of = |threshold: &str, sample: &SampleCourse| on_hold(sample, threshold).remove(0);
        let crossed = of("http_reqs:count over 10s<200", &SampleCourse::default());
        assert_eq!((crossed.value, crossed.worst_at_s, crossed.ok), (Some(200.0), Some(14.0), false));
        let longer = of("http_reqs:count over 13s<1", &SampleCourse::default());
        assert_eq!((longer.value, longer.ok), (None, true));
        let never_held =
            of("http_reqs:count over 2s<1", &SampleCourse { hold_s: 0, ..SampleCourse::default() });
        assert_eq!((never_held.worst_at_s, never_held.ok), (Some(2.0), false));
    }

    #[test]
    fn a_load_holds_when_its_thresholds_do() {
        let healthy = GeneratorHealth::default();
        let good = step(&SampleCourse::default(), &Ending::Completed, &healthy);
        assert_eq!((good.outcome, good.breaks.len(), good.steady), (StepOutcome::Held, 0, true), "{good:?}");
        assert_eq!((good.load, good.begin_s, good.hold_s), (200, 30.0, 12.0));
        assert_eq!(good.slowest.unwrap().step, "add_to_cart");
        assert!((good.vus - 200.0).abs() < 1e-9 && good.p95_ms.is_some() && good.journeys_per_s > 0.0);
        let slow =
            step(&SampleCourse { cart_ms: 2_600, ..SampleCourse::default() }, &Ending::Completed, &healthy);
        assert_eq!(slow.outcome, StepOutcome::Broke);
        assert!(
            matches!(&slow.breaks[..], [Break::Threshold { source, value: Some(_) }]
            if source == "http_req_duration: p(95)<2000"),
            "{slow:?}"
        );
        assert!(slow.is_narrow(&Ending::Completed));
    }

    #[test]
    fn silence_and_aborts_break_and_narrowly_never() {
        let healthy = GeneratorHealth::default();
        let silent = Ending::Silent { lasted: Duration::from_secs(10) };
        let step_silent = step(&SampleCourse::default(), &silent, &healthy);
        assert_eq!(step_silent.breaks, [Break::Silent { seconds: 10.0 }]);
        let aborted = Ending::Aborted { thresholds: vec!["http_req_failed: rate<0.1".into()] };
        let step_aborted = step(&SampleCourse::default(), &aborted, &healthy);
        assert_eq!(step_aborted.outcome, StepOutcome::Broke);
        assert!(!step_aborted.is_narrow(&aborted) && !step_silent.is_narrow(&silent));
    }

    #[test]
    fn journeys_that_could_not_begin_break_it() {
        let dropped = step(
            &SampleCourse { dropped: 1, ..SampleCourse::default() },
            &Ending::Completed,
            &GeneratorHealth::default(),
        );
        assert!(matches!(dropped.breaks[..], [Break::NotDelivered { share }] if share > 0.01), "{dropped:?}");
    }

    #[test]
    fn holds_as_short_as_a_journey_do_not_count_too_few() {
        let base = step(&SampleCourse::default(), &Ending::Completed, &GeneratorHealth::default());
        let of = |load, requests_per_s, journeys_per_s, journey_ms| CapacityStep {
            load,
            requests_per_s,
            journeys_per_s,
            journey_ms: Some(journey_ms),
            hold_s: 10.0,
            ..base.clone()
        };
        let steps = vec![of(10, 12.0, 2.0, 4_000.0), of(20, 24.0, 4.0, 4_500.0), of(80, 36.0, 3.0, 9_000.0)];
        let search = Search::new(80);
        let found = Capacity::new(LoadUnit::Shoppers, 80, steps, &search, SearchEnd::Stopped, 1);
        let journeys: Vec<_> = found.steps.iter().map(|step| step.journeys_per_s).collect();
        assert_eq!(journeys, [2.0, 4.0, 6.0]);
    }

    #[test]
    fn what_the_generator_or_a_stop_made_is_unknown() {
        let sick = GeneratorHealth { own_failures: 1, ..GeneratorHealth::default() };
        let slow = SampleCourse { cart_ms: 2_600, ..SampleCourse::default() };
        for (sample, ending, health) in [
            (&slow, Ending::Completed, &sick),
            (&slow, Ending::Interrupted, &GeneratorHealth::default()),
            (
                &SampleCourse { hold_s: 0, ..SampleCourse::default() },
                Ending::Completed,
                &GeneratorHealth::default(),
            ),
        ] {
            let step = step(sample, &ending, health);
            assert_eq!(step.outcome, StepOutcome::Unknown, "{step:?}");
            assert!(step.unknown.is_some());
        }
    }
}
