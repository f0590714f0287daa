//! What the compiler needs to know of a shop: the page, the pages around it, and a trial cart.

use url::Url;

use super::failure::Failure;
use super::prepare::Seen;
use crate::promotion;
use crate::scenario::{self, Mode, Stop, Tried};
use crate::scrape::Scraper;

/// A page with everything that its journeys are compiled from.
#[derive(Debug)]
pub(super) struct Surveyed {
    pub(super) landing: Stop,
    pub(super) around: Vec<Stop>,
    pub(super) promotions: Vec<promotion::Promotion>,
    pub(super) tried: Option<Tried>,
    pub(super) notes: Vec<String>,
}

/// Reads the pages around, and in `full` mode tries a cart with the product that visitors will buy.
pub(super) async fn survey(
    scraper: &mut Scraper,
    asked: &Url,
    seen: Seen,
    mode: Mode,
    voucher: Option<&str>,
) -> Result<Surveyed, Failure> {
    let Seen { page, source, mut promotions, mut notes } = seen;
    scenario::refuse(&page)?;
    let landing = Stop { asked: asked.clone(), page, source };
    let mut around: Vec<Stop> = Vec::new();
    let mut unreachable: Vec<Url> = Vec::new();
    while let Some(next) = scenario::next_stop(&landing, &around, &unreachable, mode) {
        match scraper.fetch(&next).await {
            Ok(fetched) => around.push(Stop { asked: next, page: fetched.page, source: fetched.source }),
            Err(error) => {
                notes.push(format!("left out of the journeys: {error}"));
                unreachable.push(next);
            }
        }
    }
    let mut tried = None;
    let mut hindered = None;
    if let (Mode::Full, Some(product)) = (mode, scenario::product_to_buy(&landing, &around)) {
        let of_product = promotion::detect(&product.page);
        for fields in scenario::forms_to_try(&product.page, &of_product) {
            let Some(form) = &product.page.add_to_cart else { break };
            let mut form = form.clone();
            form.fields.clone_from(&fields);
            let trial = scraper.try_cart(&form, voucher).await;
            if let Some((code, reason)) = voucher.zip(trial.voucher_refused) {
                return Err(Failure::Target(format!("the shop refuses the voucher {code}: {reason}")));
            }
            promotions = promotion::merge(promotions, trial.promotions);
            if trial.added.is_none() {
                hindered = trial.notes.first().cloned();
            }
            if let Some(added) = trial.added {
                notes.extend(trial.notes);
                tried = Some(Tried { fields, added, with_voucher: trial.with_voucher });
                break;
            }
        }
    }
    if let Some(reason) = hindered.filter(|_| tried.is_none()) {
        return Err(Failure::Target(format!(
            "{}: no cart can be filled, so buyers cannot be tested: {reason}; --mode read-only only looks",
            landing.page.url
        )));
    }
    Ok(Surveyed { landing, around, promotions, tried, notes })
}
