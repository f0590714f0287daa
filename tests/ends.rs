//! Until when offers hold, which shops are closed, and what "3x2" means.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers are tests")]

use jiff::civil::Date;
use promo_load::page::{Blind, Condition, PageKind};
use promo_load::promotion::{self, Availability, PromotionType};

use crate::themes::read;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A page of a reduced product, with what its data says of the offer.
fn reduced(offer: &str, beside: &str) -> String {
    format!(
        r#"<html lang=en-GB><body><script type="application/ld+json">{{"@type":"Product","name":"Lamp","offers":{{"price":"40.00","priceCurrency":"EUR"{offer}}}}}</script>
        <h1>Lamp</h1>{beside}<div class=price><s>50 €</s> <b>40 €</b></div></body></html>"#
    )
}

#[test]
fn a_price_that_the_page_s_data_says_is_over_holds_and_that_is_told() {
    let held = Some(Condition::HeldUntil(day("2025-10-30")));
    for (html, expected) in [
        (reduced(r#","priceValidUntil":"2025-10-30""#, ""), held.clone()),
        (reduced(r#","validThrough":"2025-10-30T23:59:59+01:00""#, ""), held.clone()),
        (reduced(r#","priceSpecification":{"price":"40.00","validThrough":"2025-10-30"}"#, ""), held.clone()),
        // Any day to come is what templates write.
        (reduced(r#","priceValidUntil":"2025-10-31""#, ""), None),
        (reduced(r#","priceValidUntil":"2026-12-31""#, ""), None),
        (reduced(r#","priceValidUntil":"soon""#, ""), None),
        // Of another price.
        (reduced(r#","priceValidUntil":"2025-10-30""#, "").replace("\"40.00\"", "\"39.00\"").replace("40 €", "39.50 €"), None),
        (
            reduced("", "")
                .replace("<h1>", "<div itemscope itemtype=https://schema.org/Product><b itemprop=name>Lamp</b><p itemprop=offers itemscope><meta itemprop=price content=40><meta itemprop=priceValidUntil content=2025-10-30></p></div><h1>"),
            held,
        ),
    ] {
        let page = read(&html);
        let found = promotion::detect_on(&page, day("2025-10-31"));
        let [promise] = found.as_slice() else { panic!("{html}: {found:?}") };
        assert_eq!(promise.conditions.first().cloned(), expected, "{html}");
        // The price that is shown holds, and the day is none of the shop's promotion.
        assert_eq!((promise.state, &promise.valid_until), (None, &None), "{html}");
        assert!(promotion::detect(&page)[0].conditions.is_empty());
    }
}

#[test]
fn what_the_shop_itself_counts_down_to_dates_the_reduction() {
    let stale = r#","priceValidUntil":"2025-01-01""#;
    for (beside, until, expected) in [
        (
            "<p data-sale-ends='2025-10-30 23:59:59'></p>",
            Some("2025-10-30 23:59:59"),
            Some(Condition::Ended(day("2025-10-30"))),
        ),
        ("<p data-sale-ends='2025-11-30'></p>", Some("2025-11-30"), None),
        ("<p data-countdown='3600'></p><p data-countdown='2025-11-30'></p>", Some("2025-11-30"), None),
        // When the parcel leaves.
        (
            "<p class=delivery-countdown data-countdown='2025-11-01 16:00:00'></p>",
            None,
            Some(Condition::HeldUntil(day("2025-01-01"))),
        ),
        (
            "<div class=shipping-timer><i data-end='2025-11-01'></i></div>",
            None,
            Some(Condition::HeldUntil(day("2025-01-01"))),
        ),
    ] {
        let found = promotion::detect_on(&read(&reduced(stale, beside)), day("2025-10-31"));
        assert_eq!(found[0].valid_until.as_deref(), until, "{beside}");
        assert_eq!(found[0].conditions.first().cloned(), expected, "{beside}");
    }
}

#[test]
fn days_without_a_year() {
    let said = |words: &str, today: &str| {
        let page = read(&format!("<html lang=fr><body><h1>Lampes</h1><p>{words}</p></body></html>"));
        let found = promotion::detect_on(&page, day(today));
        let [promise] = found.as_slice() else { panic!("{words}: {found:?}") };
        let told = promise.conditions.iter().find(|told| !matches!(told, Condition::Unverified(_))).cloned();
        (promise.state, promise.valid_from.clone(), promise.valid_until.clone(), told)
    };
    let text = |day: &str| Some(day.to_owned());
    let (range, sole) = ("Livraison offerte du 25/11 au 1/12", "Livraison offerte jusqu'au 31 décembre");
    assert_eq!(said(range, "2026-11-28"), (None, None, text("2026-12-01"), None));
    let ended = Some(Condition::Ended(day("2026-12-01")));
    assert_eq!(said(range, "2026-12-02"), (Some(Availability::Expired), None, None, ended));
    assert_eq!(said(range, "2026-11-10"), (Some(Availability::NotYet), text("2026-11-25"), None, None));
    assert_eq!(said(range, "2026-07-01"), (None, None, None, None));
    // On New Year's Day it may be the end of the year that begins.
    let passed = Some(Condition::DayHasPassed(day("2026-12-31")));
    assert_eq!(said(sole, "2027-01-01"), (None, None, None, passed));
    assert_eq!(said(sole, "2026-12-30"), (None, None, None, None));
}

#[test]
fn a_promise_with_a_year_that_has_not_begun() {
    let said = |words: &str, today: &str| {
        let page = read(&format!("<html lang=fr><body><h1>Lampes</h1><p>{words}</p></body></html>"));
        let found = promotion::detect_on(&page, day(today));
        let [promise] = found.as_slice() else { panic!("{words}: {found:?}") };
        (promise.state, promise.valid_from.clone(), promise.valid_until.clone())
    };
    let text = |day: &str| Some(day.to_owned());
    let range = "Livraison offerte du 20 décembre au 5 janvier 2027";
    let until = text("2027-01-05");
    assert_eq!(said(range, "2026-11-28"), (Some(Availability::NotYet), text("2026-12-20"), until.clone()));
    assert_eq!(said(range, "2026-12-19"), (None, text("2026-12-20"), until.clone()), "begun somewhere");
    assert_eq!(said(range, "2026-12-28"), (None, None, until.clone()));
    assert_eq!(said(range, "2027-01-08"), (Some(Availability::Expired), None, until));
    let sole = "Livraison offerte à partir du 1er décembre 2026";
    assert_eq!(said(sole, "2026-11-20"), (Some(Availability::NotYet), text("2026-12-01"), None));
    assert_eq!(said(sole, "2026-12-02"), (None, None, None));
}

#[test]
fn each_promise_has_its_own_days_and_condition() {
    let said = |words: &str| -> Vec<_> {
        let page = read(&format!("<html lang=fr><body><h1>Lampes</h1><p>{words}</p></body></html>"));
        let found = promotion::detect_on(&page, day("2026-11-30"));
        let told = found.into_iter().map(|promise| {
            let is_untold = promise.conditions.contains(&Condition::Untold);
            (promise.kind, promise.state, promise.valid_from, is_untold)
        });
        told.collect()
    };
    let (rule, free) = (PromotionType::AutoCartRule, PromotionType::FreeShipping);
    let ended = Some(Availability::Expired);
    let later = |day: &str| (rule, Some(Availability::NotYet), Some(day.to_owned()), false);
    for (words, expected) in [
        (
            "Livraison offerte dès 50 €. -20% sur tout le site jusqu'au 29 novembre 2026.",
            vec![(free, None, None, false), (rule, ended, None, false)],
        ),
        (
            "Versandkostenfrei ab 50 € – 20% auf alles vom 4.12. bis 6.12.2026",
            vec![(free, None, None, false), later("2026-12-04")],
        ),
        ("-20% sur tout le site du 05/12/2026 au 24/12/2026.", vec![later("2026-12-05")]),
        ("Ab dem 5.12. 20% auf alles.", vec![later("2026-12-05")]),
        ("Kostenloser Versand, lieferbar ab 10. Dezember.", vec![(free, None, None, false)]),
        ("Versandkostenfrei ab 6 Flaschen.", vec![(free, None, None, true)]),
        ("Members get 10% off everything.", vec![(rule, None, None, true)]),
    ] {
        assert_eq!(said(words), expected, "{words}");
    }
}

#[test]
fn a_quotation_has_the_day_that_was_read() {
    let words =
        "20% off everything on this site, and that is on all mugs, lamps and chairs, from 24 December 2026.";
    let page = read(&format!("<html lang=en-GB><body><h1>Lamps</h1><p>{words}</p></body></html>"));
    let found = promotion::detect_on(&page, day("2026-11-30"));
    assert_eq!(found[0].conditions, [Condition::Unverified(words.to_owned())]);
}

#[test]
fn a_closed_shop_has_no_promotion_that_holds() {
    for words in [
        "<h1>Nous serons bientôt de retour.</h1><p>-20 % sur tout à notre retour, code RETOUR20 !</p>",
        "<h1>We'll be back soon</h1><p>20% off everything when we are back with code BACK20</p>",
        "<h1>Wartungsarbeiten</h1><p>Wir sind bald zurück: 20 % auf alles, Gutscheincode WIEDER20</p>",
    ] {
        let page = read(&format!("<html><head><title>Lampes</title></head><body>{words}</body></html>"));
        assert!(page.maintenance && page.is_shop_page(), "{words}");
        assert_eq!(
            (page.kind, page.blind.as_slice()),
            (PageKind::Other, &[Blind::Maintenance][..]),
            "{words}"
        );
        assert_eq!(promotion::detect(&page), [], "{words}");
    }
    let soon = read("<html><body><h1>Opening soon</h1><p>15% off everything at the start</p></body></html>");
    assert_eq!((soon.blind.as_slice(), promotion::detect(&soon).len()), (&[Blind::ComingSoon][..], 0));
    // A shop that is open, whatever it says.
    let open = read(&reduced("", "<p>We will be back soon with more lamps. Site maintenance on Sunday.</p>"));
    assert!(!open.maintenance && promotion::detect(&open).len() == 1);
}

#[test]
fn three_for_two_alone() {
    for (html, expected) in [
        ("<h1>Tazas</h1><div class=promo-banner><b>3x2</b></div>", Some(3)),
        ("<h1>Taza</h1><span class=badge>2x1</span>", Some(2)),
        ("<h1>Tazas</h1><p>3 por 2</p>", Some(3)),
        ("<h1>Tasses</h1><p>3 pour 2</p>", Some(3)),
        ("<h1>Mugs</h1><p>3 for 2</p>", Some(3)),
        ("<h1>Tazze</h1><p>3 al prezzo di 2</p>", Some(3)),
        ("<h1>Alfombra</h1><span class=badge>3x2 m</span>", None),
        ("<h1>Alfombra</h1><p class=offer>60x40 cm</p>", None),
        ("<h1>Agua</h1><span class=badge>2x1.5 l</span>", None),
        ("<h1>Alfombra</h1><span class=badge>3x2</span><span class=badge>4x2</span>", None),
        ("<h1>Alfombra</h1><ul class=sizes><li class=tag>3x2</li></ul>", None),
    ] {
        let found = promotion::detect(&read(&format!("<html><body>{html}</body></html>")));
        let told = found.first().map(|told| (told.kind, told.from_quantity));
        assert_eq!(told, expected.map(|count| (PromotionType::QuantityPrice, Some(count))), "{html}");
    }
}
