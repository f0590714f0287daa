//! What a hurt cart claims to hold and to cost.

use rust_decimal::Decimal;

use super::Quirk;
use crate::shop::cart::{Bill, Cart};

/// The bill that is shown in place of the right one; `None` when the two would be the same.
pub(in crate::shop) fn misstated(bill: &Bill, quirk: Quirk) -> Option<Bill> {
    if bill.rows.is_empty() {
        return None;
    }
    match quirk {
        Quirk::EmptyCart => Some(Cart::default().bill()),
        Quirk::Total(total) if total != bill.total => Some(Bill { total, ..bill.clone() }),
        Quirk::NoVoucher => {
            let (vouchers, applied): (Vec<_>, Vec<_>) =
                bill.applied.iter().copied().partition(|applied| !applied.rule.code.is_empty());
            let lost: Decimal = vouchers.iter().map(|voucher| voucher.off).sum();
            let (discounts, total) = (bill.discounts - lost, bill.total + lost);
            (!vouchers.is_empty()).then(|| Bill { applied, discounts, total, ..bill.clone() })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bill_lies_about_what_it_is_told_to() {
        let mug = |codes: &[&str]| {
            let mut cart = Cart::default();
            cart.add(6, 0, 1).unwrap();
            for code in codes {
                cart.apply(code).unwrap();
            }
            cart.bill()
        };
        // 11.42, with 3.00 off for everybody, and a tenth of the rest for a voucher.
        for (codes, quirk, total) in [
            (&["BF2025"][..], Quirk::Total(Decimal::new(1428, 2)), Some("14.28 - 3.84, 1 piece")),
            (&["BF2025"], Quirk::Total(Decimal::new(758, 2)), None),
            (&["BF2025"], Quirk::NoVoucher, Some("8.42 - 3.00, 1 piece")),
            (&[], Quirk::NoVoucher, None),
            (&["BF2025"], Quirk::EmptyCart, Some("0.00 - 0.00, 0 piece")),
            (&["BF2025"], Quirk::Hang, None),
        ] {
            let shown = misstated(&mug(codes), quirk);
            let text =
                shown.map(|bill| format!("{:.2} - {:.2}, {} piece", bill.total, bill.discounts, bill.pieces));
            assert_eq!(text.as_deref(), total, "{codes:?} {quirk:?}");
        }
        assert!(misstated(&Cart::default().bill(), Quirk::Total(Decimal::ONE)).is_none());
    }
}
