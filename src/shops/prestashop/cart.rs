//! The cart as PrestaShop describes it in JSON, in `var prestashop` of every page and in the answers of `POST /cart`: lines,
//! totals, applied vouchers, and the vouchers it advertises.

use serde_json::Value;

use crate::page::{AdvertisedVoucher, CartCurrency, CartLine, CartState, CartVoucher, Condition, json};
use crate::units::money::{Currency, Money};
use crate::units::price;

/// Reads the `cart` object. Absent and odd parts become `None` or empty.
pub(super) fn read(cart: &Value, known: CartCurrency) -> CartState {
    let total = &cart["totals"]["total"];
    // In a cart's answer only the formatted total names the currency.
    let named = json::text(&total["value"]).and_then(|text| price::read(&text).ok()?.currency);
    let known = CartCurrency { currency: known.currency.or(named), ..known };
    let money = |value: &Value| json::decimal(value).map(|amount| Money::new(amount, known.currency));
    CartState {
        products_count: small(&cart["products_count"]),
        total: money(&total["amount"]),
        total_text: None,
        products: money(&cart["subtotals"]["products"]["amount"]),
        discount: money(&cart["subtotals"]["discounts"]["amount"]).filter(|money| !money.amount.is_zero()),
        vouchers_added: json::members(&cart["vouchers"]["added"])
            .into_iter()
            .map(|rule| voucher(rule, known))
            .collect(),
        discounts_advertised: json::members(&cart["discounts"])
            .into_iter()
            .map(|rule| advertised(rule, known))
            .collect(),
        lines: json::members(&cart["products"])
            .into_iter()
            .filter_map(|line| cart_line(line, known))
            .collect(),
    }
}

fn small(value: &Value) -> u32 {
    json::count(value).and_then(|count| u32::try_from(count).ok()).unwrap_or(0)
}

fn cart_line(line: &Value, known: CartCurrency) -> Option<CartLine> {
    Some(CartLine {
        product_id: json::id(&line["id_product"])?,
        attribute_id: json::id(&line["id_product_attribute"]),
        name: json::text(&line["name"]).unwrap_or_default(),
        quantity: small(&line["quantity"]),
        price: json::decimal(&line["price_amount"])
            .or_else(|| json::decimal(&line["price_wt"]))
            .map(|amount| Money::new(amount, known.currency)),
        is_gift: json::flag(&line["is_gift"]),
    })
}

fn voucher(rule: &Value, known: CartCurrency) -> CartVoucher {
    let shown = json::text(&rule["reduction_formatted"]);
    let amount = json::positive(&rule["reduction_amount"]).map(|amount| {
        // Without the id of the cart's currency, the shop's own text tells whether the amount is in it.
        let as_shown = || {
            let text = shown.as_deref()?.trim_start_matches(['-', '−']);
            price::read_in(text, known.currency).ok().filter(|money| money.amount == amount)?.currency
        };
        let currency = if known.id.is_some() { same_currency(rule, known) } else { as_shown() };
        Money::new(amount, currency)
    });
    CartVoucher {
        id: json::id(&rule["id_cart_rule"]),
        name: json::text(&rule["name"]),
        code: json::text(&rule["code"]),
        percent: json::percent(&rule["reduction_percent"]),
        amount,
        free_shipping: json::flag(&rule["free_shipping"]),
        shown,
    }
}

fn advertised(rule: &Value, known: CartCurrency) -> AdvertisedVoucher {
    let minimum_currency = known
        .currency
        .filter(|_| known.id.is_some() && json::id(&rule["minimum_amount_currency"]) == known.id);
    AdvertisedVoucher {
        id: json::id(&rule["id_cart_rule"]),
        name: json::text(&rule["name"]),
        code: json::text(&rule["code"]),
        percent: json::percent(&rule["reduction_percent"]),
        amount: json::positive(&rule["reduction_amount"])
            .map(|amount| Money::new(amount, same_currency(rule, known))),
        free_shipping: json::flag(&rule["free_shipping"]),
        gift_product: json::id(&rule["gift_product"]),
        minimum: json::positive(&rule["minimum_amount"]).map(|amount| Money::new(amount, minimum_currency)),
        valid_from: json::date(&rule["date_from"]),
        valid_until: json::date(&rule["date_to"]),
        remaining: json::count(&rule["quantity"]),
        per_customer: json::count(&rule["quantity_per_user"]),
        priority: json::id(&rule["priority"]),
        conditions: conditions(rule),
    }
}

/// What its flags restrict. Which products, countries and so on is not in the page.
fn conditions(rule: &Value) -> Vec<Condition> {
    let flags = [
        ("id_customer", Condition::OneCustomer),
        ("product_restriction", Condition::CertainProducts),
        ("group_restriction", Condition::CertainGroups),
        ("country_restriction", Condition::CertainCountries),
        ("carrier_restriction", Condition::CertainCarriers),
        ("shop_restriction", Condition::CertainShops),
        ("cart_rule_restriction", Condition::NotWithEveryRule),
        ("reduction_exclude_special", Condition::NotForReduced),
        ("minimum_amount_shipping", Condition::MinimumWithShipping),
        ("partial_use", Condition::RestBecomesVoucher),
    ];
    // `CartRule::getContextualValue`: -1 is the cheapest product, -2 the selected ones, else a product's id.
    let on = match json::decimal(&rule["reduction_product"]).and_then(|product| i64::try_from(product).ok()) {
        Some(-1) => Some(Condition::OffCheapest),
        Some(-2) => Some(Condition::OffSelected),
        Some(id) => u64::try_from(id).ok().filter(|id| *id > 0).map(Condition::OffProduct),
        None => None,
    };
    let set = flags.into_iter().filter(|(name, _)| json::flag(&rule[*name]));
    on.into_iter().chain(set.map(|(_, condition)| condition)).collect()
}

/// A rule's amount is in its own currency; when that is the cart's, we know its name.
fn same_currency(rule: &Value, known: CartCurrency) -> Option<Currency> {
    known.currency.filter(|_| known.id.is_some() && json::id(&rule["reduction_currency"]) == known.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_an_empty_cart() {
        let cart = read(
            &json!({"products": [], "products_count": 0, "vouchers": {"allowed": 1, "added": []},
                "discounts": [], "subtotals": {"discounts": null}}),
            CartCurrency::default(),
        );
        assert_eq!(cart, CartState::default());
        assert_eq!(read(&json!("odd"), CartCurrency::default()), CartState::default());
    }

    #[test]
    fn tells_what_restricts_an_advertised_voucher() {
        let cart = json!({"discounts": [{"id_cart_rule": null, "code": "HALF", "reduction_percent": "50.00",
            "quantity": "7", "quantity_per_user": "1", "priority": "2", "partial_use": "0", "reduction_product": "-1",
            "cart_rule_restriction": "1", "country_restriction": "0", "date_to": "0000-00-00 00:00:00"}]});
        let voucher = &read(&cart, CartCurrency::default()).discounts_advertised[0];
        assert_eq!((voucher.remaining, voucher.per_customer, voucher.priority), (Some(7), Some(1), Some(2)));
        let conditions: Vec<_> = voucher.conditions.iter().map(ToString::to_string).collect();
        assert_eq!(conditions, ["off the cheapest product only", "not with every other rule"]);
        assert_eq!(voucher.valid_until, None);
    }

    #[test]
    fn knows_the_currency_of_a_rule_only_where_the_shop_tells() {
        let cart = |id, formatted: &str| {
            json!({"totals": {"total": {"amount": 8.42, "value": "€8.42"}}, "vouchers": {"added": {"1": {
                "id_cart_rule": "1", "name": "3 off", "code": "", "reduction_percent": "0.00",
                "reduction_amount": "3.000000", "reduction_currency": id, "free_shipping": false,
                "reduction_formatted": formatted}}}})
        };
        let amount = |cart: &Value, id| {
            let known = CartCurrency { currency: None, id };
            read(cart, known).vouchers_added[0].amount.unwrap().to_string()
        };
        assert_eq!(amount(&cart("1", "-€3.00"), None), "3.00 EUR");
        assert_eq!(amount(&cart("2", "-€2.71"), None), "3.00");
        assert_eq!(amount(&cart("1", "-€3.00"), Some(1)), "3.00 EUR");
        assert_eq!(amount(&cart("2", "-€3.00"), Some(1)), "3.00");
    }
}
