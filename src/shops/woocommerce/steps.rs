//! From the product's page to a filled cart, as a browser does it: add, look at the cart, enter the code. Each step carries the checks
//! that the trial's answers bear.

use super::background::has_small_cart;
use super::requests;
use super::{classic, proofs};
use crate::page::CartState;
use crate::scenario::{Check, Extract, Step, StepRole, Voucher};
use crate::shops::draft::{IN_CART, contains, look, pause};
use crate::shops::{Sale, Stop};

pub(super) fn fill_cart(sale: &Sale<'_>) -> Vec<Step> {
    let way = Way::of(sale);
    let mut steps = Vec::new();
    // Buyers come from the product's own page, which needs no nonce: only a variation may have to be asked for.
    steps.extend(requests::before_add(sale.product, &sale.tried.purchase));
    steps.push(add(sale));
    steps.extend(way.small_cart(sale, "small_cart"));
    if way.code == CodeWay::Interface {
        steps.push(cart_state(sale));
    }
    steps.extend(cart_page(sale));
    steps.extend(sale.voucher.map(|voucher| enter(sale, voucher, way)));
    if sale.voucher.is_some() && way.code == CodeWay::Classic {
        steps.extend(classic::cart_with_code(sale));
        steps.extend(way.small_cart(sale, "small_cart_with_code").map(|step| Step {
            promotion: true,
            checks: Vec::new(),
            ..step
        }));
    }
    steps
}

/// What the shop's pages do by themselves.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// Whether the theme keeps a small cart in its pages, and asks for it.
    small_cart: bool,
    code: CodeWay,
}

/// How the cart's page enters codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CodeWay {
    /// The form of the classic page, with `wc-ajax`.
    Classic,
    /// The block, with the Store API.
    Interface,
}

impl Way {
    fn of(sale: &Sale<'_>) -> Self {
        let cart = sale.tried.cart_page.as_ref();
        let is_classic = cart.is_some_and(|cart| requests::is_classic(cart.into()));
        Self {
            small_cart: has_small_cart(sale.source),
            code: if is_classic { CodeWay::Classic } else { CodeWay::Interface },
        }
    }

    /// The theme's script asks for its small cart whenever the cart has changed; on the first page of a visit, it does so on any page.
    fn small_cart(self, sale: &Sale<'_>, name: &str) -> Option<Step> {
        let step = self.small_cart.then(|| requests::fragments(sale.product, name))?;
        let has_product = Check {
            name: IN_CART.into(),
            body_matches: Some("\"cart_hash\":\"[0-9a-f]+\"".into()),
            ..Check::default()
        };
        Some(Step { checks: vec![has_product], ..step })
    }
}

/// The product's own form: a page comes, with what the shop says of it.
fn add(sale: &Sale<'_>) -> Step {
    let step = requests::add(sale.product, &sale.tried.purchase);
    let refuses = Check {
        name: "no error message".into(),
        body_lacks: Some("class=\"woocommerce-error\"".into()),
        ..Check::default()
    };
    Step { checks: vec![refuses], ..step }
}

/// What the blocks' scripts ask on their next page, and what the journey's writes need: the nonce. It proves the cart.
fn cart_state(sale: &Sale<'_>) -> Step {
    let mut step = requests::ask(sale.product);
    step.checks.push(Check {
        name: IN_CART.into(),
        json: Some("/items_count".into()),
        at_least: Some(f64::from(sale.tried.purchase.quantity.max(1))),
        ..Check::default()
    });
    step.checks.extend(proofs::total("the cart", &sale.tried.added, sale.promised));
    step
}

/// The cart's page, before a code is entered.
fn cart_page(sale: &Sale<'_>) -> Option<Step> {
    let seen = sale.tried.cart_page.as_ref()?;
    let mut step = Step { role: Some(StepRole::ShowsCart), ..look("cart_page", &seen.asked) };
    if requests::is_classic(seen.into()) {
        step.checks.extend(classic::of_cart(sale, seen));
        if sale.voucher.is_some() {
            let stands = |extract: &Extract| {
                extract.between.as_ref().is_some_and(|[before, _]| seen.source.contains(before))
            };
            step.extracts.extend(requests::cart_values().into_iter().filter(stands));
        }
    } else {
        step.checks.extend(block(seen, "woocommerce/cart").map(|text| contains("is the cart page", &text)));
    }
    Some(step)
}

/// The mark of a block in a page.
pub(super) fn block(seen: &Stop, name: &str) -> Option<String> {
    let marks = [format!("data-block-name=\"{name}\""), format!("wp-block-{}", name.replace('/', "-"))];
    marks.into_iter().find(|mark| seen.says(mark))
}

/// Enters the code; from the block the answer is the cart, and proves it.
fn enter(sale: &Sale<'_>, voucher: &Voucher, way: Way) -> Step {
    let seen = sale.tried.cart_page.as_ref().map(Into::into);
    let mut step = requests::apply_code(sale.product, seen, &voucher.template());
    if way.code == CodeWay::Classic {
        let accepted = contains("voucher is accepted", "woocommerce-message");
        step.checks.push(Check { promotion: true, ..accepted });
        // The page's script asks for the cart with the code at once, and shows it.
        step.think_time = pause(0, 0);
        return step;
    }
    // A refused code is answered with 400: then the promotion is wrong, and the page came all the same.
    step.expect_status = vec![200, 400];
    step.checks.push(Check {
        name: "no rate limit".into(),
        body_lacks: Some("\"rate_limit_exceeded\"".into()),
        ..Check::default()
    });
    let cart = sale.tried.with_voucher.as_ref();
    step.checks.extend(cart.into_iter().flat_map(|cart| of_coupon(sale, cart, voucher)));
    step
}

fn of_coupon(sale: &Sale<'_>, cart: &CartState, voucher: &Voucher) -> Vec<Check> {
    let off = proofs::discount("the cart with the voucher", cart);
    let listed = proofs::listed(cart, voucher.code());
    let total = proofs::total("the cart with the voucher", cart, sale.promised);
    listed.into_iter().chain(off).chain(total).collect()
}
