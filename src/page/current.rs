//! The price of a product in a theme that is not known: the one that stands below its heading.

use ego_tree::NodeId;
use scraper::ElementRef;

use super::base::Base;
use super::css::Css;
use super::dom::{self, Dom, selector};
use super::price::{self, SeenPrice};
use super::{class_words, neighbours, other_amounts, own_line, sets, told_pair};
use crate::units::money::{Currency, Money};
use crate::units::price as price_text;

/// More places than this are a list.
const MOST: usize = 60;

/// The product's own price is one of so many places of its page that are called a price.
pub(super) const MOST_PLACES: usize = 500;

/// A tile has fewer elements than this.
const LARGEST_TILE: usize = 40;

/// So many elements up the price stands whose units and cents have elements of their own.
const SPLIT_DEPTH: usize = 4;

/// Words of classes for the price that holds while another stands beside it.
const NOW: &[&str] = &["special", "sale", "final", "current", "now", "new", "actual"];

/// Words of classes for what only some pay.
const OF_SOME: &[&str] =
    &["member", "members", "membership", "loyalty", "club", "trade", "student", "subscriber"];

/// Words of classes for one end of a range.
const ENDS: &[&str] = &["from", "to", "minimal", "maximal", "min", "max", "starting"];

/// Elements that may show a price.
pub(super) fn called_price() -> Option<&'static Css> {
    selector!(
        "[class*=price i], [class*=amount i], [class*=money i], [class*=prix i], [class*=preis i], [class*=precio i], \
         [class*=prezzo i], [class*=prijs i], [class*=preco i], [class*=cena i], [class*=cijena i], [class*=hinta i], \
         [id*=price i], [class~=pris i], [class*=-pris i], [class*=pris- i], [class*=fiyat i], [class~=pret i], [class~=ar i], [class~=kaina i], [itemprop=price i], [data-hook*=price i], [data-testid*=price i], [data-test-id*=price i], \
         [data-test*=price i], [data-qa*=price i]"
    )
}

/// A price with the element that shows it.
pub(super) type PlacedPrice<'a> = (ElementRef<'a>, SeenPrice);

/// The price of the page's own product; `None` where several stand there and none says that it is the one that holds.
pub(super) fn of_any_theme<'a>(
    dom: &'a Dom,
    base: &Base,
    currency: Option<Currency>,
) -> Option<PlacedPrice<'a>> {
    let heading = dom.heading()?;
    let own = dom
        .all(called_price())
        .filter(|element| element.id() > heading.id() && !dom.is_of_other_product(*element));
    let name = dom::text(heading);
    let is_of_another = |element: ElementRef<'_>| {
        other_amounts::is_of_another_thing(element)
            || !own_line::says_only_a_price(element, &name)
            || is_in_tile(dom, element, heading, base)
    };
    let places: Vec<_> = own.take(MOST_PLACES).filter(|element| !is_of_another(*element)).collect();
    // A number without a sign may be anything, and so may one behind an empty place: a script fills that with the price.
    agreed(places.iter().copied(), currency).or_else(|| told(&places, currency)).filter(
        |(element, (_, price))| {
            price.currency.is_some() && !is_a_count(*element) && !is_behind_empty(dom, heading, *element)
        },
    )
}

/// The price that holds, where all places that have amounts tell the one before, too, in one text: "Was £30 Now £20".
fn told<'a>(places: &[ElementRef<'a>], currency: Option<Currency>) -> Option<PlacedPrice<'a>> {
    let mut told = places
        .iter()
        .filter(|place| price::may_be_price(**place) && !class_words::is_hidden(**place))
        .filter(|place| place.text().any(|text| text.contains(|c: char| c.is_ascii_digit())))
        .map(|place| Some((*place, told_pair::pair_in(*place, currency)?.1)));
    let (place, now) = told.next()??;
    let agree = told.all(|other| other.is_some_and(|(_, other)| other.amount == now.amount));
    agree.then(|| (place, (price::OF_ANY_THEME.to_owned(), now)))
}

/// Whether an element says nothing but a whole number, or "only 5": how many, or a year. Where the currency is known without its
/// sign, that is not yet a price.
fn is_a_count(element: ElementRef<'_>) -> bool {
    const HOW_MANY: &[&str] =
        &["only", "just", "nur", "seulement", "solo", "sólo", "slechts", "bara", "kun", "tylko", "jen"];
    let text = dom::price_text(element).0.to_lowercase();
    let number = HOW_MANY.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(&text);
    number.chars().all(|c| c.is_numeric() || c == ' ')
}

/// Whether what is called the price, and nothing else, stands empty between the heading and a place.
fn is_behind_empty(dom: &Dom, heading: ElementRef<'_>, place: ElementRef<'_>) -> bool {
    let is_empty = |element: ElementRef<'_>| {
        let mut texts = element.text().filter(|text| !text.trim().is_empty());
        let is_template = |text: &str| text.trim_start().starts_with("{{");
        texts.next().is_none_or(is_template) && dom::attribute(element, "content").is_none()
    };
    dom.all(called_price())
        .filter(|element| element.id() > heading.id())
        .take_while(|element| element.id() < place.id())
        .take(MOST_PLACES)
        .any(|element| {
            class_words::is_the_price(element)
                && is_empty(element)
                && !dom.is_of_other_product(element)
                && price::may_be_price(element)
                && !class_words::is_hidden(element)
        })
}

/// The only element below the heading whose own words are this price, whatever it is called.
pub(super) fn alone<'a>(
    dom: &'a Dom,
    base: &Base,
    price: Money,
    currency: Option<Currency>,
) -> Option<ElementRef<'a>> {
    let heading = dom.heading()?;
    let mut places = dom.all(selector!("body *")).filter(|element| {
        let own = dom::own_text(*element);
        let states = || price_text::read_in(&own, currency).is_ok_and(|read| is_said(read, price));
        own.bytes().any(|byte| byte.is_ascii_digit())
            && element.id() > heading.id()
            && states()
            && !dom.is_of_other_product(*element)
            && price::may_be_price(*element)
            && !class_words::is_hidden(*element)
            && !class_words::is_within_before(*element)
            && !class_words::has(*element, other_amounts::CLASSES)
            && !is_in_tile(dom, *element, heading, base)
    });
    places.next().filter(|_| places.next().is_none())
}

/// Whether what was read is this price, with a sign: a number without one may be anything.
fn is_said(read: Money, price: Money) -> bool {
    read.currency.is_some() && read.amount == price.amount
}

/// The page's own first element of these that shows a price that holds and is not a tile's.
pub(super) fn asked<'a>(
    dom: &'a Dom,
    base: &Base,
    selector: Option<&'a Css>,
    currency: Option<Currency>,
) -> Option<ElementRef<'a>> {
    let heading = dom.heading();
    let is_of_tile = |element| heading.is_some_and(|heading| is_in_tile(dom, element, heading, base));
    dom.all(selector).filter(|element| !dom.is_of_other_product(*element)).take(MOST_PLACES).find(|element| {
        let is_struck = || {
            let shown = price::shown_in(*element, currency);
            shown.is_some_and(|price| price::is_only_before(*element, price, currency))
        };
        let is_another = || other_amounts::says_another_thing(&dom::price_text(*element).0);
        price::may_be_price(*element)
            && !is_struck()
            && !is_another()
            && !is_a_bound(*element, currency)
            && !is_of_tile(*element)
    })
}

/// The price that these places ask for one thing: the one on which all agree that show no price before, or else those that say
/// that theirs holds now.
pub(super) fn agreed<'a>(
    places: impl Iterator<Item = ElementRef<'a>>,
    currency: Option<Currency>,
) -> Option<PlacedPrice<'a>> {
    let shown = |element: &ElementRef<'_>| {
        price::may_be_price(*element)
            && !class_words::is_hidden(*element)
            && !other_amounts::is_saved(*element)
            && !class_words::has(*element, OF_SOME)
    };
    // The price before and the price now may stand in elements of their own that are not called anything.
    let parts = |place: ElementRef<'a>| {
        let is_whole = price::shown_in(place, currency).is_some();
        let within = place.children().filter_map(ElementRef::wrap).filter(move |_| !is_whole);
        let within = within.filter(|part| !other_amounts::is_of_another_thing(*part));
        std::iter::once(place).chain(within)
    };
    let places: Vec<_> = places.flat_map(parts).filter(shown).take(MOST).collect();
    let read = |element: &ElementRef<'a>| {
        let seen = price::of_element(*element, price::OF_ANY_THEME, currency)?;
        let holds = !price::is_only_before(*element, seen.1, currency);
        (!seen.1.amount.is_zero() && holds && !is_a_bound(*element, currency)).then_some((*element, seen))
    };
    let mut asked: Vec<_> =
        places.iter().filter(|element| !class_words::is_within_before(**element)).filter_map(read).collect();
    // Units and cents that stand apart within a price are parts of it.
    let whole: Vec<_> = asked.iter().map(|(element, _)| element.id()).collect();
    asked.retain(|(element, _)| !is_fragment(*element, &whole));
    if asked.is_empty() {
        // Magento 1 calls a price that is not reduced "regular".
        let regular: Vec<_> = places
            .iter()
            .filter(|element| !class_words::is_surely_before(**element))
            .filter_map(read)
            .collect();
        return sole(regular.iter());
    }
    let says_now = |element: ElementRef<'_>| {
        let around = element.ancestors().filter_map(ElementRef::wrap).take(2);
        std::iter::once(element).chain(around).any(|element| class_words::has(element, NOW))
    };
    let now = asked.iter().filter(|(element, _)| says_now(*element));
    // Shoppers read the price with tax, where both stand there.
    let with_tax = || asked.iter().filter(|(element, _)| !price::is_without_tax(*element));
    // What several things cost together, and its parts, stand beside the price of one.
    let single = || asked.iter().filter(|(element, _)| !sets::is_of_set(*element));
    sole(asked.iter()).or_else(|| sole(single())).or_else(|| sole(with_tax())).or_else(|| sole(now))
}

/// Whether an element shows nothing but digits and signs between them, in one that shows a price.
fn is_fragment(element: ElementRef<'_>, whole: &[NodeId]) -> bool {
    let is_bare = || dom::text(element).chars().all(|c| c.is_ascii_digit() || " .,'\u{a0}".contains(c));
    element.ancestors().take(SPLIT_DEPTH).any(|around| whole.contains(&around.id())) && is_bare()
}

/// Whether a price is only an end of a range: what is called a price around it says "from" or "to".
fn is_a_bound(place: ElementRef<'_>, currency: Option<Currency>) -> bool {
    // "De: R$ 50 Por: R$ 40" is a price before and the one now, whatever their classes are called.
    let says_now = |element: ElementRef<'_>| {
        let text = dom::price_text(element).0.to_lowercase();
        text.strip_prefix("por").is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    };
    let says_end = |element: &ElementRef<'_>| {
        // "to-pay" names what is paid, not the end of a range.
        class_words::is_price(*element)
            && class_words::has(*element, ENDS)
            && !class_words::has(*element, &["pay"])
            && !says_now(*element)
    };
    let around = || place.ancestors().filter_map(ElementRef::wrap).take(3);
    if std::iter::once(place).chain(around()).any(|element| says_end(&element)) {
        return true;
    }
    // "From" may stand in front of what is called a price.
    let close = place.parent().and_then(ElementRef::wrap);
    if close.is_some_and(|close| {
        dom::price_text(close).0.len() < 40 && price::range_of(close, currency).is_some()
    }) {
        return true;
    }
    around()
        .filter(|element| class_words::is_price(*element))
        .any(|element| price::range_of(element, currency).is_some())
}

/// The price on which all agree, at the first of their places.
fn sole<'p, 'a: 'p>(mut places: impl Iterator<Item = &'p PlacedPrice<'a>>) -> Option<PlacedPrice<'a>> {
    let first @ (_, (_, price)) = places.next()?;
    places.all(|(_, (_, other))| other.amount == price.amount).then(|| first.clone())
}

/// Whether a price stands in a small part of the page that leads to another one. A link of what is known as another product says
/// nothing of the price beside it.
pub(super) fn is_in_tile(dom: &Dom, price: ElementRef<'_>, heading: ElementRef<'_>, base: &Base) -> bool {
    for part in price.ancestors().filter_map(ElementRef::wrap) {
        let elements: Vec<_> = part.descendants().filter_map(ElementRef::wrap).take(LARGEST_TILE).collect();
        if elements.len() == LARGEST_TILE || elements.contains(&heading) {
            return false;
        }
        let leads = |element| neighbours::leads_elsewhere(element, base) && !dom.is_of_other_product(element);
        if elements.into_iter().any(leads) {
            return true;
        }
    }
    false
}
