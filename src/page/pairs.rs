//! Prices before that are told in words: "Was £30 Now £20", "RRP £25.00 £20.00". Nothing in the mark-up crosses them out, so both
//! amounts must stand together, the current one as it is read elsewhere.

use std::sync::LazyLock;

use regex::Regex;
use scraper::ElementRef;

use super::base::Base;
use super::dom::{self, Dom, selector};
use super::price::{self, SeenPrice};
use super::{class_words, current, neighbours, other_amounts};
use crate::units::money::{Currency, Money};
use crate::units::price as price_text;

/// A pair of prices is told in fewer bytes than this.
const LONGEST: usize = 120;

/// It has fewer elements than this.
const LARGEST: usize = 40;

/// A price before in words.
pub(super) struct ToldPair {
    pub(super) seen: SeenPrice,
    /// Whether it is the price that the maker recommends.
    pub(super) is_recommended: bool,
}

/// The price before that stands in words beside the product's own price.
pub(super) fn of_product(
    dom: &Dom,
    base: &Base,
    current: Money,
    currency: Option<Currency>,
) -> Option<ToldPair> {
    let heading = dom.own(selector!("h1"))?;
    let currency = currency.or(current.currency);
    let own = dom.with_digits().filter(|element| !dom.is_of_other_product(*element));
    own.take(current::MOST_PLACES).find_map(|element| {
        let leads =
            |at: ElementRef<'_>| neighbours::leads_elsewhere(at, base) && !neighbours::is_about_the_offer(at);
        let has_links =
            |part: &ElementRef<'_>| part.descendants().filter_map(ElementRef::wrap).take(LARGEST).any(leads);
        let parent = element.parent().and_then(ElementRef::wrap);
        let mut parts = std::iter::once(element).chain(parent).filter(|part| !has_links(part));
        let told = parts.find_map(|part| told(part, current, currency))?;
        let is_own = price::may_be_price(element)
            && !class_words::is_hidden(element)
            && !other_amounts::is_of_shipping(element)
            && !current::is_in_tile(dom, element, heading, base);
        is_own.then_some(told)
    })
}

fn told(part: ElementRef<'_>, current: Money, currency: Option<Currency>) -> Option<ToldPair> {
    static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:was|before|instead of|statt|bisher|vorher|avant|au lieu de|prima|antes|(?P<maker>rrp|msrp|srp|uvp|prix (?:public )?conseillé|adviesprijs|prezzo consigliato))\b[: .]{0,3}(?P<sum>[€$£]? ?[0-9][0-9.,]*[0-9](?: ?(?:€|[A-Z]{3}\b|kr\b|zł|lei\b))?)",
        )
        .ok()
    });
    static SUM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:^|[^0-9.,])(?P<sum>[€$£]? ?[0-9][0-9.,]*[0-9](?: ?(?:€|[A-Z]{3}\b|kr\b|zł|lei\b))?)(?:$|[^0-9%])").ok()
    });
    let text = dom::short_text(part, LONGEST)?;
    let found = BEFORE.as_ref()?.captures(&text)?;
    let before = price_text::read_in(found["sum"].trim(), currency).ok()?;
    let rest = text.replacen(&found["sum"], "|", 1);
    let mut others = SUM.as_ref()?.captures_iter(&rest);
    let is_beside = others.any(|other| {
        price_text::read_in(other["sum"].trim(), currency).is_ok_and(|other| other.amount == current.amount)
    });
    (is_beside && before.amount > current.amount).then(|| ToldPair {
        seen: ("text of the page".to_owned(), before),
        is_recommended: found.name("maker").is_some(),
    })
}
