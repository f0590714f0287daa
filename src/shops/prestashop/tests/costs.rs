//! What the rules are known to cost: said where the webservice tells enough of it, and nowhere else.

use serde_json::json;

use super::rules::{page, told};
use crate::http::{Answer, HeaderMap};
use crate::page::{CartState, CartVoucher};
use crate::promotion::BackOffice;
use crate::shops::prestashop::PrestaShop;
use crate::shops::{CensusItem, CostCause, KnownCost, RuleCensus, RuleSource};
use crate::words::Lang;

const BY_COUNTRY: &str = r#""id":1,"name":"Bienvenue","country_restriction":"1""#;

fn costs(told: &BackOffice, counts: &[(CensusItem, u64)], cart: Option<&CartState>) -> Vec<KnownCost> {
    let census: RuleCensus = counts.iter().copied().collect();
    PrestaShop.known_costs(&page(), told, &census, cart)
}

fn asked(told: &BackOffice) -> Vec<(CensusItem, String)> {
    let questions = PrestaShop.census(&page(), told).into_iter();
    questions
        .map(|(what, url)| {
            (what, percent_encoding::percent_decode_str(url.as_str()).decode_utf8_lossy().into_owned())
        })
        .collect()
}

#[test]
fn a_rule_by_country_is_checked_for_each_country() {
    for (rule, countries, evidence) in [
        (BY_COUNTRY, Some(50), Some("at most 50 countries")),
        (BY_COUNTRY, None, Some("cannot tell how many countries")),
        (BY_COUNTRY, Some(9), None),
        (BY_COUNTRY, Some(10), Some("at most 10 countries")),
        // Codes are checked once they are entered, and what is over never.
        (r#""id":1,"code":"ISLES","country_restriction":"1""#, None, None),
        (r#""id":1,"name":"x","country_restriction":"1","quantity":"0","active":"1""#, None, None),
        (r#""id":1,"name":"x","country_restriction":"1","id_customer":"4""#, None, None),
        (r#""id":1,"name":"x","carrier_restriction":"1""#, None, None),
    ] {
        let told = told(&[rule]);
        let counts: Vec<_> = countries.map(|count| (CensusItem::Countries, count)).into_iter().collect();
        let found = costs(&told, &counts, None);
        assert_eq!(found.len(), usize::from(evidence.is_some()), "{rule} {countries:?}: {found:?}");
        if let Some(evidence) = evidence {
            let cost = &found[0];
            assert_eq!((cost.of, cost.is_counted), (CostCause::Countries, false));
            assert!(cost.what.say(Lang::En).starts_with("rule 1 (\"Bienvenue\") applies by itself"));
            assert!(
                cost.what
                    .say(Lang::Fr)
                    .replace('\u{202f}', " ")
                    .starts_with("règle 1 (« Bienvenue ») s’applique")
            );
            assert!(cost.evidence.say(Lang::En).starts_with(evidence), "{}", cost.evidence);
        }
    }
}

#[test]
fn only_what_matters_is_asked() {
    assert_eq!(asked(&told(&[r#""id":1,"name":"all""#])), []);
    let countries = "https://shop.example/api/countries?filter[active]=1&display=[id]&output_format=JSON";
    assert_eq!(asked(&told(&[BY_COUNTRY])), [(CensusItem::Countries, countries.to_owned())]);
    let more = BackOffice { is_complete: false, ..told(&[r#""id":1,"code":"A""#]) };
    let rules =
        "https://shop.example/api/cart_rules?filter[active]=1&display=[id]&output_format=JSON&limit=10000,1";
    assert_eq!(asked(&more), [(CensusItem::RulesBeyond, rules.to_owned())]);
}

#[test]
fn answers_are_counted_or_say_nothing() {
    let count = |status: u16, body: &str| {
        PrestaShop.count(&Answer { status, headers: HeaderMap::new(), body: body.to_owned().into() })
    };
    for (status, body, expected) in [
        (200, json!({"countries": [{"id": 8}, {"id": 21}]}).to_string(), Some(2)),
        (200, "[]".to_owned(), Some(0)),
        (401, json!({"errors": [{"code": 26, "message": "no"}]}).to_string(), None),
        (200, "<html>".to_owned(), None),
        (200, "{}".to_owned(), None),
        (200, "5".to_owned(), None),
    ] {
        assert_eq!(count(status, &body), expected, "{status} {body}");
    }
}

#[test]
fn many_rules_are_many_for_every_page() {
    let one = || told(&[r#""id":1,"code":"A""#]);
    for (counts, found) in
        [(&[][..], 0), (&[(CensusItem::RulesBeyond, 0)], 0), (&[(CensusItem::RulesBeyond, 1)], 1)]
    {
        let costs = costs(&one(), counts, None);
        assert_eq!(costs.len(), found, "{counts:?}");
        assert!(costs.iter().all(|cost| cost.of == CostCause::ManyRules && cost.is_counted));
    }
    // Without a code, and each with a minimum, so that nothing says that they meet in one cart.
    let automatic = |rules: usize| -> BackOffice {
        let rules: Vec<String> =
            (1..=rules).map(|id| format!(r#""id":{id},"name":"R{id}","minimum_amount":"{id}.00""#)).collect();
        told(&rules.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert_eq!(costs(&automatic(9), &[], None), []);
    let found = costs(&automatic(10), &[], None);
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].what.say(Lang::En),
        "10 cart rules without a code are checked on every page with a cart"
    );
    let evidence = found[0].evidence.say(Lang::En);
    assert!(evidence.starts_with("rule 1 (\"R1\"), rule 2 (\"R2\"), rule 3 (\"R3\"), 7 more;"), "{evidence}");
    let some = BackOffice { is_complete: false, ..automatic(10) };
    assert!(costs(&some, &[], None)[0].evidence.say(Lang::En).starts_with("at least"));
}

#[test]
fn rules_of_one_cart_are_those_that_the_trial_saw() {
    let told = told(&[r#""id":1,"name":"Welcome""#, r#""id":2,"code":"BF2025""#, r#""id":3,"name":"Sale""#]);
    let cart = |ids: &[u64]| {
        let applied = |id: &u64| CartVoucher {
            id: Some(*id),
            name: None,
            code: None,
            percent: None,
            amount: None,
            free_shipping: false,
            shown: None,
        };
        CartState { vouchers_added: ids.iter().map(applied).collect(), ..CartState::default() }
    };
    let found = costs(&told, &[], Some(&cart(&[1, 2])));
    assert_eq!((found.len(), found[0].of, found[0].is_counted), (1, CostCause::RulesTogether, true));
    let evidence = found[0].evidence.say(Lang::En);
    assert!(
        evidence.starts_with("the trial's cart had rule 1 (\"Welcome\"), rule 2 (BF2025);"),
        "{evidence}"
    );
    // A single rule has nothing to go together with, and the cart overrides the list.
    assert_eq!(costs(&told, &[], Some(&cart(&[1]))), []);
    let without_trial = costs(&told, &[], None);
    assert_eq!((without_trial.len(), without_trial[0].is_counted), (1, false));
    let evidence = without_trial[0].evidence.say(Lang::Fr).replace('\u{202f}', " ");
    assert!(
        evidence.starts_with("rien n’écarte règle 1 (« Welcome »), règle 3 (« Sale ») d’un panier"),
        "{evidence}"
    );
}
