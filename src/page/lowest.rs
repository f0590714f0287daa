//! The lowest price of the last 30 days, which shops of the European Union state beside each reduction. It is no price before, and
//! the one that is crossed out beside it is.

use scraper::ElementRef;

use super::class_words;
use super::dom::{self, SENTENCE};
use super::patterns::{is_signed, pattern, sums};

/// Whether words lead to the lowest price of some weeks.
pub(super) fn is_lowest(words: &str) -> bool {
    let lowest = pattern!(
        r"lowest|30[ -](?:days?|tage|jours?|dni|dní|giorni|d[ií]as|dagen|dagar|dage)|niedrigster|plus bas|najniższ|nejnižší|più basso|más bajo|mais baixo|laagste|lägsta|laveste|cel mai mic"
    );
    // "Our lowest price ever!" praises the price that holds.
    let praises = pattern!(
        r"lowest(?: \w+)? prices? (?:ever|yet|guarantee\w*|of the (?:year|season))\b|(?:our|the) lowest (?:ever )?prices?(?: [^0-9]{0,20})?!|lowest[- ]ever|ever lowest|niedrigster preis (?:aller zeiten|garantiert)|(?:prix le )?plus bas (?:prix )?(?:jamais|de l['’]année|garanti)"
    );
    let is_match = |pattern: Option<&regex::Regex>| pattern.is_some_and(|pattern| pattern.is_match(words));
    is_match(lowest) && !is_match(praises)
}

/// Whether an amount is that lowest price: by a class or title, by its own words, those that lead to it, or those
/// behind it that lead to no other amount.
pub(super) fn is_shown_in(element: ElementRef<'_>) -> bool {
    let says = |part: ElementRef<'_>| dom::short_text(part, SENTENCE).is_some_and(|text| is_lowest(&text));
    let is_called = |part: ElementRef<'_>| {
        class_words::has(part, &["omnibus", "lowest"]) || part.attr("title").is_some_and(is_lowest)
    };
    let around = element.ancestors().filter_map(ElementRef::wrap).take(2);
    if says(element) || std::iter::once(element).chain(around).any(is_called) {
        return true;
    }
    let Some(parent) = element.parent().and_then(ElementRef::wrap).filter(|parent| says(*parent)) else {
        return false;
    };
    let (lead, tail) = words_around(parent, element);
    if is_lowest(lead.rsplit(AMOUNT).next().unwrap_or_default()) {
        return true;
    }
    let (behind, leads_on) =
        tail.split_once(AMOUNT).map_or((tail.as_str(), false), |(words, _)| (words, true));
    is_lowest(behind)
        && !(leads_on && (behind.trim_end().ends_with(':') || has_its_own_amount(parent, element)))
}

/// What amounts are replaced with.
const AMOUNT: char = '\u{1}';

/// The texts of a part in front of an element and behind it, without their amounts.
fn words_around(part: ElementRef<'_>, element: ElementRef<'_>) -> (String, String) {
    let (mut lead, mut tail) = (String::new(), String::new());
    for node in part.descendants() {
        let Some(text) = node.value().as_text() else { continue };
        if node.ancestors().any(|around| around.id() == element.id()) {
            continue;
        }
        let side = if node.id() < element.id() { &mut lead } else { &mut tail };
        dom::push_apart(side, text);
    }
    (without_amounts(&lead), without_amounts(&tail))
}

fn without_amounts(text: &str) -> String {
    let Some(sums) = sums() else { return text.to_owned() };
    let replaced =
        sums.replace_all(
            text,
            |found: &regex::Captures<'_>| {
                if is_signed(&found[0]) { AMOUNT.to_string() } else { found[0].to_owned() }
            },
        );
    replaced.into_owned()
}

/// Whether the words behind an element stand in one of their own with an amount.
fn has_its_own_amount(part: ElementRef<'_>, element: ElementRef<'_>) -> bool {
    let mut behind = part.children().filter_map(ElementRef::wrap).filter(|other| other.id() > element.id());
    behind.any(|other| {
        dom::short_text(other, SENTENCE)
            .is_some_and(|text| is_lowest(&text) && without_amounts(&text).contains(AMOUNT))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::dom::{Dom, selector};

    #[test]
    fn the_price_that_is_crossed_out_beside_the_lowest_one_is_another() {
        let lowest = "Niedrigster Preis der letzten 30 Tage";
        for (html, expected) in [
            (format!("<p><s>69 €</s> <b>49 €</b> <i>{lowest}: 45 €</i></p>"), false),
            (format!("<p><s>69 €</s> <b>49 €</b> {lowest}: 45 €</p>"), false),
            (format!("<p><b>49 €</b> <s>69 €</s> <i>{lowest} <u>45 €</u></i></p>"), false),
            (format!("<p>{lowest}: 45 € <s>69 €</s> <b>49 €</b></p>"), false),
            ("<p><b>49 €</b> <s>69 €</s> <i>Najniższa cena z 30 dni: 45 €</i></p>".to_owned(), false),
            (format!("<p>{lowest}: <s>45 €</s> <b>40 €</b></p>"), true),
            (format!("<p><s>45 €</s> ({lowest}) <b>40 €</b></p>"), true),
            (format!("<p><s>45 €</s> <i>{lowest}</i> <b>40 €</b></p>"), true),
            (format!("<p><s>{lowest} 45 €</s> <b>40 €</b></p>"), true),
            ("<p>Our lowest price ever! <s>£69.00</s> £49.00</p>".to_owned(), false),
            ("<p>Lowest price guarantee <s>£69.00</s> <b>£49.00</b></p>".to_owned(), false),
            ("<p>Le plus bas prix jamais vu : <s>69 €</s> <b>49 €</b></p>".to_owned(), false),
            ("<p>Lowest price: <s>£69.00</s> <b>£49.00</b></p>".to_owned(), true),
        ] {
            let dom = Dom::new(&html);
            assert_eq!(is_shown_in(dom.first(selector!("s")).unwrap()), expected, "{html}");
        }
    }
}
