//! What a cart costs, or is said to cost. Amounts are cents.

use super::coupons::{WooCoupon, WooEffect};
use super::goods::{WooItem, WooKind};
use super::session::{WooLine, WooSession, md5_hex};
use crate::shop::misbehaviour::Quirk;

/// The flat rate.
pub(super) const FLAT_RATE: i64 = 490;

/// A line with its price.
#[derive(Debug, Clone)]
pub(super) struct WooRow {
    pub(super) key: String,
    pub(super) line: WooLine,
    pub(super) subtotal: i64,
    /// After the coupons.
    pub(super) total: i64,
}

/// How the goods are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WooShipping {
    /// A coupon makes free shipping possible.
    pub(super) may_be_free: bool,
    pub(super) is_free: bool,
}

/// What a cart costs.
#[derive(Debug, Clone)]
pub(super) struct WooBill {
    pub(super) rows: Vec<WooRow>,
    /// What each coupon takes off.
    pub(super) coupons: Vec<(&'static WooCoupon, i64)>,
    pub(super) pieces: u32,
    pub(super) subtotal: i64,
    pub(super) discount: i64,
    /// Absent when nothing has to be sent.
    pub(super) shipping: Option<WooShipping>,
    pub(super) total: i64,
}

impl WooBill {
    /// The bill of a session.
    pub(super) fn new(session: &WooSession) -> WooBill {
        let mut rows: Vec<WooRow> = session.lines.iter().map(WooRow::new).collect();
        let subtotal = rows.iter().map(|row| row.subtotal).sum::<i64>();
        let mut coupons = Vec::new();
        for coupon in &session.coupons {
            coupons.push((*coupon, take_off(coupon, &mut rows)));
        }
        let discount = coupons.iter().map(|(_, off)| off).sum::<i64>();
        let is_sent = rows.iter().any(|row| !matches!(row.line.item.product.kind, WooKind::Virtual));
        let may_be_free = session.may_ship_free();
        // A coupon that makes it possible chooses it, too.
        let is_free = may_be_free && session.ships_free.unwrap_or(true);
        let shipping = is_sent.then_some(WooShipping { may_be_free, is_free });
        WooBill {
            pieces: rows.iter().map(|row| row.line.quantity).sum(),
            total: subtotal - discount + shipping.map_or(0, WooShipping::cost),
            rows,
            coupons,
            subtotal,
            discount,
            shipping,
        }
    }

    /// The bill that is shown in place of the right one; `None` when the two would be the same.
    pub(super) fn misstated(&self, quirk: Quirk) -> Option<WooBill> {
        if self.rows.is_empty() {
            return None;
        }
        match quirk {
            Quirk::EmptyCart => {
                let empty = WooBill { rows: Vec::new(), coupons: Vec::new(), shipping: None, ..self.clone() };
                Some(WooBill { pieces: 0, subtotal: 0, discount: 0, total: 0, ..empty })
            }
            Quirk::Total(total) => {
                let total = i64::try_from((total * rust_decimal::Decimal::ONE_HUNDRED).round()).ok()?;
                (total != self.total).then(|| WooBill { total, ..self.clone() })
            }
            Quirk::NoVoucher if !self.coupons.is_empty() => {
                let mut rows = self.rows.clone();
                rows.iter_mut().for_each(|row| row.total = row.subtotal);
                let total = self.total + self.discount;
                Some(WooBill { rows, coupons: Vec::new(), discount: 0, total, ..self.clone() })
            }
            _ => None,
        }
    }

    /// Changes with whatever the cart shows.
    pub(super) fn hash(&self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let rows: Vec<_> = self.rows.iter().map(|row| format!("{}{}", row.key, row.line.quantity)).collect();
        md5_hex(&format!("{}-{}", rows.join("-"), self.total))
    }
}

impl WooShipping {
    /// What it costs.
    pub(super) fn cost(self) -> i64 {
        if self.is_free { 0 } else { FLAT_RATE }
    }
}

impl WooRow {
    fn new(line: &WooLine) -> WooRow {
        let subtotal = line.item.price() * i64::from(line.quantity);
        WooRow { key: line.key(), line: line.clone(), subtotal, total: subtotal }
    }

    pub(super) fn item(&self) -> WooItem {
        self.line.item
    }
}

/// Takes a coupon off the rows it is for, and says how much that was.
fn take_off(coupon: &WooCoupon, rows: &mut [WooRow]) -> i64 {
    let covered = |row: &WooRow| coupon.covers(row.item());
    let worth: i64 = rows.iter().filter(|row| covered(row)).map(|row| row.subtotal).sum();
    let left: i64 = rows.iter().filter(|row| covered(row)).map(|row| row.total).sum();
    let pieces: i64 = rows.iter().filter(|row| covered(row)).map(|row| i64::from(row.line.quantity)).sum();
    let wanted = match coupon.effect {
        // Half a cent is not taken off.
        WooEffect::Percent(percent) => (worth * percent + 49) / 100,
        WooEffect::Cart(cents) => cents,
        WooEffect::Piece(cents) => cents * pieces,
    };
    let off = wanted.min(left);
    let mut rest = off;
    for row in rows.iter_mut().filter(|row| covered(row)) {
        let share = if left == 0 { 0 } else { (off * row.total / left).min(rest) };
        row.total -= share;
        rest -= share;
    }
    // What rounding left over goes where there is something to take it from.
    for row in rows.iter_mut().filter(|row| covered(row)) {
        let share = rest.min(row.total);
        row.total -= share;
        rest -= share;
    }
    off
}

#[cfg(test)]
mod tests {
    use super::super::coupons::coupon_of;
    use super::super::goods::item;
    use super::*;
    use crate::shop::stats::RequestPhase;

    fn session(items: &[(u32, u32)], codes: &[&str]) -> WooSession {
        let line = |(id, quantity): &(u32, u32)| WooLine {
            item: item(*id).unwrap(),
            chosen: Vec::new(),
            quantity: *quantity,
        };
        let coupons = codes.iter().map(|code| coupon_of(code).unwrap()).collect();
        let lines = items.iter().map(line).collect();
        WooSession { lines, coupons, ..WooSession::new(RequestPhase::Load) }
    }

    #[test]
    fn carts_cost_what_a_shop_says() {
        for (items, codes, discount, total) in [
            (&[(17, 3)][..], &[][..], 0, 3916),
            (&[(17, 3)], &["bf2025"], 343, 3573),
            (&[(17, 3)], &["bf2025", "fix3"], 643, 3273),
            (&[(17, 3)], &["bf2025", "fix3", "mug2", "freeship"], 1243, 2183),
            (&[(17, 3)], &["solo25"], 856, 3060),
            (&[(17, 6)], &["min50"], 500, 6842),
            (&[(17, 1), (25, 1), (19, 1)], &["bf2025", "nosale10", "freeship", "fix3"], 902, 3824),
            (&[(73, 1)], &[], 0, 900),
            (&[], &["bf2025"], 0, 0),
        ] {
            let bill = WooBill::new(&session(items, codes));
            assert_eq!((bill.discount, bill.total), (discount, total), "{items:?} {codes:?}");
            let rows: i64 = bill.rows.iter().map(|row| row.total).sum();
            assert_eq!(rows, bill.subtotal - bill.discount, "{items:?} {codes:?}");
        }
    }

    #[test]
    fn a_bill_lies_about_what_it_is_told_to() {
        let bill = WooBill::new(&session(&[(17, 1)], &["bf2025"]));
        for (quirk, expected) in [
            (Quirk::EmptyCart, Some((0, 0))),
            (Quirk::Total(rust_decimal::Decimal::new(999, 2)), Some((1, 999))),
            (Quirk::Total(rust_decimal::Decimal::new(1518, 2)), None),
            (Quirk::NoVoucher, Some((1, 1632))),
            (Quirk::Hang, None),
        ] {
            let shown = bill.misstated(quirk).map(|bill| (bill.pieces, bill.total));
            assert_eq!(shown, expected, "{quirk:?}");
        }
    }
}
