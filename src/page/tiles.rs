//! Product tiles of a theme that is not known: what has a link to another page, a name and a price.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use scraper::ElementRef;
use url::Url;

use super::base::Base;
use super::dom::{self, Dom, selector};
use super::platform::{Platform, Platforms};
use super::{PageKind, class_words, current, neighbours, price, sets, told_pair};
use crate::units::money::Currency;
use crate::units::price as price_text;

/// More prices than this are not looked at.
const MOST_PRICES: usize = 1_500;

/// A tile has fewer elements than this.
const LARGEST_TILE: usize = 150;

/// As many tiles of one make are a list, whatever their addresses.
const FEWEST_ALIKE: usize = 3;

/// A tile, and what it leads to.
pub(super) struct FoundTile<'a> {
    pub(super) element: ElementRef<'a>,
    pub(super) name: String,
    pub(super) url: Url,
}

/// The tiles of a page, in document order: those that lead to a product's address, as its platform has it, or those of which
/// there are several of one make. Beside them, how many places with prices were not looked at.
pub(super) fn find<'a>(
    dom: &'a Dom,
    platforms: Platforms<'_>,
    base: &Base,
    root: &Url,
    currency: Option<Currency>,
) -> (Vec<FoundTile<'a>>, usize) {
    let mut seen = HashSet::new();
    let mut tiles = Vec::new();
    // What holds the heading of the page is the page's own product with what stands below it.
    let mut headings = dom.all(selector!("h1"));
    let heading = headings.next().filter(|_| headings.next().is_none());
    let holds_heading = |part: ElementRef<'_>| {
        heading.is_some_and(|heading| heading.ancestors().any(|around| around.id() == part.id()))
    };
    let mut places = dom.all(current::called_price());
    for place in places.by_ref().take(MOST_PRICES) {
        if shows_price(place, currency)
            && let Some(tile) = around(place, platforms, base, root)
            && !holds_heading(tile.element)
            && seen.insert(tile.element.id())
        {
            tiles.push(tile);
        }
    }
    let mixed = mixed(&tiles);
    tiles.retain(|tile| !mixed.contains(&tile.element.id()));
    let mut alike: HashMap<String, HashSet<Url>> = HashMap::new();
    for tile in &tiles {
        alike.entry(make(tile.element)).or_default().insert(tile.url.clone());
    }
    tiles.retain(|tile| {
        leads_to_product(platforms, &tile.url, root)
            || alike.get(&make(tile.element)).is_some_and(|urls| urls.len() >= FEWEST_ALIKE)
    });
    (tiles, places.count())
}

/// Those of the tiles that hold tiles of several pages, or of an offer of several things: a price there that has no link of its own,
/// the page's own product's, would become that of the first thing with one.
fn mixed(tiles: &[FoundTile<'_>]) -> HashSet<NodeId> {
    let all: HashSet<_> = tiles.iter().map(|tile| tile.element.id()).collect();
    let mut mixed = HashSet::new();
    let mut first: HashMap<NodeId, &Url> = HashMap::new();
    for tile in tiles {
        let mut is_set = false;
        for outer in tile.element.ancestors().filter_map(ElementRef::wrap) {
            is_set |= sets::is_called_set(outer);
            let id = outer.id();
            if all.contains(&id) && (is_set || *first.entry(id).or_insert(&tile.url) != &tile.url) {
                mixed.insert(id);
            }
        }
    }
    mixed
}

/// Whether an address is a product's on one of the platforms.
fn leads_to_product(platforms: Platforms<'_>, url: &Url, root: &Url) -> bool {
    let says = |platform: &'static dyn Platform| {
        let (mark, _) = platform.address(url, root)?;
        (mark.meaning() == (PageKind::Product, None)).then_some(())
    };
    platforms.kind_of(url, root) == Some(PageKind::Product) || platforms.first(says).is_some()
}

fn shows_price(place: ElementRef<'_>, currency: Option<Currency>) -> bool {
    price::may_be_price(place)
        && dom::price_text(place).0.len() < 100
        && (std::iter::once(place)
            // The price before and the price now stand in elements of their own.
            .chain(place.children().filter_map(ElementRef::wrap))
            .filter_map(|part| price::shown_in(part, currency))
            .any(|price| price.currency.is_some())
            || price_text::read_range_in(&dom::price_text(place).0, currency).is_ok()
            || told_pair::pair_in(place, currency).is_some())
}

/// What tiles of one list have in common: the element and its first class.
fn make(tile: ElementRef<'_>) -> String {
    format!("{} {}", tile.value().name(), tile.value().classes().next().unwrap_or_default())
}

/// The smallest part of the page around a price that leads to one other page and names it.
fn around<'a>(
    place: ElementRef<'a>,
    platforms: Platforms<'_>,
    base: &Base,
    root: &Url,
) -> Option<FoundTile<'a>> {
    let is_of_the_cart = |url: &Url| {
        let kind = platforms.kind_of(url, root);
        matches!(kind, Some(PageKind::Cart | PageKind::Checkout)) || has_the_carts_path(url)
    };
    let parts = std::iter::once(place).chain(place.ancestors().filter_map(ElementRef::wrap));
    for part in parts {
        if matches!(part.value().name(), "body" | "main" | "header" | "footer" | "nav" | "form") {
            return None;
        }
        let elements = || part.descendants().filter_map(ElementRef::wrap).take(LARGEST_TILE);
        if elements().count() == LARGEST_TILE {
            return None;
        }
        let mut links =
            elements().filter(|element| neighbours::leads_elsewhere(*element, base)).filter_map(|link| {
                let url = base.join(dom::attribute(link, "href")?)?;
                (!is_of_the_cart(&url)).then_some((link, url))
            });
        let named = links.find_map(|(link, url)| Some((name_of(link, part)?, url)));
        if let Some((name, mut url)) = named {
            url.set_fragment(None);
            return Some(FoundTile { element: part, name, url });
        }
    }
    None
}

fn has_the_carts_path(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    ["/cart", "/checkout", "/basket", "/panier", "/warenkorb", "/carrito", "/carrello", "/account", "/login"]
        .iter()
        .any(|part| path.contains(part))
}

/// The name of what a link leads to: its text, its title, its picture's description, or the heading of its tile.
pub(super) fn name_of(link: ElementRef<'_>, tile: ElementRef<'_>) -> Option<String> {
    let is_name = |text: &String| {
        text.chars().filter(|c| c.is_alphabetic()).count() >= 2
            && price_text::read(text).is_err()
            && text.len() < 300
    };
    let heading = || dom::below(link, selector!("h1, h2, h3, h4, h5, [class*=title i], [class*=name i]"));
    let own = heading().filter(|heading| !class_words::is_price(*heading)).map(dom::text).filter(is_name);
    let has_price = || link.select(current::called_price()?).next();
    let text = || Some(dom::text(link)).filter(is_name).filter(|_| has_price().is_none());
    let beside = || {
        let title = dom::below(tile, selector!("h2, h3, h4, h5, [class*=title i], [class*=name i]"))?;
        Some(dom::text(title)).filter(is_name)
    };
    let attribute =
        || dom::attribute(link, "title").or_else(|| dom::attribute(link, "aria-label")).map(str::to_owned);
    let picture = || {
        let image = dom::below(link, selector!("img[alt]"))?;
        dom::attribute(image, "alt").map(str::to_owned)
    };
    own.or_else(beside)
        .or_else(text)
        .or_else(|| attribute().filter(is_name))
        .or_else(|| picture().filter(is_name))
}
