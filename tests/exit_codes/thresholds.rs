//! 99, a threshold was crossed, or the shop gave up. A run that is lost ends by itself.

use std::time::Duration;

use promo_load::shop::{CostModel, DemoShop, Fault, Faults, Freeze, ShopConfig};

use crate::support::{Ended, Place, RunFiles, promotion, shop, shop_with};

/// Far longer than a lost run needs to notice it.
const PLANNED: &str = "90s";
const WELL_BEFORE: f64 = 60.0;

fn faulty(faults: Faults) -> DemoShop {
    let cost = CostModel { page: Duration::from_millis(5), ..CostModel::default() };
    shop_with(ShopConfig { faults, cost, ..ShopConfig::default() })
}

/// Runs into the fault and asserts what all lost runs have in common.
fn lost(shop: &DemoShop) -> (Ended, RunFiles) {
    let place = Place::new();
    let load = ["--vus", "4", "--duration", PLANNED, "--think-time", "100ms"];
    let ended = place.run(&[&["bench", &promotion(shop)], &load[..]].concat());
    ended.assert_code(99);
    let files = place.files();
    assert!(files.number("/elapsed_s") < WELL_BEFORE, "it had to be waited out");
    assert_eq!(files.json["verdict"]["grade"]["letter"], "F");
    assert_eq!(files.json["verdict"]["held_at_vus"], serde_json::Value::Null);
    let headline = files.json["verdict"]["headline"]["text"].as_str().unwrap();
    assert!(files.report.replace('\\', "").contains(headline), "{headline}: {}", files.report);
    (ended, files)
}

#[test]
fn crossed_at_the_end() {
    let (shop, place) = (shop(), Place::new());
    let load = ["--vus", "2", "--iterations", "6", "--think-time", "0"];
    let threshold = ["--threshold", "http_req_duration:p(95)<0.001"];
    let ended = place.run(&[&["bench", &promotion(&shop)], &load[..], &threshold].concat());
    ended.assert_code(99);
    assert!(ended.stdout.contains("Threshold crossed: http_req_duration: p(95)<0.001"), "{}", ended.stdout);
    let files = place.files();
    assert_eq!((files.ending(), files.count("/iterations/completed")), ("completed", 6));
    let thresholds = files.json["thresholds"].as_array().unwrap();
    let crossed: Vec<_> = thresholds.iter().filter(|threshold| threshold["ok"] == false).collect();
    assert_eq!(crossed.len(), 1, "{crossed:?}");
    assert!(files.report.contains(r"p(95)\<0.001 |"));
}

#[test]
fn a_shop_that_answers_500_half_of_the_time() {
    let shop = faulty(Faults::only(Fault::Error, 0.5));
    let (ended, files) = lost(&shop);
    assert_eq!(files.ending(), "aborted");
    assert!(
        ended.stdout.contains("given up") && ended.stdout.contains("http_req_failed"),
        "{}",
        ended.stdout
    );
    assert!(ended.stdout.contains("Pages answer with status 500"), "{}", ended.stdout);
    // A request that the end cut off may not have reached the shop.
    let (all, arrived) = (files.all_requests(), shop.stats().requests);
    assert!((all - files.outcomes("interrupted")..=all).contains(&arrived), "{arrived} of {all} arrived");
}

#[test]
fn a_shop_that_dies() {
    let shop = faulty(Faults { die_after_requests: Some(40), ..Faults::default() });
    let (ended, files) = lost(&shop);
    assert!(matches!(files.ending(), "aborted" | "silent"), "{}", files.ending());
    assert!(ended.stdout.contains("connection refused"), "{}", ended.stdout);
}

#[test]
fn a_shop_that_freezes_for_good() {
    let shop = faulty(Faults { freeze_after_requests: Some(40), ..Faults::default() });
    let (ended, files) = lost(&shop);
    assert_eq!(files.ending(), "silent");
    assert!(ended.stdout.contains("stopped answering"), "{}", ended.stdout);
    assert_eq!(files.all_requests(), shop.stats().requests, "the hanging ones are counted");
    assert_eq!(files.outcomes("timeout_first_byte"), 4, "one for each visitor, who got no answer");
}

/// In two of eight seconds the shop answers nobody: the median of the run knows nothing of it, that of the two seconds in
/// which all of them get their answers does. The delay makes it at least one whole cycle, whenever the first freeze comes.
#[test]
fn a_window_sees_what_the_whole_run_hides() {
    let freeze = Some(Freeze { every: Duration::from_secs(8), lasts: Duration::from_secs(2) });
    let shop = faulty(Faults { freeze, ..Faults::default() });
    let place = Place::new();
    place.write(
        "page.toml",
        &format!(
            "schema = 1\nname = 'page'\nbase_url = '{}'\n\
             [thresholds]\nresponse_time = [\n'med < 300',\n\
             {{ threshold = 'med over 2s < 300', abort_on_fail = true, delay_abort_eval = '9s' }}]\n\
             [load]\nexecutor = 'constant-arrival-rate'\nrate = 40\nmax_vus = 100\nduration = '{PLANNED}'\n\
             [[journey]]\nname = 'look'\n[[journey.step]]\nname = 'page'\npath = '{}'\n",
            shop.base_url(),
            shop.promotion_path()
        ),
    );
    let ended = place.run(&["bench", "page.toml"]);
    ended.assert_code(99);
    let files = place.files();
    assert_eq!(files.ending(), "aborted");
    assert!(files.number("/elapsed_s") < WELL_BEFORE, "it had to be waited out");
    let (whole, window) = (&files.json["thresholds"][0], &files.json["thresholds"][1]);
    assert!(whole["ok"] == true && whole["worst_at_s"].is_null(), "{whole}");
    assert!(window["ok"] == false && window["source"] == "response_time: med over 2s<300", "{window}");
    let (value, at) = (window["value"].as_f64().unwrap(), window["worst_at_s"].as_f64().unwrap());
    assert!((300.0..2_500.0).contains(&value) && at <= files.number("/elapsed_s"), "{window}");
    assert!(ended.stdout.contains("crossed response_time: med over 2s<300"), "{}", ended.stdout);
    assert!(files.report.contains("(worst window, ended after"), "{}", files.report);
}
