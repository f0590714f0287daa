//! One scenario file, run by `bench` and, exported, by k6, against one shop.

use std::collections::BTreeMap;

use promo_load::scenario::{Executor, Load, Scenario, ThinkTime};
use promo_load::shop::{DemoShop, JournalEntry, ShopConfig};
use serde_json::Value;

use crate::k6::alike::{Masks, assert_same, requests, walks};
use crate::k6::tool::{K6, Ran};
use crate::support::{Place, shop_with};

/// Where the data files of the shipped scenarios are, whose changed copies lie elsewhere.
const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");

/// A shop that writes down what it is asked for.
pub(crate) fn journal_shop() -> DemoShop {
    shop_of(ShopConfig::default())
}

/// The same with other faults, costs and so on.
pub(crate) fn shop_of(config: ShopConfig) -> DemoShop {
    shop_with(ShopConfig { journal: true, ..config })
}

/// A load of two visitors who come three times each: nothing is left to chance.
pub(crate) fn fixed() -> Load {
    Load { vus: Some(2), iterations: Some(3), ..Load::new(Executor::PerVuIterations) }
}

/// A scenario of the text's journeys, for a base URL that [`Stage::set`] knows.
pub(crate) fn scenario(text: &str) -> Scenario {
    let head = "schema = 1\nname = 'parity'\nbase_url = 'http://127.0.0.1:9/'\nmode = 'full'\n";
    Scenario::parse(&format!("{head}{text}"), "parity.toml".as_ref()).unwrap()
}

/// A folder with a scenario file and its script.
pub(crate) struct Stage {
    pub(crate) place: Place,
    pub(crate) script: String,
    /// What `export-k6` said on standard error.
    pub(crate) notes: String,
    masks: Masks,
}

impl Stage {
    /// Writes the scenario for the shop, without pauses, and exports it. Data files have to be in the folder already.
    pub(crate) fn set(place: Place, scenario: Scenario, base: &str) -> Stage {
        Stage::paced(place, scenario, base, ThinkTime::default())
    }

    /// The same with this pause after each step.
    pub(crate) fn paced(place: Place, mut scenario: Scenario, base: &str, pause: ThinkTime) -> Stage {
        scenario.base_url = base.parse().unwrap();
        for step in scenario.journeys.iter_mut().flat_map(|journey| &mut journey.steps) {
            step.think_time = pause;
        }
        place.write("s.toml", &scenario.to_toml().unwrap());
        let ended = place.run(&["export-k6", "s.toml", "-o", "s.js", "--data-folder", SHIPPED]);
        ended.assert_code(0);
        let script = place.read("s.js");
        Stage { place, script, notes: ended.stderr, masks: Masks::of(&scenario) }
    }

    /// The native run, which is the only one in its folder.
    pub(crate) fn native(&self, shop: &DemoShop) -> Side {
        shop.reset_stats();
        let ended = self.place.run(&["bench", "s.toml", "--quiet", "--data-folder", SHIPPED]);
        assert!(matches!(ended.code, Some(0 | 99 | 120)), "{ended:?}");
        let files = self.place.files();
        for run in self.place.runs() {
            std::fs::remove_dir_all(run).unwrap();
        }
        Side::native(ended.code.unwrap(), &files.json, shop.journal())
    }

    /// The run of the script.
    pub(crate) fn k6(&self, k6: &K6, shop: &DemoShop) -> Side {
        shop.reset_stats();
        let ran = k6.run(&self.place, "s.js", &[]);
        Side::k6(&ran, shop.journal())
    }

    /// Runs both and asserts that they are the same in everything that is compared.
    pub(crate) fn assert_alike(&self, k6: &K6, shop: &DemoShop) -> Both {
        let both = Both { native: self.native(shop), k6: self.k6(k6, shop) };
        both.assert_same_requests(&self.masks);
        both.assert_same_results();
        both
    }

    /// The same, and each visitor did the same in the same order. For scenarios of one load: k6 lends a visitor
    /// and its connections to the next load.
    pub(crate) fn assert_alike_in_order(&self, k6: &K6, shop: &DemoShop) -> Both {
        let both = self.assert_alike(k6, shop);
        let (native, k6) = (&both.native.journal, &both.k6.journal);
        assert_eq!(walks(native, &self.masks), walks(k6, &self.masks), "native, then k6");
        both
    }
}

/// What is known of one run.
#[derive(Debug)]
pub(crate) struct Side {
    pub(crate) code: i32,
    pub(crate) journal: Vec<JournalEntry>,
    /// Passes and fails by name.
    pub(crate) checks: BTreeMap<String, (u64, u64)>,
    pub(crate) http_reqs: u64,
    /// Requests that failed, and that did not.
    pub(crate) failed: (u64, u64),
    /// Iterations that ended by themselves, early or not.
    pub(crate) iterations: u64,
    pub(crate) dropped: u64,
    /// Whether each held.
    pub(crate) thresholds: BTreeMap<String, bool>,
    /// Requests by step.
    pub(crate) steps: BTreeMap<String, u64>,
    /// Median and 95th percentile of `http_req_duration` in milliseconds, when something was measured.
    pub(crate) durations: Option<[f64; 2]>,
}

impl Side {
    fn native(code: i32, run: &Value, journal: Vec<JournalEntry>) -> Side {
        let list = |name: &str| run[name].as_array().unwrap().iter();
        let number = |metric: &str, value: &str| -> Option<f64> {
            list("metrics").find(|known| known["name"] == metric)?["values"][value].as_f64()
        };
        let count = |metric, value| number(metric, value).unwrap_or(0.0) as u64;
        let mut checks: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for check in list("checks") {
            let known = checks.entry(check["name"].as_str().unwrap().to_owned()).or_default();
            known.0 += check["passes"].as_u64().unwrap();
            known.1 += check["fails"].as_u64().unwrap();
        }
        let source = |one: &Value| (in_k6(one["source"].as_str().unwrap()), one["ok"] == true);
        let step =
            |one: &Value| (one["name"].as_str().unwrap().to_owned(), one["requests"].as_u64().unwrap());
        let thresholds: BTreeMap<_, _> = list("thresholds").map(source).collect();
        Side {
            code: without_doubts(code, run, &thresholds),
            journal,
            checks,
            http_reqs: count("http_reqs", "count"),
            failed: {
                let beside = failed_beside_pages(list("steps"));
                (count("http_req_failed", "passes") + beside.0, count("http_req_failed", "fails") + beside.1)
            },
            iterations: run["iterations"]["completed"].as_u64().unwrap(),
            dropped: count("dropped_iterations", "count"),
            thresholds,
            steps: list("steps").map(step).filter(|(_, requests)| *requests > 0).collect(),
            durations: number("http_req_duration", "med")
                .zip(number("http_req_duration", "p(95)"))
                .map(|(median, p95)| [median, p95]),
        }
    }

    fn k6(ran: &Ran, journal: Vec<JournalEntry>) -> Side {
        let metrics = ran.summary["metrics"].as_object().unwrap();
        let step = |(name, metric): (&String, &Value)| {
            let step = name.strip_prefix("http_req_duration{name:")?.strip_suffix('}')?;
            Some((step.to_owned(), metric["count"].as_f64()? as u64))
        };
        Side {
            code: ran.ended.code.unwrap(),
            journal,
            checks: ran.checks(),
            http_reqs: ran.count("http_reqs", "count"),
            // k6 calls it a pass when a request has failed: the rate is the share of failures.
            failed: (ran.count("http_req_failed", "passes"), ran.count("http_req_failed", "fails")),
            iterations: ran.count("iterations", "count"),
            dropped: ran.count("dropped_iterations", "count"),
            thresholds: ran
                .thresholds()
                .into_iter()
                .map(|(source, held)| (natively(&source), held))
                .collect(),
            steps: metrics.iter().filter_map(step).filter(|(_, requests)| *requests > 0).collect(),
            durations: ran
                .number("http_req_duration", "med")
                .zip(ran.number("http_req_duration", "p(95)"))
                .map(|(median, p95)| [median, p95]),
        }
    }
}

/// Background requests that failed, and that did not: k6's rate without a tag has all requests, the native one those for pages.
fn failed_beside_pages<'a>(steps: impl Iterator<Item = &'a Value>) -> (u64, u64) {
    let background = steps.filter(|step| step["background"] == true);
    let statuses = background.flat_map(|step| step["statuses"].as_array().unwrap());
    statuses.fold((0, 0), |(failed, good), one| {
        let (status, count) = (one["status"].as_u64().unwrap(), one["count"].as_u64().unwrap());
        if (200..400).contains(&status) { (failed, good + count) } else { (failed + count, good) }
    })
}

/// A threshold as the exported script has it: k6 has no clock from the intended start.
fn in_k6(source: &str) -> String {
    match source.strip_prefix("response_time") {
        Some(rest) => format!("http_req_duration{rest}"),
        None => source.to_owned(),
    }
}

/// A threshold of the script as the scenario has it: where pages have files, k6 has to be told to look at pages.
fn natively(source: &str) -> String {
    source.replace("{kind:page}", "").replace("{kind:page,", "{")
}

/// The exit code without what k6 never asks itself: whether this machine was too busy for its numbers to be judged (120). Then it
/// is replaced by what the thresholds say.
fn without_doubts(code: i32, run: &Value, thresholds: &BTreeMap<String, bool>) -> i32 {
    match code {
        120 => {
            assert!(run["verdict"]["inconclusive"].is_object(), "{run:#}");
            if thresholds.values().all(|ok| *ok) { 0 } else { 99 }
        }
        code => code,
    }
}

/// The two runs of one scenario.
#[derive(Debug)]
pub(crate) struct Both {
    pub(crate) native: Side,
    pub(crate) k6: Side,
}

impl Both {
    /// What the shop saw, and that both runs counted it.
    fn assert_same_requests(&self, masks: &Masks) {
        assert!(!self.native.journal.is_empty(), "the shop saw nothing");
        let (native, k6) = (requests(&self.native.journal, masks), requests(&self.k6.journal, masks));
        assert_same("requests", &native, &k6);
        for side in [&self.native, &self.k6] {
            assert_eq!(side.http_reqs, side.journal.len() as u64);
            assert_eq!(side.steps.values().sum::<u64>(), side.http_reqs, "{:?}", side.steps);
        }
    }

    /// Counts, checks and verdict.
    fn assert_same_results(&self) {
        let (native, k6) = (&self.native, &self.k6);
        assert_same("checks", &native.checks, &k6.checks);
        assert_same("requests by step", &native.steps, &k6.steps);
        assert_eq!(native.failed, k6.failed, "http_req_failed: native, then k6");
        assert_eq!(native.iterations, k6.iterations, "iterations: native, then k6");
        assert_eq!(native.dropped, k6.dropped, "dropped_iterations: native, then k6");
        self.assert_same_verdict();
    }

    /// Thresholds and exit code. k6 has thresholds more: those that always hold and make each step visible.
    pub(crate) fn assert_same_verdict(&self) {
        let (native, k6) = (&self.native, &self.k6);
        let (ours, mut added) = (native.thresholds.clone(), k6.thresholds.clone());
        let shared: BTreeMap<_, _> =
            k6.thresholds.clone().into_iter().filter(|(key, _)| ours.contains_key(key)).collect();
        assert_same("thresholds", &ours, &shared);
        added.retain(|source, _| !ours.contains_key(source));
        assert!(added.iter().all(|(source, held)| *held && source.ends_with(": max>=0")), "{added:?}");
        assert_eq!(native.code, k6.code, "the exit code: native, then k6");
    }
}
