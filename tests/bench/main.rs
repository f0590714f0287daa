//! `bench` as a whole, through the binary: what it counts is what the shop saw.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its stage has failed"
)]

mod advice;
mod assets;
mod background;
mod beside;
mod capacity;
mod compiled;
mod counts;
mod data;
mod executors;
mod faults;
mod in_sequence;
mod log_in;
mod own_cookie;
mod promo_cost;
mod traces;
mod withheld;
mod woo;
mod wrong;

use crate::exit_codes::servers;
use crate::support::{Place, RunFiles};
use promo_load::shop::{DemoShop, Route};

/// Requests of a route that belonged to the load.
fn seen(shop: &DemoShop, route: Route) -> u64 {
    shop.stats().routes.get(&route).map_or(0, |route| route.requests)
}

/// Runs `bench` on the target and asserts that it held, and that run and shop agree on the sum.
///
/// The counts have to agree on a crowded machine, too, where a run of a second rightly doubts its own timing:
/// then, and only for lateness, 120 is as good as 0. `exit_codes` asserts 0 for light runs.
fn bench(shop: &DemoShop, target: &str, flags: &[&str]) -> RunFiles {
    let place = Place::new();
    let ended = place.run(&[&["bench", target, "--quiet"], flags].concat());
    let files = place.files();
    let late =
        files.json["verdict"]["inconclusive"].is_object() && files.count("/generator/own_failures") == 0;
    ended.assert_code(if late { 120 } else { 0 });
    assert!(files.json["thresholds"].as_array().unwrap().iter().all(|threshold| threshold["ok"] == true));
    assert_eq!(files.all_requests(), shop.stats().requests);
    assert_eq!(files.metric("http_reqs", "count"), shop.stats().requests);
    files
}
