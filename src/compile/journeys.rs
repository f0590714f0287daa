//! Which journeys a page gets, and how many of its visitors walk each: the funnel.
//!
//! The weights are assumptions, and the written file says so. They lean to the expensive side: more visitors go on to the
//! cart than in most shops, so a shop that holds them holds the usual mix.

use super::looks::{landing, name_of, visit, with_token};
use super::rows::Products;
use super::stops::JourneyStops;
use super::{CompileOptions, Observed};
use crate::page::PageKind;
use crate::scenario::{DataSource, Journey, Mode, Step};
use crate::shops::{Sale, Stop};
use crate::words::Message;

/// The journeys of what was observed, the heaviest first, with the rows that they draw from.
pub(super) fn of(observed: &Observed<'_>, options: &CompileOptions) -> (Vec<Journey>, Vec<DataSource>) {
    let stops = JourneyStops {
        shops: observed.shops,
        landing: observed.landing,
        around: observed.around,
        mode: options.mode,
    };
    let promised = is_promised(observed, options);
    let products = choice(&stops, promised);
    let looking = || looking(&stops, products.as_ref(), promised);
    let mut journeys = match buying(&stops, observed, options) {
        // Whoever comes with a code enters it.
        Some(mut buying) if options.voucher.is_some() => {
            buying.iter_mut().for_each(|journey| journey.weight += 1);
            buying
        }
        // Not everybody buys: those who only look are a fifth.
        Some(mut buying) => {
            buying.extend(looking().into_iter().next().map(|looks| Journey { weight: 2, ..looks }));
            buying
        }
        None => looking(),
    };
    if let [only] = journeys.as_mut_slice() {
        only.weight = 1;
    }
    let mut data: Vec<DataSource> = products.iter().map(Products::data).collect();
    let placeholder = |step: &Step| data.iter().any(|data| step.path.contains(&format!("${{{}.", data.name)));
    if !journeys.iter().flat_map(|journey| &journey.steps).any(placeholder) {
        data.clear();
    }
    (journeys, data)
}

/// Whether a promotion is under test: one that was found, or a code.
pub(super) fn is_promised(observed: &Observed<'_>, options: &CompileOptions) -> bool {
    !observed.promotions.is_empty() || options.voucher.is_some()
}

/// The products among which visitors of a listing choose.
fn choice<'a>(stops: &JourneyStops<'a>, promised: bool) -> Option<Products<'a>> {
    if stops.landing.page.kind == PageKind::Product {
        return None;
    }
    Products::of(stops.products(), promised)
}

fn journey(name: &str, weight: u32, steps: Vec<Step>) -> Journey {
    Journey { name: name.to_owned(), weight, steps }
}

/// The journeys that change nothing.
fn looking(stops: &JourneyStops<'_>, products: Option<&Products<'_>>, promised: bool) -> Vec<Journey> {
    let start = || landing(stops.landing, promised);
    let open = |stop: &Stop| visit(&name_of(stop, stops.landing), stop, promised);
    let product = || products.and_then(Products::step).or_else(|| stops.product().map(open));
    let shelf = || stops.shelf().map(open);
    match stops.landing.page.kind {
        PageKind::Product => set([
            ("look", 6, vec![Some(start())]),
            ("look-around", 4, vec![Some(start()), shelf(), product()]),
        ]),
        PageKind::Category | PageKind::Catalog | PageKind::Search => {
            let second = stops.second_page().map(|stop| visit("second_page", stop, promised));
            let further = second.map(|second| vec![Some(start()), Some(second), product()]);
            set([
                ("browse", 7, vec![Some(start()), product()]),
                ("next-page", 3, further.unwrap_or_default()),
            ])
        }
        PageKind::Home => {
            set([("look", 3, vec![Some(start())]), ("browse", 7, vec![Some(start()), shelf(), product()])])
        }
        _ => {
            let call = stops.call().map(open);
            let leads_to_product = stops.call().is_some_and(|stop| stop.page.kind == PageKind::Product);
            let product = if leads_to_product { None } else { product() };
            set([("look", 6, vec![Some(start())]), ("follow", 4, vec![Some(start()), call, product])])
        }
    }
}

/// The journeys of a set. One that comes down to the steps of another is left out: its pages could not be read.
fn set<const N: usize>(wanted: [(&str, u32, Vec<Option<Step>>); N]) -> Vec<Journey> {
    let mut journeys: Vec<Journey> = Vec::new();
    for (name, weight, steps) in wanted {
        let steps: Vec<Step> = steps.into_iter().flatten().collect();
        if !steps.is_empty() && journeys.iter().all(|known| known.steps.len() != steps.len()) {
            journeys.push(journey(name, weight, steps));
        }
    }
    journeys
}

/// The journeys of buyers, if there is something to buy and a trial cart took it.
fn buying(
    stops: &JourneyStops<'_>,
    observed: &Observed<'_>,
    options: &CompileOptions,
) -> Option<Vec<Journey>> {
    if options.mode == Mode::ReadOnly {
        return None;
    }
    let product = product_to_buy(stops)?;
    let tried = observed.tried?;
    let sale = Sale {
        product: &product.page,
        source: &product.source,
        tried,
        promotions: observed.promotions,
        voucher: options.voucher.as_ref(),
        promised: is_promised(observed, options),
    };
    let mut steps = way_to(product, stops, sale.promised);
    steps.extend(tried.protocol.fill_cart(&sale));
    let order = tried.protocol.order(&sale);
    if order.is_empty() {
        return Some(vec![journey("fill-a-cart", 8, steps)]);
    }
    let to_the_order = [&steps[..], &order].concat();
    Some(vec![journey("buy", 5, to_the_order), journey("fill-a-cart", 3, steps)])
}

/// The product's page from which visitors buy: the landing page itself, or the product that they come to.
pub(super) fn product_to_buy<'a>(stops: &JourneyStops<'a>) -> Option<&'a Stop> {
    let can_buy = |stop: &&Stop| stops.shops.can_buy(&stop.page);
    let call = stops.call().filter(|stop| stop.page.kind == PageKind::Product).filter(can_buy);
    let stop = match stops.landing.page.kind {
        PageKind::Product => Some(stops.landing),
        _ => call.or_else(|| stops.product()),
    };
    stop.filter(can_buy)
}

/// Why nothing goes into a cart from here.
pub(super) fn hindrance(observed: &Observed<'_>) -> Message {
    match observed.tried {
        Some(_) => Message::new("error-no-cart-address"),
        None => Message::new("error-nothing-to-buy"),
    }
}

/// The pages from the landing page to the product; the last gives the token that forms carry.
fn way_to(product: &Stop, stops: &JourneyStops<'_>, promised: bool) -> Vec<Step> {
    let start = landing(stops.landing, promised);
    let open = |stop: &Stop| visit(&name_of(stop, stops.landing), stop, promised);
    if std::ptr::eq(product, stops.landing) {
        return vec![with_token(start, product)];
    }
    let between = match stops.landing.page.kind {
        PageKind::Cms | PageKind::Landing | PageKind::Other => stops.call(),
        _ => None,
    };
    let between = between.filter(|stop| stop.asked != product.asked);
    let mut steps = vec![start];
    steps.extend(between.map(open));
    steps.push(with_token(open(product), product));
    steps
}
