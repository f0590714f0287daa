//! The product in PrestaShop's own data: its JSON in `#product-details[data-product]`, its form and the classes of `<body>`.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::page::dom::{self, Dom, selector};
use crate::page::{AddToCartForm, OwnProduct, QuantityDiscount, Reduction, Validity, is_date, json};
use crate::units::money::{self, Currency, Money};

/// What is there of it; `None` when nothing is.
pub(super) fn read(
    dom: &Dom,
    form: Option<&AddToCartForm>,
    currency: Option<Currency>,
) -> Option<OwnProduct> {
    let data = data_product(dom);
    let product = OwnProduct {
        id: form
            .and_then(|form| json::whole(form.field("id_product")?))
            .or_else(|| json::id(&data["id_product"]))
            .or_else(|| body_class_id(dom, "product-id-")),
        attribute_id: json::id(&data["id_product_attribute"]),
        name: json::text(&data["name"]),
        stock: json::count(&data["quantity"]),
        price: json::price(&data["price_amount"]).map(|amount| ("data-product price_amount", amount)),
        before: json::decimal(&data["price_without_reduction"])
            .map(|before| ("data-product price_without_reduction", before)),
        validity: specific_price(&data),
        quantity_discounts: quantity_discounts(dom, &data, currency),
    };
    (product != OwnProduct::default()).then_some(product)
}

/// The number behind a class of the body: `product-id-6`, `category-id-3`.
pub(super) fn body_class_id(dom: &Dom, prefix: &str) -> Option<u64> {
    let body = dom.first(selector!("body"))?;
    body.value().classes().find_map(|class| json::whole(class.strip_prefix(prefix)?)).filter(|id| *id > 0)
}

/// The product's JSON; `null` without it.
fn data_product(dom: &Dom) -> Value {
    dom.own(selector!("[data-product]"))
        .and_then(|element| serde_json::from_str(dom::attribute(element, "data-product")?).ok())
        .unwrap_or(Value::Null)
}

/// The dates of the price that the product's JSON carries.
fn specific_price(data: &Value) -> Option<Validity> {
    // MySQL's "never" is `0000-00-00 00:00:00`.
    let date = |name: &str| {
        let text = data["specific_prices"][name].as_str()?;
        (is_date(text) && !text.starts_with("0000")).then(|| text.to_owned())
    };
    let (from, until) = (date("from"), date("to"));
    let seen = "data-product specific_prices".to_owned();
    (from.is_some() || until.is_some()).then_some(Validity { from, until, seen })
}

/// The volume discounts: classic's and hummingbird's table (`tr[data-discount-quantity]`), or the product's
/// JSON.
fn quantity_discounts(dom: &Dom, product: &Value, currency: Option<Currency>) -> Vec<QuantityDiscount> {
    let from_table: Vec<_> = dom
        .all(selector!("[data-discount-quantity]"))
        .filter_map(|row| {
            let value = money::decimal(dom::attribute(row, "data-discount")?).ok()?;
            let from = dom::attribute(row, "data-discount-quantity")?.parse().ok()?;
            quantity_discount(from, row.attr("data-discount-type")?, value, currency)
        })
        .collect();
    if !from_table.is_empty() {
        return from_table;
    }
    json::members(&product["quantity_discounts"])
        .into_iter()
        .filter_map(|rule| {
            let kind = rule["reduction_type"].as_str()?;
            let from = u32::try_from(json::count(&rule["from_quantity"])?).ok()?;
            let value = json::positive(&rule["reduction"])?;
            // The JSON writes percentages as fractions: "0.100000".
            let value = if kind == "percentage" { value.checked_mul(Decimal::ONE_HUNDRED)? } else { value };
            quantity_discount(from, kind, value, currency)
        })
        .collect()
}

fn quantity_discount(
    from_quantity: u32,
    kind: &str,
    value: Decimal,
    currency: Option<Currency>,
) -> Option<QuantityDiscount> {
    if value <= Decimal::ZERO {
        return None;
    }
    let value = match kind {
        "percentage" if value <= Decimal::ONE_HUNDRED => Reduction::Percent(value.normalize()),
        "amount" => Reduction::Amount(Money::new(value.normalize(), currency)),
        _ => return None,
    };
    (from_quantity > 1).then_some(QuantityDiscount { from_quantity, value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Offers;
    use crate::shops::Shops;

    fn offers(html: &str) -> Offers {
        Shops::known().parse(html, &url::Url::parse("https://shop.example/en/").unwrap()).offers
    }

    #[test]
    fn a_specific_price_is_dated_by_the_product() {
        let html = |to: &str| {
            format!(
                r#"<div data-countdown="2030-01-01"></div><div id="product-details" data-product='{{"specific_prices":
                {{"from":"2026-01-01 00:00:00","to":"{to}"}}}}'></div>"#
            )
        };
        let validity = offers(&html("2029-12-31 23:59:59")).validity.unwrap();
        assert_eq!(validity.from.as_deref(), Some("2026-01-01 00:00:00"));
        assert_eq!(validity.until.as_deref(), Some("2029-12-31 23:59:59"));
        let open = offers(&html("0000-00-00 00:00:00")).validity.unwrap();
        assert_eq!((open.from.is_some(), open.until), (true, None));
        // Without a specific price PrestaShop writes `false`.
        assert_eq!(offers(r#"<div data-product='{"specific_prices":false}'>"#).validity, None);
    }

    #[test]
    fn quantity_discounts_that_no_shop_means() {
        let read = |kind: &str, reduction: &str| {
            let rule =
                serde_json::json!({ "reduction_type": kind, "from_quantity": 3, "reduction": reduction });
            let product = serde_json::json!({ "quantity_discounts": [rule] });
            quantity_discounts(&Dom::new(""), &product, None).pop().map(|discount| discount.value)
        };
        assert_eq!(read("percentage", "0.100000"), Some(Reduction::Percent(Decimal::TEN)));
        assert_eq!(read("percentage", "1.01"), None);
        // A hundred times that is more than a decimal holds.
        assert_eq!(read("percentage", "9999999999999999999999999999"), None);
        assert_eq!(read("amount", "-5"), None);
        let row = "<table><tr data-discount-type=amount data-discount=-5 data-discount-quantity=3></table>";
        assert_eq!(quantity_discounts(&Dom::new(row), &Value::Null, None), []);
    }
}
