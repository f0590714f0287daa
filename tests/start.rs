//! How executors begin: virtual users that wait for their turn, and a shop that nobody has asked yet.

#![allow(clippy::unwrap_used, reason = "a test that cannot set up its run should panic")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use promo_load::http::{AddressClass, Site};
use promo_load::metric::Ending;
use promo_load::plan::{Environment, Limits, Overrides, Plan};
use promo_load::run::{Finished, Progress, Run, RunSettings, StopReason, Tick};
use promo_load::scenario::Scenario;
use promo_load::shop::{DemoShop, ShopConfig};

/// Runs the loads against a shop, on a page that need not be there; `observe` may ask for the end.
fn run(loads: &str, page: &str, mut observe: impl FnMut(&Progress) -> bool) -> (Finished, u64) {
    let shop = DemoShop::start(([127, 0, 0, 1], 0).into(), ShopConfig::default()).unwrap();
    let text = format!(
        "schema = 1\nname = 'start'\nbase_url = '{}'\n{loads}\n\
         [[journey]]\nname = 'look'\n[[journey.step]]\nname = 'page'\npath = '{page}'\nthink_time = '50ms'\n\
         [thresholds]\nhttp_reqs = ['count>=0']\n",
        shop.base_url(),
    );
    let scenario = Scenario::parse(&text, Path::new("start.toml")).unwrap();
    let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
    let limits = Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false);
    let plan = Plan::new(scenario, Overrides::default(), limits).unwrap();
    let run = Run::new(Arc::new(plan), RunSettings::default());
    let controller = run.controller();
    let finished = run
        .go(&mut [&mut |tick: &Tick<'_>| {
            if observe(tick.progress) {
                controller.stop(StopReason::Control);
            }
        }])
        .unwrap();
    (finished, shop.stats().requests)
}

/// The jitter is so long that nearly all are still waiting when the run is stopped. Would they not leave, the run would
/// last as long.
#[test]
fn whoever_waits_to_begin_leaves_at_once_and_has_begun_nothing() {
    const JITTER: Duration = Duration::from_secs(1_000);
    for (executor, planned) in [
        ("constant-vus'\nduration = '1h", None),
        ("shared-iterations'\niterations = 40\nmax_duration = '1h", Some(40)),
    ] {
        let load = format!(
            "[load]\nvus = 8\nstart_jitter = '1000s'\ngraceful_stop = '2000s'\nexecutor = '{executor}'"
        );
        let mut waiting = 0;
        let (finished, arrived) = run(&load, "/en/", |progress| {
            waiting = waiting.max(progress.vus);
            true
        });
        let tally = finished.summary.total.tally();
        assert_eq!((finished.ending, waiting), (Ending::Stopped, 8), "those who wait are there");
        assert!(finished.summary.elapsed < JITTER, "{:?}", finished.summary.elapsed);
        assert_eq!((tally.started, tally.interrupted), (tally.completed, 0));
        assert!(tally.started < 40, "{tally:?}");
        assert_eq!(arrived, finished.summary.total.requests());
        assert_eq!(planned.map(|planned| planned - tally.started), planned.map(|_| tally.not_reached));
    }
}

/// All eight still wait when a jump takes them away. They come back one by one, which is without jitter, and leave one by
/// one: each may finish what it does, as if it had never waited.
#[test]
fn whoever_left_while_waiting_comes_back_like_anybody() {
    let jumps = [(0, 8), (1, 8), (0, 0), (1, 8), (1, 0)];
    let stages =
        jumps.map(|(seconds, target)| format!("{{ duration = '{seconds}s', target = {target} }}")).join(", ");
    let load =
        format!("[load]\nexecutor = 'ramping-vus'\nstart_vus = 0\nstart_jitter = '3s'\nstages = [{stages}]");
    let (finished, arrived) = run(&load, "/en/", |_| false);
    let tally = finished.summary.total.tally();
    assert_eq!((finished.ending, tally.interrupted), (Ending::Completed, 0));
    assert_eq!((tally.started, tally.started), (tally.completed, arrived));
    assert!(tally.started >= 8, "{tally:?}");
}

/// Ten seconds without a good answer end a run; but not the ten seconds in which nobody asked.
#[test]
fn a_shop_that_nobody_asks_is_not_silent() {
    let load = "[load]\nexecutor = 'per-vu-iterations'\nvus = 2\niterations = 3\nstart_time = '11s'";
    let (finished, arrived) = run(load, "/en/no-such-page", |_| false);
    assert_eq!(finished.ending, Ending::Completed);
    assert_eq!((finished.summary.total.tally().failed, arrived), (6, 6));
}
