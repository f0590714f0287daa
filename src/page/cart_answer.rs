//! The answer of `POST /cart`: an add, a voucher, a change of quantity.
//!
//! `success: true` proves little: an add by a user agent on the shop's bot list, or with a wrong token while
//! logged in, succeeds and leaves the cart empty. So the answer is read as a whole, and callers look at the
//! cart.

use std::fmt;

use serde_json::Value;

use super::cart::{CartCurrency, CartState};
use super::json;
use crate::units::money::Currency;
use crate::words::Message;

/// What the shop answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartAnswer {
    /// `success` is true, `hasError` is not, and there are no errors. Look at [`CartAnswer::cart`] all the
    /// same.
    pub success: bool,
    /// The shop's messages, in its language.
    pub errors: Vec<String>,
    /// The product the answer speaks of; `None` for voucher answers.
    pub product_id: Option<u64>,
    /// Its combination.
    pub attribute_id: Option<u64>,
    /// Pieces of that combination now in the cart; 0 when the add was silently refused, and for vouchers.
    pub quantity: u32,
    /// The cart after the request; absent in error answers.
    pub cart: Option<CartState>,
}

/// Why a body cannot be read as a cart's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CartAnswerError {
    /// Nothing, which is what the shop answers without `action`, or to a JSON request body.
    Empty,
    /// A page: the request did not ask for JSON, or the shop failed (an impossible combination answers 500).
    Html {
        /// The page's title.
        title: Option<String>,
    },
    /// Neither JSON nor a page.
    NotJson {
        /// The first characters.
        start: String,
    },
    /// JSON, but no cart answer: a list, a message, another controller's answer.
    NotACart {
        /// The first characters.
        start: String,
    },
}

impl From<&CartAnswerError> for Message {
    fn from(error: &CartAnswerError) -> Self {
        match error {
            CartAnswerError::Empty => Message::new("cart-answer-empty"),
            CartAnswerError::Html { title: Some(title) } => {
                Message::new("cart-answer-titled-page").with("title", title.as_str())
            }
            CartAnswerError::Html { title: None } => Message::new("cart-answer-page"),
            CartAnswerError::NotJson { start } => {
                Message::new("cart-answer-not-json").with("start", start.as_str())
            }
            CartAnswerError::NotACart { start } => {
                Message::new("cart-answer-not-a-cart").with("start", start.as_str())
            }
        }
    }
}

/// The English sentence.
impl fmt::Display for CartAnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Message::from(self).fmt(f)
    }
}

impl std::error::Error for CartAnswerError {}

impl CartAnswer {
    /// Reads the body. Its declared type does not help: PrestaShop serves this JSON as `text/html`.
    ///
    /// # Errors
    ///
    /// [`CartAnswerError`] when the body is not the JSON of a cart answer.
    pub fn parse(body: &str) -> Result<Self, CartAnswerError> {
        Self::parse_in(body, None)
    }

    /// The same with the currency of the page the request came from. The answer itself names it only by the
    /// sign in its formatted total, which dollars of several countries share.
    ///
    /// # Errors
    ///
    /// [`CartAnswerError`] when the body is not the JSON of a cart answer.
    pub fn parse_in(body: &str, currency: Option<Currency>) -> Result<Self, CartAnswerError> {
        let body = body.trim_start_matches('\u{FEFF}').trim();
        if body.is_empty() {
            return Err(CartAnswerError::Empty);
        }
        if body.starts_with('<') {
            return Err(CartAnswerError::Html { title: title(body) });
        }
        match serde_json::from_str::<Value>(body) {
            Ok(answer) if is_cart_answer(&answer) => Ok(Self::from_json(&answer, currency)),
            Ok(_) => Err(CartAnswerError::NotACart { start: start(body) }),
            Err(_) => Err(CartAnswerError::NotJson { start: start(body) }),
        }
    }

    fn from_json(answer: &Value, currency: Option<Currency>) -> Self {
        let errors = messages(&answer["errors"]);
        let refused = json::flag(&answer["hasError"]) || !errors.is_empty();
        Self {
            success: json::flag(&answer["success"]) && !refused,
            errors,
            product_id: json::id(&answer["id_product"]),
            attribute_id: json::id(&answer["id_product_attribute"]),
            quantity: json::count(&answer["quantity"])
                .and_then(|count| u32::try_from(count).ok())
                .unwrap_or(0),
            cart: Some(&answer["cart"])
                .filter(|cart| cart.is_object())
                .map(|cart| CartState::from_json(cart, CartCurrency { currency, id: None })),
        }
    }

    /// Whether the shop reported an error, which it does with status 200.
    #[must_use]
    pub fn has_error(&self) -> bool {
        !self.success
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
            let answer = CartAnswer::parse(&format!("{{\"success\":true,\"errors\":{errors}}}")).unwrap();
            assert_eq!(answer.errors, expected, "{errors}");
            assert_eq!(answer.success, expected.is_empty(), "{errors}");
        }
        assert!(CartAnswer::parse(r#"{"hasError":true,"errors":[],"quantity":0}"#).unwrap().has_error());
    }

    #[test]
    fn the_page_tells_which_dollars() {
        let body = r#"{"success":true,"cart":{"totals":{"total":{"amount":5,"value":"$5.00"}}}}"#;
        let answer = CartAnswer::parse_in(body, "CAD".parse().ok()).unwrap();
        assert_eq!(answer.cart.unwrap().total.unwrap().to_string(), "5.00 CAD");
    }

    #[test]
    fn other_bodies_are_named() {
        assert_eq!(CartAnswer::parse(" \n"), Err(CartAnswerError::Empty));
        assert_eq!(
            CartAnswer::parse("<!DOCTYPE html><title>500 Server Error</title>").unwrap_err().to_string(),
            "the cart answered with a page instead of JSON: \"500 Server Error\""
        );
        for other in ["\"The page…\"", "[]", r#"{"cart_detailed":"<div>"}"#] {
            assert!(matches!(CartAnswer::parse(other), Err(CartAnswerError::NotACart { .. })), "{other}");
        }
        assert!(matches!(CartAnswer::parse("oops"), Err(CartAnswerError::NotJson { .. })));
    }
}
