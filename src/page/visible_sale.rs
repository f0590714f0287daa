//! A sale that shoppers read in a theme that is not known, while data for machines states another price: that of yesterday, or
//! the one without tax.

use scraper::ElementRef;

use super::base::Base;
use super::before::StruckPrices;
use super::dom::Dom;
use super::price::{self, SeenPrice};
use super::{class_words, current, other_amounts, told_pair};
use crate::units::money::{Currency, Money};

/// So many elements are looked at.
const MOST: usize = 1_000;

/// So many elements up from a crossed-out price stands the one beside it.
const AROUND: usize = 2;

/// Places of the page's own product in which a price stands only while it is reduced.
const OF_SALE: &[&str] = &[".wc-block-components-product-price ins", ".special-price .price"];

/// What is looked at for a sale.
pub(super) struct VisibleSale<'a> {
    pub(super) dom: &'a Dom,
    pub(super) base: &'a Base,
    /// What machines are told.
    pub(super) declared: Money,
    pub(super) currency: Option<Currency>,
}

impl<'a> VisibleSale<'a> {
    /// The price that holds: the one beside a price before, either of which tells that the pair is the product's. In words the price
    /// before is the declared one; crossed out it is any, where the page shows neither the declared price nor, where one was read,
    /// another. A place that only a reduced price has says so, too.
    pub(super) fn price(&self, struck: &StruckPrices<'a>, visible: Option<&SeenPrice>) -> Option<SeenPrice> {
        if visible.is_some_and(|(_, visible)| visible.amount == self.declared.amount) {
            return None;
        }
        let heading = self.dom.heading();
        let told = |heading| {
            let mut elements = self.below(Some(heading));
            elements.find_map(|element| self.told(element).filter(|_| self.is_own(element, Some(heading))))
        };
        let crossed_out = |heading| {
            let now = self.beside(struck, heading).filter(|_| visible.is_none())?;
            (!self.shows_declared(Some(heading))).then_some(now)
        };
        let reduced = || {
            let reduced = visible.filter(|(place, _)| OF_SALE.contains(&place.as_str()))?;
            (!self.shows_declared(heading)).then(|| reduced.clone())
        };
        let below = heading.and_then(|heading| told(heading).or_else(|| crossed_out(heading)));
        below.map(|now| (price::OF_ANY_THEME.to_owned(), now)).or_else(reduced)
    }

    /// The elements below the page's heading, if it has one, that may show a price.
    fn below(&self, heading: Option<ElementRef<'a>>) -> impl Iterator<Item = ElementRef<'a>> {
        let is_below =
            move |element: &ElementRef<'_>| heading.is_none_or(|heading| element.id() > heading.id());
        self.dom.with_digits().take(MOST).filter(is_below)
    }

    fn is_own(&self, element: ElementRef<'a>, heading: Option<ElementRef<'a>>) -> bool {
        let is_in_tile = |heading| current::is_in_tile(self.dom, element, heading, self.base);
        !self.dom.is_of_other_product(element)
            && price::may_be_price(element)
            && !class_words::is_hidden(element)
            && !heading.is_some_and(is_in_tile)
    }

    /// "Was £69.00 Now £49.00", where 69 pounds are declared.
    fn told(&self, element: ElementRef<'_>) -> Option<Money> {
        let parent = element.parent().and_then(ElementRef::wrap);
        std::iter::once(element)
            .chain(parent)
            .filter_map(|part| told_pair::pair_in(part, self.currency))
            .find_map(|(before, now)| (before.amount == self.declared.amount).then_some(now))
    }

    /// The only amount beside a crossed-out one, where that is its price before.
    fn beside(&self, struck: &StruckPrices<'a>, heading: ElementRef<'a>) -> Option<Money> {
        struck.all().iter().filter(|(element, _)| self.is_own(*element, Some(heading))).find_map(
            |(element, seen)| {
                let around = element.ancestors().filter_map(ElementRef::wrap).take(AROUND);
                let mut levels =
                    around.map(|part| self.amounts(part, heading)).filter(|amounts| !amounts.is_empty());
                let amounts = levels.next()?;
                let now = *amounts.first()?;
                let is_one =
                    amounts.iter().all(|other| other.amount == now.amount) && now.amount < seen.1.amount;
                let is_its = |now: Money| {
                    let pair = struck.of_product(&(String::new(), now)).ok().flatten();
                    pair.is_some_and(|pair| pair.seen.1.amount == seen.1.amount)
                };
                (is_one && is_its(now)).then_some(now)
            },
        )
    }

    /// The amounts in a part of the page that are not before.
    fn amounts(&self, part: ElementRef<'a>, heading: ElementRef<'a>) -> Vec<Money> {
        let elements = part.descendants().filter_map(ElementRef::wrap).take(MOST);
        let shown = elements.filter(|element| {
            self.dom.has_own_digit(*element)
                && element.id() > heading.id()
                && !class_words::is_within_before(*element)
                && self.is_own(*element, Some(heading))
                && !other_amounts::is_of_another_thing(*element)
        });
        let read = shown.filter_map(|element| price::shown_in(element, self.currency));
        read.filter(|amount| amount.currency.is_some()).collect()
    }

    /// Whether shoppers read the declared price, too.
    fn shows_declared(&self, heading: Option<ElementRef<'a>>) -> bool {
        self.below(heading).any(|element| {
            price::shown_in(element, self.currency).is_some_and(|shown| shown.amount == self.declared.amount)
                && !class_words::is_within_before(element)
                // A bidder's link beside it leads elsewhere, too.
                && (element.attr("itemprop") == Some("price") || self.is_own(element, heading))
        })
    }
}
