//! `bench` as a whole, through the binary: what it counts is what the shop saw.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its stage has failed"
)]

mod compiled;
mod counts;
mod executors;
#[path = "../support/mod.rs"]
mod support;
mod wrong;

use promo_load::shop::{Route, Shop};
use support::{Place, RunFiles};

/// Requests of a route that belonged to the load.
fn seen(shop: &Shop, route: Route) -> u64 {
    shop.stats().routes.get(&route).map_or(0, |route| route.requests)
}

/// Runs `bench` on the target and asserts that it held, and that run and shop agree on the sum.
fn bench(shop: &Shop, target: &str, flags: &[&str]) -> RunFiles {
    let place = Place::new();
    let ended = place.run(&[&["bench", target, "--quiet"], flags].concat());
    ended.assert_code(0);
    let files = place.files();
    assert_eq!(files.all_requests(), shop.stats().requests);
    assert_eq!(files.metric("http_reqs", "count"), shop.stats().requests);
    files
}
