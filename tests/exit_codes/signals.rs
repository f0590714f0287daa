//! 105, interrupted: nothing is lost, and nobody waits longer than asked.

use std::io::Read;
use std::net::TcpListener;
use std::time::Duration;

use promo_load::shop::{CostModel, Faults, Shop, ShopConfig};

use crate::support::{BINARY, Place, RunFiles, Running, promotion, shop_with, wait_until};

/// Longer than any of these tests waits for the end.
const LOAD: [&str; 6] = ["--vus", "4", "--duration", "5m", "--think-time", "0"];

fn start<'a>(place: &'a Place, target: &str) -> Running<'a> {
    place.start(place.command(BINARY).args(["bench", target]).args(LOAD))
}

/// A shop whose every page takes a moment, so that a signal always comes in the middle of an iteration.
fn slow_shop() -> Shop {
    let cost = CostModel { page: Duration::from_millis(300), ..CostModel::default() };
    shop_with(ShopConfig { cost, ..ShopConfig::default() })
}

fn interrupted(place: &Place, running: Running<'_>) -> RunFiles {
    let ended = running.wait();
    ended.assert_code(105);
    assert!(ended.stdout.contains("report.html"), "{}", ended.stdout);
    let files = place.files();
    assert_eq!(files.ending(), "interrupted");
    files
}

/// One signal: running iterations come to their end, and every request is accounted for.
fn lets_iterations_finish(signal: &str) {
    let (shop, place) = (slow_shop(), Place::new());
    let running = start(&place, &promotion(&shop));
    wait_until("a second round of requests", || shop.stats().requests > 4);
    running.signal(signal);
    let files = interrupted(&place, running);
    let iterations = |name| files.count(&format!("/iterations/{name}"));
    assert!(iterations("started") >= 4);
    assert_eq!((iterations("completed"), iterations("interrupted")), (iterations("started"), 0));
    assert_eq!(files.all_requests(), shop.stats().requests);
}

#[test]
fn ctrl_c_lets_iterations_finish() {
    lets_iterations_finish("-INT");
}

#[test]
fn sigterm_does_the_same() {
    lets_iterations_finish("-TERM");
}

#[test]
fn the_second_ctrl_c_stops_at_once() {
    let faults = Faults { freeze_after_requests: Some(2), ..Faults::default() };
    let (shop, place) = (shop_with(ShopConfig { faults, ..ShopConfig::default() }), Place::new());
    let mut running = start(&place, &promotion(&shop));
    wait_until("four hanging requests", || shop.stats().requests >= 6);
    // Two signals of one kind may arrive as one: it is pressed until it is heard twice.
    wait_until("the end after Ctrl-C", || {
        running.has_ended() || {
            running.signal("-INT");
            false
        }
    });
    let files = interrupted(&place, running);
    assert!(files.number("/elapsed_s") < 9.0, "it waited for a frozen shop");
    assert_eq!(files.count("/iterations/interrupted"), 4);
    assert_eq!(files.all_requests(), shop.stats().requests);
}

#[test]
fn another_signal_is_a_second_one() {
    let faults = Faults { freeze_after_requests: Some(2), ..Faults::default() };
    let (shop, place) = (shop_with(ShopConfig { faults, ..ShopConfig::default() }), Place::new());
    let running = start(&place, &promotion(&shop));
    wait_until("four hanging requests", || shop.stats().requests >= 6);
    running.signal("-INT");
    running.signal("-TERM");
    let files = interrupted(&place, running);
    assert!(files.number("/elapsed_s") < 9.0, "it waited for a frozen shop");
}

#[test]
fn ctrl_c_while_the_page_is_fetched() {
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = Place::new();
    let running = start(&place, &format!("http://{}/", mute.local_addr().unwrap()));
    let (mut visitor, _) = mute.accept().unwrap();
    assert_ne!(visitor.read(&mut [0; 64]).unwrap(), 0, "it has asked for the page");
    running.signal("-INT");
    let ended = running.wait();
    assert!(ended.assert_code(105).problem().contains("interrupted before the load began"));
    assert!(!place.path("out").exists(), "a run that never began leaves nothing");
}
