//! How the shop fails when asked to, and how it ends.

use std::net::TcpStream;
use std::time::Duration;

use promo_load::shop::{DemoShop, Fault, Faults, Freeze, Route, ServedAs, ShopConfig, ShopError};

use crate::shop::client::{ADD_MUG, Client, JSON, MUG, SETUP, shop, shop_with};

fn faulty(faults: Faults) -> DemoShop {
    shop_with(ShopConfig { faults, seed: 3, ..ShopConfig::default() })
}

#[test]
fn an_error_rate_of_one_fails_everything_but_the_preparation() {
    let shop = faulty(Faults::only(Fault::Error, 1.0));
    let mut client = Client::new(&shop);
    for _ in 0..5 {
        assert_eq!(client.get(MUG, &[]).status, 500);
        assert_eq!(client.post("/en/cart", &[JSON], ADD_MUG).status, 500);
    }
    assert_eq!(client.get(MUG, &[SETUP]).status, 200);
    let stats = shop.stats();
    assert_eq!(stats.routes[&Route::CartAdd].outcomes[&ServedAs::FaultError], 5);
    assert_eq!(stats.carts.with_products, 0, "a failed add adds nothing");
}

#[test]
fn the_same_seed_fails_the_same_requests() {
    let run = || {
        let shop = faulty(Faults::only(Fault::Error, 0.3));
        let mut client = Client::new(&shop);
        (0..40).map(|_| client.get("/en/", &[]).status).collect::<Vec<_>>()
    };
    let statuses = run();
    assert_eq!(statuses, run());
    assert!(statuses.contains(&200) && statuses.contains(&500));
}

#[test]
fn a_frozen_shop_accepts_and_never_answers() {
    let shop = faulty(Faults { freeze_after_requests: Some(2), ..Faults::default() });
    let mut client = Client::impatient(&shop, Duration::from_millis(200));
    assert_eq!(client.get(MUG, &[]).status, 200);
    assert_eq!(client.get(MUG, &[]).status, 200);
    assert!(client.try_send("GET", MUG, &[], "").is_err());
    assert_eq!(Client::new(&shop).get(MUG, &[SETUP]).status, 200, "the preparation is spared");
    let stats = shop.stats();
    assert_eq!(stats.requests, 3);
    assert_eq!(stats.routes[&Route::Product].status[&200], 2);
    assert_eq!(stats.routes[&Route::Product].outcomes[&ServedAs::FaultFrozen], 1);
}

#[test]
fn a_dead_shop_drops_every_connection() {
    let shop = faulty(Faults { die_after_requests: Some(1), ..Faults::default() });
    let mut idle = Client::new(&shop);
    assert_eq!(idle.get(MUG, &[]).status, 200);
    let mut last = Client::new(&shop);
    assert!(last.try_send("GET", MUG, &[], "").is_err());
    assert!(idle.receive().is_err());
    assert!(TcpStream::connect(shop.addr()).is_err());
    assert_eq!(shop.stats().routes[&Route::Product].outcomes[&ServedAs::FaultDied], 1);
    shop.wait();
}

#[test]
fn a_freeze_passes() {
    let freeze = Some(Freeze { every: Duration::from_millis(20), lasts: Duration::from_millis(19) });
    let shop = faulty(Faults { freeze, ..Faults::default() });
    let mut client = Client::new(&shop);
    for _ in 0..5 {
        assert_eq!(client.get("/en/", &[]).status, 200);
    }
}

#[test]
fn a_taken_port_is_said_in_one_line() {
    let first = shop();
    let error = DemoShop::start(first.addr(), ShopConfig::default()).unwrap_err();
    assert!(matches!(error, ShopError::Bind { .. }));
    let text = error.to_string();
    assert!(text.starts_with(&format!("the demo shop cannot listen on {}", first.addr())), "{text}");
    assert!(!text.contains('\n'));
}

#[test]
fn a_stopped_shop_is_gone() {
    let shop = shop();
    let addr = shop.addr();
    let mut client = Client::new(&shop);
    assert_eq!(client.get("/en/", &[]).status, 200);
    shop.stop();
    assert!(client.try_send("GET", "/en/", &[], "").is_err());
    assert!(TcpStream::connect(addr).is_err());
}

#[test]
fn an_endless_form_is_refused() {
    let shop = shop();
    let answer = Client::new(&shop).post("/en/cart", &[JSON], &"x".repeat(70_000));
    assert_eq!(answer.status, 400);
    assert_eq!(shop.stats().requests, 1);
}
