//! The compiler: from a page, the pages around it and their promotions to the journeys that they call for.
//!
//! A pure function: the caller fetches the pages that [`next_stop`] asks for and tries the cart of [`product_to_buy`]. Every step stands for a page that was really read, every check for a text that really stood
//! in it.

mod checks;
mod journeys;
mod looks;
mod rows;
mod stops;

use url::Url;

pub use self::checks::CHECK_LIMIT;
use self::stops::JourneyStops;
pub use self::stops::next_stop;
use crate::page::{Page, PageKind};
use crate::promotion::Promotion;
use crate::scenario::{Mode, PageFacts, Scenario, StepRole, Voucher};
use crate::shops::{Shops, Stop, Tried};
use crate::threshold::{Threshold, ThresholdTable};

/// What the compiler is asked for.
#[derive(Debug, Clone, Default)]
pub struct CompileOptions {
    /// Whether the journey may change carts.
    pub mode: Mode,
    /// A voucher code to apply in every cart (`full` only).
    pub voucher: Option<Voucher>,
    /// What must hold.
    pub thresholds: Vec<Threshold>,
}

/// What the compiler works from.
#[derive(Debug, Clone, Copy)]
pub struct Observed<'a> {
    /// The platforms whose carts are known.
    pub shops: Shops,
    /// The page that the campaign leads to.
    pub landing: &'a Stop,
    /// Further pages that its visitors may see: those that [`next_stop`] asked for.
    pub around: &'a [Stop],
    /// The promotions that were found.
    pub promotions: &'a [Promotion],
    /// The trial cart; absent in `read-only`.
    pub tried: Option<&'a Tried>,
}

/// A page that no journey can be made for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// It is one that no campaign leads to.
    #[error("{url} is {what}; {instead}")]
    Unsuitable {
        /// The page.
        url: Url,
        /// What it is.
        what: &'static str,
        /// What to do.
        instead: &'static str,
    },
    /// It shows no sign of a shop.
    #[error("{0} shows no sign of a shop page; check the address, or name its kind with --page-type")]
    NotAShop(Url),
    /// A voucher can only be tried in carts.
    #[error("--voucher needs --mode full: a code is only tried in a cart")]
    VoucherReadOnly,
    /// Nothing to try a voucher with.
    #[error(
        "the voucher {code} cannot be tried from {url}: {reason}; give the page of a product that the voucher is for"
    )]
    NoCart {
        /// The code.
        code: String,
        /// The page.
        url: Box<Url>,
        /// Why nothing goes into a cart.
        reason: &'static str,
    },
}

/// The product's page from which visitors buy: the landing page itself, or the product that they come to.
#[must_use]
pub fn product_to_buy<'a>(shops: Shops, landing: &'a Stop, around: &'a [Stop]) -> Option<&'a Stop> {
    journeys::product_to_buy(&JourneyStops { shops, landing, around, mode: Mode::Full })
}

/// Compiles the journeys of a page.
///
/// # Errors
///
/// [`CompileError`] when the page is not one that a campaign sends shoppers to.
pub fn compile(observed: &Observed<'_>, options: &CompileOptions) -> Result<Scenario, CompileError> {
    let page = &observed.landing.page;
    refuse(page)?;
    if options.voucher.is_some() && options.mode == Mode::ReadOnly {
        return Err(CompileError::VoucherReadOnly);
    }
    let (journeys, mut data) = journeys::of(observed, options);
    data.extend(options.voucher.as_ref().and_then(Voucher::source));
    let redeems = journeys
        .iter()
        .flat_map(|journey| &journey.steps)
        .any(|step| step.role == Some(StepRole::AppliesCode));
    if let Some(voucher) = options.voucher.as_ref().filter(|_| !redeems) {
        return Err(CompileError::NoCart {
            code: voucher.code().to_owned(),
            url: Box::new(page.url.clone()),
            reason: journeys::hindrance(observed),
        });
    }
    let product_name = page.product.as_ref().and_then(|product| product.name.clone());
    let name = product_name.or_else(|| page.title.clone()).unwrap_or_else(|| page.url.to_string());
    let mut base = page.url.clone();
    base.set_path("/");
    base.set_query(None);
    base.set_fragment(None);
    let mut thresholds = options.thresholds.clone();
    thresholds.extend(checks::promotion_thresholds(&journeys));
    Ok(Scenario {
        page: Some(PageFacts {
            url: page.url.clone(),
            kind: page.kind,
            confidence: page.confidence.ratio(),
            title: page.title.clone(),
            blind: page.blind.clone(),
        }),
        thresholds: ThresholdTable::from(thresholds),
        promotions: observed.promotions.to_vec(),
        data,
        journeys,
        ..Scenario::new(name, base, options.mode)
    })
}

/// Says no to pages that a campaign does not lead to, and why.
///
/// # Errors
///
/// [`CompileError::Unsuitable`] or [`CompileError::NotAShop`].
pub fn refuse(page: &Page) -> Result<(), CompileError> {
    let unsuitable = |what, instead| Err(CompileError::Unsuitable { url: page.url.clone(), what, instead });
    let campaign = "give the page that the campaign leads to";
    if page.coming_soon {
        return unsuitable("the page of a shop that is not open yet", "try it once shoppers see the shop");
    }
    if page.maintenance {
        return unsuitable("under maintenance", "try again when the shop is open");
    }
    if page.not_found {
        return unsuitable("a page-not-found page", "check the address");
    }
    if let Some(role) = page.role {
        return unsuitable(role.what(), campaign);
    }
    match page.kind {
        PageKind::Cart => unsuitable(
            "a cart page, which depends on the visitor",
            "give a product's page: with --mode full the journey leads through the cart",
        ),
        PageKind::Checkout => unsuitable(
            "an order page, and nothing is ever ordered",
            "give a product's page: with --mode full the journey looks at the order page",
        ),
        PageKind::Other if page.platform.is_some() => {
            unsuitable("a page of a shop that sells and promises nothing", campaign)
        }
        _ if !page.is_shop_page() => Err(CompileError::NotAShop(page.url.clone())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
