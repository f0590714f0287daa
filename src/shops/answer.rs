//! A cart's answer to a request, whatever its platform.

use crate::page::CartState;

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
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CartAnswerError {
    /// Nothing; when the platform does so, as the end of the sentence.
    #[error("the cart answered with an empty body{0}")]
    Empty(&'static str),
    /// A page: the request did not ask for JSON, or the shop failed.
    #[error("the cart answered with a page instead of JSON{}", title_of(.title.as_deref()))]
    Html {
        /// The page's title.
        title: Option<String>,
    },
    /// Neither JSON nor a page.
    #[error("the cart's answer is no JSON: it begins with `{start}`")]
    NotJson {
        /// The first characters.
        start: String,
    },
    /// JSON, but no cart answer: a list, a message, another controller's answer.
    #[error("the JSON is no cart answer: it begins with `{start}`")]
    NotACart {
        /// The first characters.
        start: String,
    },
}

fn title_of(title: Option<&str>) -> String {
    title.map(|title| format!(": \"{title}\"")).unwrap_or_default()
}

impl CartAnswer {
    /// Whether the shop reported an error, which it does with status 200.
    #[must_use]
    pub fn has_error(&self) -> bool {
        !self.success
    }
}
