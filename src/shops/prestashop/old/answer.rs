//! What 1.6 answers: the JSON of its cart block, the redirect of a code that is accepted, the order page with the reason of one that
//! is not.

use serde_json::Value;

use crate::page::dom::{self, Dom, selector};
use crate::page::{CartLine, CartState, CartVoucher, json, title_of};
use crate::shops::{CartAnswer, CartAnswerError};
use crate::units::money::{Currency, Money};
use crate::units::price;
use crate::words::Message;

pub(super) fn read(
    status: u16,
    body: &str,
    currency: Option<Currency>,
) -> Result<CartAnswer, CartAnswerError> {
    if (300..=399).contains(&status) {
        return Ok(said(Vec::new(), None));
    }
    let body = body.trim_start_matches('\u{FEFF}').trim();
    if body.is_empty() {
        // Without the block there is nothing that would answer.
        return Err(CartAnswerError::Empty(Some(Message::new("prestashop-old-answers-nothing"))));
    }
    if body.starts_with('<') {
        return page(body);
    }
    let start = || body.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    match serde_json::from_str::<Value>(body) {
        Ok(answer) if answer.get("nbTotalProducts").is_some() => {
            Ok(said(errors(&answer), Some(cart(&answer, currency))))
        }
        Ok(answer) if answer.get("hasError").is_some() => Ok(said(errors(&answer), None)),
        Ok(_) => Err(CartAnswerError::NotACart { start: start() }),
        Err(_) => Err(CartAnswerError::NotJson { start: start() }),
    }
}

fn said(errors: Vec<String>, cart: Option<CartState>) -> CartAnswer {
    CartAnswer {
        success: errors.is_empty(),
        errors,
        reason: None,
        product_id: None,
        attribute_id: None,
        quantity: 0,
        cart,
    }
}

/// The order page: with the reasons of a refusal, or as it shows a cart.
fn page(html: &str) -> Result<CartAnswer, CartAnswerError> {
    let dom = Dom::new(html);
    let reasons = dom.all(selector!(".alert-danger li, .error li")).map(dom::text);
    let reasons: Vec<String> = reasons.filter(|reason| !reason.is_empty()).collect();
    let shows_cart = dom.first(selector!("#cart_summary")).is_some();
    if reasons.is_empty() && !shows_cart {
        return Err(CartAnswerError::Html { title: title_of(html) });
    }
    Ok(said(reasons, None))
}

/// An error without a word is one, too.
fn errors(answer: &Value) -> Vec<String> {
    let mut errors: Vec<String> =
        json::members(&answer["errors"]).into_iter().filter_map(json::text).collect();
    if errors.is_empty() && json::flag(&answer["hasError"]) {
        errors.push(String::new());
    }
    errors
}

fn cart(answer: &Value, currency: Option<Currency>) -> CartState {
    let count = |value: &Value| json::count(value).and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
    let shown = |value: &Value| price::read_in(&json::text(value)?, currency).ok();
    let lines = json::members(&answer["products"]).into_iter().filter_map(|line| {
        Some(CartLine {
            product_id: json::id(&line["id"])?,
            attribute_id: json::id(&line["idCombination"]),
            name: json::text(&line["name"]).unwrap_or_default(),
            quantity: count(&line["quantity"]),
            price: None,
            is_gift: json::flag(&line["is_gift"]),
        })
    });
    let rules = json::members(&answer["discounts"]);
    let off = |rule: &Value| json::decimal(&rule["price_float"]);
    let discount = rules.iter().copied().filter_map(off).reduce(|sum, off| sum + off);
    CartState {
        products_count: count(&answer["nbTotalProducts"]),
        total: shown(&answer["total"]),
        total_text: json::text(&answer["total"]),
        products: shown(&answer["productTotal"]),
        discount: discount.map(|off| Money::new(off.abs(), currency)).filter(|off| !off.amount.is_zero()),
        vouchers_added: rules.into_iter().map(rule).collect(),
        discounts_advertised: Vec::new(),
        lines: lines.collect(),
    }
}

/// The block tells what a rule takes off this cart, and not whether that is a share, an amount, the shipping or a gift: none is
/// claimed.
fn rule(rule: &Value) -> CartVoucher {
    CartVoucher {
        id: json::id(&rule["id"]),
        name: json::text(&rule["name"]),
        code: json::text(&rule["code"]),
        percent: None,
        amount: None,
        free_shipping: false,
        shown: None,
    }
}
