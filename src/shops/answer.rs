//! A cart's answer to a request, whatever its platform.

use std::fmt;

use crate::page::CartState;
use crate::words::Message;

/// What the shop answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartAnswer {
    /// `success` is true, `hasError` is not, and there are no errors. Look at [`CartAnswer::cart`] all the
    /// same.
    pub success: bool,
    /// The shop's messages, in its language.
    pub errors: Vec<String>,
    /// The platform's own word for what went wrong, which is the same in every language.
    pub reason: Option<String>,
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
#[derive(Debug, Clone, PartialEq)]
pub enum CartAnswerError {
    /// Nothing; when the platform does so, as the end of the sentence.
    Empty(Option<Message>),
    /// A page: the request did not ask for JSON, or the shop failed.
    Html {
        /// The page's title.
        title: Option<String>,
    },
    /// Neither JSON nor a page.
    NotJson {
        /// The first characters.
        start: String,
    },
    /// The request itself was refused, whatever it asked for, as this sentence says.
    Refused(Message),
    /// JSON, but no cart answer: a list, a message, another controller's answer.
    NotACart {
        /// The first characters.
        start: String,
    },
}

impl From<&CartAnswerError> for Message {
    fn from(error: &CartAnswerError) -> Self {
        match error {
            CartAnswerError::Empty(None) => Message::new("cart-answer-empty"),
            CartAnswerError::Empty(Some(meaning)) => {
                Message::list(vec![Message::new("cart-answer-empty"), meaning.clone()])
            }
            CartAnswerError::Refused(why) => why.clone(),
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
    /// Whether the shop reported an error, which it does with status 200.
    #[must_use]
    pub fn has_error(&self) -> bool {
        !self.success
    }
}
