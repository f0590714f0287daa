//! The cart as the Store API describes it. Amounts are texts of minor units.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::page::{CartLine, CartState, CartVoucher, json};
use crate::units::money::{Currency, Money};

/// Reads a cart. Absent and odd parts become `None` or empty.
pub(super) fn read(cart: &Value, currency: Option<Currency>) -> CartState {
    let totals = Amounts::of(&cart["totals"], currency);
    let lines: Vec<CartLine> =
        json::members(&cart["items"]).into_iter().filter_map(|item| line(item, currency)).collect();
    let counted = lines.iter().fold(0, |sum: u32, line| sum.saturating_add(line.quantity));
    let free = has_free_shipping(cart);
    CartState {
        products_count: small(&cart["items_count"]).unwrap_or(counted),
        total: totals.money("total_price"),
        total_text: None,
        products: totals.taxed("total_items"),
        discount: totals.taxed("total_discount").filter(|money| !money.amount.is_zero()),
        vouchers_added: json::members(&cart["coupons"])
            .into_iter()
            .map(|coupon| voucher(coupon, totals.plain("total_items"), free, currency))
            .collect(),
        discounts_advertised: Vec::new(),
        lines,
    }
}

/// Whether an answer is a cart.
pub(super) fn is_cart(answer: &Value) -> bool {
    answer["items"].is_array() && answer["totals"].is_object()
}

fn small(value: &Value) -> Option<u32> {
    json::count(value).and_then(|count| u32::try_from(count).ok())
}

/// A variation's line has the variation's id.
fn line(item: &Value, currency: Option<Currency>) -> Option<CartLine> {
    Some(CartLine {
        product_id: json::id(&item["id"])?,
        attribute_id: None,
        name: json::text(&item["name"]).unwrap_or_default(),
        quantity: small(&item["quantity"]).unwrap_or(0),
        price: Amounts::of(&item["prices"], currency).money("price"),
        is_gift: false,
    })
}

fn voucher(coupon: &Value, items: Option<Decimal>, free: bool, currency: Option<Currency>) -> CartVoucher {
    let totals = Amounts::of(&coupon["totals"], currency);
    let off = totals.plain("total_discount").filter(|off| !off.is_zero());
    let is_percent = json::text(&coupon["discount_type"]).is_some_and(|kind| kind == "percent");
    let percent = off.zip(items).filter(|_| is_percent).and_then(|(off, items)| share(off, items));
    CartVoucher {
        id: None,
        name: None,
        code: json::text(&coupon["code"]),
        amount: totals.taxed("total_discount").filter(|_| off.is_some() && percent.is_none()),
        percent,
        free_shipping: off.is_none() && free,
        shown: None,
    }
}

/// What takes nothing off gives free shipping, where the cart has got it.
fn has_free_shipping(cart: &Value) -> bool {
    let packages = json::members(&cart["shipping_rates"]);
    let mut rates = packages.into_iter().flat_map(|package| json::members(&package["shipping_rates"]));
    rates.any(|rate| rate["method_id"] == "free_shipping")
}

/// The whole percentage that takes so much off these products; `None` when it is none: the coupon may be for some of them only.
fn share(off: Decimal, items: Decimal) -> Option<Decimal> {
    let percent = (off.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(items)?).round();
    let exact = items.checked_mul(percent)?.checked_div(Decimal::ONE_HUNDRED)?;
    // Each line is rounded by itself.
    let is_close = (exact - off).abs() <= Decimal::new(5, off.scale().max(1));
    (is_close && percent > Decimal::ZERO && percent <= Decimal::ONE_HUNDRED).then_some(percent)
}

/// Amounts of one object, which says how many of their digits are decimals.
struct Amounts<'a> {
    object: &'a Value,
    decimals: u32,
    currency: Option<Currency>,
}

impl<'a> Amounts<'a> {
    fn of(object: &'a Value, currency: Option<Currency>) -> Self {
        let decimals =
            json::count(&object["currency_minor_unit"]).and_then(|count| u32::try_from(count).ok());
        let named = json::text(&object["currency_code"]).and_then(|code| code.parse().ok());
        Self {
            object,
            decimals: decimals.filter(|count| *count <= 8).unwrap_or(2),
            currency: named.or(currency),
        }
    }

    fn plain(&self, name: &str) -> Option<Decimal> {
        let text = json::text(&self.object[name])?;
        let minor: i64 = text.parse().ok()?;
        Decimal::try_new(minor, self.decimals).ok()
    }

    fn money(&self, name: &str) -> Option<Money> {
        Some(Money::new(self.plain(name)?, self.currency))
    }

    /// With the tax that stands beside it.
    fn taxed(&self, name: &str) -> Option<Money> {
        let tax = self.plain(&format!("{name}_tax")).unwrap_or_default();
        Some(Money::new(self.plain(name)?.checked_add(tax)?, self.currency))
    }
}

/// An amount as the Store API writes it.
pub(super) fn minor(money: Money) -> String {
    money.amount.mantissa().to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cart(coupons: &Value, items: &str, price: &str) -> CartState {
        let cart = json!({
            "items": [{"id": 9, "name": "Lamp", "quantity": 2, "prices": {"price": "1142", "currency_minor_unit": 2}}],
            "coupons": coupons, "items_count": 2,
            "shipping_rates": [{"shipping_rates": [{"method_id": "free_shipping"}]}],
            "totals": {"total_items": items, "total_items_tax": "0", "total_discount": "228", "total_price": price,
                "currency_code": "EUR", "currency_minor_unit": 2},
        });
        assert!(is_cart(&cart));
        read(&cart, None)
    }

    #[test]
    fn amounts_are_minor_units() {
        let coupon = |kind: &str, off: &str| json!([{"code": "x", "discount_type": kind, "totals": {"total_discount": off, "currency_minor_unit": 2, "currency_code": "EUR"}}]);
        let state = cart(&coupon("percent", "228"), "2284", "2546");
        assert_eq!(state.total.unwrap().to_string(), "25.46 EUR");
        assert_eq!((minor(state.total.unwrap()), state.products_count), ("2546".to_owned(), 2));
        assert_eq!(state.products.unwrap().to_string(), "22.84 EUR");
        assert_eq!(
            (state.quantity_of(9), state.lines[0].price.unwrap().to_string()),
            (2, "11.42".to_owned())
        );
        let first = |state: CartState| state.vouchers_added[0].clone();
        assert_eq!(first(state).percent, Some(Decimal::TEN));
        let fixed = first(cart(&coupon("fixed_cart", "300"), "2284", "2474"));
        assert_eq!((fixed.percent, fixed.amount.unwrap().to_string()), (None, "3.00 EUR".to_owned()));
        // A percentage of one of the products only.
        let partly = first(cart(&coupon("percent", "131"), "2284", "2643"));
        assert_eq!((partly.percent, partly.amount.unwrap().to_string()), (None, "1.31 EUR".to_owned()));
        let free = first(cart(&coupon("percent", "0"), "2284", "2284"));
        assert!(free.free_shipping && free.percent.is_none() && free.amount.is_none());
    }

    #[test]
    fn currencies_without_decimals() {
        let cart = json!({"items": [], "totals": {"total_price": "5000", "currency_code": "JPY", "currency_minor_unit": 0}});
        let total = read(&cart, None).total.unwrap();
        assert_eq!((total.amount, minor(total)), (Decimal::from(5000), "5000".to_owned()));
    }
}
