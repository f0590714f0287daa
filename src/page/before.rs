//! The price before: which of the crossed-out prices of a page belongs to a price that it asks.
//!
//! A crossed-out price belongs to the price nearest to it in the document. One that stands nearer to another price, or beside a
//! link to another page, is another product's: of a tile, of a menu, of a list of what else was looked at.

use std::sync::LazyLock;

use regex::Regex;
use scraper::ElementRef;

use super::base::Base;
use super::changing;
use super::class_words;
use super::dom::{self, Dom, selector};
use super::price::{self, SeenPrice};
use crate::units::money::{Currency, Money};

/// How many elements around a crossed-out price are looked at for the price that holds.
const REACH: usize = 400;

/// More crossed-out prices than this are a list of other things.
const MOST: usize = 60;

/// A crossed-out price, and what shows it and the price that holds.
pub(super) struct Struck<'a> {
    pub(super) element: ElementRef<'a>,
    pub(super) seen: SeenPrice,
    /// What shows the current price beside it.
    pub(super) now: ElementRef<'a>,
}

/// The price before of the page's own product, above the current one.
///
/// # Errors
///
/// Two of them, where several stand equally near and differ.
pub(super) fn of_product<'a>(
    dom: &'a Dom,
    base: &Base,
    current: &SeenPrice,
    currency: Option<Currency>,
) -> Result<Option<Struck<'a>>, [Money; 2]> {
    let currency = currency.or(current.1.currency);
    let around = Around { base, current: current.1, currency };
    let mut nearest: Option<(usize, Struck<'a>)> = None;
    let mut rival = None;
    for element in candidates(dom).take(MOST) {
        let Some(seen) = read(element, currency).filter(|(_, money)| money.amount > current.1.amount) else {
            continue;
        };
        let Some((distance, now)) = around.current_price(element, seen.1) else { continue };
        match &nearest {
            Some((known, _)) if *known < distance => {}
            Some((known, other)) if *known == distance => {
                let other = other.seen.1;
                rival = rival.or((other.amount != seen.1.amount).then_some([other, seen.1]));
            }
            _ => (nearest, rival) = (Some((distance, Struck { element, seen, now })), None),
        }
    }
    match rival {
        Some(several) => Err(several),
        None => Ok(nearest.map(|(_, struck)| struck)),
    }
}

/// The price before in a product's tile, above the current one; `None`, too, where several differ.
pub(super) fn of_tile(
    tile: ElementRef<'_>,
    current: &SeenPrice,
    currency: Option<Currency>,
) -> Option<SeenPrice> {
    let currency = currency.or(current.1.currency);
    let mut found: Option<SeenPrice> = None;
    for element in tile.select(marked()?).filter(|element| is_shown_before(*element)).take(MOST) {
        let Some(seen) = read(element, currency).filter(|(_, money)| money.amount > current.1.amount) else {
            continue;
        };
        match &found {
            Some((_, known)) if known.amount != seen.1.amount => return None,
            Some(_) => {}
            None => found = Some(seen),
        }
    }
    found
}

/// Whether a price before is one that the maker recommends, by the words at one of the elements that show it.
pub(super) fn is_recommended<'a>(
    elements: impl Iterator<Item = ElementRef<'a>>,
    before: Money,
    currency: Option<Currency>,
) -> bool {
    elements.take(MOST).any(|element| {
        is_called_recommended(element)
            && read(element, currency).is_some_and(|(_, money)| money.amount == before.amount)
    })
}

/// By its class, or the words in it, right before it, or around it.
fn is_called_recommended(element: ElementRef<'_>) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:rrp|msrp|srp|uvp|pvpr|avp|recommended (?:retail )?price|suggested (?:retail )?price|(?:unverb(?:indliche|\.)? )?preisempf(?:ehlung|\.)|prix (?:public |de vente )?conseillé|adviesprijs|prezzo consigliato|precio recomendado|pvp recomendado)(?:\b|\W|$)",
        )
        .ok()
    });
    let says = |text: &str| text.len() < 160 && WORDS.as_ref().is_some_and(|words| words.is_match(text));
    let parent = element.parent().and_then(ElementRef::wrap);
    let previous = element.prev_siblings().find_map(ElementRef::wrap);
    let is_named = |element: ElementRef<'_>| class_words::has(element, &["rrp", "msrp", "uvp", "srp"]);
    is_named(element)
        || parent.is_some_and(is_named)
        || says(&dom::text(element))
        || parent.is_some_and(|parent| says(&dom::own_text(parent)))
        || previous.is_some_and(|previous| says(&dom::text(previous)))
}

/// Elements that may show a price before, by their tags and by parts of their classes.
pub(super) fn marked() -> Option<&'static scraper::Selector> {
    selector!(
        "del, s, strike, [style*=line-through], [class*=old i], [class*=was i], [class*=regular i], [class*=compare i], \
         [class*=original i], [class*=before i], [class*=prev i], [class*=strike i], [class*=striked i], \
         [class*=struck i], [class*=crossed i], [class*=rrp i], [class*=msrp i], [class*=uvp i], [class*=retail i], \
         [class*=standard i], [class*=initial i], [class*=first i], [class*=barre i], [class*=list-price i]"
    )
}

fn is_shown_before(element: ElementRef<'_>) -> bool {
    class_words::is_before(element)
        && price::may_be_price(element)
        && !class_words::is_hidden(element)
        && !is_of_something_else(element)
}

/// Whether the words beside a crossed-out amount say that it is not what the product cost: shipping, another shop's price, a
/// pack, the lowest price of the last 30 days that has to stand beside each reduction.
fn is_of_something_else(element: ElementRef<'_>) -> bool {
    static LOWEST: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)lowest price|30[ -](?:days?|tage|jours?|dni|giorni|d[ií]as|dagen)|niedrigster|(?:prix le )?plus bas|najniższa|più basso|más bajo|laagste|cel mai mic",
        )
        .ok()
    });
    let parents = || element.ancestors().filter_map(ElementRef::wrap).take(2);
    let is_lowest = |part: ElementRef<'_>| {
        let text = dom::text(part);
        text.len() < 160 && LOWEST.as_ref().is_some_and(|words| words.is_match(&text))
    };
    if is_lowest(element) || parents().next().is_some_and(is_lowest) {
        return true;
    }
    static PART: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)[0-9] ?[x×]|/ ?(?:[0-9]+ ?)?(?:k?g|m?l|m|month|mois|monat)\b").ok()
    });
    let beside = parents().next().map(dom::own_text).unwrap_or_default();
    if PART.as_ref().is_some_and(|part| part.is_match(&beside)) {
        return true;
    }
    let named = class_words::is_price(element) || parents().any(class_words::is_price);
    let mut words = beside.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 1);
    !named
        && words
            .any(|word| !FITTING.contains(&word.to_lowercase().as_str()) && word.parse::<Currency>().is_err())
}

/// Words that may stand beside a crossed-out price in an element that is not called a price.
const FITTING: &[&str] = &[
    "was",
    "now",
    "before",
    "regular",
    "regularly",
    "original",
    "originally",
    "old",
    "price",
    "list",
    "rrp",
    "msrp",
    "uvp",
    "reg",
    "instead",
    "of",
    "sale",
    "our",
    "your",
    "save",
    "you",
    "off",
    "only",
    "statt",
    "bisher",
    "vorher",
    "jetzt",
    "nur",
    "preis",
    "alter",
    "neuer",
    "avant",
    "au",
    "lieu",
    "de",
    "prix",
    "ancien",
    "maintenant",
    "prima",
    "ora",
    "prezzo",
    "antes",
    "ahora",
    "precio",
    "van",
    "voor",
    "nu",
    "prijs",
    "incl",
    "inkl",
    "vat",
    "mwst",
    "ttc",
    "tax",
    "lei",
    "kr",
    "zł",
    "discount",
];

fn candidates(dom: &Dom) -> impl Iterator<Item = ElementRef<'_>> {
    dom.all(marked()).filter(|element| is_shown_before(*element) && !dom::inside_other_product(*element))
}

/// The price that an element shows, or the only one within it.
fn read(element: ElementRef<'_>, currency: Option<Currency>) -> Option<SeenPrice> {
    let class = || element.value().classes().next().map(|class| format!(".{class}"));
    let is_tag = matches!(element.value().name(), "del" | "s" | "strike");
    let name =
        if is_tag { "del".to_owned() } else { class().unwrap_or_else(|| element.value().name().to_owned()) };
    if let Some(seen) = price::of_element(element, &name, currency) {
        // "Model 2024 2025": a number without a sign is a price only where its element is called one.
        let is_signed = || dom::text(element).chars().any(|c| !c.is_ascii_digit() && !" .,'".contains(c));
        let around = || element.ancestors().filter_map(ElementRef::wrap).take(2);
        let is_price = class_words::is_price(element) || around().any(class_words::is_price);
        return (is_price || is_signed()).then_some(seen);
    }
    let mut within = elements(element).filter_map(|part| price::shown_in(part, currency));
    let first = within.next()?;
    within.all(|other| other.amount == first.amount).then_some((name, first))
}

/// The elements below one, in document order, at most [`REACH`].
fn elements(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    element.descendants().skip(1).filter_map(ElementRef::wrap).take(REACH)
}

/// What the surroundings of a crossed-out price are compared with.
struct Around<'a> {
    base: &'a Base,
    current: Money,
    currency: Option<Currency>,
}

impl Around<'_> {
    /// How many elements up the current price stands, and what shows it; `None` when the crossed-out price belongs to another.
    fn current_price<'a>(&self, struck: ElementRef<'a>, before: Money) -> Option<(usize, ElementRef<'a>)> {
        let mut child = struck;
        let mut seen = 0;
        for (distance, ancestor) in struck.ancestors().filter_map(ElementRef::wrap).enumerate() {
            for sibling in
                ancestor.children().filter(|node| node.id() != child.id()).filter_map(ElementRef::wrap)
            {
                for element in std::iter::once(sibling).chain(elements(sibling)) {
                    seen += 1;
                    if seen > REACH {
                        return None;
                    }
                    if self.asks(element) {
                        return (!self.is_of_another(child, before)).then_some((distance, element));
                    }
                }
            }
            if self.shown(ancestor).is_some_and(|price| price.amount == self.current.amount) {
                return (!self.is_of_another(child, before)).then_some((distance, ancestor));
            }
            child = ancestor;
        }
        None
    }

    /// Whether an element shows the current price.
    fn asks(&self, element: ElementRef<'_>) -> bool {
        let stated = dom::attribute(element, "content").and_then(price::machine);
        !class_words::is_within_before(element)
            && (stated == Some(self.current.amount.normalize())
                || self.shown(element).is_some_and(|price| price.amount == self.current.amount))
    }

    /// The price in an element's own text, or in that of an element that is called a price.
    fn shown(&self, element: ElementRef<'_>) -> Option<Money> {
        let has_digit = element.children().any(|node| {
            node.value().as_text().is_some_and(|text| text.bytes().any(|byte| byte.is_ascii_digit()))
        });
        if has_digit {
            let own = || crate::units::price::read_in(&dom::own_text(element), self.currency).ok();
            return price::shown_in(element, self.currency).or_else(own);
        }
        None
    }

    /// Whether what stands around a crossed-out price, without the current one, is about another product.
    fn is_of_another(&self, part: ElementRef<'_>, before: Money) -> bool {
        let saved = before.amount - self.current.amount;
        std::iter::once(part).chain(elements(part)).any(|element| {
            if leads_elsewhere(element, self.base) {
                return true;
            }
            !class_words::is_within_before(element)
                && self.shown(element).is_some_and(|price| {
                    ![saved, before.amount, self.current.amount].contains(&price.amount)
                        && (class_words::is_price(element) || price.currency.is_some())
                })
        })
    }
}

/// Whether an element is a link to another page of the shop.
pub(super) fn leads_elsewhere(element: ElementRef<'_>, base: &Base) -> bool {
    element.value().name() == "a"
        && dom::attribute(element, "href")
            .filter(|href| !href.starts_with('#'))
            .and_then(|href| base.join(href))
            .is_some_and(|url| base.leads_elsewhere(&url) && !changing::changes_something(&url))
}
