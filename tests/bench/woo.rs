//! WooCommerce's carts: filled in every visit with the code in them, and refused codes explained before the load.

use promo_load::shop::{DemoPlatform, DemoShop, Faults, Route, ServedAs, ShopConfig, Theme};

use crate::bench::bench;
use crate::support::{Place, RunFiles, promotion, shop_with, url};

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

/// A shop in which this goes wrong.
fn hurt_shop(theme: Theme, rule: &str) -> DemoShop {
    let misbehaviours = vec![rule.parse().unwrap()];
    let faults = Faults { misbehaviours, ..Faults::default() };
    let platform = DemoPlatform::WooCommerce;
    shop_with(ShopConfig { platform, theme, faults, ..ShopConfig::default() })
}

/// Runs `bench` on a page with a light load.
fn benched(page: &str, flags: &[&str]) -> RunFiles {
    let place = Place::new();
    let load = ["--vus", "2", "--iterations", "12", "--think-time", "0", "--quiet"];
    place.run(&[&["bench", page], flags, &load[..]].concat());
    place.files()
}

/// The same with the code.
fn hurt(theme: Theme, rule: &str) -> RunFiles {
    let shop = hurt_shop(theme, rule);
    benched(&promotion(&shop), &["--mode", "full", "--voucher", "BF2025"])
}

/// The checks that failed.
fn failed(files: &RunFiles) -> Vec<&str> {
    let checks = files.json["checks"].as_array().unwrap().iter();
    checks.filter(|check| check["fails"] != 0).map(|check| check["name"].as_str().unwrap()).collect()
}

#[test]
fn an_error_page_is_no_answer_to_an_add_whatever_its_status() {
    for theme in THEMES {
        let files = hurt(theme, "cart_add:error-page");
        let said = failed(&files);
        assert!(said.contains(&"the shop says that it is added"), "{theme}: {said:?}");
        let steps = files.json["steps"].as_array().unwrap();
        let add = steps.iter().find(|step| step["name"] == "add_to_cart").unwrap();
        let outcomes = serde_json::json!([{"outcome": "check", "count": 12}]);
        assert_eq!(add["kinds"], outcomes, "{theme}: {said:?}");
    }
}

#[test]
fn an_add_that_failed_is_no_wrong_promotion() {
    for theme in THEMES {
        for rule in ["cart_add:error-page", "cart_add:refuse"] {
            let files = hurt(theme, rule);
            assert_eq!(files.count("/visits/judged/promotion_wrong"), 0, "{theme} {rule}");
            let broken = files.json["visits"]["broken"].as_array().unwrap();
            let at_add = |broken: &serde_json::Value| broken["step"] == "add_to_cart";
            assert!(!broken.is_empty() && broken.iter().all(at_add), "{theme} {rule}: {broken:#?}");
        }
    }
}

#[test]
fn a_discount_that_is_lost_in_silence_is_a_wrong_promotion() {
    const REVIEW: [&str; 2] = ["voucher is on the order review", "the order review shows 15.18 EUR"];
    let (classic, blocks) = (Theme::Classic, Theme::Blocks);
    for (theme, rule, expected) in [
        (classic, "order_review:no-voucher", &REVIEW[..]),
        (classic, "order_review:total=16.32", &REVIEW[1..]),
        (
            classic,
            "voucher_add:lose-voucher",
            &[
                "voucher is on the cart page",
                "the cart page shows 15.18 EUR",
                "voucher is on the order page",
                "the order page shows 15.18 EUR",
                REVIEW[0],
                REVIEW[1],
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
        let files = hurt(theme, rule);
        assert_eq!(failed(&files), expected, "{theme} {rule}");
        let grade = &files.json["verdict"]["grade"];
        let (is_right, letter) = (expected.is_empty(), &grade["promotion"]["letter"]);
        assert_eq!(letter == "A", is_right, "{theme} {rule}: {grade}");
        assert_eq!(
            files.report.contains("promotion was wrong"),
            !is_right,
            "{theme} {rule}: {}",
            files.report
        );
    }
}

#[test]
fn the_price_of_the_variation_that_is_bought_is_looked_at() {
    const CHECK: &str = "reduced price of variation 25 is 22.94 EUR";
    for theme in THEMES {
        for (rule, failed) in
            [("product:delay=1ms", 0), ("product:reduction=0%", 12), ("product:price=+10%", 12)]
        {
            let shop = hurt_shop(theme, rule);
            let files = benched(&url(&shop, "/product/hummingbird-t-shirt/"), &[]);
            let checks = files.json["checks"].as_array().unwrap();
            let check = checks.iter().find(|check| check["name"] == CHECK).unwrap();
            assert_eq!(
                (&check["promotion"], &check["fails"]),
                (&true.into(), &failed.into()),
                "{theme} {rule}"
            );
            let promotion = &files.json["promotions"][0];
            assert_eq!(promotion["checked"], true, "{promotion}");
        }
    }
}

#[test]
fn a_text_page_with_products_is_their_list() {
    for theme in THEMES {
        for (rule, is_right) in [("cms:delay=1ms", true), ("cms:price=+10%", false)] {
            let shop = hurt_shop(theme, rule);
            let files = benched(&url(&shop, "/black-friday/"), &["--mode", "full", "--voucher", "BF2025"]);
            let said = failed(&files);
            assert_eq!(said.is_empty(), is_right, "{theme} {rule}: {said:?}");
            assert_eq!(
                said.iter().any(|name| name.starts_with("reduced price of reduced tile")),
                !is_right,
                "{said:?}"
            );
            assert_eq!(files.requests("add_to_cart"), 12, "{theme} {rule}");
        }
    }
}

#[test]
fn a_button_that_leads_to_another_shop_sells_nothing() {
    let (shop, place) = (woo(Theme::Classic), Place::new());
    let page = url(&shop, "/product/partner-kettle/");
    let said = place.run(&["inspect", &page]);
    assert!(said.stdout.contains("no: the product is sold by another shop"), "{}", said.stdout);
    let said = place.run(&["inspect", &page, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(json["product"]["orderable"], false);
}
