//! The answer of `POST /cart`: an add, a voucher, a change of quantity.
//!
//! `success: true` proves little: an add by a user agent on the shop's bot list, or with a wrong token while
//! logged in, succeeds and leaves the cart empty. So the answer is read as a whole, and callers look at the
//! cart.

use serde_json::Value;

use super::cart;
use crate::page::{CartCurrency, json};
use crate::shops::{CartAnswer, CartAnswerError};
use crate::units::money::Currency;
use crate::words::Message;

/// Reads the body. Its declared type does not help: PrestaShop serves this JSON as `text/html`. `currency` is that of the page
/// the request came from: the answer itself names it only by the sign in its formatted total, which dollars of several
/// countries share.
pub(super) fn read(body: &str, currency: Option<Currency>) -> Result<CartAnswer, CartAnswerError> {
    let body = body.trim_start_matches('\u{FEFF}').trim();
    if body.is_empty() {
        return Err(CartAnswerError::Empty(Some(Message::new("prestashop-answers-nothing"))));
    }
    if body.starts_with('<') {
        return Err(CartAnswerError::Html { title: title(body) });
    }
    match serde_json::from_str::<Value>(body) {
        Ok(answer) if is_cart_answer(&answer) => Ok(from_json(&answer, currency)),
        Ok(_) => Err(CartAnswerError::NotACart { start: start(body) }),
        Err(_) => Err(CartAnswerError::NotJson { start: start(body) }),
    }
}

fn from_json(answer: &Value, currency: Option<Currency>) -> CartAnswer {
    let errors = messages(&answer["errors"]);
    let refused = json::flag(&answer["hasError"]) || !errors.is_empty();
    CartAnswer {
        success: json::flag(&answer["success"]) && !refused,
        errors,
        reason: None,
        product_id: json::id(&answer["id_product"]),
        attribute_id: json::id(&answer["id_product_attribute"]),
        quantity: json::count(&answer["quantity"]).and_then(|count| u32::try_from(count).ok()).unwrap_or(0),
        cart: Some(&answer["cart"])
            .filter(|cart| cart.is_object())
            .map(|cart| cart::read(cart, CartCurrency { currency, id: None })),
    }
}

/// The refresh and module answers are objects too, of other members.
fn is_cart_answer(answer: &Value) -> bool {
    ["success", "hasError", "errors", "cart"].iter().any(|key| answer.get(key).is_some())
}

/// `errors` is `""` when all is well, and otherwise a list, an object or a single message.
fn messages(errors: &Value) -> Vec<String> {
    match errors {
        Value::String(message) => json::text(errors).map(|_| message.clone()).into_iter().collect(),
        list => json::members(list).into_iter().filter_map(json::text).collect(),
    }
}

fn start(body: &str) -> String {
    body.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn title(html: &str) -> Option<String> {
    let (_, rest) = html.split_once("<title>")?;
    let (title, _) = rest.split_once("</title>")?;
    let title: String = start(title.trim());
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_come_in_every_shape() {
        for (errors, expected) in [
            ("\"\"", vec![]),
            ("[]", vec![]),
            ("\"No.\"", vec!["No."]),
            ("[\"No.\", \"Never.\"]", vec!["No.", "Never."]),
            ("{\"0\": \"No.\"}", vec!["No."]),
            ("null", vec![]),
        ] {
            let answer = read(&format!("{{\"success\":true,\"errors\":{errors}}}"), None).unwrap();
            assert_eq!(answer.errors, expected, "{errors}");
            assert_eq!(answer.success, expected.is_empty(), "{errors}");
        }
        assert!(read(r#"{"hasError":true,"errors":[],"quantity":0}"#, None).unwrap().has_error());
    }

    #[test]
    fn the_page_tells_which_dollars() {
        let body = r#"{"success":true,"cart":{"totals":{"total":{"amount":5,"value":"$5.00"}}}}"#;
        let answer = read(body, "CAD".parse().ok()).unwrap();
        assert_eq!(answer.cart.unwrap().total.unwrap().to_string(), "5.00 CAD");
    }

    #[test]
    fn other_bodies_are_named() {
        assert!(matches!(read(" \n", None), Err(CartAnswerError::Empty(_))));
        assert_eq!(
            read("<!DOCTYPE html><title>500 Server Error</title>", None).unwrap_err().to_string(),
            "the cart answered with a page instead of JSON: \"500 Server Error\""
        );
        for other in ["\"The page…\"", "[]", r#"{"cart_detailed":"<div>"}"#] {
            assert!(matches!(read(other, None), Err(CartAnswerError::NotACart { .. })), "{other}");
        }
        assert!(matches!(read("oops", None), Err(CartAnswerError::NotJson { .. })));
    }
}
