//! The requests that themes and blocks send to the cart: one description for the trial and the load.
//!
//! A product's own form is posted to its page. Lists of classic themes ask `wc-ajax`, those of block themes the Store API. Codes go the way
//! of the cart's page: `wc-ajax` from the classic one, the Store API from the block. What is in the cart the Store API tells
//! in either case: both keep one session.

use serde_json::json;

use super::background::{ACCEPT_ANY, FRAGMENTS, SMALL_CART_FORM};
use super::purchases::{ADD_ITEM, PRODUCT, QUANTITY, VARIATION, is_unlisted};
use super::{marks, routes};
use crate::page::{CartState, Page};
use crate::scenario::{Extract, Fields, Step, StepRole, Template};
use crate::shops::draft::{look, pause};
use crate::shops::{CartPages, CartSight, Purchase};

/// The step that enters the code.
const VOUCHER: &str = "voucher";

/// The value that writes of the Store API carry: every one of its answers brings it.
const STORE_NONCE: &str = "store_nonce";
const COUPON_NONCE: &str = "coupon_nonce";
const CART_NONCE: &str = "cart_nonce";
/// The variation that the shop says was chosen.
const CHOSEN: &str = "variation";

const COUPON: &str = "coupon_code";

/// The fields, each once, as a scenario's form has them.
pub(super) fn once(fields: impl IntoIterator<Item = (String, String)>) -> Fields {
    let mut kept = Fields::default();
    for (name, value) in fields {
        if kept.0.iter().all(|(known, _)| *known != name) {
            kept.0.push((name, value));
        }
    }
    kept
}

/// What `jQuery` sends beside a form.
pub(super) fn ajax_headers(accept: &str) -> Fields {
    [("Accept", accept), ("X-Requested-With", "XMLHttpRequest")].into_iter().collect()
}

const ACCEPT_JSON: &str = "application/json, text/javascript, */*; q=0.01";
pub(super) const ACCEPT_HTML: &str = "text/html, */*; q=0.01";

/// Asks what is in the cart, and for the nonce.
pub(super) fn ask(page: &Page) -> Step {
    Step {
        headers: [("Accept", "application/json")].into_iter().collect(),
        extracts: vec![Extract {
            name: STORE_NONCE.into(),
            header: Some("Nonce".into()),
            ..Extract::default()
        }],
        think_time: pause(0, 0),
        ..look("cart_state", &routes::store(page, "cart"))
    }
}

/// A write of the Store API; the document is a template.
fn write(page: &Page, name: &str, route: &str, document: String) -> Step {
    let nonce = format!("${{{STORE_NONCE}}}");
    let mut step = Step {
        headers: [("Nonce", nonce.as_str()), ("Accept", "application/json")].into_iter().collect(),
        ..look(name, &routes::store(page, route))
    };
    step.set_json(document);
    step
}

/// What the add needs: the nonce for a list's button, or the variation that was chosen.
pub(super) fn before_add(page: &Page, purchase: &Purchase) -> Option<Step> {
    if way_of(purchase) == AddWay::Interface {
        return Some(ask(page));
    }
    is_unlisted(purchase).then(|| {
        let product = purchase.field(marks::ADD).unwrap_or_default();
        let chosen = purchase.fields.iter().filter(|(name, _)| name.starts_with("attribute_"));
        let fields = chosen.map(|(name, value)| (name.clone(), Template::escape(value)));
        let extract =
            Extract { name: CHOSEN.into(), json: Some(format!("/{VARIATION}")), ..Extract::default() };
        Step {
            headers: ajax_headers(ACCEPT_ANY),
            form: fields.chain([(PRODUCT.to_owned(), product.to_owned())]).collect(),
            extracts: vec![extract],
            ..look("choose_variation", &routes::action(page, "get_variation"))
        }
    })
}

/// Where a purchase is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AddWay {
    /// To a page, which comes with what the shop says of it.
    Form,
    /// To `wc-ajax`.
    Script,
    /// To the Store API.
    Interface,
}

pub(super) fn way_of(purchase: &Purchase) -> AddWay {
    let action = purchase.action.as_str();
    if routes::route_of(action) == Some(ADD_ITEM) {
        AddWay::Interface
    } else if routes::action_of(action).is_some() {
        AddWay::Script
    } else {
        AddWay::Form
    }
}

pub(super) fn add(page: &Page, purchase: &Purchase) -> Step {
    let name = "add_to_cart";
    let way = way_of(purchase);
    if way == AddWay::Interface {
        let id = purchase.product.unwrap_or_default();
        let document = json!({ "id": id, QUANTITY: purchase.quantity }).to_string();
        let step = write(page, name, ADD_ITEM, document);
        return Step { role: Some(StepRole::Adds), think_time: pause(1, 2), ..step };
    }
    let filled = |(field, value): &(String, String)| {
        let value = if field == VARIATION && is_unlisted(purchase) {
            format!("${{{CHOSEN}}}")
        } else {
            Template::escape(value)
        };
        (field.clone(), value)
    };
    Step {
        role: Some(StepRole::Adds),
        headers: if way == AddWay::Script { ajax_headers(ACCEPT_JSON) } else { Fields::default() },
        form: once(purchase.fields.iter().map(filled)),
        think_time: pause(1, 2),
        ..look(name, &purchase.action)
    }
}

/// Enters a code as the cart's page does it; the Store API takes it whatever the page.
pub(super) fn apply_code(page: &Page, cart: Option<CartSight<'_>>, code: &str) -> Step {
    let step = if cart.is_some_and(is_classic) {
        let nonce = format!("${{{COUPON_NONCE}}}");
        Step {
            headers: ajax_headers(ACCEPT_HTML),
            form: [("security", nonce.as_str()), (COUPON, code)].into_iter().collect(),
            ..look(VOUCHER, &routes::action(page, APPLY))
        }
    } else {
        write(page, VOUCHER, APPLY_ROUTE, json!({ "code": code }).to_string())
    };
    Step { role: Some(StepRole::AppliesCode), promotion: true, think_time: pause(1, 2), ..step }
}

const APPLY: &str = "apply_coupon";
const APPLY_ROUTE: &str = "cart/apply-coupon";

/// Takes all products and codes out at once.
pub(super) fn empty(page: &Page, cart: &CartState) -> Vec<Step> {
    let is_empty = cart.lines.is_empty() && cart.vouchers_added.is_empty() && cart.products_count == 0;
    let nonce = format!("${{{STORE_NONCE}}}");
    let step = Step {
        method: Some("DELETE".into()),
        headers: [("Nonce", nonce.as_str())].into_iter().collect(),
        ..look("empty_cart", &routes::store(page, "cart/items"))
    };
    if is_empty { Vec::new() } else { vec![step] }
}

/// A page that prints the notices that wait in the session.
pub(super) fn reason(page: &Page) -> Step {
    look("reason", &page.url)
}

/// The cart's page; a block theme's product page may lead nowhere but to itself.
pub(super) fn pages(page: &Page) -> CartPages {
    let form = page.add_to_cart.as_ref().and_then(|form| form.action.as_ref());
    let cart = page.urls.cart.clone().filter(|cart| Some(cart) != form && *cart != page.url);
    CartPages { with_code: cart.clone(), cart, order: None }
}

/// What the classic pages of a cart have for the requests after them.
pub(super) fn cart_values() -> Vec<Extract> {
    vec![
        Extract::between(COUPON_NONCE, "\"apply_coupon_nonce\":\"", "\""),
        Extract::between(CART_NONCE, "name=\"woocommerce-cart-nonce\" value=\"", "\""),
        review_nonce(),
    ]
}

/// What stands before the nonce of the request that reckons the order once more, in the classic order page.
pub(super) const REVIEW_NONCE: &str = "\"update_order_review_nonce\":\"";

/// That nonce, which is the session's own.
pub(super) fn review_nonce() -> Extract {
    Extract::between("review_nonce", REVIEW_NONCE, "\"")
}

/// Whether the cart's page is the classic one, made of a form.
pub(super) fn is_classic(cart: CartSight<'_>) -> bool {
    cart.source.contains("woocommerce-cart-form")
}

/// What the theme's script asks for when the cart has changed: the pieces of its small cart.
pub(super) fn fragments(page: &Page, name: &str) -> Step {
    Step {
        headers: ajax_headers(ACCEPT_ANY),
        form: SMALL_CART_FORM.iter().copied().collect(),
        background: true,
        think_time: pause(0, 0),
        ..look(name, &routes::action(page, FRAGMENTS))
    }
}

/// The value of a field of the classic cart's form as a template: its nonce is the session's own.
pub(super) fn cart_field(name: &str, value: &str, code: &str) -> String {
    match name {
        COUPON => code.to_owned(),
        "woocommerce-cart-nonce" => format!("${{{CART_NONCE}}}"),
        _ => Template::escape(value),
    }
}

/// The role of a step by what it asks for and sends.
pub(super) fn role(step: &Step) -> Option<StepRole> {
    let has = |wanted: &str| step.form.0.iter().any(|(name, _)| name == wanted);
    let in_batch = |route: &str| {
        let is_batch = routes::route_of(&step.path) == Some("batch");
        is_batch && step.body.as_ref().is_some_and(|body| body.replace("\\/", "/").contains(route))
    };
    let asks = |route: &str| routes::route_of(&step.path) == Some(route) || in_batch(route);
    match routes::action_of(&step.path) {
        Some(APPLY) => return Some(StepRole::AppliesCode),
        Some("add_to_cart") => return Some(StepRole::Adds),
        _ => {}
    }
    if asks(APPLY_ROUTE) || (has(COUPON) && has(APPLY)) {
        return Some(StepRole::AppliesCode);
    }
    let by_query = || step.path.split_once('?').is_some_and(|(_, query)| has_pair(query, marks::ADD));
    let is_link = || step.path.split(['?', '#', '/']).any(|part| part == "checkout-link");
    (asks(ADD_ITEM) || has(marks::ADD) || by_query() || is_link()).then_some(StepRole::Adds)
}

fn has_pair(query: &str, name: &str) -> bool {
    query.split('&').any(|pair| pair.split('=').next() == Some(name))
}

/// The code that a step enters: in its form, or in a document.
pub(super) fn entered_code(step: &Step) -> Option<&str> {
    if role(step) != Some(StepRole::AppliesCode) {
        return None;
    }
    let field = step.form.0.iter().find(|(name, _)| name == COUPON).map(|(_, code)| code.as_str());
    field.or_else(|| {
        let (_, rest) = step.body.as_ref()?.split_once("\"code\"")?;
        rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?.split('"').next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(path: &str, form: &[(&str, &str)], body: Option<&str>) -> Step {
        Step {
            path: path.to_owned(),
            form: form.iter().copied().collect(),
            body: body.map(str::to_owned),
            ..Step::default()
        }
    }

    #[test]
    fn steps_of_a_file_are_known_by_what_they_send() {
        let (adds, enters) = (Some(StepRole::Adds), Some(StepRole::AppliesCode));
        let batch = r#"{"requests":[{"path":"\/wc\/store\/v1\/cart\/apply-coupon","body":{"code":"X"}}]}"#;
        for (path, form, body, expected, code) in [
            ("/?wc-ajax=add_to_cart", &[("product_id", "7")][..], None, adds, None),
            ("/product/lamp/", &[("quantity", "1"), ("add-to-cart", "7")], None, adds, None),
            ("/shop/?add-to-cart=7", &[], None, adds, None),
            ("/checkout-link/?products=7:1", &[], None, adds, None),
            ("/wp-json/wc/store/v1/cart/add-item", &[], Some(r#"{"id":7}"#), adds, None),
            ("/?wc-ajax=apply_coupon", &[("coupon_code", "X")], None, enters, Some("X")),
            ("/cart/", &[("coupon_code", "X"), ("apply_coupon", "Apply")], None, enters, Some("X")),
            ("/cart/", &[("coupon_code", "X"), ("cart[1][qty]", "1")], None, None, None),
            ("/wp-json/wc/store/v1/cart/apply-coupon", &[], Some(r#"{"code": "X"}"#), enters, Some("X")),
            ("/wp-json/wc/store/v1/batch", &[], Some(batch), enters, Some("X")),
            ("/wp-json/wc/store/v1/cart", &[], None, None, None),
            ("/?wc-ajax=get_refreshed_fragments", &[("time", "1")], None, None, None),
            ("/product/lamp/", &[], None, None, None),
        ] {
            let step = step(path, form, body);
            assert_eq!((role(&step), entered_code(&step)), (expected, code), "{path} {form:?}");
        }
    }
}
