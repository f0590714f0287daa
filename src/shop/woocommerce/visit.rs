//! One request while it is being answered: the visitor's session, and what every answer shows of it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use minijinja::{Environment, Value as Shown, context};
use serde_json::Value;

use super::basket::{self, WooChoice};
use super::bill::{FLAT_RATE, WooBill};
use super::content::WooEye;
use super::coupons::WooCouponRefusal;
use super::effort::WooWork;
use super::goods::WooItem;
use super::money;
use super::pages::WooPages;
use super::refusal::WooRefusal;
use super::seals::{WooNonce, WooSeals};
use super::session::WooSession;
use super::sheet::{WooOwn, WooSheet};
use super::store_json::WooCart;
use super::words::{items, word};
use crate::shop::ShopError;
use crate::shop::config::{Language, WooSettings};
use crate::shop::json;
use crate::shop::misbehaviour::{Quirk, Rendering};
use crate::shop::request::Ask;
use crate::shop::stats::{RequestPhase, ServedAs};
use crate::shop::store::Ledger;

/// What all requests of one shop share.
pub(super) struct WooShop {
    pub(super) language: Language,
    pub(super) blocks: bool,
    pub(super) settings: WooSettings,
    pub(super) seals: WooSeals,
    pub(super) ledger: Arc<Mutex<Ledger>>,
    pub(super) environment: Rc<Environment<'static>>,
    pub(super) main: Rc<WooPages>,
    pub(super) hosts: RefCell<HashMap<String, Rc<WooPages>>>,
    /// When the rate limit's window began, and the requests in it.
    pub(super) window: Cell<(Instant, u32)>,
}

impl WooShop {
    /// Counters and sessions; they stay usable whatever another thread did.
    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// An answer before it gets its cookies.
pub(super) struct WooReply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<Bytes>,
    pub(super) outcome: ServedAs,
    pub(super) work: WooWork,
}

/// The hash of the visitor's place, where the shop wants to know it.
pub(super) const LOCATION: &str = "82a9e4d26595";
pub(super) const HTML: &str = "text/html; charset=UTF-8";
pub(super) const JSON: &str = "application/json; charset=UTF-8";
/// Of wc-ajax, form adds and errors.
pub(super) const NO_STORE: &str = "no-cache, must-revalidate, max-age=0, no-store, private";
/// Of cart, checkout and account.
pub(super) const PRIVATE: &str = "no-cache, must-revalidate, max-age=0, private";

impl WooReply {
    /// An answer of this content type.
    pub(super) fn new(
        status: u16,
        kind: &'static str,
        body: Vec<Bytes>,
        outcome: ServedAs,
        work: WooWork,
    ) -> WooReply {
        WooReply { status, headers: vec![("content-type", kind.to_owned())], body, outcome, work }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> WooReply {
        self.headers.push((name, value.into()));
        self
    }

    /// Sends the visitor to another address.
    pub(super) fn redirect(status: u16, to: &str, outcome: ServedAs, work: WooWork) -> WooReply {
        WooReply::new(status, HTML, Vec::new(), outcome, work).with("location", to)
    }
}

/// One request while it is being answered.
pub(super) struct WooVisit<'a> {
    pub(super) shop: &'a WooShop,
    pub(super) pages: Rc<WooPages>,
    pub(super) ask: &'a Ask,
    pub(super) number: u64,
    /// The visitor has a session already.
    pub(super) is_known: bool,
    /// A cart token says who the visitor is.
    pub(super) by_token: bool,
    /// Read when the request came; written when its work is done.
    pub(super) session: WooSession,
    /// What the answer shows wrongly, when it can be seen there.
    pub(super) quirk: Option<Quirk>,
    /// The answer really shows it.
    pub(super) is_hurt: Cell<bool>,
}

impl<'a> WooVisit<'a> {
    /// The visit that the request belongs to. Only the Store API reads cart tokens.
    pub(super) fn new(
        shop: &'a WooShop,
        pages: Rc<WooPages>,
        ask: &'a Ask,
        phase: RequestPhase,
        reads_tokens: bool,
    ) -> WooVisit<'a> {
        let token = if reads_tokens { shop.seals.open_token(&ask.cart_token) } else { None };
        let known = token.or_else(|| shop.seals.open(&ask.cookies));
        let mut ledger = shop.ledger();
        let number = known.unwrap_or_else(|| ledger.sessions.new_visitor());
        let session = known.and_then(|number| ledger.sessions.get(number).cloned());
        drop(ledger);
        WooVisit {
            shop,
            pages,
            ask,
            number,
            is_known: known.is_some(),
            by_token: token.is_some(),
            session: session.unwrap_or_else(|| WooSession::new(phase)),
            quirk: None,
            is_hurt: Cell::new(false),
        }
    }

    pub(super) fn language(&self) -> Language {
        self.shop.language
    }

    pub(super) fn base(&self) -> &str {
        &self.pages.site.base
    }

    pub(super) fn look(&self) -> Rendering {
        self.quirk.map_or(Rendering::Right, Rendering::from_quirk)
    }

    /// Pieces left of an item.
    pub(super) fn left(&self, item: WooItem) -> Option<u32> {
        self.shop.ledger().sessions.left(item)
    }

    /// Puts something into the cart.
    pub(super) fn add(&mut self, choice: WooChoice, quantity: u32) -> Result<u32, WooRefusal> {
        if self.quirk == Some(Quirk::Refuse) {
            self.is_hurt.set(true);
            return Err(WooRefusal::OutOfStock(choice.0.full_name(" - ")));
        }
        let shop = self.shop;
        basket::add(&mut self.session, choice, quantity, &|item| shop.ledger().sessions.left(item))
    }

    /// Sets the quantity of a line.
    pub(super) fn set(&mut self, key: &str, quantity: u32) -> Result<(), WooRefusal> {
        let shop = self.shop;
        basket::set(&mut self.session, key, quantity, &|item| shop.ledger().sessions.left(item))
    }

    /// Applies a coupon.
    pub(super) fn apply(&mut self, code: &str) -> Result<(), WooCouponRefusal> {
        if self.quirk == Some(Quirk::Refuse) {
            self.is_hurt.set(true);
            return Err(WooCouponRefusal::Unknown(code.trim().to_lowercase()));
        }
        basket::apply(&mut self.session, code)
    }

    /// Drops the coupons that the cart may no longer have; the reasons, for the Store API.
    pub(super) fn lost_coupons(
        &mut self,
        amount: fn(i64, Language) -> String,
        is_classic: bool,
    ) -> Vec<String> {
        let language = self.language();
        let lost = basket::look_over(&mut self.session);
        let say = |(code, refusal): (&str, WooCouponRefusal)| {
            let reason = refusal.say(language, is_classic, amount);
            format!("The &quot;{code}&quot; coupon has been removed from your cart: {reason}")
        };
        lost.into_iter().map(say).collect()
    }

    /// The same for the classic pages, which print them.
    pub(super) fn drop_coupons(&mut self) {
        for lost in self.lost_coupons(money::amount_in_text, true) {
            self.session.say(true, lost);
        }
    }

    /// What the cart costs, or is said to cost.
    pub(super) fn bill(&self) -> WooBill {
        let bill = WooBill::new(&self.session);
        match self.quirk.and_then(|quirk| bill.misstated(quirk)) {
            Some(wrong) => {
                self.is_hurt.set(true);
                wrong
            }
            None => bill,
        }
    }

    pub(super) fn has_cart(&self) -> bool {
        !self.session.lines.is_empty()
    }

    pub(super) fn nonce(&self, nonce: WooNonce) -> String {
        self.shop.seals.nonce(nonce, if self.is_known || self.has_cart() { self.number } else { 0 })
    }

    /// The nonces that pages carry; none on a page that has lost them.
    pub(super) fn nonces(&self) -> Shown {
        if self.look() == Rendering::NoToken {
            return context! {};
        }
        context! {
            store_api => self.nonce(WooNonce::StoreApi),
            apply_coupon => self.nonce(WooNonce::ApplyCoupon),
            remove_coupon => self.nonce(WooNonce::RemoveCoupon),
            shipping_method => self.nonce(WooNonce::ShippingMethod),
            order_review => self.nonce(WooNonce::OrderReview),
            cart => self.nonce(WooNonce::Cart),
            shipping_calculator => self.nonce(WooNonce::ShippingCalculator),
            process_checkout => self.nonce(WooNonce::ProcessCheckout),
        }
    }

    /// How this visit sees products.
    pub(super) fn eye<T>(&self, look: Rendering, see: impl FnOnce(&WooEye<'_>) -> T) -> T {
        see(&WooEye { site: &self.pages.site, look, left: &|item| self.left(item) })
    }

    /// The notices that wait, as HTML; they are told once.
    pub(super) fn told(&mut self) -> Result<String, ShopError> {
        let notices = std::mem::take(&mut self.session.notices);
        if notices.is_empty() {
            return Ok(String::new());
        }
        let list: Vec<_> = notices
            .into_iter()
            .map(|notice| context! { is_error => notice.is_error, html => Shown::from_safe_string(notice.html) })
            .collect();
        self.pages.part("notices", &[list.into()])
    }

    /// A page for this visitor.
    pub(super) fn page(
        &mut self,
        status: u16,
        sheet: &WooSheet,
        outcome: ServedAs,
        work: WooWork,
    ) -> Result<WooReply, ShopError> {
        let bill = self.bill();
        let cart_json =
            if self.shop.blocks { json::encode(&self.cart_json(&bill, &[])) } else { String::new() };
        let shown = self.shown(&bill);
        let header = [shown, self.pages.words.clone(), self.pages.urls()];
        let own = WooOwn {
            notices: self.told()?,
            header_cart: self.pages.part("header_cart", &header)?,
            cart_json,
        };
        Ok(WooReply::new(status, HTML, sheet.with(own), outcome, work))
    }

    /// The cart as the Store API writes it.
    pub(super) fn cart_json(&self, bill: &WooBill, errors: &[String]) -> Value {
        let left = |item| self.left(item);
        WooCart { site: &self.pages.site, session: &self.session, bill, left: &left }.json(errors)
    }

    /// What the templates are told about a bill.
    pub(super) fn shown(&self, bill: &WooBill) -> Shown {
        let language = self.language();
        let amount = |cents| Shown::from_safe_string(money::amount(cents, language));
        let rows: Vec<_> = bill
            .rows
            .iter()
            .map(|row| {
                let item = row.item();
                let chosen: Vec<_> = item
                    .product
                    .attributes()
                    .iter()
                    .filter_map(|attribute| {
                        let slug = row.line.chosen.iter().find(|(field, _)| *field == attribute.field)?;
                        Some(context! { label => attribute.label, name => attribute.name_of(&slug.1) })
                    })
                    .collect();
                context! {
                    key => row.key.as_str(),
                    id => item.id(),
                    sku => item.product.sku.as_str(),
                    url => self.pages.site.product(item.product),
                    name => item.full_name(" - "),
                    chosen,
                    price => amount(item.price()),
                    quantity => row.line.quantity,
                    is_single => item.product.is_single,
                    subtotal => amount(row.subtotal),
                }
            })
            .collect();
        let coupons: Vec<_> = bill
            .coupons
            .iter()
            .map(|(coupon, off)| {
                let off = (*off > 0 || !coupon.ships_free)
                    .then(|| Shown::from_safe_string(money::amount_in_text(*off, language)));
                context! { code => coupon.code, off }
            })
            .collect();
        let shipping: Vec<_> = bill.shipping.map_or_else(Vec::new, |shipping| {
            let flat = context! {
                id => "flat_rate:1",
                name => word("flat_rate", language),
                price => amount(FLAT_RATE),
                is_chosen => !shipping.is_free,
            };
            let free = context! {
                id => "free_shipping:2",
                name => word("free_shipping", language),
                is_chosen => shipping.is_free,
            };
            std::iter::once(flat).chain(shipping.may_be_free.then_some(free)).collect()
        });
        context! {
            rows,
            coupons,
            shipping,
            pieces => bill.pieces,
            items_text => items(bill.pieces, language),
            subtotal => amount(bill.subtotal),
            subtotal_in_text => Shown::from_safe_string(money::amount_in_text(bill.subtotal, language)),
            total => amount(bill.total),
        }
    }
}
