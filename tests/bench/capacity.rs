//! `--find-capacity` and `--measure-promo`, through the binary: every request is counted, and the answers are those of the
//! shop's cost model. How exact they are is measured by `benches/accuracy`.

use std::time::Duration;

use promo_load::shop::{CostModel, ShopConfig};

use crate::support::{Place, promotion, shop_with as open};

/// One worker and pages of 60 ms: each shopper more makes all of them wait 60 ms longer.
#[test]
fn the_highest_load_that_holds_is_found_and_every_request_counted() {
    let cost = CostModel { workers: 1, page: Duration::from_millis(60), ..CostModel::default() };
    let shop = open(ShopConfig { cost, ..ShopConfig::default() });
    let place = Place::new();
    let page = shop.promotion_path();
    place.write(
        "page.toml",
        &format!(
            "schema = 1\nname = 'page'\nbase_url = '{}'\n[thresholds]\nhttp_req_duration = [\"p(95)<200\"]\n\
             http_reqs = [\"rate over 1s>1\"]\n\
             [[journey]]\nname = 'look'\n[[journey.step]]\nname = 'page'\npath = '{page}'\n",
            shop.base_url()
        ),
    );
    let flags = ["--find-capacity", "--vus", "6", "--duration", "2s", "--expect-shoppers", "50"];
    let ended = place.run(&[&["bench", "page.toml", "--quiet"], &flags[..]].concat());
    let files = place.files();
    assert_eq!(files.all_requests(), shop.stats().requests);
    assert_eq!(files.metric("http_reqs", "count"), shop.stats().requests);
    let capacity = &files.json["capacity"];
    if capacity["end"] == "unknown" {
        // On a crowded machine the generator doubts itself, and then nobody can tell.
        return;
    }
    // Fewer than are expected: that is what the exit says.
    ended.assert_code(99);
    let (held, broke) = (capacity["held"].as_u64().unwrap(), capacity["broke"].as_u64().unwrap());
    assert!((1..=3).contains(&held) && (held + 1..=4).contains(&broke), "{capacity}");
    assert_eq!(capacity["end"], "found");
    // Judged on the hold of the load that is judged, which lies somewhere in the search.
    let tried = capacity["steps"].as_array().unwrap().iter();
    let judged = tried.rev().find(|step| step["load"] == held && step["outcome"] == "held").unwrap();
    let begin = judged["begin_s"].as_f64().unwrap();
    let window = files.json["thresholds"][1]["worst_at_s"].as_f64().unwrap();
    assert!((begin + 2.5..begin + 8.0).contains(&window), "the worst window ended at {window}: {judged}");
    let said = files.json["verdict"]["capacity"]["text"].as_str().unwrap();
    assert!(said.starts_with(&format!("held at {held} shopper")), "{said}");
    assert!(said.contains("http_req_duration: p(95)<200, measured"), "{said}");
    assert!(files.report.contains("## Capacity, measured"), "{}", files.report);
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
