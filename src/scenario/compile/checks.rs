//! The checks that a page bears: what it is, and what it promises. Each is a text that stands in the page as it was
//! read, so that a scan of the body suffices.

use super::super::{Check, Journey, Template};
use super::stops::Stop;
use crate::page::PageKind;
use crate::threshold::Threshold;

/// The checks of a page that was read.
pub(super) fn of_page(stop: &Stop) -> Vec<Check> {
    [identity(stop), price(stop)].into_iter().flatten().collect()
}

/// That the answer is the page it should be, and not another one with status 200.
pub(super) fn identity(stop: &Stop) -> Option<Check> {
    let kind = stop.page.kind;
    let marker = marker(stop).map(|marker| (format!("is a {kind} page"), marker));
    let (name, text) = marker.or_else(|| title(stop).map(|title| ("has its title".to_owned(), title)))?;
    Some(Check { name, body_contains: Some(Template::escape(&text)), ..Check::default() })
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

/// A promotion is right nearly always or it is not right: 80 % of all checks, the general limit, would let a wrong
/// price pass in every third visit.
pub(super) fn promotion_thresholds(journeys: &[Journey]) -> Vec<Threshold> {
    let steps = journeys.iter().flat_map(|journey| &journey.steps);
    let mut names: Vec<&str> = Vec::new();
    for check in steps.flat_map(|step| &step.checks).filter(|check| check.promotion) {
        if !names.contains(&check.name.as_str()) {
            names.push(&check.name);
        }
    }
    // A name with the key's own punctuation cannot be referred to; its check still counts among all checks.
    names
        .into_iter()
        .filter_map(|name| Threshold::parse(&format!("checks{{check:{name}}}"), "rate>0.99").ok())
        .collect()
}
