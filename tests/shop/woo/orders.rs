//! Orders, which no load may place, and the shop's own counters.

use promo_load::shop::{Route, ServedAs, ShopConfig, Theme, WooSettings};

use super::shopper::{Shopper, config, found, woo};
use crate::shop::client::{Client, SETUP, shop_with};

const BILLING: &str = r#"{"billing_address":{"first_name":"A","last_name":"B","address_1":"C","city":"Paris","postcode":"75001","country":"FR","email":"a@example.com"},"payment_method":"bacs"}"#;

#[test]
fn whatever_orders_is_counted_and_empties_the_cart() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    let empty = shopper.store("POST", "checkout", BILLING);
    assert_eq!((empty.status, empty.json()["code"].as_str()), (409, Some("woocommerce_rest_cart_empty")));
    shopper.add(75, 2);
    let refused = shopper.store("POST", "checkout", &BILLING.replace("bacs", "barter"));
    assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("rest_invalid_param")));
    let order = shopper.store("POST", "checkout", BILLING);
    let body = order.json();
    assert_eq!((order.status, body["status"].as_str()), (200, Some("on-hold")));
    let thanks = body["payment_result"]["redirect_url"]
        .as_str()
        .unwrap()
        .strip_prefix(&shop.base_url())
        .unwrap()
        .to_owned();
    let page = shopper.get(&thanks);
    assert!(page.status == 200 && page.body.contains("woocommerce-order-received"));
    assert_eq!(shopper.cart(), "0");
    assert_eq!(
        shopper.add(75, 2).json()["code"],
        "woocommerce_rest_product_partially_out_of_stock",
        "one is left"
    );

    shopper.add(75, 1);
    let failed = shopper.ajax("checkout", "").json();
    assert_eq!((failed["result"].as_str(), failed["refresh"].as_bool()), (Some("failure"), Some(true)));
    let nonce =
        found(&shopper.get("/checkout/").body, "name=\"woocommerce-process-checkout-nonce\" value=\"");
    let form =
        format!("billing_email=a@example.com&payment_method=bacs&woocommerce-process-checkout-nonce={nonce}");
    let missing = shopper.ajax("checkout", &form.replace("a@example.com", "")).json();
    assert!(missing["messages"].as_str().unwrap().contains("is a required field"), "{missing}");
    let order = shopper.ajax("checkout", &form).json();
    assert_eq!(order["result"], "success");
    assert!(order["redirect"].as_str().unwrap().contains("/checkout/order-received/"));
    let sold_out = shopper.get("/product/last-three-cushions/").body;
    assert!(sold_out.contains("class=\"stock out-of-stock\"") && !sold_out.contains("name=\"add-to-cart\""));

    shopper.add(17, 1);
    let nonce =
        found(&shopper.get("/checkout/").body, "name=\"woocommerce-process-checkout-nonce\" value=\"");
    let form = format!(
        "billing_email=a@example.com&woocommerce-process-checkout-nonce={nonce}&woocommerce_checkout_place_order=1"
    );
    let sent = shopper.post("/checkout/", &form);
    assert!(sent.status == 302 && sent.header("location").contains("/checkout/order-received/"));

    let stats = shop.stats();
    assert_eq!(stats.ended(ServedAs::Ordered), 3);
    assert_eq!(stats.routes[&Route::PlaceOrder].requests, 7);
    assert_eq!(stats.carts.with_products, 0);
}

#[test]
fn a_look_at_the_checkout_orders_nothing() {
    for theme in [Theme::Classic, Theme::Blocks] {
        let shop = shop_with(ShopConfig { theme, ..config() });
        let mut shopper = Shopper::new(&shop);
        shopper.add(17, 1);
        shopper.get("/checkout/");
        let draft = shopper.store("GET", "checkout", "");
        assert_eq!((draft.status, draft.json()["status"].as_str()), (200, Some("checkout-draft")), "{theme}");
        let changed = shopper.store("PUT", "checkout", "{}");
        assert_eq!(changed.json()["order_id"], draft.json()["order_id"], "a visitor has one draft");
        shopper.nonce.clear();
        assert_eq!(shopper.store("GET", "checkout", "").status, 401);
        let stats = shop.stats();
        assert!(!stats.routes.contains_key(&Route::PlaceOrder), "{theme}");
        assert_eq!(stats.ended(ServedAs::Ordered), 0);
    }
}

#[test]
fn the_shop_counts_what_its_visitors_did() {
    let shop = woo();
    Client::new(&shop).get("/shop/?add-to-cart=17", &[SETUP]);
    let mut shopper = Shopper::new(&shop);
    shopper.get("/");
    shopper.get("/product-category/mugs/");
    shopper.get("/product/mug-the-best/");
    shopper.add(17, 2);
    shopper.ajax("add_to_cart", "product_id=71");
    shopper.ajax("get_refreshed_fragments", "");
    shopper.code("BF2025");
    shopper.code("NOPE");
    let page = shopper.get("/checkout/").body;
    shopper.ajax(
        "update_order_review",
        &format!("security={}", found(&page, "\"update_order_review_nonce\":\"")),
    );
    let nonce = shopper.nonce.clone();
    let batch = format!(
        r#"{{"requests":[{{"path":"/wc/store/v1/cart/add-item","method":"POST","body":{{"id":19}},"headers":{{"Nonce":"{nonce}"}}}}]}}"#
    );
    shopper.store("POST", "batch", &batch);

    let stats = shop.stats();
    let ended = |route, outcome| {
        stats.routes.get(&route).and_then(|one| one.outcomes.get(&outcome)).copied().unwrap_or(0)
    };
    for (route, outcome, count) in [
        (Route::Home, ServedAs::Ok, 1),
        (Route::Category, ServedAs::Ok, 1),
        (Route::Product, ServedAs::Ok, 1),
        (Route::CartAdd, ServedAs::Added, 2),
        (Route::CartAdd, ServedAs::Refused, 1),
        (Route::VoucherAdd, ServedAs::Applied, 1),
        (Route::VoucherAdd, ServedAs::Refused, 1),
        (Route::Fragments, ServedAs::Ok, 1),
        (Route::Order, ServedAs::Ok, 1),
        (Route::OrderReview, ServedAs::Ok, 1),
        (Route::CartRefresh, ServedAs::Ok, 1),
    ] {
        assert_eq!(ended(route, outcome), count, "{route:?} {outcome:?}");
    }
    assert_eq!(stats.requests, 12);
    assert_eq!(stats.setup.requests, 1);
    assert_eq!((stats.carts.with_products, stats.carts.products[&17], stats.carts.products[&19]), (1, 2, 1));
    assert_eq!((stats.carts.vouchers[&1], stats.carts.vouchers[&2]), (1, 0));
    let served: promo_load::shop::Stats =
        serde_json::from_str(&Client::new(&shop).get("/__shop/stats", &[]).body).unwrap();
    assert_eq!(served, shop.stats());
    shop.reset_stats();
    assert_eq!(shopper.cart(), "0", "the session is known, its cart is gone");
    assert_eq!(shopper.add(17, 1).status, 201);
}

#[test]
fn a_checkout_link_fills_a_cart() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    let link = shopper.get("/checkout-link/?products=17:2,25:1&coupon=BF2025");
    assert!(link.status == 302 && link.header("location").contains("/checkout/?session="), "{link:?}");
    assert_eq!(shopper.cart(), "17x2 25x1 bf2025 4610");
    let wrong = Shopper::new(&shop).get("/checkout-link/?products=71:1&coupon=NOPE");
    assert!(
        wrong.status == 302 && wrong.header("location").contains("/cart/?wc_error=You%20cannot"),
        "{wrong:?}"
    );
}

#[test]
fn pages_that_are_not_the_shop_are_told_apart() {
    let shop = shop_with(ShopConfig {
        woo: WooSettings { coming_soon: true, ..WooSettings::default() },
        ..config()
    });
    let mut shopper = Shopper::new(&shop);
    let page = shopper.get("/product/mug-the-best/");
    assert_eq!((page.status, page.header("cache-control")), (200, "max-age=60"));
    assert!(
        page.body.contains("woocommerce-coming-soon-default")
            && page.body.contains("single-product postid-17")
    );
    assert_eq!(shopper.add(17, 1).status, 201, "carts work all the same");

    for (rule, status, retry, text) in [
        (
            "all:maintenance",
            503,
            "600",
            "Briefly unavailable for scheduled maintenance. Check back in a minute.",
        ),
        ("all:500", 500, "", "Error establishing a database connection"),
        ("all:error-page", 200, "", "There has been a critical error on this website."),
    ] {
        let mut config = config();
        config.faults.misbehaviours = vec![rule.parse().unwrap()];
        let shop = shop_with(config);
        let mut client = Client::new(&shop);
        for path in
            ["/product/mug-the-best/", "/wp-json/wc/store/v1/cart", "/?wc-ajax=get_refreshed_fragments"]
        {
            let answer = client.get(path, &[]);
            assert_eq!((answer.status, answer.header("retry-after")), (status, retry), "{rule} {path}");
            assert_eq!(answer.header("content-type"), "text/html; charset=UTF-8", "{rule} {path}");
            assert!(answer.body.contains(text), "{rule} {path}: {}", answer.body);
        }
    }
    let faults = promo_load::shop::Faults::only(promo_load::shop::Fault::Error, 1.0);
    let shop = shop_with(ShopConfig { faults, ..config() });
    let mut client = Client::new(&shop);
    let api = client.get("/wp-json/wc/store/v1/cart", &[]);
    assert_eq!((api.status, api.json()["code"].as_str()), (500, Some("internal_server_error")));
    let script = client.get("/?wc-ajax=get_refreshed_fragments", &[]);
    assert!(script.status == 500 && script.body.starts_with("<p>There has been a critical error"));
}
