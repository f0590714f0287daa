//! What a trial cart leaves behind: its promotions, the cart as it was, the pages that showed it.

use super::Fetched;
use super::trial_note::{Hindrance, Left, RefusedVoucher, TrialNote};
use crate::page::CartState;
use crate::promotion::Promotion;
use crate::shops::{CartSight, Purchase};

/// What a throw-away cart showed.
#[derive(Debug, Clone, Default)]
pub struct CartTrial {
    /// Promotions of the cart.
    pub promotions: Vec<Promotion>,
    /// What was odd and what could not be seen, and why.
    pub notes: Vec<TrialNote>,
    /// The cart, when the product went into it.
    pub filled: Option<FilledCart>,
    /// Why nothing went into it.
    pub hindrance: Option<Hindrance>,
    /// The voucher, when the shop refused it.
    pub refused: Option<RefusedVoucher>,
    /// That the cart could not be emptied again, and why; a note, too.
    pub left: Option<Left>,
}

/// A trial cart as it was before it was emptied.
#[derive(Debug, Clone)]
pub struct FilledCart {
    /// What filled it.
    pub purchase: Purchase,
    /// After the product was added.
    pub added: CartState,
    /// What the shop complained of although it added the product, in its words.
    pub complaint: Option<String>,
    /// After the voucher was accepted.
    pub with_voucher: Option<CartState>,
    /// The cart's page, with the product.
    pub cart_page: Option<Fetched>,
    /// The cart's page, with the voucher.
    pub code_page: Option<Fetched>,
    /// The order page, with the voucher.
    pub order_page: Option<Fetched>,
    /// The body of the answer to the add, which is empty for a redirect.
    pub add_answer: String,
    /// The body of the answer to what the order page's scripts ask.
    pub review_answer: Option<String>,
}

/// A page that was fetched, as platforms look at it.
pub(super) fn sight(seen: &Fetched) -> CartSight<'_> {
    CartSight { page: &seen.page, source: &seen.source }
}
