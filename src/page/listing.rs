//! The product tiles of a page and the way to the next page of them.

use std::collections::HashSet;

use scraper::ElementRef;
use url::Url;

use super::base::Base;
use super::declared::{DeclaredTile, microdata};
use super::dom::{self, Dom, selector};
use super::platform::{OwnTile, Platforms};
use super::price::{self, Price, SeenPrice};
use super::{blind, class_words, current, neighbours, tile_before, tiles, told_pair};
use crate::units::money::{Currency, Money};
use crate::units::price::PriceRange;

/// More tiles are not read. No shop's page has as many: lists are cut into pages long before.
const MOST_TILES: usize = 1_000;

/// One product tile. Everything in it was read inside that one tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedProduct {
    /// The product's id, which only platforms' own tiles have.
    pub id: Option<u64>,
    /// The id of the combination that it shows.
    pub attribute_id: Option<u64>,
    /// The name.
    pub name: Option<String>,
    /// The product's page.
    pub url: Option<Url>,
    /// The price with its reduction.
    pub price: Option<Price>,
    /// The range of its prices where it has several.
    pub range: Option<PriceRange>,
}

impl ListedProduct {
    /// Whether the tile shows a price before that is above the current one.
    #[must_use]
    pub fn is_reduced(&self) -> bool {
        self.price.as_ref().is_some_and(|price| price.regular.is_some())
    }
}

/// All tiles, in document order. On product and cart pages these are recommendations. Where there are none of a known
/// theme's, those of any theme, then microdata's, then what JSON-LD lists. Beside them, how many tiles were left out.
pub(super) fn read(
    dom: &Dom,
    own: &[OwnTile<'_>],
    declared: &[DeclaredTile],
    place: &ListPlace<'_>,
    currency: Option<Currency>,
) -> (Vec<ListedProduct>, usize) {
    let base = place.base;
    if !own.is_empty() {
        let all = own.iter().take(MOST_TILES).map(|tile| listed(tile, base, currency));
        return (all.collect(), own.len().saturating_sub(MOST_TILES));
    }
    let mut seen = HashSet::new();
    let (tiles, left_out) = foreign_tiles(dom, place, currency);
    let mut found: Vec<_> = tiles.into_iter().map(|(_, tile)| tile).collect();
    if found.is_empty() {
        found = declared.iter().map(|tile| from_declared(tile, base)).collect();
    }
    if found.is_empty() {
        let scopes: Vec<_> = microdata::scopes(dom).take(500).collect();
        if scopes.len() > 1 {
            found = scopes.into_iter().map(|scope| marked(scope, base)).collect();
        }
    }
    // A theme's classes may nest.
    found.retain(|tile| tile.url.as_ref().is_some_and(|url| seen.insert(url.clone())));
    (found, left_out)
}

/// A tile's element, and what it says.
pub(super) type Tile<'a> = (ElementRef<'a>, ListedProduct);

/// The tiles that have an element: those of a known theme, or else those of any, where one product may come twice because a
/// theme's classes may nest.
pub(super) fn tiles<'a>(
    dom: &'a Dom,
    own: &[OwnTile<'a>],
    place: &ListPlace<'_>,
    currency: Option<Currency>,
) -> Vec<Tile<'a>> {
    if own.is_empty() {
        return foreign_tiles(dom, place, currency).0;
    }
    own.iter().take(MOST_TILES).map(|tile| (tile.element, listed(tile, place.base, currency))).collect()
}

/// Where a list stands: what its links are told by.
pub(super) struct ListPlace<'a> {
    pub(super) base: &'a Base,
    /// The shop's root.
    pub(super) root: &'a Url,
    pub(super) platforms: Platforms<'a>,
}

/// The tiles of themes that are known by their classes, or else those that have a link, a name and a price.
fn foreign_tiles<'a>(
    dom: &'a Dom,
    place: &ListPlace<'_>,
    currency: Option<Currency>,
) -> (Vec<Tile<'a>>, usize) {
    let known = dom.all(selector!(
        "ul.products > li.product, li.wc-block-product, li.wc-block-grid__product, .card-wrapper, .product-card, \
         li.product-item, .products-grid li.item, .products-list li.item, .product-box, .product--box, .grid-product"
    ));
    let mut known = known.filter(|tile| !tile.value().classes().any(|class| class == "product-category"));
    let first = known.by_ref().take(MOST_TILES);
    let tiles: Vec<_> = first.map(|tile| (tile, foreign(tile, place.base, currency))).collect();
    let (known, left_out) = (tiles, known.count());
    let have_price = |tiles: &[Tile<'_>]| {
        tiles.iter().filter(|(_, tile)| tile.price.is_some() || tile.range.is_some()).count()
    };
    if 2 * have_price(&known) >= known.len() && !known.is_empty() {
        return (known, left_out);
    }
    let (found, places_left_out) = tiles::find(dom, place.platforms, place.base, place.root, currency);
    let found: Vec<_> = found
        .into_iter()
        .map(|tile| {
            let (price, range) = foreign_price(tile.element, currency);
            let listed = ListedProduct {
                id: None,
                attribute_id: None,
                name: Some(tile.name),
                url: Some(tile.url),
                price,
                range,
            };
            (tile.element, listed)
        })
        .collect();
    if have_price(&found) > have_price(&known) {
        (found, places_left_out)
    } else {
        (known, left_out.max(places_left_out))
    }
}

/// A tile of any theme. It has no id, which only the platform's carts understand.
fn foreign(tile: ElementRef<'_>, base: &Base, currency: Option<Currency>) -> ListedProduct {
    let title = dom::below(
        tile,
        selector!(
            ".card__heading, .product-item-link, .product-name, .product--title, [class*=title], h2, h3"
        ),
    );
    let link = title
        .and_then(|title| {
            let inside = dom::below(title, selector!("a[href]"));
            inside.or_else(|| Some(title).filter(|title| title.attr("href").is_some()))
        })
        .or_else(|| {
            title?.ancestors().filter_map(ElementRef::wrap).find(|around| around.value().name() == "a")
        })
        .filter(|link| neighbours::leads_elsewhere(*link, base))
        .or_else(|| tile.select(selector!("a[href]")?).find(|link| neighbours::leads_elsewhere(*link, base)))
        .or_else(|| dom::below(tile, selector!("a[href]")));
    let (price, range) = foreign_price(tile, currency);
    ListedProduct {
        id: None,
        attribute_id: None,
        name: title.map(dom::text).filter(|name| !name.is_empty()).or_else(|| tiles::name_of(link?, tile)),
        url: link.and_then(|link| base.join(dom::attribute(link, "href")?)).map(without_fragment),
        price,
        range,
    }
}

fn foreign_price(tile: ElementRef<'_>, currency: Option<Currency>) -> (Option<Price>, Option<PriceRange>) {
    let places = [
        selector!("[data-price-type=finalPrice][data-price-amount]"),
        selector!(".price ins, .price--on-sale .price-item--sale, .product-price.with-list-price"),
        selector!(".price-item--regular, .product-price, .price, [class*=price]"),
    ];
    let element = places.into_iter().find_map(|selector| dom::below(tile, selector));
    let exact = element
        .and_then(|element| dom::attribute(element, "data-price-amount"))
        .and_then(price::machine)
        .map(|amount| ("data-price-amount".to_owned(), Money::new(amount, currency)));
    let shown = || {
        let element = element.filter(|element| !class_words::is_within_before(*element))?;
        price::of_element(element, "price", currency)
    };
    let agreed = || Some(current::agreed(tile.select(current::called_price()?), currency)?.1);
    // "Was £199.00 Now £149.00" in one element.
    let told = || {
        let (_, now) = told_pair::pair_in(element?, currency)?;
        Some((price::OF_ANY_THEME.to_owned(), now))
    };
    let Some(current) = exact.or_else(shown).or_else(agreed).or_else(told) else {
        let mut places =
            element.into_iter().chain(current::called_price().into_iter().flat_map(|css| tile.select(css)));
        return (None, places.find_map(|place| price::range_of(place, currency)));
    };
    (Some(with_before(tile, current, None, currency)), None)
}

/// A tile's price, with the price before and what that is.
fn with_before(
    tile: ElementRef<'_>,
    current: SeenPrice,
    label: Option<String>,
    currency: Option<Currency>,
) -> Price {
    let before = tile_before::of_tile(tile, &current, currency);
    let is_recommended = before.as_ref().is_some_and(|before| before.is_recommended);
    // Alone, a percentage or "Sale!" is a reduction that could not be read.
    let alone = || if before.is_none() { blind::badge_in(tile) } else { None };
    let label = label.or_else(alone);
    Price { is_recommended, ..Price::new(current, before.map(|before| before.seen), label) }
}

fn from_declared(tile: &DeclaredTile, base: &Base) -> ListedProduct {
    ListedProduct {
        id: None,
        attribute_id: None,
        name: tile.name.clone(),
        url: tile.url.as_deref().and_then(|url| base.join(url)).map(without_fragment),
        price: tile.price.map(|price| Price::new(("JSON-LD offers.price".to_owned(), price), None, None)),
        range: tile.range,
    }
}

fn marked(scope: ElementRef<'_>, base: &Base) -> ListedProduct {
    let mut product = DeclaredTile::from(microdata::declared(scope));
    if product.url.is_none() {
        let link = dom::below(scope, selector!("a[href]"));
        product.url = link.and_then(|link| dom::attribute(link, "href")).map(str::to_owned);
    }
    from_declared(&product, base)
}

fn listed(own: &OwnTile<'_>, base: &Base, currency: Option<Currency>) -> ListedProduct {
    let tile = own.element;
    let title = dom::below(tile, selector!(".product-title, .product-miniature__title, h2, h3"))
        .or_else(|| dom::below(tile, selector!("h5 .product-name, .product-name, h5")));
    let link = title
        .and_then(|title| {
            let own = Some(title).filter(|title| title.value().name() == "a");
            own.or_else(|| dom::below(title, selector!("a[href]"))).or_else(|| {
                // Hummingbird wraps the title in the link.
                title
                    .ancestors()
                    .filter_map(ElementRef::wrap)
                    .find(|ancestor| ancestor.attr("href").is_some())
            })
        })
        .or_else(|| dom::below(tile, selector!("a[href]")));
    let price = tile_price(tile, currency);
    ListedProduct {
        id: own.id,
        attribute_id: own.attribute_id,
        name: title.map(dom::text).filter(|name| !name.is_empty()),
        url: link.and_then(|link| base.join(dom::attribute(link, "href")?)).map(without_fragment),
        range: if price.is_none() { tile_range(tile, currency) } else { None },
        price,
    }
}

fn without_fragment(mut url: Url) -> Url {
    url.set_fragment(None);
    url
}

/// "From €9.90", where that is all the tile says.
fn tile_range(tile: ElementRef<'_>, currency: Option<Currency>) -> Option<PriceRange> {
    let places = [
        selector!(".product-miniature__price"),
        selector!(".price"),
        selector!(".product-price-and-shipping"),
    ];
    places.into_iter().find_map(|selector| price::range_of(dom::below(tile, selector)?, currency))
}

fn tile_price(tile: ElementRef<'_>, currency: Option<Currency>) -> Option<Price> {
    let find = |selector| dom::below(tile, selector);
    let shown = |selector| price::below(tile, selector);
    let current = price::first_of(
        &[
            (".product-miniature__price", selector!(".product-miniature__price")),
            (".price", selector!(".price")),
            (".product-price", selector!(".product-price")),
            ("[itemprop=price]", selector!("[itemprop=price]")),
        ],
        shown,
        currency,
    )?;
    let labels = [
        selector!(".product-flag.discount, .product-flag.discount-percentage, .product-flag.discount-amount"),
        selector!(
            ".discount-percentage, .discount-amount, .product-miniature__discount-percentage, .price-percent-reduction"
        ),
    ];
    let label = labels.into_iter().find_map(find).map(dom::text).filter(|text| !text.is_empty());
    Some(with_before(tile, current, label, currency))
}

/// The currency that all prices of a list name.
pub(super) fn currency(listing: &[ListedProduct]) -> Option<Currency> {
    let mut named = listing.iter().filter_map(|tile| tile.price.as_ref()).map(|price| price.current.currency);
    let first = named.next()??;
    named.all(|other| other == Some(first)).then_some(first)
}

/// The next page of the listing, if it is on the same origin.
pub(super) fn next_page(dom: &Dom, base: &Base) -> Option<Url> {
    dom.all(selector!("link[rel=next][href], a[rel=next][href]"))
        .filter(|link| !link.value().classes().any(|class| class == "disabled"))
        .filter_map(|link| base.join(dom::attribute(link, "href")?))
        .find(|next| next != base.page())
}
