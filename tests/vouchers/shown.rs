//! What the compiled journeys look at on each page: the price for machines, the one that shoppers read, the totals and
//! the voucher. Each is made wrong alone, and the checks that fail are exactly those that speak of it.

use std::path::Path;

use promo_load::http::{Answer, HeaderMap};
use promo_load::scenario::{JsonPlaces, Scenario, Values};
use promo_load::shop::{DemoShop, Language, ShopConfig, Theme};

use crate::support::{Place, shop_with, url};
use crate::vouchers::MUG;
use crate::vouchers::client::{ADD_MUG, Client, JSON};

/// The checks of a step that a body fails, and whether they are the promotion's.
fn failing(scenario: &Scenario, step: &str, body: &str) -> Vec<(String, bool)> {
    let mut steps = scenario.journeys.iter().flat_map(|journey| &journey.steps);
    let step = steps.find(|known| known.name == step).unwrap_or_else(|| panic!("no step {step}"));
    let answer = Answer { status: 200, headers: HeaderMap::new(), body: body.to_owned().into() };
    let fails = |check: &&promo_load::scenario::Check| {
        let check = check.compile().unwrap();
        let pointers = Vec::from_iter(check.pointer().cloned());
        !check.holds(&answer, &Values::default(), &JsonPlaces::new(&pointers, &answer.body))
    };
    step.checks.iter().filter(fails).map(|check| (check.name.clone(), check.promotion)).collect()
}

fn compiled(shop: &DemoShop, path: &str, flags: &[&str]) -> Scenario {
    let place = Place::new();
    place.run(&[&["compile", &url(shop, path), "-o", "x.toml"], flags].concat()).assert_code(0);
    Scenario::parse(&place.read("x.toml"), Path::new("x.toml")).unwrap()
}

/// The body with the text that stands at one place replaced; nothing else may change.
fn with(body: &str, from: &str, to: &str) -> String {
    assert_eq!(body.matches(from).count(), 1, "`{from}` stands not once in the page");
    body.replace(from, to)
}

/// Fails are exactly these, all of them the promotion's.
fn assert_fails(scenario: &Scenario, step: &str, body: &str, expected: &[&str]) {
    let failing = failing(scenario, step, body);
    let names: Vec<&str> = failing.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, expected, "{step}");
    assert!(failing.iter().all(|(_, promotion)| *promotion), "{step}: {failing:?}");
}

/// What a visitor with a mug in the cart is shown: the cart page, the order page without and with the voucher.
fn cart_and_orders(shop: &DemoShop) -> [String; 3] {
    let mut client = Client::new(shop);
    let cookie = client.post("/en/cart", &[JSON], ADD_MUG).cookie();
    let cart = client.get("/en/cart?action=show", &[("cookie", &cookie)]).body;
    let without = client.get("/en/order", &[("cookie", &cookie)]).body;
    let voucher = "addDiscount=1&discount_name=BF2025&ajax=1&action=update";
    client.post("/en/cart", &[JSON, ("cookie", &cookie)], voucher);
    let with = client.get("/en/order", &[("cookie", &cookie)]).body;
    [cart, without, with]
}

#[test]
fn each_price_of_a_visit_is_checked_where_it_stands() {
    for theme in [Theme::Classic, Theme::Hummingbird] {
        let shop = shop_with(ShopConfig { theme, ..ShopConfig::default() });
        let scenario = compiled(&shop, MUG, &["--mode", "full", "--voucher", "BF2025"]);

        let page = Client::new(&shop).get(MUG, &[]).body;
        assert_fails(&scenario, "product_page", &page, &[]);
        let (before, machine, tile) = match theme {
            Theme::Classic => (
                "content=\"11.42\">",
                "current-price-value' content=\"11.42\"",
                "\"price\" aria-label=\"Price\">€",
            ),
            Theme::Hummingbird | Theme::Blocks => (
                "product__current-price\">",
                "product:price:amount\" content=\"11.42\"",
                "product-miniature__price\" aria-label=\"Price\">€",
            ),
        };
        let dearer = with(&page, &format!("{before}€11.42"), &format!("{before}€13.57"));
        assert_fails(&scenario, "product_page", &dearer, &["visible price is 11.42 EUR"]);
        // Products beside it may cost what they like; that price does not stand in for the page's own.
        let beside = |page: &str| page.replace(tile, &format!("{tile}11.42</span><i>€"));
        assert_ne!(beside(&page), page);
        assert_fails(&scenario, "product_page", &beside(&page), &[]);
        assert_fails(&scenario, "product_page", &beside(&dearer), &["visible price is 11.42 EUR"]);
        let wrong = page.replace(machine, &machine.replace("11.42", "13.57"));
        let names: Vec<_> =
            failing(&scenario, "product_page", &wrong).into_iter().map(|(name, _)| name).collect();
        assert!(names.iter().any(|name| name == "reduced price is 11.42 EUR"), "{theme}: {names:?}");

        let [cart, without, order] = cart_and_orders(&shop);
        for (step, page, total, name) in
            [("cart_page", &cart, "8.42", "the cart page"), ("order_page", &order, "7.58", "the order page")]
        {
            assert_fails(&scenario, step, page, &[]);
            let (says, shows) = (format!("{name} says {total} EUR"), format!("{name} shows {total} EUR"));
            let shown = with(page, &format!("class=\"value\">€{total}"), "class=\"value\">€14.28");
            assert_fails(&scenario, step, &shown, &[shows.as_str()]);
            let total = format!("\"label\":\"Total\",\"amount\":{total}");
            let said = with(page, &total, "\"label\":\"Total\",\"amount\":14.28");
            assert_fails(&scenario, step, &said, &[says.as_str()]);
        }
        // The voucher is still advertised there, with its code and id.
        assert!(without.contains("\"code\":\"BF2025\"") && without.contains("\"id_cart_rule\":\"2\""));
        let lost = [
            "the order page says 7.58 EUR",
            "the order page shows 7.58 EUR",
            "voucher is on the order page",
            "voucher is shown on the order page",
        ];
        assert_fails(&scenario, "order_page", &without, &lost);
        let empty = with(&order, "\"products_count\":1,", "\"products_count\":0,");
        assert_fails(&scenario, "order_page", &empty, &["the order page has the product"]);
    }
}

#[test]
fn reduced_tiles_are_checked_each_for_itself() {
    for theme in [Theme::Classic, Theme::Hummingbird] {
        for (language, path) in
            [(Language::En, "/8-home-accessories"), (Language::Fr, "/8-accessoires-de-maison")]
        {
            let shop = shop_with(ShopConfig { theme, languages: vec![language], ..ShopConfig::default() });
            let scenario = compiled(&shop, path, &[]);
            let page = Client::new(&shop).get(path, &[]).body;
            assert_fails(&scenario, "category_page", &page, &[]);
            let (now, was, other) = match language {
                Language::En => ("€11.42", "€14.28", "€9.28"),
                Language::Fr => ("11,42\u{A0}€", "14,28\u{A0}€", "9,28\u{A0}€"),
            };
            // Product 6 is the first with this price; product 7 was as dear before.
            let dearer = page.replacen(now, other, 1);
            assert_ne!(dearer, page);
            assert_fails(&scenario, "category_page", &dearer, &["reduced price of product 6 is 11.42 EUR"]);
            let other_was = page.replacen(was, other, 1);
            let names = ["old price of product 6 is 14.28 EUR", "reduced price of product 6 is 11.42 EUR"];
            assert_fails(&scenario, "category_page", &other_was, &names);
            // Two tiles that swap their prices show the same numbers as before.
            let swapped = page.replacen(now, "X", 1).replacen(other, now, 1).replacen('X', other, 1);
            let names: Vec<_> =
                failing(&scenario, "category_page", &swapped).into_iter().map(|(name, _)| name).collect();
            assert_eq!(
                names,
                ["reduced price of product 6 is 11.42 EUR", "reduced price of product 7 is 9.28 EUR"],
                "{theme} {language:?}"
            );
        }
    }
}
