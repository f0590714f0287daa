//! The compiler: from a page, the pages around it and their promotions to the journeys that they call for.
//!
//! A pure function: the caller fetches the pages that [`next_stop`] asks for and tries the cart of [`product_to_buy`]. Every step stands for a page that was really read, every check for a text that really stood
//! in it.

mod background;
mod checks;
mod journeys;
mod looks;
mod rows;
mod stops;

use url::Url;

pub use self::checks::{CHECK_LIMIT, PriceSight};
use self::stops::JourneyStops;
pub use self::stops::next_stop;
use crate::page::{Page, PageKind};
use crate::promotion::Promotion;
use crate::scenario::{Mode, PageFacts, Scenario, StepRole, Voucher};
use crate::shops::{Shops, Stop, Tried};
use crate::threshold::{Threshold, ThresholdTable};
use crate::units::secret::shown_address;
use crate::words::Message;

/// What the compiler is asked for.
#[derive(Debug, Clone, Default)]
pub struct CompileOptions {
    /// Whether the journey may change carts.
    pub mode: Mode,
    /// A voucher code to apply in every cart (`full` only).
    pub voucher: Option<Voucher>,
    /// What must hold.
    pub thresholds: Vec<Threshold>,
    /// Whether what the pages' scripts ask besides is left out.
    pub without_background: bool,
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

impl Observed<'_> {
    /// Whether the checks of some product's page look at its price only in the data for machines.
    fn has_price_in_data_only(&self) -> bool {
        let stops = std::iter::once(self.landing).chain(self.around);
        stops.into_iter().any(|stop| PriceSight::of(stop) == Some(PriceSight::DataOnly))
    }
}

/// A page that no journey can be made for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum CompileError {
    /// It is one that no campaign leads to.
    Unsuitable {
        /// The page.
        url: Url,
        /// What it is.
        what: Box<Message>,
        /// What to do.
        instead: &'static str,
    },
    /// It shows no sign of a shop.
    NotAShop(Url),
    /// A voucher can only be tried in carts.
    VoucherReadOnly,
    /// Nothing to try a voucher with.
    NoCart {
        /// The code.
        code: String,
        /// The page.
        url: Box<Url>,
        /// Why nothing goes into a cart.
        reason: Message,
    },
}

impl From<&CompileError> for Message {
    fn from(error: &CompileError) -> Self {
        match error {
            CompileError::Unsuitable { url, what, instead } => Message::new("error-compile-unsuitable")
                .exact("url", shown_address(url.as_str()))
                .with("what", Message::clone(what))
                .with("instead", Message::new(instead)),
            CompileError::NotAShop(url) => {
                Message::new("error-compile-not-a-shop").exact("url", shown_address(url.as_str()))
            }
            CompileError::VoucherReadOnly => Message::new("error-compile-voucher-read-only"),
            CompileError::NoCart { code, url, reason } => Message::new("error-compile-no-cart")
                .exact("code", code)
                .exact("url", shown_address(url.as_str()))
                .with("reason", reason.clone()),
        }
    }
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
    let (mut journeys, mut data) = journeys::of(observed, options);
    let background = background::add(&mut journeys, &mut data, observed, options);
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
    let mut scenario = Scenario {
        page: Some(PageFacts {
            url: page.url.clone(),
            kind: page.kind,
            confidence: page.confidence.ratio(),
            title: page.title.clone(),
            background,
            blind: page.blind.clone(),
            price_in_data_only: observed.has_price_in_data_only(),
        }),
        thresholds: ThresholdTable::from(thresholds),
        promotions: observed.promotions.to_vec(),
        data,
        journeys,
        ..Scenario::new(name, base, options.mode)
    };
    if options.without_background {
        scenario.leave_out_background();
    }
    Ok(scenario)
}

/// Says no to pages that a campaign does not lead to, and why.
///
/// # Errors
///
/// [`CompileError::Unsuitable`] or [`CompileError::NotAShop`].
pub fn refuse(page: &Page) -> Result<(), CompileError> {
    let unsuitable = |what, instead| {
        let url = page.url.clone();
        Err(CompileError::Unsuitable { url, what: Box::new(what), instead })
    };
    let campaign = "error-instead-campaign";
    if page.coming_soon {
        return unsuitable(Message::new("error-what-coming-soon"), "error-instead-once-open");
    }
    if page.maintenance {
        return unsuitable(Message::new("error-what-maintenance"), "error-instead-open");
    }
    if page.not_found {
        return unsuitable(Message::new("error-what-not-found"), "error-instead-address");
    }
    if let Some(role) = page.role {
        return unsuitable(Message::new("inspect-says").with("page", role.as_str()), campaign);
    }
    match page.kind {
        PageKind::Cart => unsuitable(Message::new("error-what-cart"), "error-instead-through-cart"),
        PageKind::Checkout => unsuitable(Message::new("error-what-order"), "error-instead-look-at-order"),
        PageKind::Other if page.platform.is_some() => {
            unsuitable(Message::new("error-what-nothing-sold"), campaign)
        }
        _ if !page.is_shop_page() => Err(CompileError::NotAShop(page.url.clone())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
