//! The checks that a page bears: what it is, and what it promises. Each is a text that stands in the page as it was
//! read, so that a scan of the body suffices.

use crate::page::{FormVariant, ListedProduct, PageKind, Price, ShownPrice};
use crate::scenario::{Check, Journey};
use crate::shops::Stop;
use crate::shops::draft::{self, IN_CART, contains, stated};
use crate::threshold::Threshold;
use crate::units::money::Money;

/// The checks of a page that was read. Where a promotion is under test (`promised`), or the page itself carries one, all
/// its prices are the promotion's.
pub(super) fn of_page(stop: &Stop, promised: bool) -> Vec<Check> {
    let promised = promised || carries_promotion(stop);
    let mut checks: Vec<Check> = identity(stop).into_iter().collect();
    let prices = prices(stop).into_iter().chain(variant_price(stop));
    checks.extend(prices.map(|check| Check { promotion: promised, ..check }));
    let was = stop.page.product.as_ref().and_then(|product| old_price(stop, product.price.as_ref()?));
    checks.extend(was);
    checks.extend(listing(stop));
    checks.extend(end(stop));
    checks
}

/// That the page comes to its end: a shop that runs out of memory or connections stops in the middle of a page, with status 200.
/// `None` for a page whose end is written nowhere, or elsewhere, too.
pub(super) fn end(stop: &Stop) -> Option<Check> {
    let mut ends = ["</html>", "</HTML>"].into_iter().filter(|end| stop.source.contains(end));
    let end = ends.next().filter(|_| ends.next().is_none())?;
    let tail = stop.source.rsplit(end).next()?;
    let is_sole = stop.source.matches(end).count() == 1;
    (is_sole && tail.len() < MOST_BEHIND && stop.says(end)).then(|| contains("comes to its end", end))
}

/// Comments of caches and counters behind the end of a page have fewer bytes.
const MOST_BEHIND: usize = 4_000;

/// Whether the page shows a reduced price, of its product, of the variant that shoppers come for, or of one in its list.
pub(super) fn carries_promotion(stop: &Stop) -> bool {
    let price = stop.page.product.as_ref().and_then(|product| product.price.as_ref());
    price.is_some_and(|price| price.regular.is_some())
        || wanted_variant(stop).is_some_and(FormVariant::is_reduced)
        || stop.page.listing.iter().any(ListedProduct::is_reduced)
}

/// The variant that shoppers come for, where the form lists them.
fn wanted_variant(stop: &Stop) -> Option<&FormVariant> {
    stop.page.add_to_cart.as_ref()?.wanted_variant()
}

/// The price of that variant, which the page has for its scripts: beside it stands a range, or that of another variant.
fn variant_price(stop: &Stop) -> Option<Check> {
    let variant = wanted_variant(stop)?;
    let what = if variant.is_reduced() { "reduced price" } else { "price" };
    let price = Money::new(variant.price?, stop.page.currency);
    Some(contains(&format!("{what} of variation {} is {price}", variant.id), &variant_text(stop)?))
}

/// The text that states it, as it stands in an attribute's value.
pub(super) fn variant_text(stop: &Stop) -> Option<String> {
    let plain = wanted_variant(stop)?.stated.clone()?;
    let marks = [("&", "&amp;"), ("\"", "&quot;"), ("'", "&#039;"), ("<", "&lt;"), (">", "&gt;")];
    let escaped = marks.iter().fold(plain.clone(), |text, (mark, entity)| text.replace(mark, entity));
    [escaped, plain].into_iter().find(|text| stop.says(text))
}

/// That a listing has products, and that the first of its reduced ones still show their prices: a listing that lost
/// either is a fast page with status 200.
fn listing(stop: &Stop) -> Vec<Check> {
    let page = &stop.page;
    // On the others the tiles are recommendations.
    if matches!(page.kind, PageKind::Product | PageKind::Cart | PageKind::Checkout) {
        return Vec::new();
    }
    let tile = page.tile_attribute().map(|name| format!("{name}=\""));
    let first = page.listing.first().and_then(|tile| tile.url.as_ref());
    let addresses = first.map(|url| page.telling_texts(url)).unwrap_or_default();
    let proof = tile.into_iter().chain(addresses).find(|text| stop.says(text));
    let mut checks: Vec<Check> = proof
        .filter(|_| !page.listing.is_empty())
        .map(|text| contains("lists products", &text))
        .into_iter()
        .collect();
    let mut seen: Vec<Option<u64>> = Vec::new();
    for (at, tile) in page.shown_tiles(&stop.source).iter().enumerate() {
        let product =
            tile.id.map_or_else(|| format!("reduced tile {}", at + 1), |id| format!("product {id}"));
        let state = |what: &str, shown: &Option<ShownPrice>| {
            let shown = shown.as_ref()?;
            let name = format!("{what} of {product} is {}", shown.price);
            Some(Check { promotion: true, ..contains(&name, stated(stop, shown)?) })
        };
        let prices = [state("old price", &tile.regular), state("reduced price", &tile.current)];
        let is_new = tile.id.is_none() || !seen.contains(&tile.id);
        if is_new && prices.iter().any(Option::is_some) && seen.len() < REDUCED {
            seen.push(tile.id);
            checks.extend(prices.into_iter().flatten());
        }
    }
    checks
}

/// Reduced products of a listing that are looked at: enough to notice that the reductions are gone or changed.
const REDUCED: usize = 3;

/// That the price is still shown as a reduced one.
fn old_price(stop: &Stop, price: &Price) -> Option<Check> {
    let name = format!("old price {} is shown", price.regular?);
    Some(Check { promotion: true, ..contains(&name, &old_price_text(stop)?) })
}

/// The text that shows the price before at its place; where none tells that from others, one that stands near it.
pub(super) fn old_price_text(stop: &Stop) -> Option<String> {
    let price = stop.page.product.as_ref()?.price.as_ref()?;
    let shown = stop.page.shown_old_price(&stop.source);
    let bound = shown.and_then(|shown| draft::stated(stop, &shown).map(str::to_owned));
    let near = || stop.page.old_price_literal(&stop.source, price).filter(|literal| stop.says(literal));
    bound.or_else(near)
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

/// The price of the page's product: as the page states it for machines, and as shoppers read it. One may be right and
/// the other wrong.
fn prices(stop: &Stop) -> Vec<Check> {
    let Some(price) = stop.page.product.as_ref().and_then(|product| product.price.as_ref()) else {
        return Vec::new();
    };
    let PriceTexts { stated, visible } = PriceTexts::of(stop);
    let name = match &price.regular {
        Some(_) => format!("reduced price is {}", price.current),
        None => format!("price is {}", price.current),
    };
    let visible = visible.map(|(literal, shown)| contains(&format!("visible price is {shown}"), &literal));
    stated.map(|literal| contains(&name, &literal)).into_iter().chain(visible).collect()
}

/// The texts of a product's page that state its price.
#[derive(Debug, Default)]
pub(super) struct PriceTexts {
    /// For machines, where the page has such a price; otherwise as shoppers read it.
    pub(super) stated: Option<String>,
    /// As shoppers read it, beside the one for machines, and the price that it states.
    pub(super) visible: Option<(String, Money)>,
}

impl PriceTexts {
    pub(super) fn of(stop: &Stop) -> Self {
        let stated = stop.page.price_literal.clone().filter(|literal| stop.says(literal));
        let shown = stop.page.shown_price(&stop.source);
        let visible = shown
            .and_then(|shown| draft::stated(stop, &shown).map(|literal| (literal.to_owned(), shown.price)));
        let price = stop.page.product.as_ref().and_then(|product| product.price.as_ref());
        match visible {
            // The same place, told from the page's other prices.
            Some((literal, shown))
                if stated.is_some()
                    && price.is_some_and(|price| price.is_read_as_shown() && price.current == shown) =>
            {
                Self { stated: Some(literal), visible: None }
            }
            visible => Self { stated, visible },
        }
    }
}

/// Whether checks look at the price of a product's page; `None` of a page without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceSight {
    /// The pages have no text that states it and stays.
    Unchecked,
    /// Only in the page's data for machines.
    DataOnly,
    /// Where shoppers read it.
    AsShown,
}

impl PriceSight {
    /// What the checks of this page look at.
    #[must_use]
    pub fn of(stop: &Stop) -> Option<Self> {
        let price = stop.page.product.as_ref()?.price.as_ref()?;
        Some(match PriceTexts::of(stop) {
            PriceTexts { stated: None, visible: None } => Self::Unchecked,
            PriceTexts { visible: None, .. } if !price.is_read_as_shown() => Self::DataOnly,
            PriceTexts { .. } => Self::AsShown,
        })
    }
}

/// What no visit with a form can go on without.
pub(super) const TOKEN: &str = "carries a token";

/// The limit that each such check has of its own.
pub const CHECK_LIMIT: &str = "rate>0.99";

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
    let keys = places.iter().map(key);
    // All of them together, in the unit of the letter: the visits in which everything was right.
    let whole = promises(journeys).then(|| "promotion".to_owned());
    whole.into_iter().chain(keys).filter_map(|key| Threshold::parse(&key, CHECK_LIMIT).ok()).collect()
}

/// Whether a check looks at a promotion.
fn promises(journeys: &[Journey]) -> bool {
    journeys
        .iter()
        .flat_map(|journey| &journey.steps)
        .flat_map(|step| &step.checks)
        .any(|check| check.promotion)
}
