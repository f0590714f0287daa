//! What a shop's software is to us: which pages are its own, and how its cart is filled, looked at and emptied.
//!
//! A folder for each platform. Everything here is a pure function of what was read: the steps of a cart are *drafted*, by one
//! description for the trial cart (`scrape`), the load (`compile`) and the k6 script, and the answers are *read*. Not here:
//! sending anything, and what a page says of itself (`page`).
//!
//! A new platform is a new folder and a line in [`Shops::known`].

mod cart;
pub mod draft;
mod generic;
mod prestashop;
mod proof;
mod seen;

use std::fmt::Debug;

pub use self::cart::{CartPages, CartProtocol, Purchase, Sale, Tried};
pub use self::generic::Generic;
pub use self::prestashop::PrestaShop;
pub use self::seen::Stop;
use crate::page::{Page, Platform};
use crate::scenario::{Scenario, Step, StepRole};
use crate::words::Message;

/// A shop's software.
pub trait Shop: Debug + Sync {
    /// What its makers call it; `None` when nothing tells which it is.
    fn name(&self) -> Option<&'static str>;

    /// Whether a page is one of its own.
    fn recognises(&self, page: &Page) -> bool;

    /// How its carts work; `None` when that is not known here.
    fn cart(&self) -> Option<&'static dyn CartProtocol>;
}

/// The platforms that are looked for, in this order.
#[derive(Debug, Clone, Copy)]
pub struct Shops(&'static [&'static dyn Shop]);

impl Shops {
    /// Those that promo-load knows.
    #[must_use]
    pub const fn known() -> Self {
        Self(&[
            &PrestaShop,
            &Generic(Platform::WooCommerce),
            &Generic(Platform::Shopify),
            &Generic(Platform::Magento),
            &Generic(Platform::Shopware),
        ])
    }

    /// These alone.
    #[must_use]
    pub const fn new(shops: &'static [&'static dyn Shop]) -> Self {
        Self(shops)
    }

    /// The first that recognises the page, or else an unknown one.
    #[must_use]
    pub fn of_page(self, page: &Page) -> &'static dyn Shop {
        self.0.iter().copied().find(|shop| shop.recognises(page)).unwrap_or(&Generic(Platform::Unknown))
    }

    /// Whether a visitor of a product's page can put it into a cart that is known here.
    #[must_use]
    pub fn can_buy(self, page: &Page) -> bool {
        self.of_page(page).cart().is_some_and(|protocol| protocol.can_buy(page))
    }

    /// Says why no cart can be filled from the page, when its platform's carts are not known here.
    #[must_use]
    pub fn unsupported(self, page: &Page) -> Option<Message> {
        let shop = self.of_page(page);
        shop.cart().is_none().then(|| match shop.name() {
            Some(name) => Message::new("shop-unsupported").with("name", name),
            None => Message::new("shop-unknown"),
        })
    }

    /// The protocol that a step of a scenario speaks, with the step's role in it.
    fn speaking(self, step: &Step) -> Option<(&'static dyn CartProtocol, StepRole)> {
        let protocols = self.0.iter().filter_map(|shop| shop.cart());
        protocols.into_iter().find_map(|protocol| Some((protocol, protocol.role(step)?)))
    }

    /// The protocol of the first step that changes a cart; `None` when no step is one that is known here.
    #[must_use]
    pub fn of_scenario(self, scenario: &Scenario) -> Option<&'static dyn CartProtocol> {
        let steps = scenario.journeys.iter().flat_map(|journey| &journey.steps);
        steps.into_iter().find_map(|step| self.speaking(step)).map(|(protocol, _)| protocol)
    }

    /// The code that a step enters, in the field of any cart that is known here.
    #[must_use]
    pub fn entered_code(self, step: &Step) -> Option<&str> {
        let mut protocols = self.0.iter().filter_map(|shop| shop.cart());
        protocols.find_map(|protocol| protocol.entered_code(step))
    }

    /// Gives a role to the steps of a file that have none: those that were written by hand, recorded, or compiled before steps
    /// had roles.
    pub fn assign_roles(self, scenario: &mut Scenario) {
        let steps = scenario.journeys.iter_mut().flat_map(|journey| &mut journey.steps);
        for step in steps.filter(|step| step.role.is_none()) {
            step.role = self.speaking(step).map(|(_, role)| role);
        }
    }
}
