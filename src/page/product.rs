//! The product of a product page.

use scraper::ElementRef;

use super::agreeing;
use super::base::Base;
use super::before::{self, Doubt, StruckPrices};
use super::current;
use super::declared::{Declared, Metadata};
use super::dom::{self, Dom, selector};
use super::note::PageNote;
use super::own_line;
use super::pairs;
use super::platform::OwnProduct;
use super::price::{self, Price, SeenPrice};
use super::visible_price::{self, VisiblePrice, shown_places};
use super::visible_sale::VisibleSale;
use crate::units::money::{Currency, Money};
use crate::units::price::PriceRange;

/// A product page shows one price at fewer places than this.
const MOST_SHOWN: usize = 50;

/// So many elements are looked at for another price of the product.
const MOST_LOOKED_AT: usize = 1_000;

/// The product that a product page is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// The id by which the platform's carts know it; `None` on platforms whose data is not read.
    pub id: Option<u64>,
    /// The combination that is shown, by its id.
    pub attribute_id: Option<u64>,
    /// Its name.
    pub name: Option<String>,
    /// Its price, when one could be read without doubt.
    pub price: Option<Price>,
    /// The range of its prices where it has several: its combinations' prices differ.
    pub range: Option<PriceRange>,
    /// Pieces in stock, where the page says so.
    pub stock: Option<u64>,
}

impl Product {
    /// `own` is what the platform's own data says of it.
    pub(super) fn read(
        dom: &Dom,
        base: &Base,
        metadata: &Metadata,
        own: &OwnProduct,
        currency: Option<Currency>,
        notes: &mut Vec<PageNote>,
    ) -> Self {
        let price = read_price(dom, base, metadata, own, currency, notes);
        Self {
            id: own.id,
            attribute_id: own.attribute_id,
            name: name(dom, metadata, own),
            range: if price.is_none() { range(dom, metadata, currency) } else { None },
            price,
            stock: own.stock,
        }
    }
}

fn name(dom: &Dom, metadata: &Metadata, own: &OwnProduct) -> Option<String> {
    own.name
        .clone()
        .or_else(|| metadata.products().find_map(|(_, product)| product.name.clone()))
        .or_else(|| {
            let title =
                selector!("[class*=product-title i], [class*=product-name i], [class*=product__title i]");
            let mut titles = [dom.heading(), dom.own(title)].into_iter().flatten().map(dom::text);
            titles.find(|name| !name.is_empty())
        })
        .or_else(|| metadata.og_title.clone())
}

fn read_price(
    dom: &Dom,
    base: &Base,
    metadata: &Metadata,
    own: &OwnProduct,
    currency: Option<Currency>,
    notes: &mut Vec<PageNote>,
) -> Option<Price> {
    let mut declared = declared_prices(dom, metadata, own, currency);
    let read = VisiblePrice::read(dom, base, metadata, currency);
    let visible = read.as_ref().map(|read| read.seen.clone());
    // Templates write 0 for a price that they do not know.
    if visible.as_ref().is_none_or(|(_, visible)| !visible.amount.is_zero()) {
        declared.retain(|(_, price)| !price.amount.is_zero());
    }
    let first = declared.first().cloned().or_else(|| visible.clone())?;
    let named = || first.1.currency.or(visible.as_ref().and_then(|(_, visible)| visible.currency));
    let struck = StruckPrices::read(dom, base, currency.or_else(named));
    let known = VisibleSale { dom, base, declared: first.1, currency: currency.or_else(named) };
    let sale = if visible_price::has_range(metadata) { None } else { known.price(&struck, visible.as_ref()) };
    let visible = visible.or_else(|| sale.clone()).filter(|(_, visible)| visible.amount != first.1.amount);
    let current = sale.unwrap_or_else(|| chosen(dom, &declared, &first, visible.as_ref(), &struck, currency));
    notes.extend(differences(dom, &declared, &current, visible.as_ref(), currency));
    notes.extend(struck.left_out());
    let regular = regular_price(dom, base, own, &current, &struck, currency);
    let told = match &regular {
        Ok(None) if declared_regular(metadata, &current).is_none() => {
            pairs::of_product(dom, base, current.1, currency)
        }
        _ => None,
    };
    let regular = regular.map(|regular| regular.or_else(|| declared_regular(metadata, &current)));
    let is_known = told.is_some() || !matches!(regular, Ok(None));
    let agreeing = if is_known { None } else { agreeing::price_before(dom, base, current.1, currency) };
    let regular = regular.map(|regular| regular.or(agreeing)).unwrap_or_else(|why| {
        notes.push(why);
        None
    });
    let is_read = |read: &VisiblePrice<'_>| declared.is_empty() && read.seen.1.amount == current.1.amount;
    if let Some(place) = read.filter(is_read).and_then(|read| read.guessed) {
        let (price, words) = (current.1, own_line::words_around(place));
        notes.push(PageNote::PriceOfUnknownTheme { price, words });
    }
    let is_told_recommended = told.as_ref().is_some_and(|told| told.is_recommended);
    let mut price = Price::new(current, regular.or(told.map(|told| told.seen)), label(dom));
    price.quantity_discounts.clone_from(&own.quantity_discounts);
    let states_it =
        |product: &Declared| product.price.is_some_and(|stated| stated.amount == price.current.amount);
    price.declared_last_day = metadata
        .products()
        .filter(|(_, product)| states_it(product))
        .find_map(|(_, product)| product.last_day);
    let declares_it = |(_, product): (_, &Declared)| {
        product.is_recommended
            && product.regular.map(|regular| regular.amount) == price.regular.map(|regular| regular.amount)
    };
    price.is_recommended = is_told_recommended
        || price.regular.is_some() && metadata.products().any(declares_it)
        || price
            .regular
            .is_some_and(|regular| before::is_recommended(dom.all(before::marked()), regular, currency));
    Some(price)
}

/// Which of the prices holds: the first that is declared, unless others outvote it. Of several variants machines are told the
/// cheapest, and shoppers read the one that is chosen: it is known by its price before.
fn chosen(
    dom: &Dom,
    declared: &[SeenPrice],
    first: &SeenPrice,
    visible: Option<&SeenPrice>,
    struck: &StruckPrices<'_>,
    currency: Option<Currency>,
) -> SeenPrice {
    let is_reduced = |seen: &SeenPrice| matches!(struck.of_product(seen), Ok(Some(_)));
    let has_heading = dom.heading().is_some();
    let paired =
        || visible.filter(|visible| has_heading && is_reduced(visible) && !is_reduced(first)).cloned();
    let gross = || visible.filter(|_| is_shown_without_tax(dom, first, currency)).cloned();
    outvoted(dom, declared, first, currency).or_else(paired).or_else(gross).unwrap_or_else(|| first.clone())
}

/// Whether this price is without taxes, and the page shows one with them, too.
fn shows_both(dom: &Dom, current: &SeenPrice, currency: Option<Currency>) -> bool {
    let has_taxes = |element: ElementRef<'_>| {
        dom::short_text(element, 80).and_then(|text| price::with_taxes(&text)) == Some(true)
            && price::shown_in(element, currency).is_some_and(|shown| shown.amount != current.1.amount)
    };
    let own = || dom.with_digits().filter(|element| !dom.is_of_other_product(*element)).take(MOST_LOOKED_AT);
    is_shown_without_tax(dom, current, currency) && own().any(has_taxes)
}

/// Whether wherever the page shows this price it says that taxes are not in it. Machines may be told that one, while shoppers read
/// the one with tax first.
fn is_shown_without_tax(dom: &Dom, seen: &SeenPrice, currency: Option<Currency>) -> bool {
    let mut places = dom
        .with_digits()
        .filter(|element| !dom.is_of_other_product(*element) && price::may_be_price(*element))
        .filter(|element| {
            price::shown_in(*element, currency).is_some_and(|shown| shown.amount == seen.1.amount)
        })
        .take(MOST_SHOWN)
        .peekable();
    places.peek().is_some() && places.all(price::is_without_tax)
}

/// The places that state another price than the one that is believed.
fn differences(
    dom: &Dom,
    declared: &[SeenPrice],
    current: &SeenPrice,
    visible: Option<&SeenPrice>,
    currency: Option<Currency>,
) -> Vec<PageNote> {
    let mut notes = Vec::new();
    let Some(first) = declared.first() else { return notes };
    // The place that states a price for machines may itself show another one.
    let beside =
        price::own(dom, selector!(".current-price-value[content], .product__current-price[content]"))
            .filter(|_| first.0.ends_with("[content]"))
            .and_then(|element| price::shown_in(element, currency))
            .filter(|shown| shown.amount != first.1.amount);
    if let Some(shown) = beside.or_else(|| Some(visible?.1)) {
        notes.push(PageNote::ShownPriceDiffers { declared: first.clone(), shown });
    }
    let is_told = |other: &SeenPrice| current != first && *other == *first;
    for (place, other) in declared.iter().skip(1).filter(|other| !is_told(other)) {
        if other.amount != current.1.amount {
            notes.push(PageNote::PricesDiffer { first: current.clone(), other: (place.clone(), *other) });
        }
    }
    notes
}

/// The price that shoppers read, where the one that stands beside it for machines agrees with nothing else that the page declares:
/// a theme may leave the tax in for customers who see prices without.
fn outvoted(
    dom: &Dom,
    declared: &[SeenPrice],
    first: &SeenPrice,
    currency: Option<Currency>,
) -> Option<SeenPrice> {
    let place = first.0.strip_suffix("[content]")?;
    let known = shown_places().into_iter().find(|(name, _)| *name == place)?;
    let shown = price::shown_in(price::own(dom, known.1)?, currency)?;
    let others = || declared.iter().skip(1);
    let stands_alone = others().all(|(_, other)| other.amount != first.1.amount);
    let is_confirmed = others().any(|(_, other)| other.amount == shown.amount);
    (shown.amount != first.1.amount && stands_alone && is_confirmed).then(|| (place.to_owned(), shown))
}

/// What the product costs when it has several prices.
fn range(dom: &Dom, metadata: &Metadata, currency: Option<Currency>) -> Option<PriceRange> {
    let declared = metadata.products().find_map(|(_, product)| product.range);
    let known = || {
        shown_places().iter().find_map(|(_, selector)| price::range_of(price::own(dom, *selector)?, currency))
    };
    // Of any theme, below the product's name; where several stand there, none is surely its own.
    let of_any_theme = || {
        let heading = dom.heading()?;
        let places = dom.all(current::called_price());
        let own = places.filter(|place| place.id() > heading.id() && !dom.is_of_other_product(*place));
        let mut ranges = own.take(current::MOST_PLACES).filter_map(|place| price::range_of(place, currency));
        let first = ranges.next()?;
        ranges.all(|other| other == first).then_some(first)
    };
    declared.or_else(known).or_else(of_any_theme)
}

/// What declared data says that the price was before. It counts only beside the price that the page asks.
fn declared_regular(metadata: &Metadata, current: &SeenPrice) -> Option<SeenPrice> {
    let beside = |price: Option<Money>| price.is_some_and(|price| price.amount == current.1.amount);
    let known = |money: Money| Money::new(money.amount, money.currency.or(current.1.currency));
    let from_product = metadata
        .products()
        .filter(|(_, product)| beside(product.price))
        .find_map(|(name, product)| Some((format!("{name}, price before"), known(product.regular?))));
    from_product.or_else(|| {
        let regular = metadata.meta_regular.filter(|_| beside(metadata.meta_price))?;
        Some(("meta product:original_price:amount".to_owned(), known(regular)))
    })
}

/// The machine-readable prices, the one nearest to what the shopper sees first.
fn declared_prices(
    dom: &Dom,
    metadata: &Metadata,
    own: &OwnProduct,
    currency: Option<Currency>,
) -> Vec<SeenPrice> {
    let with_content = |place: &'static str, selector| {
        let element = dom.own(selector)?;
        price::of_element(element, place, currency).filter(|(place, _)| place.ends_with("[content]"))
    };
    let known = |money: Money| Money::new(money.amount, money.currency.or(currency));
    let price_of = |declared: &Option<Declared>| declared.as_ref().and_then(|declared| declared.price);
    [
        with_content(".current-price-value", selector!(".current-price-value[content]")),
        with_content(".product__current-price", selector!(".product__current-price[content]")),
        dom.all(selector!("[itemprop=price][content]"))
            .filter(|element| !dom.is_of_other_product(*element) && !is_of_related(*element))
            .find_map(|element| price::of_element(element, "[itemprop=price]", currency))
            .filter(|(place, _)| place.ends_with("[content]"))
            .filter(|_| metadata.microdata.as_ref().is_none_or(|product| product.price.is_some())),
        metadata.meta_price.map(|money| ("meta product:price:amount".to_owned(), known(money))),
        price_of(&metadata.linked).map(|money| ("JSON-LD offers.price".to_owned(), known(money))),
        price_of(&metadata.microdata).map(|money| ("microdata price".to_owned(), known(money))),
        metadata.own.as_ref().and_then(|(place, product)| Some(((*place).to_owned(), known(product.price?)))),
        own.price.map(|(place, amount)| (place.to_owned(), Money::new(amount, currency))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether microdata says that an element is of another product than the page's: one that is part of it.
fn is_of_related(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|scope| {
        let is_product = scope.attr("itemtype").is_some_and(|kind| kind.ends_with("/Product"));
        is_product && scope.attr("itemprop").is_some_and(|role| role != "mainEntity")
    })
}

impl From<Doubt> for PageNote {
    fn from(doubt: Doubt) -> Self {
        match doubt {
            Doubt::Several(prices) => Self::SeveralPricesBefore(prices),
            Doubt::OfNeighbour(before) => Self::PriceBeforeOfNeighbour(before),
        }
    }
}

/// The struck-through price. The text that the shopper sees comes first here: the platform's own data may include taxes
/// even in shops that show prices without.
fn regular_price(
    dom: &Dom,
    base: &Base,
    own: &OwnProduct,
    current: &SeenPrice,
    struck: &StruckPrices<'_>,
    currency: Option<Currency>,
) -> Result<Option<SeenPrice>, PageNote> {
    if let Some(struck) = struck.of_product(current)? {
        let taxes = |element| price::with_taxes(&dom::text(element));
        let now =
            shown_places().iter().find_map(|(_, place)| taxes(current::asked(dom, base, *place, currency)?));
        let before = taxes(struck.element);
        let differ = before.is_some() && now.is_some() && before != now;
        let may_differ = || before.is_none() && shows_both(dom, current, currency);
        if differ || may_differ() {
            return Err(PageNote::TaxesDiffer);
        }
        return Ok(Some(struck.seen));
    }
    let same_taxes = own.price.is_some_and(|(_, price)| price == current.1.amount.normalize());
    let decimals = currency.map_or(2, Currency::decimals);
    Ok(own
        .before
        .filter(|_| same_taxes)
        .map(|(place, before)| (place.to_owned(), Money::new(before.round_dp(decimals), currency))))
}

/// The flag on the picture is the shortest (`-20%`), the line under the price the fallback (`Save 20%`).
fn label(dom: &Dom) -> Option<String> {
    [
        selector!(".product-flag.discount"),
        selector!(".discount-percentage"),
        selector!(".discount-amount"),
        selector!(".product__discount-percentage, .product__discount-amount"),
    ]
    .into_iter()
    .find_map(|selector| dom.own(selector).map(dom::text).filter(|text| !text.is_empty()))
}
