//! A page of the same kind without promotion.

use url::Url;

use super::parts::Parts;
use crate::app::failure::Failure;
use crate::app::notes::NotCompared;
use crate::app::prepare::{Occasion, Prepared, prepare};
use crate::app::target::{LoadOptions, Target, TargetOptions};
use crate::app::visitor::visitor;
use crate::compile;
use crate::page::PageKind;
use crate::plan::MachineCapacity;
use crate::promotion::{self, Promotion, PromotionType};
use crate::scenario::{Journey, Mode};
use crate::scrape::{Fetched, Scraper};
use crate::shops::{Shops, Stop};

/// Products that are looked at until one has no promotion.
const LOOKS: usize = 4;

/// A journey on a page without promotion.
#[derive(Debug)]
pub(super) struct Sibling {
    pub(super) url: Url,
    /// The journey on the promotion's page that has the same name.
    pub(super) with: String,
    /// The same journey on the other page, with names of its own.
    pub(super) journey: Journey,
    /// Which parts of the promotion the other page is without.
    pub(super) parts: Parts,
}

/// Finds a page like the tested one without promotion, or takes the one that was named, and compiles its journey. Says why when
/// there is none.
pub(super) async fn find(
    prepared: &mut Prepared,
    reach: &TargetOptions,
    load: &LoadOptions,
    machine: MachineCapacity,
    named: Option<&Url>,
) -> Result<(Option<Sibling>, Option<NotCompared>), Failure> {
    let scenario = &prepared.scenario;
    let Some(page) = &scenario.page else {
        return Ok((None, Some(NotCompared::NoPage)));
    };
    let url = match named {
        Some(url) => url.clone(),
        None if page.kind != PageKind::Product => {
            return Ok((None, Some(NotCompared::NotAProduct)));
        }
        None => {
            let version = scenario.http.version;
            let mut scraper = visitor(reach, &prepared.limits, &prepared.network, version)?;
            let found = look(&mut scraper, scenario.mode, &page.url).await;
            prepared.set_up += scraper.requests();
            match found? {
                Some(url) => url,
                None => return Ok((None, Some(NotCompared::NoneFound))),
            }
        }
    };
    if url.origin() != scenario.base_url.origin() {
        return Err(Failure::Usage(format!("--without-promo: {url} is not on the tested shop")));
    }
    let reach = TargetOptions { voucher: None, mode: Some(scenario.mode), ..reach.clone() };
    let target = Target::Url(url.clone());
    // Compiling a page sends what compiling the tested one did; `prepare` calls this for no target of its own.
    let other = Box::pin(prepare(&target, &reach, load, Occasion::Run(machine))).await?;
    prepared.set_up += other.set_up;
    let (scenario, other) = (&prepared.scenario, other.scenario);
    let longest = scenario
        .journeys
        .iter()
        .filter(|journey| journey.weight > 0)
        .max_by_key(|journey| journey.steps.len());
    let same = longest.and_then(|with| {
        let same = other.journeys.iter().find(|journey| journey.name == with.name)?;
        Some((with, same.clone()))
    });
    Ok(match same {
        Some((with, journey)) if other.data.is_empty() => {
            let parts = Parts::of(scenario, with, &other);
            let (with, journey) = (with.name.clone(), journey.on_another_page());
            (Some(Sibling { url, with, journey, parts }), None)
        }
        _ => (None, Some(NotCompared::AnotherWay(url))),
    })
}

/// A product of the same category that is not reduced and promises nothing that the tested page does not promise, too.
async fn look(scraper: &mut Scraper, mode: Mode, url: &Url) -> Result<Option<Url>, Failure> {
    let Fetched { page, source, .. } = scraper.fetch(url, None).await?;
    let own = promotion::detect(&page);
    let buyable = page.add_to_cart.as_ref().is_some_and(|form| form.enabled);
    let landing = Stop { asked: url.clone(), page, source, again: None };
    let Some(shelf) = compile::next_stop(Shops::known(), &landing, &[], &[], mode) else {
        return Ok(None);
    };
    let Ok(shelf) = scraper.fetch(&shelf, None).await else { return Ok(None) };
    let tiles = shelf.page.listing.iter();
    let plain = tiles.filter(|tile| tile.price.as_ref().is_none_or(|price| price.regular.is_none()));
    let others = plain
        .filter_map(|tile| tile.url.clone())
        .filter(|other| !Shops::known().same_page(other, &landing.page.url));
    for other in others.take(LOOKS) {
        let Ok(Fetched { page, .. }) = scraper.fetch(&other, None).await else { continue };
        let enabled = page.add_to_cart.as_ref().is_some_and(|form| form.enabled);
        let everywhere = |found: &Promotion| own.iter().any(|own| is_same(own, found));
        let plain = promotion::detect(&page).iter().all(everywhere);
        if page.kind == PageKind::Product && enabled == buyable && plain {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// Whether it is a code or rule that the whole shop shows, not a promotion of one product.
fn is_same(own: &Promotion, found: &Promotion) -> bool {
    let of_product = matches!(found.kind, PromotionType::StrikeThrough | PromotionType::QuantityPrice);
    !of_product && own.kind == found.kind && own.code == found.code && own.rule_id == found.rule_id
}
