use super::PromotionType::{AutoCartRule, FreeShipping, Gift, ManualCode, QuantityPrice, StrikeThrough};
use super::*;
use crate::page::{CartAnswer, Page};

fn rule(kind: PromotionType, id: Option<u64>, code: Option<&str>) -> Promotion {
    Promotion { rule_id: id, code: code.map(str::to_owned), ..Promotion::new(kind, "test") }
}

fn of_page(html: &str) -> Vec<Promotion> {
    detect(&Page::parse(html, &url::Url::parse("https://shop.example/en/").unwrap()))
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
        let found = from_cart(&CartAnswer::parse(&body).unwrap().cart.unwrap());
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
fn complexity_follows_the_rules() {
    let auto = rule(AutoCartRule, Some(1), None);
    let second = rule(FreeShipping, Some(2), None);
    let code = rule(ManualCode, None, Some("X"));
    let strike = Promotion::new(StrikeThrough, "page");
    for (promotions, expected) in [
        (vec![], Complexity::Low),
        (vec![strike.clone()], Complexity::Low),
        (vec![auto.clone()], Complexity::Medium),
        (vec![code.clone(), code.clone()], Complexity::Medium),
        (vec![auto.clone(), second], Complexity::High),
        (vec![auto, code, strike], Complexity::High),
    ] {
        assert_eq!(complexity(&promotions), expected, "{promotions:?}");
    }
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
