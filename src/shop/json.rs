//! JSON as PHP writes it, and the cart as the browser's script reads it.

use std::io;

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::ser::Formatter;
use serde_json::{Map, Value, json};

use super::cart::{Applied, BasketRow, Bill, round};
use super::catalogue::{self, StockReduction};
use super::config::Language;
use super::rules::{Effect, RULES, Rule};
use super::site::ShopSite;
use super::wording::{items, money, word};

/// Text as PHP's `json_encode` writes it: `/` and everything outside ASCII escaped. Clients search literally.
pub(super) fn encode(value: &Value) -> String {
    let mut bytes = Vec::with_capacity(4096);
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Php);
    // Writing a tree of values into memory cannot fail.
    let _ = value.serialize(&mut serializer);
    String::from_utf8(bytes).unwrap_or_default()
}

struct Php;

impl Formatter for Php {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for char in fragment.chars() {
            match char {
                '/' => writer.write_all(b"\\/")?,
                _ if char.is_ascii() => writer.write_all(&[char as u8])?,
                _ => {
                    for unit in char.encode_utf16(&mut [0; 2]) {
                        write!(writer, "\\u{unit:04x}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// An amount as a JSON number, rounded to the cent and without trailing zeros: `22.94`, `3`.
pub(super) fn number(amount: Decimal) -> Value {
    // By way of the text, which is exact: the shortest float of two decimals prints as these.
    round(amount).normalize().to_string().parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
}

/// Who looks at the cart: where addresses point, and which language and token they carry.
#[derive(Debug, Clone, Copy)]
pub(super) struct JsonView<'a> {
    pub(super) site: &'a ShopSite,
    pub(super) language: Language,
    pub(super) token: &'a str,
}

impl JsonView<'_> {
    /// An address that does something to the cart.
    pub(super) fn action(&self, query: &str) -> String {
        format!("{}?{query}&token={}", self.site.cart(self.language), self.token)
    }

    fn priced(&self, kind: &str, label: &str, amount: Decimal) -> Value {
        json!({
            "type": kind,
            "label": label,
            "amount": number(amount),
            "value": money(amount, self.language),
        })
    }
}

/// The `cart` of an AJAX answer and of `var prestashop`. `known` is false for a visitor without a cart, whose
/// shipping costs that are not worked out yet.
pub(super) fn cart(view: JsonView<'_>, bill: &Bill, known: bool) -> Value {
    let language = view.language;
    let say = |key| word(key, language);
    let net = bill.total / Decimal::new(12, 1);
    let shipping = if known { say("free") } else { "" };
    json!({
        "products": bill.rows.iter().map(|row| product(view, row)).collect::<Vec<_>>(),
        "totals": {
            "total": view.priced("total", say("total"), bill.total),
            "total_including_tax": view.priced("total", say("tax_incl"), bill.total),
            "total_excluding_tax": view.priced("total", say("tax_excl"), net),
        },
        "subtotals": {
            "products": view.priced("products", say("subtotal"), bill.products),
            "discounts": if bill.discounts.is_zero() {
                Value::Null
            } else {
                view.priced("discount", say("discounts"), bill.discounts)
            },
            "shipping": { "type": "shipping", "label": say("shipping"), "amount": 0, "value": shipping },
            "tax": null,
        },
        "products_count": bill.pieces,
        "summary_string": items(bill.pieces, language),
        "labels": { "tax_short": say("tax_short"), "tax_long": say("tax_long") },
        "id_address_delivery": 0,
        "id_address_invoice": 0,
        "is_virtual": false,
        "vouchers": { "allowed": 1, "added": added(view, &bill.applied) },
        "discounts": highlighted(bill, language),
        "minimalPurchase": 0,
        "minimalPurchaseRequired": "",
    })
}

/// `[]` when there are none: PHP cannot tell an empty object from an empty list.
fn added(view: JsonView<'_>, applied: &[Applied]) -> Value {
    if applied.is_empty() {
        return json!([]);
    }
    let entry = |applied: &Applied| (applied.rule.id.to_string(), voucher(view, applied));
    Value::Object(applied.iter().map(entry).collect::<Map<_, _>>())
}

fn voucher(view: JsonView<'_>, applied: &Applied) -> Value {
    let Rule { id, code, name, effect, .. } = applied.rule;
    let formatted = match effect {
        Effect::FreeShipping => word("free_shipping", view.language).to_owned(),
        _ => format!("-{}", money(applied.off, view.language)),
    };
    json!({
        "id_cart_rule": id.to_string(),
        "name": name.get(view.language),
        "code": code,
        "reduction_percent": percent_field(*effect),
        "reduction_currency": "1",
        "free_shipping": *effect == Effect::FreeShipping,
        "reduction_amount": amount_field(*effect),
        "reduction_formatted": formatted,
        "delete_url": view.action(&format!("deleteDiscount={id}")),
    })
}

pub(super) fn percent_field(effect: Effect) -> String {
    match effect {
        Effect::Percent(percent) | Effect::PercentOn { percent, .. } => format!("{percent}.00"),
        _ => "0.00".to_owned(),
    }
}

pub(super) fn amount_field(effect: Effect) -> String {
    match effect {
        Effect::Amount(cents) => format!("{:.6}", Decimal::new(i64::from(cents), 2)),
        _ => "0.000000".to_owned(),
    }
}

/// The vouchers that the shop advertises with their codes until they are used.
fn highlighted(bill: &Bill, language: Language) -> Vec<Value> {
    RULES
        .iter()
        .filter(|rule| rule.highlighted && !bill.applied.iter().any(|applied| applied.rule.id == rule.id))
        .map(|rule| {
            let (from, to) = rule.validity();
            json!({
                "id_cart_rule": rule.id.to_string(),
                "id_customer": "0",
                "date_from": from,
                "date_to": to,
                "description": "",
                "quantity": "1000000",
                "quantity_per_user": "1000000",
                "priority": "1",
                "partial_use": "0",
                "code": rule.code,
                "minimum_amount": "0.000000",
                "minimum_amount_currency": "1",
                "free_shipping": "0",
                "reduction_percent": percent_field(rule.effect),
                "reduction_amount": amount_field(rule.effect),
                "reduction_tax": "1",
                "reduction_currency": "1",
                "reduction_product": "0",
                "gift_product": "0",
                "gift_product_attribute": "0",
                "highlight": "1",
                "active": "1",
                "name": rule.name.get(language),
                "quantity_for_user": 1_000_000,
            })
        })
        .collect()
}

fn product(view: JsonView<'_>, row: &BasketRow) -> Value {
    let BasketRow { product, attribute, quantity, unit, total } = *row;
    let language = view.language;
    let ids = format!("id_product={}&id_product_attribute={attribute}", product.id);
    let mut fields = json!({
        "id": product.id.to_string(),
        "id_product": product.id.to_string(),
        "id_product_attribute": attribute.to_string(),
        "id_customization": null,
        "name": product.name.get(language),
        "reference": product.reference,
        "description_short": format!("<p>{}</p>", product.summary.get(language)),
        "link_rewrite": product.slug.get(language),
        "category": catalogue::category(product.category).map_or("", |category| category.slug.get(language)),
        "manufacturer_name": "Atelier Demo",
        "url": view.site.product(language, product, attribute),
        "canonical_url": view.site.product(language, product, 0),
        "add_to_cart_url": view.action(&format!("add=1&{ids}")),
        "remove_from_cart_url": view.action(&format!("delete=1&{ids}")),
        "up_quantity_url": view.action(&format!("update=1&{ids}")) + "&op=up",
        "down_quantity_url": view.action(&format!("update=1&{ids}")) + "&op=down",
        "update_quantity_url": view.action(&format!("update=1&{ids}")),
        "attributes": attributes(row, language),
        "quantity": quantity,
        "cart_quantity": quantity.to_string(),
        "quantity_wanted": quantity.to_string(),
        "minimal_quantity": "1",
        "stock_quantity": catalogue::STOCK,
        "availability": "available",
        "show_price": true,
        "show_availability": true,
        "on_sale": "0",
        "online_only": "0",
        "customizable": "0",
        "customizations": [],
        "labels": { "tax_short": word("tax_short", language), "tax_long": word("tax_long", language) },
        "rate": 20,
        "tax_name": "TVA FR 20%",
        "quantity_discounts": [],
        "cover": cover(view, row),
        "images": [cover(view, row)],
    });
    if let Some(fields) = fields.as_object_mut() {
        fields.extend(prices(row, unit, total, language));
    }
    fields
}

fn attributes(row: &BasketRow, language: Language) -> Value {
    let chosen = row.product.choices(row.attribute).unwrap_or_default();
    if chosen.is_empty() {
        return json!([]);
    }
    let entry = |(group, choice): &(&catalogue::Group, &catalogue::ProductChoice)| {
        (group.name.get(language).to_owned(), choice.name.get(language).into())
    };
    Value::Object(chosen.iter().map(entry).collect::<Map<_, _>>())
}

fn prices(row: &BasketRow, unit: Decimal, total: Decimal, language: Language) -> Map<String, Value> {
    let regular = row.product.price;
    let off = regular - unit;
    let (kind, percentage) = match row.product.reduction {
        StockReduction::Percent(percent) | StockReduction::FromPieces { percent, .. } if !off.is_zero() => {
            (json!("percentage"), json!(format!("-{percent}%")))
        }
        StockReduction::Amount(_) => (json!("amount"), Value::Null),
        _ => (Value::Null, Value::Null),
    };
    let fields = json!({
        "price": money(unit, language),
        "price_amount": number(unit),
        "price_wt": number(unit),
        "price_with_reduction": number(unit),
        "price_without_reduction": number(regular),
        "regular_price": money(regular, language),
        "regular_price_amount": number(regular),
        "reduction": number(off),
        "has_discount": !off.is_zero(),
        "discount_type": kind,
        "discount_percentage": percentage,
        "discount_amount": money(off, language),
        "discount_to_display": money(off, language),
        "total": money(total, language),
        "total_wt": number(total),
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// The sizes that a theme asks for.
pub(super) const IMAGE_SIZES: [(&str, u32); 5] = [
    ("small_default", 98),
    ("cart_default", 125),
    ("home_default", 250),
    ("medium_default", 452),
    ("large_default", 800),
];

fn cover(view: JsonView<'_>, row: &BasketRow) -> Value {
    let sized = |(size, pixels): (&str, u32)| {
        let address = super::pages::image(view.site, row.product, size, view.language);
        (size.to_owned(), json!({ "url": address, "width": pixels, "height": pixels }))
    };
    json!({
        "id_image": row.product.id.to_string(),
        "legend": row.product.name.get(view.language),
        "cover": "1",
        "position": "1",
        "bySize": Value::Object(IMAGE_SIZES.into_iter().map(sized).collect::<Map<_, _>>()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::cart::Cart;

    fn site() -> ShopSite {
        ShopSite { base: "http://shop".to_owned(), languages: vec![Language::En, Language::Fr] }
    }

    fn shown(cart: &Cart, language: Language) -> Value {
        super::cart(JsonView { site: &site(), language, token: "t" }, &cart.bill(), true)
    }

    #[test]
    fn text_is_escaped_as_php_does() {
        let value = json!({"url": "http://a/b", "price": "€3", "quote": "\"\n", "beyond": "😀"});
        assert_eq!(
            encode(&value),
            r#"{"url":"http:\/\/a\/b","price":"\u20ac3","quote":"\"\n","beyond":"\ud83d\ude00"}"#
        );
    }

    #[test]
    fn amounts_are_plain_numbers() {
        for (cents, text) in [(2294, "22.94"), (300, "3"), (0, "0"), (1990, "19.9")] {
            assert_eq!(number(Decimal::new(cents, 2)).to_string(), text);
        }
    }

    #[test]
    fn an_empty_cart_has_a_list_of_vouchers_and_a_full_one_an_object() {
        let mut cart = Cart::default();
        let empty = shown(&cart, Language::En);
        assert_eq!(empty["vouchers"]["added"], json!([]));
        assert_eq!(empty["subtotals"]["discounts"], Value::Null);
        assert_eq!(empty["discounts"][0]["code"], "BF2025");
        cart.add(1, 4, 1).unwrap();
        cart.apply("bf2025").unwrap();
        let full = shown(&cart, Language::En);
        assert_eq!(full["vouchers"]["added"]["1"]["code"], "");
        assert_eq!(full["vouchers"]["added"]["1"]["reduction_amount"], "3.000000");
        assert_eq!(full["vouchers"]["added"]["2"]["reduction_formatted"], "-€1.99");
        assert_eq!(full["discounts"], json!([]));
        assert_eq!(full["products"][0]["attributes"], json!({"Size": "M", "Color": "Black"}));
        assert_eq!(full["products"][0]["discount_percentage"], "-20%");
        assert_eq!(shown(&cart, Language::Fr)["totals"]["total"]["value"], "17,95\u{a0}€");
    }
}
