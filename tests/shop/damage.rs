//! What each fault does to an answer on the wire.

use std::io;
use std::time::{Duration, Instant};

use promo_load::shop::{DemoShop, Fault, Faults, Route, ServedAs, ShopConfig};

use crate::shop::client::{ADD_MUG, Answer, Client, JSON, MUG, SETUP, shop, shop_with};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const GZIP: (&str, &str) = ("accept-encoding", "gzip, deflate, br, zstd");

/// A shop in which every load request is hurt in this way.
fn hurt(fault: Fault) -> DemoShop {
    let faults = Faults { slow_time: Duration::from_millis(200), ..Faults::only(fault, 1.0) };
    shop_with(ShopConfig { faults, ..ShopConfig::default() })
}

fn get(shop: &DemoShop, path: &str) -> io::Result<Answer> {
    Client::new(shop).try_send("GET", path, &[], "")
}

#[test]
fn a_reset_is_a_reset_and_does_nothing() {
    let shop = hurt(Fault::Reset);
    let error = Client::new(&shop).try_send("POST", "/en/cart", &[JSON, FORM], ADD_MUG).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    let stats = shop.stats();
    assert_eq!((stats.ended(ServedAs::FaultReset), stats.carts.with_products), (1, 0));
    assert_eq!(stats.routes[&Route::CartAdd].status.len(), 0);
}

#[test]
fn half_of_an_answer_comes() {
    let whole = get(&shop(), MUG).unwrap().body.len();
    for (fault, outcome) in
        [(Fault::Truncate, ServedAs::FaultTruncated), (Fault::Stall, ServedAs::FaultStalled)]
    {
        let shop = hurt(fault);
        let mut client = match fault {
            // Nothing ends it but the client's patience.
            Fault::Stall => Client::impatient(&shop, Duration::from_millis(200)),
            _ => Client::new(&shop),
        };
        client.send("GET", MUG, &[], "").unwrap();
        let text = client.rest();
        assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{fault:?}: {text}");
        assert!(text.contains("<html") && !text.contains("</html>"), "{fault:?}");
        assert!(text.len() > whole / 2 && text.len() < whole, "{fault:?}: {} of {whole}", text.len());
        // Nothing to halve.
        assert_eq!(get(&shop, "/").unwrap().status, 302);
        assert_eq!((shop.stats().ended(outcome), shop.stats().ended(ServedAs::Redirected)), (1, 1));
    }
}

#[test]
fn a_slow_answer_is_whole() {
    let whole = get(&shop(), MUG).unwrap();
    let shop = hurt(Fault::Slow);
    let begun = Instant::now();
    let slow = get(&shop, MUG).unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(200));
    assert_eq!((slow.status, slow.body.len()), (200, whole.body.len()));
    assert_eq!(shop.stats().ended(ServedAs::FaultSlow), 1);
}

#[test]
fn a_notice_stands_in_front_of_the_json() {
    let shop = hurt(Fault::BadJson);
    let answer = Client::new(&shop).post("/en/cart", &[JSON], ADD_MUG);
    assert_eq!(answer.status, 200);
    assert!(answer.body.starts_with("<br />\n<b>Notice</b>") && answer.body.contains("\"success\":true"));
    assert!(get(&shop, MUG).unwrap().body.trim_end().ends_with("</html>"), "pages are spared");
    let stats = shop.stats();
    assert_eq!((stats.ended(ServedAs::FaultBadJson), stats.ended(ServedAs::Ok)), (1, 1));
}

#[test]
fn a_firewall_answers_instead() {
    let shop = hurt(Fault::Block);
    let answer = get(&shop, MUG).unwrap();
    assert_eq!((answer.status, answer.header("cf-mitigated")), (403, "challenge"));
    assert!(answer.body.contains("Just a moment..."));
    assert_eq!(Client::new(&shop).get(MUG, &[SETUP]).status, 200);
    assert_eq!(shop.stats().ended(ServedAs::FaultBlocked), 1);
}

#[test]
fn a_page_says_that_it_is_packed_and_is_not() {
    let faults = Faults::only(Fault::BadEncoding, 1.0);
    for compress in [false, true] {
        let shop = shop_with(ShopConfig { faults: faults.clone(), compress, ..ShopConfig::default() });
        let answer = Client::new(&shop).get(MUG, &[GZIP]);
        assert_eq!(answer.header("content-encoding"), "gzip");
        assert!(answer.body.trim_end().ends_with("</html>"));
        assert_eq!(shop.stats().ended(ServedAs::FaultBadEncoding), 1);
    }
}

#[test]
fn a_head_has_nothing_to_hurt() {
    for fault in [Fault::Stall, Fault::Truncate, Fault::BadEncoding] {
        let shop = hurt(fault);
        let mut client = Client::new(&shop);
        client.send("HEAD", MUG, &[("connection", "close")], "").unwrap();
        let head = client.rest();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && !head.contains("content-encoding"), "{head}");
        assert_eq!(shop.stats().ended(ServedAs::Ok), 1, "{fault:?}");
    }
}
