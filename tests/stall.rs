//! Coordinated omission: a shop that freezes must show it, also when the visitors wait for their answers.

#![allow(clippy::unwrap_used, reason = "a test that cannot set up its run should panic")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use promo_load::http::{AddressClass, Site};
use promo_load::metric::Measurements;
use promo_load::plan::{Environment, Limits, Overrides, Plan};
use promo_load::run::{Finished, Run, RunSettings};
use promo_load::scenario::Scenario;
use promo_load::shop::{CostModel, DemoShop, Faults, Freeze, ShopConfig};

const SERVICE: Duration = Duration::from_millis(10);
const EVERY: Duration = Duration::from_secs(2);
const LASTS: Duration = Duration::from_millis(400);

/// Visitors without think time, over four whole cycles of the freeze. Each thread has more than the three by whom it tells a freeze
/// from a slow page.
const CLOSED: &str = "executor = 'constant-vus'\nvus = 20\nduration = '8s'";
/// A hundred visitors a second, over the same time.
const OPEN: &str = "executor = 'constant-arrival-rate'\nrate = 100\nmax_vus = 100\nduration = '8s'";

fn run(load: &str, faults: Faults) -> Measurements {
    finish(load, faults).summary.total
}

fn finish(load: &str, faults: Faults) -> Finished {
    let cost = CostModel { page: SERVICE, ..CostModel::default() };
    let shop =
        DemoShop::start(([127, 0, 0, 1], 0).into(), ShopConfig { cost, faults, ..ShopConfig::default() })
            .unwrap();
    let text = format!(
        "schema = 1\nname = 'stall'\nbase_url = '{}'\n\
         [load]\n{load}\n\
         [[journey]]\nname = 'look'\n[[journey.step]]\nname = 'page'\npath = '{}'\n",
        shop.base_url(),
        shop.promotion_path()
    );
    let scenario = Scenario::parse(&text, Path::new("stall.toml")).unwrap();
    let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
    let limits = Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false);
    let plan = Plan::new(scenario, Overrides::default(), limits).unwrap();
    let finished = Run::new(Arc::new(plan), RunSettings::default()).go(&mut []).unwrap();
    assert_eq!(finished.summary.total.requests(), shop.stats().requests);
    finished
}

/// The 90th percentile of what visitors waited: of the requests they wanted to send, LASTS / EVERY fell into a
/// freeze and waited for the rest of it, evenly from nothing to LASTS; so it lies in the middle of the freeze.
fn assert_truthful(measured: &Measurements) -> f64 {
    let frozen = LASTS.as_secs_f64() / EVERY.as_secs_f64();
    let expected = LASTS.as_secs_f64() * (1.0 - 0.1 / frozen) + SERVICE.as_secs_f64();
    let p90 = measured.response_times(|_| true).quantile(0.9) as f64 / 1e6;
    assert!((p90 / expected - 1.0).abs() < 0.25, "p90 of response_time is {p90} s, expected {expected} s");
    expected
}

fn freezing() -> Faults {
    Faults { freeze: Some(Freeze { every: EVERY, lasts: LASTS }), ..Faults::default() }
}

#[test]
fn a_freeze_shows_when_visitors_wait_for_their_answers() {
    let measured = run(CLOSED, freezing());
    let expected = assert_truthful(&measured);
    let k6 = measured.durations(|_| true).quantile(0.9) as f64 / 1e6;
    assert!(k6 < expected / 2.0, "http_req_duration keeps k6's meaning, but its p90 is {k6} s");
}

#[test]
fn a_freeze_shows_when_visitors_come_at_a_rate() {
    let measured = run(OPEN, freezing());
    assert_truthful(&measured);
    let tally = measured.tally();
    assert_eq!((tally.started, tally.dropped), (800, 0));
}

/// The shop freezes before the load ends, and answers when it is over.
#[test]
fn a_freeze_across_the_end_is_judged() {
    let freeze = Some(Freeze { every: Duration::from_secs(4), lasts: Duration::from_secs(3) });
    let faults = Faults { freeze, ..Faults::default() };
    let finished = finish("executor = 'constant-vus'\nvus = 5\nduration = '5s'\nstart_jitter = '0s'", faults);
    let judged = finished.summary.total.visits.judged();
    let slowest = judged.steps()[0].times().unwrap().max() as f64 / 1e6;
    assert!(slowest > 1.5, "the slowest request of the judged part took {slowest} s");
}

#[test]
fn without_a_freeze_both_clocks_agree() {
    let measured = run(CLOSED, Faults::default());
    let [response_time, duration] =
        [measured.response_times(|_| true), measured.durations(|_| true)].map(|times| times.quantile(0.9));
    assert!(response_time < duration * 2, "{response_time} µs against {duration} µs");
}
