//! The price before in a product's tile.

use scraper::ElementRef;

use super::before::{self, MOST};
use super::beside::PricePair;
use super::price::{self, SeenPrice};
use super::{class_words, current, dom, pairs, sets};
use crate::units::money::Currency;

/// What stands around a price before in its tile is read up to this many bytes.
const LONGEST: usize = 400;

/// A price before.
pub(super) struct TileBefore {
    pub(super) seen: SeenPrice,
    /// Whether it is the price that the maker recommends.
    pub(super) is_recommended: bool,
}

/// The price before in a product's tile, above the current one: crossed out, or else told in words.
pub(super) fn of_tile(
    tile: ElementRef<'_>,
    current: &SeenPrice,
    currency: Option<Currency>,
) -> Option<TileBefore> {
    let currency = currency.or(current.1.currency);
    let Ok(struck) = struck(tile, current, currency) else { return None };
    if let Some(seen) = struck {
        let marked = before::marked().into_iter().flat_map(|css| tile.select(css));
        let is_recommended = before::is_recommended(marked, seen.1, currency);
        return Some(TileBefore { seen, is_recommended });
    }
    let told = pairs::of_tile(tile, current.1, currency)?;
    Some(TileBefore { seen: told.seen, is_recommended: told.is_recommended })
}

/// The crossed-out price.
///
/// # Errors
///
/// Several differ.
fn struck(
    tile: ElementRef<'_>,
    current: &SeenPrice,
    currency: Option<Currency>,
) -> Result<Option<SeenPrice>, ()> {
    // What several things cost together may stand there, too.
    let mut shown = current::called_price().into_iter().flat_map(|css| tile.select(css)).take(MOST);
    let is_set = shown.any(|place| {
        sets::is_called_set_in(place, tile)
            && price::shown_in(place, currency).is_some_and(|shown| shown.amount == current.1.amount)
    });
    let own = before::marked()
        .into_iter()
        .flat_map(|css| tile.select(css))
        .filter(|element| before::is_shown_before(*element) && !sets::is_of_set_in(*element, tile, is_set));
    let mut found: Option<SeenPrice> = None;
    for element in own.take(MOST) {
        let Some(seen) = before::read(element, currency).filter(|(_, money)| money.amount > current.1.amount)
        else {
            continue;
        };
        let pair = PricePair { before: seen.1, current: current.1, currency };
        if is_of_another_thing(element, tile, pair) {
            continue;
        }
        match &found {
            Some((_, known)) if known.amount != seen.1.amount => return Err(()),
            Some(_) => {}
            None => found = Some(seen),
        }
    }
    Ok(found)
}

/// Whether the amount that stands beside a crossed-out one is not the tile's price: "£49, set of 4: ~~£196~~ £176".
fn is_of_another_thing(element: ElementRef<'_>, tile: ElementRef<'_>, pair: PricePair) -> bool {
    for part in element.ancestors().filter_map(ElementRef::wrap) {
        let mut around = TextsAround { element, lead: String::new(), tail: String::new() };
        around.push(part);
        if around.lead.len() + around.tail.len() > LONGEST {
            return false;
        }
        if pair.has_amount(&around.lead) || pair.has_amount(&around.tail) {
            return !pair.stands_together(&around.lead, &around.tail);
        }
        if part == tile {
            break;
        }
    }
    false
}

/// The texts around an element, without hidden ones and other prices before.
struct TextsAround<'a> {
    element: ElementRef<'a>,
    lead: String,
    tail: String,
}

impl TextsAround<'_> {
    fn push(&mut self, part: ElementRef<'_>) {
        for node in part.children() {
            if self.lead.len() + self.tail.len() > LONGEST {
                return;
            }
            let Some(child) = ElementRef::wrap(node) else {
                let text = node.value().as_text().map(|text| &**text).unwrap_or_default();
                self.say(node.id() < self.element.id(), text);
                continue;
            };
            let has = |wanted: &dyn Fn(ElementRef<'_>) -> bool| {
                child.descendants().filter_map(ElementRef::wrap).any(wanted)
            };
            if child == self.element || class_words::is_before(child) && !has(&|at| at == self.element) {
                continue;
            }
            if dom::is_hidden(child) || class_words::is_hidden(child) {
                continue;
            }
            if has(&class_words::is_before) {
                self.push(child);
            } else {
                // Cents may stand in an element of their own.
                self.say(child.id() < self.element.id(), &dom::price_text(child).0);
            }
        }
    }

    fn say(&mut self, is_in_front: bool, text: &str) {
        dom::push_apart(if is_in_front { &mut self.lead } else { &mut self.tail }, text);
    }
}
