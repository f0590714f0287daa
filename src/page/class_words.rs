//! What the names of classes say of a price, as themes write them: in any letter case and any order of words.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use scraper::ElementRef;

use super::dom;

/// Words that make the price beside them the one before, wherever they stand.
const BEFORE: &[&str] = &[
    "old",
    "was",
    "compare",
    "compared",
    "strike",
    "striked",
    "striken",
    "stricken",
    "strikethrough",
    "struck",
    "crossed",
    "crossedout",
    "crossout",
    "linethrough",
    "rrp",
    "msrp",
    "uvp",
    "barre",
    "barred",
    "non-sale",
    "non-discounted",
    "barrato",
    "barrata",
    "tachado",
    "tachada",
    "former",
    "streich",
    "streichpreis",
    "durchgestrichen",
    "anterior",
    "ancien",
    "oude",
    "vecchio",
    "antiguo",
    "antigo",
    "przekreslona",
    "stara",
    "puvodni",
    "oldprice",
    "formerprice",
    "wasprice",
    "rrpprice",
    "listprice",
    "regularprice",
    "originalprice",
    "beforeprice",
    "compareprice",
    "normalprice",
];

/// Words of classes that are called like the style that crosses out.
const STYLES: &[&str] = &["line-through", "strikethrough", "strike-through"];

/// Names of some platforms for it.
const OLD_PRICES: &[&str] = &["list-price-price", "skuListPrice", "formatted-secondary-price"];

/// Words that do so beside the word "price" in the same name.
const BEFORE_OF_PRICE: &[&str] =
    &["regular", "reg", "original", "before", "previous", "prev", "retail", "standard", "first", "initial"];

/// Classes that hide an element on every screen.
const HIDDEN: &[&str] = &[
    "no-display",
    "screen-reader-text",
    "visuallyhidden",
    "hide",
    "hidden",
    "d-none",
    "is-hidden",
    "js-hidden",
    "u-hidden",
    "visually-hidden",
    "sr-only",
];

/// The words of a name in lower case, each behind a hyphen, the last with one behind it: `-pl-price-v2-` of `pl-Price-V2`.
fn hyphened(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 8);
    words.push('-');
    let mut last = '-';
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_alphanumeric() {
            // `oldPrice`, and `SFPrice` as `sf-price`.
            let begins = c.is_uppercase()
                && (last.is_lowercase()
                    || last.is_uppercase() && rest.peek().is_some_and(|next| next.is_lowercase()));
            if begins && !words.ends_with('-') {
                words.push('-');
            }
            words.extend(c.to_lowercase());
        } else if !words.ends_with('-') {
            words.push('-');
        }
        last = c;
    }
    if !words.ends_with('-') {
        words.push('-');
    }
    words
}

/// Whether one of some words stands in a name, each between hyphens.
macro_rules! has_one_of {
    ($words:expr, $hyphened:expr) => {{
        static WORDS: LazyLock<Option<AhoCorasick>> =
            LazyLock::new(|| AhoCorasick::new($words.iter().map(|word| format!("-{word}-"))).ok());
        WORDS.as_ref().is_some_and(|words| words.is_match($hyphened))
    }};
}

/// Whether one of these words stands in a name, between hyphens.
fn has_word(hyphened: &str, wanted: &[&str]) -> bool {
    // A search for a word would be prepared anew for each name; most end at their first letter.
    let begins = |rest: &str, word: &str| {
        rest.as_bytes().first() == word.as_bytes().first()
            && rest.strip_prefix(word).is_some_and(|rest| rest.starts_with('-'))
    };
    let behind = (1..hyphened.len()).filter(|at| hyphened.as_bytes()[at - 1] == b'-');
    behind.filter_map(|at| hyphened.get(at..)).any(|rest| wanted.iter().any(|word| begins(rest, word)))
}

/// Attributes that name an element for the theme's scripts and tests, where classes are numbers.
const TEST_NAMES: [&str; 6] =
    ["data-hook", "data-testid", "data-test-id", "data-test", "data-qa", "data-type"];

/// The names that a theme gives an element for its style, and for its tests.
fn labels(element: ElementRef<'_>) -> impl Iterator<Item = &str> {
    element.value().classes().chain(TEST_NAMES.into_iter().filter_map(move |name| element.attr(name)))
}

fn names(element: ElementRef<'_>) -> impl Iterator<Item = &str> {
    labels(element).chain(element.value().id())
}

fn is_of_price(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "price", "amount", "money", "prix", "preis", "precio", "prezzo", "prijs", "preco", "cena", "hinta",
        "cijena",
    ]
    .iter()
    .any(|word| name.contains(word))
}

/// Whether a class or the id is called a price.
pub(super) fn is_price(element: ElementRef<'_>) -> bool {
    names(element).any(is_of_price)
}

/// Whether it is called the price, by each class that speaks of one: not an old one, one per unit, a label.
pub(super) fn is_the_price(element: ElementRef<'_>) -> bool {
    const SAY_NO_MORE: &[&str] = &[
        "price",
        "prices",
        "prix",
        "preis",
        "precio",
        "prezzo",
        "prijs",
        "product",
        "current",
        "now",
        "main",
        "final",
        "sale",
        "value",
        "amount",
        "money",
        "js",
        "item",
        "box",
        "block",
        "area",
        "wrapper",
        "container",
        "detail",
        "details",
        "pdp",
        "info",
    ];
    let mut classes = element.value().classes().filter(|class| is_of_price(class)).peekable();
    classes.peek().is_some()
        && !matches!(element.value().name(), "del" | "s" | "strike")
        && classes.all(|class| {
            hyphened(class).split('-').filter(|word| !word.is_empty()).all(|word| SAY_NO_MORE.contains(&word))
        })
}

/// Whether one of its classes has one of these words.
pub(super) fn has(element: ElementRef<'_>, wanted: &[&str]) -> bool {
    labels(element).map(hyphened).any(|words| has_word(&words, wanted))
}

/// Whether a style of its own, or a class that is called like one, crosses it out: Tailwind's `line-through`, Bootstrap's
/// `text-decoration-line-through`, a theme's `price--line-through`. `hover:line-through` does so only at times.
fn is_crossed_out(element: ElementRef<'_>) -> bool {
    let is_style = |class: &str| !class.contains(':') && has_one_of!(STYLES, &hyphened(class));
    dom::attribute(element, "style").is_some_and(|style| style.contains("line-through"))
        || element.value().classes().any(is_style)
        // Amazon's style sheet looks at this.
        || dom::attribute(element, "data-a-strike") == Some("true")
}

/// Whether an element itself says that it shows a price that holds no longer: by its tag, its style or a class.
pub(super) fn is_before(element: ElementRef<'_>) -> bool {
    if matches!(element.value().name(), "del" | "s" | "strike") {
        return true;
    }
    if is_crossed_out(element) {
        return true;
    }
    let around = || element.ancestors().filter_map(ElementRef::wrap).take(2);
    let is_in_price = || is_price(element) || around().any(is_price);
    labels(element).any(|class| {
        let words = hyphened(class);
        let price_of_it = || is_of_price(class) && has_one_of!(BEFORE_OF_PRICE, &words);
        OLD_PRICES.contains(&class)
            || class.ends_with("listPriceValue")
            || has_one_of!(BEFORE, &words) && is_in_price()
            || price_of_it()
    })
}

/// Whether an element, or one right around it, surely shows no price that holds: "regular" may be the name of one that is not reduced.
pub(super) fn is_surely_before(element: ElementRef<'_>) -> bool {
    let around = element.ancestors().filter_map(ElementRef::wrap).take(3);
    std::iter::once(element).chain(around).any(|element| {
        let is_regular = element.value().classes().any(|class| has_word(&hyphened(class), &["regular"]));
        is_before(element) && (!is_regular || matches!(element.value().name(), "del" | "s" | "strike"))
    })
}

/// Whether an element, or one around it that is not the page, says so.
pub(super) fn is_within_before(element: ElementRef<'_>) -> bool {
    is_before(element) || element.ancestors().filter_map(ElementRef::wrap).take(4).any(is_before)
}

/// Whether a class hides an element or one of those right around it.
pub(super) fn is_hidden(element: ElementRef<'_>) -> bool {
    let hides = |element: ElementRef<'_>| {
        let mut classes = element.value().classes();
        // `hidden md:block` and `d-none d-md-block` are shown on wider screens.
        let is_shown_on_some = |class: &str| {
            class.contains(':')
                || class
                    .strip_prefix("d-")
                    .is_some_and(|shown| shown.contains('-') && !shown.ends_with("-none"))
        };
        classes.any(|class| HIDDEN.contains(&class)) && !element.value().classes().any(is_shown_on_some)
    };
    hides(element) || element.ancestors().filter_map(ElementRef::wrap).take(3).any(hides)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::dom::{Dom, selector};

    #[test]
    fn names_are_words() {
        for (name, words) in [
            ("pl-Price-V2", "-pl-price-v2-"),
            ("SFPrice", "-sf-price-"),
            ("oldPrice", "-old-price-"),
            ("price-item--regular", "-price-item-regular-"),
            ("product__price_old", "-product-price-old-"),
            ("", "-"),
        ] {
            assert_eq!(hyphened(name), words);
        }
    }

    #[test]
    fn a_price_that_holds_no_longer_says_so() {
        for (html, expected) in [
            ("<s>", true),
            ("<p class=old-price>", true),
            ("<span class=priceOld>", true),
            ("<span class=price-item--regular>", true),
            ("<span class='product-single__price--compare'>", true),
            ("<span style='text-decoration: line-through'>", true),
            ("<div class=price><b class=was>", true),
            ("<b class=was>", false),
            ("<div class=golden-price>", false),
            ("<span class=regular>", false),
            ("<span class=current-price>", false),
            ("<span class=threshold>", false),
            ("<b class=sales-price__former-price>", true),
            ("<b class=prezzo-barrato>", true),
            ("<b class=precio-tachado>", true),
            ("<b class=streichpreis>", true),
            ("<b class=cena-przekreslona>", true),
            ("<p class=oude-prijs>", true),
            ("<span class=normalprice>", true),
            ("<b class=former-members>", false),
            ("<b class=performer-price>", false),
            ("<p class=precio>", false),
            ("<b data-hook=formatted-secondary-price>", true),
            ("<b data-hook=product-item-price-before-discount>", true),
            ("<b data-hook=formatted-primary-price>", false),
            ("<b class=vtex-product-price-1-x-listPriceValue>", true),
            ("<b class=vtex-product-price-1-x-sellingPriceValue>", false),
            ("<b class=product-list-price>", false),
        ] {
            let dom = Dom::new(html);
            let innermost = dom.all(selector!("body *")).last().unwrap();
            assert_eq!(is_before(innermost), expected, "{html}");
        }
    }
}
