//! `--find-capacity`, through the binary: every request is counted, and the answer is that of the shop's cost model. How exact
//! it is is measured by `benches/accuracy`.

use std::time::Duration;

use promo_load::shop::{CostModel, ShopConfig};

use crate::support::{Place, shop_with as open};

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
