//! PrestaShop 1.7, 8 and 9; `old` is 1.6, whose pages and carts are of another make.
//!
//! `marks` tells its pages from others; `object`, `product` and `cart` read the data of their own, `names` and `address` say
//! which page is which. `requests` drafts what is sent, `answer` reads what comes, `steps` and `pages` make journeys of it, `proofs` tells what a check proves,
//! `refusals` why the shop says no, `background` what the pages' scripts ask besides.

mod address;
mod answer;
mod background;
mod cart;
mod marks;
mod names;
mod object;
mod old;
mod pages;
mod product;
mod proofs;
mod refusals;
mod requests;
mod steps;
mod webservice;

pub use self::old::PrestaShop16;
pub use self::webservice::{AnswerForm, CartRulesError, WebserviceRefusal, cart_rules_of};
use percent_encoding::percent_decode_str;
use url::Url;

use super::{
    CartAnswer, CartAnswerError, CartPages, CartProtocol, CartSight, Purchase, RuleSource, Sale, Shop,
};
use crate::page::{AddRefusal, CartState, Page, VoucherRefusal, json};
use crate::promotion::Promotion;
use crate::scenario::{Check, RecordedRequest, Step, StepRole};
use crate::shop::robot_word;
use crate::units::money::Currency;
use crate::words::Message;

/// The platform, and its carts.
#[derive(Debug, Clone, Copy)]
pub struct PrestaShop;

impl PrestaShop {
    /// The total of the visitor's cart as `var prestashop` has it, with the keys that tell it from the sums beside it.
    #[must_use]
    pub fn declared_total(page: &Page, source: &str) -> Option<String> {
        const BEGIN: &str = "\"totals\":{\"total\":{";
        const AMOUNT: &str = "\"amount\":";
        let total = page.cart.as_ref()?.total?;
        let rest = &source[source.find(BEGIN)?..];
        let inside = rest[BEGIN.len()..].split('}').next()?;
        let amount = BEGIN.len() + inside.find(AMOUNT)? + AMOUNT.len();
        let length = rest[amount..].find([',', '}'])?;
        let value = serde_json::from_str(&rest[amount..amount + length]).ok()?;
        (json::decimal(&value) == Some(total.amount.normalize())).then(|| rest[..=amount + length].to_owned())
    }
}

/// Whether an address is the one by which a payment module makes the order of a cart, whatever the method: its `validation`
/// controller (`validateOrder` in `PaymentModule`), with friendly addresses, without, or as the file of an old module.
fn validates_payment(url: &Url) -> bool {
    let path = percent_decode_str(url.path()).decode_utf8_lossy().to_ascii_lowercase();
    let ends = ["validation", "validation.php"];
    let parts: Vec<&str> = path.split('/').collect();
    let by_path = parts.iter().position(|part| ["module", "modules"].contains(part)).is_some_and(|at| {
        parts.get(at + 2..).is_some_and(|rest| rest.iter().any(|part| ends.contains(part)))
    });
    let asks = |name: &str, value: &str| {
        url.query_pairs().any(|(known, said)| known == name && said.eq_ignore_ascii_case(value))
    };
    let names_module = asks("fc", "module") || url.query_pairs().any(|(name, _)| name == "module");
    by_path || (names_module && asks("controller", "validation"))
}

impl Shop for PrestaShop {
    fn cart(&self) -> Option<&'static dyn CartProtocol> {
        Some(&PrestaShop)
    }

    fn places_order(&self, request: &RecordedRequest<'_>) -> Option<bool> {
        validates_payment(request.url).then_some(true)
    }

    fn rules(&self) -> Option<&'static dyn RuleSource> {
        Some(&PrestaShop)
    }
}

impl CartProtocol for PrestaShop {
    fn purchases(&self, page: &Page, promotions: &[Promotion]) -> Vec<Purchase> {
        requests::purchases(page, promotions)
    }

    /// A sold-out product has its form, switched off.
    fn can_buy(&self, page: &Page) -> bool {
        page.add_to_cart.as_ref().is_some_and(|form| form.enabled)
    }

    fn with_quantity(&self, purchase: &Purchase, quantity: u32) -> Purchase {
        Purchase { quantity, ..purchase.clone() }.with(requests::QUANTITY, &quantity.to_string())
    }

    fn add(&self, page: &Page, purchase: &Purchase) -> Step {
        requests::add(page, purchase)
    }

    fn apply_code(&self, page: &Page, purchase: &Purchase, cart: Option<CartSight<'_>>, code: &str) -> Step {
        requests::apply_code(page, purchase, cart, code)
    }

    fn ask(&self, page: &Page, purchase: &Purchase) -> Step {
        requests::ask(page, purchase)
    }

    fn remove_codes(&self, page: &Page, purchase: &Purchase, cart: &CartState) -> Vec<Step> {
        requests::remove_codes(page, purchase, cart)
    }

    fn remove_products(&self, page: &Page, purchase: &Purchase, cart: &CartState) -> Vec<Step> {
        requests::remove_products(page, purchase, cart)
    }

    fn pages(&self, page: &Page) -> CartPages {
        requests::pages(page)
    }

    fn fill_cart(&self, sale: &Sale<'_>) -> Vec<Step> {
        steps::fill_cart(sale)
    }

    fn order(&self, sale: &Sale<'_>) -> Vec<Step> {
        pages::order(sale).into_iter().collect()
    }

    fn read(&self, _: u16, body: &str, currency: Option<Currency>) -> Result<CartAnswer, CartAnswerError> {
        answer::read(body, currency)
    }

    fn explain_add(&self, answer: &CartAnswer) -> AddRefusal {
        refusals::of_add(&answer.errors)
    }

    fn explain_code(&self, answer: &CartAnswer, currency: Option<Currency>) -> VoucherRefusal {
        refusals::of_code(&answer.errors.join(" "), currency)
    }

    fn explain_status(&self, status: u16) -> Option<Message> {
        match status {
            300..=399 => Some(Message::new("prestashop-sends-away")),
            500 => Some(Message::new("prestashop-fails")),
            _ => None,
        }
    }

    fn explain_empty(&self, user_agent: &str) -> Message {
        match robot_word(user_agent) {
            Some(word) => Message::new("prestashop-robot").with("word", word),
            None => Message::new("prestashop-silent"),
        }
    }

    /// `Connection::isBot` finds a word in the user agent: then every add succeeds and adds nothing.
    fn refuses_visitor(&self, user_agent: &str) -> Option<Message> {
        let word = robot_word(user_agent)?;
        Some(Message::new("error-visitor-is-a-robot").exact("agent", user_agent).exact("letters", word))
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
