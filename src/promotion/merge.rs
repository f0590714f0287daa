//! Joining what a page shows with what a cart trial showed.

use super::{Promotion, PromotionType};

/// The page's promotions followed by those that only the cart knows. A rule that both tell of stays one, with
/// the cart's word on its type (there it was seen to work) and whatever either knows about it.
#[must_use]
pub fn merge(page: Vec<Promotion>, cart: Vec<Promotion>) -> Vec<Promotion> {
    let mut merged: Vec<Promotion> = Vec::with_capacity(page.len() + cart.len());
    for promotion in page.into_iter().chain(cart) {
        match merged.iter_mut().find(|known| same(known, &promotion)) {
            Some(known) => {
                let earlier = std::mem::replace(known, promotion);
                complete(known, earlier);
            }
            None => merged.push(promotion),
        }
    }
    merged
}

/// The same rule by id, or by code where one side lacks the id; the same price otherwise.
pub(super) fn same(a: &Promotion, b: &Promotion) -> bool {
    let priced = |promotion: &Promotion| {
        matches!(promotion.kind, PromotionType::StrikeThrough | PromotionType::QuantityPrice)
    };
    if priced(a) || priced(b) {
        return a.kind == b.kind
            && (a.product_id, &a.name, a.from_quantity) == (b.product_id, &b.name, b.from_quantity)
            && (a.regular, a.current, a.percent, a.amount) == (b.regular, b.current, b.percent, b.amount);
    }
    match (a.rule_id, b.rule_id, &a.code, &b.code) {
        (Some(a), Some(b), _, _) => a == b,
        // Shops take codes in any case.
        (_, _, Some(a), Some(b)) => a.to_lowercase() == b.to_lowercase(),
        _ => a == b,
    }
}

/// Fills what the later sighting leaves out.
pub(super) fn complete(known: &mut Promotion, earlier: Promotion) {
    known.name = known.name.take().or(earlier.name);
    known.rule_id = known.rule_id.or(earlier.rule_id);
    known.code = known.code.take().or(earlier.code);
    known.product_id = known.product_id.or(earlier.product_id);
    known.percent = known.percent.or(earlier.percent);
    known.amount = known.amount.or(earlier.amount);
    known.regular = known.regular.or(earlier.regular);
    known.current = known.current.or(earlier.current);
    known.minimum = known.minimum.or(earlier.minimum);
    known.from_quantity = known.from_quantity.or(earlier.from_quantity);
    known.valid_from = known.valid_from.take().or(earlier.valid_from);
    known.valid_until = known.valid_until.take().or(earlier.valid_until);
    known.remaining = known.remaining.or(earlier.remaining);
    known.per_customer = known.per_customer.or(earlier.per_customer);
    known.priority = known.priority.or(earlier.priority);
    known.combinable = known.combinable.or(earlier.combinable);
    known.free_shipping |= earlier.free_shipping;
    known.state = known.state.or(earlier.state);
    for condition in earlier.conditions {
        if !known.conditions.contains(&condition) {
            known.conditions.push(condition);
        }
    }
}
