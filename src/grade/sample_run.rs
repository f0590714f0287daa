//! An invented run for tests: page and cart, 200 shoppers, ten of each request a second.

use std::time::Duration;

use crate::metric::{
    Cause, CheckId, Layout, LoadPart, Measurements, Outcome, RunPhase, Sample, StepId, Summary, Timings,
    VisitEnd, VisitKey,
};

/// The events of the run.
#[derive(Debug, Clone)]
pub(crate) struct SampleCourse {
    pub(crate) ramp_s: u64,
    pub(crate) hold_s: u64,
    /// The time of the cart in milliseconds; the page takes 100 ms.
    pub(crate) cart_ms: u64,
    /// The number of cart requests, of ten, that end as `outcome` after `failed_ms`.
    pub(crate) timeouts: u64,
    pub(crate) outcome: Outcome,
    pub(crate) failed_ms: u64,
    /// The number of journeys that could not start, for ten that did.
    pub(crate) dropped: u64,
    /// The number of cart requests, of ten, that have the wrong content.
    pub(crate) wrong: u64,
}

impl Default for SampleCourse {
    fn default() -> Self {
        Self {
            ramp_s: 4,
            hold_s: 12,
            cart_ms: 200,
            timeouts: 0,
            outcome: Outcome::TimeoutFirstByte,
            failed_ms: 60_000,
            dropped: 0,
            wrong: 0,
        }
    }
}

pub(crate) fn layout() -> Layout {
    Layout {
        steps: vec!["product_page".into(), "add_to_cart".into()],
        checks: vec![(StepId(0), "the price is shown".into()), (StepId(1), "the rule is applied".into())],
        ..Layout::default()
    }
}

fn sample(step: u16, outcome: Outcome, millis: u64) -> Sample {
    let timings = Timings { waiting: millis * 1_000, receiving: 900, ..Timings::default() };
    Sample {
        bytes_sent: 400,
        bytes_received: 80_000,
        ..Sample::new(
            StepId(step),
            match outcome {
                Outcome::Status => 500,
                outcome if outcome.is_http_failure() => 0,
                _ => 200,
            },
            outcome,
            timings,
        )
    }
}

fn second(course: &SampleCourse, part: LoadPart) -> Measurements {
    let mut second = Measurements::new(&layout());
    second.tally_mut(0).dropped = course.dropped;
    for turn in 0..10 {
        second.tally_mut(0).started += 1;
        page(&mut second, part, &sample(0, Outcome::Ok, 100));
        second.check(CheckId(0), true);
        let visit = VisitKey { part, executor: 0, journey: 0 };
        if turn < course.timeouts {
            page(&mut second, part, &sample(1, course.outcome, course.failed_ms));
            second.tally_mut(0).failed += 1;
            second.visits.ended(visit, VisitEnd::Failed, Some(true));
            let cause = match course.outcome {
                Outcome::Status => Cause::Status(500),
                outcome => Cause::Outcome(outcome),
            };
            second.broken.add(visit, StepId(1), cause, None);
            continue;
        }
        let wrong = turn < course.timeouts + course.wrong;
        page(&mut second, part, &sample(1, if wrong { Outcome::Check } else { Outcome::Ok }, course.cart_ms));
        second.check(CheckId(1), !wrong);
        second.iteration(0, (100 + course.cart_ms) * 1_000);
        let end = if wrong { VisitEnd::Failed } else { VisitEnd::Good };
        second.visits.ended(visit, end, Some(!wrong));
        if wrong {
            second.broken.add(visit, StepId(1), Cause::Check(CheckId(1)), None);
        }
    }
    second
}

/// Counts a visit at full load of a shopper of its own: the times of page and cart, whether it failed, whether the promotion was
/// right.
pub(crate) fn walk(
    measured: &mut Measurements,
    journey: usize,
    millis: [u64; 2],
    failed: bool,
    promotion: Option<bool>,
) {
    for (step, millis) in (0..).zip(millis) {
        page(measured, LoadPart::FullLoad, &sample(step, Outcome::Ok, millis));
    }
    let visit = VisitKey { part: LoadPart::FullLoad, executor: 0, journey };
    let end = if failed { VisitEnd::Failed } else { VisitEnd::Good };
    measured.visits.ended(visit, end, promotion);
    measured.iteration(0, (millis[0] + millis[1]) * 1_000);
}

/// Counts a page of a shopper of its own.
fn page(second: &mut Measurements, part: LoadPart, sample: &Sample) {
    second.record(sample);
    second.visits.record(part, sample.step, sample.response_time, 1, 1);
    second.visits.page_of_arrival(part, sample.step, sample.response_time);
}

/// The seconds of the run: end, phase, shoppers and measurements.
pub(crate) fn seconds(
    course: &SampleCourse,
) -> impl Iterator<Item = (Duration, RunPhase, u64, Measurements)> {
    (1..=course.ramp_s + course.hold_s).map(|at| {
        let (phase, vus) = if at <= course.ramp_s {
            (RunPhase::Ramp, at * 200 / (course.ramp_s + 1))
        } else {
            (RunPhase::Hold, 200)
        };
        let part = if phase == RunPhase::Hold { LoadPart::FullLoad } else { LoadPart::Rest };
        (Duration::from_secs(at), phase, vus, second(course, part))
    })
}

pub(crate) fn summary(course: &SampleCourse) -> Summary {
    let mut summary = Summary::new(layout(), 200);
    for (end, phase, vus, second) in seconds(course) {
        summary.add_second(end, phase, vus, &second);
    }
    summary
}
