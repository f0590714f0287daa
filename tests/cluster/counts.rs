//! What all processes together measure is what the shop counts.

use std::time::Duration;

use promo_load::metric::Ending;
use promo_load::run::{Controller, Listener, StopReason, Tick};
use promo_load::shop::{DemoShop, ShopConfig};

use crate::cluster::team;

const LOADS: &str = "
    [[load]]
    name = 'constant'
    executor = 'constant-vus'
    vus = 5
    duration = '2s'
    journeys = ['look']
    [[load]]
    name = 'ramping'
    executor = 'ramping-vus'
    start_vus = 1
    stages = [{ duration = '1s', target = 6 }, { duration = '1s', target = 0 }]
    [[load]]
    name = 'counted'
    executor = 'per-vu-iterations'
    vus = 3
    iterations = 2
    [[load]]
    name = 'shared'
    executor = 'shared-iterations'
    vus = 4
    iterations = 11
    [[load]]
    name = 'rate'
    executor = 'constant-arrival-rate'
    rate = 20
    duration = '2s'
    pre_allocated_vus = 10
    max_vus = 20
    [[load]]
    name = 'rising'
    executor = 'ramping-arrival-rate'
    start_rate = 2
    stages = [{ duration = '2s', target = 15 }]
    pre_allocated_vus = 10
    max_vus = 20
";

fn text(shop: &DemoShop, loads: &str, more: &str) -> String {
    let page = |name: &str, path: &str| {
        format!("[[journey.step]]\nname = '{name}'\npath = '{path}'\nthink_time = '40ms'\n")
    };
    format!(
        "schema = 1\nname = 'counts'\nbase_url = '{}'\n{loads}\n[[journey]]\nname = 'look'\n{}[[journey]]\nname = 'twice'\n{}{}{more}",
        shop.base_url(),
        page("home", "/en/"),
        page("first", "/en/"),
        page("second", shop.promotion_path()),
    )
}

/// Executors of every kind, ten times, each time with other seeds and threads.
#[test]
fn three_processes_count_what_the_shop_counts() {
    let threads = [[1, 1, 1], [2, 1, 1], [1, 2, 3]];
    for round in 0..10 {
        let shop = DemoShop::start(([127, 0, 0, 1], 0).into(), ShopConfig::default()).unwrap();
        let plan = team::plan(&text(&shop, LOADS, "[thresholds]\nhttp_reqs = ['count>=0']\n"), round);
        let each = threads[usize::try_from(round).unwrap() % threads.len()];
        let finished = team::run(&plan, &each, &mut []);
        assert_eq!(finished.ending, Ending::Completed);
        assert_eq!(finished.summary.total.requests(), shop.stats().requests, "round {round}");
        for (executor, line) in finished.summary.executors.iter().enumerate() {
            let tally = finished.summary.total.tally_of(executor);
            assert_eq!(tally.started, tally.completed + tally.interrupted, "{}: {tally:?}", line.name);
            if let Some(planned) = line.planned {
                assert_eq!(
                    planned,
                    tally.started + tally.dropped + tally.not_reached,
                    "{}: {tally:?}",
                    line.name
                );
            }
        }
        assert_eq!(finished.health.shards.len(), 3);
        let due: u64 = finished.health.shards.iter().map(|shard| shard.health.due).sum();
        assert_eq!(due, finished.health.due, "each process has its part");
    }
}

/// The cap is the whole run's.
#[test]
fn the_cap_holds_for_all_processes_together() {
    let shop = DemoShop::start(([127, 0, 0, 1], 0).into(), ShopConfig::default()).unwrap();
    let loads = "[load]\nexecutor = 'constant-vus'\nvus = 30\nduration = '4s'\ngraceful_stop = '0s'\nstart_jitter = '0s'";
    let scenario = text(&shop, loads, "[thresholds]\nhttp_reqs = ['count>=0']\n");
    let plan = team::capped(&scenario, 10);
    let finished = team::run(&plan, &[1, 1, 1], &mut []);
    let sent = finished.summary.total.requests();
    assert_eq!(sent, shop.stats().requests);
    // Each process may send one at once.
    assert!((30..=4 * 10 + 3).contains(&sent), "{sent} in four seconds at ten a second");
}

/// A threshold that is crossed by all together ends all of them.
#[test]
fn one_abort_ends_all() {
    let shop = DemoShop::start(([127, 0, 0, 1], 0).into(), ShopConfig::default()).unwrap();
    let loads = "[load]\nexecutor = 'constant-vus'\nvus = 6\nduration = '1h'\nstart_jitter = '0s'";
    let more = "[thresholds]\nhttp_reqs = [{ threshold = 'count<60', abort_on_fail = true }]\n";
    let finished = team::run(&team::plan(&text(&shop, loads, more), 1), &[1, 1, 1], &mut []);
    assert!(matches!(finished.ending, Ending::Aborted { .. }), "{:?}", finished.ending);
    // What the end cut off may not have arrived.
    let (sent, arrived) = (finished.summary.total.requests(), shop.stats().requests);
    assert!(arrived <= sent && sent <= arrived + 6, "{arrived} of {sent}");
    assert!(finished.summary.elapsed < Duration::from_secs(600));
}

/// Stops a run at its first second, after a pause.
struct PauseThenStop(Option<Controller>, bool);

impl Listener for PauseThenStop {
    fn begin(&mut self, controller: &Controller) {
        controller.pause();
        self.0 = Some(controller.clone());
    }

    fn second(&mut self, tick: &Tick<'_>) {
        let Some(controller) = &self.0 else { return };
        if tick.end >= Duration::from_secs(4) {
            controller.stop(StopReason::Control);
        } else if tick.end >= Duration::from_secs(2) && !self.1 {
            self.1 = true;
            assert_eq!(tick.progress.requests, 0, "nothing is sent while the run stands still");
            controller.resume();
        }
    }
}

#[test]
fn a_pause_and_a_stop_reach_all() {
    let shop = DemoShop::start(([127, 0, 0, 1], 0).into(), ShopConfig::default()).unwrap();
    // Executors are told of a pause before their first visit.
    let loads = "[load]\nexecutor = 'constant-vus'\nvus = 6\nduration = '1h'\nstart_time = '300ms'\nstart_jitter = '0s'";
    let plan = team::plan(&text(&shop, loads, "[thresholds]\nhttp_reqs = ['count>=0']\n"), 1);
    let finished = team::run(&plan, &[1, 1, 1], &mut [&mut PauseThenStop(None, false)]);
    assert_eq!(finished.ending, Ending::Stopped);
    assert!(finished.summary.total.requests() > 0);
    assert_eq!(finished.summary.total.requests(), shop.stats().requests);
}
