//! Promotions that a page's words promise and no cart has shown.

#![allow(clippy::unwrap_used, reason = "a test's helpers are tests")]

use promo_load::promotion::{self, Promotion};

use crate::themes::{product, read};

#[test]
fn announcements_are_promotions_that_no_cart_proves() {
    let page = read(&product(
        "<b class=price>40 €</b><p>Free delivery on orders over 60 €</p><p>2 for 1 on bulbs</p>",
    ));
    let promotions = promotion::detect(&page);
    let said: Vec<_> =
        promotions.iter().map(|promotion| (promotion.kind.as_str(), promotion.is_announced())).collect();
    assert_eq!(said, [("free-shipping", true), ("quantity-price", true)]);
    assert!(promotions.iter().all(|promotion| !promotion.is_automatic_rule()));
    // In a cart "free shipping" is a carrier.
    let cart =
        r#"<html><body class="woocommerce woocommerce-cart"><p>Free shipping over 60 €</p></body></html>"#;
    assert_eq!(promotion::detect(&read(cart)), Vec::<Promotion>::new());
}

#[test]
fn a_promise_that_the_page_says_ended_says_so() {
    use promo_load::page::Condition::Ended;
    use promo_load::promotion::Availability::Expired;
    let day = |text: &str| text.parse().unwrap();
    for (words, ended) in [
        ("Use code LAMP15 for 15% off. Expires 10/30/2025", Some("2025-10-30")),
        ("Livraison offerte jusqu’au 30 octobre 2025", Some("2025-10-30")),
        ("10 % auf alles, gültig bis 30.10.2025", Some("2025-10-30")),
        ("2nd at -50 % until 30 October 2025", Some("2025-10-30")),
        ("10 % auf alles, gültig bis 31.10.2025", None),
        ("Free delivery until 09/11/2025", None),
        ("Free delivery until 30 October", None),
    ] {
        let page = read(&product(&format!("<b class=price>40 €</b><p>{words}</p>")));
        let found = promotion::detect_on(&page, day("2025-10-31"));
        let [promise] = found.as_slice() else { panic!("{words}: {found:?}") };
        let expected = ended.map(|ended| Ended(day(ended)));
        let said = promise.conditions.iter().find(|condition| matches!(condition, Ended(_)));
        assert_eq!((said, promise.state), (expected.as_ref(), ended.map(|_| Expired)), "{words}");
        assert!(promotion::detect(&page).iter().all(|promise| promise.state.is_none()), "{words}");
    }
    // A reduction that is still shown holds, whatever its countdown says.
    let reduced =
        "<p data-countdown='2025-10-30T23:59:59Z'></p><div class=price><s>50 €</s> <b>40 €</b></div>";
    let found = promotion::detect_on(&read(&product(reduced)), day("2025-10-31"));
    assert_eq!((found[0].conditions.as_slice(), found[0].state), (&[Ended(day("2025-10-30"))][..], None));
}

#[test]
fn what_begins_tomorrow_has_not_begun() {
    use promo_load::promotion::Availability::NotYet;
    for (words, expected) in [
        ("From tomorrow: 20% off everything", Some(NotYet)),
        ("Ab morgen: 20 % Rabatt auf alles", Some(NotYet)),
        ("Dès demain : -20 % sur tout", Some(NotYet)),
        ("20% off everything, in time for tomorrow", None),
        ("Order now, delivered tomorrow. 20% off everything.", None),
    ] {
        let page = read(&product(&format!("<b class=price>40 €</b><p>{words}</p>")));
        let found = promotion::detect_on(&page, "2026-11-30".parse().unwrap());
        let [promise] = found.as_slice() else { panic!("{words}: {found:?}") };
        assert_eq!(promise.state, expected, "{words}");
    }
}

/// What words say of some products is the same as the reduced prices that show it.
#[test]
fn reduced_prices_and_the_words_for_them_are_one_promotion() {
    for (words, expected) in [
        ("20% off all lamps", &["strike-through"][..]),
        ("Up to 50% off lamps", &["strike-through"]),
        ("10 € off every lamp", &["strike-through"]),
        ("30% off all lamps", &["strike-through", "auto-cart-rule"]),
    ] {
        let prices = "<div class=price><s>50 €</s> <b>40 €</b></div>";
        let page = read(&product(&format!("{prices}<p>{words}</p>")));
        let found = promotion::detect(&page);
        let kinds: Vec<_> = found.iter().map(|promotion| promotion.kind.as_str()).collect();
        assert_eq!(kinds, expected, "{words}");
    }
}

/// The parts of a tile stand side by side without a space between them.
#[test]
fn what_a_tile_offers_beside_its_price_is_read() {
    for (offer, expected) in
        [("3 for 2", Some(3)), ("2 for £30", Some(2)), ("Any 2 for £30", Some(2)), ("4 colours", None)]
    {
        let tile = |name: &str| {
            format!(
                "<li class=product-card><a href='/{name}'>{name}</a><span class=price>£17.00</span><span class=offer>{offer}</span><a href='/cart/add?id={name}'>Add to cart</a></li>"
            )
        };
        let tiles = ["cup", "mug", "pot", "jar"].map(tile).concat();
        let page = read(&format!("<html lang=en-GB><body><h1>Cups</h1><ul>{tiles}</ul></body></html>"));
        let found = promotion::detect(&page);
        let pieces = found.iter().find_map(|promotion| promotion.from_quantity);
        assert_eq!(pieces, expected, "{offer}: {found:?}");
    }
}
