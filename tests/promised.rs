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

/// What a sentence, or two elements beside each other, promises, on 30 November 2026: the percentage or the pieces, the least value,
/// and whether it is for some, over or not begun.
#[test]
fn what_is_promised_on_which_condition() {
    use promo_load::page::Condition;
    let mut wrong = Vec::new();
    for (html, expected) in [
        // Idioms that deny nothing.
        ("Don't miss 20% off everything", &["20 %"][..]),
        ("Nicht verpassen: 20 % auf alles", &["20 %"]),
        ("Ne manquez pas : -20 % sur tout", &["20 %"]),
        ("No te lo pierdas: 20 % de descuento en todo", &["20 %"]),
        ("No membership needed: free delivery over €50", &["free from 50.00 EUR"]),
        ("20 % auf alles, kein Code nötig", &["20 %"]),
        // Conditions in the same sentence.
        ("20 % auf alles ab 100 € Einkaufswert", &["20 % from 100.00 EUR"]),
        ("20 % auf alles ab 1.000 €", &["20 % from 1000.00 EUR"]),
        ("20% off everything when you buy 3 or more", &["20 % of 3"]),
        ("20 % auf alles ab 2 Artikeln", &["20 % of 2"]),
        ("20% off everything when you pay with PayPal", &["20 % for some"]),
        ("20 % auf alles nur im Laden", &["20 % for some"]),
        ("Free delivery in London only", &["free for some"]),
        ("Free delivery within 5 miles", &["free for some"]),
        ("Free gift with code GIFT", &["code GIFT"]),
        ("Use code BUY2 for 15% off when you buy 2", &["code BUY2"]),
        ("Buy 2 save 10%. Buy 3 save 15%.", &["10 % of 2", "15 % of 3"]),
        ("We provide free shipping on all orders. Pay online to avoid charges of €50.", &["free"]),
        ("Get 20%-50% off items over €50", &["up to"]),
        ("20% off everything on Mondays", &["20 % some day"]),
        ("Free shipping via Prime", &["free for some"]),
        ("Risparmia € 10 su ordini di almeno € 300", &["amount from 300.00 EUR"]),
        (
            "Free shipping over €80! Plus, save 15% on everything with code MAGIC15.",
            &["free from 80.00 EUR", "code MAGIC15"],
        ),
        ("New & Used (9) from €36.61 + FREE Shipping", &[]),
        ("Livraison gratuite des retours", &[]),
        ("Free shipping promotions apply to standard shipping", &[]),
        ("Doprava zadarmo", &["free"]),
        // Conditions and days in the next element.
        ("<h3>20% off everything</h3><p>When you spend €100 or more</p>", &["20 % from 100.00 EUR"]),
        ("<h3>Free delivery</h3><p>On orders over €50</p>", &["free from 50.00 EUR"]),
        ("<h3>Members only</h3><p>20% off everything</p>", &["20 % for some"]),
        ("<h3>Up to</h3><p>50% off everything</p>", &["up to"]),
        ("<h3>20% off everything</h3><p>Ends 29 November 2026</p>", &["20 % over"]),
        ("<h3>20% off everything</h3><p>*Offer ends 29 November 2026.</p>", &["20 % over"]),
        ("<h3>20% off everything</h3><p>Starts 4 December 2026</p>", &["20 % not begun"]),
        ("<p>Starts 4 December 2026</p><p>20% off everything</p>", &["20 % not begun"]),
        ("<p>23–29 November 2026</p><p>20% off everything</p>", &["20 % over"]),
        ("<p>28 November 2026</p><p>20% off everything</p>", &["20 %"]),
        ("<h2>Coming soon</h2><p>20% off everything</p>", &[]),
        ("<div>Free delivery</div><div>over €50</div>", &["free from 50.00 EUR"]),
        ("<div>Free delivery</div><div>from €50</div>", &["free from 50.00 EUR"]),
        ("<div>Free delivery</div><div>orders over €50</div>", &["free from 50.00 EUR"]),
        ("<h4>Free Shipping</h4><p>Orders €50+</p>", &["free from 50.00 EUR"]),
        ("<div>Kostenloser Versand</div><div>ab 50 €</div>", &["free from 50.00 EUR"]),
        ("<div>Livraison offerte</div><div>dès 50 € d'achat</div>", &["free from 50.00 EUR"]),
        ("<div>Spedizione gratuita</div><div>per ordini superiori a 50 €</div>", &["free from 50.00 EUR"]),
        ("<div>Free gift</div><div>Minimum spend €40</div>", &["gift from 40.00 EUR"]),
        ("<p>20% off everything</p><p>Members only</p>", &["20 % for some"]),
        (
            "Orders over €50 get free delivery, orders over €100 a free gift.",
            &["free from 50.00 EUR", "gift from 100.00 EUR"],
        ),
        ("Receive a free mug worth over €20 with every order", &["gift"]),
        ("Interest-free credit available on orders over €250.", &[]),
        ("Gluten free hampers on orders over €30.", &[]),
        ("Contact-free delivery on all orders.", &[]),
        ("Stress free delivery on orders over €20.", &[]),
        ("Our 20% off everything sale has now finished.", &[]),
        ("Sorry, this offer has expired. 20% off everything.", &[]),
        ("Free delivery has been withdrawn.", &[]),
        ("Bisher gab es kostenlosen Versand ab 50 €.", &[]),
        ("En 2019, nous avons fait -20 % sur tout.", &[]),
        ("Reduce noise by 30% on all floors.", &[]),
        ("Réduit le bruit de 30 % sur tous les sols.", &[]),
        ("We've reduced packaging by 20% on all orders.", &[]),
        ("We've reduced prices by 20% on all orders.", &["20 %"]),
        ("From 3 pieces 10% more stable.", &[]),
        ("Mindermengenzuschlag ab 3 Stück 10 %.", &[]),
        ("We take 20% off all refunds if the box is missing.", &[]),
        ("<div>Free delivery</div><div>Code XMAS20</div>", &["code XMAS20"]),
        ("20% off everything. Dispatch on Tuesday.", &["20 %"]),
        ("Preiserhöhung: 10 % auf alle Produkte ab 1. Januar.", &[]),
        ("Amazon offers free delivery on orders over €35.", &[]),
        ("Free delivery over €50. Black Friday sale ends 29 November 2026.", &["free from 50.00 EUR"]),
        ("20% off everything. Black Friday sale ends 29 November 2026.", &["20 % over"]),
        ("FREE delivery 27 - 29 November 2026", &["free"]),
        ("20% off everything is back on 5 December 2026.", &["20 % not begun"]),
        ("20% off everything in December 2026", &["20 % some day"]),
        ("<h3>20% off everything</h3><p>We deliver from 4 December 2026</p>", &["20 %"]),
        // The best of several, and an end that is none.
        ("20-50% off everything", &["up to"]),
        ("De -20 % à -50 % sur tous les manteaux", &["up to"]),
        ("Jusqu'à dimanche : -20 % sur tout", &["20 %"]),
        ("Hasta el domingo: 20 % de descuento en todo", &["20 %"]),
        ("Bis zu 50 % Rabatt", &["up to"]),
        // Days.
        ("Ab Donnerstag, 3.12.: 20 % auf alles", &["20 % not begun"]),
        ("Vanaf donderdag 3 december: 20% korting op alles", &["20 % not begun"]),
        ("Dès vendredi 4 décembre 2026 : -20 % sur tout", &["20 % not begun"]),
        ("20% off everything until 29 November 2026 – extended to 6 December 2026", &["20 %"]),
        ("20% off everything until 29 November – extended until 6 December!", &["20 %"]),
        ("20% off everything. This offer has now ended.", &[]),
        ("20 % auf alles. Die Aktion ist beendet.", &[]),
        ("-20 % sur tout. Cette offre est terminée.", &[]),
        ("<h3>20% off everything</h3><p>This offer has ended</p>", &[]),
        ("On 28 November 2026: 20% off everything", &["20 % over"]),
        ("20% off everything this Black Friday, 27 November 2026", &["20 % over"]),
        ("20% off everything until 29 November 2026, free delivery always", &["free", "20 % over"]),
        ("Valid 11/29/2026 only. 20% off everything", &["20 % over"]),
        ("20% off everything. Exp. 11/29/26", &["20 % over"]),
        ("Friday 27 November only: 20% off everything", &["20 % over"]),
        ("20 % rabatt på allt. Gäller 20/11–29/11 2026", &["20 % over"]),
        ("-20 % sur tout. Offre valable le 29/11/2026", &["20 % over"]),
        ("Saturday 5 December 2026: 20% off everything", &["20 % not begun"]),
        ("Am 5. Dezember 2026: 20 % auf alles", &["20 % not begun"]),
        ("Tomorrow: 20% off everything", &["20 % not begun"]),
        ("Starts Friday: 20% off everything", &["20 % some day"]),
        ("Ab Freitag: 20 % auf alles", &["20 % some day"]),
        ("Tous les mardis, -20 % sur tout", &["20 % some day"]),
        ("Next week: 20% off everything", &["20 % some day"]),
        ("20% off everything from 04/12/2026 to 06/12/2026", &["20 % some day"]),
        ("20% off everything until yesterday", &[]),
        ("Last weekend: 20% off everything", &[]),
        ("20 % auf alles war gestern", &[]),
        // Of something else, or of others.
        ("A surcharge of 5% on all card payments", &[]),
        ("Frais de 2 % sur tous les paiements", &[]),
        ("Prices may rise by 20% on all imports", &[]),
        ("Risparmia il 30% sulla bolletta", &[]),
        ("34% de réduction de la consommation d'eau", &[]),
        ("Competitors give 20% off everything", &[]),
        ("Win 20% off everything", &[]),
        ("Sold out: free gift with every order over €40", &[]),
        ("<blockquote>Got free delivery and 20% off everything</blockquote>", &[]),
        ("<div id=ship style='display:none'>Free delivery</div>", &[]),
        ("<div class=slide style='display:none'>20% off everything</div>", &["20 %"]),
    ] {
        let page = read(&product(&format!("<b class=price>40 €</b><div>{html}</div>")));
        let found = promotion::detect_on(&page, "2026-11-30".parse().unwrap());
        let said = found.iter().map(|promotion| {
            let has = |wanted: &Condition| promotion.conditions.contains(wanted);
            let what = match (&promotion.code, promotion.percent, promotion.kind.as_str()) {
                (Some(code), ..) => format!("code {code}"),
                (None, Some(percent), _) => format!("{percent} %"),
                (None, None, "free-shipping") => "free".to_owned(),
                (None, None, "gift") => "gift".to_owned(),
                _ if promotion.amount.is_some() => "amount".to_owned(),
                _ => "up to".to_owned(),
            };
            let pieces = promotion.from_quantity.map(|count| format!(" of {count}")).unwrap_or_default();
            let least = promotion.minimum.map(|least| format!(" from {least}")).unwrap_or_default();
            let some = if has(&Condition::Untold) || has(&Condition::MembersOnly) { " for some" } else { "" };
            let state = promotion.state.map_or("", |state| match state.as_str() {
                "expired" => " over",
                "not-yet" => " not begun",
                other => other,
            });
            let time = if has(&Condition::TimeInWords) { " some day" } else { "" };
            format!("{what}{pieces}{least}{some}{state}{time}")
        });
        let said: Vec<_> = said.collect();
        if said != expected {
            wrong.push((html, said));
        }
    }
    assert_eq!(wrong, []);
}
