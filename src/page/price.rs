//! A price as a page shows it: what is asked now, what was asked before, and discounts for several pieces.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use rust_decimal::Decimal;
use scraper::ElementRef;

use super::class_words;
use super::css::Css;
use super::dom::{self, Dom};
use super::patterns::{before, of_maker, pattern, sums};
use super::price_words;
use crate::units::money::{self, Currency, Money};
use crate::units::price::{self as price_text, PriceRange};

/// A price and the promotion that is visible in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// What one piece costs now.
    pub current: Money,
    /// Where that was seen, the most machine-readable place first: `.current-price-value[content]`.
    pub source: String,
    /// The struck-through price, always above `current`.
    pub regular: Option<Money>,
    /// Where that was seen.
    pub regular_source: Option<String>,
    /// Whether it is the price that the maker recommends (RRP, UVP), not one that the shop asked before.
    pub is_recommended: bool,
    /// The shop's label of the reduction as text: `-20%`, `Save €5.00`.
    pub label: Option<String>,
    /// The label's percentage.
    pub percent: Option<Decimal>,
    /// The label's amount.
    pub amount_off: Option<Money>,
    /// Discounts from a number of pieces on.
    pub quantity_discounts: Vec<QuantityDiscount>,
    /// Until when the price holds, as the page's data for search engines says. Many shops write any day there.
    pub declared_last_day: Option<Date>,
}

impl Price {
    /// Whether the current price was read where shoppers read it, and not in an attribute or in data for machines.
    #[must_use]
    pub fn is_read_as_shown(&self) -> bool {
        self.source == OF_ANY_THEME || self.source.starts_with('.') && !self.source.ends_with(']')
    }
}

/// A discount from a number of pieces on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantityDiscount {
    /// From this many pieces on, at least 2.
    pub from_quantity: u32,
    /// The amount off each piece.
    pub value: Reduction,
}

/// Something taken off a price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reduction {
    /// Percent of the price, 20 for 20 %.
    Percent(Decimal),
    /// An amount.
    Amount(Money),
}

/// The name of a place in a theme that is not known.
pub(super) const OF_ANY_THEME: &str = "price";

/// A place where a price may stand: its name for the report, and the amount.
pub(super) type SeenPrice = (String, Money);

/// Reads an element's `content`, or else its text: whole, or without that of its children (labels).
pub(super) fn of_element(
    element: ElementRef<'_>,
    name: &str,
    currency: Option<Currency>,
) -> Option<SeenPrice> {
    if !may_be_price(element) {
        return None;
    }
    let shown = shown_in(element, currency);
    if let Some(content) = dom::attribute(element, "content")
        && let Some(amount) = machine(content)
    {
        if !is_unclear(content, currency) {
            return Some((format!("{name}[content]"), Money::new(amount, currency)));
        }
        // The text beside it tells which of the two it is, or that it is neither: a price with tax where shoppers see those
        // without.
        return shown.map(|shown| (name.to_owned(), shown));
    }
    Some((name.to_owned(), shown?))
}

/// The price in an element's text.
pub(super) fn shown_in(element: ElementRef<'_>, currency: Option<Currency>) -> Option<Money> {
    let (text, parted) = dom::price_text(element);
    // "349,99 € (-20 %)", "149,00 € inkl. 19 % MwSt.": a note stands beside it.
    let without_notes = |text: &str| price_text::read_in(&without_notes(text)?, currency).ok();
    match price_text::read_in(&text, currency) {
        Ok(read) => Some(read),
        Err(price_text::PriceError::PerUnit) => without_notes(&text),
        Err(_) => {
            if let Some(written) = with_cents_behind_sign(&text) {
                return price_text::read_in(&written, currency).ok();
            }
            // Without the cents it would be another price.
            let own = || {
                let own = own_words(element).ok()?;
                price_text::read_in(&own, currency).ok().or_else(|| without_notes(&own))
            };
            if parted { None } else { own() }.or_else(|| without_notes(&text))
        }
    }
}

/// "149 €00", as French shops write it, with a comma in the place of the sign.
fn with_cents_behind_sign(text: &str) -> Option<String> {
    let found = pattern!(r"^(?P<whole>[0-9][0-9 .\u{A0}\u{202F}]*?)[ \u{A0}\u{202F}]?€(?P<cents>[0-9]{2})$")?
        .captures(text)?;
    Some(format!("{},{} €", &found["whole"], &found["cents"]))
}

/// The text without a percentage that is taken off, a tax or eco-contribution, the price of a measure, rates and points, and, in
/// brackets, the price of a measure or without tax; `None` where it has none of them.
fn without_notes(text: &str) -> Option<String> {
    let notes = pattern!(
        r"[(\[]? ?[-−–] ?[0-9]{1,2} ?%(?: off)? ?[)\]]?|[(\[] ?[0-9]{1,2} ?% off ?[)\]]|\b[0-9]{1,2} ?% off\b|\b(?:(?:you )?save|(?:sie )?sparen|spare(?: sie)?|économisez|u bespaart|risparmi|ahorras?) [0-9]{1,2} ?%",
        r"|,? ?\b(?:dont|incl\.|y compris) [0-9][0-9.,]* ?€ (?:d['’])?éco[- ]?(?:part\w*|contribution|taxe)[^0-9€]{0,20}",
        r"|[-–|]? ?\b(?:grundpreis|basispreis|unit price|prix au kilo|prezzo unitario):? [0-9][0-9.,]* ?[€£$]? ?(?:/|pro|per) ?[0-9]{0,4} ?\p{L}{1,6}\b",
        r"|,? ?\b(?:ou|em até|ou em até|or|oder) [0-9]{1,2} ?x (?:de |of |à |von )?(?:R\$|[€£$])? ?[0-9][0-9.,]*[0-9](?: ?€)?(?: sem juros| sans frais| interest[- ]free)?",
        r"|[-–|(]? ?\b(?:earn|collect) [0-9]+ (?:\p{L}+ )?points\b\)?",
        r"|[(,]? ?(?:\b(?:inkl|incl?|including|zzgl|excl?|exkl|plus|dont|hors)\b\.? ?|\+ ?)?\b[0-9]{1,2}(?:[.,][0-9])? ?% ?(?:mwst|ust|vat|tva|iva|btw|gst|moms|mva|alv|dph)\b\.?(?: (?:incl|inkl)\w*\.?| comprise| incluse| inclusa)?\)?",
        r"|[(,]? ?\b(?:mwst|ust|vat|tva|iva|btw)\.? (?:de |of )?\(?[0-9]{1,2}(?:[.,][0-9])? ?%\)?(?: (?:incl|inkl)\w*\.?| comprise| incluse| inclusa)?\)?",
        r"|[(\[][^()\[\]%]{1,40}(?:/|\b(?:per|pro|je|par|al|por) )[^()\[\]]{1,20}[)\]]",
        r"|[(\[][^()\[\]%]{1,40}\b(?:ex(?:cl?)?\.? ?(?:vat|tax|gst)|(?:ohne|zzgl\.?|exkl\.?) (?:mwst|ust)|netto|ht|excl\.? btw|hors taxes?)\b[^()\[\]]{0,8}[)\]]"
    )?;
    let without = notes.replace_all(text, " ");
    (without != text).then(|| without.trim().to_owned())
}

/// The text of an element without that of its children, unless it is about another price: "30 € RRP 40 €" in which only the first
/// stands in an element of its own.
fn own_words(element: ElementRef<'_>) -> Result<String, price_text::PriceError> {
    let own = dom::own_text(element);
    let mut words = own.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
    let is_other = words.any(|word| price_words::is_of_before(&word) || word == "pvp");
    let leads_to_other = [before(), of_maker()].into_iter().flatten().any(|words| words.is_match(&own));
    let within = || element.children().filter_map(ElementRef::wrap).map(dom::text);
    let has_another =
        || within().any(|text| sums().is_some_and(|sums| sums.is_match(&text) && !text.contains('%')));
    if is_other || leads_to_other && has_another() {
        Err(price_text::PriceError::SeveralNumbers)
    } else {
        Ok(own)
    }
}

/// Whether all that an element says of a price is one that holds no longer.
pub(super) fn is_only_before(element: ElementRef<'_>, price: Money, currency: Option<Currency>) -> bool {
    let mut within = element
        .descendants()
        .skip(1)
        .filter_map(ElementRef::wrap)
        .filter(|part| class_words::is_surely_before(*part));
    class_words::is_surely_before(element)
        || within.any(|part| shown_in(part, currency).is_some_and(|shown| shown.amount == price.amount))
}

/// Whether a machine-readable amount may as well be in thousands: "1.299" euros, which templates print that print what
/// they show.
pub(super) fn is_unclear(text: &str, currency: Option<Currency>) -> bool {
    let Some((whole, fraction)) = text.trim().split_once('.') else { return false };
    let unclear = fraction.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with(['0', '-']);
    unclear && currency.is_none_or(|currency| currency.decimals() < 3)
}

/// Classes of what a kilogram, a litre or a metre costs.
const PER_UNIT: &[&str] = &[
    "unit-price",
    "product-unit-price",
    "product__unit-price",
    "price-unit",
    "unit-price__value",
    "price--unit",
];

/// Not hidden, and not a price per unit of measure.
pub(super) fn may_be_price(element: ElementRef<'_>) -> bool {
    !dom::inside(element, PER_UNIT) && !dom::is_hidden(element)
}

/// The page's own first element of these that may be a price.
pub(super) fn own<'a>(dom: &'a Dom, selector: Option<&'a Css>) -> Option<ElementRef<'a>> {
    dom.all(selector).find(|element| !dom.is_of_other_product(*element) && may_be_price(*element))
}

/// The first of these below an element that may be its current price.
pub(super) fn below<'a>(tile: ElementRef<'a>, selector: Option<&'a Css>) -> Option<ElementRef<'a>> {
    tile.select(selector?).find(|element| may_be_price(*element) && !is_struck(*element))
}

/// Whether an element is crossed out.
fn is_struck(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "del" | "s") || dom::within_tag(element, &["del", "s"])
}

/// Whether a price's text says that taxes are in it.
pub(super) fn with_taxes(text: &str) -> Option<bool> {
    let has = |words: &[&str]| {
        let mut all = text.split(|c: char| !c.is_alphabetic() && c != '.').map(str::to_lowercase);
        all.any(|word| words.contains(&word.trim_matches('.')))
    };
    match (
        has(&["ttc", "incl", "inkl", "inc", "inclusive"]),
        has(&["ht", "excl", "exkl", "zzgl", "exc", "ex", "netto"]),
    ) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// Whether an element's price, by its words or by what is called so around it, is one without taxes.
pub(super) fn is_without_tax(element: ElementRef<'_>) -> bool {
    let around = || element.ancestors().filter_map(ElementRef::wrap).take(3);
    let is_named = |part: ElementRef<'_>| class_words::has(part, &["excluding", "excl"]);
    let says = dom::short_text(element, 80).and_then(|text| with_taxes(&text));
    says == Some(false) || says.is_none() && std::iter::once(element).chain(around()).any(is_named)
}

/// The price that an attribute states for machines: zero or more.
pub(super) fn machine(text: &str) -> Option<Decimal> {
    money::decimal(text).ok().map(|amount| amount.normalize()).filter(|amount| !amount.is_sign_negative())
}

/// A place where a price may stand: its name for the report, and its selector.
pub(super) type PricePlace = (&'static str, Option<&'static Css>);

/// Reads the prices that an element's text spans.
pub(super) fn range_of(element: ElementRef<'_>, currency: Option<Currency>) -> Option<PriceRange> {
    price_text::read_range_in(&dom::price_text(element).0, currency).ok().filter(|_| may_be_price(element))
}

/// The first of several places, each a selector with its name, that reads as a price.
pub(super) fn first_of<'a>(
    places: &[(&'static str, Option<&'a Css>)],
    find: impl Fn(Option<&'a Css>) -> Option<ElementRef<'a>>,
    currency: Option<Currency>,
) -> Option<SeenPrice> {
    places.iter().find_map(|(name, selector)| of_element(find(*selector)?, name, currency))
}

impl Price {
    /// Joins what was seen. A "regular" price that is not above the current one does not count as a reduction, and a
    /// percentage that the two prices deny is not repeated.
    pub(super) fn new(current: SeenPrice, regular: Option<SeenPrice>, label: Option<String>) -> Self {
        let (source, current) = current;
        let regular = regular.filter(|(_, regular)| {
            regular.checked_sub(current).is_some_and(|difference| difference.amount > Decimal::ZERO)
        });
        // Both stand in the same currency, which only one of the places may name.
        let named = current.currency.or(regular.as_ref().and_then(|(_, regular)| regular.currency));
        let current = Money::new(current.amount, named);
        let regular = regular.map(|(place, regular)| (place, Money::new(regular.amount, named)));
        let off = label.as_deref().and_then(|label| reduction_in(label, current.currency));
        let percent = match off {
            Some(Reduction::Percent(percent)) => Some(percent).filter(|percent| {
                regular.as_ref().is_none_or(|(_, regular)| agrees(*percent, regular.amount, current.amount))
            }),
            _ => None,
        };
        let amount_off = match off {
            Some(Reduction::Amount(amount)) => Some(amount),
            _ => None,
        };
        let (regular_source, regular) = regular.unzip();
        Self {
            current,
            source,
            regular,
            regular_source,
            is_recommended: false,
            label,
            percent,
            amount_off,
            quantity_discounts: Vec::new(),
            declared_last_day: None,
        }
    }
}

/// Whether the two prices differ by that percentage, within rounding of prices and label.
pub(super) fn agrees(percent: Decimal, regular: Decimal, current: Decimal) -> bool {
    let hundred = Decimal::ONE_HUNDRED;
    let off = regular.checked_mul(percent).map(|product| product / hundred);
    off.is_some_and(|off| (regular - off - current).abs() <= regular / hundred + Decimal::new(1, 2))
}

/// Reads `-20%`, `Save 20%`, `Save €5.00`, `Économisez 5,00 €`.
pub(super) fn reduction_in(label: &str, currency: Option<Currency>) -> Option<Reduction> {
    static PERCENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:^|[^0-9.,])([0-9]{1,2}(?:[.,][0-9]{1,2})?)[\s\u{A0}\u{202F}]*%").ok()
    });
    if let Some(found) = PERCENT.as_ref().and_then(|percent| percent.captures(label)) {
        return money::decimal(&found[1].replace(',', "."))
            .ok()
            .map(|percent| Reduction::Percent(percent.normalize()));
    }
    let unsigned = label.trim().trim_start_matches(['-', '−', '–']);
    price_text::read_in(unsigned, currency).ok().map(Reduction::Amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn labels() {
        let percent = |text: &str| Some(Reduction::Percent(money::decimal(text).unwrap()));
        assert_eq!(reduction_in("-20%", None), percent("20"));
        assert_eq!(reduction_in("Économisez 12,5\u{202F}%", None), percent("12.5"));
        assert_eq!(reduction_in("Save €5.00", None), Some(Reduction::Amount(money("5.00 EUR"))));
        assert_eq!(reduction_in("-5,00\u{A0}€", None), Some(Reduction::Amount(money("5.00 EUR"))));
        assert_eq!(reduction_in("On sale!", None), None);
        // What a theme may write as the "percentage" of a reduction by 5 euros.
        assert_eq!(reduction_in("-500%", None), None);
    }

    #[test]
    fn a_reduction_must_reduce() {
        let price = |regular: &str, label: &str| {
            let seen = |text: &str| ("x".to_owned(), money(text));
            Price::new(seen("11.42 EUR"), Some(seen(regular)), Some(label.to_owned()))
        };
        assert_eq!(price("14.28 EUR", "-20%").percent, Some(Decimal::new(20, 0)));
        assert_eq!(price("14.28 EUR", "-50%").percent, None);
        assert_eq!(price("11.42 EUR", "-20%").regular, None);
        assert_eq!(price("9.00 EUR", "-20%").regular, None);
        assert_eq!(price("14.28 USD", "-20%").regular, None);
    }

    #[test]
    fn both_prices_have_one_currency_or_none() {
        for (current, regular, expected) in [
            ("49", "69 USD", ("49 USD", "69 USD")),
            ("49 USD", "69", ("49 USD", "69 USD")),
            ("49", "69", ("49", "69")),
        ] {
            let seen = |text: &str| ("x".to_owned(), money(text));
            let price = Price::new(seen(current), Some(seen(regular)), None);
            assert_eq!((price.current, price.regular), (money(expected.0), Some(money(expected.1))));
        }
    }
}
