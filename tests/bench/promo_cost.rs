//! `--measure-promo`, through the binary: every request is counted, what is said of a part adds up, and the answers are those of
//! the shop's cost model. How exact they are is measured by `benches/accuracy`.

use std::fs;
use std::time::Duration;

use promo_load::shop::{CostModel, DemoShop, ShopConfig};
use serde_json::Value;

use crate::support::{BINARY, Place, RunFiles, promotion, shop_with as open, url, wait_until};

/// A small load without pauses.
const SMALL: [&str; 6] = ["--vus", "2", "--iterations", "6", "--think-time", "0"];
/// Two products without reduction.
const PLAIN: [&str; 2] = [
    "/en/home-accessories/15-pack-mug-framed-poster.html",
    "/en/home-accessories/7-mug-the-adventure-begins.html",
];

fn shop(page: Duration) -> DemoShop {
    open(ShopConfig { cost: CostModel { workers: 8, page, ..CostModel::default() }, ..ShopConfig::default() })
}

fn list<'a>(files: &'a RunFiles, name: &str) -> &'a [Value] {
    files.json[name].as_array().map_or(&[], Vec::as_slice)
}

/// Planned = started + dropped + not reached, for each part that has a plan; what all parts started is what the run started.
fn assert_adds_up(files: &RunFiles) {
    let count = |walks: &Value, name: &str| walks[name].as_u64().unwrap();
    let mut started = 0;
    for executor in list(files, "executors") {
        started += count(executor, "started");
        if let Some(planned) = executor["planned"].as_u64() {
            let sum =
                ["started", "dropped", "not_reached"].map(|name| count(executor, name)).iter().sum::<u64>();
            assert_eq!(planned, sum, "{executor}");
        }
    }
    assert_eq!(count(&files.json["iterations"], "started"), started);
}

#[test]
fn a_compiled_page_is_measured_read_only_and_once_more_from_its_own_copy() {
    let shop = shop(Duration::from_millis(5));
    let (first, again) = (Place::new(), Place::new());
    let page = promotion(&shop);
    let flags = [&["--measure-promo", "--quiet"], &SMALL[..]].concat();
    first.run(&[&["bench", &page], &flags[..]].concat());
    let copy = first.runs()[0].join("scenario.toml").display().to_string();
    again.run(&[&["bench", &copy], &flags[..]].concat());
    let mut sent = 0;
    for place in [&first, &again] {
        let files = place.files();
        sent += files.all_requests();
        let costs = list(&files, "promo_costs");
        assert_eq!(costs[0]["comparison"]["against"], "sibling", "{costs:?}");
        assert_eq!((&costs[0]["pairs"], &costs[0]["planned_pairs"]), (&12.into(), &12.into()));
        let walks = list(&files, "executors");
        assert_eq!((&walks[0]["planned"], &walks[1]["name"]), (&6.into(), &"measure-promo".into()));
        assert_adds_up(&files);
        // The neighbour's checks are not the promotion's.
        let other = list(&files, "checks")
            .iter()
            .filter(|check| check["name"].as_str().unwrap().ends_with("(without promotion)"));
        assert!(other.clone().count() > 0 && other.clone().all(|check| check["promotion"] != true));
    }
    assert_eq!(sent, shop.stats().requests);
}

#[test]
fn a_rule_that_the_neighbours_cart_gets_too_is_not_measured() {
    let shop = shop(Duration::from_millis(1));
    // Beside the reduced price, and alone.
    for (page, flags, parts) in [
        (promotion(&shop), &[][..], 1),
        (url(&shop, PLAIN[0]), &["--without-promo", &url(&shop, PLAIN[1])], 0),
    ] {
        let place = Place::new();
        let ended =
            place.run(&[&["bench", &page, "--mode", "full", "--measure-promo"], &SMALL[..], flags].concat());
        let files = place.files();
        let costs = list(&files, "promo_costs");
        assert_eq!(costs.len(), parts, "{costs:?}");
        for cost in costs {
            let without = cost["comparison"]["without"].as_array().unwrap();
            assert_eq!((without.len(), &without[0]["kind"]), (1, &"strike-through".into()));
        }
        let said = files.json["promo_unmeasured"][0]["text"].as_str().unwrap();
        let words = [
            "not measured: both pages or carts get this",
            "automatic discount",
            "(rule 1)",
            "compare",
            "--without-promo",
        ];
        for word in words {
            assert!(said.contains(word), "{said}");
        }
        assert!(files.report.contains("not measured: both pages or carts get this"), "{}", files.report);
        assert!(ended.stdout.contains("not measured: both pages or carts get this"), "{}", ended.stdout);
        assert_adds_up(&files);
    }
}

#[test]
fn a_run_that_is_interrupted_gives_the_interval_of_its_finished_pairs() {
    let shop = shop(Duration::from_millis(40));
    let place = Place::new();
    let page = promotion(&shop);
    let mut command = place.command(BINARY);
    let running = place.start(command.args(["bench", &page, "--measure-promo"]).args(SMALL));
    let log = || place.runs().first().and_then(|run| fs::read_to_string(run.join("intervals.log")).ok());
    wait_until("three pairs", || log().is_some_and(|log| log.contains(r#""name":"promo-cost""#)));
    running.signal("-INT");
    let ended = running.wait();
    ended.assert_code(105);
    let files = place.files();
    assert_eq!(files.ending(), "interrupted");
    assert_adds_up(&files);
    let cost = &list(&files, "promo_costs")[0];
    let pairs = cost["pairs"].as_u64().unwrap();
    assert!((3..12).contains(&pairs) && cost["planned_pairs"] == 12, "{cost}");
    let said = format!("{pairs} of 12 planned pairs");
    let page = fs::read_to_string(place.runs()[0].join("report.html")).unwrap();
    let told = ended.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for text in [&files.report, &page, &told] {
        assert!(text.contains(&said), "{said}: {text}");
    }
    // From the log alone it is the same.
    let run = place.runs()[0].clone();
    fs::remove_file(run.join("run.json")).unwrap();
    place.run(&["report", &run.display().to_string()]).assert_code(105);
    let again = place.files();
    for name in ["promo_costs", "promo_unmeasured", "executors", "iterations"] {
        assert_eq!(again.json[name], files.json[name], "{name}");
    }
}

#[test]
fn the_promotions_cost_is_measured_against_both_other_ways() {
    let cost = CostModel {
        workers: 8,
        page: Duration::from_millis(5),
        cart: Duration::from_millis(40),
        per_rule: Duration::from_millis(20),
        ..CostModel::default()
    };
    let shop = open(ShopConfig { cost, ..ShopConfig::default() });
    let place = Place::new();
    let flags =
        ["--mode", "full", "--voucher", "BF2025", "--vus", "4", "--duration", "2s", "--think-time", "0"];
    place.run(&[&["bench", &promotion(&shop), "--measure-promo", "--quiet"], &flags[..]].concat());
    let files = place.files();
    assert_eq!(files.all_requests(), shop.stats().requests);
    let costs = files.json["promo_costs"].as_array().unwrap();
    let against: Vec<_> = costs.iter().map(|cost| cost["comparison"]["against"].as_str().unwrap()).collect();
    assert_eq!(against, ["without-its-steps", "sibling"]);
    let voucher = &costs[0];
    assert_eq!(voucher["comparison"]["left_out"][0], "voucher");
    // The voucher's own request with two rules, and one rule more on the order page: 100 ms, whatever else there is.
    assert!(voucher["journey_ms"]["value"].as_f64().unwrap() > 80.0, "{voucher}");
    assert!(voucher["journey_ms"]["low"].as_f64().unwrap() > 0.0, "{voucher}");
    assert!(files.report.contains("### What the promotion costs"), "{}", files.report);
}

#[test]
fn without_anything_to_compare_with_no_request_of_the_load_is_sent() {
    let shop = open(ShopConfig::default());
    let place = Place::new();
    let journey = "[[journey]]\nname = 'look'\n[[journey.step]]\nname = 'page'\npath = '/'\n";
    place.write("x.toml", &format!("schema = 1\nname = 'x'\nbase_url = '{}'\n{journey}", shop.base_url()));
    let ended =
        place.run(&["bench", "x.toml", "--measure-promo", "--vus", "1", "--iterations", "1", "--quiet"]);
    let problem = ended.assert_code(100).problem();
    assert!(problem.contains("--measure-promo has nothing to compare with"), "{problem}");
    assert_eq!((shop.stats().requests, place.runs().len()), (0, 0));
}
