//! `kill -9` at twenty moments of a run. A moment is something that happened, not a time: so many requests at the shop, so
//! many seconds in the log.

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use promo_load::shop::{CostModel, DemoShop, ShopConfig};
use serde_json::Value;

use crate::support::{BINARY, Place, promotion, shop_with, wait_until};

const VUS: u64 = 4;
/// The same moments in each run of the test.
const SEED: u64 = 9;
const AT_ONCE: usize = 4;

/// When the program is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// The shop has seen so many requests of the preparation.
    Preparing(u64),
    /// The shop has seen so many requests of the load.
    Requests(u64),
    /// The log has so many whole records, and the shop has seen so many requests more.
    Records(usize, u64),
    /// The last iterations come to their end: a second of the drain is in the log.
    Draining,
    /// All that was planned is done: the reports are being made, or are there.
    Reporting,
}

/// Twenty moments, spread over the phases.
fn moments() -> Vec<(usize, Moment)> {
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut all = vec![Moment::Preparing(1), Moment::Preparing(2)];
    all.extend((0..6).map(|_| Moment::Requests(random.u64(1..150))));
    all.extend((0..7).map(|_| Moment::Records(random.usize(1..5), random.u64(0..60))));
    all.extend([Moment::Draining, Moment::Draining]);
    all.extend([Moment::Reporting; 3]);
    all.into_iter().enumerate().collect()
}

/// The load's flags, and a shop that makes the moment come.
fn stage(moment: Moment) -> (DemoShop, &'static [&'static str]) {
    let page = |millis| CostModel { page: Duration::from_millis(millis), ..CostModel::default() };
    let (cost, load): (_, &[&str]) = match moment {
        Moment::Preparing(_) | Moment::Records(..) => (page(20), &["--vus", "4", "--duration", "5m"]),
        // The ramp to the whole load takes longer than the test.
        Moment::Requests(_) => (page(5), &["--stage", "3s:4", "--stage", "5m:4"]),
        Moment::Draining => (page(3_500), &["--vus", "4", "--duration", "1s"]),
        Moment::Reporting => (page(5), &["--vus", "4", "--iterations", "60"]),
    };
    (shop_with(ShopConfig { cost, ..ShopConfig::default() }), load)
}

/// A run that is watched from outside.
struct Watched<'a> {
    shop: &'a DemoShop,
    place: &'a Place,
    /// What the shop had seen when the log had grown to so many records.
    seen: Vec<(usize, u64)>,
}

impl Watched<'_> {
    fn log(&self) -> Option<PathBuf> {
        self.place.runs().first().map(|run| run.join("intervals.log"))
    }

    /// Whole records of the log, and what the shop had seen before they were counted.
    fn look(&mut self) -> (String, u64) {
        let requests = self.shop.stats().requests;
        let log = self.log().and_then(|log| fs::read_to_string(log).ok()).unwrap_or_default();
        let records = log.matches('\n').count();
        if self.seen.last().is_none_or(|(known, _)| *known < records) {
            self.seen.push((records, requests));
        }
        (log, requests)
    }

    /// Whether the moment has come. `reached` is what the shop had seen when the log was long enough.
    fn has_come(&mut self, moment: Moment, reached: &mut Option<u64>) -> bool {
        let (log, requests) = self.look();
        match moment {
            Moment::Preparing(count) => self.shop.stats().setup.requests >= count,
            Moment::Requests(count) => requests >= count,
            Moment::Records(records, more) => {
                if log.matches('\n').count() >= records {
                    let at = *reached.get_or_insert(requests);
                    return requests >= at + more;
                }
                false
            }
            Moment::Draining => log.contains(r#""phase":"drain""#),
            Moment::Reporting => log.contains(r#""record":"end""#),
        }
    }
}

fn kill_at(moment: Moment) -> Result<(), String> {
    let (shop, load) = stage(moment);
    let place = Place::new();
    let mut command = place.command(BINARY);
    command.args(["bench", &promotion(&shop), "--think-time", "0", "--quiet"]).args(load);
    let running = place.start(&mut command);
    let mut watched = Watched { shop: &shop, place: &place, seen: Vec::new() };
    let mut reached = None;
    wait_until("the moment", || watched.has_come(moment, &mut reached));
    running.signal("-KILL");
    let _killed = running.wait();
    let (log, _) = watched.look();
    match place.runs().first() {
        Some(run) => judge(&place, run.to_str().unwrap(), &log, &shop, &watched.seen),
        None => Ok(()),
    }
}

/// Holds the report of the run against what the shop has seen.
fn judge(place: &Place, run: &str, log: &str, shop: &DemoShop, seen: &[(usize, u64)]) -> Result<(), String> {
    let ended = place.run(&["report", run, "--json"]);
    let records = log.matches('\n').count();
    if records == 0 {
        // Killed before the load began, or as it began.
        let told = ended.problem();
        let clear = told.contains("is no run's folder") || told.contains("the interval log is empty");
        return if clear && matches!(ended.code, Some(2 | 104)) { Ok(()) } else { Err(format!("{ended:?}")) };
    }
    let record: Value = serde_json::from_str(&ended.stdout).map_err(|error| format!("{error}: {ended:?}"))?;
    let steps = record["steps"].as_array().ok_or("no steps")?;
    let requests: u64 = steps.iter().filter_map(|step| step["requests"].as_u64()).sum();
    let counted = shop.stats().requests;
    if requests > counted {
        return Err(format!("{requests} requests, of which the shop saw {counted}"));
    }
    let reason = record["ending"]["reason"].as_str().unwrap_or_default();
    if log.contains(r#""record":"end""#) {
        return if reason == "completed" && requests == counted {
            Ok(())
        } else {
            Err(format!("{reason}, {requests} requests of {counted}"))
        };
    }
    // The second in which the shop had counted so many is over when there are two records more. What was still on its way
    // then counts later: at most one request of each visitor.
    let sure = seen.iter().filter(|(known, _)| known + 2 <= records).map(|(_, seen)| *seen).max();
    if sure.is_some_and(|sure| requests + VUS < sure) {
        return Err(format!("{requests} requests, of which the shop had {sure:?} in good time"));
    }
    if reason == "killed" && ended.code == Some(105) { Ok(()) } else { Err(format!("{reason}: {ended:?}")) }
}

#[test]
fn whenever_it_is_killed_the_report_has_the_run_but_for_its_last_second() {
    let left = Mutex::new(moments().into_iter());
    let wrong = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some((number, moment)) = left.lock().unwrap().next() else { return };
                    if let Err(problem) = kill_at(moment) {
                        wrong.lock().unwrap().push(format!("{number} {moment:?}: {problem}"));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
