//! The four ways to say how much, and what happens to requests at the end.

use std::time::Duration;

use promo_load::shop::{CostModel, Route, ShopConfig};

use crate::bench::{bench, seen};
use crate::support::{Place, promotion, shop, shop_with};

#[test]
fn iterations_of_each_visitor() {
    let shop = shop();
    let files =
        bench(&shop, &promotion(&shop), &["--vus", "5", "--per-vu-iterations", "4", "--think-time", "0"]);
    assert_eq!(files.count("/iterations/started"), 20);
    assert_eq!(files.count("/iterations/completed"), 20);
    let others = files.requests("next_product_page");
    assert_eq!((files.requests("product_page"), seen(&shop, Route::Product)), (20, 20 + others));
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

/// Three executors, each with a journey of its own.
const SIDE_BY_SIDE: &str = r#"
[[load]]
name = "background"
executor = "constant-vus"
vus = 4
duration = "3s"
journeys = ["home"]

[[load]]
executor = "per-vu-iterations"
vus = 3
iterations = 5
start_time = "1s"
journeys = ["category"]

[[load]]
name = "wave"
executor = "constant-arrival-rate"
rate = 40
duration = "2s"
max_vus = 10
start_time = "500ms"
journeys = ["product"]

[[journey]]
name = "home"
[[journey.step]]
name = "home_page"
path = "/en/"
think_time = "20ms"

[[journey]]
name = "category"
[[journey.step]]
name = "category_page"
path = "/en/5-women"

[[journey]]
name = "product"
[[journey.step]]
name = "product_page"
path = "/en/home-accessories/6-mug-the-best-is-yet-to-come.html"
"#;

#[test]
fn executors_side_by_side() {
    let (shop, place) = (shop(), Place::new());
    let head = format!("schema = 1\nname = \"three\"\nbase_url = \"{}\"\n", shop.base_url());
    place.write("three.toml", &(head + SIDE_BY_SIDE));
    let files = bench(&shop, place.path("three.toml").to_str().unwrap(), &[]);
    for (executor, name, step, route) in [
        (0, "background", "home_page", Route::Home),
        (1, "per-vu-iterations", "category_page", Route::Category),
        (2, "wave", "product_page", Route::Product),
    ] {
        let count = |what: &str| files.count(&format!("/executors/{executor}/{what}"));
        assert_eq!(files.json["executors"][executor]["name"], name);
        assert_eq!(
            (files.requests(step), count("started")),
            (seen(&shop, route), seen(&shop, route)),
            "{name}"
        );
        assert_eq!(count("completed"), count("started"), "{name}");
        let text = format!("Visits of {name} | {} begun", count("started"));
        assert!(files.report.contains(&text), "`{text}` is not in: {}", files.report);
    }
    let planned = |executor: usize| {
        let walks = &files.json["executors"][executor];
        let sum: u64 =
            ["started", "dropped", "not_reached"].iter().map(|key| walks[*key].as_u64().unwrap()).sum();
        (walks["planned"].as_u64(), sum)
    };
    assert_eq!((planned(1), planned(2)), ((Some(15), 15), (Some(80), 80)));
    assert_eq!(planned(0).0, None, "nobody planned how often");
    assert_eq!(files.json["iterations"]["planned"], serde_json::Value::Null);
    let started: u64 = (0..3).map(|executor| files.count(&format!("/executors/{executor}/started"))).sum();
    assert_eq!(started, files.count("/iterations/started"));
    assert_eq!((files.count("/vus_max"), seen(&shop, Route::Category)), (17, 15));
    assert!(files.scenario.contains("start_time = \"500ms\""), "{}", files.scenario);
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
    assert_eq!((iterations("failed"), iterations("interrupted_failed")), (0, 0));
}

/// Each visit misses a text on its first page and thinks about it until the run ends: it failed, as the verdict says, and k6 counts no
/// iteration.
#[test]
fn a_visit_that_was_broken_before_the_end_cut_it_off_failed() {
    let (shop, place) = (shop(), Place::new());
    let text = format!(
        "schema = 1\nname = \"x\"\nbase_url = \"{}/\"\n[[journey]]\nname = \"look\"\n[[journey.step]]\n\
         name = \"home\"\npath = \"/en/\"\nthink_time = \"1h\"\n\
         [[journey.step.check]]\nname = \"a text\"\nbody_contains = \"stands on no page\"\n\
         [[journey.step]]\nname = \"again\"\npath = \"/en/\"\n[load]\nexecutor = \"constant-vus\"\nvus = 3\n\
         duration = \"1s\"\nstart_jitter = \"0s\"\ngraceful_stop = \"0s\"\n[thresholds]\nhttp_reqs = [\"count>0\"]\n",
        shop.base_url()
    );
    place.write("x.toml", &text);
    place.run(&["bench", "x.toml", "--quiet"]).assert_code(0);
    let files = place.files();
    let iterations = |name| files.count(&format!("/iterations/{name}"));
    let counted = ["started", "completed", "failed", "interrupted", "interrupted_failed"].map(iterations);
    assert_eq!(counted, [3, 0, 3, 3, 3]);
    assert_eq!((files.metric("iterations", "count"), files.count("/visits/whole/failed")), (0, 3));
    assert!(files.report.contains("3 begun, 0 good, 3 failed |"), "{}", files.report);
}
