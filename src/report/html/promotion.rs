//! The promotion: what was on offer, whether it stayed right, and what it costs the shop.

use serde::Serialize;

use super::super::rows;
use crate::grade::{Comparison, Estimate, PromoCost, StepCost, parts, signed};
use crate::record::{CheckRecord, RunRecord};
use crate::words::{self, Lang, Message, Value};

/// A check that proves a promotion, how often it held, and whether it always did.
#[derive(Serialize)]
pub(super) struct Proof {
    step: String,
    name: String,
    held: String,
    right: bool,
}

/// The checks that prove promotions.
pub(super) fn proofs(record: &RunRecord, lang: Lang) -> Vec<Proof> {
    let proof = |check: &CheckRecord| Proof {
        step: check.step.clone(),
        name: check.name.clone(),
        held: rows::held(check).say(lang),
        right: check.wrong() == 0 && check.passes > 0,
    };
    record.checks.iter().filter(|check| check.promotion).map(proof).collect()
}

/// What the promotion costs, in words.
#[derive(Serialize)]
pub(super) struct CostView {
    seen: bool,
    journey: String,
    shop_time: String,
    lost_capacity: String,
    how: String,
    steps: Vec<StepRow>,
}

#[derive(Serialize)]
struct StepRow {
    step: String,
    with: String,
    without: String,
    difference: String,
    /// Whether the interval leaves zero out.
    sure: bool,
}

impl CostView {
    pub(super) fn of(cost: &PromoCost, lang: Lang) -> Self {
        Self {
            seen: cost.is_seen(),
            journey: journey(cost).say(lang),
            shop_time: shop_time(cost.shop_time_ms).say(lang),
            lost_capacity: lost_capacity(cost.lost_capacity).say(lang),
            how: how(cost, lang).say(lang),
            steps: cost.steps.iter().map(|step| StepRow::of(step, lang)).collect(),
        }
    }
}

impl StepRow {
    fn of(step: &StepCost, lang: Lang) -> Self {
        let time = |millis: Option<f64>| {
            millis
                .map_or_else(|| Message::new("html-no-part").say(lang), |millis| words::millis(millis, lang))
        };
        Self {
            step: step.step.clone(),
            with: time(step.with_ms),
            without: time(step.without_ms),
            difference: interval(step.difference_ms, lang),
            sure: step.difference_ms.is_sure(),
        }
    }
}

/// `+42 ms (+30 ms to +55 ms)`.
fn interval(estimate: Estimate, lang: Lang) -> String {
    Message::new("html-interval")
        .with("value", signed(estimate.value))
        .with("low", signed(estimate.low))
        .with("high", signed(estimate.high))
        .say(lang)
}

fn journey(cost: &PromoCost) -> Message {
    let estimate = cost.journey_ms;
    let message = if !cost.is_seen() {
        Message::new("html-cost-not-seen")
    } else if estimate.value > 0.0 {
        Message::new("html-cost-slower")
    } else {
        Message::new("html-cost-faster")
    };
    // Largest first where both are negative: "between 2 and 5 ms faster".
    let (low, high) = ends(estimate, cost.is_seen());
    message
        .with("value", Value::Millis(estimate.value.abs()))
        .with("low", low)
        .with("high", high)
        .with("without", Value::Millis(cost.journey_without_ms))
}

/// The interval's ends: as sizes when the direction is said in words.
fn ends(estimate: Estimate, is_seen: bool) -> (Value, Value) {
    if is_seen {
        let (one, other) = (estimate.low.abs(), estimate.high.abs());
        (Value::Millis(one.min(other)), Value::Millis(one.max(other)))
    } else {
        (signed(estimate.low).into(), signed(estimate.high).into())
    }
}

fn shop_time(estimate: Estimate) -> Message {
    let message = if !estimate.is_sure() {
        Message::new("html-shop-time-not-seen")
    } else if estimate.value > 0.0 {
        Message::new("html-shop-time-more")
    } else {
        Message::new("html-shop-time-less")
    };
    let (low, high) = ends(estimate, estimate.is_sure());
    message.with("value", Value::Millis(estimate.value.abs())).with("low", low).with("high", high)
}

fn lost_capacity(estimate: Estimate) -> Message {
    if !estimate.is_sure() {
        return Message::new("html-lost-capacity-not-seen");
    }
    let message = if estimate.value > 0.0 {
        Message::new("html-lost-capacity")
    } else {
        Message::new("html-gained-capacity")
    };
    let (one, other) = (estimate.low.abs(), estimate.high.abs());
    message
        .with("value", Value::Share(estimate.value.abs()))
        .with("low", Value::Share(one.min(other)))
        .with("high", Value::Share(one.max(other)))
}

fn how(cost: &PromoCost, lang: Lang) -> Message {
    let message = match &cost.comparison {
        Comparison::WithoutItsSteps { left_out } => {
            Message::new("html-compared-without-steps").with("steps", left_out.join(", "))
        }
        Comparison::Sibling { url, without } if without.is_empty() => {
            Message::new("html-compared-sibling").with("url", url.as_str())
        }
        Comparison::Sibling { url, without } => Message::new("html-compared-sibling-without")
            .with("url", url.as_str())
            .with("parts", parts(without)),
    };
    message
        .with("vus", u64::from(cost.vus))
        .with("pairs", cost.pairs_words())
        .with("block", Value::Seconds(cost.block_s))
        .with("with", words::count(cost.journeys_with, lang))
        .with("without", words::count(cost.journeys_without, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_has_its_sign_and_nothing_has_none() {
        for (millis, text) in [(42.0, "+42 ms"), (-3.2, "−3.20 ms"), (0.000_1, "0 µs"), (-0.000_1, "0 µs")]
        {
            assert_eq!(signed(millis).say(Lang::En), text);
        }
    }

    #[test]
    fn ends_are_ordered_as_they_are_said() {
        let estimate = Estimate { value: -3.0, low: -5.0, high: -1.0 };
        assert_eq!(ends(estimate, true), (Value::Millis(1.0), Value::Millis(5.0)));
        let unsure = Estimate { value: 1.0, low: -2.0, high: 4.0 };
        assert_eq!(interval(unsure, Lang::En), "+1.00 ms (−2.00 ms to +4.00 ms)");
    }
}
