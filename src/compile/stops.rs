//! The pages around the landing page that its visitors see: which they are, and in which order they are read.

use url::Url;

use crate::page::{ListedProduct, Page, PageKind, PageLink};
use crate::scenario::Mode;
use crate::shops::{Shops, Stop};

/// Products of a listing that are read: enough that not all visitors open the same.
const PRODUCTS: usize = 6;

/// The next page to fetch for the compiler, or nothing when it has all it can use. `unreachable` are those that
/// could not be read. At most eight pages are ever asked for.
#[must_use]
pub fn next_stop(
    shops: Shops,
    landing: &Stop,
    around: &[Stop],
    unreachable: &[Url],
    mode: Mode,
) -> Option<Url> {
    let stops = JourneyStops { shops, landing, around, mode };
    let is_open = |url: &Url| stops.read(url).is_none() && !unreachable.contains(url);
    let fixed = [second_page(&landing.page), shelf(&landing.page), call(shops, &landing.page)];
    fixed.into_iter().flatten().find(|url| is_open(url)).or_else(|| {
        // From a product's page one other is enough.
        let enough = landing.page.kind == PageKind::Product && stops.product().is_some();
        stops.candidates().into_iter().find(|url| !enough && is_open(url))
    })
}

/// The pages as the journeys use them.
#[derive(Debug, Clone, Copy)]
pub(super) struct JourneyStops<'a> {
    pub(super) shops: Shops,
    pub(super) landing: &'a Stop,
    pub(super) around: &'a [Stop],
    pub(super) mode: Mode,
}

impl<'a> JourneyStops<'a> {
    fn read(&self, url: &Url) -> Option<&'a Stop> {
        self.around.iter().find(|stop| stop.asked == *url)
    }

    /// The second page of a listing.
    pub(super) fn second_page(&self) -> Option<&'a Stop> {
        self.read(&second_page(&self.landing.page)?)
    }

    /// The category that the product stands in, or the first that a home page shows.
    pub(super) fn shelf(&self) -> Option<&'a Stop> {
        self.read(&shelf(&self.landing.page)?)
    }

    /// Where a text page leads.
    pub(super) fn call(&self) -> Option<&'a Stop> {
        self.read(&call(self.shops, &self.landing.page)?)
    }

    /// The product that visitors come to: one that can be bought, if there is one. On a product's page that is
    /// another one, from its shelf.
    pub(super) fn product(&self) -> Option<&'a Stop> {
        let products = self.products();
        products.iter().copied().find(|stop| self.will_do(stop)).or_else(|| products.first().copied())
    }

    /// All products of the listing that were read.
    pub(super) fn products(&self) -> Vec<&'a Stop> {
        let read = self.candidates().into_iter().filter_map(|url| self.read(&url));
        read.filter(|stop| stop.page.kind == PageKind::Product).collect()
    }

    fn will_do(&self, stop: &Stop) -> bool {
        self.mode == Mode::ReadOnly
            || self.landing.page.kind == PageKind::Product
            || self.shops.can_buy(&stop.page)
    }

    /// The first products of the listing that a visitor passes: the page's own, or else that of the page it leads to.
    fn candidates(&self) -> Vec<Url> {
        let own = &self.landing.page;
        let listing = match own.kind {
            PageKind::Product => self.shelf(),
            PageKind::Home if own.listing.is_empty() => self.shelf(),
            PageKind::Home | PageKind::Category | PageKind::Catalog | PageKind::Search => Some(self.landing),
            // A text page with products in it is their list, unless it calls to another one.
            _ => self
                .call()
                .filter(|stop| own.listing.is_empty() || is_list(&stop.page))
                .or(Some(self.landing)),
        };
        let Some(listing) = listing else { return Vec::new() };
        // Shoppers come for what is reduced.
        let reduced =
            |tile: &&ListedProduct| tile.price.as_ref().is_some_and(|price| price.regular.is_some());
        let (reduced, others): (Vec<_>, Vec<_>) = listing.page.listing.iter().partition(reduced);
        let urls = reduced.into_iter().chain(others).filter_map(|tile| tile.url.clone());
        let mut urls: Vec<Url> = urls.filter(|url| !same_page(self.shops, url, own)).collect();
        let mut seen = Vec::new();
        urls.retain(|url| {
            let new = !seen.contains(url);
            seen.push(url.clone());
            new
        });
        // Recommendations on a product's page are not a listing.
        if listing.page.kind == PageKind::Product {
            urls.clear();
        }
        urls.truncate(PRODUCTS);
        urls
    }
}

/// The same product in another combination is the same page. The id of a category says nothing about products.
fn same_page(shops: Shops, url: &Url, page: &Page) -> bool {
    let product = page.product.as_ref().and_then(|product| product.id);
    shops.same_page(url, &page.url) || (product.is_some() && shops.id_in(url) == product)
}

fn second_page(page: &Page) -> Option<Url> {
    matches!(page.kind, PageKind::Category | PageKind::Catalog | PageKind::Search)
        .then(|| page.next_page.clone())
        .flatten()
}

fn shelf(page: &Page) -> Option<Url> {
    let is_category = |link: &&PageLink| link.kind == Some(PageKind::Category);
    match page.kind {
        // The last category of the breadcrumb, which comes before all other links.
        PageKind::Product => {
            let links = page.links.iter().skip_while(|link| !is_category(link));
            Some(links.take_while(is_category).last()?.url.clone())
        }
        PageKind::Home => Some(page.links.iter().find(is_category)?.url.clone()),
        _ => None,
    }
}

fn call(shops: Shops, page: &Page) -> Option<Url> {
    if !matches!(page.kind, PageKind::Cms | PageKind::Landing | PageKind::Other) {
        return None;
    }
    let leads_to_products = |link: &&PageLink| {
        matches!(link.kind, Some(PageKind::Product | PageKind::Category | PageKind::Catalog))
            && !shops.same_page(&link.url, &page.url)
    };
    // The buttons of its own tiles are not calls, and a page with products of its own needs no call from the menu.
    let is_tile = |link: &&PageLink| {
        let mut tiles = page.listing.iter().filter_map(|tile| tile.url.as_ref());
        tiles.any(|url| shops.same_page(url, &link.url))
    };
    let call = page.links.iter().find(|link| link.call_to_action && !is_tile(link));
    let from_menu = || page.links.iter().find(leads_to_products).filter(|_| page.listing.is_empty());
    Some(call.or_else(from_menu)?.url.clone())
}

/// Whether a page lists products as its purpose.
fn is_list(page: &Page) -> bool {
    page.kind != PageKind::Product && !page.listing.is_empty()
}
