//! Carts of a small shop that answers as WooCommerce does, tried and then filled by a load.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use promo_load::page::VoucherRefusal;
use promo_load::plan::{Environment, Limits, Overrides, Plan};
use promo_load::run::{Run, RunSettings};
use promo_load::scenario::{Executor, Load, Scenario, StepRole, ThinkTime};
use promo_load::scrape::{Hindrance, TrialNote};
use promo_load::shops::Shops;
use serde_json::{Value, json};

use crate::support::answering::{Answering, Asked, answer, page};
use crate::support::carts::{compiled, site, tried};

/// What the shop is made of, and what is odd about it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Built {
    Classic,
    Blocks,
    /// The checkout block behind a classic cart.
    Mixed,
    /// A classic shop whose plugin drops what is added, and says that it was.
    Dropping,
}

/// A visitor's cart: pieces, and the code in it.
type Carts = Arc<Mutex<HashMap<String, (u32, bool)>>>;

const SESSION: &str = "wp_woocommerce_session_ab";
const NONCE: &str = "0f3b9a77c1";

fn store(carts: &Carts, session: &str, change: impl FnOnce(&mut (u32, bool))) -> (u32, bool) {
    let mut carts = carts.lock().unwrap();
    let cart = carts.entry(session.to_owned()).or_default();
    change(cart);
    *cart
}

fn session(asked: &Asked) -> Option<String> {
    let cookies = asked.header("cookie")?.split("; ");
    cookies.into_iter().find_map(|cookie| cookie.strip_prefix(&format!("{SESSION}="))).map(str::to_owned)
}

fn money(minor: u32) -> String {
    format!("<span class=\"amount\"><bdi><i>&euro;</i>{}.{:02}</bdi></span>", minor / 100, minor % 100)
}

fn totals((pieces, code): (u32, bool)) -> (u32, u32) {
    let items = pieces * 1142;
    let off = if code { items / 10 } else { 0 };
    (off, items - off)
}

fn rows(cart: (u32, bool)) -> String {
    let (off, total) = totals(cart);
    let coupon = format!(
        "<tr class=\"cart-discount coupon-bf\"><th>bf</th><td>-{} <a href=\"?x\">[x]</a></td></tr>",
        money(off)
    );
    let coupon = if cart.1 { coupon } else { String::new() };
    format!(
        "<table>{coupon}<tr class=\"order-total\"><th>Total</th><td><strong>{}</strong></td></tr></table>",
        money(total)
    )
}

fn frame(class: &str, title: &str, content: &str) -> Vec<u8> {
    let scripts =
        "<script>var wc_cart_fragments_params = {\"wc_ajax_url\":\"\\/?wc-ajax=%%endpoint%%\"};</script>";
    let scripts = if class.contains("block") { "" } else { scripts };
    page(&format!(
        "<!doctype html><html><head><title>{title}</title><link rel=\"https://api.w.org/\" href=\"/wp-json/\" /></head>\
         <body class=\"woocommerce {class}\"><nav><a href=\"/cart/\">Cart</a><a href=\"/checkout/\">Order</a></nav>{content}{scripts}</body></html>"
    ))
}

/// Why a code is refused.
fn refusal(code: &str) -> Option<String> {
    match code.to_lowercase().as_str() {
        "bf" => None,
        "old" => Some("Coupon &quot;old&quot; has expired.".to_owned()),
        "min" => Some("The minimum spend for coupon &quot;min&quot; is &euro;50.00.".to_owned()),
        other => Some(format!("Coupon &quot;{other}&quot; cannot be applied because it does not exist.")),
    }
}

fn cart_json(cart: (u32, bool)) -> Vec<u8> {
    let (off, total) = totals(cart);
    let amounts = |name: &str, minor: u32| json!({ name: minor.to_string(), "currency_code": "EUR", "currency_minor_unit": 2 });
    let item = json!({ "id": 7, "name": "Lamp", "quantity": cart.0, "prices": amounts("price", 1142) });
    let coupon =
        json!({ "code": "bf", "discount_type": "percent", "totals": amounts("total_discount", off) });
    let mut sums = amounts("total_price", total);
    sums["total_items"] = json!((cart.0 * 1142).to_string());
    sums["total_discount"] = json!(off.to_string());
    let items = if cart.0 > 0 { vec![item] } else { vec![] };
    let coupons = if cart.1 { vec![coupon] } else { vec![] };
    api("200 OK", &json!({ "items": items, "coupons": coupons, "items_count": cart.0, "totals": sums }))
}

fn api(status: &str, body: &Value) -> Vec<u8> {
    answer(
        status,
        &format!("content-type: application/json\r\nNonce: {NONCE}\r\n"),
        body.to_string().as_bytes(),
    )
}

fn field(asked: &Asked, name: &str) -> Option<String> {
    let mut fields = url::form_urlencoded::parse(asked.body.as_bytes());
    fields.find(|(field, _)| field == name).map(|(_, value)| value.into_owned())
}

fn of_interface(asked: &Asked, carts: &Carts, route: &str) -> Vec<u8> {
    let session = session(asked).unwrap_or_default();
    let is_write = !asked.head.starts_with("GET");
    if is_write && asked.header("nonce") != Some(NONCE) {
        return api(
            "401 Unauthorized",
            &json!({ "code": "woocommerce_rest_missing_nonce", "message": "No." }),
        );
    }
    match route {
        "cart/items" => {
            store(carts, &session, |cart| *cart = (0, false));
            api("200 OK", &json!([]))
        }
        "cart/apply-coupon" => {
            let body: Value = serde_json::from_str(&asked.body).unwrap();
            match refusal(body["code"].as_str().unwrap()) {
                None => cart_json(store(carts, &session, |cart| cart.1 = true)),
                Some(why) => {
                    let code = "woocommerce_rest_cart_coupon_error";
                    api(
                        "400 Bad Request",
                        &json!({ "code": code, "message": why, "data": { "status": 400 } }),
                    )
                }
            }
        }
        _ => cart_json(store(carts, &session, |_| ())),
    }
}

fn of_script(asked: &Asked, carts: &Carts, action: &str) -> Vec<u8> {
    let session = session(asked).unwrap_or_default();
    match action {
        "apply_coupon" if field(asked, "security").as_deref() != Some(NONCE) => {
            answer("403 Forbidden", "", b"-1")
        }
        "apply_coupon" => match refusal(&field(asked, "coupon_code").unwrap()) {
            None => {
                store(carts, &session, |cart| cart.1 = true);
                page("\n<div class=\"woocommerce-message\">Done.</div>")
            }
            Some(why) => page(&format!("<ul class=\"woocommerce-error\"><li>{why}</li></ul>")),
        },
        "update_order_review" => {
            let table = rows(store(carts, &session, |_| ()));
            api("200 OK", &json!({ "result": "success", "fragments": { ".review": table } }))
        }
        _ => {
            let (pieces, _) = store(carts, &session, |_| ());
            let hash = if pieces > 0 { "ab12" } else { "" };
            api("200 OK", &json!({ "fragments": {}, "cart_hash": hash }))
        }
    }
}

fn shop(built: Built) -> Answering {
    let carts = Carts::default();
    let sessions = Mutex::new(0_u32);
    Answering::by(move |asked: &Asked| {
        let theme = if built == Built::Blocks { "block" } else { "classic" };
        if let Some(action) = asked.path().split("wc-ajax=").nth(1) {
            return of_script(asked, &carts, action);
        }
        if let Some(route) = asked.path().strip_prefix("/wp-json/wc/store/v1/") {
            return of_interface(asked, &carts, route);
        }
        let cart = session(asked).map(|session| store(&carts, &session, |_| ())).unwrap_or_default();
        match (asked.path(), built) {
            ("/cart/", Built::Blocks) => {
                frame("block woocommerce-cart", "Cart", "<div data-block-name=\"woocommerce/cart\"></div>")
            }
            ("/cart/", _) => {
                let form = format!(
                    "<form class=\"woocommerce-cart-form\" action=\"/cart/\"><input type=number name=\"cart[70ef][qty]\" value={}>\
                     <input name=coupon_code><input type=hidden name=\"woocommerce-cart-nonce\" value=\"5d1f00aa99\"></form>{}\
                     <a class=\"checkout-button button\" href=\"/checkout/\">Go</a><script>{{\"apply_coupon_nonce\":\"{NONCE}\"}}</script>",
                    cart.0,
                    rows(cart)
                );
                frame("classic woocommerce-cart", "Cart", &form)
            }
            ("/checkout/", Built::Mixed) => {
                frame("woocommerce-checkout", "Order", "<div data-block-name=\"woocommerce/checkout\"></div>")
            }
            ("/checkout/", _) => {
                let form = format!(
                    "<form name=\"checkout\"><input type=radio name=payment_method value=bacs checked></form>{}\
                     <script>{{\"update_order_review_nonce\":\"{NONCE}\"}}</script>",
                    rows(cart)
                );
                frame("woocommerce-checkout", "Order", &form)
            }
            _ => product(asked, built, &carts, &sessions, theme),
        }
    })
}

fn product(asked: &Asked, built: Built, carts: &Carts, sessions: &Mutex<u32>, theme: &str) -> Vec<u8> {
    let form = "<h1>Lamp</h1><form class=\"cart\" action=\"/product/lamp/\" method=\"post\"><input type=number name=quantity value=1>\
                <button type=submit name=add-to-cart value=7>Add</button></form>";
    let html = |notice: &str| frame(&format!("{theme} single-product"), "Lamp", &format!("{notice}{form}"));
    if asked.body != "quantity=1&add-to-cart=7" {
        return html("");
    }
    let id = session(asked).unwrap_or_else(|| {
        let mut sessions = sessions.lock().unwrap();
        *sessions += 1;
        sessions.to_string()
    });
    if built != Built::Dropping {
        store(carts, &id, |cart| cart.0 += 1);
    }
    let body = html("<div class=\"woocommerce-message\">Added.</div>");
    let text = String::from_utf8(body).unwrap();
    text.replacen("content-length", &format!("set-cookie: {SESSION}={id}; path=/\r\ncontent-length"), 1)
        .into_bytes()
}

fn names(scenario: &Scenario, journey: usize) -> Vec<&str> {
    scenario.journeys[journey].steps.iter().map(|step| step.name.as_str()).collect()
}

/// How many requests of the load went to a path that holds this.
fn asked(server: &Answering, method: &str, part: &str) -> usize {
    let is_load = |asked: &&Asked| asked.header("x-promo-load-phase").is_none();
    let all = server.asked();
    all.iter().filter(is_load).filter(|one| one.head.starts_with(method) && one.path().contains(part)).count()
}

const VISITS: u64 = 6;

/// Walks the journeys; no check may fail.
fn walked(scenario: Scenario, server: &Answering) {
    assert_eq!(failing(scenario, server), [""; 0]);
}

/// Walks the journeys; the checks that failed in each visit, and no other may.
fn failing(mut scenario: Scenario, server: &Answering) -> Vec<String> {
    for step in scenario.journeys.iter_mut().flat_map(|journey| &mut journey.steps) {
        step.think_time = ThinkTime::default();
    }
    let load = Load { vus: Some(2), iterations: Some(VISITS), ..Load::new(Executor::SharedIterations) };
    let limits = Limits::new(site(server), Environment::Local, jiff::Zoned::now(), None, false);
    let plan = Plan::new(scenario, Overrides { loads: vec![load], ..Overrides::default() }, limits).unwrap();
    let layout = plan.layout().clone();
    let finished = Run::new(Arc::new(plan), RunSettings::default()).go(&mut []).unwrap();
    let tallies = finished.summary.total.checks();
    let failed: Vec<_> = layout.checks.iter().zip(tallies).filter(|(_, tally)| tally.fails > 0).collect();
    assert!(failed.iter().all(|(_, tally)| tally.fails == VISITS), "{failed:?}");
    assert!(tallies.iter().any(|tally| tally.passes > 0));
    failed.into_iter().map(|((_, name), _)| name.clone()).collect()
}

#[test]
fn a_code_that_is_refused_under_load_is_a_wrong_promotion() {
    let server = shop(Built::Blocks);
    let (landing, trial) = tried(&server, "/product/lamp/", "BF");
    let mut scenario = compiled(&landing, trial);
    for step in scenario.journeys.iter_mut().flat_map(|journey| &mut journey.steps) {
        step.body = step.body.take().map(|body| body.replace("BF", "OLD"));
    }
    let promised = |name: &String| {
        let steps = scenario.journeys.iter().flat_map(|journey| &journey.steps);
        steps.flat_map(|step| &step.checks).any(|check| check.name == *name && check.promotion)
    };
    let failed = failing(scenario.clone(), &server);
    // Of the answer, and of the cart that is read after it.
    assert!(failed.len() == 6 && failed.iter().all(promised), "{failed:?}");
}

#[test]
fn a_classic_shop_is_filled_as_its_pages_do() {
    let server = shop(Built::Classic);
    let (landing, trial) = tried(&server, "/product/lamp/", "BF");
    assert_eq!((trial.notes.as_slice(), &trial.left, &trial.hindrance), (&[][..], &None, &None));
    let promotion =
        trial.promotions.iter().find(|promotion| promotion.code.as_deref() == Some("bf")).unwrap();
    assert_eq!(promotion.percent.map(|percent| percent.to_string()).as_deref(), Some("10"));
    let scenario = compiled(&landing, trial);
    let to_the_cart = [
        "product_page",
        "first_small_cart",
        "add_to_cart",
        "small_cart",
        "cart_page",
        "voucher",
        "cart_with_code",
        "small_cart_with_code",
    ];
    assert_eq!(names(&scenario, 1), to_the_cart);
    assert_eq!(names(&scenario, 0), [&to_the_cart[..], &["order_page", "order_review"]].concat());
    let promised: Vec<_> = scenario.journeys[0]
        .steps
        .iter()
        .flat_map(|step| &step.checks)
        .filter(|check| check.promotion)
        .map(|check| check.name.as_str())
        .collect();
    for name in [
        "voucher is on the cart page",
        "the cart page shows 10.28 EUR",
        "voucher is on the order page",
        "the order page shows 10.28 EUR",
        "voucher is on the order review",
        "the order review shows 10.28 EUR",
    ] {
        assert!(promised.contains(&name), "{promised:?}");
    }
    assert!(
        Shops::known()
            .prove(&scenario, &scenario.promotions.iter().find(|one| one.needs_code()).unwrap().clone())
    );
    let variant = scenario.without_promotion().unwrap();
    assert_eq!(variant.left_out, ["voucher", "cart_with_code", "small_cart_with_code"]);
    let again = Scenario::parse(&scenario.to_toml().unwrap(), std::path::Path::new("x.toml")).unwrap();
    assert_eq!(again, scenario, "a file has it all");

    walked(scenario, &server);
    let visits = VISITS as usize;
    for (method, part, count) in [
        ("POST", "/product/lamp/", visits),
        ("POST", "wc-ajax=apply_coupon", visits),
        ("POST", "wc-ajax=get_refreshed_fragments", 3 * visits),
        ("GET", "/cart/", visits),
        ("POST", "/cart/", visits),
    ] {
        assert_eq!(asked(&server, method, part), count, "{method} {part}");
    }
    assert_eq!(asked(&server, "GET", "/checkout/"), asked(&server, "POST", "wc-ajax=update_order_review"));
    assert_eq!(asked(&server, "POST", "checkout"), 0, "nothing is ordered");
}

#[test]
fn a_shop_of_blocks_is_filled_by_its_interface() {
    let server = shop(Built::Blocks);
    let (landing, trial) = tried(&server, "/product/lamp/", "BF");
    assert!(matches!(trial.notes.as_slice(), [TrialNote::OrderLeftOut(_)]), "{:?}", trial.notes);
    assert_eq!(trial.left, None);
    let scenario = compiled(&landing, trial);
    let steps = ["product_page", "add_to_cart", "cart_state", "cart_page", "voucher", "cart_state_with_code"];
    assert_eq!(names(&scenario, 0), steps);
    assert_eq!(scenario.without_promotion().unwrap().left_out, ["voucher", "cart_state_with_code"]);
    assert!(
        Shops::known()
            .prove(&scenario, &scenario.promotions.iter().find(|one| one.needs_code()).unwrap().clone())
    );
    walked(scenario, &server);
    let visits = VISITS as usize;
    for (method, part, count) in [
        ("POST", "/product/lamp/", visits),
        ("GET", "store/v1/cart", 2 * visits),
        ("POST", "cart/apply-coupon", visits),
        ("GET", "/cart/", visits),
    ] {
        assert_eq!(asked(&server, method, part), count, "{method} {part}");
    }
    assert_eq!(asked(&server, "", "/checkout"), 0, "the block's page writes a draft order");
}

#[test]
fn a_refused_code_is_explained_and_the_cart_emptied() {
    for built in [Built::Classic, Built::Blocks] {
        for (code, expected) in [
            ("OLD", VoucherRefusal::Expired),
            ("MIN", VoucherRefusal::BelowMinimum("50.00 EUR".parse().ok())),
            ("WHAT", VoucherRefusal::Unknown),
        ] {
            let server = shop(built);
            let (_, trial) = tried(&server, "/product/lamp/", code);
            let refused = trial.refused.unwrap();
            assert_eq!(refused.refusal, expected, "{built:?}: {}", refused.sentence);
            assert_eq!(
                (refused.worth.map(|worth| worth.to_string()).as_deref(), trial.left),
                (Some("11.42 EUR"), None)
            );
            let all = server.asked();
            let [.., emptied, proof] = all.as_slice() else { panic!("{all:?}") };
            assert!(emptied.head.starts_with("DELETE /wp-json/wc/store/v1/cart/items"), "{}", emptied.head);
            assert!(proof.head.starts_with("GET /wp-json/wc/store/v1/cart "), "{}", proof.head);
        }
    }
}

#[test]
fn a_success_that_adds_nothing_is_seen() {
    let server = shop(Built::Dropping);
    let (_, trial) = tried(&server, "/product/lamp/", "BF");
    assert!(matches!(trial.hindrance, Some(Hindrance::StayedEmpty(_))), "{:?}", trial.hindrance);
    assert!(trial.filled.is_none());
}

#[test]
fn the_checkout_block_behind_a_classic_cart_is_left_alone() {
    let server = shop(Built::Mixed);
    let (landing, trial) = tried(&server, "/product/lamp/", "BF");
    assert!(matches!(trial.notes.as_slice(), [TrialNote::OrderLeftOut(_)]), "{:?}", trial.notes);
    let scenario = compiled(&landing, trial);
    let roles: Vec<_> =
        scenario.journeys.iter().flat_map(|journey| &journey.steps).filter_map(|step| step.role).collect();
    assert!(roles.contains(&StepRole::AppliesCode) && !roles.contains(&StepRole::ShowsOrder), "{roles:?}");
}
