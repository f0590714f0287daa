//! The same seed gives the same visits, however many processes share them.

use std::collections::BTreeMap;

use crate::cluster::team;
use crate::support::answering::{Answering, page};

/// How often each page was asked for.
type Visits = BTreeMap<String, u64>;

/// What a shop is asked for by so many processes.
fn visits(load: &str, seed: u64, each: &[usize]) -> Visits {
    let shop = Answering::by(|_| page("<title>x</title>"));
    let rows = |name: &str, pick: &str, count: u32| {
        let rows: Vec<_> = (0..count).map(|row| format!("{{ n = '{row}' }}")).collect();
        format!("[[data]]\nname = '{name}'\npick = '{pick}'\nrows = [{}]\n", rows.join(", "))
    };
    let journey = |name: &str, weight: u32, path: &str| {
        format!(
            "[[journey]]\nname = '{name}'\nweight = {weight}\n[[journey.step]]\nname = '{name}'\npath = '/{name}{path}'\n"
        )
    };
    let path = if load.contains("arrival") {
        "?any=${any.n}"
    } else {
        "?vu=${vu.id}&visit=${iteration}&any=${any.n}&own=${own.n}"
    };
    let text = format!(
        "schema = 1\nname = 'same'\nbase_url = '{}'\n{load}\n{}{}{}{}{}[thresholds]\nhttp_reqs = ['count>=0']\n",
        shop.base,
        rows("any", "random", 50),
        rows("own", "unique", 40),
        journey("look", 3, path),
        journey("buy", 2, path),
        journey("rare", 1, path),
    );
    let finished = team::run(&team::plan(&text, seed), each, &mut []);
    let asked = shop.asked();
    assert_eq!(finished.summary.total.requests(), asked.len() as u64, "each request is counted once");
    let tally = finished.summary.total.tally();
    assert_eq!((tally.dropped, tally.not_reached, tally.interrupted), (0, 0, 0), "{tally:?}");
    asked.iter().fold(Visits::new(), |mut visits, asked| {
        *visits.entry(asked.path().to_owned()).or_default() += 1;
        visits
    })
}

#[test]
fn the_same_seed_gives_the_same_visits_however_many_processes_share_them() {
    let counted = "[load]\nexecutor = 'per-vu-iterations'\nvus = 17\niterations = 6\nstart_jitter = '10ms'";
    let arrivals = |spacing: &str| {
        format!(
            "[load]\nexecutor = 'constant-arrival-rate'\nrate = 60\nduration = '2s'\nspacing = '{spacing}'\n\
             pre_allocated_vus = 30\nmax_vus = 40"
        )
    };
    for load in [counted.to_owned(), arrivals("even"), arrivals("poisson")] {
        let alone = visits(&load, 7, &[1]);
        assert!(alone.len() > 20, "{alone:?}");
        for each in [&[2][..], &[1, 1], &[2, 1, 1], &[1, 1, 1, 1, 1, 1, 1, 1]] {
            assert_eq!(visits(&load, 7, each), alone, "{each:?}: {load}");
        }
        assert_ne!(visits(&load, 8, &[1, 1]), alone, "another seed draws others");
    }
}

/// Rows in turn and iterations that are shared go to whoever is free, but each goes once.
#[test]
fn what_is_dealt_in_turn_is_dealt_once() {
    let shop = Answering::by(|_| page("<title>x</title>"));
    let rows: Vec<_> = (0..60).map(|row| format!("{{ n = '{row}' }}")).collect();
    let text = format!(
        "schema = 1\nname = 'turn'\nbase_url = '{}'\n[load]\nexecutor = 'shared-iterations'\nvus = 6\niterations = 60\n\
         start_jitter = '0s'\n[[data]]\nname = 'code'\nrows = [{}]\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 's'\n\
         path = '/?code=${{code.n}}'\n[thresholds]\nhttp_reqs = ['count>=0']\n",
        shop.base,
        rows.join(", ")
    );
    let finished = team::run(&team::plan(&text, 1), &[1, 1, 1], &mut []);
    assert_eq!(finished.summary.total.tally().completed, 60);
    let mut codes: Vec<u32> =
        shop.asked().iter().map(|asked| asked.path().rsplit('=').next().unwrap().parse().unwrap()).collect();
    codes.sort_unstable();
    assert_eq!(codes, (0..60).collect::<Vec<_>>());
}
