//! The four ways to say how much, and what happens to requests at the end.

use std::time::Duration;

use promo_load::shop::{CostModel, Route, ShopConfig};

use crate::support::{Place, promotion, shop, shop_with};
use crate::{bench, seen};

#[test]
fn iterations_of_each_visitor() {
    let shop = shop();
    let files =
        bench(&shop, &promotion(&shop), &["--vus", "5", "--per-vu-iterations", "4", "--think-time", "0"]);
    assert_eq!(files.count("/iterations/started"), 20);
    assert_eq!(files.count("/iterations/completed"), 20);
    assert_eq!((files.requests("product_page"), seen(&shop, Route::Product)), (20, 20));
    assert_eq!(shop.stats().connections, 5, "one for each visitor, kept");
}

#[test]
fn a_constant_number_of_visitors() {
    let shop = shop();
    let files = bench(&shop, &promotion(&shop), &["--vus", "4", "--duration", "2s", "--think-time", "50ms"]);
    assert!(files.number("/elapsed_s") >= 2.0);
    assert_eq!((files.count("/vus_max"), shop.stats().connections), (4, 4));
    assert_eq!(files.count("/iterations/completed"), files.count("/iterations/started"));
    assert_eq!(files.json["judged"]["phase"], "hold");
}

#[test]
fn a_ramp() {
    let shop = shop();
    let stages = ["--stage", "1s:6", "--stage", "1s:6", "--stage", "1s:0", "--think-time", "50ms"];
    let files = bench(&shop, &promotion(&shop), &stages);
    assert_eq!((files.count("/vus_max"), shop.stats().connections), (6, 6));
    assert_eq!(files.count("/iterations/completed"), files.count("/iterations/started"));
    let timeline = files.json["timeline"].as_array().unwrap();
    let phases: Vec<&str> = timeline.iter().map(|point| point["phase"].as_str().unwrap()).collect();
    assert_eq!(phases[..3], ["ramp", "hold", "drain"], "{phases:?}");
    assert_eq!(files.json["judged"]["phase"], "hold");
}

#[test]
fn requests_that_the_end_cuts_off_are_counted() {
    let cost = CostModel { page: Duration::from_millis(700), ..CostModel::default() };
    let (shop, place) = (shop_with(ShopConfig { cost, ..ShopConfig::default() }), Place::new());
    place.run(&["compile", &promotion(&shop), "--think-time", "0", "-o", "x.toml"]).assert_code(0);
    let text = place.read("x.toml");
    let (before, load) = text.split_once("[load]\n").unwrap();
    let after = &load[load.find("\n[thresholds]").unwrap()..];
    let short = "executor = \"constant-vus\"\nvus = 3\nduration = \"2s\"\ngraceful_stop = \"0s\"\n";
    place.write("x.toml", &format!("{before}[load]\n{short}{after}"));

    let ended = place.run(&["bench", "x.toml", "--quiet"]);
    ended.assert_code(0);
    let files = place.files();
    assert_eq!(files.outcomes("interrupted"), 3, "each visitor waits for its third page");
    assert_eq!(files.count("/iterations/interrupted"), 3);
    assert_eq!(files.all_requests(), shop.stats().requests);
    let iterations = |name| files.count(&format!("/iterations/{name}"));
    assert_eq!(iterations("started"), iterations("completed") + iterations("interrupted"));
}
