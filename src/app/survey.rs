//! What can be found out about a page before a run: the page, the pages around it, a trial cart, the back office. One way for
//! `inspect`, `compile`, `bench` and `export-k6`.

use url::Url;

use super::failure::Failure;
use super::notes::{Note, Unsteady};
use super::other_hosts::other_hosts;
use super::secrets::leave_address;
use super::see::{Purpose, SeenPage, is_for_buying, see, shown_by, try_cart};
use super::target::TargetOptions;
use super::visitor::refuse_visitor;
use super::webservice::WebserviceAccess;
use crate::compile::{self, Observed, PriceSight};
use crate::grade::{Finding, Landing};
use crate::page::CartState;
use crate::plan::Limits;
use crate::promotion::{self, Promotion};
use crate::scenario::{Mode, Voucher};
use crate::scrape::{Fetched, FilledCart, Hindrance, Scraper, TrialNote};
use crate::shops::{CartProtocol, Shops, Stop, Tried};
use crate::units::secret::shown_address;
use crate::words::Message;

/// What is looked at, and for what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inquiry<'a> {
    /// The page's address, as the user gave it.
    pub(super) url: &'a Url,
    /// How the shop is reached, with the kind of page and the voucher that the user names.
    pub(super) options: &'a TargetOptions,
    /// Whether carts may be filled.
    pub(super) mode: Mode,
    pub(super) purpose: Purpose,
}

/// A page with everything that can be said of it, and that its journeys are compiled from.
#[derive(Debug)]
pub(super) struct Surveyed {
    pub(super) landing: Stop,
    /// The answer that brought the landing page.
    pub(super) answer: Option<Landing>,
    around: Vec<Stop>,
    pub(super) promotions: Vec<Promotion>,
    tried: Option<Tried>,
    /// What the back office's rules are known to cost.
    pub(super) known: Vec<Finding>,
    pub(super) notes: Vec<Note>,
}

impl Surveyed {
    /// What the compiler works from.
    pub(super) fn observed(&self) -> Observed<'_> {
        Observed {
            shops: Shops::known(),
            landing: &self.landing,
            around: &self.around,
            promotions: &self.promotions,
            tried: self.tried.as_ref(),
        }
    }
}

/// Looks at a page, and in `full` mode tries a cart with the product that visitors will buy. What keeps a journey from being
/// compiled is refused for [`Purpose::Compile`], which also reads the pages around, and noted for [`Purpose::Show`]. `known` is
/// what was found out before.
pub(super) async fn survey(
    scraper: &mut Scraper,
    limits: &Limits,
    inquiry: Inquiry<'_>,
    known: Option<Note>,
) -> Result<Surveyed, Failure> {
    let Inquiry { url, options, mode, purpose } = inquiry;
    let webservice = WebserviceAccess::of(url, options, limits)?;
    let seen = see(scraper, url, purpose, options.page_type, mode).await?;
    let mut surveyed = Surveyed::of_seen(seen, url);
    surveyed.notes.extend(known);
    let page = &surveyed.landing.page;
    if purpose == Purpose::Compile {
        if let Some(protocol) = Shops::known().cart_of(page).filter(|_| mode == Mode::Full) {
            refuse_visitor(protocol, options, None)?;
        }
        leave_address(&page.url);
        compile::refuse(page)?;
        surveyed.look_around(scraper, mode).await;
        surveyed.note_prices();
    }
    if purpose == Purpose::Show && PriceSight::of(&surveyed.landing) == Some(PriceSight::DataOnly) {
        surveyed.notes.push(Note::PriceInDataOnly);
    }
    match mode {
        Mode::Full => surveyed.fill_cart(scraper, &webservice, inquiry).await?,
        Mode::ReadOnly if is_for_buying(&surveyed.landing.page) => surveyed.notes.push(Note::ReadOnly),
        Mode::ReadOnly => {}
    }
    surveyed.ask(scraper, &webservice, inquiry).await;
    Ok(surveyed)
}

impl Inquiry<'_> {
    fn voucher(&self) -> Option<&str> {
        self.options.voucher.as_ref().map(Voucher::code)
    }
}

impl Surveyed {
    fn of_seen(seen: SeenPage, url: &Url) -> Self {
        let SeenPage { page, sources, promotions, notes, landing: answer } = seen;
        let mut sources = sources.into_iter();
        let source = sources.next().unwrap_or_default();
        let landing = Stop { asked: url.clone(), page, source, again: sources.next() };
        Self { landing, answer, around: Vec::new(), promotions, tried: None, known: Vec::new(), notes }
    }

    async fn look_around(&mut self, scraper: &mut Scraper, mode: Mode) {
        let mut unreachable: Vec<Url> = Vec::new();
        while let Some(next) =
            compile::next_stop(Shops::known(), &self.landing, &self.around, &unreachable, mode)
        {
            match scraper.fetch(&next, None).await {
                Ok(fetched) => self.around.push(Stop { asked: next, ..stop(fetched) }),
                Err(error) => {
                    self.notes.push(Note::LeftOut(Message::from(&error)));
                    unreachable.push(next);
                }
            }
        }
    }

    /// Says which prices no check can look at.
    fn note_prices(&mut self) {
        let is_unchecked = PriceSight::of(&self.landing) == Some(PriceSight::Unchecked);
        if is_unchecked && !self.notes.iter().any(Note::says_price_is_unchecked) {
            self.notes.push(Note::Unsteady(Unsteady::Unstated));
        }
        self.notes.extend(unsteady(&self.landing));
    }

    async fn fill_cart(
        &mut self,
        scraper: &mut Scraper,
        webservice: &WebserviceAccess,
        inquiry: Inquiry<'_>,
    ) -> Result<(), Failure> {
        let (purpose, voucher) = (inquiry.purpose, inquiry.voucher());
        let product = match purpose {
            Purpose::Show => Some(&self.landing),
            Purpose::Compile => compile::product_to_buy(Shops::known(), &self.landing, &self.around),
        };
        let known = product.and_then(|stop| Some((stop, Shops::known().cart_of(&stop.page)?)));
        let Some((product, protocol)) = known else {
            if let Some(why) = self.unbuyable() {
                return self.do_without_cart(why, inquiry);
            }
            let Some(why) = Shops::known().unsupported(&self.landing.page) else {
                self.notes.push(Note::NothingToBuy);
                return Ok(());
            };
            return self.do_without_cart(why, inquiry);
        };
        if purpose == Purpose::Compile {
            other_hosts(&product.page, Mode::Full)?;
        }
        let trial = try_cart(scraper, protocol, &product.page, purpose, voucher).await;
        for promotion in shown_by(&trial) {
            self.promotions = promotion::merge(std::mem::take(&mut self.promotions), vec![promotion]);
        }
        self.notes.extend(trial.notes.iter().cloned().map(Note::from));
        match (&trial.refused, purpose) {
            (Some(refused), Purpose::Compile) => {
                let why = webservice.against(scraper, &product.page, &refused.code).await;
                return Err(Failure::Target(why.map_or_else(
                    || Message::from(refused),
                    |why| {
                        Message::new("error-refused-because")
                            .with("refused", Message::from(refused))
                            .with("why", why)
                    },
                )));
            }
            (Some(refused), Purpose::Show) => self.notes.push(Note::Refused(refused.clone())),
            (None, _) => {}
        }
        let Some(filled) = trial.filled else {
            let reason = trial.hindrance.as_ref().map_or_else(|| Message::verbatim(""), Message::from);
            return match purpose {
                Purpose::Show => Ok(()),
                Purpose::Compile => Err(Failure::Target(
                    Message::new("error-no-cart")
                        .exact("url", shown_address(product.page.url.as_str()))
                        .with("reason", reason),
                )),
            };
        };
        self.keep(filled, protocol, voucher);
        Ok(())
    }

    /// Why the landing page's own product cannot be bought, where its platform tells.
    fn unbuyable(&self) -> Option<Message> {
        let page = &self.landing.page;
        Shops::known().cart_of(page)?.explain_unbuyable(page)
    }

    /// Says why no cart can be filled, which is the end of a voucher that is to be compiled.
    fn do_without_cart(&mut self, why: Message, inquiry: Inquiry<'_>) -> Result<(), Failure> {
        match (inquiry.purpose, inquiry.voucher()) {
            (Purpose::Show, _) => {
                self.notes.push(TrialNote::NotTried(Hindrance::Unsupported(why)).into());
            }
            (Purpose::Compile, None) => self.notes.push(Note::LooksOnly(why)),
            (Purpose::Compile, Some(code)) => {
                return Err(Failure::Target(
                    Message::new("error-voucher-not-tried").exact("code", code).with("why", why),
                ));
            }
        }
        Ok(())
    }

    /// Keeps the trial cart for the compiler, and says what is odd about it.
    fn keep(&mut self, filled: FilledCart, protocol: &'static dyn CartProtocol, voucher: Option<&str>) {
        let FilledCart { cart_page, code_page, order_page, .. } = filled;
        let FilledCart { purchase, added, complaint, with_voucher, add_answer, review_answer, .. } = filled;
        if let (Some(code), Some(after)) = (voucher, &with_voucher)
            && after.total == added.total
            && after.lines == added.lines
            && !after.vouchers_added.iter().any(|rule| rule.free_shipping)
        {
            self.notes.push(Note::NothingTakenOff(code.to_owned()));
        }
        let [cart_page, code_page, order_page] =
            [cart_page, code_page, order_page].map(|page| page.map(stop));
        let last = with_voucher.as_ref().unwrap_or(&added);
        self.notes.extend([(&cart_page, &added), (&order_page, last)].into_iter().filter_map(differs));
        self.tried = Some(Tried {
            protocol,
            purchase,
            added,
            complaint,
            with_voucher,
            cart_page,
            code_page,
            order_page,
            add_answer,
            review_answer,
        });
    }

    /// Completes the promotions with what the back office says.
    async fn ask(&mut self, scraper: &mut Scraper, webservice: &WebserviceAccess, inquiry: Inquiry<'_>) {
        let promotions = std::mem::take(&mut self.promotions);
        let cart = self.tried.as_ref().map(|tried| tried.with_voucher.as_ref().unwrap_or(&tried.added));
        let page = &self.landing.page;
        let enriched = webservice.complete(scraper, page, promotions, inquiry.voucher(), cart).await;
        self.promotions = enriched.promotions;
        self.known = enriched.known;
        self.notes.extend(enriched.notes);
    }
}

/// Says where shoppers read a price that no check can look for.
fn unsteady(landing: &Stop) -> Option<Note> {
    let shown = landing.page.shown_price(&landing.source)?;
    let stays = shown.literals.iter().any(|literal| landing.says(literal));
    (!stays).then_some(Note::Unsteady(Unsteady::Shown(shown.price)))
}

/// A page that was fetched once.
fn stop(fetched: Fetched) -> Stop {
    let asked = fetched.redirected_from.into_iter().next().unwrap_or_else(|| fetched.page.url.clone());
    Stop { asked, page: fetched.page, source: fetched.source, again: None }
}

/// Says where a page states another total than the cart's answer: delivery may be added there, or the shop is wrong.
fn differs((page, cart): (&Option<Stop>, &CartState)) -> Option<Note> {
    let page = &page.as_ref()?.page;
    let (stated, answered) = (page.cart.as_ref()?.total?, cart.total?);
    (stated.amount != answered.amount).then_some(Note::TotalsDiffer { page: page.kind, stated, answered })
}
