//! Orders, which a load must never place: the shop counts them.

use serde_json::{Value, json};

use super::effort::WooWork;
use super::exchange::{StoreAnswer, StoreRequest};
use super::seals::WooNonce;
use super::store_json::address;
use super::visit::{HTML, JSON, NO_STORE, WooReply, WooVisit};
use super::words::word;
use crate::shop::ShopError;
use crate::shop::json;
use crate::shop::stats::ServedAs;

/// Ways to pay.
const PAYMENTS: [&str; 3] = ["bacs", "cheque", "cod"];

/// The draft order of a visitor who looks at the checkout block; says whether it is new.
pub(super) fn draft(visit: &mut WooVisit<'_>) -> (u32, bool) {
    if let Some(order) = visit.session.draft {
        return (order, false);
    }
    let order = visit.shop.ledger().sessions.new_order();
    visit.session.draft = Some(order);
    (order, true)
}

/// `checkout` of the Store API: looking at it or changing it writes the draft, posting to it places the order.
pub(super) fn store(visit: &mut WooVisit<'_>, request: &StoreRequest) -> StoreAnswer {
    let is_order = request.method == "POST";
    if is_order && !request.fields.contains_key("billing_address") {
        let mut answer =
            StoreAnswer::error("rest_missing_callback_param", "Missing parameter(s): billing_address", 400);
        if let Some(data) = answer.body.get_mut("data").and_then(Value::as_object_mut) {
            data.insert("params".to_owned(), json!(["billing_address"]));
        }
        return answer;
    }
    let payment = request.text("payment_method");
    if is_order && !PAYMENTS.contains(&payment.as_str()) {
        let reason = "payment_method is not one of , bacs, cheque, and cod.";
        let mut answer =
            StoreAnswer::error("rest_invalid_param", "Invalid parameter(s): payment_method", 400);
        if let Some(data) = answer.body.get_mut("data").and_then(Value::as_object_mut) {
            data.insert("params".to_owned(), json!({ "payment_method": reason }));
            let details = json!({ "code": "rest_not_in_enum", "message": reason, "data": null });
            data.insert("details".to_owned(), json!({ "payment_method": details }));
        }
        return answer;
    }
    if !visit.has_cart() {
        let message = "Cannot place an order, your cart is empty.";
        let mut answer = StoreAnswer::error("woocommerce_rest_cart_empty", message, 409);
        if let Some(data) = answer.body.get_mut("data").and_then(Value::as_object_mut) {
            data.insert("cart".to_owned(), visit.cart_json(&visit.bill(), &[]));
        }
        return answer;
    }
    if is_order {
        let (order, redirect) = place(visit);
        let body = written(visit, order, "on-hold", &redirect);
        return StoreAnswer::new(200, body, ServedAs::Ordered, WooWork::Order);
    }
    let (order, is_new) = draft(visit);
    let work = if is_new { WooWork::Draft } else { WooWork::Checkout };
    let body = written(visit, order, "checkout-draft", "");
    StoreAnswer::new(200, body, ServedAs::Ok, work)
}

fn written(visit: &WooVisit<'_>, order: u32, status: &str, redirect: &str) -> Value {
    let details = if redirect.is_empty() {
        json!([])
    } else {
        json!([{ "key": "result", "value": "success" }, { "key": "redirect", "value": redirect }])
    };
    json!({
        "order_id": order,
        "status": status,
        "order_key": visit.shop.seals.order_key(order),
        "order_number": order.to_string(),
        "customer_note": "",
        "customer_id": 0,
        "billing_address": address(&visit.session, true),
        "shipping_address": address(&visit.session, false),
        "payment_method": "bacs",
        "payment_result": {
            "payment_status": if redirect.is_empty() { "" } else { "success" },
            "payment_details": details,
            "redirect_url": redirect,
        },
        "additional_fields": {},
        "__experimentalCart": null,
        "extensions": {},
    })
}

/// Places the order: its pieces are gone, and so is the cart. Returns its number and where the visitor is thanked.
fn place(visit: &mut WooVisit<'_>) -> (u32, String) {
    let (order, _) = draft(visit);
    visit.shop.ledger().sessions.take(&visit.session.lines);
    visit.session.lines.clear();
    visit.session.coupons.clear();
    visit.session.draft = None;
    visit.shop.main.forget();
    visit.shop.hosts.borrow().values().for_each(|pages| pages.forget());
    let key = visit.shop.seals.order_key(order);
    (order, format!("{}order-received/{order}/?key={key}", visit.pages.site.place("checkout")))
}

/// Why the classic checkout places no order, as HTML; `None` when it does.
fn objection(visit: &WooVisit<'_>) -> Option<(String, bool)> {
    let nonce = visit.ask.param("woocommerce-process-checkout-nonce").unwrap_or_default();
    if nonce != visit.nonce(WooNonce::ProcessCheckout) || !visit.has_cart() {
        return Some((word("order_failed", visit.language()).to_owned(), true));
    }
    if visit.ask.param("billing_email").unwrap_or_default().is_empty() {
        return Some(("<strong>Billing Email address</strong> is a required field.".to_owned(), false));
    }
    None
}

/// `?wc-ajax=checkout`.
pub(super) fn ajax(visit: &mut WooVisit<'_>) -> Result<WooReply, ShopError> {
    let (body, outcome) = match objection(visit) {
        Some((html, refresh)) => {
            visit.session.say(true, html);
            let messages = visit.told()?;
            let body =
                json!({ "result": "failure", "messages": messages, "refresh": refresh, "reload": false });
            (body, ServedAs::Refused)
        }
        None => {
            let (order, redirect) = place(visit);
            (json!({ "result": "success", "redirect": redirect, "order_id": order }), ServedAs::Ordered)
        }
    };
    let body = vec![bytes::Bytes::from(json::encode(&body))];
    Ok(WooReply::new(200, JSON, body, outcome, WooWork::Order).with("cache-control", NO_STORE))
}

/// The checkout's form without its script; `None` when the page has to say what is wrong.
pub(super) fn form(visit: &mut WooVisit<'_>) -> Option<WooReply> {
    if let Some((html, _)) = objection(visit) {
        visit.session.say(true, html);
        return None;
    }
    let (_, redirect) = place(visit);
    let reply = WooReply::new(302, HTML, Vec::new(), ServedAs::Ordered, WooWork::Order);
    Some(reply.with("cache-control", NO_STORE).with("location", redirect))
}
