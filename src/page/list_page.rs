//! A page whose shop runs on nothing known, and which is a list of products all the same: tiles with prices, hardly any other text,
//! and a way to a cart.

use scraper::ElementRef;
use url::Url;

use super::dom::{self, Dom, selector};
use super::kind::{Mark, PageKind, Signal};
use super::patterns::pattern;
use super::{Page, blind, buy_button, current, links, price};

/// Fewer products with prices may be recommendations below a text.
const FEWEST: usize = 4;
/// A page with more letters for each of its products is a text with products in it.
const MOST_LETTERS: usize = 500;
/// A page has fewer places with prices that are looked at.
const MOST_PLACES: usize = 400;
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
        && blind::visible_letters(body) <= products * MOST_LETTERS
        && !is_service(page, dom)
        && is_about_tiles(page, dom);
    is_list.then(|| Signal::new("list of products", Mark::Kind(kind(page)), products.to_string(), WEIGHT))
}

/// Whether the page asks a customer for something, or tells what became of it. Below it stand products, too.
fn is_service(page: &Page, dom: &Dom) -> bool {
    let says = |text: &str| {
        pattern!(
            r"\b(?:404|oops|not found|(?:can['’]?t|cannot|could ?n['’]t) find|no longer (?:available|exists?)|introuvable|n['’]existe (?:pas|plus)|nicht (?:gefunden|mehr verfügbar)|no (?:encontrad|existe)\w*|non trovat\w*|niet gevonden|nie znaleziono|hittades inte",
            r"|payment|paiement|zahlung|pago|pagamento|betaling|thank(?:s| you)|merci|danke|vielen dank|gracias|grazie|bedankt|dziękujemy|tack|obrigad[oa]",
            r"|log ?in|sign ?in|register|connexion|se connecter|inscription|anmelden|einloggen|registrieren|iniciar sesión|accedi|inloggen|zaloguj|logga in|password|mot de passe|passwort|contraseña",
            r"|my account|mon compte|mein konto|mi cuenta|order (?:history|confirm\w*|review|summary)|mes commandes|meine bestellungen|checkout|shipping address",
            r"|contact|kontakt|contacto|contatti|size guide|guide des tailles|größentabelle|press|presse|careers|faq|help|aide|hilfe)\b"
        )
        .is_some_and(|words| words.is_match(text))
    };
    let heading = dom.first(selector!("h1")).map(dom::text).or_else(|| page.title.clone());
    dom.first(selector!("input[type=password]")).is_some() || heading.is_some_and(|heading| says(&heading))
}

/// Whether the prices below the heading belong to tiles: without another price there, and without tiles that only recommend.
fn is_about_tiles(page: &Page, dom: &Dom) -> bool {
    let Some(heading) = dom.heading() else { return true };
    let shows = |place: &ElementRef<'_>| {
        place.id() > heading.id()
            && price::may_be_price(*place)
            && place.text().any(|text| text.contains(|c: char| c.is_ascii_digit()))
    };
    let is_in_tile = |place: ElementRef<'_>| current::is_in_tile(dom, place, heading, &page.base);
    let crossed_out = dom.all(selector!("del, s, strike")).filter(|place| shows(place));
    let places = dom.all(current::called_price()).take(MOST_PLACES).filter(|place| shows(place));
    let (of_others, own): (Vec<_>, Vec<_>) = places.partition(|place| dom.is_of_other_product(*place));
    let mut outside = crossed_out
        .take(MOST_PLACES)
        .filter(|place| !dom.is_of_other_product(*place))
        .chain(own.iter().copied())
        .filter(|place| !is_in_tile(*place));
    outside.next().is_none() && own.len() >= FEWEST && own.len() >= of_others.len()
}

fn kind(page: &Page) -> PageKind {
    match &page.url {
        url if searches(url) => PageKind::Search,
        url if url.path().trim_matches('/') == page.root.path().trim_matches('/') => PageKind::Home,
        _ => PageKind::Category,
    }
}

/// Whether an address carries the words of a search.
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
            // A product, and what stands below it; a page that failed.
            (
                "https://shop.example/lamp",
                list(6, &format!("{cart}<h1>Lamp</h1><p><del>€65.00</del> <b>€49.00</b></p>")),
                PageKind::Other,
            ),
            (
                "https://shop.example/lamp",
                list(6, cart).replace("<ul>", "<h2>You may also like</h2><ul>"),
                PageKind::Other,
            ),
            (
                "https://shop.example/lamp",
                list(6, cart).replace("<ul>", "<p class=price>€49.00</p><ul>"),
                PageKind::Other,
            ),
            (
                "https://shop.example/pay",
                list(6, cart).replace("<h1>Lamps", "<h1>Payment failed"),
                PageKind::Other,
            ),
            ("https://shop.example/in", list(6, &format!("{cart}<input type=password>")), PageKind::Other),
        ] {
            assert_eq!(kind_of(url, &html), expected, "{url} {html}");
        }
    }
}
