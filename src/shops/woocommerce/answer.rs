//! What the shop answers: pages with notices, `wc-ajax`'s JSON and pieces of HTML, the Store API.
//!
//! Success proves little: a code is accepted with an empty cart and lost, an unknown product leaves a page without a word, and
//! `{"error":true}` comes with status 200 while the reason waits for the next page. So callers look at the cart.

use serde_json::Value;

use super::cart;
use crate::page::dom::{self, Dom, selector};
use crate::page::json;
use crate::shops::{CartAnswer, CartAnswerError};
use crate::units::money::Currency;
use crate::words::Message;

/// What an answer without a word for its reason is called here, for [`CartAnswer::reason`].
pub(super) const NO_PRODUCT: &str = "no-product";

/// A variation's choices that go together in no variation.
pub(super) const NO_VARIATION: &str = "no-variation";

/// Whether an unsuccessful answer with this status says something of the cart.
pub(super) fn is_of_cart(status: u16, body: &str) -> bool {
    match status {
        // A shop may send buyers to the cart after an add.
        302 | 303 => true,
        400 | 401 | 403 | 404 | 409 => {
            let body = trimmed(body);
            body.starts_with('{') || body == "-1"
        }
        _ => false,
    }
}

/// Reads an answer to any of the requests.
pub(super) fn read(
    status: u16,
    body: &str,
    currency: Option<Currency>,
) -> Result<CartAnswer, CartAnswerError> {
    let body = trimmed(body);
    if (300..400).contains(&status) {
        return Ok(nothing_said());
    }
    if body.is_empty() {
        return Err(CartAnswerError::Empty(Some(Message::new("woocommerce-answers-nothing"))));
    }
    if body == "-1" {
        return Err(CartAnswerError::Refused(Message::new("woocommerce-nonce")));
    }
    if body.starts_with('<') {
        return Ok(from_notices(body));
    }
    match serde_json::from_str::<Value>(body) {
        Ok(answer) => from_json(status, &answer, currency),
        Err(_) => Err(CartAnswerError::NotJson { start: start(body) }),
    }
}

fn trimmed(body: &str) -> &str {
    body.trim_start_matches('\u{FEFF}').trim()
}

fn start(body: &str) -> String {
    body.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A success that tells nothing of the cart.
fn nothing_said() -> CartAnswer {
    CartAnswer {
        success: true,
        errors: Vec::new(),
        reason: None,
        product_id: None,
        attribute_id: None,
        quantity: 0,
        cart: None,
    }
}

fn refused(reason: &str, errors: Vec<String>) -> CartAnswer {
    CartAnswer { success: false, errors, reason: Some(reason.to_owned()), ..nothing_said() }
}

/// The notices of a page, or those alone: errors in either kind of theme.
fn from_notices(html: &str) -> CartAnswer {
    let dom = Dom::new(html);
    let lists = dom.all(selector!("ul.woocommerce-error > li, div.woocommerce-error"));
    let banners = dom.all(selector!(
        ".wc-block-components-notice-banner.is-error .wc-block-components-notice-banner__content"
    ));
    // Templates of scripts have empty ones.
    let errors: Vec<String> = lists.chain(banners).map(dom::text).filter(|text| !text.is_empty()).collect();
    CartAnswer { success: errors.is_empty(), errors, ..nothing_said() }
}

fn from_json(status: u16, answer: &Value, currency: Option<Currency>) -> Result<CartAnswer, CartAnswerError> {
    if let Some(inner) = answer["responses"].as_array().and_then(|all| all.first()) {
        let status = json::count(&inner["status"]).and_then(|status| u16::try_from(status).ok());
        return from_json(status.unwrap_or(status_of(inner)), &inner["body"], currency);
    }
    if let (Some(reason), Some(message)) = (json::text(&answer["code"]), answer["message"].as_str()) {
        return from_refusal(&reason, message, answer, currency);
    }
    if cart::is_cart(answer) {
        return Ok(CartAnswer { cart: Some(cart::read(answer, currency)), ..nothing_said() });
    }
    if json::flag(&answer["error"]) || answer["success"] == false {
        let reason = if answer["product_url"] == false { NO_PRODUCT } else { "error" };
        return Ok(refused(reason, Vec::new()));
    }
    let is_known = ["fragments", "variation_id"].iter().any(|name| answer.get(name).is_some());
    match answer {
        // No such variation.
        Value::Bool(false) => Ok(refused(NO_VARIATION, Vec::new())),
        // An emptied cart.
        Value::Array(items) if items.is_empty() && status < 300 => Ok(nothing_said()),
        _ if is_known => Ok(nothing_said()),
        other => Err(CartAnswerError::NotACart { start: start(&other.to_string()) }),
    }
}

fn status_of(answer: &Value) -> u16 {
    let status = json::count(&answer["body"]["data"]["status"]);
    status.and_then(|status| u16::try_from(status).ok()).unwrap_or(200)
}

/// A refusal of the Store API: of the request as such, or of what it asked for.
fn from_refusal(
    reason: &str,
    message: &str,
    answer: &Value,
    currency: Option<Currency>,
) -> Result<CartAnswer, CartAnswerError> {
    let words = plain_text(message);
    let request = match reason {
        "woocommerce_rest_missing_nonce" | "woocommerce_rest_invalid_nonce" => {
            Message::new("woocommerce-nonce")
        }
        "rate_limit_exceeded" => Message::new("woocommerce-rate-limit"),
        "rest_no_route" => Message::new("woocommerce-no-route"),
        _ if reason.starts_with("rest_") || reason == "internal_server_error" => {
            Message::new("woocommerce-request").with("reason", reason).with("words", words)
        }
        _ => {
            let cart = Some(&answer["data"]["cart"]).filter(|cart| cart::is_cart(cart));
            let cart = cart.map(|cart| cart::read(cart, currency));
            return Ok(CartAnswer { cart, ..refused(reason, vec![words]) });
        }
    };
    Err(CartAnswerError::Refused(request))
}

/// A message without its mark-up and entities.
fn plain_text(message: &str) -> String {
    let dom = Dom::new(message);
    dom.first(selector!("html")).map(dom::text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(status: u16, body: &str) -> (bool, Option<String>, Vec<String>) {
        let answer = read(status, body, None).unwrap();
        (answer.success, answer.reason, answer.errors)
    }

    #[test]
    fn every_kind_of_answer() {
        let said = |text: &str| vec![text.to_owned()];
        for (status, body, success, reason, words) in [
            (302, "", true, None, vec![]),
            (200, "<div class=\"woocommerce-message\">Done.</div>", true, None, vec![]),
            (
                200,
                "<html><ul class=woocommerce-error><li>\n No &quot;x&quot;. <a>Cart</a></li></ul>",
                false,
                None,
                said("No \"x\". Cart"),
            ),
            (
                200,
                "<div class='wc-block-components-notice-banner is-error'><div class=wc-block-components-notice-banner__content>No.</div></div>",
                false,
                None,
                said("No."),
            ),
            (200, r#"{"fragments":{},"cart_hash":"1"}"#, true, None, vec![]),
            (200, r#"{"error":true,"product_url":"http:\/\/s\/x"}"#, false, Some("error"), vec![]),
            (200, r#"{"error":true,"product_url":false}"#, false, Some(NO_PRODUCT), vec![]),
            (200, r#"{"success":false}"#, false, Some("error"), vec![]),
            (200, "false", false, Some(NO_VARIATION), vec![]),
            (200, r#"{"variation_id":7}"#, true, None, vec![]),
            (200, "[]", true, None, vec![]),
            (201, r#"{"items":[],"totals":{}}"#, true, None, vec![]),
            (
                400,
                r#"{"code":"woocommerce_rest_x","message":"<b>No</b> &quot;y&quot; for 5,00&nbsp;&euro;"}"#,
                false,
                Some("woocommerce_rest_x"),
                said("No \"y\" for 5,00\u{a0}€"),
            ),
            (
                207,
                r#"{"responses":[{"status":400,"body":{"code":"c","message":"No."}}]}"#,
                false,
                Some("c"),
                said("No."),
            ),
            (207, r#"{"responses":[{"status":200,"body":{"items":[],"totals":{}}}]}"#, true, None, vec![]),
        ] {
            let (found, why, told) = errors(status, body);
            assert_eq!((found, why.as_deref(), told), (success, reason, words), "{body}");
        }
        let stale = r#"{"code":"woocommerce_rest_cart_invalid_key","message":"Gone.","data":{"cart":{"items":[],"totals":{"total_price":"0"}}}}"#;
        assert!(read(409, stale, None).unwrap().cart.is_some());
    }

    #[test]
    fn what_is_no_answer_of_a_cart_is_named() {
        for (status, body, part) in [
            (200, " ", "an empty body"),
            (403, "-1", "valid nonce"),
            (401, r#"{"code":"woocommerce_rest_missing_nonce","message":"x"}"#, "valid nonce"),
            (400, r#"{"code":"rate_limit_exceeded","message":"x"}"#, "rate limit"),
            (404, r#"{"code":"rest_no_route","message":"x"}"#, "no Store API"),
            (
                400,
                r#"{"code":"rest_invalid_json","message":"Invalid &amp; x"}"#,
                "(rest_invalid_json): Invalid & x",
            ),
            (200, "oops", "no JSON"),
            (200, "{}", "no cart answer"),
            (200, "[1]", "no cart answer"),
        ] {
            let error = read(status, body, None).unwrap_err().to_string();
            assert!(error.contains(part), "{body}: {error}");
        }
        for (status, body, expected) in [
            (404, "<html>", false),
            (404, "{", true),
            (403, " -1\n", true),
            (500, "{", false),
            (301, "", false),
        ] {
            assert_eq!(is_of_cart(status, body), expected, "{status} {body}");
        }
    }
}
