//! Amounts that stand beside a product's price and are not one: what delivery costs, a deposit, an instalment.

use std::sync::LazyLock;

use ego_tree::{NodeId, NodeRef};
use regex::Regex;
use scraper::{ElementRef, Node};

use super::dom::{self, SENTENCE};
use super::mentions::texts;
use super::patterns::{maker_words, pattern};
use super::{class_words, lowest, price_words};
use crate::units::price as price_text;

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

/// Words of classes for other amounts, where they are the amount's own or of what is right around it.
const OTHER_CLASSES: &[&str] = &[
    "warranty",
    "guarantee",
    "garantie",
    "insurance",
    "giftwrap",
    "eco",
    "ecotax",
    "ecotaxe",
    "deee",
    "finance",
    "financing",
    "klarna",
    "afterpay",
    "sezzle",
    "affirm",
    "parcelas",
    "parcelamento",
    "pix",
    "boleto",
    "omnibus",
    "lowest",
    "tradein",
    "pfand",
    "addon",
    "addons",
    "spot",
    "monthly",
    "per-month",
    "bid",
    "cashback",
    "sample",
    "filter",
    "filters",
    // "incl. VAT (£124.17 ex VAT)"
    "suffix",
    "signup",
    "sign-up",
    "setup",
];

/// Words of the classes of what is taken off a price.
const SAVED: &[&str] = &["save", "saved", "saving", "savings", "discount", "rabatt", "ersparnis"];

/// Whether an amount that is called a price is not what the product costs: delivery, a warranty beside a box to tick, a rate, a
/// deposit, what is saved, what was asked before. By classes, or by the words right before and behind it.
pub(super) fn is_of_another_thing(element: ElementRef<'_>) -> bool {
    let parents = || element.ancestors().filter_map(ElementRef::wrap).take(2);
    let is_named = |part: ElementRef<'_>| {
        class_words::has(part, CLASSES) && !class_words::has(part, &["and"])
            || class_words::has(part, OTHER_CLASSES)
    };
    class_words::has(element, SAVED)
        || std::iter::once(element).chain(parents()).any(is_named)
        || parents().any(|part| is_choice(part) || is_not_chosen(part))
        || says_another_thing(&dom::price_text(element).0)
        || parents().any(|part| words_before(part, element).is_some_and(|words| leads_to_another(&words)))
        || ends_another(&words_behind(element))
}

/// Whether an element says what is saved: "Save £16.50".
pub(super) fn is_saved(element: ElementRef<'_>) -> bool {
    class_words::has(element, SAVED) && says_another_thing(&dom::price_text(element).0)
}

/// Whether a text with one amount says that it is another one: "Save £30", "£20 deposit".
pub(super) fn says_another_thing(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let (Some(begin), Some(last)) = (text.find(is_digit), text.rfind(is_digit)) else { return false };
    // "Was £50 Now £40" has two, and each says its own; so has "UVP 50 € 40 €". "Save -20 % £10" has one.
    let between = &text[begin..last];
    let is_one = |c: char| c.is_ascii_digit() || c.is_whitespace() || ".,'’".contains(c);
    if between.contains(char::is_alphabetic) || !between.contains('%') && !between.chars().all(is_one) {
        return false;
    }
    let sign = |c: char| !c.is_alphabetic();
    let before = price_text::without_sign_at_end(&text[..begin]).trim_end_matches(sign);
    leads_to_another(before) || ends_another(&text[last + 1..])
}

/// Whether an amount is that of something to choose beside the product: its label has a box to tick.
pub(super) fn is_extra(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).take(4).any(is_choice)
}

/// Whether a part is the label of a box that a shopper may tick.
fn is_choice(part: ElementRef<'_>) -> bool {
    part.value().name() == "label"
        && part.descendants().filter_map(ElementRef::wrap).any(|input| {
            dom::attribute(input, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox"))
        })
}

/// Whether a part is one of several that a shopper may choose instead of what is chosen.
fn is_not_chosen(part: ElementRef<'_>) -> bool {
    let is_radio = |input: &ElementRef<'_>| {
        dom::attribute(*input, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("radio"))
    };
    let radio = || part.descendants().filter_map(ElementRef::wrap).find(is_radio);
    match part.value().name() {
        "option" => part.attr("selected").is_none(),
        "label" => radio().is_some_and(|radio| radio.attr("checked").is_none()),
        _ => false,
    }
}

/// Whether words lead to another amount than the price.
fn leads_to_another(words: &str) -> bool {
    let leads = pattern!(
        r"\b(?:members?(?: price)?|club ?preis|mitgliederpreis|prix (?:adhérent|membre|club)|medlemspris|rata|warranty|guarantee|insurance|deposit|balance|remaining|restbetrag|saldo|solde|gift[ -]?wrap(?:ping)?|you save|save|saving|trade[ -]in|(?:sign[ -]?up|set[ -]?up|joining|activation|registration) (?:fee|cost|charge)|(?:anmelde|einrichtungs|aufnahme|aktivierungs)gebühr|frais d['’](?:inscription|activation)|cash price|lowest price|typical price|was|(?:geschenk)?verpackung|garantie(?: \d+ (?:ans?|jahre?))?|versicherung|anzahlung|kaution|pfand|(?:sie )?sparen(?: sie)?|statt|éco-?part(?:icipation)?|éco-?taxe|ecotaxe|assurance|acompte|économisez|vous économisez|au lieu de|ahorras?|antes|risparmi|anziché|bespaar|oszczędzasz|najniższa cena|^\W*(?:dni|days|tagen?|jours|giorni|días|dagen)|",
        maker_words!(),
        r")[^\p{L}\d]*$"
    );
    is_about_shipping(words) || leads.is_some_and(|leads| leads.is_match(words))
}

/// Whether the words behind an amount make it another one than the price.
fn ends_another(words: &str) -> bool {
    ending(words).is_some()
}

/// The words behind an amount, without those that make it another one than the price.
pub(super) fn without_ending(words: &str) -> &str {
    &words[ending(words).unwrap_or_default()..]
}

/// Where the words end that make the amount in front of them another one than the price.
fn ending(words: &str) -> Option<usize> {
    static ENDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^[^\p{L}\d/]*(?:with (?:clubcard|nectar|membership|(?:your |our |an? )?(?:\p{L}+ )?card)\b|for members\b|mit (?:der )?(?:kunden)?karte\b|avec (?:la|votre) carte\b|(?:refundable )?deposit\b|eco[ -]?(?:fee|tax|contribution)|(?:recycling|disposal|environmental) (?:fee|charge)|gift[ -]?wrap|(?:(?:one[ -]off |one[ -]time )?(?:sign[ -]?up|set[ -]?up|joining|activation|registration) (?:fee|cost|charge)|(?:anmelde|einrichtungs|aufnahme|aktivierungs)gebühr|(?:de )?frais d['’](?:inscription|activation))(?: *(?:$|[.,;)]|[^o\W\d_]|o[^f]))|off\b|saved\b|when you trade|with (?:your )?trade(?:[ -]in)?|after (?:trade|rebate|bonus|cash ?back)|après (?:bonus|prime|reprise|remboursement)|nach (?:bonus|prämie|cash ?back|abzug)|away from free|to free (?:delivery|shipping)|bis zu[rm]? (?:gratis|kostenlos|versandkosten)|fehlen|rabatt\b|ersparnis\b|anzahlung\b|de (?:remise|réduction)|d['’]économie|d['’]éco[\p{L}-]*|pour (?:la |obtenir la |bénéficier de la )?livraison|d['’]acompte|no pix\b|no boleto\b|de descuento|di sconto|korting\b|(?:/ ?|(?:per|pro|par|por|al|a) )(?:month|mo\b|md\b|mån|monat|mois|mes\b|mese\b|maand|day\b|week\b|(?:100 ?)?(?:kg|g|l|ml)\b))",
        )
        .ok()
    });
    ENDS.as_ref()?.find(words).map(|found| found.end())
}

/// Whether an amount is what delivery costs, by a class right around it or by the words that lead to it.
pub(super) fn is_of_shipping(element: ElementRef<'_>) -> bool {
    let parents = || element.ancestors().filter_map(ElementRef::wrap).take(2);
    // A tile's part for "price and shipping" has both.
    let is_named =
        |part: ElementRef<'_>| class_words::has(part, CLASSES) && !class_words::has(part, &["and"]);
    std::iter::once(element).chain(parents()).any(is_named)
        || parents().any(|part| words_before(part, element).is_some_and(|words| is_about_shipping(&words)))
}

/// The text of a short part of the page up to an element in it, without what stands before another amount, and without a block of
/// another amount: "plus £25 deposit" in a paragraph of its own.
fn words_before(part: ElementRef<'_>, element: ElementRef<'_>) -> Option<String> {
    let mut words = String::new();
    let mut last_block = part.id();
    let mut enter = |words: &mut String, block: NodeId| {
        if block != last_block && words.contains(|c: char| c.is_ascii_digit()) {
            words.clear();
        }
        last_block = block;
    };
    for node in part.descendants().skip(1).take_while(|node| node.id() < element.id()) {
        if let Some(text) = node.value().as_text().filter(|text| !text.trim().is_empty()) {
            enter(&mut words, block_of(node));
            dom::push_squeezed(&mut words, text);
            words.push(' ');
        }
        if words.len() > SENTENCE {
            return None;
        }
    }
    enter(&mut words, block_of(*element));
    let last = words.rfind(|c: char| c.is_ascii_digit()).map_or(0, |at| at + 1);
    // "£399 with trade-in £699": what ends one amount does not lead to the next.
    let own = if last > 0 { without_ending(&words[last..]) } else { &words };
    Some(own.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The paragraph or other block in which a node stands.
fn block_of(node: NodeRef<'_, Node>) -> NodeId {
    let is_block = |around: &ElementRef<'_>| !texts::INLINE.contains(&around.value().name());
    let around = std::iter::once(node).chain(node.ancestors()).filter_map(ElementRef::wrap);
    around.into_iter().find(is_block).map_or(node.id(), |block| block.id())
}

/// Elements that begin another part of a page.
const OTHER_PARTS: &[&str] = &[
    "nav", "form", "header", "footer", "section", "aside", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
    "table", "button",
];

/// The text right behind an element, or behind what holds it alone, up to another amount or another part of the page.
fn words_behind(element: ElementRef<'_>) -> String {
    let mut words = String::new();
    let holder = element.parent();
    let begins_another = |node: &NodeRef<'_, Node>| {
        ElementRef::wrap(*node).is_some_and(|part| OTHER_PARTS.contains(&part.value().name()))
    };
    let siblings =
        element.next_siblings().chain(holder.into_iter().flat_map(|holder| holder.next_siblings()));
    for sibling in siblings.take_while(|sibling| !begins_another(sibling)) {
        let behind = words.len();
        for text in sibling.descendants().filter_map(|node| node.value().as_text()) {
            dom::push_squeezed(&mut words, text);
            words.push(' ');
            if words.len() > SENTENCE || words.bytes().any(|byte| byte.is_ascii_digit()) {
                let end = words.find(|c: char| c.is_ascii_digit()).unwrap_or(words.len());
                // A paragraph "Deposit £20" speaks of its own amount.
                let is_block = ElementRef::wrap(sibling)
                    .is_some_and(|part| !texts::INLINE.contains(&part.value().name()));
                words.truncate(if is_block { behind } else { end });
                return words;
            }
        }
    }
    words
}

/// Whether words lead to what delivery costs: "Express delivery", "Versandkosten nur". "Free delivery" in front of a price is
/// about no amount.
pub(super) fn is_about_shipping(words: &str) -> bool {
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

/// Whether the words beside a crossed-out amount say that it is not what the product cost: shipping, another shop's price, a
/// pack, the lowest price of the last 30 days that has to stand beside each reduction.
pub(super) fn is_of_something_else(element: ElementRef<'_>) -> bool {
    let parents = || element.ancestors().filter_map(ElementRef::wrap).take(2);
    if lowest::is_shown_in(element) {
        return true;
    }
    static PART: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)[0-9] ?[x×]|/ ?(?:[0-9]+ ?)?(?:k?g|m?l|m|month|mois|monat)\b").ok()
    });
    let beside = parents().next().map(dom::own_text).unwrap_or_default();
    if PART.as_ref().is_some_and(|part| part.is_match(&beside)) {
        return true;
    }
    let named = class_words::is_price(element) || parents().any(class_words::is_price);
    let mut words = beside.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 1);
    let of_others = |part: ElementRef<'_>| {
        let elsewhere = pattern!(
            r"\b(?:trade[- ]in(?: value)?|bought separately|elsewhere|anderswo|ailleurs|altrove|elders)\W*$"
        );
        let words = words_before(part, element).unwrap_or_default();
        elsewhere.is_some_and(|elsewhere| elsewhere.is_match(&words))
    };
    parents().any(of_others) || !named && words.any(|word| !price_words::is_of_a_pair(word))
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
