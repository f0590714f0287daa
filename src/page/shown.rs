//! The prices that shoppers read on a page, each with texts of the source that state it at its own place and nowhere
//! else. A price for machines (`content="11.42"`) may be right while the one beside it is wrong.

use std::ops::Range;

use scraper::ElementRef;

use super::before::{Struck, StruckPrices};
use super::dom::{Dom, selector};
use super::listing::ListPlace;
use super::places::{Text, TextPlaces};
use super::platform::Platforms;
use super::{ListedProduct, Page, bound, current, listing, price, visible_price};
use crate::units::money::{Currency, Money};
use crate::units::price as price_text;

/// In the classes of what shows the total of a cart; a selector below has them, too.
const TOTALS: &[&str] = &["cart-total", "cart-summary-total", "cart-summary__total", "order-total"];

/// A price written in more texts than this has other words among them.
const MOST_PARTS: usize = 5;

/// A price written in several texts is not longer than this, mark-up included.
const LONGEST_SPAN: usize = 200;

/// A price that shoppers read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownPrice {
    /// The price.
    pub price: Money,
    /// Texts of the source that are there as long as this price is shown at this place, the best first. Empty when no
    /// text tells the place from others.
    pub literals: Vec<String>,
}

/// The prices of a reduced product in a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownTile {
    /// The product's id, which only platforms' own tiles have.
    pub id: Option<u64>,
    /// The price before.
    pub regular: Option<ShownPrice>,
    /// The price now.
    pub current: Option<ShownPrice>,
}

impl Page {
    /// The price that shoppers read on the product's page; it may differ from the one for machines. `source` is the
    /// page's own.
    #[must_use]
    pub fn shown_price(&self, source: &str) -> Option<ShownPrice> {
        self.product.as_ref()?;
        let places = TextPlaces::read(source);
        let marked = [("[itemprop=price]", selector!("[itemprop=price]"))];
        let known = visible_price::shown_places().into_iter().chain(marked).find_map(|(place, selector)| {
            let element = current::asked(&places.dom, &self.base, selector, self.currency)?;
            let price = price::shown_in(element, self.currency)?;
            let text = text_in(element, &places, source, price, self.currency)?;
            let class = place.split([' ', ':', '=']).next()?.trim_start_matches(['.', '[']);
            let bind = |text: &Range<usize>| bound::in_place(source, text, &[class]);
            Some(ShownPrice { price, literals: literals(source, &text, bind) })
        });
        known.or_else(|| self.of_any_theme(&places, source))
    }

    /// The price of the product where a theme that is not known shows it: below the heading, beside the price before, or
    /// in words that stand there once.
    fn of_any_theme(&self, places: &TextPlaces, source: &str) -> Option<ShownPrice> {
        let price = self.product.as_ref()?.price.as_ref()?.current;
        let named = current::of_any_theme(&places.dom, &self.base, self.currency);
        let named = named.filter(|(_, (_, shown))| shown.amount == price.amount);
        let beside = || Some(self.struck(&places.dom)?.now);
        let alone = || current::alone(&places.dom, &self.base, price, self.currency);
        let element = named.map(|(element, _)| element).or_else(beside).or_else(alone)?;
        bound_in(element, places, source, price, self.currency)
    }

    /// The price before, as shoppers read it crossed out on the product's page. `source` is the page's own.
    #[must_use]
    pub fn shown_old_price(&self, source: &str) -> Option<ShownPrice> {
        let regular = self.product.as_ref()?.price.as_ref()?.regular?;
        let places = TextPlaces::read(source);
        let struck = self.struck(&places.dom).filter(|struck| struck.seen.1.amount == regular.amount)?;
        bound_in(struck.element, &places, source, regular, self.currency)
    }

    /// The price before of the page's product, crossed out beside the current one.
    fn struck<'a>(&'a self, dom: &'a Dom) -> Option<Struck<'a>> {
        let price = self.product.as_ref()?.price.as_ref()?;
        let seen = (price.source.clone(), price.current);
        StruckPrices::read(dom, &self.base, self.currency).of_product(&seen).ok()?
    }

    /// The reduced products of its listing, in document order, with what their tiles show.
    #[must_use]
    pub fn shown_tiles(&self, source: &str) -> Vec<ShownTile> {
        if !self.listing.iter().any(ListedProduct::is_reduced) {
            return Vec::new();
        }
        let places = TextPlaces::read(source);
        let place = ListPlace { base: &self.base, root: &self.root, platforms: Platforms(&self.platforms) };
        let own = self.tiles_of.map(|platform| platform.tiles(&places.dom)).unwrap_or_default();
        let tiles = listing::tiles(&places.dom, &own, &place, self.currency);
        let reduced = tiles.iter().filter(|(_, tile)| tile.is_reduced());
        let shown = reduced.filter_map(|(element, tile)| {
            let (texts, prices) = (places.texts_in(*element), tile.price.as_ref()?);
            let is_shared = |name: &str| {
                let same = tiles.iter().filter(|(_, other)| other.name.as_deref() == Some(name));
                same.map(|(_, other)| other).any(|other| (other.id, &other.url) != (tile.id, &tile.url))
            };
            let name = tile.name.as_deref().filter(|name| !is_shared(name));
            let state = |price: Money| {
                let text = stating(&texts, price, self.currency)?;
                let mark = self.tile_attribute().zip(tile.id).map(|(name, id)| format!("{name}=\"{id}\""));
                let addresses = tile.url.as_ref().map(|url| self.telling_texts(url)).unwrap_or_default();
                let anchors = anchors(source, &texts, name, &addresses, mark.as_deref(), &text);
                let bind = |text: &Range<usize>| {
                    let bound = anchors.iter().find_map(|anchor| bound::from_anchor(source, anchor, text));
                    bound.or_else(|| bound::in_place(source, text, &[]))
                };
                Some(ShownPrice { price, literals: literals(source, &text, bind) })
            };
            Some(ShownTile { id: tile.id, regular: state(prices.regular?), current: state(prices.current) })
        });
        shown.collect()
    }

    /// The total of the visitor's cart as shoppers read it on a cart or order page.
    #[must_use]
    pub fn shown_total(&self, source: &str) -> Option<ShownPrice> {
        let price = self.cart.as_ref()?.total?;
        let places = TextPlaces::read(source);
        let mut totals = places.dom.all(selector!(
            "[class*=cart-total], [class*=cart-summary-total], [class*=cart-summary__total], [class*=order-total]"
        ));
        totals.find_map(|element| {
            let text = stating(&places.texts_in(element), price, self.currency)?;
            let bind = |text: &Range<usize>| bound::in_place(source, text, TOTALS);
            Some(ShownPrice { price, literals: literals(source, &text, bind) })
        })
    }
}

/// A price as an element shows it, with the literals that its classes tell apart.
fn bound_in(
    element: ElementRef<'_>,
    places: &TextPlaces,
    source: &str,
    price: Money,
    currency: Option<Currency>,
) -> Option<ShownPrice> {
    let text = text_in(element, places, source, price, currency)?;
    let classes: Vec<&str> = element.value().classes().collect();
    let bind = |text: &Range<usize>| bound::in_place(source, text, &classes);
    Some(ShownPrice { price, literals: literals(source, &text, bind) })
}

/// The text of an element that states this price; with the mark-up within, where its digits stand in several: `79.<sup>90</sup> €`.
fn text_in(
    element: ElementRef<'_>,
    places: &TextPlaces,
    source: &str,
    price: Money,
    currency: Option<Currency>,
) -> Option<Range<usize>> {
    let texts = places.texts_in(element);
    let has_digit = |text: &&Text| text.says.bytes().any(|byte| byte.is_ascii_digit());
    let is_whole = || price::shown_in(element, currency).is_some_and(|shown| shown.amount == price.amount);
    if texts.iter().filter(has_digit).count() < 2 || !is_whole() {
        return stating(&texts, price, currency);
    }
    let span = texts.first()?.at.start..texts.last()?.at.end;
    let fits = texts.len() <= MOST_PARTS && source.get(span.clone())?.len() <= LONGEST_SPAN;
    if fits { Some(span) } else { stating(&texts, price, currency) }
}

/// The text that states this price, and nothing else.
fn stating(texts: &[Text], price: Money, currency: Option<Currency>) -> Option<Range<usize>> {
    let states = |text: &&Text| {
        price_text::read_in(&text.says, currency).is_ok_and(|read| read.amount == price.amount)
    };
    texts.iter().find(states).map(|text| text.at.clone())
}

/// The literals of a text: of the whole, then of its digits, for pages whose bytes write the rest in another way.
fn literals(
    source: &str,
    text: &Range<usize>,
    bind: impl Fn(&Range<usize>) -> Option<String>,
) -> Vec<String> {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let whole = &source[text.clone()];
    let ascii = whole.split(|c: char| !c.is_ascii()).next().unwrap_or_default().trim_ascii_end();
    let end = text.start + ascii.len();
    let part = (ascii.len() < whole.len() && digits(ascii) == digits(whole)).then_some(text.start..end);
    [Some(text.clone()), part].into_iter().flatten().filter_map(|text| bind(&text)).collect()
}

/// What belongs to one tile alone, the nearest to its prices first: the product's name, its address, its platform's mark.
fn anchors(
    source: &str,
    texts: &[Text],
    name: Option<&str>,
    addresses: &[String],
    mark: Option<&str>,
    text: &Range<usize>,
) -> Vec<Range<usize>> {
    let named = name.and_then(|name| texts.iter().find(|text| text.says == name)).map(|text| text.at.clone());
    let before = |what: &str| source[..text.start].rfind(what).map(|at| at..at + what.len());
    let address = addresses.iter().filter_map(|address| before(address)).max_by_key(|at| at.start);
    let mark = mark.and_then(before);
    [named, address, mark].into_iter().flatten().collect()
}
