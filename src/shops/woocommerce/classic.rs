//! The classic pages with a cart: made of forms, with the totals in tables.

use super::fields::cart_fields;
use super::proofs::{row_at, row_of};
use super::requests::{ACCEPT_HTML, REVIEW_NONCE, ajax_headers, cart_field, once, review_nonce};
use super::review;
use crate::page::CartState;
use crate::scenario::{Check, Step, StepRole};
use crate::shops::draft::{IN_CART, contains, look, pause};
use crate::shops::{Sale, Stop};

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
    let Some(asked) = review::step(sale.product, seen.into()).filter(|_| seen.says(REVIEW_NONCE)) else {
        return vec![page];
    };
    page.extracts.push(review_nonce());
    page.think_time = pause(0, 0);
    let checks = review::checks(sale, cart);
    vec![page, Step { checks, ..asked }]
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
