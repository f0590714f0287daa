//! `--find-capacity` against shops whose capacity follows from workers and service times.
//!
//! **Visits per second**: each visit asks for two pages of `S` seconds each, so `W` workers serve `W / 2S` visits per second.
//!
//! **Shoppers**: they are as many as keep each page at the threshold `T`: by Little's law the visits per second times the length
//! of a visit, `W / 2S × (Z + 2T)`, with `Z` the time that a shopper thinks.

use std::fs;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use promo_load::grade::Capacity;
use promo_load::shop::{CostModel, DemoShop};
use promo_load::words::Lang;

use super::command::{bench, open};

/// Searches at the same time: the shops are asked little, most of the time is waiting.
const AT_ONCE: usize = 4;
/// A measured capacity within this share of the truth is right.
const TOLERANCE: f64 = 0.10;
/// The page's p95 may not be above this, in milliseconds.
const THRESHOLD_MS: f64 = 600.0;
/// Mean seconds that a shopper thinks in a visit.
const THINKING: f64 = 2.0;

#[derive(Clone, Copy)]
enum Unit {
    Shoppers,
    Visits,
}

struct Case {
    unit: Unit,
    seed: u64,
    workers: usize,
    page: Duration,
}

impl Case {
    fn new(unit: Unit, seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        Self { unit, seed, workers: random.usize(2..=6), page: Duration::from_millis(random.u64(20..=60)) }
    }

    fn truth(&self) -> f64 {
        let visits = self.workers as f64 / (2.0 * self.page.as_secs_f64());
        match self.unit {
            Unit::Visits => visits,
            Unit::Shoppers => visits * (THINKING + 2.0 * THRESHOLD_MS / 1e3),
        }
    }

    fn search(&self) -> Capacity {
        let cost = CostModel { workers: self.workers, page: self.page, ..CostModel::default() };
        let shop = open(cost);
        let folder = tempfile::tempdir().expect("a folder");
        let scenario = folder.path().join("pages.toml");
        fs::write(&scenario, self.scenario(&shop)).expect("written");
        // Not a round part of the truth: the staircase must not hit it by luck.
        let ceiling = (self.truth() * (1.6 + 0.1 * (self.seed % 7) as f64)).ceil() as u32;
        let load = match self.unit {
            Unit::Shoppers => vec!["--vus".to_owned(), ceiling.to_string()],
            Unit::Visits => {
                vec!["--rate".to_owned(), format!("{ceiling}/s"), "--max-vus".to_owned(), "1500".to_owned()]
            }
        };
        let mut arguments = vec![
            scenario.display().to_string(),
            "--find-capacity".to_owned(),
            "--seed".to_owned(),
            self.seed.to_string(),
        ];
        arguments.extend(load);
        bench(&arguments, folder.path()).capacity.expect("a capacity was asked for")
    }

    fn scenario(&self, shop: &DemoShop) -> String {
        let page = shop.promotion_path();
        let base = shop.base_url();
        format!(
            "schema = 1\nname = 'two pages'\nbase_url = '{base}'\n\n\
             [thresholds]\nhttp_req_duration = [\"p(95)<{THRESHOLD_MS}\"]\n\n\
             [[journey]]\nname = 'look'\n\n\
             [[journey.step]]\nname = 'page'\npath = '{page}'\nthink_time = '500ms..1500ms'\n\n\
             [[journey.step]]\nname = 'again'\npath = '{page}'\nthink_time = '500ms..1500ms'\n"
        )
    }
}

pub(crate) fn check(seeds: u64) {
    let cases: Vec<Case> = [Unit::Visits, Unit::Shoppers]
        .into_iter()
        .flat_map(|unit| (1..=seeds).map(move |seed| Case::new(unit, seed)))
        .collect();
    println!(
        "{:>24} {:>4} {:>7} {:>6} {:>8} {:>6} {:>6} {:>8} {:>7}  knee",
        "searched up to", "seed", "workers", "page", "truth", "held", "broke", "error", "steps"
    );
    let waiting = Mutex::new(cases.into_iter());
    let right = Mutex::new((0, 0));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some(case) = waiting.lock().expect("nobody panicked").next() else { return };
                    let within = show(&case, &case.search());
                    let mut right = right.lock().expect("nobody panicked");
                    right.0 += u32::from(within);
                    right.1 += 1;
                }
            });
        }
    });
    let (right, all) = *right.lock().expect("nobody panicked");
    println!("{right} of {all} within {:.0} % of the truth", TOLERANCE * 100.0);
}

/// Prints a case; says whether it was right.
fn show(case: &Case, found: &Capacity) -> bool {
    let truth = case.truth();
    let held = f64::from(found.held.unwrap_or(0));
    let error = held / truth - 1.0;
    let knee = found.usl.as_ref().map_or("-".to_owned(), |usl| {
        format!(
            "{:.0} ({:.0} to {:.0}) VUs, R² {:.3}",
            usl.knee.value, usl.knee.low, usl.knee.high, usl.r_squared
        )
    });
    let unit = found.unit.load(found.ceiling);
    println!(
        "{:>24} {:>4} {:>7} {:>4}ms {truth:>8.1} {held:>6} {:>6} {:>7.1}% {:>7}  {knee}",
        unit.say(Lang::En),
        case.seed,
        case.workers,
        case.page.as_millis(),
        found.broke.map_or("-".to_owned(), |broke| broke.to_string()),
        error * 100.0,
        found.steps.len(),
    );
    error.abs() <= TOLERANCE
}
