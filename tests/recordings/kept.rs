//! Which requests are kept, in which order and after which pauses.

use super::*;

#[test]
fn nothing_that_may_place_an_order_is_kept() {
    let json = "application/json";
    for (path, mime, text) in [
        ("/?wc-ajax=checkout", FORM, "billing_city=x"),
        ("/", FORM, "woocommerce_checkout_place_order=Place+order"),
        ("/x", FORM, "woocommerce_pay=1"),
        ("/?wc-ajax=plugin_create_order", FORM, ""),
        (
            "/wp-json/wc/store/v1/batch",
            json,
            r#"{"requests":[{"path":"\/wc\/store\/v1\/checkout","method":"POST"}]}"#,
        ),
        ("/?rest_route=/wc/store/v1/checkout/7", json, "{}"),
        ("/index.php", FORM, "action=placeOrder"),
        ("/index.php?controller=commande", FORM, ""),
        ("/rest/default/V1/guest-carts/x1/payment-information", json, "{}"),
        ("/rest/default/V1/guest-carts/x1/order", json, "{}"),
        ("/rest/V1/carts/mine/order", json, "{}"),
        ("/api/orders", json, "{}"),
        ("/order/confirm", FORM, ""),
        ("/kasse/bestellen", FORM, ""),
        ("/jetzt-kaufen", FORM, ""),
        ("/zam%C3%B3wienie", FORM, ""),
        ("/onepage/saveOrder", FORM, ""),
        ("/store-api/checkout/order", json, "{}"),
        ("/12/checkouts/ab", FORM, ""),
        ("/pedido", FORM, ""),
        ("/pay", FORM, ""),
        ("/graphql", json, "{\"operationName\":\"placeOrder\"}"),
        ("/graphql", json, "{\"query\":\"mutation { placeOrder(input: {}) { order } }\"}"),
    ] {
        let imported = imported(&[entry(1, "GET", "/", 200, ""), post(2, path, mime, text)]);
        assert_eq!(imported.scenario.journeys[0].steps.len(), 1, "{path} {text}");
        let name = path.split('?').next().unwrap();
        let expected = format!("promo-load never orders; left out: POST {name}");
        assert!(imported.notes[0].starts_with(&expected), "{path}: {:?}", imported.notes);
    }
    let with_query = imported(&[entry(1, "GET", "/", 200, ""), post(2, "/?wc-ajax=checkout", FORM, "")]);
    assert!(with_query.notes[0].ends_with("POST /?wc-ajax=checkout"), "{:?}", with_query.notes);
}

#[test]
fn what_only_reckons_is_kept_with_its_keys() {
    let (address, nonce, cart) =
        ("/wp-json/wc/store/v1/cart/apply-coupon", "0f3b9a77c1", "eyJhbGciOi.eyJ1c2VyIjo.Zm9v");
    let keys = json!([{ "name": "Nonce", "value": nonce }, { "name": "Cart-Token", "value": cart }]);
    let mut first = entry(1, "GET", "/wp-json/wc/store/v1/cart", 200, "{}");
    first["response"]["headers"] = keys.clone();
    let mut enter = post(2, address, "application/json", r#"{"code":"BF"}"#);
    enter["request"]["headers"] = keys;
    let review =
        post(3, "/?wc-ajax=update_order_review", FORM, "security=5d1f00aa99&payment_method=bacs&country=FR");
    let steps = steps(&[first, enter, review]);
    let paths: Vec<&str> = steps.iter().map(|step| step.path.as_str()).collect();
    assert_eq!(paths, ["/wp-json/wc/store/v1/cart", address, "/?wc-ajax=update_order_review"]);
    let taken: Vec<_> = steps[0].extracts.iter().filter_map(|extract| extract.header.as_deref()).collect();
    let sent: Vec<_> = steps[1]
        .headers
        .0
        .iter()
        .filter(|(_, value)| value.starts_with("${"))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!((taken, sent), (vec!["Nonce", "Cart-Token"], vec!["Nonce", "Cart-Token"]), "{steps:?}");
    assert_eq!(steps[1].role, None, "roles come with the plan");
}

#[test]
fn pages_of_the_checkout_are_kept_but_not_those_that_thank() {
    for (path, kept) in [
        ("/checkout/", true),
        ("/en/order", true),
        ("/en/order-history", true),
        ("/kasse", true),
        ("/en/7-how-to-success.html", true),
        ("/checkout/onepage/success", false),
        ("/checkout/order-received/12", false),
        ("/thank-you", false),
        ("/en/order-confirmation?id_cart=1", false),
        ("/index.php?controller=order-confirmation", false),
        ("/en/confirmation-commande", false),
        ("/en/module/pay/validation", false),
    ] {
        let steps = steps(&[entry(1, "GET", "/", 200, ""), entry(2, "GET", path, 200, "")]);
        assert_eq!(steps.len() == 2, kept, "{path}");
    }
}

#[test]
fn what_changes_the_shop_is_said() {
    let imported = imported(&[
        entry(1, "GET", "/en/cart?add=1&id_product=3", 200, ""),
        post(2, "/newsletter", FORM, "a=1"),
        entry(3, "DELETE", "/api/cart/1", 200, ""),
    ]);
    let expected = [
        "GET /en/cart (step add_to_cart)",
        "POST /newsletter (step post_newsletter)",
        "DELETE /api/cart/1 (step delete_api_cart_1)",
    ];
    assert_eq!(imported.changing, expected);
    assert_eq!(imported.scenario.mode, Mode::Full);
    assert!(imported.notes[0].contains(&expected.join(", ")), "{:?}", imported.notes);
}

#[test]
fn what_has_no_answer_is_left_out() {
    let mut cut = entry(2, "GET", "/b", 200, "");
    cut.as_object_mut().unwrap().remove("response");
    let imported = imported(&[entry(1, "GET", "/a", 200, ""), cut]);
    assert_eq!(imported.notes, ["left out, requests without an answer: 1"]);
    assert_eq!(imported.scenario.journeys[0].steps.len(), 1);
}

#[test]
fn what_stays_open_is_named_and_left_out() {
    let with = |path: &str, field: &str, value: &str| {
        let mut entry = entry(2, "GET", path, 200, "");
        entry[field] = json!(value);
        entry
    };
    let mut typed = entry(3, "GET", "/news", 200, "");
    typed["response"]["content"]["mimeType"] = json!("text/event-stream;charset=utf-8");
    let mut socket = with("/s?key=hunter2", "_resourceType", "websocket");
    socket["request"]["url"] = json!("wss://shop.test/s?key=hunter2");
    let imported = imported(&[
        entry(1, "GET", "/", 200, ""),
        with("/live", "_resourceType", "eventsource"),
        typed,
        socket,
    ]);
    assert_eq!(imported.scenario.journeys[0].steps.len(), 1);
    assert_eq!(
        imported.notes,
        [
            "left out, WebSockets, which promo-load does not speak: wss://shop.test/s",
            "left out, event streams (EventSource), which never end: https://shop.test/live, https://shop.test/news",
        ]
    );
}

#[test]
fn what_the_browser_has_itself_is_counted() {
    let urls =
        ["data:image/png;base64,AA", "blob:https://shop.test/1", "chrome-extension://abc/x.js", "data:,x"];
    let local = urls.into_iter().chain(["about:blank", "file:///home/jane/x.html"]).map(|url| {
        let mut entry = entry(2, "GET", "/", 200, "");
        entry["request"]["url"] = json!(url);
        entry
    });
    let imported = imported(&[entry(1, "GET", "/", 200, "<p>")].into_iter().chain(local).collect::<Vec<_>>());
    assert_eq!(imported.scenario.journeys[0].steps.len(), 1);
    assert_eq!(
        imported.notes,
        [
            "left out, what the browser did not ask anybody for (about:, blob:, chrome-extension:, data:, file:): 6"
        ]
    );
}

#[test]
fn the_shop_is_where_the_first_page_came_from() {
    let at = |mut entry: Value, url: &str| {
        entry["request"]["url"] = json!(url);
        entry
    };
    let door = |url: &str, to: &str, inside: bool| {
        let mut entry = at(entry(1, "GET", "/", 301, ""), url);
        if inside {
            entry["response"]["redirectURL"] = json!(to);
        } else {
            entry["redirectURL"] = json!(to);
        }
        entry
    };
    for (from, shop) in [
        ("https://shop.test/", "https://www.shop.test/"),
        ("http://shop.test/", "https://shop.test/"),
        ("http://shop.test/", "https://www.shop.test/"),
    ] {
        for inside in [true, false] {
            let imported = imported(&[
                door(from, shop, inside),
                at(entry(2, "GET", "/", 200, "<p>"), shop),
                at(entry(3, "GET", "/", 200, "<p>"), &format!("{shop}p")),
            ]);
            assert_eq!(imported.scenario.base_url.as_str(), shop);
            let paths: Vec<_> =
                imported.scenario.journeys[0].steps.iter().map(|step| step.path.as_str()).collect();
            assert_eq!(paths, ["/", "/p"], "{from}");
            let door = from.trim_end_matches('/');
            assert!(
                imported.notes[0].starts_with(&format!("{door} redirects to the shop")),
                "{:?}",
                imported.notes
            );
        }
    }
    // Neither an error of another host nor a script's answer is a page.
    let mut json = at(entry(1, "GET", "/", 200, "{}"), "https://api.test/x");
    json["response"]["content"]["mimeType"] = json!("application/json");
    let imported = imported(&[
        json,
        at(entry(2, "GET", "/", 404, ""), "https://old.test/"),
        entry(3, "GET", "/", 200, ""),
    ]);
    assert_eq!(imported.scenario.base_url.as_str(), "https://shop.test/");
}

#[test]
fn redirects_belong_to_the_request_that_they_answer() {
    let mut first = entry(1, "GET", "/en/", 302, "");
    first["response"]["redirectURL"] = json!("/en/2-home");
    let mut away = entry(5, "GET", "/en/login", 302, "");
    away["response"]["headers"] = json!([{ "name": "Location", "value": "https://sso.test/" }]);
    let steps = steps(&[
        entry(2, "GET", "/en/2-home", 200, "<body id=\"category\">"),
        first,
        entry(3, "GET", "/en/9-gone.html", 404, ""),
        away,
    ]);
    let seen: Vec<_> = steps
        .iter()
        .map(|step| (step.name.as_str(), step.path.as_str(), step.expect_status.as_slice()))
        .collect();
    assert_eq!(
        seen,
        [
            ("home_page", "/en/", &[][..]),
            ("product_page", "/en/9-gone.html", &[404]),
            ("get_en_login", "/en/login", &[302]),
        ]
    );
    assert_eq!(steps[0].checks[0].body_contains.as_deref(), Some("<body id=\"category\""));
    let pauses: Vec<_> = steps.iter().map(|step| step.think_time.mean().as_millis()).collect();
    // From the end of the last hop, 2.25 s, to 3 s; and from 3.25 s to 5 s.
    assert_eq!(pauses, [800, 1_800, 0]);
}

#[test]
fn pauses_are_cut_and_what_ran_side_by_side_waits_for_nothing() {
    let imported = imported(&[
        entry(1, "GET", "/a", 200, ""),
        entry(1, "GET", "/a", 200, ""),
        entry(2, "GET", "/b", 200, ""),
        json!({ "startedDateTime": "2026-11-02T11:00:00Z", "time": -1,
                "request": { "method": "GET", "url": "https://shop.test/c", "headers": null },
                "response": { "status": 200 } }),
    ]);
    let steps = &imported.scenario.journeys[0].steps;
    let names: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["get_a", "get_a_2", "get_b", "get_c"]);
    let minute = std::time::Duration::from_secs(60);
    assert_eq!(steps[2].think_time, ThinkTime::between(minute, minute));
    assert!(steps[0].think_time.is_zero() && !steps[1].think_time.is_zero());
    assert!(imported.notes[0].starts_with("1 pauses of more than a minute"), "{:?}", imported.notes);
    assert_eq!(imported.scenario.mode, Mode::ReadOnly);
}
