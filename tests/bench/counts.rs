//! Every request that was sent is a request that was counted, step by step, and every cart holds what it should.

use std::collections::BTreeMap;

use promo_load::shop::{Language, Route, Shop, ShopConfig, Theme};

use crate::support::{RunFiles, promotion, shop, shop_with, url};
use crate::{bench, seen};

const ITERATIONS: u64 = 200;
const FULL: [&str; 8] = ["--mode", "full", "--vus", "20", "--iterations", "200", "--think-time", "0"];
const READ_ONLY: [&str; 6] = ["--vus", "20", "--iterations", "200", "--think-time", "0"];

const BUY: [(&str, Route); 4] = [
    ("product_page", Route::Product),
    ("add_to_cart", Route::CartAdd),
    ("cart_page", Route::CartPage),
    ("order_page", Route::Order),
];

/// Once in each iteration, by the run's word and by the shop's; and nothing else.
fn assert_once_each(files: &RunFiles, shop: &Shop, steps: &[(&str, Route)]) {
    for (step, route) in steps {
        assert_eq!(files.requests(step), ITERATIONS, "{step}");
        assert_eq!(seen(shop, *route), ITERATIONS, "{route:?}");
    }
    assert_eq!(shop.stats().requests, ITERATIONS * steps.len() as u64);
    let iterations = |name| files.count(&format!("/iterations/{name}"));
    assert_eq!((iterations("started"), iterations("completed")), (ITERATIONS, ITERATIONS));
    assert_eq!(iterations("failed") + iterations("interrupted") + iterations("dropped"), 0);
    let notes = files.json["notes"].to_string();
    let setup = shop.stats().setup.requests;
    assert!(notes.contains(&format!("set-up sent {setup} request")), "{setup}: {notes}");
}

/// Buys the product in every iteration; the carts hold exactly that, and these rules apply to all of them.
fn assert_buys(shop: &Shop, path: &str, product: u32, flags: &[&str], rules: &[u32]) -> RunFiles {
    let files = bench(shop, &url(shop, path), &[&FULL, flags].concat());
    let carts = shop.stats().carts;
    assert_eq!(carts.with_products, ITERATIONS);
    assert_eq!(carts.products, BTreeMap::from([(product, ITERATIONS)]));
    let applied: Vec<_> = carts.vouchers.into_iter().filter(|(_, carts)| *carts > 0).collect();
    assert_eq!(applied, rules.iter().map(|rule| (*rule, ITERATIONS)).collect::<Vec<_>>());
    files
}

#[test]
fn a_product_is_bought() {
    let shop = shop();
    let files = assert_buys(&shop, shop.promotion_path(), 6, &[], &[1]);
    assert_once_each(&files, &shop, &BUY);
    // The page for two visitors, the trial cart, and the trial cart emptied.
    assert_eq!(shop.stats().setup.requests, 4);
    let checks = files.json["checks"].as_array().unwrap();
    let rule = checks.iter().find(|check| check["name"] == "rule 1 is applied").unwrap();
    assert_eq!((rule["passes"].as_u64(), rule["fails"].as_u64()), (Some(ITERATIONS), Some(0)));
}

#[test]
fn a_product_with_combinations_in_the_other_theme() {
    let shop = shop_with(ShopConfig { theme: Theme::Hummingbird, ..ShopConfig::default() });
    let files = assert_buys(&shop, "/en/men/1-hummingbird-printed-t-shirt.html", 1, &[], &[1]);
    assert_once_each(&files, &shop, &BUY);
}

#[test]
fn a_voucher_is_in_every_cart() {
    let shop = shop();
    let files = assert_buys(&shop, shop.promotion_path(), 6, &["--voucher", "BF2025"], &[1, 2]);
    let [product, add, cart, order] = BUY;
    assert_once_each(&files, &shop, &[product, add, cart, ("voucher", Route::VoucherAdd), order]);
}

#[test]
fn french_pages_and_a_shop_that_speaks_nothing_else() {
    let bilingual = shop();
    let path = "/fr/accessoires-de-maison/6-mug-the-best-is-yet-to-come.html";
    let files = assert_buys(&bilingual, path, 6, &[], &[1]);
    assert_once_each(&files, &bilingual, &BUY);

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
    assert_eq!(names, ["category_page", "second_page", "product_page"]);
    assert!(names.iter().all(|name| files.requests(name) == ITERATIONS));
    assert_eq!((seen(&shop, Route::Category), seen(&shop, Route::Product)), (2 * ITERATIONS, ITERATIONS));
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
