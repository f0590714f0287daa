//! The product tiles of a page ("miniatures" in PrestaShop's mark-up) and the way to the next page of them.

use scraper::ElementRef;
use url::Url;

use super::dom::{self, Dom, selector};
use super::price::{self, Price};
use crate::units::money::Currency;

/// One product tile. Everything in it was read inside that one tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedProduct {
    /// `data-id-product`.
    pub id: Option<u64>,
    /// `data-id-product-attribute`.
    pub attribute_id: Option<u64>,
    /// The name.
    pub name: Option<String>,
    /// The product's page.
    pub url: Option<Url>,
    /// The price with its reduction.
    pub price: Option<Price>,
}

/// All tiles, in document order. On product and cart pages these are recommendations.
pub(super) fn read(dom: &Dom, base: &Url, currency: Option<Currency>) -> Vec<ListedProduct> {
    let tiles = selector!(".product-miniature[data-id-product], .js-product-miniature[data-id-product]");
    dom.all(tiles).map(|tile| listed(tile, base, currency)).collect()
}

fn listed(tile: ElementRef<'_>, base: &Url, currency: Option<Currency>) -> ListedProduct {
    let id = |name: &str| dom::attribute(tile, name).and_then(|id| id.parse().ok()).filter(|id| *id > 0);
    let title = dom::below(tile, selector!(".product-title, .product-miniature__title, h2, h3"));
    let link = title
        .and_then(|title| {
            dom::below(title, selector!("a[href]")).or_else(|| {
                // Hummingbird wraps the title in the link.
                title
                    .ancestors()
                    .filter_map(ElementRef::wrap)
                    .find(|ancestor| ancestor.attr("href").is_some())
            })
        })
        .or_else(|| dom::below(tile, selector!("a[href]")));
    ListedProduct {
        id: id("data-id-product"),
        attribute_id: id("data-id-product-attribute"),
        name: title.map(dom::text).filter(|name| !name.is_empty()),
        url: link.and_then(|link| base.join(dom::attribute(link, "href")?).ok()).map(without_fragment),
        price: tile_price(tile, currency),
    }
}

fn without_fragment(mut url: Url) -> Url {
    url.set_fragment(None);
    url
}

fn tile_price(tile: ElementRef<'_>, currency: Option<Currency>) -> Option<Price> {
    let find = |selector| dom::below(tile, selector);
    let current = price::first_of(
        &[
            (".product-miniature__price", selector!(".product-miniature__price")),
            (".price", selector!(".price")),
            ("[itemprop=price]", selector!("[itemprop=price]")),
        ],
        find,
        currency,
    )?;
    let regular = price::first_of(
        &[
            (".product-miniature__regular-price", selector!(".product-miniature__regular-price")),
            (".regular-price", selector!(".regular-price")),
        ],
        find,
        currency,
    );
    let labels = [
        selector!(".product-flag.discount, .product-flag.discount-percentage, .product-flag.discount-amount"),
        selector!(".discount-percentage, .discount-amount, .product-miniature__discount-percentage"),
    ];
    let label = labels.into_iter().find_map(find).map(dom::text).filter(|text| !text.is_empty());
    Some(Price::new(current, regular, label))
}

/// The next page of the listing, if it is on the same origin.
pub(super) fn next_page(dom: &Dom, base: &Url) -> Option<Url> {
    dom.all(selector!("link[rel=next][href], a[rel=next][href]"))
        .filter(|link| !link.value().classes().any(|class| class == "disabled"))
        .filter_map(|link| base.join(dom::attribute(link, "href")?).ok())
        .find(|next| next.origin() == base.origin() && next != base)
}
