//! A page whose shop runs on nothing known, and which is a list of products all the same: tiles with prices, hardly any other text,
//! and a way to a cart.

use url::Url;

use super::dom::{Dom, selector};
use super::kind::{Mark, PageKind, Signal};
use super::{Page, blind, buy_button, links};

/// Fewer products with prices may be recommendations below a text.
const FEWEST: usize = 4;
/// A page with more letters for each of its products is a text with products in it.
const MOST_LETTERS: usize = 500;
/// What the list alone is worth: its shop may say nothing else.
const WEIGHT: i32 = 50;

/// What the list says of its page. It is the weakest signal: nothing else may be known.
pub(super) fn signal(page: &Page, dom: &Dom) -> Option<Signal> {
    let body = dom.first(selector!("body"))?;
    let products = page.listing.iter().filter(|tile| tile.price.is_some() || tile.range.is_some()).count();
    let is_shop = || page.urls.cart.is_some() || links::leads_to_cart(dom) || buy_button::stands_in(dom);
    let is_article = || dom.first(selector!("meta[property='og:type'][content=article]")).is_some();
    let is_list = products >= FEWEST
        && !page.not_found
        && !is_article()
        && is_shop()
        && blind::visible_letters(body) <= products * MOST_LETTERS;
    is_list.then(|| Signal::new("list of products", Mark::Kind(kind(page)), products.to_string(), WEIGHT))
}

fn kind(page: &Page) -> PageKind {
    match &page.url {
        url if searches(url) => PageKind::Search,
        url if url.path().trim_matches('/') == page.root.path().trim_matches('/') => PageKind::Home,
        _ => PageKind::Category,
    }
}

/// Whether an address asks for what somebody typed.
fn searches(url: &Url) -> bool {
    let is_asked = |key: &str| ["q", "query", "s", "search", "keyword", "keywords", "term"].contains(&key);
    url.query_pairs().any(|(key, value)| is_asked(&key) && !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{PageEncoding, Reading};

    fn kind_of(url: &str, html: &str) -> PageKind {
        let url = url.parse().unwrap();
        Page::read(html, PageEncoding::default(), &url, Reading::default(), &[]).kind
    }

    fn list(products: usize, around: &str) -> String {
        let tile = |n| {
            format!(
                "<li class=item><a href=/p/{n}><h3>Lamp {n}</h3></a><span class=price>€{n}5.00</span></li>"
            )
        };
        let tiles: String = (1..=products).map(tile).collect();
        format!("<html lang=en><body>{around}<h1>Lamps</h1><ul>{tiles}</ul></body></html>")
    }

    #[test]
    fn tiles_with_prices_and_a_way_to_a_cart_are_a_list() {
        let cart = "<a href=/basket>Basket</a>";
        let text = "<p>All about lamps, their shades, and the bulbs in them.</p>".repeat(50);
        for (url, html, expected) in [
            ("https://shop.example/lamps", list(6, cart), PageKind::Category),
            ("https://shop.example/", list(6, cart), PageKind::Home),
            ("https://shop.example/find?q=lamp", list(6, cart), PageKind::Search),
            ("https://shop.example/lamps", list(6, "<button>Add to basket</button>"), PageKind::Category),
            // A way to no cart, too few products, an article about them.
            ("https://shop.example/lamps", list(6, ""), PageKind::Other),
            ("https://shop.example/lamps", list(3, cart), PageKind::Other),
            ("https://shop.example/lamps", list(5, &format!("{cart}{text}")), PageKind::Other),
            (
                "https://shop.example/lamps",
                list(6, &format!("{cart}<meta property=og:type content=article>")),
                PageKind::Other,
            ),
        ] {
            assert_eq!(kind_of(url, &html), expected, "{url} {html}");
        }
    }
}
