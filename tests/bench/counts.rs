//! Every request that was sent is a request that was counted, step by step, and every cart holds what it should.

use std::collections::BTreeMap;

use promo_load::shop::{DemoShop, Language, Route, ShopConfig, Theme};

use crate::bench::{bench, seen};
use crate::support::{RunFiles, promotion, shop, shop_with, url};

const ITERATIONS: u64 = 200;
const FULL: [&str; 8] = ["--mode", "full", "--vus", "20", "--iterations", "200", "--think-time", "0"];
const READ_ONLY: [&str; 6] = ["--vus", "20", "--iterations", "200", "--think-time", "0"];

const BUY: [(&str, Route); 5] = [
    ("product_page", Route::Product),
    ("add_to_cart", Route::CartAdd),
    ("cart_popup", Route::ModuleAjax),
    ("cart_page", Route::CartPage),
    ("order_page", Route::Order),
];

/// Step by step as often by the run's word as by the shop's; and nothing else.
fn assert_counted(files: &RunFiles, shop: &DemoShop, steps: &[(&str, Route)]) {
    let mut sent = 0;
    for (step, route) in steps {
        assert_eq!(files.requests(step), seen(shop, *route), "{step}");
        sent += files.requests(step);
    }
    assert_eq!(shop.stats().requests, sent);
    let iterations = |name| files.count(&format!("/iterations/{name}"));
    assert_eq!((iterations("started"), iterations("completed")), (ITERATIONS, ITERATIONS));
    assert_eq!(iterations("failed") + iterations("interrupted") + iterations("dropped"), 0);
    let notes = files.json["notes"].to_string();
    let setup = shop.stats().setup.requests;
    assert!(notes.contains(&format!("set-up sent {setup} request")), "{setup}: {notes}");
}

/// Every visit comes by the product, some only look, and of the buyers some go as far as the order page. Their carts
/// hold exactly the product, and these rules apply to all of them.
fn assert_buys(shop: &DemoShop, path: &str, product: u32, flags: &[&str], rules: &[u32]) -> RunFiles {
    let files = bench(shop, &url(shop, path), &[&FULL, flags].concat());
    let (buyers, orders) = (files.requests("add_to_cart"), files.requests("order_page"));
    assert_eq!(files.requests("product_page"), ITERATIONS);
    assert!(0 < orders && orders < buyers && buyers <= ITERATIONS, "{orders} of {buyers}");
    let carts = shop.stats().carts;
    assert_eq!(carts.with_products, buyers);
    assert_eq!(carts.products, BTreeMap::from([(product, buyers)]));
    let applied: Vec<_> = carts.vouchers.into_iter().filter(|(_, carts)| *carts > 0).collect();
    assert_eq!(applied, rules.iter().map(|rule| (*rule, buyers)).collect::<Vec<_>>());
    files
}

#[test]
fn a_product_is_bought() {
    let shop = shop();
    let files = assert_buys(&shop, shop.promotion_path(), 6, &[], &[1]);
    assert_counted(&files, &shop, &BUY);
    let checks = files.json["checks"].as_array().unwrap();
    for name in ["rule 1 is applied", "the cart is reduced by 3.00 EUR", "the cart costs 8.42 EUR"] {
        let check = checks.iter().find(|check| check["name"] == name).unwrap();
        let passes = check["passes"].as_u64().unwrap();
        assert_eq!((passes, check["fails"].as_u64()), (files.requests("add_to_cart"), Some(0)), "{name}");
    }
}

#[test]
fn a_product_with_combinations_in_the_other_theme() {
    let shop = shop_with(ShopConfig { theme: Theme::Hummingbird, ..ShopConfig::default() });
    let files = assert_buys(&shop, "/en/men/1-hummingbird-printed-t-shirt.html", 1, &[], &[1]);
    let [product, rest @ ..] = BUY;
    let chooses = ("choose_combination", Route::CombinationRefresh);
    assert_counted(&files, &shop, &[&[product, chooses], &rest[..]].concat());
    assert_eq!(files.requests("choose_combination"), files.requests("add_to_cart"));
}

#[test]
fn a_voucher_is_in_every_cart() {
    let shop = shop();
    let files = assert_buys(&shop, shop.promotion_path(), 6, &["--voucher", "BF2025"], &[1, 2]);
    assert_counted(&files, &shop, &[&BUY[..], &[("voucher", Route::VoucherAdd)]].concat());
    assert_eq!(files.requests("voucher"), ITERATIONS, "nobody comes with a code and only looks");
}

#[test]
fn french_pages_and_a_shop_that_speaks_nothing_else() {
    let bilingual = shop();
    let path = "/fr/accessoires-de-maison/6-mug-the-best-is-yet-to-come.html";
    let files = assert_buys(&bilingual, path, 6, &[], &[1]);
    assert_counted(&files, &bilingual, &BUY);

    let french = shop_with(ShopConfig { languages: vec![Language::Fr], ..ShopConfig::default() });
    let files = assert_buys(&french, french.promotion_path(), 6, &["--voucher", "BF2025"], &[1, 2]);
    assert_eq!(files.requests("voucher"), ITERATIONS);
}

#[test]
fn a_category_is_only_looked_at() {
    let shop = shop();
    let files = bench(&shop, &url(&shop, "/en/2-home"), &READ_ONLY);
    let steps = files.json["steps"].as_array().unwrap();
    let names: Vec<&str> = steps.iter().map(|step| step["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["category_page", "product_page", "second_page"]);
    let turned = files.requests("second_page");
    assert!(0 < turned && turned < ITERATIONS / 2, "{turned}");
    assert_eq!((files.requests("category_page"), files.requests("product_page")), (ITERATIONS, ITERATIONS));
    assert_eq!(
        (seen(&shop, Route::Category), seen(&shop, Route::Product)),
        (ITERATIONS + turned, ITERATIONS)
    );
    assert_eq!(shop.stats().carts.with_products, 0);
    assert_eq!(files.json["mode"], "read-only");
}

#[test]
fn nothing_is_bought_unless_asked() {
    let shop = shop();
    let files = bench(&shop, &promotion(&shop), &READ_ONLY);
    assert_eq!(files.requests("add_to_cart"), 0);
    let stats = shop.stats();
    assert_eq!(stats.carts.with_products, 0);
    for route in [Route::CartAdd, Route::VoucherAdd, Route::CartUpdate, Route::CartDelete] {
        assert_eq!((seen(&shop, route), stats.setup.routes.get(&route)), (0, None), "{route:?}");
    }
}
