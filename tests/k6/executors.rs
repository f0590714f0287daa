//! Each of the six executors.

use promo_load::scenario::{Executor, Load, Scenario};

use crate::k6::pair::{Both, Stage, fixed, journal_shop, scenario};
use crate::k6::tool::{K6, k6};
use crate::support::Place;

const JOURNEY: &str = "
[[journey]]
name = 'look'
[[journey.step]]
name = 'home'
path = '/en/'
[[journey.step.check]]
name = 'is the home page'
body_contains = '<body id=\"index\"'
[[journey.step]]
name = 'category'
path = '/en/5-women'
";
const STEPS: u64 = 2;

fn loaded(load: Load) -> Scenario {
    Scenario { loads: vec![load], ..scenario(JOURNEY) }
}

fn seconds(seconds: u64) -> std::time::Duration {
    std::time::Duration::from_secs(seconds)
}

#[test]
fn fixed_iterations_are_the_same_to_the_last_request() {
    let Some(k6) = &k6() else { return };
    let shared = Load { vus: Some(3), iterations: Some(10), ..Load::new(Executor::SharedIterations) };
    for load in [fixed(), shared] {
        let shop = journal_shop();
        let stage = Stage::set(Place::new(), loaded(load.clone()), &shop.base_url());
        let understood = k6.inspect(&stage.place, "s.js");
        assert_eq!(understood["maxVUs"], load.vus.unwrap(), "{understood}");
        let both = stage.assert_alike(k6, &shop);
        let iterations = match load.executor {
            Executor::PerVuIterations => 6,
            _ => 10,
        };
        assert_eq!((both.native.iterations, both.native.http_reqs), (iterations, iterations * STEPS));
    }
}

/// How a run of a time, and not of a number, is compared: each run's own numbers go with what the shop saw of it.
fn timed(k6: &K6, load: Load, vus: u32) -> Both {
    let shop = journal_shop();
    // Visits end with the run instead of being cut off, so that their steps can be counted.
    let stage = Stage::set(Place::new(), loaded(load), &shop.base_url());
    let understood = k6.inspect(&stage.place, "s.js");
    assert_eq!(understood["maxVUs"], vus, "{understood}");
    let both = Both { native: stage.native(&shop), k6: stage.k6(k6, &shop) };
    for side in [&both.native, &both.k6] {
        assert!(side.iterations > 0);
        assert_eq!(side.journal.len() as u64, side.iterations * STEPS, "{side:?}");
        assert_eq!(side.http_reqs, side.iterations * STEPS);
        assert_eq!(side.checks["is the home page"], (side.iterations, 0));
        assert_eq!(side.failed, (0, side.http_reqs));
    }
    both.assert_same_verdict();
    both
}

fn connections(both: &Both) -> [u64; 2] {
    [&both.native, &both.k6].map(|side| {
        let mut known: Vec<u64> = side.journal.iter().map(|entry| entry.connection).collect();
        known.sort_unstable();
        known.dedup();
        known.len() as u64
    })
}

#[test]
fn visitors_who_stay_for_a_time() {
    let Some(k6) = &k6() else { return };
    let constant = Load { vus: Some(3), duration: Some(seconds(2)), ..Load::new(Executor::ConstantVus) };
    assert_eq!(connections(&timed(k6, constant, 3)), [3, 3]);
}

#[test]
fn visitors_who_come_and_go_in_stages() {
    let Some(k6) = &k6() else { return };
    let stage = |duration, target| promo_load::scenario::Stage { duration: seconds(duration), target };
    let ramp = Load {
        start_vus: Some(1),
        stages: vec![stage(1, 4), stage(1, 4), stage(1, 0)],
        ..Load::new(Executor::RampingVus)
    };
    assert_eq!(connections(&timed(k6, ramp, 4)), [4, 4]);
}

/// Ticks are at the same instants in both; the last may fall on either side of the end.
fn assert_arrivals(both: &Both, expected: u64) {
    let started = [&both.native, &both.k6].map(|side| side.iterations + side.dropped);
    assert!(
        started.iter().all(|started| started.abs_diff(expected) <= 1),
        "{started:?}, expected {expected}"
    );
}

#[test]
fn arrivals_at_a_constant_rate() {
    let Some(k6) = &k6() else { return };
    let load = Load {
        rate: Some(20),
        duration: Some(seconds(2)),
        pre_allocated_vus: Some(10),
        max_vus: Some(10),
        ..Load::new(Executor::ConstantArrivalRate)
    };
    assert_arrivals(&timed(k6, load, 10), 40);
}

#[test]
fn arrivals_at_a_rate_that_changes() {
    let Some(k6) = &k6() else { return };
    let stage = |duration, target| promo_load::scenario::Stage { duration: seconds(duration), target };
    let load = Load {
        start_rate: Some(5),
        time_unit: Some(seconds(1)),
        stages: vec![stage(2, 25), stage(1, 25)],
        pre_allocated_vus: Some(4),
        max_vus: Some(10),
        ..Load::new(Executor::RampingArrivalRate)
    };
    // The mean of 5 and 25 for two seconds, then 25 for one.
    assert_arrivals(&timed(k6, load, 10), 55);
}
