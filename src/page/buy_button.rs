//! The button that adds the page's own product to a cart, on pages of shops whose scripts send it: what is written on it.

use scraper::ElementRef;

use super::base::Base;
use super::dom::{self, Dom, selector};
use super::patterns::pattern;
use super::{class_words, current, price};

/// A label is shorter, in bytes.
const LONGEST_LABEL: usize = 60;

/// The button that stands below the product and the one that stays in view; more are a list's.
const MOST: usize = 2;

/// More buttons are not looked at. No product's page has as many.
const MOST_LOOKED_AT: usize = 300;

/// What is written on the page's own button that adds to a cart. `None` without a heading that is shown, without a price below it, and where
/// several things are sold.
pub(super) fn label(dom: &Dom, base: &Base) -> Option<String> {
    // Home pages hide one from who sees them.
    let heading = dom.heading().filter(|heading| !class_words::is_hidden(*heading))?;
    let is_own = |element: ElementRef<'_>| {
        !dom.is_of_other_product(element)
            && !class_words::is_hidden(element)
            && !current::is_in_tile(dom, element, heading, base)
    };
    let mut labels = buttons(dom).filter(|(button, _)| is_own(*button)).map(|(_, label)| label);
    let first = labels.next()?;
    let several = labels.count() >= MOST;
    let mut prices = dom.all(current::called_price()).take(current::MOST_PLACES).filter(|place| {
        place.id() > heading.id()
            && price::may_be_price(*place)
            && place.text().any(|text| text.contains(char::is_numeric))
            && is_own(*place)
    });
    (!several && prices.next().is_some()).then_some(first)
}

/// Whether a button on the page adds something to a cart, of the page or of a list's product.
pub(super) fn stands_in(dom: &Dom) -> bool {
    buttons(dom).next().is_some()
}

/// The buttons that add to a cart, and what is written on them.
fn buttons(dom: &Dom) -> impl Iterator<Item = (ElementRef<'_>, String)> {
    let buttons = dom.all(selector!(
        "button, input[type=submit], input[type=button], a[class*=btn i], a[class*=button i], [role=button]"
    ));
    buttons.take(MOST_LOOKED_AT).filter_map(|button| Some((button, says(button)?)))
}

/// What is written on a button, where that is that it adds to a cart. "Buy now" may be a ticket's or a plan's.
fn says(button: ElementRef<'_>) -> Option<String> {
    let value = || dom::attribute(button, "value").map(str::to_owned);
    let label = dom::short_text(button, LONGEST_LABEL).filter(|text| !text.is_empty()).or_else(value)?;
    let words = pattern!(
        r"^\W*(?:add(?: \d+)?(?: items?)? to (?:my |your )?(?:shopping )?(?:cart|bag|basket|trolley)|(?:ajouter|mettre) (?:au|dans le|à mon) panier",
        r"|in den (?:warenkorb|einkaufswagen)(?: legen)?|in die einkaufstasche|zum warenkorb hinzufügen|añadir (?:al carrito|a la cesta|a la bolsa)|agregar al carrito",
        r"|aggiungi al carrello|(?:toevoegen aan|in)(?: de| je| mijn)? (?:winkelwagen|winkelmand(?:je)?)(?: toevoegen)?|(?:dodaj )?do koszyka",
        r"|adicionar (?:ao carrinho|à sacola)|lägg i (?:varukorg|kundvagn)(?:en)?|(?:læg|tilføj) (?:i|til) kurv(?:en)?|legg i handle(?:kurv|vogn)(?:en)?",
        r"|lisää (?:ostos)?koriin|(?:přidat |vložit |pridať |vložiť )?do koší(?:ku|ka)|kosárba(?: teszem| helyezem| rakom)?|adaugă în coș",
        r"|sepete ekle|(?:добавить )?в корзину|(?:додати )?(?:в|до) кошик[ау]?|(?:カート|買い物かご)に入れる|加入购物车|加入購物車|장바구니(?:에)? 담기)\b"
    );
    words.is_some_and(|words| words.is_match(&label)).then_some(label)
}
