//! The classic pages with a cart: made of forms, with the totals in tables.

use url::form_urlencoded;

use super::background::ACCEPT_ANY;
use super::proofs::row_of;
use super::requests::{ACCEPT_HTML, ajax_headers, cart_field, once};
use super::routes;
use crate::page::CartState;
use crate::page::dom::{self, Dom, selector};
use crate::scenario::{Check, Extract, Step, StepRole, Template};
use crate::shops::draft::{IN_CART, contains, look, pause};
use crate::shops::{Sale, Stop};

/// The longest row of totals, in bytes.
const LONGEST_ROW: usize = 2_000;

/// What the cart's page shows before a code is entered.
pub(super) fn of_cart(sale: &Sale<'_>, seen: &Stop) -> Vec<Check> {
    let form = contains("is the cart page", "class=\"woocommerce-cart-form\"");
    let line = cart_fields(&seen.source)
        .into_iter()
        .map(|(name, _)| format!("name=\"{name}\""))
        .find(|text| text.starts_with("name=\"cart[") && seen.says(text));
    let line = line.map(|text| contains(IN_CART, &text));
    let total = total(seen, "the cart page", &sale.tried.added);
    let total = total.map(|check| Check { promotion: sale.promised, ..check });
    [form].into_iter().filter(|check| stands(check, seen)).chain(line).chain(total).collect()
}

fn stands(check: &Check, seen: &Stop) -> bool {
    check.body_contains.as_ref().is_some_and(|text| seen.says(text))
}

/// The page's script sends the whole form once the code was accepted, and shows the page that comes.
pub(super) fn cart_with_code(sale: &Sale<'_>) -> Option<Step> {
    let (cart_page, voucher) = (sale.tried.cart_page.as_ref()?, sale.voucher?);
    let fields = cart_fields(&cart_page.source);
    let template = voucher.template();
    let form = fields.into_iter().map(|(name, value)| {
        let value = cart_field(&name, &value, &template);
        (name, value)
    });
    let mut step = Step {
        promotion: true,
        headers: ajax_headers(ACCEPT_HTML),
        form: once(form),
        think_time: pause(1, 2),
        ..look("cart_with_code", &cart_page.asked)
    };
    if let (Some(seen), Some(cart)) = (&sale.tried.code_page, &sale.tried.with_voucher) {
        step.checks = with_code(seen, "the cart page", cart, voucher.code());
    }
    Some(step)
}

/// The order page with the voucher, and what its script asks: the shop reckons once more.
pub(super) fn order(sale: &Sale<'_>) -> Vec<Step> {
    let Some(seen) = &sale.tried.order_page else { return Vec::new() };
    let cart = sale.tried.with_voucher.as_ref().unwrap_or(&sale.tried.added);
    let mut page = Step { role: Some(StepRole::ShowsOrder), ..look("order_page", &seen.asked) };
    let form = "name=\"checkout\"";
    page.checks.extend(Some(contains("is the order page", form)).filter(|_| seen.says(form)));
    page.checks.extend(match sale.voucher {
        Some(voucher) => with_code(seen, "the order page", cart, voucher.code()),
        None => {
            let total = total(seen, "the order page", cart);
            total.map(|check| Check { promotion: sale.promised, ..check }).into_iter().collect()
        }
    });
    const NONCE: &str = "\"update_order_review_nonce\":\"";
    if !seen.says(NONCE) {
        return vec![page];
    }
    page.extracts.push(Extract::between("review_nonce", NONCE, "\""));
    page.think_time = pause(0, 0);
    vec![page, review(sale, seen)]
}

/// What the order page's script asks as soon as it is there. Nothing is ordered.
fn review(sale: &Sale<'_>, seen: &Stop) -> Step {
    let fields = checkout_fields(&seen.source);
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
    let succeeds = Check {
        name: "the order is reckoned".into(),
        json: Some("/result".into()),
        equals: Some(toml::Value::String("success".into())),
        ..Check::default()
    };
    Step {
        headers: ajax_headers(ACCEPT_ANY),
        form: once(form.into_iter().chain(rest.map(escaped))),
        checks: vec![succeeds],
        ..look("order_review", &routes::action(sale.product, "update_order_review"))
    }
}

/// That the code and what it takes off stand there, and the total.
fn with_code(seen: &Stop, page: &str, cart: &CartState, code: &str) -> Vec<Check> {
    let row = row_of(code);
    let listed = row_at(&seen.source, &row).filter(|text| seen.says(text));
    let listed = listed.map(|text| contains(&format!("voucher is on {page}"), &text));
    let checks = listed.into_iter().chain(total(seen, page, cart));
    checks.map(|check| Check { promotion: true, ..check }).collect()
}

fn total(seen: &Stop, page: &str, cart: &CartState) -> Option<Check> {
    let total = cart.total?;
    let row = row_at(&seen.source, "order-total\"").filter(|text| seen.says(text))?;
    Some(contains(&format!("{page} shows {total}"), &row))
}

/// A row's mark-up from its class to the end of the amount in it, or the class alone where it has no amount.
fn row_at(source: &str, class: &str) -> Option<String> {
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

/// The fields of the cart's form, as its script sends them.
fn cart_fields(source: &str) -> Vec<(String, String)> {
    fields(source, selector!("form.woocommerce-cart-form input[name]"))
}

/// Those of the order page as they stand there.
fn checkout_fields(source: &str) -> Vec<(String, String)> {
    let dom = Dom::new(source);
    let mut found =
        fields(source, selector!("form[name=checkout] input[name], form[name=checkout] textarea[name]"));
    for list in dom.all(selector!("form[name=checkout] select[name]")) {
        let chosen = dom::below(list, selector!("option[selected]"));
        let value = chosen.and_then(|option| dom::attribute(option, "value")).unwrap_or_default();
        found.extend(dom::attribute(list, "name").map(|name| (name.to_owned(), value.to_owned())));
    }
    found
}

/// Controls with their values; boxes and buttons to choose from count where they are chosen.
fn fields(source: &str, controls: Option<&scraper::Selector>) -> Vec<(String, String)> {
    let dom = Dom::new(source);
    let sent = dom.all(controls).filter(|control| {
        let kind = control.attr("type").unwrap_or("text");
        match kind {
            "submit" | "button" | "image" | "reset" | "file" => false,
            "checkbox" | "radio" => control.attr("checked").is_some(),
            _ => true,
        }
    });
    let pair = |control: scraper::ElementRef<'_>| {
        let name = dom::attribute(control, "name")?.to_owned();
        Some((name, control.attr("value").unwrap_or_default().to_owned()))
    };
    sent.filter_map(pair).collect()
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
    fn a_form_is_sent_as_its_script_does() {
        let html = r#"<form class="woocommerce-cart-form"><input name="cart[ab][qty]" type=number value=2><input name=coupon_code value="">
            <button name=apply_coupon value=x></button><input type=submit name=update_cart value=x>
            <input type=hidden name="woocommerce-cart-nonce" value=n></form>
            <form name=checkout><select name=billing_country><option value="">?<option value=FR selected>F</select>
            <input type=radio name=payment_method value=a><input type=radio name=payment_method value=b checked></form>"#;
        let names: Vec<_> =
            cart_fields(html).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(names, ["cart[ab][qty]=2", "coupon_code=", "woocommerce-cart-nonce=n"]);
        let names: Vec<_> =
            checkout_fields(html).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(names, ["payment_method=b", "billing_country=FR"]);
    }
}
