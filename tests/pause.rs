//! A run that stands still: nobody sends anything, and the load goes on where it was.

#![allow(clippy::unwrap_used, reason = "a test that cannot set up its run should panic")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use promo_load::http::{AddressClass, Site};
use promo_load::metric::{Ending, Filter, MetricName, RunPhase, Statistic};
use promo_load::plan::{Environment, Limits, Overrides, Plan};
use promo_load::run::{Finished, Run, RunSettings, StopReason, Tick};
use promo_load::scenario::Scenario;
use promo_load::shop::{DemoShop, ShopConfig};

/// What a run did, second by second.
struct Course {
    finished: Finished,
    /// Requests that ended in each second, and whether it was told to be paused.
    seconds: Vec<(u64, bool)>,
}

/// The seconds after which a run is paused, goes on and is stopped.
#[derive(Clone, Copy)]
struct Wishes {
    pause: usize,
    resume: usize,
    stop: Option<usize>,
}

fn run(load: &str, wishes: Wishes) -> Course {
    let shop = DemoShop::start(([127, 0, 0, 1], 0).into(), ShopConfig::default()).unwrap();
    let text = format!(
        "schema = 1\nname = 'pause'\nbase_url = '{}'\n[load]\n{load}\n\
         [[journey]]\nname = 'look'\n[[journey.step]]\nname = 'page'\npath = '{}'\nthink_time = '20ms'\n",
        shop.base_url(),
        shop.promotion_path()
    );
    let scenario = Scenario::parse(&text, Path::new("pause.toml")).unwrap();
    let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
    let limits = Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false);
    let plan = Plan::new(scenario, Overrides::default(), limits).unwrap();
    let run = Run::new(Arc::new(plan), RunSettings::default());
    let controller = run.controller();
    let mut seconds = Vec::new();
    let finished = run
        .go(&mut [&mut |tick: &Tick<'_>| {
            seconds.push((tick.second.requests(), tick.progress.paused));
            match seconds.len() {
                second if second == wishes.pause => controller.pause(),
                second if second == wishes.resume => controller.resume(),
                second if Some(second) == wishes.stop => controller.stop(StopReason::Signal),
                _ => {}
            }
        }])
        .unwrap();
    assert_eq!(finished.summary.total.requests(), shop.stats().requests, "every request is counted");
    Course { finished, seconds }
}

const FOR_A_WHILE: Wishes = Wishes { pause: 1, resume: 4, stop: None };

fn assert_stood_still(course: &Course) {
    let paused = course.finished.paused;
    assert!(paused >= Duration::from_secs(2), "it was paused for {paused:?}");
    // What was in flight ends in the first paused second, and the load goes on in the last one.
    let (still, _) = course.seconds[2];
    assert_eq!(still, 0, "nobody sends anything: {:?}", course.seconds);
    assert!(course.seconds[2].1 && !course.seconds.last().unwrap().1, "it is told: {:?}", course.seconds);
    assert!(course.seconds[4..].iter().map(|(requests, _)| requests).sum::<u64>() > 0, "it goes on");
}

#[test]
fn visitors_wait_and_go_on() {
    let course = run("executor = 'constant-vus'\nvus = 4\nduration = '3s'", FOR_A_WHILE);
    assert_stood_still(&course);
    let Finished { summary, ending, paused, .. } = course.finished;
    assert_eq!(ending, Ending::Completed);
    assert!(summary.elapsed >= Duration::from_secs(3) + paused, "the load has its whole time");
    let held = summary.timeline.iter().filter(|point| point.phase == RunPhase::Hold).count();
    assert!((2..=3).contains(&held), "{held} seconds without a pause are judged: {:?}", course.seconds);
    let metric = MetricName::IterationDuration;
    let longest =
        summary.total.value(metric, &Filter::default(), Statistic::Max, summary.elapsed, 4).unwrap();
    assert!(longest < 1_000.0, "no shopper waited for our pause: {longest} ms");
}

#[test]
fn arrivals_are_put_off_and_none_is_lost() {
    // The pause would halve the rate; it is no time in which anybody could come.
    let load = "executor = 'constant-arrival-rate'\nrate = 20\nmax_vus = 20\nduration = '3s'\n[thresholds]\n\
                iterations = [{ threshold = 'rate>10', abort_on_fail = true, delay_abort_eval = '1s' }]";
    let course = run(load, FOR_A_WHILE);
    assert_stood_still(&course);
    assert_eq!(course.finished.ending, Ending::Completed);
    let tally = course.finished.summary.total.tally();
    assert_eq!((tally.started, tally.dropped, tally.not_reached), (60, 0, 0));
    let slowest = course.finished.summary.total.response_times(|_| true).max();
    assert!(slowest < 1_000_000, "no answer was late by our pause: {slowest} µs");
}

#[test]
fn a_stop_ends_a_pause() {
    let course =
        run("executor = 'constant-vus'\nvus = 4\nduration = '60s'", Wishes { stop: Some(3), ..FOR_A_WHILE });
    assert_eq!(course.finished.ending, Ending::Interrupted);
    assert!(course.seconds.len() < 10, "it ends at once: {:?}", course.seconds);
}
