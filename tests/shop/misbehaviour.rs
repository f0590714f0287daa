//! What each misbehaviour looks like to a shopper, whom it spares, and what the journal says of it.

use std::time::{Duration, Instant};

use promo_load::shop::{
    Balancer, DemoShop, Faults, Misbehaviour, Pin, Route, ServedAs, ShopConfig, ShopError,
};

use crate::shop::client::{ADD_MUG, Answer, Client, JSON, MUG, SETUP, shop, shop_with};

const CATEGORY: &str = "/en/6-accessories";
const VOUCHER: &str = "addDiscount=1&discount_name=BF2025&ajax=1&action=update";

fn config(rules: &[&str]) -> ShopConfig {
    let misbehaviours = rules.iter().map(|rule| rule.parse::<Misbehaviour>().unwrap()).collect();
    ShopConfig {
        journal: true,
        faults: Faults { misbehaviours, ..Faults::default() },
        ..ShopConfig::default()
    }
}

fn misbehaving(rules: &[&str]) -> DemoShop {
    shop_with(config(rules))
}

/// The names of the quirks that hurt the requests so far.
fn quirks(shop: &DemoShop) -> Vec<Option<&'static str>> {
    shop.journal().iter().map(|entry| entry.quirk).collect()
}

/// A visitor who has the mug and the voucher in the cart: what costs 7.58.
fn buyer(shop: &DemoShop) -> (Client, String) {
    let mut client = Client::new(shop);
    let cookie = client.post("/en/cart", &[JSON], ADD_MUG).cookie();
    client.post("/en/cart", &[JSON, ("cookie", &cookie)], VOUCHER);
    (client, cookie)
}

fn order(shop: &DemoShop) -> Answer {
    let (mut client, cookie) = buyer(shop);
    client.get("/en/order", &[("cookie", &cookie)])
}

#[test]
fn an_answer_in_the_shops_place() {
    for (quirk, status, retry_after, says) in [
        ("500", 500, "", "Something broke on our side."),
        ("404", 404, "", "<h1>404 Not Found</h1>"),
        ("502", 502, "", "<h1>502 Bad Gateway</h1>"),
        ("503", 503, "", "<h1>503 Service Unavailable</h1>"),
        ("503+30s", 503, "30", "<h1>503 Service Unavailable</h1>"),
        ("error-page", 200, "", "<title>An error occurred</title>"),
        ("maintenance", 503, "3600", "<h1>We'll be back soon.</h1>"),
    ] {
        let shop = misbehaving(&[&format!("product+cart_add:{quirk}")]);
        let mut client = Client::new(&shop);
        assert_eq!(client.get(MUG, &[SETUP]).status, 200, "{quirk}: set-up is spared");
        let answer = client.get(MUG, &[]);
        assert_eq!((answer.status, answer.header("retry-after")), (status, retry_after), "{quirk}");
        assert!(answer.body.contains(says), "{quirk}: {}", answer.body);
        assert_eq!(client.post("/en/cart", &[JSON], ADD_MUG).status, status, "{quirk}");
        assert_eq!(client.get("/en/", &[]).status, 200, "{quirk}: other routes are spared");
        let name = if quirk.contains("page") || quirk.contains("maint") { quirk } else { "status" };
        assert_eq!(quirks(&shop), [Some(name), Some(name), None]);
        let stats = shop.stats();
        assert_eq!((stats.ended(ServedAs::Misbehaved), stats.carts.with_products), (2, 0), "{quirk}");
    }
}

#[test]
fn the_order_page_and_the_cart_say_something_else() {
    // Each says of the total what stands first, and not what stands second.
    for (quirk, says, lacks) in [
        ("total=14.28", &["€14.28", r#""amount":14.28"#][..], "7.58"),
        ("no-voucher", &["€8.42", r#""amount":8.42"#], "-€0.84"),
        ("empty-cart", &["0 items", r#""products_count":0"#], "Mug"),
    ] {
        let right = order(&shop());
        assert!(right.body.contains("€7.58") && right.body.contains(lacks), "{quirk}: {}", right.body);
        let shop = misbehaving(&[&format!("order:{quirk}")]);
        let wrong = order(&shop);
        assert_eq!(wrong.status, 200, "{quirk}");
        for text in says {
            assert!(wrong.body.contains(text), "{quirk} says {text}");
        }
        let cart = wrong.body.split("js-checkout-summary").nth(1).unwrap();
        assert!(!cart.contains(lacks), "{quirk} lacks {lacks}");
        assert_eq!(quirks(&shop), [None, None, Some(quirk.split('=').next().unwrap())]);
        // An empty cart has nothing to lie about: the shopper is sent away, as always.
        assert_eq!(Client::new(&shop).get("/en/order", &[]).status, 302);
        assert_eq!(quirks(&shop).last(), Some(&None));
    }
    let shop = misbehaving(&["voucher_add:no-voucher"]);
    let mut client = Client::new(&shop);
    let cookie = client.post("/en/cart", &[JSON], ADD_MUG).cookie();
    let json = client.post("/en/cart", &[JSON, ("cookie", &cookie)], VOUCHER).json();
    assert_eq!(json["cart"]["totals"]["total"]["amount"], 8.42);
    assert_eq!(json["cart"]["vouchers"]["added"]["2"], serde_json::Value::Null);
}

#[test]
fn a_shop_refuses_in_its_own_words() {
    let shop = misbehaving(&["cart_add:refuse:from=#2", "voucher_add:refuse"]);
    let mut client = Client::new(&shop);
    let cookie = client.post("/en/cart", &[JSON], ADD_MUG).cookie();
    for (form, says) in [
        (ADD_MUG, "You can only buy 0 \"Mug The best is yet to come\". Please adjust the quantity"),
        (VOUCHER, "This voucher is disabled"),
    ] {
        let json = client.post("/en/cart", &[JSON, ("cookie", &cookie)], form).json();
        assert_eq!(json["hasError"], true);
        assert!(json["errors"][0].as_str().unwrap().starts_with(says), "{json}");
    }
    assert_eq!(quirks(&shop), [None, Some("refuse"), Some("refuse")]);
    assert_eq!(shop.stats().carts.products[&6], 1);
}

#[test]
fn prices_are_wrong_for_those_who_look() {
    // What people read, what machines read, the old price, the reduction; on the mug's page and on its tile in a list.
    for (quirk, visible, plain, old, reduction) in [
        ("none", "€11.42", "11.42", true, "-20%"),
        ("visible-price=+10%", "€12.57", "11.42", true, "-20%"),
        ("price=+10%", "€12.57", "12.57", true, "-20%"),
        ("no-old-price", "€11.42", "11.42", false, ""),
        ("reduction=10%", "€12.85", "12.85", true, "-10%"),
        ("reduction=0%", "€14.28", "14.28", false, ""),
    ] {
        let shop = match quirk {
            "none" => shop(),
            _ => misbehaving(&[&format!("all:{quirk}")]),
        };
        let mut client = Client::new(&shop);
        let page = client.get(MUG, &[]).body;
        let main = page.split("js-product-prices").nth(1).unwrap().split("tax-shipping").next().unwrap();
        assert!(main.contains(&format!("content=\"{plain}\">{visible}<")), "{quirk}: {main}");
        assert_eq!(main.contains(r#"<span class="regular-price">€14.28</span>"#), old, "{quirk}: {main}");
        assert!(page.contains(&format!("\"price\": \"{plain}\"")), "{quirk}");
        assert!(page.contains(&format!("amount\" content=\"{plain}\"")), "{quirk}");
        let list = client.get(CATEGORY, &[]).body;
        let tile = list.split("data-id-product=\"6\"").nth(1).unwrap().split("</article>").next().unwrap();
        assert!(tile.contains(&format!("\">{visible}</span>")), "{quirk}: {tile}");
        assert_eq!(tile.contains("regular-price"), old, "{quirk}: {tile}");
        assert_eq!(tile.contains("discount-percentage"), !reduction.is_empty(), "{quirk}");
        assert!(tile.contains(reduction), "{quirk}: {tile}");
        // A page without prices is as it should be.
        client.get("/en/content/1-delivery", &[]);
        if quirk != "none" {
            let name = quirk.split('=').next();
            assert_eq!(quirks(&shop), [name.and(quirks(&shop)[0]), quirks(&shop)[1], None], "{quirk}");
            assert_eq!(quirks(&shop)[0], quirks(&shop)[1]);
            assert!(quirks(&shop)[0].is_some_and(|known| Some(known) == name), "{quirk}");
        }
    }
}

#[test]
fn a_page_without_a_token_has_none() {
    let right = Client::new(&shop()).get(MUG, &[]).body;
    assert!(right.contains("\"static_token\":\"") && right.contains("name=\"token\""));
    let shop = misbehaving(&["all:no-token"]);
    for page in [Client::new(&shop).get(MUG, &[]).body, order(&shop).body] {
        assert!(!page.contains("static_token") && !page.contains("name=\"token\""));
    }
    assert_eq!(quirks(&shop), [Some("no-token"), None, None, Some("no-token")]);
}

#[test]
fn redirects_lead_on_or_round_in_a_circle() {
    for (rule, statuses) in [
        ("product:loop:1x", &[302, 302, 302, 302][..]),
        ("product:hops=2x1ms:1x", &[302, 302, 200]),
        ("product:hops=2x0>500:1x", &[302, 302, 500]),
        ("product:hops=2x0:1/2", &[200]),
    ] {
        let shop = misbehaving(&[rule]);
        let mut client = Client::new(&shop);
        let mut path = MUG.to_owned();
        let mut seen = Vec::new();
        for _ in 0..statuses.len() {
            let answer = client.get(&path, &[]);
            seen.push(answer.status);
            answer.header("location").clone_into(&mut path);
        }
        assert_eq!(seen, statuses, "{rule}");
        assert!(shop.journal().iter().all(|entry| entry.is_hurt() == (statuses.len() > 1)), "{rule}");
        assert_eq!(client.get(MUG, &[]).status, if statuses.len() > 1 { 200 } else { 302 }, "{rule}");
    }
}

#[test]
fn late_answers_are_right_ones() {
    let healthy = Client::new(&shop()).get("/en/", &[]);
    for (rule, least) in [("all:delay=60ms", 60), ("all:delay=60ms..70ms", 60), ("all:pause:until=60ms", 40)]
    {
        let shop = misbehaving(&[rule]);
        let begun = Instant::now();
        let answer = Client::new(&shop).get("/en/", &[]);
        assert!(begun.elapsed() >= Duration::from_millis(least), "{rule}");
        assert_eq!((answer.status, answer.body.len()), (200, healthy.body.len()), "{rule}");
        let journal = shop.journal();
        let took = journal[0].sent.unwrap() - journal[0].arrived;
        assert!(took >= Duration::from_millis(least), "{rule}: {took:?}");
        assert!(journal[0].is_hurt());
        assert_eq!(shop.stats().ended(ServedAs::Ok), 1, "{rule}");
    }
}

#[test]
fn some_are_never_answered() {
    let shop = misbehaving(&["all:hang:1x"]);
    let mut impatient = Client::impatient(&shop, Duration::from_millis(100));
    assert!(impatient.try_send("GET", MUG, &[], "").is_err());
    assert_eq!(Client::new(&shop).get(MUG, &[]).status, 200);
    let journal = shop.journal();
    let seen: Vec<_> =
        journal.iter().map(|entry| (entry.quirk, entry.status, entry.sent.is_some())).collect();
    assert_eq!(seen, [(Some("hang"), None, false), (None, Some(200), true)]);
}

#[test]
fn damage_can_be_aimed() {
    let shop = misbehaving(&["category:truncate", "cart_add:bad-json"]);
    let mut client = Client::new(&shop);
    assert_eq!(client.get(MUG, &[]).status, 200);
    assert!(client.post("/en/cart", &[JSON], ADD_MUG).body.starts_with("<br />"));
    assert!(client.try_send("GET", CATEGORY, &[], "").is_err());
    assert_eq!(quirks(&shop), [None, Some("bad-json"), Some("truncate")]);
}

#[test]
fn a_limiter_answers_fast_and_without_advice() {
    let shop = misbehaving(&["all:limit=3/s"]);
    let mut client = Client::new(&shop);
    let answers: Vec<_> = (0..6).map(|_| client.get("/en/", &[])).collect();
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 503).collect();
    assert!(!refused.is_empty() && refused.len() <= 3, "{}", refused.len());
    assert!(refused.iter().all(|answer| answer.header("retry-after").is_empty()));
    assert_eq!(shop.stats().routes[&Route::Home].status[&200], 6 - refused.len() as u64);
}

#[test]
fn a_balancer_pins_shoppers() {
    for pin in [Pin::Connection, Pin::Cookie] {
        let balancer = Some(Balancer { backends: 10, pin });
        let shop = shop_with(ShopConfig { balancer, ..config(&["all:500:backends=1"]) });
        Client::new(&shop).get("/en/", &[SETUP]);
        let mut failed = 0;
        for _ in 0..20 {
            let mut client = Client::new(&shop);
            let first = client.get("/en/", &[]);
            let pinned = first.headers.iter().find(|(_, value)| value.starts_with("SERVERID="));
            assert_eq!(pinned.is_some(), pin == Pin::Cookie);
            let cookie = pinned.map_or("", |(_, value)| value.split(';').next().unwrap());
            let second = client.get("/en/", &[("cookie", cookie)]);
            assert_eq!(first.status, second.status, "{pin:?}: both from one backend");
            failed += u32::from(first.status == 500);
        }
        assert_eq!(failed, 2, "{pin:?}");
        assert!(shop.journal().iter().all(|entry| entry.is_hurt() == (entry.backend == Some(0))));
    }
}

#[test]
fn the_journal_knows_visitors_and_times() {
    let shop = misbehaving(&["home:500:1x"]);
    let mut client = Client::new(&shop);
    client.get("/en/", &[]);
    let cookie = client.get("/en/", &[]).cookie();
    client.get("/en/", &[("cookie", &cookie)]);
    client.get("/en/", &[]);
    let journal = shop.journal();
    let visitors: Vec<_> = journal.iter().map(|entry| entry.visitor).collect();
    assert_eq!(visitors, [None, Some(1), Some(1), Some(2)]);
    assert!(journal.is_sorted_by_key(|entry| entry.arrived));
    assert!(journal.iter().all(|entry| entry.sent >= Some(entry.arrived) && entry.route == Route::Home));
}

#[test]
fn impossible_shops_do_not_open() {
    for (rule, backends, says) in [
        ("all:hang:backends=3", Some(2), "a misbehaviour hurts 3 backends, and the shop has 2"),
        ("all:hang:backends=2", None, "a misbehaviour hurts 2 backends, and the shop has 1"),
        ("all:hang", Some(0), "a balancer needs at least one backend"),
    ] {
        let balancer = backends.map(|backends| Balancer { backends, pin: Pin::Connection });
        let config = ShopConfig { balancer, ..config(&[rule]) };
        let error = DemoShop::start(([127, 0, 0, 1], 0).into(), config).unwrap_err();
        assert!(matches!(error, ShopError::Backends { .. } | ShopError::NoBackend));
        assert_eq!(error.to_string(), says);
    }
}
