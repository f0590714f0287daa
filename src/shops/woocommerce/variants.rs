//! The variations of a product, which its form carries as JSON (`data-product_variations`), up to 30 of them.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::page::{FormVariant, json};

/// Those that can be bought; `None` when the form does not list them: above 30 it says `false`.
pub(super) fn read(text: &str) -> Option<Vec<FormVariant>> {
    let listed: Vec<Value> = serde_json::from_str(text).ok()?;
    let can_be_bought = |variation: &&Value| {
        ["is_in_stock", "is_purchasable", "variation_is_active"]
            .iter()
            .all(|name| variation.get(name).is_none_or(json::flag))
    };
    Some(listed.iter().filter(can_be_bought).filter_map(variant).collect())
}

fn variant(variation: &Value) -> Option<FormVariant> {
    let attributes = variation["attributes"].as_object().into_iter().flatten();
    let price = |name: &str| json::decimal(&variation[name]);
    let (now, before): (Option<Decimal>, _) = (price("display_price"), price("display_regular_price"));
    Some(FormVariant {
        id: json::id(&variation["variation_id"])?,
        fields: attributes
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect(),
        reduced: now < before && now.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_bought() {
        let text = r#"[{"variation_id":7,"attributes":{"attribute_size":"s"},"display_price":9,"display_regular_price":12,"is_in_stock":true,"is_purchasable":true},
            {"variation_id":8,"attributes":{"attribute_size":""},"display_price":12,"display_regular_price":12},
            {"variation_id":9,"attributes":{},"is_in_stock":false},{"variation_id":10,"is_purchasable":false},{"attributes":{}}]"#;
        let found = read(text).unwrap();
        let shown: Vec<_> = found.iter().map(|one| (one.id, one.fields.clone(), one.reduced)).collect();
        let field = |value: &str| vec![("attribute_size".to_owned(), value.to_owned())];
        assert_eq!(shown, [(7, field("s"), true), (8, field(""), false)]);
        assert_eq!(read("[]"), Some(Vec::new()));
        for unlisted in ["false", "", "{"] {
            assert_eq!(read(unlisted), None, "{unlisted}");
        }
    }
}
