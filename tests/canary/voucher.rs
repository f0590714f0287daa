//! A voucher that only few may know.

use crate::canary::search::{Canary, LEAK, assert_kept, leak};
use crate::support::{BINARY, Place, promotion, shop};

/// A code that the demo shop takes; for this test it is nobody's business.
const CODE: &str = "BF2025";
const VARIABLE: &str = "PROMO_LOAD_SECRET_VOUCHER";

fn code() -> Canary {
    Canary { text: CODE.to_owned(), ..Canary::plain("the voucher") }
}

#[test]
fn it_is_tried_and_never_written() {
    let (shop, place, canary) = (shop(), Place::new(), [code()]);
    let page = promotion(&shop);
    let full = ["--mode", "full", "--vus", "1", "--iterations", "1", "--think-time", "0"];
    let run = |arguments: &[&str], target: &str| {
        let mut command = place.command(BINARY);
        command.env(VARIABLE, CODE).args(arguments).args(full).arg(target);
        place.start(&mut command).wait()
    };
    let ended = run(&["bench", "--json", "--junit"], &page);
    ended.assert_code(0);
    let redeemed = || shop.stats().carts.vouchers.values().sum::<u64>();
    let entered = redeemed();
    assert!(entered > 0, "{:?}", shop.stats().carts);
    assert!(assert_kept(&canary, &place.path(""), &[], &ended) >= 7);

    // The search would find it.
    let other = Place::new();
    let mut command = other.command(BINARY);
    command.env(VARIABLE, CODE).env(LEAK, "1").args(["bench", "--json"]).args(full).arg(&page);
    let leaky = other.start(&mut command).wait();
    assert!(leak(&canary[0], &other.path(""), &leaky).is_some());

    // What it wrote is run again: the code is still in the environment only.
    let written = place.runs()[0].join("scenario.toml");
    let text = std::fs::read_to_string(&written).unwrap();
    assert!(text.contains("${secret.voucher}") && text.contains(VARIABLE), "{text}");
    let ended = run(&["bench"], written.to_str().unwrap());
    ended.assert_code(0);
    assert!(redeemed() > entered);
    assert_kept(&canary, &place.path(""), &[], &ended);

    let ended = run(&["export-k6", "-o", "script.js"], written.to_str().unwrap());
    ended.assert_code(0);
    assert!(place.read("script.js").contains(&format!("__ENV.{VARIABLE}")), "{}", place.read("script.js"));
    assert_kept(&canary, &place.path(""), &[], &ended);

    // Without it nothing begins, and the name of what is missing is said.
    let ended = place.run(&["bench", written.to_str().unwrap()]);
    ended.assert_code(104);
    assert!(ended.problem().contains(VARIABLE), "{}", ended.stderr);
}
