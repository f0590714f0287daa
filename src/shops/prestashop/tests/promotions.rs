//! The promotions of pages and carts.

use rust_decimal::Decimal;

use super::parse;
use crate::page::{Condition, VoucherRefusal};
use crate::promotion::PromotionType::{
    AutoCartRule, FreeShipping, Gift, ManualCode, QuantityPrice, StrikeThrough,
};
use crate::promotion::*;
use crate::shops::CartProtocol;
use crate::shops::prestashop::PrestaShop;

fn rule(kind: PromotionType, id: Option<u64>, code: Option<&str>) -> Promotion {
    Promotion { rule_id: id, code: code.map(str::to_owned), ..Promotion::new(kind, "test") }
}

fn of_page(html: &str) -> Vec<Promotion> {
    detect(&parse(html, "https://shop.example/en/"))
}

const SHOP: &str = r#"<script>var prestashop = {"currency":{"id":1,"iso_code":"EUR"},"page":{"page_name":"NAME"},
    "cart":{"vouchers":{"added":[]},"discounts":[{"id_cart_rule":null,"code":"BF2025","name":null,
    "reduction_percent":"10.00","reduction_amount":"0.000000","free_shipping":"0","gift_product":"0",
    "minimum_amount":"50.000000","minimum_amount_currency":"1","date_to":"2029-11-20 02:52:54"}]}};</script>"#;

const TILES: &str = r#"
    <article class="product-miniature" data-id-product="1"><h3 class="product-title"><a href="/en/1-a.html">A</a></h3>
      <span class="price">€10.00</span></article>
    <article class="product-miniature" data-id-product="2"><h3 class="product-title"><a href="/en/2-b.html">B</a></h3>
      <span class="regular-price">€14.28</span><span class="price">€11.42</span>
      <ul><li class="product-flag discount">-20%</li></ul></article>"#;

/// What a scenario file has of conditions.
fn said(conditions: &[Condition]) -> Vec<String> {
    conditions.iter().map(ToString::to_string).collect()
}

#[test]
fn a_listing_pairs_prices_inside_one_tile() {
    let found = of_page(&format!("{}<body id=category>{TILES}{TILES}", SHOP.replace("NAME", "category")));
    assert_eq!(found.iter().map(|promotion| promotion.kind).collect::<Vec<_>>(), [StrikeThrough, ManualCode]);
    assert_eq!(found[0].name.as_deref(), Some("B"));
    assert_eq!(found[0].regular.unwrap().to_string(), "14.28 EUR");
    assert_eq!(found[0].current.unwrap().to_string(), "11.42 EUR");
    assert_eq!(found[0].percent.unwrap().to_string(), "20");
    assert_eq!(found[1].minimum.unwrap().to_string(), "50.00 EUR");
    assert_eq!(found[1].valid_until.as_deref(), Some("2029-11-20 02:52:54"));
}

#[test]
fn recommendations_are_not_the_pages_promotions() {
    let product = r#"<body id=product><form id=add-to-cart-or-refresh action=/en/cart><input name=id_product value=9>
        </form><span class="current-price-value" content="5.00">€5.00</span>
        <table><tr data-discount-type=percentage data-discount=10 data-discount-quantity=3><td>3</table>"#;
    let found = of_page(&format!("{}{product}{TILES}", SHOP.replace("NAME", "product")));
    assert_eq!(found.iter().map(|promotion| promotion.kind).collect::<Vec<_>>(), [QuantityPrice, ManualCode]);
    assert_eq!((found[0].product_id, found[0].from_quantity), (Some(9), Some(3)));
}

#[test]
fn applied_rules_by_their_effect() {
    let rules = [
        (
            r#""code":"","reduction_percent":"0.00","reduction_amount":"3.000000","free_shipping":false"#,
            AutoCartRule,
        ),
        (
            r#""code":"X","reduction_percent":"10.00","reduction_amount":"0.000000","free_shipping":false"#,
            ManualCode,
        ),
        (
            r#""code":"S","reduction_percent":"0.00","reduction_amount":"0.000000","free_shipping":true"#,
            FreeShipping,
        ),
        (
            r#""code":"","reduction_percent":"0.00","reduction_amount":"0.00","free_shipping":"1""#,
            FreeShipping,
        ),
        (r#""code":"G","reduction_percent":"0.00","reduction_amount":"0.00","free_shipping":"0""#, Gift),
        (
            r#""code":"B","reduction_percent":"5.00","reduction_amount":"0.00","free_shipping":"1""#,
            ManualCode,
        ),
    ];
    for (rule, kind) in rules {
        let body = format!(
            r#"{{"success":true,"cart":{{"vouchers":{{"added":{{"7":{{"id_cart_rule":"7","name":"N",
            "reduction_formatted":"-€1.00",{rule}}}}}}}}}}}"#
        );
        let found = from_cart(&PrestaShop.read(200, &body, None).unwrap().cart.unwrap());
        assert_eq!((found[0].kind, found[0].rule_id), (kind, Some(7)), "{rule}");
    }
}

#[test]
fn a_rule_seen_twice_is_one() {
    let mut advertised = rule(ManualCode, None, Some("BF2025"));
    advertised.valid_until = Some("2029-11-20".to_owned());
    let mut applied = rule(ManualCode, Some(2), Some("bf2025"));
    applied.name = Some("Black Friday".to_owned());
    let merged = merge(
        vec![Promotion::new(StrikeThrough, "page"), advertised],
        vec![rule(AutoCartRule, Some(1), None), applied, rule(AutoCartRule, Some(1), None)],
    );
    assert_eq!(merged.len(), 3);
    assert_eq!((merged[1].rule_id, merged[1].valid_until.as_deref()), (Some(2), Some("2029-11-20")));
    assert_eq!(merge(merged.clone(), merged.clone()), merged);
}

#[test]
fn a_reduction_ends_when_its_price_does() {
    let product = r#"<body id=product><form id=add-to-cart-or-refresh action=/en/cart><input name=id_product value=7>
        </form><div data-product='{"specific_prices":{"from":"2026-01-01 00:00:00","to":"2029-12-31 23:59:59"}}'></div>
        <span class="regular-price">€14.28</span><span class="current-price-value" content="9.28">€9.28</span>"#;
    let found = of_page(product);
    assert_eq!((found[0].kind, found[0].product_id), (StrikeThrough, Some(7)));
    assert_eq!(found[0].valid_from.as_deref(), Some("2026-01-01 00:00:00"));
    assert_eq!(found[0].valid_until.as_deref(), Some("2029-12-31 23:59:59"));
}

#[test]
fn a_price_of_two_pieces_may_mean_the_second_at_half_price() {
    for (rows, expected) in [
        (
            "<tr data-discount-type=percentage data-discount=25 data-discount-quantity=2>",
            &["as much as the second piece at -50 %"][..],
        ),
        ("<tr data-discount-type=percentage data-discount=50 data-discount-quantity=2>", &[]),
        ("<tr data-discount-type=percentage data-discount=25 data-discount-quantity=3>", &[]),
    ] {
        let found = of_page(&format!(
            r#"<body id=product><form id=add-to-cart-or-refresh action=/en/cart><input name=id_product value=9></form>
            <span class="current-price-value" content="5.00">€5.00</span><table>{rows}</table>"#
        ));
        assert_eq!(
            (found[0].kind, said(&found[0].conditions)),
            (QuantityPrice, expected.iter().map(|&text| text.to_owned()).collect::<Vec<_>>())
        );
    }
    let found = of_page(
        "<body id=product><form id=add-to-cart-or-refresh action=/cart></form><p>Le 2e à -50 % tout l'été</p>",
    );
    assert_eq!((found[0].kind, found[0].from_quantity), (QuantityPrice, Some(2)));
    assert_eq!(found[0].percent.unwrap().to_string(), "50");
    assert_eq!(said(&found[0].conditions)[0], "off the second piece alone");
}

#[test]
fn codes_of_the_text_are_promises() {
    let html = format!(
        "{}<body id=cms><p>Save 20 % with code LIGHT20</p><p>Promo code: bf2025 or BF2025</p>",
        SHOP.replace("NAME", "cms")
    );
    let found = of_page(&html);
    let codes: Vec<_> =
        found.iter().map(|promotion| (promotion.code.as_deref(), promotion.seen.as_str())).collect();
    assert_eq!(codes, [(Some("BF2025"), "cart.discounts"), (Some("LIGHT20"), "text of the page")]);
    assert_eq!(found[1].state, None);
    let condition = &said(&found[1].conditions)[0];
    assert!(condition.contains("unverified") && condition.contains("Save 20 % with code LIGHT20"));
}

#[test]
fn a_refusal_is_a_state() {
    let minimum = "50.00 EUR".parse().ok();
    for (refusal, state, minimum) in [
        (VoucherRefusal::Expired, Some(Availability::Expired), None),
        (VoucherRefusal::Unknown, Some(Availability::Unknown), None),
        (VoucherRefusal::BelowMinimum(minimum), Some(Availability::Unmet), Some("50.00 EUR")),
        (VoucherRefusal::Other, None, None),
    ] {
        let promotion = Promotion::refused("X", &refusal, "the shop's sentence");
        assert_eq!(
            (promotion.state, promotion.minimum.map(|money| money.to_string()).as_deref()),
            (state, minimum)
        );
    }
    let seen = merge(
        vec![rule(ManualCode, Some(2), Some("BF2025"))],
        vec![Promotion::refused("bf2025", &VoucherRefusal::Expired, "…")],
    );
    assert_eq!((seen.len(), seen[0].rule_id, seen[0].state), (1, Some(2), Some(Availability::Expired)));
}

#[test]
fn file_form_survives_and_leaves_out_what_is_unknown() {
    let mut promotion = rule(ManualCode, Some(2), Some("BF2025"));
    promotion.percent = Some(Decimal::TEN);
    promotion.amount = "5.00 EUR".parse().ok();
    let toml = toml::to_string(&promotion).unwrap();
    assert_eq!(
        toml,
        "type = \"manual-code\"\nrule_id = 2\ncode = \"BF2025\"\npercent = \"10\"\namount = \"5.00 EUR\"\nseen = \"test\"\n"
    );
    assert_eq!(toml::from_str::<Promotion>(&toml).unwrap(), promotion);
    for kind in [StrikeThrough, AutoCartRule, ManualCode, FreeShipping, Gift, QuantityPrice] {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
}
