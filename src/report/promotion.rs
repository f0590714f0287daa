//! Promotions in words, the same in every report.

use rust_decimal::prelude::ToPrimitive as _;

use crate::page::Condition;
use crate::promotion::{Availability, IN_TEXT, Promotion, PromotionType, REFUSED};
use crate::record::PromotionLine;
use crate::words::{Message, Value};

/// What kind of promotion it is, for people.
pub(super) fn what(kind: PromotionType) -> Message {
    Message::new("inspect-kind").with("kind", kind.as_str())
}

/// Its code, name, rule, effect and conditions, as far as they are known. Texts of the shop are as they came.
pub(super) fn details(promotion: &Promotion) -> Message {
    let mut parts = Vec::new();
    parts.extend(promotion.code.as_deref().map(Message::plain));
    parts.extend(promotion.name.as_deref().map(|name| Message::new("quoted").with("text", name)));
    parts.extend(promotion.rule_id.map(|id| Message::new("promotion-rule").with("id", id.to_string())));
    let effect = effect(promotion);
    if !effect.is_empty() {
        parts.push(Message::value(Value::Row(effect)));
    }
    let pair = |first, second| Message::new("side-by-side").with("first", first).with("second", second);
    parts.into_iter().reduce(pair).unwrap_or_else(|| Message::plain(""))
}

fn effect(promotion: &Promotion) -> Vec<Message> {
    let mut effect = Vec::new();
    // No shop states a percentage that a float cannot hold.
    let percent = promotion.percent.and_then(|percent| percent.to_f64());
    effect
        .extend(percent.map(|percent| Message::new("minus-percent").with("percent", Value::Number(percent))));
    effect.extend(promotion.amount.map(|amount| Message::new("minus").with("amount", amount)));
    if let (Some(regular), Some(current)) = (promotion.regular, promotion.current) {
        let reduced = Message::new("reduced").with("regular", Value::Amount(regular));
        effect.push(reduced.with("current", current));
    }
    let quantity = promotion.from_quantity.map(u64::from);
    effect.extend(quantity.map(|quantity| Message::new("promotion-from").with("quantity", quantity)));
    let minimum = promotion.minimum;
    effect.extend(minimum.map(|minimum| Message::new("promotion-minimum").with("minimum", minimum)));
    effect.extend(promotion.free_shipping.then(|| Message::new("promotion-free-shipping")));
    // The sentence about the end that the page names says all of it.
    let is_ended = promotion.conditions.iter().any(|condition| matches!(condition, Condition::Ended(_)));
    let unusable = promotion.state.filter(|state| *state != Availability::Active && !is_ended);
    let is_told_below =
        |condition: &&Condition| unusable.is_some() && matches!(condition, Condition::ShopSays(_));
    effect
        .extend(promotion.conditions.iter().filter(|condition| !is_told_below(condition)).map(Message::from));
    effect.extend((promotion.combinable == Some(false)).then(|| Message::new("promotion-alone")));
    let scarce = |times: &u64| *times < PLENTY;
    let left = promotion.remaining.filter(scarce);
    effect.extend(left.map(|left| Message::new("promotion-left").with("left", left)));
    let each = promotion.per_customer.filter(scarce);
    effect.extend(each.map(|times| Message::new("promotion-per-customer").with("times", times)));
    // 1 is what every rule has from the start.
    let priority = promotion.priority.filter(|priority| *priority > 1);
    effect.extend(
        priority.map(|priority| Message::new("promotion-priority").with("priority", priority.to_string())),
    );
    let from = promotion.valid_from.as_ref();
    effect
        .extend(from.map(|from| Message::new("promotion-valid-from").with("day", moment(from, "00:00:00"))));
    let until = promotion.valid_until.as_ref().filter(|_| !is_ended);
    effect.extend(until.map(|until| Message::new("promotion-until").with("day", moment(until, "23:59:59"))));
    effect.extend(unusable.map(|state| unusable_because(state, &promotion.conditions)));
    effect
}

/// Why a code cannot be used, with the shop's own words where it said some.
fn unusable_because(state: Availability, conditions: &[Condition]) -> Message {
    let told = Message::new("promotion-unusable").with("state", state.as_str());
    let words = conditions.iter().find_map(|condition| match condition {
        Condition::ShopSays(words) => Some(words.trim_end_matches('.')),
        _ => None,
    });
    match words {
        Some(words) => Message::new("reason-and-shop-says").with("reason", told).with("words", words),
        None => told,
    }
}

/// Where a promotion was seen: an element, a JSON path, or one of the places that have a name.
pub(super) fn place(seen: &str) -> Message {
    match seen {
        IN_TEXT => Message::new("seen-in-text"),
        REFUSED => Message::new("seen-refused"),
        other => Message::plain(other),
    }
}

/// So many uses are a way to write "without limit"; no campaign runs out of them.
const PLENTY: u64 = 100_000;

/// A date without the time of day that goes without saying.
fn moment(date: &str, usual: &str) -> Value {
    Value::of_date(date.strip_suffix(usual).map_or(date, str::trim_end))
}

impl PromotionLine {
    /// A promotion as a run's report shows it; `checked` tells whether the run looked at it.
    #[must_use]
    pub fn of(promotion: &Promotion, checked: bool) -> Self {
        Self {
            kind: promotion.kind.as_str().to_owned(),
            text: details(promotion),
            seen: promotion.seen.clone(),
            checked,
        }
    }
}
