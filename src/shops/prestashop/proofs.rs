//! Which promotions of a cart a check proves.

use crate::promotion::{Promotion, PromotionType};
use crate::scenario::{Check, Step};

use super::requests::QUANTITY;

/// Where an answer tells what the cart costs.
pub(super) const TOTAL: &str = "/cart/totals/total/amount";

/// A price for several pieces is proven by the worth of a cart with as many, a rule by its place among those of the cart.
pub(super) fn proves(step: &Step, check: &Check, promotion: &Promotion) -> bool {
    match promotion.kind {
        PromotionType::StrikeThrough => false,
        PromotionType::QuantityPrice => is_worth(check) && holds_enough(step, promotion),
        _ => lists_rule(check, promotion),
    }
}

fn is_worth(check: &Check) -> bool {
    check.json.as_deref() == Some(TOTAL) && check.equals.is_some()
}

fn holds_enough(step: &Step, promotion: &Promotion) -> bool {
    let quantity =
        step.form.0.iter().find(|(name, _)| name == QUANTITY).and_then(|(_, value)| value.parse().ok());
    quantity.is_some_and(|quantity: u32| promotion.from_quantity.is_some_and(|least| quantity >= least))
}

fn lists_rule(check: &Check, promotion: &Promotion) -> bool {
    let (Some(pointer), Some(id)) = (&check.json, promotion.rule_id) else { return false };
    let rest = pointer.strip_prefix("/cart/vouchers/added/").and_then(|rest| rest.split('/').next());
    rest.is_some_and(|rule| rule.parse() == Ok(id))
}
