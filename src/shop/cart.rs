//! A cart: its lines, its vouchers, and what it costs.
//!
//! Not here: who owns which cart (`store`) and how it is told to a browser (`json`).

use rust_decimal::{Decimal, RoundingStrategy};

use super::catalogue::{self, StockProduct};
use super::rules::{self, Effect, Refusal, Rule};

/// What one customer has chosen.
#[derive(Debug, Clone, Default)]
pub(super) struct Cart {
    lines: Vec<BasketLine>,
    /// Ids of the vouchers that were typed in, in that order; the automatic rule is not among them.
    vouchers: Vec<u32>,
}

/// So many paid pieces of one combination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct BasketLine {
    product: u32,
    attribute: u32,
    quantity: u32,
}

/// A line as it is shown: paid pieces and gifts together.
#[derive(Debug, Clone, Copy)]
pub(super) struct BasketRow {
    pub(super) product: &'static StockProduct,
    pub(super) attribute: u32,
    pub(super) quantity: u32,
    /// Unrounded price of one piece.
    pub(super) unit: Decimal,
    /// Rounded price of all pieces.
    pub(super) total: Decimal,
}

/// A rule on the cart and what it takes off, rounded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Applied {
    pub(super) rule: &'static Rule,
    pub(super) off: Decimal,
}

/// What everything costs, tax included.
#[derive(Debug, Clone)]
pub(super) struct Bill {
    pub(super) rows: Vec<BasketRow>,
    pub(super) applied: Vec<Applied>,
    pub(super) products: Decimal,
    pub(super) discounts: Decimal,
    pub(super) total: Decimal,
    pub(super) pieces: u32,
}

/// To the cent, as a cashier does.
pub(super) fn round(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

impl Cart {
    /// Whether nothing is in it: gifts do not stay alone.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Paid pieces per product id.
    pub(super) fn paid(&self) -> impl Iterator<Item = (u32, u32)> {
        self.lines.iter().map(|line| (line.product, line.quantity))
    }

    /// Pieces of this combination, gifts included.
    pub(super) fn quantity(&self, product: u32, attribute: u32) -> u32 {
        self.paid_pieces(product, attribute) + self.gifts(product, attribute)
    }

    fn paid_pieces(&self, product: u32, attribute: u32) -> u32 {
        self.lines
            .iter()
            .find(|line| line.product == product && line.attribute == attribute)
            .map_or(0, |line| line.quantity)
    }

    fn gifts(&self, product: u32, attribute: u32) -> u32 {
        let given = |id: &&u32| {
            rules::rule_by_id(**id).is_some_and(|rule| rule.effect == Effect::Gift(product) && attribute == 0)
        };
        u32::try_from(self.vouchers.iter().filter(given).count()).unwrap_or(0)
    }

    /// Sets the paid pieces of a combination, and drops the vouchers that the cart is no longer worth.
    pub(super) fn set(&mut self, product: u32, attribute: u32, quantity: u32) {
        let known = self.lines.iter().position(|line| line.product == product && line.attribute == attribute);
        match (known, quantity) {
            (Some(index), 0) => {
                self.lines.remove(index);
            }
            (Some(index), _) => self.lines[index].quantity = quantity,
            (None, 0) => {}
            (None, _) => self.lines.push(BasketLine { product, attribute, quantity }),
        }
        let worth = self.worth();
        self.vouchers.retain(|id| {
            !worth.is_zero() && rules::rule_by_id(*id).is_some_and(|rule| worth >= rules::minimum(rule))
        });
    }

    /// Adds pieces up to the stock; `Err` leaves the cart as it was.
    pub(super) fn add(&mut self, product: u32, attribute: u32, pieces: u32) -> Result<(), OutOfStock> {
        let wanted = self.paid_pieces(product, attribute).saturating_add(pieces);
        if wanted > catalogue::STOCK {
            return Err(OutOfStock);
        }
        self.set(product, attribute, wanted);
        Ok(())
    }

    /// Takes pieces away; the last one takes the line with it.
    pub(super) fn take(&mut self, product: u32, attribute: u32, pieces: u32) {
        self.set(product, attribute, self.paid_pieces(product, attribute).saturating_sub(pieces));
    }

    /// Tries a voucher.
    pub(super) fn apply(&mut self, code: &str) -> Result<(), Refusal> {
        let products: Vec<u32> = self.paid().map(|(product, _)| product).collect();
        let rule = rules::check(code, &self.rules().collect::<Vec<_>>(), &products, self.worth())?;
        self.vouchers.push(rule.id);
        Ok(())
    }

    /// Takes a voucher off; the automatic rule stays, because it would come back at once.
    pub(super) fn remove_voucher(&mut self, id: u32) {
        self.vouchers.retain(|voucher| *voucher != id);
    }

    /// Takes off all vouchers that were typed in; whether there were any.
    pub(super) fn lose_vouchers(&mut self) -> bool {
        !std::mem::take(&mut self.vouchers).is_empty()
    }

    /// Ids of the rules on this cart: none without products, otherwise gifts first and then by id.
    pub(super) fn rules(&self) -> impl Iterator<Item = u32> {
        let mut ids = Vec::new();
        if !self.is_empty() {
            ids.push(rules::AUTOMATIC);
            ids.extend(&self.vouchers);
            let is_gift =
                |id: u32| rules::rule_by_id(id).is_some_and(|rule| matches!(rule.effect, Effect::Gift(_)));
            ids.sort_by_key(|id| (!is_gift(*id), *id));
        }
        ids.into_iter()
    }

    /// What the paid products cost together, rounded per line.
    fn worth(&self) -> Decimal {
        self.lines
            .iter()
            .filter_map(|line| {
                let product = catalogue::product(line.product)?;
                Some(round(product.unit_price(line.quantity) * Decimal::from(line.quantity)))
            })
            .sum()
    }

    fn shown(&self) -> Vec<BasketRow> {
        let mut lines = self.lines.clone();
        for id in self.rules() {
            let Some(Effect::Gift(product)) = rules::rule_by_id(id).map(|rule| rule.effect) else { continue };
            match lines.iter_mut().find(|line| line.product == product && line.attribute == 0) {
                Some(line) => line.quantity += 1,
                None => lines.push(BasketLine { product, attribute: 0, quantity: 1 }),
            }
        }
        let row = |line: &BasketLine| {
            let product = catalogue::product(line.product)?;
            let unit = product.unit_price(line.quantity);
            let total = round(unit * Decimal::from(line.quantity));
            Some(BasketRow { product, attribute: line.attribute, quantity: line.quantity, unit, total })
        };
        lines.iter().filter_map(row).collect()
    }

    /// The whole bill. Each rule sees what the ones before it have left, and never takes more.
    pub(super) fn bill(&self) -> Bill {
        let rows = self.shown();
        let exact: Decimal = rows.iter().map(|row| row.unit * Decimal::from(row.quantity)).sum();
        let mut left = exact;
        let mut applied = Vec::new();
        for rule in self.rules().filter_map(rules::rule_by_id) {
            let off = round(reduction(rule.effect, &rows, left).min(left));
            left -= off;
            applied.push(Applied { rule, off });
        }
        Bill {
            products: rows.iter().map(|row| row.total).sum(),
            discounts: applied.iter().map(|applied| applied.off).sum(),
            total: round(left),
            pieces: rows.iter().map(|row| row.quantity).sum(),
            rows,
            applied,
        }
    }
}

/// More pieces were asked for than [`catalogue::STOCK`].
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OutOfStock;

fn reduction(effect: Effect, rows: &[BasketRow], left: Decimal) -> Decimal {
    let percent = |percent: u32, of: Decimal| of * Decimal::new(i64::from(percent), 2);
    match effect {
        Effect::Amount(off) => Decimal::new(i64::from(off), 2),
        Effect::Percent(off) => percent(off, left),
        Effect::PercentOn { percent: off, product } => {
            let rows = rows.iter().filter(|row| row.product.id == product);
            percent(off, rows.map(|row| row.unit * Decimal::from(row.quantity)).sum())
        }
        Effect::FreeShipping => Decimal::ZERO,
        Effect::Gift(product) => {
            rows.iter().find(|row| row.product.id == product).map_or(Decimal::ZERO, |row| row.unit)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cart(lines: &[(u32, u32, u32)], codes: &[&str]) -> Cart {
        let mut cart = Cart::default();
        for (product, attribute, pieces) in lines {
            cart.add(*product, *attribute, *pieces).unwrap();
        }
        for code in codes {
            cart.apply(code).unwrap();
        }
        cart
    }

    #[test]
    fn bills_are_those_of_a_real_shop() {
        let shirt = (1, 1, 1);
        for (lines, codes, products, discounts, total) in [
            (&[shirt][..], &[][..], "22.94", "3.00", "19.94"),
            (&[shirt, (6, 0, 2)], &[], "45.79", "3.00", "42.79"),
            (&[shirt, (6, 0, 3)], &[], "57.21", "3.00", "54.22"),
            (&[shirt, (6, 0, 2)], &["BF2025"], "45.79", "7.28", "38.51"),
            (&[shirt, (6, 0, 2)], &["BF2025", "FREESHIP"], "45.79", "7.28", "38.51"),
            (&[shirt, (6, 0, 2)], &["BF2025", "FREESHIP", "GIFTMUG"], "57.21", "18.70", "38.52"),
            (&[(6, 0, 1)], &[], "11.42", "3.00", "8.42"),
        ] {
            let bill = cart(lines, codes).bill();
            let texts = [bill.products, bill.discounts, bill.total].map(|amount| format!("{amount:.2}"));
            assert_eq!(texts, [products, discounts, total], "{lines:?} {codes:?}");
        }
    }

    #[test]
    fn a_voucher_falls_with_its_minimum() {
        let mut cart = cart(&[(1, 1, 3)], &["MIN50"]);
        assert_eq!(cart.rules().collect::<Vec<_>>(), [1, 3]);
        cart.take(1, 1, 1);
        assert_eq!(cart.rules().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_gift_cannot_be_taken_out_and_does_not_stay_alone() {
        let mut cart = cart(&[(1, 1, 1), (6, 0, 2)], &["GIFTMUG"]);
        assert_eq!(cart.quantity(6, 0), 3);
        cart.set(6, 0, 0);
        assert_eq!(cart.quantity(6, 0), 1);
        cart.set(1, 1, 0);
        assert!(cart.is_empty());
        assert_eq!(cart.bill().pieces, 0);
        assert_eq!(cart.rules().count(), 0);
    }

    #[test]
    fn the_stock_is_the_limit() {
        let mut cart = Cart::default();
        assert_eq!(cart.add(6, 0, 99_999), Err(OutOfStock));
        assert!(cart.is_empty());
        cart.add(6, 0, 300).unwrap();
        assert_eq!(cart.add(6, 0, 1), Err(OutOfStock));
        assert_eq!(cart.quantity(6, 0), 300);
    }

    #[test]
    fn no_discount_exceeds_the_cart() {
        let mut cart = cart(&[(6, 0, 1)], &["BF2025", "GIFTMUG", "TSHIRT30", "FREESHIP"]);
        cart.remove_voucher(rules::AUTOMATIC);
        let bill = cart.bill();
        assert!(bill.total >= Decimal::ZERO);
        assert_eq!(bill.applied.len(), 5);
    }
}
