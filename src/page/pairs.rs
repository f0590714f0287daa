//! Prices before that are told in words: "Was £30 Now £20", "RRP £25.00 £20.00". Nothing in the mark-up crosses them out, so both
//! amounts must stand together, the current one as it is read elsewhere.

use scraper::ElementRef;

use super::base::Base;
use super::dom::{self, Dom};
use super::mentions::texts;
use super::patterns::{pattern, sums};
use super::price;
use super::told_pair::{ToldPair, ToldText, amounts, is_of_a_noun, text_of, told_in, unread_in};
use super::{beside, class_words, current, neighbours, other_amounts, price_words};
use crate::units::money::{Currency, Money};
use crate::units::price as price_text;

/// What tells a pair has fewer elements than this.
const LARGEST: usize = 40;

/// A tile has fewer elements than this.
const LARGEST_TILE: usize = 150;

/// So many elements up stands what has both.
const AROUND: usize = 4;

/// The price before that stands in words beside the product's own price.
pub(super) fn of_product(
    dom: &Dom,
    base: &Base,
    current: Money,
    currency: Option<Currency>,
) -> Option<ToldPair> {
    let heading = dom.heading()?;
    let name = dom::text(heading).to_lowercase();
    let currency = currency.or(current.currency);
    let own = dom.with_digits().filter(|element| !dom.is_of_other_product(*element));
    own.take(current::MOST_PLACES).find_map(|element| {
        let leads =
            |at: ElementRef<'_>| neighbours::leads_elsewhere(at, base) && !neighbours::is_about_the_offer(at);
        let has_links =
            |part: &ElementRef<'_>| part.descendants().filter_map(ElementRef::wrap).take(LARGEST).any(leads);
        // The words, and each of the amounts, may stand in cells of rows of their own.
        let around = element.ancestors().filter_map(ElementRef::wrap).take(AROUND);
        let parts = std::iter::once(element)
            .chain(around)
            .take_while(|part| !has_links(part) && !has_price_of_parts(*part, current, currency));
        let told = parts
            .enumerate()
            .find_map(|(depth, part)| told(part, current, currency, depth > 1))
            .filter(|told| !is_of_another_subject(&told.lead, &name))?;
        let is_own = price::may_be_price(element)
            && !class_words::is_hidden(element)
            && !other_amounts::is_of_shipping(element)
            && !current::is_in_tile(dom, element, heading, base);
        is_own.then_some(told)
    })
}

/// The price before that stands in words beside a tile's price.
pub(super) fn of_tile(tile: ElementRef<'_>, current: Money, currency: Option<Currency>) -> Option<ToldPair> {
    let elements = || tile.descendants().filter_map(ElementRef::wrap).take(LARGEST_TILE);
    let is_own = |element: &ElementRef<'_>| {
        dom::own_text(*element).contains(|c: char| c.is_ascii_digit())
            && price::may_be_price(*element)
            && !class_words::is_hidden(*element)
            && !other_amounts::is_of_shipping(*element)
    };
    elements().filter(is_own).find_map(|element| {
        let around = element.ancestors().filter_map(ElementRef::wrap);
        let parts = std::iter::once(element).chain(around).take(AROUND);
        let within = parts.take_while(|part| part.id() >= tile.id());
        let told = |(depth, part)| told(part, current, currency, depth > 1);
        // A list's tiles have numbers of many kinds: "order before 31.12.".
        within.enumerate().filter_map(told).find(|told| told.is_signed)
    })
}

/// A pair in a part of the page. Far `out`, what a noun stands in front of is another thing's; so is what a block without the current
/// price says of more than a price before: "Large was £45", "Our table Bo, was £349, is now £299", "Assembly included, RRP £150".
fn told(part: ElementRef<'_>, current: Money, currency: Option<Currency>, out: bool) -> Option<ToldPair> {
    let words = ToldText::read(part)?;
    let text = words.text.as_str();
    if texts::is_prose(text) || texts::is_in_part_of_others(part) {
        return None;
    }
    let is_current =
        |sum: &str| price_text::read_in(sum, currency).is_ok_and(|sum| sum.amount == current.amount);
    told_in(text, current, currency).find_map(|told| {
        let block = words.block_at(told.at);
        let lead = &text[block.start..told.at];
        let has_current = || amounts(&text[block.clone()]).any(is_current);
        let says_more = || !price_words::says_no_more(lead) || beside::ends_with_count(lead);
        let is_another = out && is_of_a_noun(&text[..told.at])
            || !has_current() && says_more()
            || texts::is_prose(&text[block.clone()]);
        let lead = lead.to_owned();
        (!is_another).then_some(ToldPair { lead, ..told })
    })
}

/// Whether words that lead to a price before name what it was of, and that is not what has this name: "the chair was", "new was" of a
/// used one. A name is in lower case.
fn is_of_another_subject(lead: &str, name: &str) -> bool {
    let named = pattern!(
        r"(?:^|[^\p{L}])(?:the|an?|our|this|each|der|die|das|ein(?:e[nr]?)?|le|la|une?|el|una?|il|lo|het|de|een) (?P<thing>\p{L}{3,})(?: (?:a|à|for|für|voor|por|at|zu))?[: ]*$"
    );
    let is_new = pattern!(r"(?:^|[^\p{L}])(?:(?:brand[- ])?new|neupreis|neuf)[: ]*$");
    let is_other = |thing: &str| !name.contains(thing) && !price_words::is_said(thing);
    let names_another = |lead: &str| {
        let found = named.and_then(|named| named.captures(lead));
        found.is_some_and(|found| is_other(&found["thing"].to_lowercase()))
    };
    // "The chair: £149 instead of £199".
    let last = sums().and_then(|sums| sums.find_iter(lead).last());
    let in_front = last.filter(|sum| lead[sum.end()..].trim_matches([' ', ',']).is_empty());
    names_another(lead)
        || in_front.is_some_and(|sum| names_another(&lead[..sum.start()]))
        || is_new.is_some_and(|new| new.is_match(lead))
}

/// Whether a part has what the parts of a pack cost one by one, or is it: that is another promise. What is called a pack's price
/// and has the current one is the product's.
fn has_price_of_parts(part: ElementRef<'_>, current: Money, currency: Option<Currency>) -> bool {
    let is_current =
        |sum: &str| price_text::read_in(sum, currency).is_ok_and(|sum| sum.amount == current.amount);
    let has_current = |part: ElementRef<'_>| amounts(&text_of(part).unwrap_or_default()).any(is_current);
    let is_called = |part: ElementRef<'_>| class_words::has(part, &["pack"]) && class_words::is_price(part);
    let mut all =
        part.ancestors().take(2).chain(part.descendants().take(LARGEST)).filter_map(ElementRef::wrap);
    all.any(|part| is_called(part) && !has_current(part))
}

/// What the page says of a price before of which the amount does not read, beside the product's own price: "Was R1.299".
pub(super) fn unread(dom: &Dom, base: &Base, current: Money, currency: Option<Currency>) -> Option<String> {
    let heading = dom.heading()?;
    let currency = currency.or(current.currency);
    let own = dom.with_digits().filter(|element| !dom.is_of_other_product(*element));
    own.take(current::MOST_PLACES).find_map(|element| {
        let parent = element.parent().and_then(ElementRef::wrap);
        let words = std::iter::once(element)
            .chain(parent)
            .find_map(|part| unread_in(&text_of(part)?, current, currency))?;
        let is_own = price::may_be_price(element)
            && !class_words::is_hidden(element)
            && !other_amounts::is_of_shipping(element)
            && !texts::is_in_part_of_others(element)
            && !current::is_in_tile(dom, element, heading, base);
        is_own.then_some(words)
    })
}
