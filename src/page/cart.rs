//! A cart, whatever its platform: lines, totals, applied vouchers, and the vouchers it advertises.

use rust_decimal::Decimal;

use super::condition::Condition;
use crate::units::money::Money;

/// A cart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CartState {
    /// Pieces in the cart, all lines together; 0 after a silently refused add.
    pub products_count: u32,
    /// What is to pay, taxes as the shop shows them.
    pub total: Option<Money>,
    /// How the platform's answer writes that, where it is not a number.
    pub total_text: Option<String>,
    /// What the products cost before any rule; the minimum of a voucher is compared with this.
    pub products: Option<Money>,
    /// What all applied rules take off together. The rules' own figures need not add up to it.
    pub discount: Option<Money>,
    /// The applied rules, automatic ones and vouchers.
    pub vouchers_added: Vec<CartVoucher>,
    /// Highlighted vouchers that are not applied yet, with their codes.
    pub discounts_advertised: Vec<AdvertisedVoucher>,
    /// The lines.
    pub lines: Vec<CartLine>,
}

/// One line of a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartLine {
    /// The product's id.
    pub product_id: u64,
    /// The combination's id, for a product with combinations.
    pub attribute_id: Option<u64>,
    /// The product's name.
    pub name: String,
    /// Pieces.
    pub quantity: u32,
    /// Price of one piece.
    pub price: Option<Money>,
    /// A rule put it there for nothing; it cannot be taken out alone.
    pub is_gift: bool,
}

/// A rule that is applied to the cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartVoucher {
    /// The rule's id.
    pub id: Option<u64>,
    /// Its name, as the shop shows it.
    pub name: Option<String>,
    /// `None`: the rule is automatic.
    pub code: Option<String>,
    /// Percent off.
    pub percent: Option<Decimal>,
    /// Amount off. The currency is known when the rule's is the cart's.
    pub amount: Option<Money>,
    /// Whether it pays the shipping.
    pub free_shipping: bool,
    /// What the shop says it takes off here, as text: `-€4.28`, `Free shipping`.
    pub shown: Option<String>,
}

/// A voucher that the shop advertises and that is not applied yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdvertisedVoucher {
    /// The rule's id; left out while there is no cart.
    pub id: Option<u64>,
    /// Its name; left out while there is no cart.
    pub name: Option<String>,
    /// The code to enter.
    pub code: Option<String>,
    /// Percent off.
    pub percent: Option<Decimal>,
    /// Amount off.
    pub amount: Option<Money>,
    /// Whether it pays the shipping.
    pub free_shipping: bool,
    /// The product given away, if any.
    pub gift_product: Option<u64>,
    /// The cart must be worth at least this.
    pub minimum: Option<Money>,
    /// Start of validity in the shop's time, `2026-10-22 03:52:54`.
    pub valid_from: Option<String>,
    /// End of validity in the shop's time.
    pub valid_until: Option<String>,
    /// How often it can still be used, by all customers together.
    pub remaining: Option<u64>,
    /// How often one customer may use it.
    pub per_customer: Option<u64>,
    /// Its place among rules: 1 comes first.
    pub priority: Option<u64>,
    /// What else must be true for it to apply.
    pub conditions: Vec<Condition>,
}

impl CartState {
    /// Pieces of one product in the cart, all combinations together.
    #[must_use]
    pub fn quantity_of(&self, product_id: u64) -> u32 {
        let of_product = self.lines.iter().filter(|line| line.product_id == product_id);
        of_product.fold(0, |sum, line| sum.saturating_add(line.quantity))
    }
}
