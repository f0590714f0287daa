//! The shop's own truth.

use promo_load::shop::{CostModel, Route, ServedAs, ShopConfig, Stats};

use crate::shop::client::{ADD_MUG, Client, JSON, MUG, SETUP, shop, shop_with};

#[test]
fn every_request_is_counted_once() {
    let shop = shop();
    for _ in 0..4 {
        let mut client = Client::new(&shop);
        let mut cookie = client.get(MUG, &[]).cookie();
        for _ in 0..5 {
            let answer = client.post("/en/cart", &[JSON, ("cookie", &cookie)], ADD_MUG);
            if let Some(newest) = answer.cookies().last() {
                cookie = (*newest).to_owned();
            }
        }
        client.get("/", &[]);
        client.get("/en/no-such-page", &[]);
        client.post("/en/cart", &[JSON, ("user-agent", "wget/1")], ADD_MUG);
        client.post("/en/cart", &[JSON, ("cookie", &cookie)], "addDiscount=1&discount_name=X&action=update");
        client.post(
            "/en/cart",
            &[JSON, ("cookie", &cookie)],
            "addDiscount=1&discount_name=BF2025&action=update",
        );
    }
    let stats = shop.stats();
    assert_eq!(stats.requests, 4 * 11);
    assert_eq!(stats.routes.values().map(|route| route.requests).sum::<u64>(), stats.requests);
    for (route, outcome, expected) in [
        (Route::Product, ServedAs::Ok, 4),
        (Route::CartAdd, ServedAs::Added, 20),
        (Route::CartAdd, ServedAs::IgnoredBot, 4),
        (Route::Redirect, ServedAs::Redirected, 4),
        (Route::NotFound, ServedAs::NotFound, 4),
        (Route::VoucherAdd, ServedAs::Refused, 4),
        (Route::VoucherAdd, ServedAs::Applied, 4),
    ] {
        assert_eq!(stats.routes[&route].outcomes[&outcome], expected, "{route:?} {outcome:?}");
    }
    assert_eq!(stats.routes[&Route::Redirect].status[&302], 4);
    assert_eq!(stats.connections, 4);
    assert_eq!((stats.carts.with_products, stats.carts.products[&6]), (4, 20));
    assert_eq!((stats.carts.vouchers[&1], stats.carts.vouchers[&2], stats.carts.vouchers[&3]), (4, 4, 0));
    assert!(stats.in_flight_peak >= 1);
}

#[test]
fn the_preparation_is_counted_apart() {
    let shop = shop();
    let mut client = Client::new(&shop);
    client.get(MUG, &[SETUP]);
    client.post("/en/cart", &[JSON, SETUP], ADD_MUG);
    let stats = shop.stats();
    assert_eq!((stats.requests, stats.setup.requests, stats.connections), (0, 2, 0));
    assert!(stats.routes.is_empty());
    assert_eq!(stats.setup.routes[&Route::CartAdd].outcomes[&ServedAs::Added], 1);
    assert_eq!(stats.carts.with_products, 0);
    client.get(MUG, &[]);
    assert_eq!((shop.stats().requests, shop.stats().connections), (1, 1));
}

#[test]
fn the_counters_are_served_and_forgotten_on_request() {
    let shop = shop();
    let mut client = Client::new(&shop);
    let cookie = client.post("/en/cart", &[JSON], ADD_MUG).cookie();
    let served: Stats = serde_json::from_value(client.get("/__shop/stats", &[]).json()).unwrap();
    assert_eq!(served, shop.stats());
    let json = client.get("/__shop/stats", &[]).json();
    assert_eq!(json["routes"]["cart_add"]["status"]["200"], 1);
    assert_eq!(json["routes"]["cart_add"]["outcomes"]["added"], 1);
    assert_eq!(json["carts"]["vouchers"]["2"], 0);

    assert_eq!(client.get("/__shop/reset", &[]).status, 404, "only POST");
    assert_eq!(client.post("/__shop/reset", &[], "").status, 200);
    assert_eq!((shop.stats().requests, shop.stats().carts.with_products), (0, 0));
    let again = client.post("/en/cart", &[JSON, ("cookie", &cookie)], ADD_MUG);
    assert_eq!(again.json()["quantity"], 1, "an old cookie finds no old cart");
    shop.reset_stats();
    assert_eq!(shop.stats().requests, 0);
}

#[test]
fn workers_limit_what_is_served_at_once() {
    let cost = CostModel { workers: 2, page: std::time::Duration::from_millis(5), ..CostModel::default() };
    let shop = shop_with(ShopConfig { cost, ..ShopConfig::default() });
    let mut clients: Vec<_> = (0..8).map(|_| Client::new(&shop)).collect();
    for client in &mut clients {
        client.send("GET", MUG, &[], "").unwrap();
    }
    for client in &mut clients {
        assert_eq!(client.receive().unwrap().status, 200);
    }
    let stats = shop.stats();
    assert_eq!(stats.in_service_peak, 2);
    assert!((3..=8).contains(&stats.in_flight_peak), "{}", stats.in_flight_peak);
}

#[test]
fn a_full_queue_answers_at_once() {
    let cost =
        CostModel { workers: 1, queue: 2, page: std::time::Duration::from_secs(1), ..CostModel::default() };
    let shop = shop_with(ShopConfig { cost, ..ShopConfig::default() });
    let mut clients: Vec<_> = (0..6).map(|_| Client::new(&shop)).collect();
    for client in &mut clients {
        client.send("GET", MUG, &[], "").unwrap();
    }
    let statuses: Vec<_> = clients.iter_mut().map(|client| client.receive().unwrap().status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 503).count(), 3, "{statuses:?}");
    assert_eq!(shop.stats().routes[&Route::Product].outcomes[&ServedAs::Overloaded], 3);
}
