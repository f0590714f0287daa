//! Recording allocates nothing, however long the run; handing over allocates nothing either once there is a spare.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use std::time::{Duration, Instant};

use allocation_counter::{AllocationInfo, measure};
use promo_load::metric::{
    CheckId, HeldWait, Layout, LoadPart, Measurements, Outcome, PageEnd, Recorder, Sample, SampleTags,
    StepId, TagSet, Timings, TraceId, VisitEnd, VisitKey,
};

const STEPS: u16 = 5;
const CHECKS: u16 = 10;
const SAMPLES: u64 = 100_000;
/// Statuses that a shop, its proxy and its CDN answer with, and 0 for no answer.
const STATUSES: [u16; 12] = [200, 0, 201, 204, 301, 302, 403, 404, 429, 500, 502, 503];

fn layout() -> Layout {
    Layout {
        steps: (0..STEPS).map(|step| format!("step {step}")).collect(),
        checks: (0..CHECKS).map(|check| (StepId(check % STEPS), format!("check {check}"))).collect(),
        tagged: vec![
            TagSet { load: Some(1), ..TagSet::default() },
            TagSet { journey: Some(0), status: Some(503), ..TagSet::default() },
            TagSet { step: Some(2), method: Some(1), ..TagSet::default() },
        ],
        ..Layout::default()
    }
}

/// The sample with this number: after `STEPS` × `Outcome::ALL` × `STATUSES` of them every combination was there.
fn sample(number: u64) -> Sample {
    let pick = |of: usize, every: u64| usize::try_from(number / every).unwrap_or(0) % of;
    let (steps, outcomes) = (u64::from(STEPS), Outcome::ALL.len() as u64);
    // As many different times as a shop's pages have, told apart to 3 %.
    let micros = number.wrapping_mul(7_919) % 64 * 450_000;
    Sample {
        response_time: micros,
        bytes_sent: 300,
        bytes_received: number % 200_000,
        retried: number.is_multiple_of(100),
        tags: SampleTags { load: pick(2, 1), journey: pick(3, 1), method: pick(4, 1) },
        ..Sample::new(
            StepId((number % steps) as u16),
            STATUSES[pick(STATUSES.len(), steps * outcomes)],
            Outcome::ALL[pick(Outcome::ALL.len(), steps)],
            Timings { waiting: micros, receiving: number % 5_000, ..Timings::default() },
        )
    }
}

/// Everything that a thread records, of many requests.
fn record(recorder: &mut Recorder, start: Instant, samples: std::ops::Range<u64>) {
    for number in samples {
        let sample = sample(number);
        recorder.hop(&sample);
        // Six shoppers who ask at one time and are answered at one time, seconds later.
        let at = |millis: u64| start + Duration::from_millis(number / 6 * 40_000 + millis);
        let shopper = number % 6;
        if shopper == 0 {
            (0..6).for_each(|_| recorder.asks(at(0)));
        }
        let visit = VisitKey { part: LoadPart::ALL[(number % 2) as usize], executor: 0, journey: 0 };
        // What a stall keeps back has times of its own, and each is met for the first time once: left out here.
        let asked = (number % 600) as u32;
        let trace = Some(TraceId::new(u128::from(number)));
        let waited = Some(HeldWait { asked, until: asked + 31 });
        let at = at(31_000 + shopper);
        let end = PageEnd { visit, shopper: Some(shopper as usize), pace: None, at, waited, trace };
        // A failed page counts with the usual time, which wanders: each time is met for the first time once.
        match sample.outcome.is_http_failure() {
            true => recorder.record(&sample),
            false => recorder.page(&sample, &end),
        }
        recorder.visit_ended(visit, VisitEnd::Good, Some(number % 3 > 0), None);
        recorder.held_back();
        recorder.check(CheckId((number % u64::from(CHECKS)) as u16), number % 3 > 0, sample.tags);
        recorder.iteration_started(0);
        recorder.iteration(sample.tags, sample.response_time);
        recorder.iteration_failed(0);
        recorder.iteration_interrupted(0, true);
        recorder.iteration_dropped(0, number % 2 > 0);
        recorder.lag(number % 200_000);
        recorder.vus(number % 500);
    }
}

fn assert_nothing(allocated: AllocationInfo, what: &str) {
    assert_eq!((allocated.count_total, allocated.bytes_total), (0, 0), "{what}: {allocated:?}");
}

/// As many as there are kinds: each step with each outcome and status, and each shopper with each time.
fn kinds() -> u64 {
    8 * u64::from(STEPS) * (Outcome::ALL.len() * STATUSES.len()) as u64
}

#[test]
fn recording_and_handing_over_allocate_nothing() {
    let (layout, start) = (layout(), Instant::now());
    let mut recorder = Recorder::new(&layout);
    // The first sample of a kind makes its histogram, in both halves of the pair that takes turns.
    let mut total = Measurements::new(&layout);
    let mut next = Measurements::new(&layout);
    // Other mixtures each time, so that the weights of all times change.
    // Both halves meet all values: a histogram has room for those that it met.
    for samples in [SAMPLES, SAMPLES, SAMPLES / 3 + 11, SAMPLES / 7 + 5] {
        record(&mut recorder, start, 0..samples);
        next = recorder.hand_over(next);
        total.merge(&next);
        next.clear();
    }
    let mut spare = Some(next);
    let warm = total.requests();

    for _ in 0..3 {
        assert_nothing(measure(|| record(&mut recorder, start, 0..SAMPLES)), "recording");
        let mut full = None;
        assert_nothing(
            measure(|| full = spare.take().map(|spare| recorder.hand_over(spare))),
            "handing over",
        );
        let mut full = full.unwrap();
        assert_nothing(measure(|| total.merge(&full)), "merging into the whole run");
        assert_nothing(measure(|| full.clear()), "emptying");
        spare = Some(full);
    }
    // Each sample was recorded twice.
    assert_eq!(total.requests(), warm + 3 * 2 * SAMPLES);
}

/// The second into which the threads' intervals are merged is new each time: what it allocates depends on the kinds of
/// requests and on their times, not on their number.
#[test]
fn a_second_allocates_as_much_for_few_requests_as_for_many() {
    let (layout, start) = (layout(), Instant::now());
    let allocated = |times: usize| {
        let mut recorder = Recorder::new(&layout);
        (0..times).for_each(|_| record(&mut recorder, start, 0..kinds()));
        let interval = recorder.hand_over(Measurements::new(&layout));
        measure(|| Measurements::new(&layout).merge(&interval))
    };
    let (few, many) = (allocated(1), allocated(50));
    assert!(few.count_total > 0);
    assert_eq!((few.count_total, few.bytes_total), (many.count_total, many.bytes_total));
}
