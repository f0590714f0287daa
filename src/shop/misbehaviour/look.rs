//! What a hurt page shows in place of the truth.

use rust_decimal::Decimal;

use super::Quirk;
use crate::shop::catalogue::{StockProduct, StockReduction};

/// How product pages, lists and forms are rendered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(in crate::shop) enum Rendering {
    /// As they should be.
    #[default]
    Right,
    /// See [`Quirk::VisiblePrice`].
    VisiblePrice(i32),
    /// See [`Quirk::Price`].
    Price(i32),
    /// See [`Quirk::NoOldPrice`].
    NoOldPrice,
    /// See [`Quirk::Reduction`].
    Reduction(u32),
    /// See [`Quirk::NoToken`].
    NoToken,
}

/// The prices of one product as a page shows them.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::shop) struct Prices {
    /// What people read.
    pub(in crate::shop) visible: Decimal,
    /// What machines read.
    pub(in crate::shop) plain: Decimal,
    /// The old price stands beside it.
    pub(in crate::shop) is_reduced: bool,
    /// How the product is reduced.
    pub(in crate::shop) reduction: StockReduction,
}

impl Rendering {
    pub(in crate::shop) fn from_quirk(quirk: Quirk) -> Rendering {
        match quirk {
            Quirk::VisiblePrice(percent) => Rendering::VisiblePrice(percent),
            Quirk::Price(percent) => Rendering::Price(percent),
            Quirk::NoOldPrice => Rendering::NoOldPrice,
            Quirk::Reduction(percent) => Rendering::Reduction(percent),
            Quirk::NoToken => Rendering::NoToken,
            _ => Rendering::Right,
        }
    }

    /// The prices of one piece.
    pub(in crate::shop) fn prices(self, product: &StockProduct) -> Prices {
        self.shown(product.price, product.unit_price(1), product.reduction)
    }

    /// What is shown of a piece that costs `price` and regularly costs `regular`.
    pub(in crate::shop) fn shown(
        self,
        regular: Decimal,
        price: Decimal,
        reduction: StockReduction,
    ) -> Prices {
        let right = Prices { visible: price, plain: price, is_reduced: price < regular, reduction };
        match self {
            Rendering::VisiblePrice(percent) => Prices { visible: raised(price, percent), ..right },
            Rendering::Price(percent) => {
                let wrong = raised(price, percent);
                Prices { visible: wrong, plain: wrong, ..right }
            }
            Rendering::NoOldPrice => Prices { is_reduced: false, reduction: StockReduction::None, ..right },
            Rendering::Reduction(percent) if right.is_reduced => {
                let price = raised(regular, -i32::try_from(percent).unwrap_or(100));
                let reduction = match percent {
                    0 => StockReduction::None,
                    _ => StockReduction::Percent(percent),
                };
                Prices { visible: price, plain: price, is_reduced: percent > 0, reduction }
            }
            Rendering::Right | Rendering::Reduction(_) | Rendering::NoToken => right,
        }
    }

    /// The token of the page; empty when it has none.
    pub(in crate::shop) fn token(self, token: &str) -> &str {
        if self == Rendering::NoToken { "" } else { token }
    }
}

fn raised(price: Decimal, percent: i32) -> Decimal {
    price * Decimal::new(i64::from(100 + percent), 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::cart::round;
    use crate::shop::catalogue;

    #[test]
    fn a_look_changes_what_it_names() {
        // The mug is reduced from 14.28 by 20 %; a shopper may read 11.42 or a wrong price, and a machine another one.
        for (look, visible, plain, is_reduced) in [
            (Rendering::Right, "11.42", "11.42", true),
            (Rendering::VisiblePrice(10), "12.57", "11.42", true),
            (Rendering::Price(-10), "10.28", "10.28", true),
            (Rendering::NoOldPrice, "11.42", "11.42", false),
            (Rendering::Reduction(10), "12.85", "12.85", true),
            (Rendering::Reduction(0), "14.28", "14.28", false),
            (Rendering::NoToken, "11.42", "11.42", true),
        ] {
            let prices = look.prices(catalogue::product(6).unwrap());
            let text = |amount| format!("{:.2}", round(amount));
            assert_eq!(
                (text(prices.visible).as_str(), text(prices.plain).as_str(), prices.is_reduced),
                (visible, plain, is_reduced),
                "{look:?}"
            );
        }
    }

    #[test]
    fn products_without_a_reduction_keep_their_price() {
        for product in catalogue::PRODUCTS.iter().filter(|product| !product.is_reduced()) {
            assert_eq!(Rendering::Reduction(50).prices(product), Rendering::Right.prices(product));
        }
    }
}
