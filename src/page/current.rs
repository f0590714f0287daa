//! The price of a product in a theme that is not known: the one that stands below its heading.

use scraper::ElementRef;

use super::base::Base;
use super::dom::{self, Dom, selector};
use super::price::{self, SeenPrice};
use super::{before, class_words};
use crate::units::money::Currency;

/// More places than this are a list.
const MOST: usize = 60;

/// A tile has fewer elements than this.
const LARGEST_TILE: usize = 40;

/// Words of classes for the price that holds while another stands beside it.
const NOW: &[&str] = &["special", "sale", "final", "current", "now", "new", "actual"];

/// Elements that may show a price.
pub(super) fn called_price() -> Option<&'static scraper::Selector> {
    selector!(
        "[class*=price i], [class*=amount i], [class*=money i], [class*=prix i], [class*=preis i], [class*=precio i], \
         [class*=prezzo i], [class*=prijs i], [itemprop=price i]"
    )
}

/// The price of the page's own product; `None` where several stand there and none says that it is the one that holds.
pub(super) fn of_any_theme(dom: &Dom, base: &Base, currency: Option<Currency>) -> Option<SeenPrice> {
    let heading = dom.own(selector!("h1"))?;
    let places = dom.all(called_price()).filter(|element| {
        element.id() > heading.id()
            && !dom::inside_other_product(*element)
            && !is_in_tile(*element, heading, base)
    });
    // A number without a sign may be anything.
    agreed(places, currency).filter(|(_, price)| price.currency.is_some())
}

/// The price that these places ask for one thing: the one on which all agree that show no price before, or else those that say
/// that theirs holds now.
pub(super) fn agreed<'a>(
    places: impl Iterator<Item = ElementRef<'a>>,
    currency: Option<Currency>,
) -> Option<SeenPrice> {
    let shown = |element: &ElementRef<'_>| price::may_be_price(*element) && !class_words::is_hidden(*element);
    let places: Vec<_> = places.filter(shown).take(MOST).collect();
    let read = |element: &ElementRef<'a>| {
        let seen = price::of_element(*element, "price", currency)?;
        (!seen.1.amount.is_zero() && !is_a_bound(*element, currency)).then_some((*element, seen))
    };
    let asked: Vec<_> =
        places.iter().filter(|element| !class_words::is_within_before(**element)).filter_map(read).collect();
    if asked.is_empty() {
        // Magento 1 calls a price that is not reduced "regular".
        let regular: Vec<_> =
            places.iter().filter(|element| !is_crossed_out(**element)).filter_map(read).collect();
        return sole(regular.iter().map(|(_, seen)| seen));
    }
    let says_now = |element: ElementRef<'_>| {
        let around = element.ancestors().filter_map(ElementRef::wrap).take(2);
        std::iter::once(element).chain(around).any(|element| class_words::has(element, NOW))
    };
    let now = asked.iter().filter(|(element, _)| says_now(*element)).map(|(_, seen)| seen);
    sole(asked.iter().map(|(_, seen)| seen)).or_else(|| sole(now))
}

/// Whether a price is only an end of a range: what is called a price around it says "from" or "to".
fn is_a_bound(place: ElementRef<'_>, currency: Option<Currency>) -> bool {
    let around = place.ancestors().filter_map(ElementRef::wrap).take(3);
    around
        .filter(|element| class_words::is_price(*element))
        .any(|element| price::range_of(element, currency).is_some())
}

/// The price on which all agree.
fn sole<'a>(mut seen: impl Iterator<Item = &'a SeenPrice>) -> Option<SeenPrice> {
    let first = seen.next()?;
    seen.all(|other| other.1.amount == first.1.amount).then(|| first.clone())
}

fn is_crossed_out(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "del" | "s" | "strike")
        || dom::within_tag(element, &["del", "s", "strike"])
}

/// Whether a price stands in a small part of the page that leads to another one.
fn is_in_tile(price: ElementRef<'_>, heading: ElementRef<'_>, base: &Base) -> bool {
    for part in price.ancestors().filter_map(ElementRef::wrap) {
        let elements: Vec<_> = part.descendants().filter_map(ElementRef::wrap).take(LARGEST_TILE).collect();
        if elements.len() == LARGEST_TILE || elements.contains(&heading) {
            return false;
        }
        if elements.iter().any(|element| before::leads_elsewhere(*element, base)) {
            return true;
        }
    }
    false
}
