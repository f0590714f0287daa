//! What the shop sells: categories, products, their combinations and what they cost.
//!
//! Not here: the goods themselves (`stock`), cart rules (`rules`) and how a price is written (`wording`).

use rust_decimal::Decimal;

use super::config::Language;
pub(super) use super::stock::{CATEGORIES, PRODUCTS};

/// Pieces of every product in stock; the stock never shrinks, so that every run meets the same shop.
pub(super) const STOCK: u32 = 300;

/// The same words in each language.
#[derive(Debug, Clone, Copy)]
pub(super) struct CatalogueText {
    pub(super) en: &'static str,
    pub(super) fr: &'static str,
}

impl CatalogueText {
    pub(super) fn get(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Fr => self.fr,
        }
    }
}

/// A shelf of the shop; the tree is two levels deep below the root (id 2).
#[derive(Debug)]
pub(super) struct Category {
    pub(super) id: u32,
    pub(super) parent: u32,
    pub(super) name: CatalogueText,
    pub(super) slug: CatalogueText,
    pub(super) description: CatalogueText,
}

/// How a product's own price is lowered, before any cart rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StockReduction {
    None,
    /// Percent off.
    Percent(u32),
    /// Cents off, tax included.
    Amount(u32),
    /// Percent off from so many pieces on.
    FromPieces {
        pieces: u32,
        percent: u32,
    },
}

/// One thing a customer can choose about a product, such as its size.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) id: u32,
    pub(super) name: CatalogueText,
    pub(super) choices: &'static [ProductChoice],
}

/// One value of a [`Group`]; colours are shown as swatches.
#[derive(Debug)]
pub(super) struct ProductChoice {
    pub(super) id: u32,
    pub(super) name: CatalogueText,
    pub(super) colour: Option<&'static str>,
}

/// Something for sale.
#[derive(Debug)]
pub(super) struct StockProduct {
    pub(super) id: u32,
    pub(super) category: u32,
    pub(super) reference: &'static str,
    pub(super) name: CatalogueText,
    pub(super) slug: CatalogueText,
    pub(super) summary: CatalogueText,
    pub(super) details: CatalogueText,
    /// Tax included, before any reduction.
    pub(super) price: Decimal,
    pub(super) reduction: StockReduction,
    pub(super) groups: &'static [&'static Group],
    /// The id of the first combination; 0 for a simple product.
    pub(super) first_attribute: u32,
}

pub(super) const fn cents(amount: u32) -> Decimal {
    Decimal::from_parts(amount, 0, 0, false, 2)
}

impl StockProduct {
    /// The unrounded price of one piece when so many are bought.
    pub(super) fn unit_price(&self, pieces: u32) -> Decimal {
        let percent_off = |percent: u32| self.price * (Decimal::ONE - cents(percent));
        match self.reduction {
            StockReduction::Percent(percent) => percent_off(percent),
            StockReduction::Amount(off) => self.price - cents(off),
            StockReduction::FromPieces { pieces: from, percent } if pieces >= from => percent_off(percent),
            StockReduction::None | StockReduction::FromPieces { .. } => self.price,
        }
    }

    /// Whether the page of one piece shows a lowered price.
    pub(super) fn is_reduced(&self) -> bool {
        self.unit_price(1) < self.price
    }

    /// Ids of all combinations; `[0]` for a simple product.
    pub(super) fn attributes(&self) -> impl Iterator<Item = u32> {
        let combinations: usize = self.groups.iter().map(|group| group.choices.len()).product();
        (self.first_attribute..).take(combinations)
    }

    /// The chosen values of a combination, one per group; `None` for an id that is not this product's.
    pub(super) fn choices(&self, attribute: u32) -> Option<Vec<(&'static Group, &'static ProductChoice)>> {
        let mut index = usize::try_from(attribute.checked_sub(self.first_attribute)?).ok()?;
        let mut chosen = Vec::with_capacity(self.groups.len());
        for group in self.groups.iter().rev() {
            let size = group.choices.len();
            chosen.push((*group, group.choices.get(index % size)?));
            index /= size;
        }
        chosen.reverse();
        (index == 0).then_some(chosen)
    }

    /// The combination for `(group, value)` pairs as a form sends them. A group that is not mentioned takes
    /// its first value; a value or group that the product does not have makes the combination impossible.
    pub(super) fn combination(&self, wanted: &[(u32, u32)]) -> Option<u32> {
        if wanted.iter().any(|(id, _)| !self.groups.iter().any(|group| group.id == *id)) {
            return None;
        }
        let mut index = 0;
        for group in self.groups {
            let position = match wanted.iter().find(|(id, _)| *id == group.id) {
                Some((_, value)) => group.choices.iter().position(|choice| choice.id == *value)?,
                None => 0,
            };
            index = index * group.choices.len() + position;
        }
        Some(self.first_attribute + u32::try_from(index).ok()?)
    }
}

/// The product with this id.
pub(super) fn product(id: u32) -> Option<&'static StockProduct> {
    PRODUCTS.iter().find(|product| product.id == id)
}

/// The category with this id.
pub(super) fn category(id: u32) -> Option<&'static Category> {
    CATEGORIES.iter().find(|category| category.id == id)
}

/// The products on a shelf and on the shelves below it.
pub(super) fn products_in(id: u32) -> impl Iterator<Item = &'static StockProduct> {
    PRODUCTS.iter().filter(move |product| {
        let mut shelf = category(product.category);
        while let Some(here) = shelf {
            if here.id == id {
                return true;
            }
            shelf = category(here.parent);
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(id: u32, pieces: u32) -> String {
        product(id).unwrap().unit_price(pieces).round_dp(2).to_string()
    }

    #[test]
    fn prices_are_those_of_the_contract() {
        for (id, pieces, expected) in [
            (1, 1, "22.94"),
            (2, 1, "34.46"),
            (6, 1, "11.42"),
            (7, 1, "9.28"),
            (8, 2, "14.28"),
            (8, 3, "12.85"),
        ] {
            assert_eq!(price(id, pieces), expected, "product {id}, {pieces} pieces");
        }
    }

    #[test]
    fn combinations_and_choices_are_inverse() {
        let shirt = product(1).unwrap();
        assert_eq!(shirt.attributes().collect::<Vec<_>>(), (1..=8).collect::<Vec<_>>());
        assert_eq!(shirt.combination(&[(1, 2), (2, 11)]), Some(4));
        assert_eq!(shirt.combination(&[]), Some(1));
        assert_eq!(shirt.combination(&[(1, 99), (2, 98)]), None);
        assert_eq!(product(6).unwrap().combination(&[(1, 1)]), None);
        for product in &PRODUCTS {
            for attribute in product.attributes() {
                let wanted: Vec<_> = product
                    .choices(attribute)
                    .unwrap()
                    .iter()
                    .map(|(group, choice)| (group.id, choice.id))
                    .collect();
                assert_eq!(product.combination(&wanted), Some(attribute));
            }
        }
        assert!(shirt.choices(9).is_none());
        assert!(product(6).unwrap().choices(1).is_none());
    }

    #[test]
    fn shelves_hold_what_is_below_them() {
        let ids = |id| products_in(id).map(|product| product.id).collect::<Vec<_>>();
        assert_eq!(ids(3), [1, 2]);
        assert_eq!(ids(8), [6, 7, 8, 15]);
        assert_eq!(ids(2).len(), PRODUCTS.len());
        assert!(ids(99).is_empty());
    }
}
