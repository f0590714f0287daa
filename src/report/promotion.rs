//! Promotions in words, the same in every report.

use crate::promotion::{Promotion, PromotionType, State};
use crate::record::PromotionLine;

/// What kind of promotion it is, for people.
pub(super) const fn what(kind: PromotionType) -> &'static str {
    match kind {
        PromotionType::StrikeThrough => "reduced price",
        PromotionType::AutoCartRule => "automatic rule",
        PromotionType::ManualCode => "voucher code",
        PromotionType::FreeShipping => "free shipping",
        PromotionType::Gift => "gift",
        PromotionType::QuantityPrice => "quantity price",
    }
}

/// Its code, name, rule, effect and conditions, as far as they are known. Texts of the shop are as they came.
pub(super) fn details(promotion: &Promotion) -> String {
    let mut parts = Vec::new();
    parts.extend(promotion.code.clone());
    parts.extend(promotion.name.as_ref().map(|name| format!("\"{name}\"")));
    parts.extend(promotion.rule_id.map(|id| format!("(rule {id})")));
    let mut effect = Vec::new();
    effect.extend(promotion.percent.map(|percent| format!("-{percent} %")));
    effect.extend(promotion.amount.map(|amount| format!("-{amount}")));
    if let (Some(regular), Some(current)) = (promotion.regular, promotion.current) {
        effect.push(format!("{} → {current}", regular.plain()));
    }
    effect.extend(promotion.from_quantity.map(|quantity| format!("from {quantity} pieces")));
    effect.extend(promotion.minimum.map(|minimum| format!("from {minimum} on")));
    effect.extend(promotion.free_shipping.then(|| "free shipping".to_owned()));
    effect.extend(promotion.conditions.iter().cloned());
    effect.extend((promotion.combinable == Some(false)).then(|| "not with other rules".to_owned()));
    let scarce = |times: &u64| *times < PLENTY;
    effect.extend(promotion.remaining.filter(scarce).map(|left| format!("{left} uses left")));
    effect.extend(promotion.per_customer.filter(scarce).map(|times| format!("{times} for each customer")));
    // 1 is what every rule has from the start.
    let priority = promotion.priority.filter(|priority| *priority > 1);
    effect.extend(priority.map(|priority| format!("priority {priority}")));
    effect.extend(promotion.valid_from.as_ref().map(|from| format!("valid from {}", day(from, "00:00:00"))));
    effect.extend(promotion.valid_until.as_ref().map(|until| format!("until {}", day(until, "23:59:59"))));
    let unusable = promotion.state.filter(|state| *state != State::Active);
    effect.extend(unusable.map(|state| state.as_str().to_uppercase()));
    if !effect.is_empty() {
        parts.push(effect.join(", "));
    }
    parts.join(" ")
}

/// So many uses are a way to write "without limit"; no campaign runs out of them.
const PLENTY: u64 = 100_000;

/// A date without the time of day that goes without saying.
fn day<'a>(date: &'a str, usual: &str) -> &'a str {
    date.strip_suffix(usual).map_or(date, str::trim_end)
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
