//! The journal: each request of the load, word by word.

use promo_load::shop::{Fault, Faults, ShopConfig};

use crate::shop::client::{ADD_MUG, Client, JSON, MUG, SETUP, shop, shop_with};

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn every_request_of_the_load_is_written_down_in_order() {
    let shop = shop_with(ShopConfig { journal: true, ..ShopConfig::default() });
    let (mut one, mut other) = (Client::new(&shop), Client::new(&shop));
    let cookie = one.get(MUG, &[("x-test", "a b")]).cookie();
    one.get("/en/search?s=mug%20%2B+x", &[SETUP]);
    other.get("/en/no-such-page", &[("cookie", "a=1; b"), ("cookie", "c=d=e")]);
    one.post("/en/cart?x=1", &[JSON, ("cookie", &cookie)], ADD_MUG);
    one.get("/en/search?s=mug%20%2B+x", &[]);

    let journal = shop.journal();
    let seen: Vec<_> = journal.iter().map(|e| (e.method.as_str(), e.target.as_str(), e.status)).collect();
    assert_eq!(
        seen,
        [
            ("GET", MUG, Some(200)),
            ("GET", "/en/no-such-page", Some(404)),
            ("POST", "/en/cart?x=1", Some(200)),
            ("GET", "/en/search?s=mug%20%2B+x", Some(200)),
        ]
    );
    assert_eq!(journal[0].header("x-test"), Some("a b"));
    assert_eq!(journal[0].connection, journal[2].connection);
    assert_ne!(journal[0].connection, journal[1].connection);
    assert_eq!(journal[1].cookies, pairs(&[("a", "1"), ("b", ""), ("c", "d=e")]));
    assert_eq!(journal[1].header("cookie"), None);
    assert_eq!(journal[2].cookies, pairs(&[cookie.split_once('=').unwrap()]));
    assert_eq!(journal[2].form[..2], pairs(&[("id_product", "6"), ("id_customization", "0")]));
    assert_eq!(journal[2].body, ADD_MUG);

    shop.reset_stats();
    assert_eq!(shop.journal(), []);
    other.get(MUG, &[]);
    assert_eq!(shop.journal().len(), 1);
}

#[test]
fn what_was_never_answered_has_no_status() {
    let faults = Faults { mix: vec![(Fault::Reset, 1.0)], ..Faults::default() };
    let shop = shop_with(ShopConfig { journal: true, faults, ..ShopConfig::default() });
    assert!(Client::new(&shop).try_send("GET", MUG, &[], "").is_err());
    let journal = shop.journal();
    assert_eq!((journal.len(), journal[0].status), (1, None));
}

#[test]
fn nobody_asked_for_a_journal() {
    let shop = shop();
    Client::new(&shop).get(MUG, &[]);
    assert_eq!((shop.stats().requests, shop.journal().len()), (1, 0));
}
