//! A price before that nothing calls so: two amounts and a percentage that agree, in a part of the page that has no other. Themes
//! whose classes are numbers cross out in their style sheets.

use rust_decimal::Decimal;
use scraper::ElementRef;

use super::base::Base;
use super::dom::{self, Dom};
use super::mentions::texts;
use super::patterns::{is_signed, pattern};
use super::price::{self, SeenPrice};
use super::{class_words, current, other_amounts};
use crate::units::money::{self, Currency, Money};

/// So many elements up from the current price the percentage stands.
const AROUND: usize = 4;

/// What shows the three has fewer bytes of text.
const LONGEST: usize = 160;

/// The price before, in the smallest part of the page around the current price that has another amount and a percentage.
pub(super) fn price_before(
    dom: &Dom,
    base: &Base,
    current: Money,
    currency: Option<Currency>,
) -> Option<SeenPrice> {
    let heading = dom.heading()?;
    let currency = currency.or(current.currency);
    let shows_it = |element: &ElementRef<'_>| {
        price::shown_in(*element, currency)
            .is_some_and(|shown| shown.amount == current.amount && shown.currency.is_some())
    };
    let own = dom.with_digits().filter(|element| !dom.is_of_other_product(*element));
    own.take(current::MOST_PLACES).filter(shows_it).find_map(|element| {
        let is_own = price::may_be_price(element)
            && !class_words::is_hidden(element)
            && !other_amounts::is_of_another_thing(element)
            && !texts::is_in_part_of_others(element)
            && !current::is_in_tile(dom, element, heading, base);
        let around = element.ancestors().filter_map(ElementRef::wrap).take(AROUND);
        let mut parts = around.take_while(|part| dom::short_text(*part, LONGEST).is_some());
        let before = parts.find_map(|part| agreeing(dom, part, current, currency));
        before.filter(|_| is_own).map(|before| ("text of the page".to_owned(), before))
    })
}

/// The other amount of a part with two signed ones and one percentage off, where it makes the current price of it.
fn agreeing(dom: &Dom, part: ElementRef<'_>, current: Money, currency: Option<Currency>) -> Option<Money> {
    // What a code brings, or members, reduces no price.
    let is_for_some = pattern!(
        r"\b(?:codes?|c[óo]digo|codice|coupons?|gutschein\w*|members?|vip|app|newsletter|first order)\b"
    )?;
    if is_for_some.is_match(&dom::text(part)) {
        return None;
    }
    let shown = part.descendants().filter_map(ElementRef::wrap).filter(|element| {
        dom.has_own_digit(*element) && price::may_be_price(*element) && !class_words::is_hidden(*element)
    });
    let (mut amounts, mut percentages): (Vec<Money>, Vec<Decimal>) = (Vec::new(), Vec::new());
    for element in shown {
        let text = dom::price_text(element).0;
        if let Some(percent) = percent_off(&text) {
            percentages.push(percent);
        } else if let Some(amount) = price::shown_in(element, currency).filter(|_| is_signed(&text)) {
            // Themes say a price once more for those who hear it.
            if amounts.iter().all(|known| known.amount != amount.amount) {
                amounts.push(amount);
            }
        }
    }
    let [percent] = percentages.as_slice() else { return None };
    let [one, other] = amounts.as_slice() else { return None };
    let before = if one.amount == current.amount { other } else { one };
    let is_pair = one.amount == current.amount || other.amount == current.amount;
    (is_pair && before.amount > current.amount && price::agrees(*percent, before.amount, current.amount))
        .then_some(*before)
}

/// The percentage of a text that says no more: "16% off", "-16 %".
fn percent_off(text: &str) -> Option<Decimal> {
    let found = pattern!(
        r"^\W*(?:[-−–] ?(?P<less>[1-9][0-9]?)[ \u{A0}\u{202F}]?%|(?:save )?(?P<off>[1-9][0-9]?)[ \u{A0}\u{202F}]?% (?:off|de réduction|rabatt|korting|di sconto|de descuento|de desconto|taniej|zniżki))\W*$"
    )?
    .captures(text)?;
    money::decimal(found.name("less").or_else(|| found.name("off"))?.as_str()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::dom::selector;

    #[test]
    fn two_amounts_and_a_percentage() {
        for (parts, expected) in [
            ("<i>16% off</i><i>€41.30</i><p><i>€49.10</i> <i>VAT included</i></p>", Some("49.10 EUR")),
            ("<i>€49.10</i><i>€41.30</i><i>-16 %</i>", Some("49.10 EUR")),
            ("<i>€41.30</i><i>€41.30</i><i>-16%</i><i>€49.10</i>", Some("49.10 EUR")),
            ("<i>€41.30</i><i>€49.10</i>", None),
            ("<i>€41.30</i><i>€49.10</i><i>30% off</i>", None),
            ("<i>€41.30</i><i>€49.10</i><i>16% wool</i>", None),
            ("<i>€41.30</i><i>€49.10</i><i>16% off</i><i>with code SAVE</i>", None),
            ("<i>€41.30</i><i>€49.10</i><i>€60.00</i><i>16% off</i>", None),
            ("<i>€41.30</i><i>€49.10</i><i>-16%</i><i>-20%</i>", None),
            ("<i>€35.00</i><i>€41.30</i><i>-16%</i>", None),
        ] {
            let dom = Dom::new(&format!("<div>{parts}</div>"));
            let part = dom.first(selector!("div")).unwrap();
            let before = agreeing(&dom, part, "41.30 EUR".parse().unwrap(), "EUR".parse().ok());
            assert_eq!(before.map(|before| before.to_string()).as_deref(), expected, "{parts}");
        }
    }
}
