//! WooCommerce's carts: filled in every visit with the code in them, and refused codes explained before the load.

use promo_load::shop::{DemoPlatform, DemoShop, Faults, Route, ServedAs, ShopConfig, Theme};

use crate::bench::bench;
use crate::support::{Place, promotion, shop_with};

const THEMES: [Theme; 2] = [Theme::Classic, Theme::Blocks];

fn woo(theme: Theme) -> DemoShop {
    shop_with(ShopConfig { platform: DemoPlatform::WooCommerce, theme, ..ShopConfig::default() })
}

#[test]
fn every_visit_fills_a_cart_and_enters_the_code() {
    for theme in THEMES {
        let shop = woo(theme);
        let load = ["--vus", "2", "--iterations", "6", "--think-time", "0"];
        let voucher = ["--mode", "full", "--voucher", "BF2025"];
        let files = bench(&shop, &promotion(&shop), &[&voucher[..], &load].concat());
        assert_eq!((files.requests("add_to_cart"), files.requests("voucher")), (6, 6), "{theme}");
        let stats = shop.stats();
        assert_eq!(stats.routes[&Route::CartAdd].outcomes[&ServedAs::Added], 6, "{theme}: {stats:?}");
        assert_eq!(stats.routes[&Route::VoucherAdd].outcomes[&ServedAs::Applied], 6, "{theme}: {stats:?}");
        assert_eq!(files.metric("checks", "fails"), 0, "{theme}");
        assert_eq!(stats.setup.routes[&Route::CartDelete].requests, 1, "the trial's cart is emptied");
        let orders = stats.routes.get(&Route::OrderReview).map_or(0, |route| route.requests);
        assert_eq!(orders > 0, theme == Theme::Classic, "the block's page writes draft orders");
    }
}

#[test]
fn the_demo_can_be_a_woocommerce() {
    let place = Place::new();
    let demo = ["bench", "--demo", "--platform", "woocommerce", "--mode", "full", "--voucher", "BF2025"];
    let load = ["--vus", "2", "--iterations", "4", "--think-time", "0", "--quiet"];
    let ended = place.run(&[&demo[..], &load].concat());
    // A busy machine makes the generator late, which says nothing of the carts.
    assert!(matches!(ended.code, Some(0 | 120)), "{ended:?}");
    let files = place.files();
    assert_eq!((files.requests("add_to_cart"), files.requests("voucher")), (4, 4));
    assert_eq!(files.metric("checks", "fails"), 0);
}

#[test]
fn a_refused_code_is_explained_before_the_load() {
    for theme in THEMES {
        let shop = woo(theme);
        for (code, part) in [
            (
                "MIN50",
                "the cart must be worth at least 50.00 EUR, and the products in this one are worth 11.42 EUR",
            ),
            ("EXPIRED", "it has expired"),
            ("NOPE", "the shop knows no such code"),
            ("USEDUP", "all its uses are used"),
        ] {
            let place = Place::new();
            let page = promotion(&shop);
            let ended = place.run(&["bench", &page, "--mode", "full", "--voucher", code, "--vus", "1"]);
            assert_ne!(ended.code, Some(0), "{code}");
            assert!(ended.problem().contains(part), "{code}: {}", ended.stderr);
        }
        assert_eq!(shop.stats().requests, 0, "nothing but set-up was sent");
    }
}

/// Runs `bench` with the code against a shop in which this goes wrong; the promotion's letter, and the names of the checks that failed.
fn graded(theme: Theme, rule: &str) -> (String, Vec<String>) {
    let misbehaviours = vec![rule.parse().unwrap()];
    let faults = Faults { misbehaviours, ..Faults::default() };
    let platform = DemoPlatform::WooCommerce;
    let shop = shop_with(ShopConfig { platform, theme, faults, ..ShopConfig::default() });
    let place = Place::new();
    let page = promotion(&shop);
    let load = ["--vus", "2", "--iterations", "12", "--think-time", "0", "--quiet"];
    place.run(&[&["bench", &page, "--mode", "full", "--voucher", "BF2025"], &load[..]].concat());
    let files = place.files();
    let letter =
        files.json["verdict"]["grade"]["promotion"]["letter"].as_str().unwrap_or_default().to_owned();
    let checks = files.json["checks"].as_array().unwrap().iter();
    let failed = checks.filter(|check| check["fails"] != 0);
    let failed: Vec<_> = failed.map(|check| check["name"].as_str().unwrap().to_owned()).collect();
    assert!(files.report.contains("promotion was wrong") || letter == "A", "{}", files.report);
    (letter, failed)
}

#[test]
fn a_discount_that_is_lost_in_silence_is_a_wrong_promotion() {
    let (classic, blocks) = (Theme::Classic, Theme::Blocks);
    for (theme, rule, failed) in [
        (
            classic,
            "order_review:no-voucher",
            &["voucher is on the order review", "the order review shows 15.18 EUR"][..],
        ),
        (classic, "order_review:total=16.32", &["the order review shows 15.18 EUR"]),
        (
            classic,
            "voucher_add:lose-voucher",
            &[
                "voucher is on the cart page",
                "the cart page shows 15.18 EUR",
                "voucher is on the order page",
                "the order page shows 15.18 EUR",
                "voucher is on the order review",
                "the order review shows 15.18 EUR",
            ],
        ),
        (
            blocks,
            "voucher_add:lose-voucher",
            &[
                "voucher is in the cart",
                "the cart with the voucher is reduced",
                "the cart with the voucher costs 15.18 EUR",
            ],
        ),
        (blocks, "cart_page:total=99", &["the cart page shows 16.32 EUR"]),
        (classic, "order_review:delay=1ms", &[]),
    ] {
        let (letter, found) = graded(theme, rule);
        assert_eq!(found, failed, "{theme} {rule}");
        assert_eq!(letter == "A", failed.is_empty(), "{theme} {rule}: {letter}");
    }
}
