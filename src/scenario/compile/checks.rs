//! The checks that a page bears: what it is, and what it promises. Each is a text that stands in the page as it was
//! read, so that a scan of the body suffices.

use super::super::{Check, Journey, Template};
use super::stops::Stop;
use crate::page::{PageKind, Price};
use crate::threshold::Threshold;

/// The checks of a page that was read.
pub(super) fn of_page(stop: &Stop) -> Vec<Check> {
    let own = [
        identity(stop),
        price(stop),
        stop.page.product.as_ref().and_then(|product| old_price(stop, product.price.as_ref()?)),
    ];
    let mut checks: Vec<Check> = own.into_iter().flatten().collect();
    checks.extend(listing(stop));
    checks
}

/// That a listing has products, and that the first of its reduced ones are still shown as reduced: a listing that lost
/// either is a fast page with status 200.
fn listing(stop: &Stop) -> Vec<Check> {
    let page = &stop.page;
    if !matches!(page.kind, PageKind::Home | PageKind::Category | PageKind::Catalog | PageKind::Search) {
        return Vec::new();
    }
    let tile = "data-id-product=\"";
    let first = page.listing.first().and_then(|tile| tile.url.as_ref()).map(|url| url.path().to_owned());
    let proof = Some(tile.to_owned()).filter(|tile| stop.says(tile)).or(first.filter(|path| stop.says(path)));
    let mut checks: Vec<Check> = proof
        .filter(|_| !page.listing.is_empty())
        .map(|text| contains("lists products", &text))
        .into_iter()
        .collect();
    let reduced = page.listing.iter().filter_map(|tile| old_price(stop, tile.price.as_ref()?));
    for check in reduced.take(REDUCED) {
        if checks.iter().all(|known| known.name != check.name) {
            checks.push(check);
        }
    }
    checks
}

/// Reduced products of a listing that are looked at: enough to notice that the reductions are gone.
const REDUCED: usize = 3;

/// That the price is still shown as a reduced one.
pub(super) fn old_price(stop: &Stop, price: &Price) -> Option<Check> {
    let literal = stop.page.old_price_literal(&stop.source, price).filter(|literal| stop.says(literal))?;
    let name = format!("old price {} is shown", price.regular?);
    Some(Check { promotion: true, ..contains(&name, &literal) })
}

/// A check for a text that stands there.
pub(super) fn contains(name: &str, text: &str) -> Check {
    Check { name: name.to_owned(), body_contains: Some(Template::escape(text)), ..Check::default() }
}

/// That the answer is the page it should be, and not another one with status 200.
pub(super) fn identity(stop: &Stop) -> Option<Check> {
    let kind = stop.page.kind;
    let marker = marker(stop).map(|marker| (format!("is a {kind} page"), marker));
    let (name, text) = marker.or_else(|| title(stop).map(|title| ("has its title".to_owned(), title)))?;
    Some(contains(&name, &text))
}

/// A text in the page that only a page of this kind has.
fn marker(stop: &Stop) -> Option<String> {
    let names: &[&str] = match stop.page.kind {
        PageKind::Home => &["index"],
        PageKind::Product => &["product"],
        PageKind::Category => &["category"],
        PageKind::Catalog => &["prices-drop", "new-products", "best-sales", "manufacturer", "supplier"],
        PageKind::Search => &["search"],
        PageKind::Cms | PageKind::Landing => &["cms"],
        PageKind::Cart | PageKind::Checkout | PageKind::Other => &[],
    };
    names
        .iter()
        .flat_map(|name| [format!("<body id=\"{name}\""), format!("\"page_name\":\"{name}\"")])
        .find(|marker| stop.says(marker))
}

/// The title as it is written, unless it has characters that the page's bytes may write in another way.
fn title(stop: &Stop) -> Option<String> {
    let start = stop.source.find("<title>")?;
    let text = &stop.source[start..];
    let title = &text[..text.find("</title>")? + "</title>".len()];
    (title.is_ascii() && title.len() < 300 && !title.contains('\n') && stop.says(title))
        .then(|| title.to_owned())
}

/// The price that the campaign promises, as the page states it for machines.
fn price(stop: &Stop) -> Option<Check> {
    let literal = stop.page.price_literal.clone().filter(|literal| stop.says(literal))?;
    let price = stop.page.product.as_ref()?.price.as_ref()?;
    Some(Check {
        name: match &price.regular {
            Some(_) => format!("reduced price is {}", price.current),
            None => format!("price is {}", price.current),
        },
        promotion: price.regular.is_some(),
        body_contains: Some(Template::escape(&literal)),
        ..Check::default()
    })
}

/// What no visit can go on without: that there is a token for the forms, and that the product is in the cart.
pub(super) const TOKEN: &str = "carries a token";
pub(super) const IN_CART: &str = "product is in the cart";

/// A promotion is right nearly always or it is not right: 80 % of all checks, the general limit, would let a wrong
/// price pass in every third visit. The same holds for what the visit needs to go on.
pub(super) fn promotion_thresholds(journeys: &[Journey]) -> Vec<Threshold> {
    let needed = |check: &&Check| check.promotion || [TOKEN, IN_CART].contains(&check.name.as_str());
    let mut places: Vec<(&str, &str)> = Vec::new();
    for step in journeys.iter().flat_map(|journey| &journey.steps) {
        for check in step.checks.iter().filter(needed) {
            if !places.contains(&(check.name.as_str(), step.name.as_str())) {
                places.push((check.name.as_str(), step.name.as_str()));
            }
        }
    }
    let key = |(check, step): &(&str, &str)| {
        let alone = places.iter().filter(|(other, _)| other == check).count() == 1;
        if alone {
            format!("checks{{check:{check}}}")
        } else {
            format!("checks{{check:{check},name:{step}}}")
        }
    };
    // A name with the key's own punctuation cannot be referred to; its check still counts among all checks.
    places.iter().filter_map(|place| Threshold::parse(&key(place), "rate>0.99").ok()).collect()
}
