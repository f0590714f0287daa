//! From the product's page to a filled cart, as a browser does it: add, look at the cart, enter the code. Each step carries the checks
//! that the trial's answers bear.

use super::background::has_small_cart;
use super::requests::{self, AddWay};
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
    steps.extend(sale.voucher.filter(|_| way.code == CodeWay::Interface).and_then(|voucher| {
        let cart = sale.tried.with_voucher.as_ref()?;
        let filled = [has_pieces(sale)].into_iter();
        let checks = filled.chain(of_coupon(sale, cart, voucher)).collect();
        // What the next page's scripts ask: a shop may forget the code that it has just accepted.
        let ask = Step { extracts: Vec::new(), ..requests::ask(sale.product) };
        Some(Step { name: "cart_state_with_code".into(), promotion: true, checks, ..ask })
    }));
    if sale.voucher.is_some() && way.code == CodeWay::Classic {
        steps.extend(classic::cart_with_code(sale));
        let small_cart = way.small_cart(sale, "small_cart_with_code");
        steps.extend(small_cart.map(|step| Step { promotion: true, ..step }));
    }
    steps
}

/// What the answers of the classic scripts have once something is in the cart.
const FILLED: &str = "\"cart_hash\":\"[0-9a-f]+\"";

/// What the Store API says of a cart with nothing in it.
const EMPTY: &str = "\"items_count\":0,";

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
        let has_product =
            Check { name: IN_CART.into(), body_matches: Some(FILLED.into()), ..Check::default() };
        Some(Step { checks: vec![has_product], ..step })
    }
}

/// What an add is answered with proves that it was one: a page that says what broke comes with status 200, too.
fn add(sale: &Sale<'_>) -> Step {
    let step = requests::add(sale.product, &sale.tried.purchase);
    let refuses = Check {
        name: "no error message".into(),
        body_lacks: Some("class=\"woocommerce-error\"".into()),
        ..Check::default()
    };
    let checks = std::iter::once(refuses).chain(added(sale)).collect();
    Step { checks, ..step }
}

/// The notices of either kind of theme for what was done.
const NOTICES: [&str; 3] =
    ["class=\"woocommerce-message\"", "wc-block-components-notice-banner is-success", "woocommerce-message"];

/// That the add's own answer says so: the cart, or its pieces, or the notice that the trial's answer had and the product's page
/// had not; or else that it is the page that the trial's answer was.
fn added(sale: &Sale<'_>) -> Option<Check> {
    let purchase = &sale.tried.purchase;
    match requests::way_of(purchase) {
        AddWay::Interface => return Some(has_pieces(sale)),
        AddWay::Script => {
            let matches = Some(FILLED.into());
            return Some(Check { name: IN_CART.into(), body_matches: matches, ..Check::default() });
        }
        AddWay::Form => {}
    }
    let is_redirect = sale.tried.add_answer.is_empty();
    // The notice waits for the page that the visitor is sent to.
    let cart = sale.tried.cart_page.as_ref().filter(|_| is_redirect);
    let answer = cart.map_or(sale.tried.add_answer.as_str(), |cart| &cart.source);
    let stands = |text: &str| answer.contains(text) && sale.product.encoding.keeps(text);
    let notice = NOTICES.into_iter().find(|notice| stands(notice) && !sale.source.contains(notice));
    let notice = notice.map(|notice| contains("the shop says that it is added", notice));
    notice.or_else(|| {
        let title = title(answer).filter(|title| stands(title) && title.is_ascii())?;
        Some(contains("has its title", title))
    })
}

/// The title of a page with its mark-up, where it is one line.
fn title(html: &str) -> Option<&str> {
    const END: &str = "</title>";
    let rest = &html[html.find("<title>")?..];
    let title = &rest[..rest.find(END)? + END.len()];
    (title.len() < 300 && !title.contains('\n')).then_some(title)
}

/// That the Store API's cart has what was added.
fn has_pieces(sale: &Sale<'_>) -> Check {
    Check {
        name: IN_CART.into(),
        json: Some("/items_count".into()),
        at_least: Some(f64::from(sale.tried.purchase.quantity.max(1))),
        ..Check::default()
    }
}

/// What the blocks' scripts ask on their next page, and what the journey's writes need: the nonce. It proves the cart.
fn cart_state(sale: &Sale<'_>) -> Step {
    let mut step = requests::ask(sale.product);
    step.checks.push(has_pieces(sale));
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
        step.checks.extend(proofs::preloaded(seen, &sale.tried.added, sale.promised));
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
    // An add that failed says nothing of the code, though an empty cart takes it, too.
    let filled = Check { name: IN_CART.into(), body_lacks: Some(EMPTY.into()), ..Check::default() };
    step.checks.push(filled);
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
