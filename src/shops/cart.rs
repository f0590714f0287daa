//! The seam between a platform's cart and the rest of the program.

use std::fmt::Debug;

use url::Url;

use super::answer::{CartAnswer, CartAnswerError};
use super::seen::Stop;
use crate::page::{AddRefusal, CartState, Page, VoucherRefusal};
use crate::promotion::Promotion;
use crate::scenario::{Check, Extract, Step, StepRole, Voucher};
use crate::units::money::Currency;
use crate::words::Message;

/// What is put into a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// Where it is put in.
    pub action: Url,
    /// The form's fields, in the order in which a browser sends them; the platform's own names.
    pub fields: Vec<(String, String)>,
    /// The product's id, where the fields have one.
    pub product: Option<u64>,
    /// Pieces, from 1.
    pub quantity: u32,
}

impl Purchase {
    /// The value of a field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// The same with another value of a field, which is added when it is missing.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        match self.fields.iter_mut().find(|(field, _)| field == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }
}

/// The pages on which buyers look at their cart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CartPages {
    /// The cart's own, after the product was added.
    pub cart: Option<Url>,
    /// The cart's own once more, after the voucher was accepted, where journeys see the voucher there.
    pub with_code: Option<Url>,
    /// The order page, after the voucher was accepted.
    pub order: Option<Url>,
}

/// A page that shows the cart, as it was read.
#[derive(Debug, Clone, Copy)]
pub struct CartSight<'a> {
    /// The page.
    pub page: &'a Page,
    /// Its HTML.
    pub source: &'a str,
}

impl<'a> From<&'a Stop> for CartSight<'a> {
    fn from(stop: &'a Stop) -> Self {
        Self { page: &stop.page, source: &stop.source }
    }
}

/// A trial cart that was filled.
#[derive(Debug, Clone)]
pub struct Tried {
    /// How it was filled.
    pub protocol: &'static dyn CartProtocol,
    /// With what.
    pub purchase: Purchase,
    /// The cart after the product was added.
    pub added: CartState,
    /// What the shop complains of when it adds the product, in its words; absent when its answer is a success.
    pub complaint: Option<String>,
    /// The cart after the voucher was accepted.
    pub with_voucher: Option<CartState>,
    /// The cart's page after the product was added; absent when it could not be read.
    pub cart_page: Option<Stop>,
    /// The cart's page after the voucher was accepted; absent when it was not looked at again.
    pub code_page: Option<Stop>,
    /// The order page after the voucher was accepted; absent when it could not be read.
    pub order_page: Option<Stop>,
    /// The body of the answer to the add, which is empty for a redirect.
    pub add_answer: String,
    /// The body of the answer to what the order page's scripts ask; absent where they ask nothing, or got no answer.
    pub review_answer: Option<String>,
}

/// What buyers do once they are on the product's page, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Sale<'a> {
    /// The product's page.
    pub product: &'a Page,
    /// Its HTML.
    pub source: &'a str,
    /// The trial cart.
    pub tried: &'a Tried,
    /// The promotions that were found.
    pub promotions: &'a [Promotion],
    /// The code that buyers enter.
    pub voucher: Option<&'a Voucher>,
    /// Whether a promotion is under test.
    pub promised: bool,
}

/// How a platform's carts are filled, looked at and emptied.
///
/// The first group of methods drafts single requests: steps without checks, whose placeholders are `${token}`, the token of the
/// page before, and what [`CartProtocol::cart_values`] and the drafts themselves extract. The trial walks them once, with
/// [`Page::static_token`]. The journeys are made of the same drafts, with the checks that the trial's answers bear.
pub trait CartProtocol: Debug + Sync {
    /// What can be put into a cart from this page, best first: its own product in the ways that its promotions ask for, or else the
    /// products of its list. Empty: nothing can.
    fn purchases(&self, page: &Page, promotions: &[Promotion]) -> Vec<Purchase>;

    /// Whether a visitor of a product's page can put it into a cart.
    fn can_buy(&self, page: &Page) -> bool {
        !self.purchases(page, &[]).is_empty()
    }

    /// The same with more pieces.
    fn with_quantity(&self, purchase: &Purchase, quantity: u32) -> Purchase;

    /// Says why nothing can be put into a cart from this page; `None`: the page's form and list say so.
    fn explain_unbuyable(&self, _page: &Page) -> Option<Message> {
        None
    }

    /// What has to be asked before it can be put into the cart, for values that the add needs.
    fn before_add(&self, _page: &Page, _purchase: &Purchase) -> Option<Step> {
        None
    }

    /// Puts it into the cart.
    fn add(&self, page: &Page, purchase: &Purchase) -> Step;

    /// Opens a page on which the shop prints why it did not add the product, when its answer does not say.
    fn ask_reason(&self, _page: &Page, _purchase: &Purchase) -> Option<Step> {
        None
    }

    /// Enters a code, which is a template, where `cart` is the cart's page as it was read just before.
    fn apply_code(&self, page: &Page, purchase: &Purchase, cart: Option<CartSight<'_>>, code: &str) -> Step;

    /// Asks what is in the cart and changes nothing.
    fn ask(&self, page: &Page, purchase: &Purchase) -> Step;

    /// Takes codes out of the cart, each in a step.
    fn remove_codes(&self, page: &Page, purchase: &Purchase, cart: &CartState) -> Vec<Step>;

    /// Takes products out of the cart, each in a step. Gifts leave with what brought them.
    fn remove_products(&self, page: &Page, purchase: &Purchase, cart: &CartState) -> Vec<Step>;

    /// Where the cart is looked at.
    fn pages(&self, page: &Page) -> CartPages;

    /// The values that the pages of a cart have for the requests after them.
    fn cart_values(&self) -> Vec<Extract> {
        Vec::new()
    }

    /// The order page that the cart's page leads to; `None`: the one that is known already.
    ///
    /// # Errors
    ///
    /// Why the order page must not be looked at.
    fn order_from(&self, _cart: CartSight<'_>) -> Result<Option<Url>, Message> {
        Ok(None)
    }

    /// Says why journeys must not look at this order page.
    fn refuses_order(&self, _order: CartSight<'_>) -> Option<Message> {
        None
    }

    /// What the order page's scripts ask as soon as it is there, which orders nothing; `page` is the product's.
    fn review(&self, _page: &Page, _order: CartSight<'_>) -> Option<Step> {
        None
    }

    /// From the product's page to a filled cart, with the code in it, and the checks that the trial bears.
    fn fill_cart(&self, sale: &Sale<'_>) -> Vec<Step>;

    /// The order page, which is looked at and never submitted, with what its scripts ask. Empty: it is not looked at.
    fn order(&self, sale: &Sale<'_>) -> Vec<Step>;

    /// Whether an answer with this status that is not a success is one of the cart's all the same.
    fn answers_with(&self, _status: u16, _body: &str) -> bool {
        false
    }

    /// Reads the answer to any of the requests, of a successful status or one of [`CartProtocol::answers_with`]. `currency` is the
    /// page's, for signs that several currencies share.
    ///
    /// # Errors
    ///
    /// [`CartAnswerError`] when the body is not a cart's answer.
    fn read(
        &self,
        status: u16,
        body: &str,
        currency: Option<Currency>,
    ) -> Result<CartAnswer, CartAnswerError>;

    /// Why the product was not added, by the shop's words.
    fn explain_add(&self, answer: &CartAnswer) -> AddRefusal;

    /// Why the code was refused, by the shop's words.
    fn explain_code(&self, answer: &CartAnswer, currency: Option<Currency>) -> VoucherRefusal;

    /// What a status of this platform's cart means and what to do, as the end of a sentence; `None` when it means nothing special.
    fn explain_status(&self, status: u16) -> Option<Message>;

    /// Why an add may be answered with success and leave the cart empty, for this visitor.
    fn explain_empty(&self, user_agent: &str) -> Message;

    /// Why no cart is filled for a visitor with this user agent; `None` when one is.
    fn refuses_visitor(&self, user_agent: &str) -> Option<Message>;

    /// The role of a step that speaks this protocol; `None` for every other step.
    fn role(&self, step: &Step) -> Option<StepRole>;

    /// The code that a step of this protocol enters, which may be a template; `None` when it enters none.
    fn entered_code<'s>(&self, step: &'s Step) -> Option<&'s str>;

    /// Whether a check of a step with a role proves this promotion of a cart.
    fn proves(&self, step: &Step, check: &Check, promotion: &Promotion) -> bool;
}
