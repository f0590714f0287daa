//! What a shop's software is to us: which pages are its own and what they say in its own words, and how its cart is filled,
//! looked at and emptied.
//!
//! A folder for each platform. Everything here is a pure function of what was read: the steps of a cart are *drafted*, by one
//! description for the trial cart (`scrape`), the load (`compile`) and the k6 script, and the answers are *read*. Not here:
//! sending anything, and what any page says of itself (`page`).
//!
//! A new platform is a new folder and a line in [`Shops::known`].

mod address;
mod answer;
mod bigcommerce;
mod cart;
pub mod draft;
mod known_cost;
mod magento;
mod nopcommerce;
mod opencart;
mod orders;
pub mod prestashop;
mod proof;
#[cfg(test)]
mod reading_cost;
mod rules;
mod seen;
mod sentence;
mod shopify;
mod shopware;
mod vtex;
mod wix;
pub mod woocommerce;

use std::fmt::Debug;

use url::Url;

pub use self::answer::{CartAnswer, CartAnswerError};
pub use self::cart::{CartPages, CartProtocol, CartSight, Purchase, Sale, Tried};
pub use self::known_cost::{CensusItem, CostCause, KnownCost, RuleCensus};
pub use self::orders::{carried, flattened};
pub use self::rules::{QueryPair, RuleSource, RulesError};
pub use self::seen::Stop;
use crate::page::{Page, PageSource, Platform, Reading};
use crate::scenario::{RecordedRequest, Scenario, Step, StepRole};
use crate::words::Message;

/// A shop's software: how its pages are told and read, and how its carts work.
pub trait Shop: Platform {
    /// How its carts work; `None` when that is not known here.
    fn cart(&self) -> Option<&'static dyn CartProtocol> {
        None
    }

    /// Whether a recorded request places an order; `None` when it is none of the platform's own.
    fn places_order(&self, _request: &RecordedRequest<'_>) -> Option<bool> {
        None
    }

    /// How its back office is asked for its cart rules; `None` when that is not known here.
    fn rules(&self) -> Option<&'static dyn RuleSource> {
        None
    }
}

/// The platforms that are looked for, in this order.
#[derive(Debug, Clone, Copy)]
pub struct Shops(&'static [&'static dyn Shop]);

impl Shops {
    /// Those that promo-load knows.
    #[must_use]
    pub const fn known() -> Self {
        Self(&[
            &prestashop::PrestaShop,
            &prestashop::PrestaShop16,
            &woocommerce::WooCommerce,
            &shopify::Shopify,
            &shopware::Shopware,
            &magento::Magento,
            &opencart::OpenCart,
            &nopcommerce::NopCommerce,
            &bigcommerce::BigCommerce,
            &wix::Wix,
            &vtex::Vtex,
        ])
    }

    /// These alone.
    #[must_use]
    pub const fn new(shops: &'static [&'static dyn Shop]) -> Self {
        Self(shops)
    }

    /// What pages are read with.
    fn platforms(self) -> impl Iterator<Item = &'static dyn Platform> {
        self.0.iter().map(|&shop| shop as &dyn Platform)
    }

    /// Reads a page that is known to be UTF-8.
    #[must_use]
    pub fn parse(self, html: &str, url: &Url) -> Page {
        Page::parse(html, url, &self.platforms().collect::<Vec<_>>())
    }

    /// Reads a decoded page as the user says.
    #[must_use]
    pub fn parse_source(self, source: &PageSource, url: &Url, reading: Reading) -> Page {
        Page::parse_source(source, url, reading, &self.platforms().collect::<Vec<_>>())
    }

    /// The address that a saved page gives as its own.
    #[must_use]
    pub fn base_url_from(self, html: &str) -> Option<Url> {
        Page::base_url_from(html, &self.platforms().collect::<Vec<_>>())
    }

    /// The software of a page: the one that it gives away, or else the one whose form it has, which only its carts
    /// understand. `None` when nothing tells, or when it is not among these.
    #[must_use]
    pub fn of_page(self, page: &Page) -> Option<&'static dyn Shop> {
        let name = page.platform.or(page.form_of)?.name();
        self.0.iter().copied().find(|shop| shop.name() == name)
    }

    /// How the carts of a page's shop work; `None` when that is not known here.
    #[must_use]
    pub fn cart_of(self, page: &Page) -> Option<&'static dyn CartProtocol> {
        self.of_page(page)?.cart()
    }

    /// The platforms whose back offices can be asked for their cart rules.
    pub fn back_offices(self) -> impl Iterator<Item = (&'static dyn Shop, &'static dyn RuleSource)> {
        self.0.iter().filter_map(|&shop| Some((shop, shop.rules()?)))
    }

    /// Whether a visitor of a product's page can put it into a cart that is known here.
    #[must_use]
    pub fn can_buy(self, page: &Page) -> bool {
        self.cart_of(page).is_some_and(|protocol| protocol.can_buy(page))
    }

    /// Says why no cart can be filled from the page, when its platform's carts are not known here.
    #[must_use]
    pub fn unsupported(self, page: &Page) -> Option<Message> {
        self.cart_of(page).is_none().then(|| match self.of_page(page) {
            Some(shop) => Message::new("shop-unsupported").with("name", shop.name()),
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
