//! PrestaShop 1.6, which is of another make: no `var prestashop`, a cart that answers scripts in a JSON of its theme's block, and the
//! order page's first step in place of a cart page, where codes are posted as a form and answered with a redirect.
//!
//! The names are those of 1.6.1 and its theme `default-bootstrap` (`CartController`, `ParentOrderController`, `blockcart-json.tpl`).

mod answer;
mod marks;
mod requests;
mod steps;

use super::{PrestaShop, refusals};
use crate::page::{AddRefusal, CartState, Page, VoucherRefusal};
use crate::promotion::{Promotion, PromotionType};
use crate::scenario::{Check, Step, StepRole};
use crate::shops::{
    CartAnswer, CartAnswerError, CartPages, CartProtocol, CartSight, Purchase, RuleSource, Sale, Shop,
};
use crate::units::money::Currency;
use crate::words::Message;

/// The platform, and its carts.
#[derive(Debug, Clone, Copy)]
pub struct PrestaShop16;

impl Shop for PrestaShop16 {
    fn cart(&self) -> Option<&'static dyn CartProtocol> {
        Some(&PrestaShop16)
    }

    /// The webservice is that of the later versions.
    fn rules(&self) -> Option<&'static dyn RuleSource> {
        Some(&PrestaShop)
    }
}

impl CartProtocol for PrestaShop16 {
    fn purchases(&self, page: &Page, _: &[Promotion]) -> Vec<Purchase> {
        requests::purchases(page)
    }

    /// A sold-out product has its form, with the button hidden.
    fn can_buy(&self, page: &Page) -> bool {
        page.add_to_cart.as_ref().is_some_and(|form| form.enabled)
    }

    fn with_quantity(&self, purchase: &Purchase, quantity: u32) -> Purchase {
        Purchase { quantity, ..purchase.clone() }.with(requests::QUANTITY, &quantity.to_string())
    }

    /// A visitor without a cookie, whom 1.6 takes for a robot, gets one by asking; until then nothing goes into a cart.
    fn before_add(&self, page: &Page, purchase: &Purchase) -> Option<Step> {
        Some(self.ask(page, purchase))
    }

    fn add(&self, page: &Page, purchase: &Purchase) -> Step {
        requests::add(page, purchase)
    }

    fn apply_code(&self, page: &Page, purchase: &Purchase, cart: Option<CartSight<'_>>, code: &str) -> Step {
        requests::apply_code(page, purchase, cart, code)
    }

    fn ask(&self, page: &Page, purchase: &Purchase) -> Step {
        requests::changing(page, purchase, "ask", &[])
    }

    fn remove_codes(&self, page: &Page, purchase: &Purchase, cart: &CartState) -> Vec<Step> {
        requests::remove_codes(page, purchase, cart)
    }

    fn remove_products(&self, page: &Page, purchase: &Purchase, cart: &CartState) -> Vec<Step> {
        requests::remove_products(page, purchase, cart)
    }

    /// The order page's first step shows the cart, before and after the code; the next one asks for an account.
    fn pages(&self, page: &Page) -> CartPages {
        let form = page.add_to_cart.as_ref().and_then(|form| form.action.as_ref());
        let summary = form.map(|action| requests::summary(page, action));
        CartPages { cart: summary.clone(), with_code: summary, order: None }
    }

    fn fill_cart(&self, sale: &Sale<'_>) -> Vec<Step> {
        steps::fill_cart(sale)
    }

    fn order(&self, _: &Sale<'_>) -> Vec<Step> {
        Vec::new()
    }

    /// A code that is accepted, and one that is taken out, send to the order page.
    fn answers_with(&self, status: u16, _: &str) -> bool {
        matches!(status, 301..=303)
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
        refusals::of_add(&answer.errors)
    }

    fn explain_code(&self, answer: &CartAnswer, currency: Option<Currency>) -> VoucherRefusal {
        refusals::of_code(&answer.errors.join(" "), currency)
    }

    fn explain_status(&self, status: u16) -> Option<Message> {
        PrestaShop.explain_status(status)
    }

    fn explain_empty(&self, _: &str) -> Message {
        Message::new("prestashop-silent")
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

    /// By the address that takes the rule out again, which stands beside applied rules alone.
    fn proves(&self, _: &Step, check: &Check, promotion: &Promotion) -> bool {
        let (Some(text), Some(id)) = (&check.body_contains, promotion.rule_id) else { return false };
        promotion.kind != PromotionType::StrikeThrough && text.contains(&steps::listed(id))
    }
}

#[cfg(test)]
mod tests;
