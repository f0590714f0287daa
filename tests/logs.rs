//! Logs through the binary: each line is whole and names its run, and so does each request, so that they can be matched
//! with the shop's own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its run should panic")]

use crate::support::{Place, promotion, shop_with};
use promo_load::shop::{DemoShop, ShopConfig};
use serde_json::Value;

const HEADER: &str = "x-promo-load-run";

/// A shop that writes down what it is asked.
fn listening() -> DemoShop {
    shop_with(ShopConfig { journal: true, ..ShopConfig::default() })
}

/// The runs that the requests of the load named.
fn named(shop: &DemoShop) -> Vec<Option<String>> {
    let of = |headers: &[(String, String)]| {
        headers.iter().find(|(name, _)| name == HEADER).map(|(_, value)| value.clone())
    };
    shop.journal().iter().map(|entry| of(&entry.headers)).collect()
}

#[test]
fn every_line_and_every_request_names_the_run() {
    let (shop, place) = (listening(), Place::new());
    let page = promotion(&shop);
    let arguments = ["bench", page.as_str(), "--vus", "2", "--duration", "1s", "--think-time", "10ms"];
    let ended = place.run(&[&arguments[..], &["--log-format", "json", "--log-level", "debug"]].concat());
    ended.assert_code(0);
    let run = place.files().json["run_id"].as_str().unwrap().to_owned();
    let lines: Vec<Value> = ended.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().all(|line| line["run"] == run.as_str()), "{}", ended.stderr);
    assert!(lines.iter().all(|line| line["time"].is_string() && line["level"].is_string()));
    for message in ["set-up asked", "the load begins", "a second", "the load has ended: completed"] {
        assert!(lines.iter().any(|line| line["message"] == message), "{message}: {}", ended.stderr);
    }
    let named = named(&shop);
    assert!(!named.is_empty() && named.iter().all(|named| named.as_deref() == Some(&run)), "{named:?}");
}

#[test]
fn requests_name_no_run_when_the_shop_must_not_see_it() {
    let (shop, place) = (listening(), Place::new());
    let page = promotion(&shop);
    place.run(&["bench", &page, "--iterations", "3", "--vus", "1", "--no-run-header"]).assert_code(0);
    let named = named(&shop);
    assert!(!named.is_empty() && named.iter().all(Option::is_none), "{named:?}");
}

#[test]
fn a_problem_is_a_line_of_the_log() {
    let place = Place::new();
    for (format, level) in [("json", "error"), ("human", "error")] {
        let ended =
            place.run(&["inspect", "http://127.0.0.1:1/", "--log-format", format, "--log-level", level]);
        ended.assert_code(100);
        let [line] = ended.stderr.lines().collect::<Vec<_>>()[..] else { panic!("{}", ended.stderr) };
        if format == "json" {
            let line: Value = serde_json::from_str(line).unwrap();
            assert_eq!(line["level"], "error");
            assert!(line["message"].as_str().unwrap().contains("is the shop running"), "{line}");
        } else {
            assert!(line.contains(" ERROR - http://127.0.0.1:1/: no connection"), "{line}");
        }
    }
}
