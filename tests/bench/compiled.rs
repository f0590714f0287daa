//! The compiled file is the run: it can be kept, read back, and gives the same requests. So is run.json.

use std::path::Path;

use promo_load::scenario::Scenario;
use promo_load::shop::{DemoShop, Route};
use serde_json::Value;

use crate::bench::bench;
use crate::support::{Place, promotion, shop, url};

const LOAD: [&str; 6] = ["--vus", "4", "--per-vu-iterations", "10", "--think-time", "0"];

/// Requests of each route and what lies in the carts.
fn footprint(shop: &DemoShop) -> (Vec<(Route, u64)>, String) {
    let stats = shop.stats();
    let routes = stats.routes.iter().map(|(route, seen)| (*route, seen.requests)).collect();
    (routes, format!("{:?}", stats.carts))
}

#[test]
fn the_file_gives_the_same_requests_as_the_page() {
    let (shop, place) = (shop(), Place::new());
    let target = promotion(&shop);
    let cart = ["--mode", "full", "--voucher", "BF2025"];
    place.run(&[&["compile", &target, "-o", "x.toml"], &LOAD[..], &cart].concat()).assert_code(0);
    assert_eq!(shop.stats().requests, 0, "compiling is no load");

    bench(&shop, &target, &[&LOAD[..], &cart].concat());
    let from_page = footprint(&shop);
    shop.reset_stats();
    place.run(&["bench", "x.toml", "--quiet"]).assert_code(0);
    assert_eq!(footprint(&shop), from_page);
    assert_eq!(place.files().scenario, place.read("x.toml"), "the run keeps the very file");
}

#[test]
fn every_compiled_file_survives_reading_and_writing() {
    let shop = shop();
    for (path, flags) in [
        (shop.promotion_path(), &["--mode", "full", "--voucher", "BF2025"][..]),
        ("/en/men/1-hummingbird-printed-t-shirt.html", &["--mode", "full"]),
        ("/fr/8-accessoires-de-maison", &["--mode", "full", "--stage", "90s:10"]),
        ("/en/prices-drop", &["--threshold", "http_req_duration{name:catalog_page}:p(99.9)<1234.5"]),
        ("/en/", &["--header", "X-Quote: \"a\" 'b' \\ ${c}", "--user-agent", "Mozilla/5.0 (test)"]),
        ("/en/content/1-delivery", &["--intensity", "light", "--think-time", "500ms..2s"]),
        ("/en/search?s=mug", &["--per-vu-iterations", "3"]),
    ] {
        let place = Place::new();
        place.run(&[&["compile", &url(&shop, path), "-o", "x.toml"], flags].concat()).assert_code(0);
        let text = place.read("x.toml");
        let once = Scenario::parse(&text, Path::new("x.toml")).unwrap();
        let again = Scenario::parse(&once.to_toml().unwrap(), Path::new("y.toml")).unwrap();
        assert_eq!(once, again, "{path}");
        assert_eq!(once.to_toml().unwrap(), text, "{path}");
        // To standard output goes the same.
        let printed = place.run(&[&["compile", &url(&shop, path)], flags].concat());
        assert_eq!(printed.assert_code(0).stdout, text, "{path}");
    }
}

#[test]
fn json_on_standard_output_is_run_json() {
    let (shop, place) = (shop(), Place::new());
    let ended = place.run(&[&["bench", &promotion(&shop), "--json"], &LOAD[..]].concat());
    ended.assert_code(0);
    let printed: Value = serde_json::from_str(&ended.stdout).unwrap();
    let files = place.files();
    assert_eq!(printed, files.json);
    assert_eq!(ended.stdout, files.text);
    assert_eq!(printed["schema_version"], 4);
    assert_eq!(printed["run_id"], place.runs()[0].file_name().unwrap().to_str().unwrap());
}

#[test]
fn a_recording_becomes_a_scenario_that_runs() {
    let (shop, place) = (shop(), Place::new());
    let har =
        include_str!("../fixtures/har/purchase.har").replace("127.0.0.1:8080", &shop.addr().to_string());
    place.write("purchase.har", &har);
    let refused = place.run(&["bench", "purchase.har"]);
    let problem = refused.assert_code(2).problem();
    assert!(problem.contains("make a scenario of it first: promo-load compile purchase.har"), "{problem}");
    let compiled = place.run(&["compile", "purchase.har", "-o", "purchase.toml"]);
    compiled.assert_code(0);
    assert!(compiled.stderr.contains("promo-load never orders"), "{}", compiled.stderr);
    let file = place.path("purchase.toml");
    let load = ["--vus", "2", "--iterations", "6", "--think-time", "0"];
    let files = bench(&shop, file.to_str().unwrap(), &load);
    assert_eq!(files.all_requests(), 30);
    assert_eq!(shop.stats().carts.vouchers[&2], 6);

    place.write("broken.har", &har[..har.len() / 2]);
    let problem = place.run(&["compile", "broken.har"]);
    assert!(problem.assert_code(104).problem().contains("ends in the middle; export it again"));
}
