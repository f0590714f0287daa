//! What could not be looked at, and why: a page that is cut off, broken, or made by scripts has not "no promotion".

use std::sync::LazyLock;

use regex::Regex;
use scraper::ElementRef;

use super::css::Css;
use super::current::{self, MOST_PLACES};
use super::dom::{self, Dom, selector};
use super::note::{Blind, CutPlace};
use super::patterns::pattern;
use super::{class_words, price};
use crate::units::money::Money;

/// A page with fewer letters than this has no content of its own.
const LITTLE_TEXT: usize = 200;

/// The reasons; none for a page that was read as a whole. `broken` names what cannot be read of a platform's own data.
pub(super) fn reasons(
    source: &str,
    dom: &Dom,
    broken: Option<&'static str>,
    has_products: bool,
) -> Vec<Blind> {
    let mut reasons = Vec::new();
    if source.trim().is_empty() {
        reasons.push(Blind::Empty);
    } else if !source.contains('<') {
        reasons.push(Blind::NoHtml);
    } else if let Some(place) = cut_off(source) {
        reasons.push(Blind::CutOff(place));
    }
    reasons.extend(broken.map(|object| Blind::BrokenObject(object.to_owned())));
    if dom.cut {
        reasons.push(Blind::TooDeep);
    }
    if !has_products && let Some(target) = sends_on(dom) {
        reasons.push(Blind::SendsOn(target));
    }
    if reasons.is_empty() && !has_products && is_made_by_scripts(dom) {
        reasons.push(Blind::MadeByScripts);
    }
    reasons
}

/// What a badge of the page's own product says of a reduction: `Sale!`, `-20 %`. Themes that write their badges on every page and
/// show them by a class around them have them in the price.
pub(super) fn sale_badge(dom: &Dom) -> Option<String> {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:sale|on sale|reduced|save|promo(?:tion)?|soldes?|en promo|angebot|sale|rabatt|reduziert|oferta|rebajas?|sconto|saldi|aanbieding|korting|wyprzedaż|promocja)\b|[-−–] ?[0-9]{1,2} ?%|[0-9]{1,2} ?% off",
        )
        .ok()
    });
    let badges = dom.all(selector!(
        ".onsale, [class*=sale-badge i], [class*=discount-badge i], [class*=badge--discount i], [class*=badge-discount i], \
         [class*=sale-label i], [class*=sale-flash i], [class*=product-badge i], [class*=product-label i]"
    ));
    let own = badges.filter(|badge| {
        !dom.is_of_other_product(*badge) && !class_words::is_hidden(*badge) && !within_price(*badge)
    });
    let named = own
        .map(dom::text)
        .find(|text| text.chars().count() <= 40 && WORDS.as_ref().is_some_and(|words| words.is_match(text)));
    // What is only called a badge counts when a percentage is all that it says.
    let any = dom.all(badges_of_any_theme());
    let heading = dom.heading();
    let mut shown = any.filter(|badge| {
        heading.is_some()
            && !dom.is_of_other_product(*badge)
            && !class_words::is_hidden(*badge)
            && !dom::is_hidden(*badge)
            && !is_beside_a_link(*badge)
    });
    named.or_else(|| shown.find_map(percentage_of))
}

/// What an element with the price says of a reduction beside it: "£149.00 Save 25%".
pub(super) fn saved_with_price(dom: &Dom, current: Money) -> Option<String> {
    let saved = pattern!(
        r"\b(?:save|spare(?: sie)?|économisez) [0-9]{1,2} ?%|[-−–] ?[0-9]{1,2} ?%(?: ?skonto)?|\b[0-9]{1,2} ?% off\b"
    )?;
    let places =
        dom.all(current::called_price()).filter(|place| !dom.is_of_other_product(*place)).take(MOST_PLACES);
    places
        .filter(|place| {
            price::shown_in(*place, current.currency).is_some_and(|shown| shown.amount == current.amount)
        })
        .find_map(|place| {
            let text = dom::short_text(place, LITTLE_TEXT)?;
            let found = saved.find(&text)?.as_str();
            (!found.to_lowercase().ends_with("skonto")).then(|| found.trim().to_owned())
        })
}

/// What a badge in a product's tile says of a reduction, where that is a percentage or "Sale!" and nothing else.
pub(super) fn badge_in(tile: ElementRef<'_>) -> Option<String> {
    let badges = badges_of_any_theme().into_iter().flat_map(|css| tile.select(css));
    let is_shown = |badge: &ElementRef<'_>| !class_words::is_hidden(*badge) && !dom::is_hidden(*badge);
    badges
        .filter(is_shown)
        .find_map(|badge| percentage_of(badge).or_else(|| sale_of(badge).filter(|_| !within_price(badge))))
}

/// The text of a badge that says nothing but that something is reduced.
fn sale_of(badge: ElementRef<'_>) -> Option<String> {
    let sale = pattern!(
        r"^\W*(?:(?:on |in )?sale|special offer|reduced|clearance|en promo(?:tion)?|promo(?:tion)?|en solde|soldes?|angebot|sonderangebot|reduziert",
        r"|(?:en )?oferta|rebajas?|rebajado|(?:in )?offerta|saldi|sconto|aanbieding|korting|afgeprijsd|wyprzedaż|promocja|rea|tilbud|akce|sleva)\W*$"
    )?;
    dom::short_text(badge, 40).filter(|text| sale.is_match(text))
}

fn badges_of_any_theme() -> Option<&'static Css> {
    selector!(
        ".onsale, [class*=badge i], [class*=flag i], [class*=sticker i], [class*=ribbon i], [class*=label i], [class*=promo i], \
         [class*=discount i]"
    )
}

/// The text of a badge that says nothing but a percentage that is taken off.
fn percentage_of(badge: ElementRef<'_>) -> Option<String> {
    let percent = pattern!(r"^\W*[-−–] ?[0-9]{1,2} ?%\W*$|^\W*[0-9]{1,2} ?% off\W*$")?;
    dom::short_text(badge, 40).filter(|text| percent.is_match(text))
}

/// Whether a badge stands in a link, or in a small part of the page with one and without a heading of the page: a tile's.
fn is_beside_a_link(badge: ElementRef<'_>) -> bool {
    badge.ancestors().filter_map(ElementRef::wrap).take(3).any(|part| {
        let mut elements = part.descendants().filter_map(ElementRef::wrap).take(40);
        part.value().name() == "a"
            || elements.clone().all(|at| at.value().name() != "h1")
                && elements.any(|at| at.attr("href").is_some())
    })
}

fn within_price(badge: ElementRef<'_>) -> bool {
    badge.ancestors().filter_map(ElementRef::wrap).take(3).any(class_words::is_price)
}

/// Whether the document is closed. HTML does not ask for it, but all themes of some platforms do it.
pub(super) fn has_end(source: &str) -> bool {
    let tail = source.trim_end();
    let last = tail.get(tail.len().saturating_sub(2_000)..).unwrap_or(tail).to_ascii_lowercase();
    last.contains("</html") || last.contains("</body")
}

/// Where a page ends that has no end: inside a tag, a comment, a script. Pages may leave out `</html>`.
fn cut_off(source: &str) -> Option<CutPlace> {
    if has_end(source) {
        return None;
    }
    let tail = source.trim_end();
    // Comments and scripts may hold anything that looks like a tag, so they go first.
    for (open, close, place) in [
        ("<!--", "-->", CutPlace::Comment),
        ("<script", "</script", CutPlace::Script),
        ("<style", "</style", CutPlace::Style),
    ] {
        if let Some(at) = rfind(tail, open)
            && !find(&tail[at..], close)
        {
            return Some(place);
        }
    }
    let open = tail.rfind('<')?;
    let name = tail[open + 1..].trim_start_matches('/').chars().next();
    (!tail[open..].contains('>') && name.is_none_or(|c| c.is_ascii_alphabetic() || c == '!'))
        .then_some(CutPlace::Tag)
}

/// The last place of a lower-case ASCII text, whatever the case.
fn rfind(text: &str, wanted: &str) -> Option<usize> {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    memchr::memrchr_iter(b'<', text)
        .find(|at| text.get(*at..at + wanted.len()).is_some_and(|here| here.eq_ignore_ascii_case(wanted)))
}

fn find(text: &str, wanted: &str) -> bool {
    text.as_bytes().windows(wanted.len()).any(|here| here.eq_ignore_ascii_case(wanted.as_bytes()))
}

/// Where `<meta http-equiv=refresh content="0; url=…">` leads.
fn sends_on(dom: &Dom) -> Option<String> {
    let content = dom.first(selector!("meta[http-equiv=refresh i][content]"))?.attr("content")?;
    let (_, target) = content.split_once('=')?;
    Some(target.trim().trim_matches(['"', '\'']).to_owned()).filter(|target| !target.is_empty())
}

/// Whether scripts are all there is: next to no text, no picture, no link, but scripts.
fn is_made_by_scripts(dom: &Dom) -> bool {
    let Some(body) = dom.first(selector!("body")) else { return false };
    let has = |selector| dom.first(selector).is_some();
    has(selector!("script[src], script[type=module]"))
        && !has(selector!("body a[href], body h1, body article, body form"))
        && visible_letters(body) < LITTLE_TEXT
}

/// How many letters a shopper reads in a part of the page.
pub(super) fn visible_letters(body: ElementRef<'_>) -> usize {
    const HIDDEN: &[&str] = &["script", "style", "noscript", "template"];
    let elements = selector!("*").into_iter().flat_map(|css| body.select(css));
    std::iter::once(body)
        .chain(elements)
        .filter(|element| !HIDDEN.contains(&element.value().name()) && !dom::within_tag(*element, HIDDEN))
        .map(|element| dom::own_text(element).chars().count())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str) -> Vec<String> {
        reasons(source, &Dom::new(source), None, false).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_page_that_was_not_read_as_a_whole_says_why() {
        for (source, part) in [
            ("", "is empty"),
            ("hello", "no HTML"),
            ("<html><body><h1>Mug</h1><p class=\"pri", "inside a tag"),
            ("<body><p>Mug<script>var a = {\"b\": 1", "inside a script"),
            ("<body><p>Mug</p></di", "inside a tag"),
            ("<body><!-- Mug", "inside a comment"),
            (
                "<meta http-equiv=Refresh content='0; url=/en/sale'><p>One moment</p></body>",
                "on to /en/sale by itself",
            ),
            (
                "<body><div id=root></div><noscript>Enable JavaScript</noscript><script src=/app.js></script></body>",
                "made by JavaScript",
            ),
        ] {
            let found = of(source);
            assert!(found.len() == 1 && found[0].contains(part), "{source}: {found:?}");
        }
    }

    #[test]
    fn a_badge_is_the_own_product_s() {
        for (html, expected) in [
            ("<h1>Mug</h1><span class=onsale>Sale!</span>", Some("Sale!")),
            ("<h1>Mug</h1><div class=product-labels><b class=discount-badge>-20 %</b></div>", Some("-20 %")),
            ("<h1>Mug</h1><span class=product-badge>New</span>", None),
            ("<h1>Mug</h1><section class=related-products><span class=onsale>Sale!</span></section>", None),
            ("<h1>Mug</h1><span class=badge>-20%</span>", Some("-20%")),
            ("<h1>Mug</h1><span class=product-flag>20% off</span>", Some("20% off")),
            ("<h1>Mug</h1><span class=badge>Top -20% of all</span>", None),
            ("<h1>Mug</h1><span class=badge style='display:none'>-20%</span>", None),
            ("<h1>Mug</h1><div><a href=/b>Cup</a><span class=badge>-20%</span></div>", None),
            ("<h1>Mug</h1><span class='onsale hidden'>Sale!</span>", None),
            ("<h1>Mug</h1><div class=price><span class='badge sale-badge'>Sale</span></div>", None),
        ] {
            assert_eq!(sale_badge(&Dom::new(html)).as_deref(), expected, "{html}");
        }
    }

    #[test]
    fn a_whole_page_says_nothing() {
        for source in [
            "<p>Mug",
            "<body><h1>Mug</h1><p>3 < 4",
            "<body><h1>Mug</h1><script src=/a.js></script>",
            "<body><h1>Mug</h1><script>if (a < b) {}</script></BODY></HTML> ",
            "<body><h1>Mug</h1><!-- <script> --></body>",
        ] {
            assert_eq!(of(source), Vec::<String>::new(), "{source}");
        }
    }
}
