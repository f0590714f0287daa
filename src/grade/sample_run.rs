//! A run made up for tests: page and cart, 200 shoppers, ten of each request a second.

use std::time::Duration;

use crate::metric::{CheckId, Layout, Measurements, Outcome, RunPhase, Sample, StepId, Summary, Timings};

/// What happens in it.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    pub(crate) ramp_s: u64,
    pub(crate) hold_s: u64,
    /// How long the cart takes; the page takes 100 ms.
    pub(crate) cart_ms: u64,
    /// Of ten cart requests, this many end as `outcome` after `failed_ms`.
    pub(crate) timeouts: u64,
    pub(crate) outcome: Outcome,
    pub(crate) failed_ms: u64,
    /// For ten journeys that start, this many could not.
    pub(crate) dropped: u64,
    /// Of ten cart requests, this many bring the wrong content.
    pub(crate) wrong: u64,
}

impl Default for Course {
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
        step: StepId(step),
        status: if outcome.is_http_failure() { 0 } else { 200 },
        outcome,
        response_time: timings.duration(),
        timings,
        bytes_sent: 400,
        bytes_received: 80_000,
        retried: false,
    }
}

fn second(course: &Course) -> Measurements {
    let mut second = Measurements::new(&layout());
    second.tally_mut(0).dropped = course.dropped;
    for turn in 0..10 {
        second.tally_mut(0).started += 1;
        second.record(&sample(0, Outcome::Ok, 100));
        second.check(CheckId(0), true);
        if turn < course.timeouts {
            second.record(&sample(1, course.outcome, course.failed_ms));
            second.tally_mut(0).failed += 1;
            continue;
        }
        let wrong = turn < course.timeouts + course.wrong;
        second.record(&sample(1, if wrong { Outcome::Check } else { Outcome::Ok }, course.cart_ms));
        second.check(CheckId(1), !wrong);
        second.iteration(0, (100 + course.cart_ms) * 1_000);
    }
    second
}

/// Its seconds: end, phase, shoppers and what was measured.
pub(crate) fn seconds(course: &Course) -> impl Iterator<Item = (Duration, RunPhase, u64, Measurements)> {
    (1..=course.ramp_s + course.hold_s).map(|at| {
        let (phase, vus) = if at <= course.ramp_s {
            (RunPhase::Ramp, at * 200 / (course.ramp_s + 1))
        } else {
            (RunPhase::Hold, 200)
        };
        (Duration::from_secs(at), phase, vus, second(course))
    })
}

pub(crate) fn summary(course: &Course) -> Summary {
    let mut summary = Summary::new(layout(), 200);
    for (end, phase, vus, second) in seconds(course) {
        summary.add_second(end, phase, vus, &second);
    }
    summary
}
