//! WooCommerce 8 to 11, the shop of WordPress, in classic and in block themes.
//!
//! `marks` tells its pages from others and reads their forms with `variants` (`fields`: what the classic ones send); `own` and `routes` know addresses, `purchases` what can be bought.
//! `requests` drafts what is sent, `answer` and `cart` read what comes, `steps`, `classic` and `review` make journeys of it, `proofs` tells
//! what a check proves, `refusals` why the shop says no, `orders` what places an order, `background` what
//! the pages' scripts ask besides.

mod answer;
mod background;
mod cart;
mod classic;
mod fields;
mod marks;
mod orders;
mod own;
mod proofs;
mod purchases;
mod refusals;
mod requests;
mod review;
mod routes;
mod steps;
mod variants;

use url::Url;

use super::{CartAnswer, CartAnswerError, CartPages, CartProtocol, CartSight, Purchase, Sale, Shop};
use crate::page::{AddRefusal, CartState, Page, VoucherRefusal};
use crate::promotion::Promotion;
use crate::scenario::{Check, Extract, RecordedRequest, Step, StepRole};
use crate::units::money::Currency;
use crate::words::Message;

/// The platform, and its carts.
#[derive(Debug, Clone, Copy)]
pub struct WooCommerce;

impl Shop for WooCommerce {
    fn cart(&self) -> Option<&'static dyn CartProtocol> {
        Some(&WooCommerce)
    }

    fn places_order(&self, request: &RecordedRequest<'_>) -> Option<bool> {
        orders::places(request)
    }
}

impl CartProtocol for WooCommerce {
    fn purchases(&self, page: &Page, _: &[Promotion]) -> Vec<Purchase> {
        purchases::of_page(page)
    }

    fn with_quantity(&self, purchase: &Purchase, quantity: u32) -> Purchase {
        Purchase { quantity, ..purchase.clone() }.with(purchases::QUANTITY, &quantity.to_string())
    }

    fn explain_unbuyable(&self, page: &Page) -> Option<Message> {
        purchases::unbuyable(page)
    }

    fn before_add(&self, page: &Page, purchase: &Purchase) -> Option<Step> {
        requests::before_add(page, purchase)
    }

    fn add(&self, page: &Page, purchase: &Purchase) -> Step {
        requests::add(page, purchase)
    }

    fn ask_reason(&self, page: &Page, _: &Purchase) -> Option<Step> {
        Some(requests::reason(page))
    }

    fn apply_code(&self, page: &Page, _: &Purchase, cart: Option<CartSight<'_>>, code: &str) -> Step {
        requests::apply_code(page, cart, code)
    }

    fn ask(&self, page: &Page, _: &Purchase) -> Step {
        requests::ask(page)
    }

    /// Codes leave with the products.
    fn remove_codes(&self, _: &Page, _: &Purchase, _: &CartState) -> Vec<Step> {
        Vec::new()
    }

    fn remove_products(&self, page: &Page, _: &Purchase, cart: &CartState) -> Vec<Step> {
        requests::empty(page, cart)
    }

    fn pages(&self, page: &Page) -> CartPages {
        requests::pages(page)
    }

    fn cart_values(&self) -> Vec<Extract> {
        requests::cart_values()
    }

    /// The cart block comes with the checkout block, as the shop's set-up makes them.
    fn order_from(&self, cart: CartSight<'_>) -> Result<Option<Url>, Message> {
        if requests::is_classic(cart) {
            Ok(cart.page.urls.order.clone())
        } else {
            Err(Message::new("woocommerce-checkout-block"))
        }
    }

    fn refuses_order(&self, order: CartSight<'_>) -> Option<Message> {
        let marks = ["data-block-name=\"woocommerce/checkout\"", "wp-block-woocommerce-checkout"];
        let is_block = marks.iter().any(|mark| order.source.contains(mark));
        is_block.then(|| Message::new("woocommerce-checkout-block"))
    }

    fn review(&self, page: &Page, order: CartSight<'_>) -> Option<Step> {
        review::step(page, order)
    }

    fn fill_cart(&self, sale: &Sale<'_>) -> Vec<Step> {
        steps::fill_cart(sale)
    }

    fn order(&self, sale: &Sale<'_>) -> Vec<Step> {
        classic::order(sale)
    }

    fn answers_with(&self, status: u16, body: &str) -> bool {
        answer::is_of_cart(status, body)
    }

    fn read(
        &self,
        status: u16,
        body: &str,
        currency: Option<Currency>,
    ) -> Result<CartAnswer, CartAnswerError> {
        answer::read(status, body, currency)
    }

    fn explain_add(&self, answer: &CartAnswer) -> AddRefusal {
        refusals::of_add(answer)
    }

    fn explain_code(&self, answer: &CartAnswer, currency: Option<Currency>) -> VoucherRefusal {
        refusals::of_code(answer, currency)
    }

    fn explain_status(&self, status: u16) -> Option<Message> {
        (status == 500).then(|| Message::new("woocommerce-fails"))
    }

    fn explain_empty(&self, _: &str) -> Message {
        Message::new("woocommerce-silent")
    }

    fn refuses_visitor(&self, _: &str) -> Option<Message> {
        None
    }

    fn role(&self, step: &Step) -> Option<StepRole> {
        requests::role(step)
    }

    fn entered_code<'s>(&self, step: &'s Step) -> Option<&'s str> {
        requests::entered_code(step)
    }

    fn proves(&self, step: &Step, check: &Check, promotion: &Promotion) -> bool {
        proofs::proves(step, check, promotion)
    }
}

#[cfg(test)]
mod tests;
