//! From the product's page to a filled cart in 1.6: add, look at the order page's first step, post the code there.

use super::requests;
use crate::scenario::{Check, Step, StepRole, Voucher};
use crate::shops::draft::{IN_CART, contains, look};
use crate::shops::{CartSight, Sale, Stop};
use crate::units::price;

/// How an answer and a page name a rule that is in the cart: by the address that takes it out.
pub(super) fn listed(rule: u64) -> String {
    format!("deleteDiscount={rule}\"")
}

pub(super) fn fill_cart(sale: &Sale<'_>) -> Vec<Step> {
    let mut steps = vec![add(sale), cart(sale)];
    steps.extend(sale.voucher.map(|voucher| code(sale, voucher)));
    steps
}

fn add(sale: &Sale<'_>) -> Step {
    let (tried, cart) = (&sale.tried.purchase, &sale.tried.added);
    let pointer = |name: &str, pointer: &str| Check {
        name: name.to_owned(),
        json: Some(pointer.to_owned()),
        ..Check::default()
    };
    let mut checks = vec![
        Check { at_least: Some(1.0), ..pointer(IN_CART, "/nbTotalProducts") },
        Check { equals: Some(false.into()), ..pointer("no error message", "/hasError") },
    ];
    let automatic = sale.promotions.iter().filter(|promotion| promotion.is_automatic_rule());
    let applied = automatic.filter_map(|rule| rule.rule_id);
    let applied = applied.filter(|id| cart.vouchers_added.iter().any(|rule| rule.id == Some(*id)));
    checks.extend(
        applied
            .map(|id| Check { promotion: true, ..contains(&format!("rule {id} is applied"), &listed(id)) }),
    );
    checks.extend(cart.total.zip(cart.total_text.as_ref()).map(|(total, text)| Check {
        promotion: sale.promised,
        equals: Some(text.as_str().into()),
        ..pointer(&format!("the cart costs {total}"), "/total")
    }));
    Step { checks, ..requests::add(sale.product, tried) }
}

fn cart(sale: &Sale<'_>) -> Step {
    let seen = sale.tried.cart_page.as_ref();
    let mut checks = vec![contains("is the cart page", "id=\"cart_summary\"")];
    let line = sale.tried.purchase.product.map(|product| format!("id=\"product_{product}_"));
    checks.extend(
        line.filter(|line| says(seen, line)).map(|line| contains("the cart page has the product", &line)),
    );
    checks.extend(total(sale, "the cart page shows", seen));
    Step {
        role: Some(StepRole::ShowsCart),
        checks,
        ..look("cart_page", &requests::summary(sale.product, &sale.tried.purchase.action))
    }
}

/// The answer is the order page once more, with the rule in it.
fn code(sale: &Sale<'_>, voucher: &Voucher) -> Step {
    let (before, seen) = (sale.tried.cart_page.as_ref(), sale.tried.code_page.as_ref());
    let mut checks = Vec::new();
    let rule = super::super::pages::voucher_id(sale, voucher).map(listed);
    let came_with_it =
        |text: &String| says(seen, text) && before.is_none_or(|page| !page.source.contains(text));
    match rule.filter(came_with_it) {
        Some(text) => checks.push(Check { promotion: true, ..contains("voucher is in the cart", &text) }),
        // The refusal's box.
        None => checks.push(Check {
            name: "voucher is accepted".to_owned(),
            promotion: true,
            body_lacks: Some("alert alert-danger".to_owned()),
            ..Check::default()
        }),
    }
    checks.extend(total(sale, "the cart with the voucher costs", seen));
    let shown = before.map(CartSight::from);
    Step { checks, ..requests::apply_code(sale.product, &sale.tried.purchase, shown, &voucher.template()) }
}

fn says(seen: Option<&Stop>, text: &str) -> bool {
    seen.is_some_and(|seen| seen.says(text))
}

/// The total as the order page shows it.
fn total(sale: &Sale<'_>, what: &str, seen: Option<&Stop>) -> Option<Check> {
    const BEGIN: &str = "id=\"total_price\">";
    let seen = seen?;
    let at = seen.source.find(BEGIN)?;
    let text = seen.source[at + BEGIN.len()..].split('<').next()?;
    let total = price::read_in(text.trim(), seen.page.currency.or(sale.product.currency)).ok()?;
    let literal = &seen.source[at..=at + BEGIN.len() + text.len()];
    let check = contains(&format!("{what} {total}"), literal);
    (seen.says(literal) && literal.len() < 200).then_some(Check { promotion: sale.promised, ..check })
}
