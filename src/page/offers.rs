//! What a page says of its promotions beside the prices: flags on the picture, and until when.
//!
//! JSON-LD's `priceValidUntil` is left out on purpose: a theme that many shops have writes the day of the visit plus
//! fifteen there, whatever the price's own dates are. That it is over is told with the price ([`Price::declared_last_day`]).
//!
//! [`Price::declared_last_day`]: super::Price::declared_last_day

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Date;
use regex::Regex;
use scraper::ElementRef;

use super::announced::{self, Announcement};
use super::class_words;
use super::dom::{self, Dom, selector};
use super::mentions::{self, CodeMention, SecondPiece};
use super::patterns::pattern;
use crate::units::money::Currency;

/// The words around a countdown that say what it counts to have fewer bytes.
const LONGEST_LEAD: usize = 100;

/// A flag of the page's own product.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Flag {
    /// The theme's word: `discount`, `on-sale`, `new`, `pack`, `online-only`, `out_of_stock`.
    pub kind: String,
    /// What the shopper reads: `-20%`, `On sale!`.
    pub text: String,
}

/// From when until when the page's reduction holds, each as the shop writes it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Validity {
    /// Its beginning.
    pub from: Option<String>,
    /// Its end.
    pub until: Option<String>,
    /// Where that was seen.
    pub seen: String,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offers {
    /// The product's flags, in document order, each kind and text once.
    pub flags: Vec<Flag>,
    /// When the reduction ends: the specific price's dates, or a countdown.
    pub validity: Option<Validity>,
    /// Codes that the page's text advertises, untried.
    pub codes: Vec<CodeMention>,
    /// "The second at -50 %".
    pub second_piece: Option<SecondPiece>,
    /// Free shipping, gifts and prices of several pieces that the page's text announces, untried.
    pub announced: Vec<Announcement>,
}

impl Offers {
    /// `dated` is what the platform's own data says of the reduction's dates, `currency` the page's. Beside them, how many texts
    /// were left out.
    pub(super) fn read(dom: &Dom, dated: Option<Validity>, currency: Option<Currency>) -> (Self, usize) {
        let (blocks, left_out) = mentions::promising(mentions::blocks(dom));
        let offers = Self {
            flags: flags(dom),
            validity: dated.or_else(|| countdown(dom)),
            codes: mentions::codes(&blocks),
            second_piece: mentions::second_piece(&blocks),
            announced: announced::read(dom, &blocks, currency),
        };
        (offers, left_out)
    }
}

fn flags(dom: &Dom) -> Vec<Flag> {
    let mut flags = Vec::new();
    for element in dom.all(selector!(".product-flag")) {
        if dom::inside(element, &["product-miniature", "js-product-miniature"]) {
            continue;
        }
        let kind =
            element.value().classes().find(|class| *class != "product-flag").unwrap_or_default().to_owned();
        let flag = Flag { kind, text: dom::text(element) };
        if !flag.text.is_empty() && !flags.contains(&flag) {
            flags.push(flag);
        }
    }
    flags
}

fn countdown(dom: &Dom) -> Option<Validity> {
    let attributes = [
        ("data-countdown", selector!("[data-countdown]")),
        ("data-date-to", selector!("[data-date-to]")),
        ("data-end", selector!("[data-end]")),
        ("data-end-date", selector!("[data-end-date]")),
        ("data-enddate", selector!("[data-enddate]")),
        ("data-end-time", selector!("[data-end-time]")),
        ("data-sale-ends", selector!("[data-sale-ends]")),
        ("data-sale-end", selector!("[data-sale-end]")),
        ("data-sale-to", selector!("[data-sale-to]")),
        ("data-countdown-date", selector!("[data-countdown-date]")),
        ("data-countdown-end", selector!("[data-countdown-end]")),
    ];
    let ends = |element: ElementRef<'_>, name: &str| instant(dom::attribute(element, name)?);
    let is_own = |element: &ElementRef<'_>| {
        !dom.is_of_other_product(*element) && !is_of_parcel(*element) && !counts_to_something_else(*element)
    };
    let by_attribute = attributes.into_iter().find_map(|(name, selector)| {
        let until = dom.all(selector).filter(is_own).find_map(|element| ends(element, name))?;
        Some((until, format!("[{name}]")))
    });
    let by_time = || {
        let inside = selector!(
            "[class*=countdown] time[datetime], [class*=promo] time[datetime], [class*=offer] time[datetime], \
             [class*=sale] time[datetime], [class*=discount] time[datetime]"
        );
        let element = dom.own(inside).filter(|element| !counts_to_something_else(*element))?;
        Some((ends(element, "datetime")?, "time[datetime]".to_owned()))
    };
    let (until, seen) = by_attribute.or_else(by_time)?;
    Some(Validity { from: None, until: Some(until), seen })
}

/// Whether an element counts down to the hour in which parcels leave.
fn is_of_parcel(element: ElementRef<'_>) -> bool {
    let around = element.ancestors().filter_map(ElementRef::wrap).take(2);
    std::iter::once(element).chain(around).any(|part| {
        class_words::has(part, &["shipping", "delivery", "dispatch", "versand", "lieferung", "livraison"])
    })
}

/// Whether the words around a countdown say that it runs to a beginning, or to the hour in which parcels leave or arrive.
fn counts_to_something_else(element: ElementRef<'_>) -> bool {
    let around = std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap)).take(3);
    let told = around
        .filter_map(|part| dom::short_text(part, LONGEST_LEAD))
        .find(|text| text.contains(char::is_alphabetic));
    let is_other = pattern!(
        r"\b(?:(?:starts?|begins?|opens?|launch(?:es|ing)?|live|available|back|returns?) (?:in|at|on)\b|coming soon|startet|beginnt|kommt in|commence|débute|ouvre|lancement|empieza|comienza|inizia|comincia|begint|start (?:over|om)|startar|starter|rozpocz\w+|startuje",
        r"|order (?:with)?in|order (?:before|by)|(?:delivery|dispatch|shipping|despatch)(?: \w+)? (?:in|within|by)|commandez|expédi\w+|livraison|livré\w*|bestell\w+|lieferung|versand|pide|envío|ordina|spedizion\w+|besteld?|bezorg\w+|zamów|wysyłk\w+|beställ)"
    );
    let ends = pattern!(
        r"\b(?:ends?|ending|expires?|until|left|endet|noch|fin|finit|termine|jusqu|reste|acaba|termina|scade|eindigt|nog|kończy|zostało|slutar)\b"
    );
    told.is_some_and(|text| {
        let says = |words: Option<&Regex>| words.is_some_and(|words| words.is_match(&text));
        says(is_other) && !says(ends)
    })
}

/// A date as it stands there, or the instant that seconds or milliseconds since 1970 mean. A number of seconds that
/// are left says nothing without the time of the visit.
fn instant(text: &str) -> Option<String> {
    if is_date(text) {
        // A shop without a date writes zeros.
        let day = text.get(..10)?.replace('/', "-").parse::<Date>();
        return day.is_ok().then(|| text.to_owned());
    }
    let seconds = match text.len() {
        10 => text.parse::<i64>().ok()?,
        13 => text.parse::<i64>().ok()? / 1_000,
        _ => return None,
    };
    Timestamp::from_second(seconds).ok().map(|instant| instant.to_string())
}

/// Whether a text is a date as shops write them: `2026-12-31`, `2026/12/31 23:59:59`, `2026-12-31T23:59:59+01:00`.
#[must_use]
pub fn is_date(text: &str) -> bool {
    static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?[0-9.+:Z-]*)?$")
            .ok()
    });
    DATE.as_ref().is_some_and(|date| date.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn until(html: &str) -> Option<(String, String)> {
        let validity = Offers::read(&Dom::new(html), None, None).0.validity?;
        Some((validity.until?, validity.seen))
    }

    #[test]
    fn countdowns_of_themes_and_modules() {
        for (html, expected, seen) in [
            (r#"<div data-countdown="2026/12/31 23:59:59">"#, "2026/12/31 23:59:59", "[data-countdown]"),
            (r#"<p data-date-to="2026-12-31 23:59:59">"#, "2026-12-31 23:59:59", "[data-date-to]"),
            (
                r#"<p>The sale starts now and ends in <b data-end="2026-12-31"></b></p>"#,
                "2026-12-31",
                "[data-end]",
            ),
            (r#"<p data-end="1798761599">"#, "2026-12-31T23:59:59Z", "[data-end]"),
            (r#"<p data-end="1798761599000">"#, "2026-12-31T23:59:59Z", "[data-end]"),
            (r#"<div class="promo-bar"><time datetime="2026-12-31">"#, "2026-12-31", "time[datetime]"),
        ] {
            assert_eq!(until(html), Some((expected.into(), seen.into())), "{html}");
        }
        for html in [
            r#"<div data-countdown="3600">"#,
            r#"<div data-end="true">"#,
            r#"<div data-countdown="0000-00-00 00:00:00">"#,
            r#"<p>Sale starts in <span data-countdown="2026-12-04 09:00:00"></span></p>"#,
            r#"<div>Last Christmas delivery in <span data-end="2026-12-19"></span></div>"#,
            r#"<p>Commandez dans les <b data-end="2026-12-01 16:00:00"></b> pour une expédition aujourd'hui</p>"#,
            r#"<article class=post><time datetime="2026-12-31">"#,
            r#"<article class="product-miniature"><p data-countdown="2026-12-31"></article>"#,
            r#"<script type="application/ld+json">{"priceValidUntil": "2026-12-06"}</script>"#,
        ] {
            assert_eq!(until(html), None, "{html}");
        }
    }

    #[test]
    fn flags_of_the_product_alone() {
        let html = r#"<ul><li class="product-flag discount">-20%</li><li class="product-flag on-sale">On sale!</li></ul>
            <li class="product-flag discount">-20%</li>
            <article class="product-miniature"><li class="product-flag new">New</li></article>"#;
        let flags = Offers::read(&Dom::new(html), None, None).0.flags;
        let seen: Vec<_> = flags.iter().map(|flag| (flag.kind.as_str(), flag.text.as_str())).collect();
        assert_eq!(seen, [("discount", "-20%"), ("on-sale", "On sale!")]);
    }
}
