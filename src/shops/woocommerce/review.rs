//! What the classic order page's script asks as soon as the page is there: the order reckoned once more. Nothing is ordered.

use serde_json::Value;
use url::form_urlencoded;

use super::background::ACCEPT_ANY;
use super::fields::checkout_fields;
use super::proofs::{row_at, row_of};
use super::requests::{REVIEW_NONCE, ajax_headers, once};
use super::routes;
use crate::page::{CartState, Page};
use crate::scenario::{Check, Step, Template};
use crate::shops::draft::{contains, look};
use crate::shops::{CartSight, Sale};

/// The request as a browser sends it from this order page; `None` where the page has no nonce for it.
pub(super) fn step(product: &Page, order: CartSight<'_>) -> Option<Step> {
    if !order.source.contains(REVIEW_NONCE) {
        return None;
    }
    let fields = checkout_fields(order.source);
    let value = |name: &str| {
        let field = fields.iter().find(|(field, _)| field == name);
        field.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let address = |kind: &str| {
        let parts = ["country", "state", "postcode", "city", "address_1", "address_2"];
        parts.map(|part| value(&format!("{kind}_{part}")))
    };
    let names = ["country", "state", "postcode", "city", "address", "address_2"];
    let billing = names.into_iter().map(str::to_owned).zip(address("billing"));
    let shipping = names.into_iter().map(|name| format!("s_{name}")).zip(address("billing"));
    let methods = fields.iter().filter(|(name, _)| name.starts_with("shipping_method["));
    // Its nonce is the session's own, and nothing looks at it here.
    let sent = fields.iter().filter(|(name, _)| !name.ends_with("-nonce"));
    let post_data: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(sent).finish();
    let escaped = |(name, value): (String, String)| (name, Template::escape(&value));
    let form = [
        ("security".to_owned(), "${review_nonce}".to_owned()),
        ("payment_method".to_owned(), Template::escape(&value("payment_method"))),
    ];
    let rest = billing.chain(shipping).chain([("has_full_address".to_owned(), "false".to_owned())]);
    let rest = rest.chain([("post_data".to_owned(), post_data)]).chain(methods.cloned());
    Some(Step {
        headers: ajax_headers(ACCEPT_ANY),
        form: once(form.into_iter().chain(rest.map(escaped))),
        ..look("order_review", &routes::action(product, "update_order_review"))
    })
}

/// That the order is reckoned, with the code and the total that the trial's answer had.
pub(super) fn checks(sale: &Sale<'_>, cart: &CartState) -> Vec<Check> {
    let succeeds = Check {
        name: "the order is reckoned".into(),
        json: Some("/result".into()),
        equals: Some(toml::Value::String("success".into())),
        ..Check::default()
    };
    let answer = sale.tried.review_answer.as_deref().unwrap_or_default();
    let row = |class: &str| written(answer, &table_row(answer, class)?);
    let code = sale.voucher.and_then(|voucher| row(&row_of(voucher.code())));
    let code = code.map(|text| contains("voucher is on the order review", &text));
    let total = cart.total.and_then(|total| {
        let text = row("order-total\"")?;
        Some(contains(&format!("the order review shows {total}"), &text))
    });
    let promised = sale.promised || sale.voucher.is_some();
    let of_order = code.into_iter().chain(total).map(|check| Check { promotion: promised, ..check });
    std::iter::once(succeeds).chain(of_order).collect()
}

/// A row of the order's table, which is one of the pieces of HTML that the answer brings.
fn table_row(answer: &str, class: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    let pieces = answer["fragments"].as_object()?;
    pieces.values().filter_map(Value::as_str).find_map(|html| row_at(html, class))
}

/// A text of the document as it stands in its bytes: the shop's PHP escapes slashes, and whatever is not ASCII; plugins may
/// do neither.
fn written(document: &str, text: &str) -> Option<String> {
    let plain = Value::from(text).to_string();
    let plain = plain.strip_prefix('"')?.strip_suffix('"')?;
    let slashes = plain.replace('/', "\\/");
    let ways = [ascii(&slashes), slashes, ascii(plain), plain.to_owned()];
    ways.into_iter().find(|way| !way.contains('\u{FFFD}') && document.contains(way))
}

/// With all characters beyond ASCII as JSON's escapes.
fn ascii(text: &str) -> String {
    let mut units = [0; 2];
    text.chars().fold(String::new(), |mut written, letter| {
        if letter.is_ascii() {
            written.push(letter);
        } else {
            letter.encode_utf16(&mut units).iter().for_each(|unit| written += &format!("\\u{unit:04x}"));
        }
        written
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_found_as_the_answer_writes_it() {
        let html = "<table>\n<tr class=\"cart-discount coupon-été\">\n\t<th>Été</th><td>-<i>4,86\u{a0}</i> <a href=x>[x]</a></td></tr>\
                    <tr class=\"order-total\"><th>Total</th><td><b>48.68</b></td></tr></table>";
        let plain = serde_json::json!({ "result": "success", "fragments": { ".table": html } }).to_string();
        let slashes = plain.replace('/', "\\/");
        for (document, end) in [
            (ascii(&slashes), r"<i>4,86\u00a0<"),
            (slashes, "<i>4,86\u{a0}<"),
            (ascii(&plain), r"<i>4,86\u00a0<"),
            (plain, "<i>4,86\u{a0}<"),
        ] {
            let row = table_row(&document, &row_of("ÉTÉ")).unwrap();
            let text = written(&document, &row).unwrap();
            assert!(document.contains(&text) && text.ends_with(end), "{text}");
            assert!(text.starts_with("cart-discount coupon-"), "{text}");
            assert!(table_row(&document, &row_of("OTHER")).is_none());
            assert!(written(&document, &row.replace("86", "87")).is_none(), "only what stands there");
        }
        for odd in ["", "<html>", "[]", r#"{"fragments":[]}"#, r#"{"fragments":{"a":1}}"#] {
            assert!(table_row(odd, "order-total\"").is_none(), "{odd}");
        }
    }
}
