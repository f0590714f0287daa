//! The pages on which buyers look at their cart, and what stood there when a trial cart was looked at: its total for
//! machines and for shoppers, its products, the voucher.

use super::{PrestaShop, object, requests};
use crate::page::CartState;
use crate::scenario::{Check, Step, StepRole, Template, Voucher};
use crate::shops::draft::{contains, look, number, stated};
use crate::shops::{Sale, Stop};

/// The cart's own page, before a code is entered.
pub(super) fn cart(sale: &Sale<'_>) -> Option<Step> {
    let mut step =
        Step { role: Some(StepRole::ShowsCart), ..look("cart_page", &requests::pages(sale.product).cart?) };
    let (cart, seen) = (&sale.tried.added, sale.tried.cart_page.as_ref());
    step.checks.extend(is_page("is the cart page", "cart", seen));
    step.checks.push(has_products("the cart page", cart));
    step.checks.extend(totals(sale, "the cart page", cart, seen));
    Some(step)
}

/// As far as the cart goes: the order page is looked at, with the voucher in the cart.
pub(super) fn order(sale: &Sale<'_>) -> Option<Step> {
    let mut step = Step {
        role: Some(StepRole::ShowsOrder),
        ..look("order_page", &requests::pages(sale.product).order?)
    };
    let (cart, seen) = (last_cart(sale), sale.tried.order_page.as_ref());
    step.checks.extend(is_page("is the order page", "checkout", seen));
    step.checks.push(Check { promotion: sale.promised, ..has_products("the order page", cart) });
    step.checks.extend(totals(sale, "the order page", cart, seen));
    step.checks.extend(sale.voucher.into_iter().flat_map(|voucher| voucher_checks(sale, voucher)));
    Some(step)
}

fn last_cart<'a>(sale: &Sale<'a>) -> &'a CartState {
    sale.tried.with_voucher.as_ref().unwrap_or(&sale.tried.added)
}

/// What the page says that the cart costs: as it stood there, or else as the cart's answer had it.
fn totals(sale: &Sale<'_>, page: &str, cart: &CartState, seen: Option<&Stop>) -> Vec<Check> {
    let declared = seen.and_then(|seen| {
        let literal =
            PrestaShop::declared_total(&seen.page, &seen.source).filter(|literal| seen.says(literal))?;
        Some((seen.page.cart.as_ref()?.total?, literal))
    });
    let answered = || {
        let total = cart.total?;
        Some((total, format!("\"amount\":{},\"value\"", number(total.amount)?)))
    };
    let shown = seen.and_then(|seen| {
        let shown = seen.page.shown_total(&seen.source)?;
        Some((shown.price, stated(seen, &shown)?.to_owned()))
    });
    let declared = declared.or_else(answered);
    let declared = declared.map(|(total, text)| contains(&format!("{page} says {total}"), &text));
    let shown = shown.map(|(total, text)| contains(&format!("{page} shows {total}"), &text));
    let both = declared.into_iter().chain(shown);
    both.map(|check| Check { promotion: sale.promised, ..check }).collect()
}

/// That the voucher is among those applied, in the page's JSON and in the list that shoppers see: by the addresses
/// that take it out again, which stand there for applied vouchers alone. Advertised ones have codes and ids, too.
fn voucher_checks(sale: &Sale<'_>, voucher: &Voucher) -> Vec<Check> {
    let (Some(seen), Some(id)) = (sale.tried.order_page.as_ref(), voucher_id(sale, voucher)) else {
        return Vec::new();
    };
    let before = sale.tried.cart_page.as_ref();
    let came_with_it =
        |text: &String| seen.says(text) && before.is_none_or(|page| !page.source.contains(text));
    let check = |name: &str, texts: [String; 2]| {
        let text = texts.into_iter().find(came_with_it)?;
        Some(Check { promotion: true, ..contains(name, &text) })
    };
    let data = ["&", "\\u0026"].map(|and| format!("deleteDiscount={id}{and}token="));
    let list = ["&amp;", "\""].map(|end| format!("deleteDiscount={id}{end}"));
    let found =
        [check("voucher is on the order page", data), check("voucher is shown on the order page", list)];
    found.into_iter().flatten().collect()
}

/// The rule behind the code: as the cart listed it, or as the page advertised it.
pub(super) fn voucher_id(sale: &Sale<'_>, voucher: &Voucher) -> Option<u64> {
    let is_it = |code: &Option<String>| {
        code.as_ref().is_some_and(|code| code.to_lowercase() == voucher.code().to_lowercase())
    };
    let listed = last_cart(sale).vouchers_added.iter().find(|rule| is_it(&rule.code));
    let known = || sale.promotions.iter().find(|promotion| is_it(&promotion.code))?.rule_id;
    listed.and_then(|rule| rule.id).or_else(known)
}

/// The page's own word on the cart, in `var prestashop`.
fn has_products(page: &str, cart: &CartState) -> Check {
    let text = format!("\"products_count\":{},", cart.products_count);
    Check {
        name: format!("{page} has the product"),
        body_contains: Some(Template::escape(&text)),
        ..Check::default()
    }
}

/// That a page is the one it should be, by the name it gives itself: PrestaShop's own, or that of the module which stands in for
/// it. `None`: a page that was seen says none.
fn is_page(name: &str, usual: &str, seen: Option<&Stop>) -> Option<Check> {
    let object = seen.map(|seen| object::find(&seen.source));
    let own = object.as_ref().and_then(|object| object.read()?.page_name.as_deref()).unwrap_or(usual);
    let mut texts = [format!("\"page_name\":\"{own}\""), format!("<body id=\"{own}\"")].into_iter();
    let text = texts.find(|text| seen.is_none_or(|seen| seen.says(text)))?;
    Some(contains(name, &text))
}
