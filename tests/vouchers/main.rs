//! Vouchers and throw-away carts through the binary, against the demo shop: what its counters say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its stage has failed"
)]

mod answers;
mod captured;
mod shown;

use crate::shop::client;
use std::collections::BTreeMap;

use crate::support::{Ended, Place, shop, shop_with, url};
use promo_load::shop::{DemoShop, Language, Route, ServedAs, ShopConfig, Theme};
use serde_json::Value;

const MUG: &str = "/en/home-accessories/6-mug-the-best-is-yet-to-come.html";
const FULL: [&str; 2] = ["--mode", "full"];
const LOAD: [&str; 7] = ["--vus", "2", "--iterations", "6", "--think-time", "0", "--quiet"];

/// Requests of the set-up to one route, and how they ended.
fn setup(shop: &DemoShop, route: Route) -> BTreeMap<ServedAs, u64> {
    shop.stats().setup.routes.get(&route).map(|seen| seen.outcomes.clone()).unwrap_or_default()
}

/// Nothing lies in any cart. The shop counts the carts of load requests only, so this looks at what the set-up did: as
/// much was taken out as was put in.
fn assert_emptied(shop: &DemoShop) {
    let count = |route, outcome| setup(shop, route).get(&outcome).copied().unwrap_or(0);
    let (added, deleted) =
        (count(Route::CartAdd, ServedAs::Added), count(Route::CartDelete, ServedAs::Removed));
    assert_eq!((added, deleted), (1, 1), "{:?}", shop.stats().setup);
    let (applied, removed) =
        (count(Route::VoucherAdd, ServedAs::Applied), count(Route::VoucherRemove, ServedAs::Removed));
    assert_eq!(applied, removed, "{:?}", shop.stats().setup);
}

fn run(command: &str, target: &str, flags: &[&str]) -> Ended {
    Place::new().run(&[&[command, target], &FULL[..], flags].concat())
}

/// `inspect --mode full --voucher`: its JSON.
fn inspect(target: &str, flags: &[&str]) -> Value {
    let ended = run("inspect", target, &[flags, &["--json"]].concat());
    serde_json::from_str(&ended.assert_code(0).stdout).unwrap()
}

fn of_code<'a>(page: &'a Value, code: &str) -> &'a Value {
    let promotions = page["promotions"].as_array().unwrap();
    promotions.iter().find(|promotion| promotion["code"] == code).unwrap_or_else(|| panic!("{promotions:#?}"))
}

fn notes(page: &Value) -> String {
    page["notes"].as_array().unwrap().iter().map(|note| note.as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_iteration_applies_the_voucher_in_every_theme_and_language() {
    let (en, fr) = (Language::En, Language::Fr);
    for (theme, languages, path) in [
        (Theme::Classic, vec![en, fr], MUG),
        (Theme::Hummingbird, vec![en, fr], "/fr/accessoires-de-maison/6-mug-the-best-is-yet-to-come.html"),
        (Theme::Classic, vec![fr], "/accessoires-de-maison/6-mug-the-best-is-yet-to-come.html"),
        (Theme::Hummingbird, vec![en], "/home-accessories/6-mug-the-best-is-yet-to-come.html"),
    ] {
        let shop = shop_with(ShopConfig { theme, languages: languages.clone(), ..ShopConfig::default() });
        let ended = run("bench", &url(&shop, path), &[&["--voucher", "bf2025"], &LOAD[..]].concat());
        assert!(matches!(ended.code, Some(0 | 120)), "{theme} {languages:?} {path}: {ended:?}");
        let stats = shop.stats();
        assert_eq!(stats.carts.vouchers[&2], 6, "{theme} {languages:?}");
        assert_eq!(stats.routes[&Route::VoucherAdd].outcomes, BTreeMap::from([(ServedAs::Applied, 6)]));
        assert_emptied(&shop);
    }
}

#[test]
fn a_refused_voucher_ends_the_run_before_its_load() {
    let french = "/fr/accessoires-de-maison/6-mug-the-best-is-yet-to-come.html";
    for (code, parts) in [
        (
            "MIN50",
            &["the cart must be worth at least 50.00 EUR", "are worth 11.42 EUR: 38.58 EUR are missing"][..],
        ),
        ("SOLO25", &["does not go together with", "3 EUR"]),
        ("OLD2024", &["it has expired"]),
        ("USEDUP", &["all its uses are used"]),
        ("disabled", &["it is switched off"]),
        ("NOPE", &["the shop knows no such code"]),
        ("FUTURE49", &["it is not valid yet"]),
        ("ALICE", &["a customer who is logged in"]),
        ("TRADE", &["other customers, groups or shops"]),
        ("ISLAND", &["depends on the country of delivery"]),
        ("PICKUP", &["depends on the carrier"]),
        ("SWEATER", &["it is for other products"]),
        ("FULLPRICE", &["not for products that are reduced already"]),
    ] {
        for path in [MUG, french] {
            let shop = shop();
            let ended = run("bench", &url(&shop, path), &[&["--voucher", code], &LOAD[..]].concat());
            let problem = ended.assert_code(100).problem();
            assert!(problem.starts_with(&format!("the shop refuses the voucher {code}: ")), "{problem}");
            for part in parts {
                assert!(problem.contains(part), "{code} {path}: {problem}");
            }
            assert!(problem.contains("(the shop says: "), "{problem}");
            assert_eq!(shop.stats().requests, 0, "no load: {code}");
            assert_emptied(&shop);
        }
    }
}

#[test]
fn vouchers_that_the_cart_takes() {
    for (code, path, kind) in [
        ("FREESHIP", MUG, "free-shipping"),
        ("GIFTMUG", "/en/men/1-hummingbird-printed-t-shirt.html", "gift"),
        ("TSHIRT30", "/en/men/1-hummingbird-printed-t-shirt.html", "manual-code"),
        ("min50", "/en/home-accessories/8-mug-today-is-a-good-day.html?x=1", "manual-code"),
    ] {
        let shop = shop();
        let page = inspect(&url(&shop, path), &["--voucher", code]);
        if code == "min50" {
            assert_eq!(of_code(&page, "min50")["state"], "unmet");
        } else {
            let found = of_code(&page, code);
            assert_eq!((&found["type"], &found["state"]), (&kind.into(), &"active".into()), "{code}");
        }
        assert_eq!(notes(&page).contains("a rule put \"Mug"), code == "GIFTMUG", "{code}: {}", notes(&page));
        assert!(!notes(&page).contains("could not be emptied"), "{code}: {}", notes(&page));
        assert_emptied(&shop);
    }
}

#[test]
fn inspect_reports_a_refused_voucher_with_its_state() {
    for (code, state) in [
        ("OLD2024", "expired"),
        ("USEDUP", "used-up"),
        ("DISABLED", "disabled"),
        ("FUTURE49", "not-yet"),
        ("NOPE", "unknown"),
        ("MIN50", "unmet"),
        ("SOLO25", "unmet"),
    ] {
        let shop = shop();
        let page = inspect(&url(&shop, MUG), &["--voucher", code]);
        let found = of_code(&page, code);
        assert_eq!(found["state"], state, "{code}");
        assert_eq!(found["minimum"], if code == "MIN50" { "50.00".into() } else { Value::Null });
        assert!(notes(&page).contains(&format!("the shop refuses the voucher {code}: ")), "{}", notes(&page));
        assert_emptied(&shop);
    }
}

#[test]
fn a_listing_is_tried_with_its_first_product() {
    for path in ["/en/", "/en/3-clothes", "/fr/8-accessoires-de-maison", "/en/prices-drop"] {
        let shop = shop();
        let page = inspect(&url(&shop, path), &["--voucher", "BF2025"]);
        let automatic =
            page["promotions"].as_array().unwrap().iter().find(|found| found["type"] == "auto-cart-rule");
        assert_eq!(automatic.unwrap()["rule_id"], 1, "{path}");
        assert_eq!(of_code(&page, "BF2025")["state"], "active", "{path}");
        assert_emptied(&shop);
    }
}

#[test]
fn read_only_sends_nothing_that_changes_a_cart() {
    let shop = shop();
    for path in [MUG, "/en/", "/en/3-clothes"] {
        let place = Place::new();
        let page = place.run(&["inspect", &url(&shop, path), "--json"]);
        let page: Value = serde_json::from_str(&page.assert_code(0).stdout).unwrap();
        assert!(
            notes(&page).contains("automatic discounts, gifts and whether codes work could not be seen"),
            "{path}"
        );
        place.run(&[&["bench", &url(&shop, path)], &LOAD[..]].concat());
        assert!(place.files().report.contains("could not be seen"), "{path}");
    }
    let stats = shop.stats();
    let changing =
        [Route::CartAdd, Route::CartUpdate, Route::CartDelete, Route::VoucherAdd, Route::VoucherRemove];
    for routes in [&stats.routes, &stats.setup.routes] {
        assert!(changing.iter().all(|route| !routes.contains_key(route)), "{routes:?}");
    }
    assert_eq!(stats.carts.with_products, 0);
}

#[test]
fn a_robot_is_told_why_its_cart_stays_empty() {
    let shop = shop();
    let target = url(&shop, MUG);
    let robot = ["--user-agent", "Load tester design/1.0"];
    let by_header = ["--header", "user-agent: Load tester design/1.0"];
    for (command, flags) in [("bench", &robot), ("compile", &robot), ("bench", &by_header)] {
        let ended = run(command, &target, flags);
        let problem = ended.assert_code(100).problem();
        assert!(problem.contains("because of the letters \"esi\" in it"), "{problem}");
    }
    let place = Place::new();
    place.run(&[&["compile", &target, "-o", "x.toml"], &FULL[..], &LOAD[..6]].concat()).assert_code(0);
    shop.reset_stats();
    let ended = place.run(&[&["bench", "x.toml"], &robot[..]].concat());
    assert!(ended.assert_code(100).problem().contains("\"esi\""), "{ended:?}");
    assert_eq!((shop.stats().requests, shop.stats().setup.requests), (0, 0), "before the first packet");

    let page = inspect(&target, &robot);
    assert!(
        notes(&page).contains("the cart stayed empty: it takes this user agent for a robot"),
        "{}",
        notes(&page)
    );
    assert_eq!(setup(&shop, Route::CartAdd), BTreeMap::from([(ServedAs::IgnoredBot, 1)]));
}
