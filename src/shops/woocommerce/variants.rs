//! The variations of a product, which its form carries as JSON (`data-product_variations`), up to 30 of them.

use serde_json::Value;
use serde_json::value::RawValue;

use crate::page::{FormVariant, json};

/// Those that can be bought; `None` when the form does not list them: above 30 it says `false`.
pub(super) fn read(text: &str) -> Option<Vec<FormVariant>> {
    let listed: Vec<&RawValue> = serde_json::from_str(text).ok()?;
    Some(listed.into_iter().filter_map(|one| variant(one.get())).collect())
}

fn variant(text: &str) -> Option<FormVariant> {
    let variation: Value = serde_json::from_str(text).ok()?;
    let can_be_bought = ["is_in_stock", "is_purchasable", "variation_is_active"]
        .iter()
        .all(|name| variation.get(name).is_none_or(json::flag));
    if !can_be_bought {
        return None;
    }
    let attributes = variation["attributes"].as_object().into_iter().flatten();
    let price = |name: &str| json::decimal(&variation[name]);
    let (now, before) = (price(PRICE), price(BEFORE));
    Some(FormVariant {
        id: json::id(&variation["variation_id"])?,
        fields: attributes
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect(),
        price: now,
        before: before.filter(|before| now.is_some_and(|now| now < *before)),
        stated: stated(text),
    })
}

const PRICE: &str = "display_price";
const BEFORE: &str = "display_regular_price";

/// From the chosen attributes, which no other variation has, to the end of the two prices. Between them stands what is said of the
/// stock, which changes with each order: where that says anything, the prices alone.
fn stated(text: &str) -> Option<String> {
    let prices = text.find(&format!("\"{PRICE}\":"))?;
    let before = text.find(&format!("\"{BEFORE}\":")).filter(|before| *before > prices)?;
    let end = before + text[before..].find([',', '}'])?;
    let attributes = text.find("\"attributes\":").filter(|start| {
        let between = text.get(*start..prices).unwrap_or_default();
        between.contains("\"availability_html\":\"\"") && between.len() <= MOST_BETWEEN
    });
    Some(text[attributes.unwrap_or(prices)..=end].to_owned())
}

/// Longer texts are less likely to stay as they are.
const MOST_BETWEEN: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_bought() {
        let text = r#"[{"variation_id":7,"attributes":{"attribute_size":"s"},"display_price":9,"display_regular_price":12,"is_in_stock":true,"is_purchasable":true},
            {"variation_id":8,"attributes":{"attribute_size":""},"display_price":12,"display_regular_price":12},
            {"variation_id":9,"attributes":{},"is_in_stock":false},{"variation_id":10,"is_purchasable":false},{"attributes":{}}]"#;
        let found = read(text).unwrap();
        let shown: Vec<_> = found.iter().map(|one| (one.id, one.fields.clone(), one.is_reduced())).collect();
        let field = |value: &str| vec![("attribute_size".to_owned(), value.to_owned())];
        assert_eq!(shown, [(7, field("s"), true), (8, field(""), false)]);
        assert_eq!(read("[]"), Some(Vec::new()));
        for unlisted in ["false", "", "{"] {
            assert_eq!(read(unlisted), None, "{unlisted}");
        }
    }

    #[test]
    fn its_price_stands_with_what_no_other_variation_has() {
        let of = |stock: &str, rest: &str| {
            let text = format!(
                r#"[{{"attributes":{{"a":"s"}},"availability_html":"{stock}","display_price":9.5,"display_regular_price":12{rest}}}]"#
            );
            read(&text.replace("}]", r#","variation_id":7}]"#)).unwrap().remove(0).stated
        };
        let whole = r#""attributes":{"a":"s"},"availability_html":"","display_price":9.5,"display_regular_price":12,"#;
        let prices = r#""display_price":9.5,"display_regular_price":12,"#;
        assert_eq!(of("", "").as_deref(), Some(whole));
        assert_eq!(of("<p>3 in stock", "").as_deref(), Some(prices), "what an order changes is left out");
        let bare = r#"[{"variation_id":7,"display_regular_price":12,"display_price":9.5}]"#;
        assert_eq!(read(bare).unwrap()[0].stated, None, "in another order than the shop's");
    }
}
