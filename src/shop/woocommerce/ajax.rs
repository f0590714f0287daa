//! The classic shop's scripts: `/?wc-ajax=ACTION`.

use bytes::Bytes;
use minijinja::Value as Shown;
use serde_json::{Value, json};

use super::basket;
use super::coupons::WooCouponRefusal;
use super::effort::WooWork;
use super::goods::{self, WooItem};
use super::orders;
use super::refusal::WooRefusal;
use super::seals::WooNonce;
use super::visit::{HTML, JSON, NO_STORE, WooReply, WooVisit};
use super::words::word;
use crate::shop::ShopError;
use crate::shop::json;
use crate::shop::misbehaviour::Rendering;
use crate::shop::stats::ServedAs;

/// Answers one action. All answer 200 but those that want a nonce.
pub(super) fn answer(visit: &mut WooVisit<'_>, action: &str) -> Result<WooReply, ShopError> {
    let reply = match action {
        "add_to_cart" => add(visit)?,
        "get_refreshed_fragments" => fragments(visit, ServedAs::Ok, WooWork::Fragments)?,
        "remove_from_cart" => {
            let key = visit.ask.param("cart_item_key").unwrap_or_default();
            match basket::remove(&mut visit.session, key) {
                Ok(_) => fragments(visit, ServedAs::Removed, WooWork::AjaxAdd)?,
                Err(_) => script(&json!({ "success": false }), ServedAs::Refused, WooWork::Fragments),
            }
        }
        "apply_coupon" => proven(visit, WooNonce::ApplyCoupon, apply)?,
        "remove_coupon" => proven(visit, WooNonce::RemoveCoupon, remove_coupon)?,
        "update_shipping_method" => proven(visit, WooNonce::ShippingMethod, |visit| {
            choose_shipping(visit);
            totals(visit, ServedAs::Updated)
        })?,
        "get_cart_totals" => totals(visit, ServedAs::Ok)?,
        "update_order_review" => proven(visit, WooNonce::OrderReview, review)?,
        "get_variation" => variation(visit),
        "checkout" => orders::ajax(visit)?,
        "get_customer_location" => {
            let location = json!({ "success": true, "data": { "hash": super::visit::LOCATION } });
            script(&location, ServedAs::Ok, WooWork::Fragments)
        }
        _ => nothing(),
    };
    Ok(reply)
}

/// 200 and an empty body: an unknown action, or one that is not complete.
fn nothing() -> WooReply {
    html(String::new(), ServedAs::NoAction, WooWork::Fragments)
}

fn html(body: String, outcome: ServedAs, work: WooWork) -> WooReply {
    WooReply::new(200, HTML, vec![Bytes::from(body)], outcome, work).with("cache-control", NO_STORE)
}

fn script(value: &Value, outcome: ServedAs, work: WooWork) -> WooReply {
    let body = vec![Bytes::from(json::encode(value))];
    WooReply::new(200, JSON, body, outcome, work).with("cache-control", NO_STORE)
}

/// Does what was asked with the right nonce, and else answers 403 `-1`.
fn proven<'a>(
    visit: &mut WooVisit<'a>,
    nonce: WooNonce,
    act: impl FnOnce(&mut WooVisit<'a>) -> Result<WooReply, ShopError>,
) -> Result<WooReply, ShopError> {
    if visit.ask.param("security") == Some(visit.nonce(nonce).as_str()) {
        return act(visit);
    }
    let reply = html("-1".to_owned(), ServedAs::Refused, WooWork::Fragments);
    Ok(WooReply { status: 403, ..reply })
}

/// The reason of a refusal waits for the next page.
fn add(visit: &mut WooVisit<'_>) -> Result<WooReply, ShopError> {
    let ask = visit.ask;
    let posted = ask.form.iter().any(|(name, _)| name == "product_id");
    if ask.method != "POST" || !posted {
        return Ok(nothing());
    }
    let id = ask.number("product_id");
    // PHP takes 0 for nothing.
    let quantity = ask.number("quantity").max(1);
    let choice = basket::posted(id, 0, |_| None);
    match choice.and_then(|choice| visit.add(choice, quantity)) {
        Ok(_) => fragments(visit, ServedAs::Added, WooWork::AjaxAdd),
        Err(refusal) => {
            let is_known = !matches!(refusal, WooRefusal::UnknownProduct(_));
            if is_known {
                let notice = refusal.notice(visit.language(), visit.base());
                visit.session.say(true, notice);
            }
            let url = goods::item(id).map(|item| visit.pages.site.product(item.product));
            let url = url.map_or(Value::Bool(false), Value::from);
            Ok(script(&json!({ "error": true, "product_url": url }), ServedAs::Refused, WooWork::AjaxAdd))
        }
    }
}

/// The parts of every page that show the cart.
fn fragments(visit: &mut WooVisit<'_>, outcome: ServedAs, work: WooWork) -> Result<WooReply, ShopError> {
    visit.drop_coupons();
    let bill = visit.bill();
    let [shown, words, urls, nonces] =
        [visit.shown(&bill), visit.pages.words.clone(), visit.pages.urls(), visit.nonces()];
    let around = [shown, words, urls];
    let with_nonces: Vec<Shown> = around.iter().cloned().chain([nonces]).collect();
    let value = json!({
        "fragments": {
            "div.widget_shopping_cart_content": visit.pages.part("mini", &with_nonces)?.trim(),
            "a.cart-contents": visit.pages.part("header_cart", &around)?,
            "a.footer-cart-contents": visit.pages.part("footer_cart", &around)?,
        },
        "cart_hash": bill.hash(),
    });
    Ok(script(&value, outcome, work))
}

/// Success and refusal have one status; the body tells them apart.
fn apply(visit: &mut WooVisit<'_>) -> Result<WooReply, ShopError> {
    if visit.shop.settings.no_coupons {
        return Ok(nothing());
    }
    let code = visit.ask.param("coupon_code").unwrap_or_default();
    if let Some(email) = visit.ask.param("billing_email") {
        email.clone_into(&mut visit.session.email);
    }
    let applied = if code.trim().is_empty() { Err(WooCouponRefusal::Empty) } else { visit.apply(code) };
    let outcome = say_applied(visit, applied);
    Ok(html(visit.told()?, outcome, WooWork::StoreCoupon))
}

/// Says in a notice what came of a coupon.
pub(super) fn say_applied(visit: &mut WooVisit<'_>, applied: Result<(), WooCouponRefusal>) -> ServedAs {
    let language = visit.language();
    match applied {
        Ok(()) => {
            visit.session.say(false, word("coupon_applied", language).to_owned());
            ServedAs::Applied
        }
        Err(refusal) => {
            let notice = WooRefusal::Coupon(refusal).notice(language, visit.base());
            visit.session.say(true, notice);
            ServedAs::Refused
        }
    }
}

/// Says "removed" even of a coupon that was not there.
fn remove_coupon(visit: &mut WooVisit<'_>) -> Result<WooReply, ShopError> {
    basket::take_off(&mut visit.session, visit.ask.param("coupon").unwrap_or_default());
    visit.session.say(false, word("coupon_removed", visit.language()).to_owned());
    Ok(html(visit.told()?, ServedAs::Removed, WooWork::StoreCoupon))
}

fn choose_shipping(visit: &mut WooVisit<'_>) {
    if let Some(method) = visit.ask.param("shipping_method[0]") {
        visit.session.ships_free = Some(method.starts_with("free_shipping"));
    }
}

fn totals(visit: &mut WooVisit<'_>, outcome: ServedAs) -> Result<WooReply, ShopError> {
    visit.drop_coupons();
    let arguments =
        [visit.shown(&visit.bill()), visit.pages.words.clone(), visit.pages.urls(), visit.nonces()];
    Ok(html(visit.pages.part("totals", &arguments)?.trim().to_owned(), outcome, WooWork::Totals))
}

/// The checkout's sums anew; it never orders.
fn review(visit: &mut WooVisit<'_>) -> Result<WooReply, ShopError> {
    let language = visit.language();
    if !visit.has_cart() {
        let back = format!(
            " <a href=\"{}\" class=\"wc-backward\">{}</a>",
            visit.pages.site.place("shop"),
            word("return_to_shop", language)
        );
        visit.session.say(true, format!("{}{back}", word("session_expired", language)));
        let value = json!({ "fragments": { "form.woocommerce-checkout": visit.told()? } });
        return Ok(script(&value, ServedAs::Refused, WooWork::Totals));
    }
    choose_shipping(visit);
    visit.drop_coupons();
    let shown = visit.shown(&visit.bill());
    let table = visit.pages.part("review", &[shown, visit.pages.words.clone(), visit.pages.urls()])?;
    let payment = visit.pages.part("payment", &[visit.pages.words.clone(), visit.nonces()])?;
    let value = json!({
        "result": "success",
        "messages": visit.told()?,
        "reload": false,
        "fragments": {
            ".woocommerce-checkout-review-order-table": table.trim(),
            ".woocommerce-checkout-payment": payment.trim(),
        },
    });
    Ok(script(&value, ServedAs::Ok, WooWork::Totals))
}

/// The variation that the chosen values mean, or `false`.
fn variation(visit: &WooVisit<'_>) -> WooReply {
    let found = goods::product(visit.ask.number("product_id")).and_then(|product| {
        let fits = |item: WooItem| {
            item.fixed().all(|(attribute, fixed)| {
                let value = visit.ask.param(attribute.field).unwrap_or_default();
                !value.is_empty() && (fixed.is_empty() || fixed == value)
            })
        };
        let variation = product
            .variations()
            .iter()
            .find(|variation| fits(WooItem { product, variation: Some(*variation) }))?;
        Some(visit.eye(Rendering::Right, |eye| eye.variation(product, variation)))
    });
    let outcome = if found.is_some() { ServedAs::Ok } else { ServedAs::Refused };
    script(&found.unwrap_or(Value::Bool(false)), outcome, WooWork::Fragments)
}
