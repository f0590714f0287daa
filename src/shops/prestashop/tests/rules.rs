//! What the back office's rules make of the promotions that a page shows.

use super::parse;
use crate::page::Page;
use crate::promotion::*;
use crate::shops::prestashop::webservice::read_rules;

const PAGE: &str = r#"<script>var prestashop = {"currency":{"id":1,"iso_code":"EUR"},"language":{"id":"2","iso_code":"fr"},
    "page":{"page_name":"product"},"cart":{"vouchers":{"added":[]},"discounts":[{"code":"BF2025","reduction_percent":"10.00"}]}};
    </script>"#;

pub(super) fn page() -> Page {
    parse(PAGE, "https://shop.example/fr/")
}

/// Rules, each given by its fields; unless they say otherwise it is active, and unlimited but for a million uses.
pub(super) fn told(rules: &[&str]) -> BackOffice {
    let usual = r#""active":"1","quantity":"1000000""#;
    let rules: Vec<String> =
        rules
            .iter()
            .map(|fields| {
                if fields.contains("quantity\"") { (*fields).to_owned() } else { format!("{fields},{usual}") }
            })
            .map(|fields| format!("{{{fields}}}"))
            .collect();
    let rules = read_rules(&format!(r#"{{"cart_rules":[{}]}}"#, rules.join(","))).unwrap();
    BackOffice {
        rules,
        unknown_codes: Vec::new(),
        is_complete: true,
        now: "2026-11-21T12:00:00Z".parse().unwrap(),
    }
}

fn only(rule: &str) -> Promotion {
    let mut enriched = enrich(&page(), Vec::new(), false, &told(&[rule]));
    assert_eq!(enriched.promotions.len(), 1);
    enriched.promotions.remove(0)
}

/// The English sentences.
fn said(sentences: &[impl ToString]) -> Vec<String> {
    sentences.iter().map(ToString::to_string).collect()
}

#[test]
fn a_rule_is_over_only_when_it_is_over_in_every_time_zone() {
    // Noon in UTC: midnight in the last zone, two in the next morning in the first.
    for (dates, expected) in [
        (r#""date_to":"2026-11-20 23:59:59""#, Some(Availability::Expired)),
        (r#""date_to":"2026-11-21 00:00:00""#, None),
        (r#""date_to":"2026-11-21 00:00:01""#, None),
        (r#""date_from":"2026-11-22 02:00:00""#, None),
        (r#""date_from":"2026-11-22 02:00:01""#, Some(Availability::NotYet)),
        (r#""date_from":"0000-00-00 00:00:00","date_to":"0000-00-00 00:00:00""#, None),
        (r#""date_from":"soon","date_to":"2026-13-45 00:00:00""#, None),
        (r#""date_to":"2024-12-31 23:59:59","quantity":"0","active":"1""#, Some(Availability::Expired)),
        (r#""date_to":"2024-12-31 23:59:59","quantity":"0","active":"0""#, Some(Availability::Disabled)),
        (r#""date_from":"2030-01-01 00:00:00","quantity":"0","active":"1""#, Some(Availability::UsedUp)),
        (r#""quantity":"1""#, Some(Availability::Disabled)),
    ] {
        assert_eq!(only(&format!(r#""id":1,"code":"X",{dates}"#)).state, expected, "{dates}");
    }
}

#[test]
fn a_rule_in_words() {
    let rule = only(
        r#""id":3,"code":"MIN50","name":[{"id":"1","value":"Five off"},{"id":"2","value":"Cinq"}],"priority":"2",
        "quantity_per_user":"1","minimum_amount":"50.000000","minimum_amount_currency":"1","minimum_amount_shipping":"1",
        "reduction_amount":"5.000000","reduction_currency":"2","reduction_tax":"1","reduction_product":"-1",
        "reduction_exclude_special":"1","group_restriction":"1","cart_rule_restriction":"1","gift_product":"6","free_shipping":"1""#,
    );
    assert_eq!((rule.kind, rule.seen.as_str()), (PromotionType::ManualCode, WEBSERVICE));
    assert_eq!((rule.name.as_deref(), rule.rule_id), (Some("Cinq"), Some(3)));
    assert_eq!((rule.remaining, rule.per_customer, rule.priority), (Some(1_000_000), Some(1), Some(2)));
    // The amount is in a currency that the page does not name.
    assert_eq!(rule.amount.unwrap().to_string(), "5.00");
    assert_eq!(rule.minimum.unwrap().to_string(), "50.00 EUR");
    assert_eq!((rule.free_shipping, rule.combinable), (true, None));
    assert_eq!(
        said(&rule.conditions),
        [
            "the cheapest product only",
            "not on products that are already reduced",
            "the minimum is without tax",
            "the minimum counts the shipping",
            "for some customer groups only",
            "gives product 6 away",
        ]
    );
    for (fields, kind, product, conditions) in [
        (r#""code":"G","gift_product":"6""#, PromotionType::Gift, Some(6), &[][..]),
        (r#""code":"F","free_shipping":"1""#, PromotionType::FreeShipping, None, &[]),
        (r#""reduction_percent":"5.00""#, PromotionType::AutoCartRule, None, &[]),
        (
            r#""code":"T","reduction_percent":"30.00","reduction_product":"1""#,
            PromotionType::ManualCode,
            Some(1),
            &["only product 1"],
        ),
        (
            r#""code":"S","reduction_percent":"30.00","reduction_product":"-2""#,
            PromotionType::ManualCode,
            None,
            &["selected products only"],
        ),
    ] {
        let rule = only(&format!(r#""id":9,{fields}"#));
        assert_eq!((rule.kind, rule.product_id, rule.combinable), (kind, product, Some(true)), "{fields}");
        assert_eq!(said(&rule.conditions), conditions, "{fields}");
    }
}

#[test]
fn what_was_seen_is_completed() {
    let seen = detect(&page());
    assert_eq!(seen.len(), 1);
    let told = told(&[
        r#""id":2,"code":"bf2025","quantity":"40","active":"1","date_to":"2029-11-20 02:52:54","product_restriction":"1""#,
        r#""id":8,"code":"VIP","id_customer":"4""#,
        r#""id":9,"code":"OLD","date_to":"2024-12-31 23:59:59""#,
    ]);
    let enriched = enrich(&page(), seen, false, &told);
    assert_eq!(enriched.promotions.len(), 2);
    let code = &enriched.promotions[0];
    assert_eq!((code.rule_id, code.code.as_deref(), code.remaining), (Some(2), Some("BF2025"), Some(40)));
    assert_eq!(code.valid_until.as_deref(), Some("2029-11-20 02:52:54"));
    assert_eq!((code.seen.as_str(), code.state), ("cart.discounts", None));
    assert_eq!(said(&code.conditions), ["with certain products in the cart only"]);
    assert_eq!(enriched.promotions[1].state, Some(Availability::Expired));
    assert_eq!(
        said(&enriched.notes),
        [
            "the webservice tells of 3 active cart rules: 2 can be used, 1 expired; 1 for single customers, which are not listed"
        ]
    );
}

#[test]
fn contradictions_are_told() {
    let old = told(&[r#""id":2,"code":"BF2025","date_to":"2024-12-31 23:59:59""#]);
    let seen = detect(&page());
    let enriched = enrich(&page(), seen.clone(), false, &old);
    assert_eq!(enriched.promotions[0].state, Some(Availability::Expired));
    assert_eq!(
        enriched.notes[1].to_string(),
        "the page advertises rule 2 (BF2025), but the webservice says that it is expired since 2024-12-31 23:59:59; is the page an \
         old copy from a cache?"
    );
    // What the cart does is stronger than what a list says.
    let mut applied = seen.clone();
    applied[0].state = Some(Availability::Active);
    let enriched = enrich(&page(), applied, true, &old);
    assert_eq!(enriched.promotions[0].state, Some(Availability::Active));
    assert!(
        enriched.notes[1].to_string().starts_with("the cart applies rule 2 (BF2025), but"),
        "{:?}",
        enriched.notes
    );
    // The shop has said it itself.
    let mut refused = seen.clone();
    refused[0].state = Some(Availability::Unmet);
    let enriched = enrich(&page(), refused, true, &old);
    assert_eq!((enriched.promotions[0].state, enriched.notes.len()), (Some(Availability::Expired), 1));

    let unknown = BackOffice { unknown_codes: vec!["BF2025".to_owned()], ..told(&[]) };
    let enriched = enrich(&page(), seen, false, &unknown);
    assert_eq!(enriched.notes[0].to_string(), "the webservice tells of no active cart rule");
    assert!(
        enriched.notes[1].to_string().contains("the webservice knows no such code"),
        "{:?}",
        enriched.notes
    );
}

#[test]
fn an_automatic_rule_that_the_cart_did_not_get() {
    let rules = told(&[
        r#""id":1,"name":"Ten","reduction_percent":"10.00","minimum_amount":"80.000000","minimum_amount_currency":"1","minimum_amount_tax":"1""#,
        r#""id":2,"reduction_percent":"5.00""#,
        r#""id":3,"reduction_percent":"5.00","date_to":"2024-12-31 23:59:59""#,
        r#""id":4,"code":"X","reduction_percent":"5.00""#,
        r#""id":5,"reduction_percent":"5.00","cart_rule_restriction":"1""#,
    ]);
    let enriched = enrich(&page(), Vec::new(), true, &rules);
    let states: Vec<_> = enriched.promotions.iter().map(|rule| (rule.rule_id.unwrap(), rule.state)).collect();
    assert_eq!(
        states,
        [
            (1, Some(Availability::Unmet)),
            (2, Some(Availability::Unmet)),
            (5, Some(Availability::Unmet)),
            (4, None),
            (3, Some(Availability::Expired))
        ]
    );
    assert_eq!(
        said(&enriched.notes[1..]),
        [
            "the trial cart did not get the automatic rule 1 (\"Ten\"); the reason may be: from 80.00 EUR on",
            "the trial cart did not get the automatic rule 2; the webservice names no condition that would explain it",
            "the trial cart did not get the automatic rule 5; the reason may be another rule that it does not go together with",
        ]
    );
    // Without a cart nothing is known of that.
    let enriched = enrich(&page(), Vec::new(), false, &rules);
    assert_eq!((enriched.promotions[0].state, enriched.notes.len()), (None, 1));
}

#[test]
fn what_nobody_can_use_adds_no_complexity() {
    let mut rules = vec![only(r#""id":1,"reduction_percent":"5.00""#)];
    for state in [Availability::Expired, Availability::NotYet, Availability::UsedUp, Availability::Disabled] {
        rules.push(Promotion { state: Some(state), ..only(r#""id":2,"reduction_percent":"5.00""#) });
        rules.push(Promotion { state: Some(state), ..only(r#""id":3,"code":"X""#) });
    }
    assert_eq!(complexity(&rules), Complexity::Medium);
    assert_eq!(complexity(&rules[1..]), Complexity::Low);
    for state in [Availability::Active, Availability::Unmet] {
        rules.push(Promotion { state: Some(state), ..only(r#""id":4,"reduction_percent":"5.00""#) });
        assert_eq!(complexity(&rules), Complexity::High);
        rules.pop();
    }
}

#[test]
fn generated_codes_do_not_bury_the_rest() {
    let generated = (100..200).map(|id| format!(r#""id":{id},"code":"GEN{id}""#));
    let over = (200..210).map(|id| format!(r#""id":{id},"code":"OLD{id}","date_to":"2024-12-31 23:59:59""#));
    let automatic = std::iter::once(r#""id":300,"reduction_percent":"5.00""#.to_owned());
    let rules: Vec<String> = generated.chain(over).chain(automatic).collect();
    let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
    let enriched = enrich(&page(), Vec::new(), false, &told(&rules));
    assert_eq!((enriched.promotions.len(), enriched.promotions[0].rule_id), (40, Some(300)));
    assert_eq!(
        enriched.notes[1].to_string(),
        "71 more cart rules of the webservice are not listed, 61 of which can be used"
    );
    let part = BackOffice { is_complete: false, ..told(&rules) };
    assert!(
        enrich(&page(), Vec::new(), false, &part).notes[0]
            .to_string()
            .contains("more than 111 active cart rules")
    );
}

#[test]
fn what_speaks_against_a_code() {
    let told = BackOffice {
        unknown_codes: vec!["NOPE".to_owned()],
        ..told(&[
            r#""id":7,"code":"DISABLED","quantity":"1","active":"0""#,
            r#""id":3,"code":"MIN50","minimum_amount":"50.00","minimum_amount_tax":"1","minimum_amount_currency":"1""#,
            r#""id":4,"code":"FREESHIP""#,
        ])
    };
    for (code, expected) in [
        ("nope", Some("the webservice knows no code nope")),
        ("disabled", Some("the webservice says of rule 7 (DISABLED): switched off")),
        ("MIN50", Some("the webservice says of rule 3 (MIN50): from 50.00 EUR on")),
        ("FREESHIP", None),
        ("OTHER", None),
    ] {
        assert_eq!(told.against(code, &page()).map(|said| said.to_string()).as_deref(), expected);
    }
}
