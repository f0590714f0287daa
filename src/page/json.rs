//! Reading the JSON that PHP writes, where numbers may be strings, absent things `null`, `false` or `[]`, and
//! empty objects empty lists.

use std::str::FromStr;

use rust_decimal::Decimal;
use serde_json::Value;

use crate::units::money;

/// A non-empty string, or a number as text.
#[must_use]
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An id: a positive integer, written as a number or as a string.
#[must_use]
pub fn id(value: &Value) -> Option<u64> {
    count(value).filter(|id| *id > 0)
}

/// A whole number that may be zero.
#[must_use]
pub fn count(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64().filter(|count| *count <= MOST),
        Value::String(text) => whole(text),
        _ => None,
    }
}

/// PHP's integers and those of TOML, in which scenarios are written, have a sign.
const MOST: u64 = i64::MAX.unsigned_abs();

/// A whole number in an attribute or an address.
#[must_use]
pub fn whole(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|count| *count <= MOST)
}

/// An exact decimal. A JSON number is taken by its text, so `11.42` stays `11.42`; PHP's rounding noise
/// beyond the sixth decimal goes.
#[must_use]
pub fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::String(text) => money::decimal(text.trim()).ok(),
        Value::Number(number) => {
            let text = number.to_string();
            Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
        }
        _ => None,
    }
    .map(|decimal| decimal.round_dp(6).normalize())
}

/// The same, without zero: "no reduction" may be written as `"0.000000"`.
#[must_use]
pub fn positive(value: &Value) -> Option<Decimal> {
    decimal(value).filter(|decimal| *decimal > Decimal::ZERO)
}

/// What something costs: zero or more. Some shops write `-1` for "no price".
#[must_use]
pub fn price(value: &Value) -> Option<Decimal> {
    decimal(value).filter(|price| !price.is_sign_negative())
}

/// The percent of a reduction: above zero, at most 100.
#[must_use]
pub fn percent(value: &Value) -> Option<Decimal> {
    positive(value).filter(|percent| *percent <= Decimal::ONE_HUNDRED)
}

/// A date as the shop writes it. MySQL's "never" is `0000-00-00 00:00:00`.
#[must_use]
pub fn date(value: &Value) -> Option<String> {
    text(value).filter(|date| !date.starts_with("0000"))
}

/// PHP's notion of a flag: `true`, `1`, `"1"`.
#[must_use]
pub fn flag(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::Number(_) | Value::String(_) => count(value).is_some_and(|count| count != 0),
        _ => false,
    }
}

/// The members of a list, or of an object keyed by id.
#[must_use]
pub fn members(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(map) => map.values().collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_what_php_writes() {
        assert_eq!(
            (id(&json!("8")), id(&json!(8)), id(&json!("0")), id(&json!(null))),
            (Some(8), Some(8), None, None)
        );
        assert_eq!(positive(&json!("0.000000")), None);
        assert_eq!(positive(&json!("10.00")).unwrap().to_string(), "10");
        assert_eq!(decimal(&json!(11.42)).unwrap().to_string(), "11.42");
        assert_eq!(decimal(&json!(5.736_000_000_000_001)).unwrap().to_string(), "5.736");
        assert_eq!(decimal(&json!("1e3")), None);
        assert_eq!((price(&json!(-1)), price(&json!("-0.00"))), (None, Some(Decimal::ZERO)));
        assert_eq!(
            (percent(&json!("100.00")), percent(&json!("100.01"))),
            (Some(Decimal::ONE_HUNDRED), None)
        );
        // The greatest number that a scenario's file can hold.
        assert_eq!(count(&json!(i64::MAX)), Some(i64::MAX.unsigned_abs()));
        assert_eq!((id(&json!(u64::MAX)), id(&json!("9223372036854775808"))), (None, None));
        assert!(flag(&json!("1")) && flag(&json!(true)) && !flag(&json!("0")) && !flag(&json!([])));
        assert_eq!(members(&json!([])).len() + members(&json!({"1": 1})).len(), 1);
    }
}
