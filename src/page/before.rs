//! The price before: which of the crossed-out prices of a page belongs to a price that it asks.
//!
//! A crossed-out price belongs to the price nearest to it in the document. One that stands nearer to another price, or beside a
//! link to another page, is another product's: of a tile, of a menu, of a list of what else was looked at. Where a neighbour costs
//! as much as the page's own product, [`Neighbours`] tells the two apart.

use std::cell::RefCell;

use ego_tree::NodeId;
use foldhash::HashMap;
use scraper::ElementRef;

use super::base::Base;
use super::class_words;
use super::css::Css;
use super::current as own_price;
use super::dom::{self, Dom, selector};
use super::lowest;
use super::neighbours::{self, Neighbours};
use super::note::{LeftOutPart, PageNote};
use super::other_amounts;
use super::patterns::{maker_words, pattern};
use super::price::{self, SeenPrice};
use super::price_words;
use crate::units::money::{Currency, Money};
use crate::units::price as price_text;

/// How many elements around a crossed-out price are looked at for the price that holds.
const REACH: usize = 400;

/// An amount and its currency have fewer bytes.
const LONGEST_AMOUNT: usize = 40;

/// More crossed-out prices than this are a list of other things.
pub(super) const MOST: usize = 60;

/// More elements that are called a price before are not looked at. No shop's product page has as many.
const MOST_MARKED: usize = 1_000;

/// A crossed-out price, and what shows it and the price that holds.
pub(super) struct Struck<'a> {
    pub(super) element: ElementRef<'a>,
    pub(super) seen: SeenPrice,
    /// What shows the current price beside it.
    pub(super) now: ElementRef<'a>,
}

/// Why a crossed-out price was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Several stand equally near and differ.
    Several([Money; 2]),
    /// It stands beside the same price in a part of the page about another one.
    OfNeighbour(Money),
}

/// The crossed-out prices of a product page, read once: which of them is the one before is asked for each price that the page
/// may ask.
pub(super) struct StruckPrices<'a> {
    dom: &'a Dom,
    base: &'a Base,
    currency: Option<Currency>,
    all: Vec<(ElementRef<'a>, SeenPrice)>,
    left_out: usize,
    /// The prices of the elements around them.
    shown: RefCell<HashMap<NodeId, Option<Money>>>,
}

impl<'a> StruckPrices<'a> {
    pub(super) fn read(dom: &'a Dom, base: &'a Base, currency: Option<Currency>) -> Self {
        let seen = |element| Some((element, read(element, currency)?));
        let all = candidates(dom).take(MOST).filter_map(seen).collect();
        let left_out = called_before(dom).skip(MOST_MARKED).count();
        Self { dom, base, currency, all, left_out, shown: RefCell::default() }
    }

    /// The crossed-out prices with what shows them, in document order.
    pub(super) fn all(&self) -> &[(ElementRef<'a>, SeenPrice)] {
        &self.all
    }

    /// How many were not looked at.
    pub(super) fn left_out(&self) -> Option<PageNote> {
        (self.left_out > 0).then_some(PageNote::LeftOut(LeftOutPart::PricesBefore, self.left_out))
    }

    /// The price before of the page's own product, above the current one.
    ///
    /// # Errors
    ///
    /// [`Doubt`], where one is crossed out that is not surely the product's.
    pub(super) fn of_product(&self, current: &SeenPrice) -> Result<Option<Struck<'a>>, Doubt> {
        let is_recommended = |element: &ElementRef<'_>| is_called_recommended(*element);
        // What the maker recommends is not what the shop asked.
        match nearest(self, current.1, |element| !is_recommended(element)) {
            Ok(None) => nearest(self, current.1, is_recommended),
            found => found,
        }
    }
}

fn nearest<'a>(
    struck: &StruckPrices<'a>,
    current: Money,
    may_be: impl Fn(&ElementRef<'a>) -> bool,
) -> Result<Option<Struck<'a>>, Doubt> {
    let around = Around { struck, current };
    let neighbours = Neighbours::of(struck.dom, struck.base, |element| around.shows_it(element));
    let mut nearest: Option<(usize, Struck<'a>)> = None;
    let (mut rival, mut of_neighbour) = (None, None);
    for (element, seen) in &struck.all {
        let (element, seen) = (*element, seen.clone());
        if seen.1.amount <= current.amount || !may_be(&element) {
            continue;
        }
        let Some((distance, now)) = around.current_price(element, seen.1) else { continue };
        if neighbours.have(element) {
            of_neighbour = of_neighbour.or(Some(seen.1));
            continue;
        }
        match &nearest {
            Some((known, _)) if *known < distance => {}
            Some((known, other)) if *known == distance => {
                let other = other.seen.1;
                rival = rival.or((other.amount != seen.1.amount).then_some([other, seen.1]));
            }
            _ => (nearest, rival) = (Some((distance, Struck { element, seen, now })), None),
        }
    }
    match (rival, nearest, of_neighbour) {
        (Some(several), ..) => Err(Doubt::Several(several)),
        (None, Some((_, struck)), _) => Ok(Some(struck)),
        (None, None, Some(before)) => Err(Doubt::OfNeighbour(before)),
        (None, None, None) => Ok(None),
    }
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

/// By its class, or the words in it, right before it, or around it. Words with an amount of their own are about that.
fn is_called_recommended(element: ElementRef<'_>) -> bool {
    let words = || pattern!(r"\b(?:", maker_words!(), r")(?:\b|\W|$)");
    let says = |text: &str| text.len() < 160 && words().is_some_and(|words| words.is_match(text));
    let shows = |element| dom::short_text(element, 160).is_some_and(|text| says(&text));
    let parent = element.parent().and_then(ElementRef::wrap);
    let previous = element.prev_siblings().find_map(ElementRef::wrap);
    let is_named = |element: ElementRef<'_>| class_words::has(element, &["rrp", "msrp", "uvp", "srp"]);
    is_named(element)
        || parent.is_some_and(is_named)
        || shows(element)
        || parent.is_some_and(|parent| says(&dom::own_text(parent)))
        || previous
            .is_some_and(|previous| shows(previous) && !has_digit(previous) && !dom::is_hidden(previous))
}

/// Elements that may show a price before, by their tags and by parts of their classes.
pub(super) fn marked() -> Option<&'static Css> {
    selector!(
        "del, s, strike, [style*=line-through], [class*=line-through i], [class*=old i], [class*=was i], [class*=regular i], [class*=compare i], \
         [class*=original i], [class*=before i], [class*=prev i], [class*=strike i], [class*=striked i], \
         [class*=struck i], [class*=crossed i], [class*=rrp i], [class*=msrp i], [class*=uvp i], [class*=retail i], \
         [class*=standard i], [class*=initial i], [class*=first i], [class*=barre i], [class*=list-price i], [class*=listprice i], [class*=non-sale i], [class*=non-discounted i], \
         [class*=former i], [class*=barred i], [class*=normalprice i], [class*=barrat i], [class*=tachad i], [class*=streich i], [class*=anterior i], \
         [class*=ancien i], [class*=oude i], [class*=vecchi i], [class*=antig i], [class*=przekresl i], [class*=stara i], [class*=price-reg i], [class*=reg-price i], [class*=puvodn i], \
         [data-hook*=secondary-price i], [data-hook*=before-discount i], [data-a-strike=true]"
    )
}

pub(super) fn is_shown_before(element: ElementRef<'_>) -> bool {
    class_words::is_before(element)
        && has_digit(element)
        && price::may_be_price(element)
        && !class_words::is_hidden(element)
        && !other_amounts::is_of_something_else(element)
        && !is_named_otherwise(element)
        && !other_amounts::is_of_shipping(element)
}

/// Whether what is only called a price before says whose it is, "Chair £199", "£199 at John Lewis", or is called by what else it is
/// before: by a tax, by another currency.
fn is_named_otherwise(element: ElementRef<'_>) -> bool {
    if matches!(element.value().name(), "del" | "s" | "strike") {
        return false;
    }
    let text = dom::own_text(element);
    let noun = pattern!(r"(?-i:(?P<noun>\p{Lu}\p{Ll}{2,}))[: ]{1,2}[€$£]? ?[0-9]")
        .and_then(|noun| noun.captures(&text));
    let is_of_price = |word: &str| {
        let word = word.to_lowercase();
        price_words::is_beside_a_price(&word)
            || ["preis", "pris", "prijs", "hinta", "norm"].iter().any(|end| word.ends_with(end))
    };
    let is_elsewhere =
        pattern!(r"[0-9] ?[€$£]? (?:at|bei|chez|bij) (?-i:\p{Lu})").is_some_and(|shop| shop.is_match(&text));
    noun.is_some_and(|found| !is_of_price(&found["noun"]))
        || is_elsewhere
        || class_words::has(element, &["tax", "vat", "currency"])
}

fn candidates(dom: &Dom) -> impl Iterator<Item = ElementRef<'_>> {
    called_before(dom).take(MOST_MARKED).filter(|element| is_shown_before(*element))
}

/// The page's own elements that are called a price before.
fn called_before(dom: &Dom) -> impl Iterator<Item = ElementRef<'_>> {
    dom.all(marked()).filter(|element| !dom.is_of_other_product(*element) && class_words::is_before(*element))
}

/// The price that an element shows, or the only one within it.
pub(super) fn read(element: ElementRef<'_>, currency: Option<Currency>) -> Option<SeenPrice> {
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
    // Where both are shown, the price with tax stands beside that with tax.
    let has_taxes = |part: &ElementRef<'_>| {
        let around = part.ancestors().filter_map(ElementRef::wrap).take_while(|around| *around != element);
        !std::iter::once(*part).chain(around).any(|part| class_words::has(part, &["excluding", "excl"]))
    };
    let mut within = elements(element).filter(has_taxes).filter_map(|part| price::shown_in(part, currency));
    let first = within.next()?;
    within.all(|other| other.amount == first.amount).then_some((name, first))
}

/// An amount in another currency than the current price's that is crossed out where the product's own price stands.
pub(super) fn in_another_currency(dom: &Dom, base: &Base, current: Money) -> Option<String> {
    let (heading, currency) = (dom.heading()?, current.currency?);
    let is_foreign = |text: &str| {
        let in_currency = |of: Option<&str>| price_text::read_in(text, of.and_then(|code| code.parse().ok()));
        // "kr" and "﷼" alone belong to several countries.
        let mut readings = [None, Some("SEK"), Some("SAR")].into_iter().filter_map(|of| in_currency(of).ok());
        readings.any(|read| read.currency.is_some())
            && price_text::read_in(text, Some(currency)).map_or(true, |read| read.currency != Some(currency))
    };
    crossed_out(dom)
        .take(MOST)
        .filter(|element| !dom.is_of_other_product(*element) && is_shown_before(*element))
        .filter(|element| !own_price::is_in_tile(dom, *element, heading, base))
        .find_map(|element| dom::short_text(element, LONGEST_AMOUNT).filter(|text| is_foreign(text)))
}

/// What a page crosses out by its mark-up.
fn crossed_out(dom: &Dom) -> impl Iterator<Item = ElementRef<'_>> {
    dom.all(selector!("del, s, strike, [style*=line-through], [class*=line-through i]"))
}

/// The first range of prices that is crossed out.
pub(super) fn range(dom: &Dom, currency: Option<Currency>) -> Option<String> {
    let found = crossed_out(dom)
        .find(|element| !class_words::is_hidden(*element) && price::range_of(*element, currency).is_some())?;
    Some(dom::text(found))
}

/// Whether a digit stands in the first parts of an element.
fn has_digit(element: ElementRef<'_>) -> bool {
    element.text().take(REACH).any(|text| text.chars().any(char::is_numeric))
}

/// The elements below one, in document order, at most [`REACH`].
fn elements(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    element.descendants().skip(1).filter_map(ElementRef::wrap).take(REACH)
}

/// What the surroundings of a crossed-out price are compared with.
struct Around<'s, 'a> {
    struck: &'s StruckPrices<'a>,
    current: Money,
}

impl Around<'_, '_> {
    /// How many elements up the current price stands, and what shows it; `None` when the crossed-out price belongs to another.
    fn current_price<'e>(&self, struck: ElementRef<'e>, before: Money) -> Option<(usize, ElementRef<'e>)> {
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

    /// Whether an element shows the current price, or states it for machines.
    fn asks(&self, element: ElementRef<'_>) -> bool {
        let stated = dom::attribute(element, "content").and_then(price::machine);
        let states_it = stated == Some(self.current.amount.normalize());
        states_it && !class_words::is_within_before(element) || self.shows_it(element)
    }

    /// Whether shoppers read the current price in an element.
    fn shows_it(&self, element: ElementRef<'_>) -> bool {
        self.shown(element).is_some_and(|price| price.amount == self.current.amount)
            && !class_words::is_surely_before(element)
    }

    /// The price in an element's own text, or in that of an element that is called a price.
    fn shown(&self, element: ElementRef<'_>) -> Option<Money> {
        // Currency, units and cents may stand in elements of their own within what is called the price.
        let is_split = || {
            let mut parts = element.children().filter_map(ElementRef::wrap);
            class_words::is_price(element) && parts.any(|part| self.struck.dom.has_own_digit(part))
        };
        if !self.struck.dom.has_own_digit(element) && !is_split() {
            return None;
        }
        if let Some(known) = self.struck.shown.borrow().get(&element.id()) {
            return *known;
        }
        let currency = self.struck.currency;
        let own = || crate::units::price::read_in(&dom::own_text(element), currency).ok();
        let shown = price::shown_in(element, currency).or_else(own);
        self.struck.shown.borrow_mut().insert(element.id(), shown);
        shown
    }

    /// Whether what stands around a crossed-out price, without the current one, is about another product.
    fn is_of_another(&self, part: ElementRef<'_>, before: Money) -> bool {
        let saved = before.amount - self.current.amount;
        std::iter::once(part).chain(elements(part)).any(|element| {
            if neighbours::leads_elsewhere(element, self.struck.base) {
                return true;
            }
            !class_words::is_within_before(element)
                && !lowest::is_shown_in(element)
                && self.shown(element).is_some_and(|price| {
                    ![saved, before.amount, self.current.amount].contains(&price.amount)
                        && (class_words::is_price(element) || price.currency.is_some())
                })
        })
    }
}
