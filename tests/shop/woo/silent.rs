//! What goes wrong in a WooCommerce without a word.

use std::time::Duration;

use promo_load::shop::{CostModel, ShopConfig};

use super::shopper::{MUG, Shopper, config, found, notices, woo};
use crate::shop::client::shop_with;

#[test]
fn a_coupon_before_the_first_product_is_lost() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    let listed = shopper.code("BF2025");
    assert_eq!((listed.status, listed.json()["coupons"][0]["code"].as_str()), (200, Some("bf2025")));
    assert!(shopper.cookies.is_empty());
    let form = shopper.post("/cart/", "coupon_code=BF2025&apply_coupon=x");
    assert_eq!(notices(&form.body), ["+Coupon code applied successfully."]);
    shopper.add(19, 1);
    assert_eq!(shopper.cart(), "19x1 1780");
}

#[test]
fn a_quantity_of_nothing_adds_one_and_an_unknown_product_nothing() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    assert_eq!(shopper.ajax("add_to_cart", "product_id=19&quantity=0").status, 200);
    assert_eq!(shopper.post(MUG, "quantity=0&add-to-cart=17").status, 200);
    assert_eq!(shopper.cart(), "19x1 17x1 2922");
    let unknown = shopper.post(MUG, "quantity=1&add-to-cart=999999");
    assert_eq!((unknown.status, notices(&unknown.body)), (200, Vec::new()));
    assert_eq!(shopper.cart(), "19x1 17x1 2922");
}

#[test]
fn of_what_is_sold_individually_there_is_one() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    let added = shopper.add(77, 2);
    assert_eq!((added.status, added.json()["items"][0]["quantity"].as_u64()), (201, Some(1)));
    let again = shopper.add(77, 1);
    assert_eq!((again.status, again.json()["code"].as_str()), (400, Some("readonly_quantity")));
}

#[test]
fn an_incomplete_add_has_an_empty_body() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    for (path, form) in [
        ("/?wc-ajax=add_to_cart", "quantity=1"),
        ("/?wc-ajax=no_such_action", "product_id=17"),
        ("/?wc-ajax=add_to_cart&product_id=17", ""),
    ] {
        let answer = shopper.post(path, form);
        assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{path} {form}");
    }
    let read = shopper.get("/?wc-ajax=add_to_cart&product_id=19&quantity=1");
    assert_eq!((read.status, read.body.as_str()), (200, ""));
    assert_eq!(shopper.cart(), "0");
}

#[test]
fn the_reason_of_a_refused_add_is_on_the_next_page_whichever_it_is() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    shopper.add(17, 1);
    for (form, url) in [
        ("product_id=71&quantity=1", "/product/framed-poster/"),
        ("product_id=75&quantity=4", "/product/last-three-cushions/"),
        ("product_id=21", "/product/hummingbird-t-shirt/"),
        ("product_id=81", "/product/no-price/"),
        ("product_id=30", "/product/adventure-poster/"),
    ] {
        let answer = shopper.ajax("add_to_cart", form).json();
        let address = answer["product_url"].as_str().unwrap();
        assert!(answer["error"] == true && address.ends_with(url), "{form}: {answer}");
    }
    assert_eq!(shopper.ajax("add_to_cart", "product_id=999999").json()["product_url"], false);
    assert_eq!(
        notices(&shopper.get("/delivery/").body),
        [
            "-You cannot add \"Framed poster (gone)\" to the cart because the product is out of stock.",
            "-You cannot add that amount of \"Last three cushions\" to the cart because there is not enough stock (3 remaining).",
            "-Please choose product options by visiting Hummingbird printed t-shirt.",
            "-Sorry, this product cannot be purchased.",
            "-Paper is a required field",
        ]
    );
    assert!(notices(&shopper.get("/delivery/").body).is_empty(), "it is told once");
}

#[test]
fn quantities_with_a_wrong_nonce_stay_as_they_are() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    shopper.add(17, 1);
    let page = shopper.get("/cart/").body;
    let field = "cart[70efdf2ec9b086079795c442636b55fb][qty]";
    assert!(page.contains(&format!("name=\"{field}\"")), "{page}");
    let wrong = shopper.post("/cart/", &format!("{field}=3&update_cart=x&woocommerce-cart-nonce=0123456789"));
    assert_eq!((wrong.status, notices(&wrong.body)), (200, Vec::new()));
    assert_eq!(shopper.cart(), "17x1 1632");
    let mut other = Shopper::new(&shop);
    other.add(17, 1);
    let theirs = found(&other.get("/cart/").body, "name=\"woocommerce-cart-nonce\" value=\"");
    shopper.post("/cart/", &format!("{field}=3&update_cart=x&woocommerce-cart-nonce={theirs}"));
    assert_eq!(shopper.cart(), "17x1 1632", "a nonce belongs to its session");
    let own = found(&page, "name=\"woocommerce-cart-nonce\" value=\"");
    let right = shopper.post("/cart/", &format!("{field}=3&update_cart=x&woocommerce-cart-nonce={own}"));
    assert_eq!(notices(&right.body), ["+Cart updated."]);
    assert_eq!(shopper.cart(), "17x3 3916");
}

#[test]
fn of_two_writes_at_once_the_later_one_wins() {
    // Both have come long before the work of the first is done.
    let cost = CostModel { page: Duration::from_secs(1), ..CostModel::default() };
    let shop = shop_with(ShopConfig { cost, ..config() });
    let mut shopper = Shopper::new(&shop);
    shopper.add(17, 1);
    let mut twin = shopper.twin(&shop);
    shopper.begin_add(19);
    twin.begin_add(79);
    assert_eq!((shopper.end_add(), twin.end_add()), (201, 201));
    let cart = shopper.cart();
    assert!(cart == "17x1 19x1 2922" || cart == "17x1 79x1 2132", "one of the two is lost: {cart}");
}
