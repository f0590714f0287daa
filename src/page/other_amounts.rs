//! Amounts that stand beside a product's price and are not one: what delivery costs, a deposit, an instalment.

use std::sync::LazyLock;

use regex::Regex;
use scraper::ElementRef;

use super::class_words;

/// Words of classes for amounts beside the product's price.
pub(super) const CLASSES: &[&str] = &[
    "shipping",
    "delivery",
    "versand",
    "livraison",
    "subtotal",
    "deposit",
    "instalment",
    "installment",
    "installments",
];

/// How many characters around a price are a sentence about it.
const SENTENCE: usize = 160;

/// Whether an amount is what delivery costs, by a class right around it or by the words that lead to it.
pub(super) fn is_of_shipping(element: ElementRef<'_>) -> bool {
    let parents = || element.ancestors().filter_map(ElementRef::wrap).take(2);
    // A tile's part for "price and shipping" has both.
    let is_named =
        |part: ElementRef<'_>| class_words::has(part, CLASSES) && !class_words::has(part, &["and"]);
    std::iter::once(element).chain(parents()).any(is_named)
        || parents().any(|part| words_before(part, element).is_some_and(|words| is_about_shipping(&words)))
}

/// The text of a short part of the page up to an element in it, without what stands before another amount.
fn words_before(part: ElementRef<'_>, element: ElementRef<'_>) -> Option<String> {
    let mut words = String::new();
    for node in part.descendants().skip(1).take_while(|node| node.id() < element.id()) {
        if let Some(text) = node.value().as_text() {
            words.push_str(text);
            words.push(' ');
        }
        if words.len() > SENTENCE {
            return None;
        }
    }
    let last = words.rfind(|c: char| c.is_ascii_digit()).map_or(0, |at| at + 1);
    Some(words[last..].split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether words lead to what delivery costs: "Express delivery", "Versandkosten nur". "Free delivery" in front of a price is
/// about no amount.
fn is_about_shipping(words: &str) -> bool {
    static LEADS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:shipping|delivery|postage|versand(?:kosten)?|lieferung|liefer(?:kosten|gebühr)|livraison|frais de port|expédition|spedizione|consegna|envío|gastos de envío|verzending|verzendkosten|bezorging|levering|dostawa|wysyłka|frakt)(?: (?:costs?|charges?|fees?|price|rates?|kosten|standard|express|only|was|from|nur|jetzt|statt|à|au lieu de))*[ :–-]*$",
        )
        .ok()
    });
    static FREE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:free|gratuite?|offerte?|kostenlose?[rns]?|gratis|gratuita|darmowa|incl\w*|inkl\w*|plus|zzgl|excl\w*)\b\W*(?:\w+\W+){0,2}\w*\W*$",
        )
        .ok()
    });
    let is =
        |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|words_of| words_of.is_match(words));
    is(&LEADS) && !is(&FREE)
}

/// Whether words lead to the lowest price of some weeks, which has to stand beside each reduction.
pub(super) fn is_lowest(words: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)lowest|30[ -](?:days?|tage|jours?|dni|dní|giorni|d[ií]as|dagen|dagar|dage)|niedrigster|plus bas|najniższ|nejnižší|più basso|más bajo|mais baixo|laagste|lägsta|laveste|cel mai mic",
        )
        .ok()
    });
    WORDS.as_ref().is_some_and(|lowest| lowest.is_match(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::dom::{Dom, selector};

    #[test]
    fn what_delivery_costs_is_no_price_of_the_product() {
        for (html, expected) in [
            ("<div class=delivery-price>Express <s>29</s> 20</div>", true),
            ("<p>Express delivery <s>29</s> 20</p>", true),
            ("<div><span>Delivery costs:</span> <span><s>29</s> 20</span></div>", true),
            ("<p class=price>Versand statt <s>9</s> 5</p>", true),
            ("<p>Livraison express : <s>9</s> 5</p>", true),
            ("<div class=product-price-and-shipping><s>50</s> 20</div>", false),
            ("<p class=price><s>50</s> 20 plus delivery</p>", false),
            ("<p class=price>Free delivery <s>50</s> 20</p>", false),
            ("<p class=price>inkl. Versand <s>50</s> 20</p>", false),
            ("<p>Delivery 4.90. Mug <s>50</s> 20</p>", false),
            ("<p class=price><s>50</s> 20</p>", false),
        ] {
            let dom = Dom::new(html);
            assert_eq!(is_of_shipping(dom.first(selector!("s")).unwrap()), expected, "{html}");
        }
    }
}
