//! Tries a throw-away cart: only there do automatic cart rules show, and only there does a code prove itself.
//! Afterwards the cart is emptied again, whatever happened.

mod emptying;

use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use url::Url;

use super::filled_cart::{CartTrial, FilledCart, sight};
use super::trial_note::{Hindrance, Left, NotThatPage, RefusedVoucher, TrialNote};
use super::walk::{Trouble, keep};
use super::{Fetched, Scraper};
use crate::http::Answer;
use crate::page::{AddRefusal, CartState, Page, PageKind};
use crate::promotion;
use crate::scenario::{Step, Template, Values};
use crate::shops::{CartAnswer, CartAnswerError, CartPages, CartProtocol, Purchase};
use crate::words::Message;

/// How long a trial that has to end waits for the answer that is due, and then for the cart to be empty.
const LEAVE_WITHIN: Duration = Duration::from_secs(5);

/// A trial in progress.
struct Trial<'a> {
    scraper: &'a mut Scraper,
    protocol: &'static dyn CartProtocol,
    page: &'a Page,
    /// The page's token.
    values: Values,
    /// The cart as the shop told it last; `None` when it may hold anything.
    cart: Option<CartState>,
    /// The body of the last answer of the cart.
    body: String,
    /// What the shop complained of although it added the product.
    complaint: Option<String>,
    /// Whether the trial has to end: nothing is sent any more but what empties the cart.
    leaving: &'a Cell<bool>,
    out: CartTrial,
}

impl Scraper {
    /// Puts the page's product (of a listing: the first that can be added) into a new cart, reads the rules that
    /// applied, tries the voucher, looks at `pages`, and empties the cart again. What goes wrong is a note: a page without a working cart can still be read. When `leave` resolves, the trial
    /// ends early: it waits up to five seconds for the answer that is due, and as long again for the cart to be empty.
    pub async fn try_cart(
        &mut self,
        protocol: &'static dyn CartProtocol,
        page: &Page,
        voucher: Option<&str>,
        pages: &CartPages,
        leave: impl Future<Output = ()>,
    ) -> CartTrial {
        let mut out = CartTrial::default();
        let purchases = protocol.purchases(page, &promotion::detect(page));
        let unbuyable = || protocol.explain_unbuyable(page).filter(|_| purchases.is_empty());
        if let Some(reason) =
            unbuyable().map(Hindrance::Unsupported).or_else(|| cannot_buy(page, purchases.is_empty()))
        {
            out.notes.push(TrialNote::NotTried(reason.clone()));
            out.hindrance = Some(reason);
            return out;
        }
        let mut values = Values::default();
        values.set("token", page.static_token.clone().unwrap_or_default());
        let leaving = &Cell::new(false);
        let cart = Some(CartState::default());
        let body = String::new();
        let mut trial =
            Trial { scraper: self, protocol, page, values, cart, body, complaint: None, leaving, out };
        let mut overdue = pin!(async {
            leave.await;
            leaving.set(true);
            sleep(LEAVE_WITHIN).await;
        });
        let mut reasons = Vec::new();
        for purchase in purchases {
            let bought = tokio::select! {
                biased;
                () = &mut overdue => None,
                bought = trial.buy(&purchase, voucher, pages) => Some(bought),
            };
            let emptying = trial.empty(&purchase);
            let emptied = match &bought {
                Some(_) => tokio::select! {
                    () = &mut overdue => false,
                    () = emptying => true,
                },
                None => timeout(LEAVE_WITHIN, emptying).await.is_ok(),
            };
            match (emptied, &bought) {
                (false, _) => trial.note_left(Left::Late),
                // What was cut off may fill it later.
                (true, None) => trial.note_left(Left::Busy),
                (true, Some(_)) => {}
            }
            match bought {
                Some(Ok(())) => reasons.clear(),
                Some(Err(reason)) if !leaving.get() => {
                    reasons.push(reason);
                    continue;
                }
                _ => {}
            }
            break;
        }
        if let Some(reason) = reasons.pop() {
            trial.out.notes.push(TrialNote::Hindered(reason.clone()));
            trial.out.hindrance = Some(reason);
        }
        trial.out
    }
}

/// Why a trial would be in vain.
fn cannot_buy(page: &Page, nothing: bool) -> Option<Hindrance> {
    match &page.add_to_cart {
        Some(form) if !form.enabled => Some(Hindrance::ButtonOff),
        None if nothing && page.kind == PageKind::Product => Some(Hindrance::NoForm),
        None if nothing => Some(Hindrance::NoProduct),
        _ => None,
    }
}

impl Trial<'_> {
    /// Fills the cart and looks at it.
    async fn buy(
        &mut self,
        purchase: &Purchase,
        voucher: Option<&str>,
        pages: &CartPages,
    ) -> Result<(), Hindrance> {
        let (purchase, answer) = self.add(purchase).await?;
        self.look(&purchase, answer, voucher, pages).await;
        Ok(())
    }

    /// Adds, a second time with the quantity that the shop asks for if it wants more pieces; what was added, and the body of
    /// the answer.
    async fn add(&mut self, purchase: &Purchase) -> Result<(Purchase, String), Hindrance> {
        let (answer, body) = self.add_once(purchase).await.map_err(Hindrance::Trouble)?;
        let refusal = self.protocol.explain_add(&answer);
        match refusal {
            AddRefusal::MinimumQuantity(Some(least))
                if answer.has_error() && least > purchase.quantity && !self.leaving.get() =>
            {
                let more = self.protocol.with_quantity(purchase, least);
                self.out.notes.push(TrialNote::TookMore(least));
                let (answer, body) = self.add_once(&more).await.map_err(Hindrance::Trouble)?;
                self.check(&more, &answer).map(|()| (more, body))
            }
            _ => self.check(purchase, &answer).map(|()| (purchase.clone(), body)),
        }
    }

    async fn add_once(&mut self, purchase: &Purchase) -> Result<(CartAnswer, String), Trouble> {
        if let Some(before) = self.protocol.before_add(self.page, purchase) {
            let answer = self.walk(&before).await?;
            if answer.has_error() {
                return Ok((answer, String::new()));
            }
        }
        let mut answer = self.walk(&self.protocol.add(self.page, purchase)).await?;
        let body = std::mem::take(&mut self.body);
        self.complete(&mut answer, purchase).await?;
        if answer.has_error() && answer.errors.is_empty() && !self.leaving.get() {
            let reason = self.protocol.ask_reason(self.page, purchase);
            if let Some(page) = reason
                && let Ok(told) = self.walk(&page).await
            {
                answer.errors = told.errors;
            }
        }
        Ok((answer, body))
    }

    /// Asks for the cart where the answer has none: only the cart proves anything. A shop may complain and put the product in all the
    /// same.
    async fn complete(&mut self, answer: &mut CartAnswer, purchase: &Purchase) -> Result<(), Trouble> {
        if (answer.success || answer.quantity > 0) && answer.cart.is_none() {
            answer.cart = Some(self.ask(purchase).await?);
        }
        Ok(())
    }

    /// Walks a step that changes the cart, and makes sure to have the cart after it.
    async fn walk_and_ask(&mut self, step: &Step, purchase: &Purchase) -> Result<CartAnswer, Trouble> {
        let mut answer = self.walk(step).await?;
        self.complete(&mut answer, purchase).await?;
        Ok(answer)
    }

    /// Whether the product really is in the cart: `success: true` proves nothing, and neither does an error.
    fn check(&mut self, purchase: &Purchase, answer: &CartAnswer) -> Result<(), Hindrance> {
        if answer.has_error() {
            let (refusal, words) = (self.protocol.explain_add(answer), answer.errors.join(" "));
            if !is_inside(purchase, answer) {
                return Err(Hindrance::Refused { refusal, words });
            }
            self.out.notes.push(TrialNote::AddedAllTheSame { words: words.clone() });
            self.complaint = Some(words);
        }
        let Some(cart) = answer.cart.as_ref().filter(|cart| cart.products_count > 0) else {
            let why = self.protocol.explain_empty(&self.scraper.user_agent());
            return Err(Hindrance::StayedEmpty(why));
        };
        let inside = purchase.product.map_or(cart.products_count, |product| cart.quantity_of(product));
        if inside == 0 {
            return Err(Hindrance::NotInside);
        }
        if inside < purchase.quantity {
            self.out.notes.push(TrialNote::FewerPieces { added: purchase.quantity, inside });
        }
        Ok(())
    }

    /// Reads what applied, and tries the voucher.
    async fn look(
        &mut self,
        purchase: &Purchase,
        add_answer: String,
        voucher: Option<&str>,
        pages: &CartPages,
    ) {
        let Some(cart) = self.cart.clone() else { return };
        self.note_gifts(&cart, purchase);
        let mut shown = promotion::from_cart(&cart);
        let mut filled = FilledCart {
            purchase: purchase.clone(),
            added: cart.clone(),
            complaint: self.complaint.clone(),
            with_voucher: None,
            cart_page: self.open(pages.cart.as_ref(), PageKind::Cart).await,
            code_page: None,
            order_page: None,
            add_answer,
            review_answer: None,
        };
        if let Some(seen) = &filled.cart_page {
            self.keep_values(seen);
        }
        if let Some(code) = voucher.filter(|_| !self.leaving.get()) {
            let seen = filled.cart_page.as_ref().map(sight);
            let enter = self.protocol.apply_code(self.page, purchase, seen, &Template::escape(code));
            match self.walk_and_ask(&enter, purchase).await {
                Ok(answer) if answer.success => {
                    if let Some(with_voucher) = answer.cart {
                        self.note_gifts(&with_voucher, purchase);
                        self.note_missing(code, &with_voucher);
                        shown = promotion::merge(shown, promotion::from_cart(&with_voucher));
                        filled.with_voucher = Some(with_voucher);
                    }
                }
                Ok(answer) => self.refuse(code, &answer, &cart),
                Err(trouble) => {
                    self.out.notes.push(TrialNote::CodeNotTried { code: code.to_owned(), trouble });
                }
            }
        }
        if self.out.refused.is_none() {
            if filled.with_voucher.is_some() {
                filled.code_page = self.open(pages.with_code.as_ref(), PageKind::Cart).await;
            }
            filled.order_page = self.open_order(pages, filled.cart_page.as_ref()).await;
            if let Some(order) = &filled.order_page {
                filled.review_answer = self.review(order).await;
            }
        }
        self.out.promotions = shown;
        self.out.filled = Some(filled);
    }

    /// Looks at a page with the cart as it is. One that is not the page it should be is a note.
    async fn open(&mut self, url: Option<&Url>, kind: PageKind) -> Option<Fetched> {
        let url = url.filter(|_| !self.leaving.get())?;
        let why = match self.scraper.fetch(url, None).await {
            Ok(fetched) if fetched.page.kind == kind => return Some(fetched),
            Ok(fetched) => NotThatPage::Other(url.clone(), fetched.page.kind),
            Err(error) => NotThatPage::Unread(Message::from(&error)),
        };
        self.out.notes.push(TrialNote::PageNotSeen { kind, why });
        None
    }

    /// Looks at the order page, unless that would change something in the shop.
    async fn open_order(&mut self, pages: &CartPages, cart: Option<&Fetched>) -> Option<Fetched> {
        let led = cart.map_or(Ok(None), |cart| self.protocol.order_from(sight(cart)));
        let url = match led {
            Ok(url) => url.or_else(|| pages.order.clone()),
            Err(why) => {
                self.out.notes.push(TrialNote::OrderLeftOut(why));
                return None;
            }
        };
        let seen = self.open(url.as_ref(), PageKind::Checkout).await?;
        match self.protocol.refuses_order(sight(&seen)) {
            None => Some(seen),
            Some(why) => {
                self.out.notes.push(TrialNote::OrderLeftOut(why));
                None
            }
        }
    }

    /// Asks what the order page's scripts ask; the body of the answer.
    async fn review(&mut self, order: &Fetched) -> Option<String> {
        self.keep_values(order);
        let step = self.protocol.review(self.page, sight(order)).filter(|_| !self.leaving.get())?;
        match self.walk(&step).await {
            Ok(_) => Some(std::mem::take(&mut self.body)),
            Err(trouble) => {
                let (kind, why) = (PageKind::Checkout, NotThatPage::Unread(Message::from(&trouble)));
                self.out.notes.push(TrialNote::PageNotSeen { kind, why });
                None
            }
        }
    }

    /// Takes the values that a page of the cart has for the requests after it.
    fn keep_values(&mut self, seen: &Fetched) {
        let answer =
            Answer { status: 200, headers: seen.arrival.headers.clone(), body: seen.source.clone().into() };
        keep(&self.protocol.cart_values(), &answer, &mut self.values);
    }

    fn refuse(&mut self, code: &str, answer: &CartAnswer, cart: &CartState) {
        let sentence = answer.errors.join(" ");
        let refusal = self.protocol.explain_code(answer, self.page.currency);
        self.out.refused =
            Some(RefusedVoucher { code: code.to_owned(), refusal, sentence, worth: cart.products });
    }

    fn note_missing(&mut self, code: &str, cart: &CartState) {
        let same = |known: &String| known.to_lowercase() == code.trim().to_lowercase();
        if !cart.vouchers_added.iter().any(|voucher| voucher.code.as_ref().is_some_and(same)) {
            self.out.notes.push(TrialNote::CodeNotListed(code.to_owned()));
        }
    }

    /// Rules may put products into the cart.
    fn note_gifts(&mut self, cart: &CartState, purchase: &Purchase) {
        let foreign =
            cart.lines.iter().filter(|line| line.is_gift || Some(line.product_id) != purchase.product);
        for line in foreign.filter(|_| purchase.product.is_some()) {
            let note = TrialNote::Gift { name: line.name.clone(), product: line.product_id };
            if !self.out.notes.contains(&note) {
                self.out.notes.push(note);
            }
        }
    }

    /// Asks what is in the cart, changing nothing.
    async fn ask(&mut self, purchase: &Purchase) -> Result<CartState, Trouble> {
        let answer = self.walk(&self.protocol.ask(self.page, purchase)).await?;
        answer.cart.ok_or_else(|| CartAnswerError::NotACart { start: answer.errors.join(" ") }.into())
    }

    /// Walks a step once, and remembers the cart of the answer. After trouble what is in it is not known; a refusal changes
    /// nothing.
    async fn walk(&mut self, step: &Step) -> Result<CartAnswer, Trouble> {
        let known = self.cart.take();
        let walked = self.scraper.walk(step, self.page, &mut self.values, self.protocol);
        let (status, body) = walked.await?;
        let answer = self.protocol.read(status, &body, self.page.currency)?;
        self.body = body;
        self.cart = match &answer.cart {
            Some(cart) => Some(cart.clone()),
            None if answer.has_error() && answer.quantity == 0 => known,
            None => None,
        };
        Ok(answer)
    }
}

/// Whether the answer counts pieces of the product, and the cart has them.
fn is_inside(purchase: &Purchase, answer: &CartAnswer) -> bool {
    let Some(cart) = answer.cart.as_ref().filter(|_| answer.quantity > 0) else { return false };
    purchase.product.map_or(cart.products_count, |product| cart.quantity_of(product)) > 0
}
