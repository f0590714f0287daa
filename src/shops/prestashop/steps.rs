//! From the product's page to a filled cart: choose a combination, add, look at the cart, enter the code. Each step carries the
//! checks that the trial's answers bear.

use super::pages;
use super::requests::{self, ajax_headers, submitted};
use crate::page::CartState;
use crate::scenario::{Check, Extract, Step, Template};
use crate::shops::draft::{IN_CART, look, number, path_of, pause};
use crate::shops::{CartSight, Sale};
use crate::units::money::Money;

pub(super) fn fill_cart(sale: &Sale<'_>) -> Vec<Step> {
    let mut steps: Vec<Step> = choose(sale).into_iter().collect();
    // The theme's script does not take a complaint for an add, and then asks for no pop-up.
    let popup = popup(sale).filter(|_| sale.tried.complaint.is_none());
    let mut add = add(sale);
    if popup.is_some() {
        // The theme's script asks for the pop-up as soon as the add is answered.
        add.think_time = pause(0, 0);
        add.extracts.push(Extract {
            name: "combination".into(),
            json: Some("/id_product_attribute".into()),
            ..Extract::default()
        });
    }
    steps.push(add);
    steps.extend(popup);
    steps.extend(pages::cart(sale));
    steps.extend(voucher(sale));
    steps
}

/// A shopper who picks another size: the theme's script asks for that combination's price.
fn choose(sale: &Sale<'_>) -> Option<Step> {
    let purchase = &sale.tried.purchase;
    let changed = |(name, value): &(String, String)| {
        name.starts_with("group[") && purchase.field(name).is_some_and(|tried| tried != value)
    };
    if !sale.product.add_to_cart.as_ref()?.fields.iter().any(changed) {
        return None;
    }
    let mut url = sale.product.urls.product.clone()?;
    let fields = submitted(sale.product, purchase);
    let templated = |(name, value): &(String, String)| format!("{}={value}", encoded(name));
    let rest: Vec<String> = fields.iter().map(templated).collect();
    // The token is a placeholder, which encoding would destroy; the other values are ids and numbers.
    url.set_fragment(None);
    let joint = if url.query().is_some() { '&' } else { '?' };
    Some(Step {
        path: format!("{}{joint}{}", path_of(&url), rest.join("&")),
        headers: ajax_headers(),
        form: [("quickview", "0"), ("ajax", "1"), ("action", "refresh"), ("quantity_wanted", "1")]
            .into_iter()
            .collect(),
        checks: vec![Check {
            name: "the combination exists".into(),
            json: Some("/id_product_attribute".into()),
            at_least: Some(1.0),
            ..Check::default()
        }],
        ..look("choose_combination", &url)
    })
}

fn add(sale: &Sale<'_>) -> Step {
    let step = requests::add(sale.product, &sale.tried.purchase);
    if sale.tried.complaint.is_some() {
        return Step { checks: vec![counted()], ..step };
    }
    let mut checks = vec![
        // PrestaShop answers `success: true` even when it added nothing; only the count proves it.
        Check {
            name: IN_CART.into(),
            json: Some("/cart/products_count".into()),
            at_least: Some(1.0),
            ..Check::default()
        },
        no_error("no error message"),
    ];
    let automatic = sale.promotions.iter().filter(|promotion| promotion.is_automatic_rule());
    let ids = automatic.filter_map(|rule| rule.rule_id).filter(|id| applied(&sale.tried.added, *id));
    checks.extend(ids.map(|id| rule_check(&format!("rule {id} is applied"), id)));
    checks.extend(worth(sale, "the cart", &sale.tried.added));
    Step { checks, ..step }
}

/// That an add which is answered with a complaint and without a cart counts pieces all the same.
fn counted() -> Check {
    Check { name: IN_CART.into(), json: Some("/quantity".into()), at_least: Some(1.0), ..Check::default() }
}

/// What the theme asks for after an add. It renders the pop-up, and never adds anything.
fn popup(sale: &Sale<'_>) -> Option<Step> {
    let url = sale.product.urls.cart_popup.as_ref()?;
    let id = sale.tried.purchase.field("id_product")?;
    Some(Step {
        headers: ajax_headers(),
        form: [
            ("id_customization", "0".to_owned()),
            ("id_product_attribute", "${combination}".to_owned()),
            ("id_product", Template::escape(id)),
            ("action", "add-to-cart".to_owned()),
        ]
        .into_iter()
        .collect(),
        checks: vec![Check {
            name: "shows the pop-up".into(),
            json: Some("/modal".into()),
            ..Check::default()
        }],
        ..look("cart_popup", url)
    })
}

fn voucher(sale: &Sale<'_>) -> Option<Step> {
    let voucher = sale.voucher?;
    let mut checks = vec![Check { promotion: true, ..no_error("voucher is accepted") }];
    if let Some(id) = pages::voucher_id(sale, voucher) {
        checks.push(rule_check("voucher is in the cart", id));
    }
    let after = sale.tried.with_voucher.iter();
    checks.extend(after.flat_map(|cart| worth(sale, "the cart with the voucher", cart)));
    let shown = sale.tried.cart_page.as_ref().map(CartSight::from);
    Some(Step {
        checks,
        ..requests::apply_code(sale.product, &sale.tried.purchase, shown, &voucher.template())
    })
}

/// What the trial cart was worth, and what the rules took off it. The shop must reckon the same under load.
fn worth(sale: &Sale<'_>, what: &str, cart: &CartState) -> Vec<Check> {
    let check = |name: String, pointer: &str, money: Money| {
        Some(Check {
            name,
            promotion: sale.promised,
            json: Some(pointer.to_owned()),
            equals: Some(number(money.amount)?),
            ..Check::default()
        })
    };
    let discount = cart.discount.and_then(|money| {
        check(format!("{what} is reduced by {money}"), "/cart/subtotals/discounts/amount", money)
    });
    let total =
        cart.total.and_then(|money| check(format!("{what} costs {money}"), super::proofs::TOTAL, money));
    discount.into_iter().chain(total).collect()
}

fn encoded(name: &str) -> String {
    url::form_urlencoded::byte_serialize(name.as_bytes()).collect()
}

fn applied(cart: &CartState, rule: u64) -> bool {
    cart.vouchers_added.iter().any(|voucher| voucher.id == Some(rule))
}

fn no_error(name: &str) -> Check {
    Check { name: name.to_owned(), body_lacks: Some("\"hasError\":true".into()), ..Check::default() }
}

/// The cart answer lists the rule among those that are applied.
fn rule_check(name: &str, rule: u64) -> Check {
    Check {
        name: name.to_owned(),
        promotion: true,
        json: Some(format!("/cart/vouchers/added/{rule}")),
        ..Check::default()
    }
}
