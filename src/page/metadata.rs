//! What a page declares for machines besides PrestaShop's own object: Open Graph metas and JSON-LD. This is
//! all there is on shops that are not PrestaShop.

use serde_json::Value;

use super::dom::{self, Dom, selector};
use super::json;
use crate::units::money::{Currency, Money};

/// The declared product data, with where each price was seen.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub(super) og_product: bool,
    pub(super) meta_price: Option<Money>,
    /// JSON-LD's `Product`.
    pub(super) linked: Option<LinkedProduct>,
}

/// A schema.org Product.
#[derive(Debug, Default)]
pub(super) struct LinkedProduct {
    pub(super) name: Option<String>,
    pub(super) price: Option<Money>,
    pub(super) currency: Option<Currency>,
}

impl Metadata {
    pub(super) fn read(dom: &Dom) -> Self {
        let meta = |names: [&str; 2]| {
            dom.all(selector!("meta[property]"))
                .find(|meta| meta.attr("property").is_some_and(|property| names.contains(&property)))
                .and_then(|meta| dom::attribute(meta, "content"))
        };
        let currency =
            meta(["product:price:currency", "og:price:currency"]).and_then(|code| code.parse().ok());
        let amount = meta(["product:price:amount", "og:price:amount"])
            .and_then(|amount| json::decimal(&Value::String(amount.to_owned())));
        Self {
            og_product: dom
                .all(selector!("meta[property='og:type']"))
                .any(|meta| matches!(meta.attr("content"), Some("product" | "og:product" | "product.item"))),
            meta_price: amount.map(|amount| Money::new(amount, currency)),
            linked: dom
                .all(selector!("script[type='application/ld+json']"))
                .find_map(|script| linked_product(&script.text().collect::<String>())),
        }
    }
}

fn linked_product(script: &str) -> Option<LinkedProduct> {
    // The word test spares most scripts the parser.
    if !script.contains("Product") {
        return None;
    }
    let document: Value = serde_json::from_str(script.trim()).ok()?;
    let graph = json::members(&document["@graph"]);
    let listed = document.as_array().map(|list| list.iter().collect()).unwrap_or_default();
    let product = [vec![&document], graph, listed]
        .concat()
        .into_iter()
        .find(|node| is_a(node, &["Product", "ProductGroup"]))?;
    let offer = sole_offer(&product["offers"]);
    let currency = offer
        .and_then(|offer| {
            json::text(&offer["priceCurrency"])
                .or_else(|| json::text(&offer["priceSpecification"]["priceCurrency"]))
        })
        .and_then(|code| code.parse().ok());
    let price = offer.and_then(|offer| {
        json::decimal(&offer["price"]).or_else(|| json::decimal(&offer["priceSpecification"]["price"]))
    });
    Some(LinkedProduct {
        name: json::text(&product["name"]),
        price: price.map(|amount| Money::new(amount, currency)),
        currency,
    })
}

/// The one offer. Several (one per combination) name no single price, nor does an `AggregateOffer`.
fn sole_offer(offers: &Value) -> Option<&Value> {
    match offers {
        Value::Array(list) if list.len() == 1 => list.first(),
        Value::Object(_) if is_a(offers, &["Offer"]) => Some(offers),
        _ => None,
    }
}

/// Whether `@type`, which may be a list and may be written as an address, is one of the types.
fn is_a(node: &Value, types: &[&str]) -> bool {
    let one = |value: &Value| {
        value.as_str().and_then(|name| name.rsplit('/').next()).is_some_and(|name| types.contains(&name))
    };
    match &node["@type"] {
        Value::Array(list) => list.iter().any(one),
        single => one(single),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(script: &str) -> Option<String> {
        linked_product(script)?.price.map(|money| money.to_string())
    }

    #[test]
    fn reads_the_shapes_of_linked_data() {
        let offer = r#""offers":{"@type":"Offer","price":"11.42","priceCurrency":"EUR"}"#;
        for script in [
            format!(r#"{{"@type":"Product",{offer}}}"#),
            format!(r#"{{"@graph":[{{"@type":"WebPage"}},{{"@type":["Thing","Product"],{offer}}}]}}"#),
            format!(r#"[{{"@type":"https://schema.org/Product",{offer}}}]"#),
            r#"{"@type":"Product","offers":[{"price":11.42,"priceCurrency":"EUR"}]}"#.to_owned(),
        ] {
            assert_eq!(price(&script).as_deref(), Some("11.42 EUR"), "{script}");
        }
        assert_eq!(price(r#"{"@type":"Product","offers":[{"price":1},{"price":2}]}"#), None);
        assert_eq!(price(r#"{"@type":"Product","offers":{"@type":"AggregateOffer","lowPrice":1}}"#), None);
        assert_eq!(price(r#"{"@type":"Product","#), None);
    }
}
