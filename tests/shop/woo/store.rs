//! The Store API.

use promo_load::shop::WooSettings;
use serde_json::Value;

use super::refusals::said;
use super::shopper::{Shopper, blocks, seen, set, woo};

#[test]
fn the_cart_is_filled_changed_and_emptied() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    let key = "70efdf2ec9b086079795c442636b55fb";
    for (method, route, body, status, cart) in [
        ("GET", "cart", "", 200, "0"),
        ("POST", "cart/add-item", r#"{"id":17,"quantity":1}"#, 201, "17x1 1632"),
        ("POST", "cart/add-item", r#"{"id":17}"#, 201, "17x2 2774"),
        ("POST", "cart/update-item", &format!(r#"{{"key":"{key}","quantity":3}}"#), 200, "17x3 3916"),
        ("POST", "cart/apply-coupon", r#"{"code":"BF2025"}"#, 200, "17x3 bf2025 3573"),
        ("POST", "cart/apply-coupon", r#"{"code":"FIX3"}"#, 200, "17x3 bf2025 fix3 3273"),
        ("POST", "cart/apply-coupon", r#"{"code":"mug2"}"#, 200, "17x3 bf2025 fix3 mug2 2673"),
        ("POST", "cart/apply-coupon", r#"{"code":"FREESHIP"}"#, 200, "17x3 bf2025 fix3 mug2 freeship 2183"),
        (
            "POST",
            "cart/select-shipping-rate",
            r#"{"package_id":0,"rate_id":"flat_rate:1"}"#,
            200,
            "17x3 bf2025 fix3 mug2 freeship 2673",
        ),
        ("POST", "cart/remove-coupon", r#"{"code":"FREESHIP"}"#, 200, "17x3 bf2025 fix3 mug2 2673"),
        ("POST", "cart/apply-coupon", r#"{"code":"SOLO25"}"#, 200, "17x3 solo25 3060"),
        ("POST", "cart/remove-coupon", r#"{"code":"SOLO25"}"#, 200, "17x3 3916"),
        (
            "POST",
            "cart/update-customer",
            r#"{"shipping_address":{"country":"DE","postcode":"10115"}}"#,
            200,
            "17x3 3916",
        ),
        ("POST", "cart/add-item", r#"{"id":27}"#, 201, "17x3 27x1 6784"),
        (
            "POST",
            "cart/add-item",
            r#"{"id":21,"variation":[{"attribute":"pa_size","value":"m"},{"attribute":"Color","value":"BLACK"}]}"#,
            201,
            "17x3 27x1 25x1 9078",
        ),
        ("POST", "cart/remove-item", &format!(r#"{{"key":"{key}"}}"#), 200, "27x1 25x1 5652"),
        ("POST", "cart/add-item", r#"{"id":73}"#, 201, "27x1 25x1 73x1 6552"),
        ("GET", "cart", "", 200, "27x1 25x1 73x1 6552"),
    ] {
        let answer = shopper.store(method, route, body);
        assert_eq!((answer.status, seen(&answer.json()).as_str()), (status, cart), "{route} {body}");
        assert_eq!(answer.header("nonce"), shopper.nonce, "it does not change");
        assert_eq!(answer.header("cache-control"), "");
        assert_eq!(answer.header("cart-token").split('.').count(), 3);
    }
    let items = shopper.store("GET", "cart/items", "").json();
    assert_eq!(items.as_array().map(Vec::len), Some(3));
    let emptied = shopper.store("DELETE", "cart/items", "");
    assert_eq!((emptied.status, emptied.body.as_str()), (200, "[]"));
    assert_eq!(shopper.cart(), "0");
}

#[test]
fn writes_need_a_nonce_or_a_token() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    let right = std::mem::take(&mut shopper.nonce);
    assert_eq!(said(&shopper.add(17, 1)).1, "woocommerce_rest_missing_nonce");
    assert_eq!(shopper.add(17, 1).status, 401);
    shopper.nonce = "0123456789".to_owned();
    assert_eq!(
        said(&shopper.add(17, 1)),
        (403, "woocommerce_rest_invalid_nonce".to_owned(), "Nonce is invalid.".to_owned())
    );
    assert!(shopper.cookies.is_empty());
    shopper.nonce = right;
    assert_eq!(shopper.add(17, 1).status, 201);
    let names: Vec<_> = shopper.cookies.keys().map(String::as_str).collect();
    assert_eq!(names.len(), 3);
    assert!(names[2].starts_with("wp_woocommerce_session_") && names[2].len() == 23 + 32, "{names:?}");
    // The session alone says whose cart it is.
    shopper.cookies.retain(|name, _| name.starts_with("wp_"));
    assert_eq!(shopper.cart(), "17x1 1632");

    let mut other = Shopper::new(&shop);
    let token = other.store("GET", "cart", "").header("cart-token").to_owned();
    let added = other.by_token(&token, "POST", "cart/add-item", r#"{"id":19}"#);
    assert_eq!(added.status, 201);
    assert!(!added.headers.iter().any(|(name, value)| name == "set-cookie" && value.starts_with("wp_")));
    let next = added.header("cart-token").to_owned();
    other.by_token(&next, "POST", "cart/apply-coupon", r#"{"code":"FIX3"}"#);
    // Old tokens of the same session go on working.
    assert_eq!(seen(&other.by_token(&token, "GET", "cart", "").json()), "19x1 fix3 1480");
    let broken = token[..token.len() - 3].to_owned() + "abc";
    assert_eq!(other.by_token(&broken, "POST", "cart/add-item", r#"{"id":19}"#).status, 401);
    assert_eq!(seen(&other.by_token(&broken, "GET", "cart", "").json()), "0");
    assert_eq!(shopper.cart(), "17x1 1632", "carts are their visitors' own");
}

#[test]
fn a_forged_session_is_an_empty_cart() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    shopper.add(17, 1);
    let name = shopper.cookies.keys().last().unwrap().clone();
    for forged in [
        "t_0",
        "x",
        "",
        &shopper.cookies[&name].replace("t_", "t_1"),
        &(shopper.cookies[&name].clone() + "1"),
    ] {
        let mut other = Shopper::new(&shop);
        other.cookies.insert(name.clone(), forged.to_owned());
        assert_eq!(other.cart(), "0", "{forged}");
    }
}

#[test]
fn all_ways_to_the_store_api_lead_there() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    shopper.add(17, 1);
    for path in ["/wp-json/wc/store/v1/cart", "/wp-json/wc/store/cart", "/?rest_route=/wc/store/v1/cart"] {
        let answer = shopper.api("GET", path, "");
        assert_eq!((answer.status, seen(&answer.json())), (200, "17x1 1632".to_owned()), "{path}");
    }
    let form = shopper.post("/wp-json/wc/store/v1/cart/add-item", "id=19&quantity=1");
    assert_eq!((form.status, seen(&form.json())), (201, "17x1 19x1 2922".to_owned()));
    let nonce = std::mem::take(&mut shopper.nonce);
    let form =
        shopper.post(&format!("/wp-json/wc/store/v1/cart/add-item?_nonce={nonce}"), "id=19&quantity=1");
    assert_eq!(form.status, 401, "the nonce is a header");
}

#[test]
fn a_batch_is_207_whatever_happened() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    let nonce = shopper.nonce.clone();
    let batch = |nonce: &str| {
        let headers =
            if nonce.is_empty() { String::new() } else { format!(r#","headers":{{"Nonce":"{nonce}"}}"#) };
        let one = |route: &str, body: &str| {
            format!(r#"{{"method":"POST","path":"/wc/store/v1/cart/{route}","body":{body}{headers}}}"#)
        };
        format!(
            r#"{{"requests":[{},{}]}}"#,
            one("add-item", r#"{"id":19}"#),
            one("apply-coupon", r#"{"code":"NOPE"}"#)
        )
    };
    let statuses = |answer: &crate::shop::client::Answer| {
        assert_eq!(answer.status, 207);
        let body = answer.json();
        body["responses"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["status"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        statuses(&shopper.store("POST", "batch", &batch(""))),
        [401, 401],
        "the outer nonce is not theirs"
    );
    assert_eq!(statuses(&shopper.store("POST", "batch", &batch(&nonce))), [201, 400]);
    assert_eq!(shopper.cart(), "19x1 1780");
    // With a token it fills a cart that nobody sees.
    let token = shopper.store("GET", "cart", "").header("cart-token").to_owned();
    assert_eq!(statuses(&shopper.by_token(&token, "POST", "batch", &batch(&nonce))), [201, 400]);
    assert_eq!(shopper.cart(), "19x1 1780");
}

#[test]
fn a_coupon_goes_when_its_minimum_does_and_that_is_said_once() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    shopper.add(17, 6);
    assert_eq!(shopper.code("MIN50").status, 200);
    let key = "70efdf2ec9b086079795c442636b55fb";
    let fallen = shopper.store("POST", "cart/update-item", &format!(r#"{{"key":"{key}","quantity":1}}"#));
    let cart = fallen.json();
    assert_eq!((fallen.status, seen(&cart).as_str()), (200, "17x1 1632"));
    assert_eq!(
        cart["errors"][0]["message"],
        "The &quot;min50&quot; coupon has been removed from your cart: The minimum spend for coupon &quot;min50&quot; is &euro;50.00."
    );
    assert_eq!(shopper.store("GET", "cart", "").json()["errors"], Value::Array(Vec::new()));
}

#[test]
fn what_is_on_sale_is_listed_with_totals() {
    for shop in [woo(), blocks()] {
        let mut shopper = Shopper::new(&shop);
        let page = shopper.store("GET", "products?on_sale=true&per_page=3&page=4", "");
        assert_eq!((page.header("x-wp-total"), page.header("x-wp-totalpages")), ("11", "4"));
        let page = page.json();
        let ids: Vec<_> = page.as_array().unwrap().iter().map(|one| one["id"].as_u64().unwrap()).collect();
        assert_eq!(ids, [21, 17]);
        assert_eq!(page[0]["prices"]["price_range"]["max_amount"], "2868");
        assert_eq!(page[1]["prices"]["regular_price"], "1428");
        assert_eq!(page[1]["on_sale"], true);
        let all = shopper.store("GET", "products?per_page=100", "");
        assert_eq!(all.header("x-wp-total"), "35");
        assert!(shopper.cookies.is_empty(), "reading sets no cookie");
    }
}

#[test]
fn settings_change_what_the_api_does() {
    let shop = set(WooSettings { no_coupons: true, ..WooSettings::default() });
    let mut shopper = Shopper::new(&shop);
    shopper.add(17, 1);
    assert_eq!(
        said(&shopper.code("BF2025")),
        (404, "woocommerce_rest_cart_coupon_disabled".to_owned(), "Coupons are disabled.".to_owned())
    );

    let shop = set(WooSettings { rate_limit: Some(3), ..WooSettings::default() });
    let mut shopper = Shopper::new(&shop);
    let second = shopper.store("GET", "cart", "");
    assert_eq!(
        (second.status, second.header("ratelimit-limit"), second.header("ratelimit-remaining")),
        (200, "3", "1")
    );
    assert_eq!(shopper.add(17, 1).status, 201);
    let over = shopper.store("GET", "cart", "");
    assert_eq!(said(&over).1, "rate_limit_exceeded");
    assert_eq!((over.status, over.header("ratelimit-remaining")), (400, "0"));
    assert_ne!(over.header("ratelimit-retry-after"), "");
}
