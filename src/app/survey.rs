//! What the compiler needs to know of a shop: the page, the pages around it, and a trial cart.

use url::Url;

use super::failure::Failure;
use super::other_hosts::other_hosts;
use super::see::{Purpose, READ_ONLY, Seen, is_for_buying, try_cart};
use super::webservice::Webservice;
use crate::compile::{self, Observed};
use crate::page::CartState;
use crate::promotion::Promotion;
use crate::scenario::Mode;
use crate::scrape::{Fetched, FilledCart, Scraper};
use crate::shops::{Shops, Stop, Tried};

/// A page with everything that its journeys are compiled from.
#[derive(Debug)]
pub(super) struct Surveyed {
    pub(super) landing: Stop,
    around: Vec<Stop>,
    promotions: Vec<Promotion>,
    tried: Option<Tried>,
    pub(super) notes: Vec<String>,
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

/// Reads the pages around, and in `full` mode tries a cart with the product that visitors will buy.
pub(super) async fn survey(
    scraper: &mut Scraper,
    webservice: &Webservice,
    asked: &Url,
    seen: Seen,
    mode: Mode,
    voucher: Option<&str>,
) -> Result<Surveyed, Failure> {
    let Seen { page, sources, promotions, notes, landing: _ } = seen;
    compile::refuse(&page)?;
    let mut sources = sources.into_iter();
    let source = sources.next().unwrap_or_default();
    let landing = Stop { asked: asked.clone(), page, source, again: sources.next() };
    let mut surveyed = Surveyed { landing, around: Vec::new(), promotions, tried: None, notes };
    surveyed.look_around(scraper, mode).await;
    let page = &surveyed.landing.page;
    let is_priced = page.product.as_ref().is_some_and(|product| product.price.is_some());
    let is_said = surveyed.notes.iter().any(|note| note.contains("no check looks at it"));
    if is_priced && page.price_literal.is_none() && !is_said {
        surveyed.notes.push("no check looks at the price: no text of the page states it alone".to_owned());
    }
    surveyed.notes.extend(unsteady(&surveyed.landing));
    match mode {
        Mode::Full => surveyed.fill_cart(scraper, webservice, voucher).await?,
        Mode::ReadOnly if is_for_buying(&surveyed.landing.page) => surveyed.notes.push(READ_ONLY.to_owned()),
        Mode::ReadOnly => {}
    }
    let (promotions, filled) = (std::mem::take(&mut surveyed.promotions), surveyed.tried.is_some());
    let enriched = webservice.complete(scraper, &surveyed.landing.page, promotions, voucher, filled).await;
    surveyed.promotions = enriched.promotions;
    surveyed.notes.extend(enriched.notes);
    Ok(surveyed)
}

impl Surveyed {
    async fn look_around(&mut self, scraper: &mut Scraper, mode: Mode) {
        let mut unreachable: Vec<Url> = Vec::new();
        while let Some(next) =
            compile::next_stop(Shops::known(), &self.landing, &self.around, &unreachable, mode)
        {
            match scraper.fetch(&next, None).await {
                Ok(fetched) => self.around.push(Stop { asked: next, ..stop(fetched) }),
                Err(error) => {
                    self.notes.push(format!("left out of the journeys: {error}"));
                    unreachable.push(next);
                }
            }
        }
    }

    async fn fill_cart(
        &mut self,
        scraper: &mut Scraper,
        webservice: &Webservice,
        voucher: Option<&str>,
    ) -> Result<(), Failure> {
        if let Some(why) = Shops::known().unsupported(&self.landing.page) {
            if let Some(code) = voucher {
                return Err(Failure::Target(format!("the voucher {code} cannot be tried: {why}")));
            }
            self.notes.push(format!("{why}, so visitors only look"));
            return Ok(());
        }
        let Some(product) = compile::product_to_buy(Shops::known(), &self.landing, &self.around) else {
            self.notes.push("no product was found that could be bought, so visitors only look".to_owned());
            return Ok(());
        };
        other_hosts(&product.page, Mode::Full)?;
        let (promotions, notes) = (&mut self.promotions, &mut self.notes);
        let Some(protocol) = Shops::known().of_page(&product.page).cart() else { return Ok(()) };
        let trial =
            try_cart(scraper, protocol, &product.page, Purpose::Compile, voucher, promotions, notes).await;
        if let Some(refused) = trial.refused {
            let why = webservice.against(scraper, &product.page, &refused.code).await;
            return Err(Failure::Target(format!("{refused}{why}")));
        }
        let Some(filled) = trial.filled else {
            let reason = trial.hindrance.unwrap_or_default();
            return Err(Failure::Target(format!(
                "{}: no cart can be filled, so buyers cannot be tested: {reason}; --mode read-only only looks",
                product.page.url
            )));
        };
        let FilledCart { purchase, added, with_voucher, cart_page, order_page } = filled;
        if let (Some(code), Some(after)) = (voucher, &with_voucher)
            && after.total == added.total
            && after.lines == added.lines
            && !after.vouchers_added.iter().any(|rule| rule.free_shipping)
        {
            self.notes.push(format!(
                "the shop accepts the voucher {code}, but it takes nothing off this cart; is it for another product?"
            ));
        }
        let (cart_page, order_page) = (cart_page.map(stop), order_page.map(stop));
        let last = with_voucher.as_ref().unwrap_or(&added);
        self.notes.extend([(&cart_page, &added), (&order_page, last)].into_iter().filter_map(differs));
        self.tried = Some(Tried { protocol, purchase, added, with_voucher, cart_page, order_page });
        Ok(())
    }
}

/// Says where shoppers read a price that no check can look for.
fn unsteady(landing: &Stop) -> Option<String> {
    let shown = landing.page.shown_price(&landing.source)?;
    let stays = shown.literals.iter().any(|literal| landing.says(literal));
    (!stays).then(|| {
        format!(
            "shoppers read {} as the price, and no check looks at that: the text around it changes from visit to visit, or \
             tells it from no other price",
            shown.price
        )
    })
}

/// A page that was fetched once.
fn stop(fetched: Fetched) -> Stop {
    let asked = fetched.redirected_from.into_iter().next().unwrap_or_else(|| fetched.page.url.clone());
    Stop { asked, page: fetched.page, source: fetched.source, again: None }
}

/// Says where a page states another total than the cart's answer: delivery may be added there, or the shop is wrong.
fn differs((page, cart): (&Option<Stop>, &CartState)) -> Option<String> {
    let page = &page.as_ref()?.page;
    let (stated, answered) = (page.cart.as_ref()?.total?, cart.total?);
    (stated.amount != answered.amount).then(|| {
        format!(
            "the {} page says that the trial's cart costs {stated}, the cart itself says {answered}; checks look for what \
             each says",
            page.kind
        )
    })
}
