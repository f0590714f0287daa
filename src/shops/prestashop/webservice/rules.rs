//! Cart rules as the webservice describes them in JSON: numbers are strings, a single rule leaves out what is empty or zero, and
//! no rule at all is `[]`.

use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;

use crate::page::json;
use crate::promotion::{CartRule, Reduces, RuleAmount, RuleRestriction};

/// The flag of each restriction.
const RESTRICTIONS: [(&str, RuleRestriction); 6] = [
    ("country_restriction", RuleRestriction::Countries),
    ("carrier_restriction", RuleRestriction::Carriers),
    ("group_restriction", RuleRestriction::Groups),
    ("product_restriction", RuleRestriction::Products),
    ("shop_restriction", RuleRestriction::Shops),
    ("cart_rule_restriction", RuleRestriction::Rules),
];

/// A text that tells of no cart rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CartRulesError {
    /// The text ends too early.
    #[error("the JSON breaks off after {0} characters")]
    Cut(usize),
    /// No JSON at all.
    #[error("it is no JSON")]
    NotJson,
    /// JSON about something else.
    #[error("the JSON tells of no cart rules")]
    Other,
    /// A list of ids, which says nothing of the rules.
    #[error("the list has ids only, although all fields were asked for")]
    IdsOnly,
}

/// Reads a list of rules, a single rule, or the empty list. Members of another shape are left out.
pub(in crate::shops::prestashop) fn read(text: &str) -> Result<Vec<CartRule>, CartRulesError> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let begun = text.trim_start().starts_with(['{', '[']);
        if error.is_eof() && begun {
            CartRulesError::Cut(text.chars().count())
        } else {
            CartRulesError::NotJson
        }
    })?;
    let rules = match (&value, value.get("cart_rules"), value.get("cart_rule")) {
        (Value::Array(list), _, _) if list.is_empty() => Vec::new(),
        (_, Some(list), _) => json::members(list),
        (_, None, Some(rule)) => vec![rule],
        _ => return Err(CartRulesError::Other),
    };
    // Without its fields a rule would look used up: what is absent is zero.
    if rules.iter().any(|rule| rule.as_object().is_some_and(|fields| fields.len() == 1)) {
        return Err(CartRulesError::IdsOnly);
    }
    Ok(rules.into_iter().filter_map(rule_of).collect())
}

fn rule_of(rule: &Value) -> Option<CartRule> {
    let count = |name: &str| json::count(&rule[name]).unwrap_or(0);
    let flag = |name: &str| json::flag(&rule[name]);
    Some(CartRule {
        id: json::id(&rule["id"])?,
        names: names(&rule["name"]),
        code: json::text(&rule["code"]),
        active: flag("active"),
        customer: json::id(&rule["id_customer"]),
        valid_from: json::date(&rule["date_from"]),
        valid_until: json::date(&rule["date_to"]),
        quantity: count("quantity"),
        per_customer: count("quantity_per_user"),
        priority: count("priority"),
        minimum: amount(rule, "minimum_amount", "minimum_amount_currency", "minimum_amount_tax"),
        minimum_with_shipping: flag("minimum_amount_shipping"),
        percent: json::percent(&rule["reduction_percent"]),
        amount: amount(rule, "reduction_amount", "reduction_currency", "reduction_tax"),
        reduces: reduces(&rule["reduction_product"]),
        excludes_reduced: flag("reduction_exclude_special"),
        gift_product: json::id(&rule["gift_product"]),
        free_shipping: flag("free_shipping"),
        restricted: RESTRICTIONS
            .into_iter()
            .filter(|(name, _)| flag(name))
            .map(|(_, restriction)| restriction)
            .collect(),
    })
}

/// A plain text, or `[{"id": "1", "value": "…"}]` by language.
fn names(value: &Value) -> Vec<(Option<u64>, String)> {
    if let Some(name) = json::text(value) {
        return vec![(None, name)];
    }
    let named = |name: &Value| Some((json::id(&name["id"]), json::text(&name["value"])?));
    json::members(value).into_iter().filter_map(named).collect()
}

fn amount(rule: &Value, amount: &str, currency: &str, tax: &str) -> Option<RuleAmount> {
    Some(RuleAmount {
        amount: json::positive(&rule[amount])?,
        currency: json::id(&rule[currency]),
        with_tax: json::flag(&rule[tax]),
    })
}

fn reduces(value: &Value) -> Reduces {
    match json::decimal(value).and_then(|number| number.to_i64()) {
        Some(-1) => Reduces::Cheapest,
        Some(-2) => Reduces::Selection,
        Some(id @ 1..) => Reduces::Product(id.unsigned_abs()),
        _ => Reduces::Order,
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    fn one(fields: &str) -> CartRule {
        let rules = read(&format!(r#"{{"cart_rules":[{{"id":7,{fields}}}]}}"#)).unwrap();
        assert_eq!(rules.len(), 1);
        rules.into_iter().next().unwrap()
    }

    #[test]
    fn reads_what_is_there_and_takes_the_rest_for_nothing() {
        let rule = one(r#""code":"MIN50","date_from":"2026-10-22 03:52:54","date_to":"0000-00-00 00:00:00",
            "quantity":"12","quantity_per_user":"1","priority":"2","minimum_amount":"50.000000",
            "minimum_amount_tax":"1","minimum_amount_currency":"1","reduction_percent":"0.00",
            "reduction_amount":"5.000000","reduction_currency":"2","reduction_product":"-1","active":"1",
            "group_restriction":"1","name":[{"id":"1","value":"Five"},{"id":"2","value":"Cinq"}]"#);
        assert_eq!((rule.id, rule.code.as_deref(), rule.active), (7, Some("MIN50"), true));
        assert_eq!((rule.quantity, rule.per_customer, rule.priority), (12, 1, 2));
        assert_eq!(rule.valid_from.as_deref(), Some("2026-10-22 03:52:54"));
        assert_eq!((rule.valid_until.as_deref(), rule.customer), (None, None));
        let minimum = rule.minimum.unwrap();
        assert_eq!((minimum.amount, minimum.currency, minimum.with_tax), (Decimal::from(50), Some(1), true));
        assert_eq!(rule.amount.map(|off| (off.currency, off.with_tax)), Some((Some(2), false)));
        assert_eq!((rule.percent, rule.reduces), (None, Reduces::Cheapest));
        assert_eq!(rule.restricted, [RuleRestriction::Groups]);
        assert_eq!(
            (rule.name(Some(2)), rule.name(Some(9)), rule.name(None)),
            (Some("Cinq"), Some("Five"), Some("Five"))
        );
        let bare = one(r#""name":"Solo","reduction_product":"6""#);
        assert_eq!((bare.name(Some(1)), bare.active, bare.quantity), (Some("Solo"), false, 0));
        assert_eq!(bare.reduces, Reduces::Product(6));
    }

    #[test]
    fn knows_the_forms_of_an_answer() {
        for (text, expected) in [
            ("[]", Ok(0)),
            (" [] \n", Ok(0)),
            (r#"{"cart_rules":[]}"#, Ok(0)),
            (r#"{"cart_rules":[{"id":1,"code":""},"odd",{"id":"0","code":"X"}]}"#, Ok(1)),
            (r#"{"cart_rule":{"id":"2","code":"X"}}"#, Ok(1)),
            (r#"{"cart_rules":[{"id":1},{"id":2}]}"#, Err(CartRulesError::IdsOnly)),
            (r#"{"products":[]}"#, Err(CartRulesError::Other)),
            ("[1]", Err(CartRulesError::Other)),
            ("5", Err(CartRulesError::Other)),
            (r#"{"cart_rules":[{"id":1"#, Err(CartRulesError::Cut(22))),
            ("<html>", Err(CartRulesError::NotJson)),
            ("", Err(CartRulesError::NotJson)),
        ] {
            assert_eq!(read(text).map(|rules| rules.len()), expected, "{text}");
        }
    }
}
