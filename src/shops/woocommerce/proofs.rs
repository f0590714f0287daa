//! What a cart's answer proves, and which promotions a check proves.

use super::cart;
use crate::page::CartState;
use crate::promotion::{Promotion, PromotionType};
use crate::scenario::{Check, Step};
use crate::shops::Stop;
use crate::shops::draft::{IN_CART, contains};

/// That the Store API's cart costs what the trial cart did.
pub(super) fn total(what: &str, state: &CartState, promised: bool) -> Option<Check> {
    let total = state.total?;
    Some(Check {
        name: format!("{what} costs {total}"),
        promotion: promised,
        json: Some("/totals/total_price".into()),
        equals: Some(toml::Value::String(cart::minor(total))),
        ..Check::default()
    })
}

/// What the block's page says of the cart, which it has as JSON for its scripts: that something is in it, and what it costs.
pub(super) fn preloaded(seen: &Stop, state: &CartState, promised: bool) -> Vec<Check> {
    let pieces = (state.products_count > 0).then_some(state.products_count);
    let inside = pieces.and_then(|pieces| written(seen, "items_count", &pieces.to_string()));
    let total = state.total.and_then(|total| {
        let text = written(seen, "total_price", &format!("\"{}\"", cart::minor(total)))?;
        Some(Check { promotion: promised, ..contains(&format!("the cart page shows {total}"), &text) })
    });
    inside.map(|text| contains(IN_CART, &text)).into_iter().chain(total).collect()
}

/// A member of the cart in the page's scripts, as the page writes it: as JSON, or as a part of an address.
fn written(seen: &Stop, name: &str, value: &str) -> Option<String> {
    let plain = format!("\"{name}\":{value},");
    let escaped = plain.replace('"', "%22").replace(':', "%3A").replace(',', "%2C");
    [escaped, plain].into_iter().find(|text| seen.says(text))
}

/// That something is taken off, where the trial cart had it so. Its taxes are not among this, so the total says how much.
pub(super) fn discount(what: &str, state: &CartState) -> Option<Check> {
    state.discount.map(|_| Check {
        name: format!("{what} is reduced"),
        promotion: true,
        json: Some("/totals/total_discount".into()),
        at_least: Some(1.0),
        ..Check::default()
    })
}

/// That the code is where the trial cart listed it. Carts list codes in lower case.
pub(super) fn listed(state: &CartState, code: &str) -> Option<Check> {
    let code = code.trim().to_lowercase();
    let is_it = |listed: &Option<String>| listed.as_ref().is_some_and(|listed| listed.to_lowercase() == code);
    let place = state.vouchers_added.iter().position(|voucher| is_it(&voucher.code))?;
    Some(Check {
        name: "voucher is in the cart".into(),
        promotion: true,
        json: Some(format!("/coupons/{place}/code")),
        equals: Some(toml::Value::String(code)),
        ..Check::default()
    })
}

/// The class of a coupon's row in classic pages, with what ends it.
pub(super) fn row_of(code: &str) -> String {
    let slug: String = code
        .trim()
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_alphanumeric() || letter == '_' { letter } else { '-' })
        .collect();
    format!("cart-discount coupon-{slug}\"")
}

/// The longest row of totals, in bytes.
const LONGEST_ROW: usize = 2_000;

/// A row's mark-up from its class to the end of the amount in it, or the class alone where it has no amount.
pub(super) fn row_at(source: &str, class: &str) -> Option<String> {
    let at = source.find(class)?;
    let rest = &source[at..];
    let row = &rest[..rest.find("</tr>").filter(|length| *length <= LONGEST_ROW)?];
    let cell = row.find("<td")?;
    // A link to take the code out follows in the same cell.
    let cell_end = ["<a ", "</td>"].iter().filter_map(|end| row[cell..].find(end)).min()?;
    let shown = &row[..cell + cell_end];
    let body = cell + shown[cell..].find('>')?;
    let Some(digit) = shown[body..].rfind(|c: char| c.is_ascii_digit()) else {
        return Some(class.to_owned());
    };
    let behind = body + digit + 1;
    let end = row[behind..].find('<')?;
    Some(row[..=behind + end].to_owned())
}

/// A coupon is proven by its row in a page or its place in the cart.
pub(super) fn proves(_: &Step, check: &Check, promotion: &Promotion) -> bool {
    let Some(code) = promotion.code.as_deref().filter(|_| promotion.kind != PromotionType::StrikeThrough)
    else {
        return false;
    };
    // In the answer of a script the page's quotes are escaped.
    let says_row = |text: &String| text.replace("\\\"", "\"").contains(&row_of(code));
    let in_page = check.body_contains.as_ref().is_some_and(says_row);
    let is_code =
        |value: &toml::Value| value.as_str().is_some_and(|value| value.to_lowercase() == code.to_lowercase());
    let pointer = check.json.as_deref().unwrap_or_default();
    let in_cart = pointer.starts_with("/coupons/") && pointer.ends_with("/code");
    in_page || (in_cart && check.equals.as_ref().is_some_and(is_code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_told_by_its_amount() {
        let row = |class: &str, cell: &str| {
            format!(
                "<table><tr class=\"{class}\">\n<th>5 off</th>\n<td data-title=\"5 off\">{cell}</td></tr>"
            )
        };
        for (cell, end) in [
            ("-<span><i>&euro;</i>2.28</span> <a href=\"?remove_coupon=b1\">[Remove]</a>", Some("</i>2.28<")),
            ("<strong><span>50,00&nbsp;<i>&euro;</i></span></strong>", Some("<span>50,00&nbsp;<")),
            ("Free shipping <a href=\"?remove_coupon=b1\">[Remove]</a>", None),
        ] {
            let source = row("cart-discount coupon-b1", cell);
            let found = row_at(&source, "cart-discount coupon-b1\"").unwrap();
            assert!(source.contains(&found), "{found}");
            match end {
                Some(end) => assert!(found.ends_with(end) && found.starts_with("cart-discount"), "{found}"),
                None => assert_eq!(found, "cart-discount coupon-b1\""),
            }
        }
        assert_eq!(row_at("<tr class=\"order-total\"><td>5", "order-total\""), None);
    }

    #[test]
    fn a_coupon_is_proven_by_its_own_code() {
        let coupon = |code: &str| Promotion {
            code: Some(code.to_owned()),
            ..Promotion::new(PromotionType::ManualCode, "test")
        };
        let row = Check {
            body_contains: Some("<tr class=\"cart-discount coupon-x-10\"><td>-1".into()),
            ..Check::default()
        };
        let listed = Check {
            json: Some("/coupons/0/code".into()),
            equals: Some(toml::Value::String("x 10".into())),
            ..Check::default()
        };
        for (check, code, proved) in [
            (&row, "X 10", true),
            (&row, "X 1", false),
            (&listed, "X 10", true),
            (&listed, "X", false),
            (&Check::default(), "X", false),
        ] {
            assert_eq!(proves(&Step::default(), check, &coupon(code)), proved, "{code} {check:?}");
        }
        let reduced = Promotion { kind: PromotionType::StrikeThrough, ..coupon("X 10") };
        assert!(!proves(&Step::default(), &listed, &reduced));
    }
}
