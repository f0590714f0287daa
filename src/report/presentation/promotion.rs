//! The promotion: what was on offer, whether it stayed right, and what it costs the shop.

use serde::Serialize;

use super::table::{Cell, Column, TextTable};
use super::{rules, say, visits};
use crate::grade::{self, Counterpart, Estimate, PromoCost, StepCost, parts, signed};
use crate::record::{PromotionLine, RunRecord};
use crate::report::promotion::place;
use crate::words::{self, Lang, Message, Value};

/// What is told of the promotions under test.
#[derive(Serialize)]
pub(in crate::report) struct Promotions {
    pub(in crate::report) offers: Vec<Offer>,
    /// Whether they were right under load; `None` when no visit looked.
    under_load: Option<String>,
    /// What was wrong with them; empty when nothing was.
    wrong: Vec<String>,
    /// Where each was found, for engineers.
    sources: TextTable,
    pub(in crate::report) costs: Vec<Cost>,
    /// Why costs were not measured.
    pub(in crate::report) unmeasured: Vec<String>,
}

/// A promotion under test.
#[derive(Serialize)]
pub(in crate::report) struct Offer {
    /// What kind of promotion it is, for people.
    pub(in crate::report) kind: String,
    pub(in crate::report) text: String,
    pub(in crate::report) checked: bool,
}

impl Promotions {
    pub(super) fn of(record: &RunRecord, lang: Lang) -> Self {
        let under_load = visits::promotion(record);
        let was_seen = under_load.is_some();
        let offer = |line: &PromotionLine| Offer {
            kind: Message::new("promotion-kind").with("kind", line.kind.as_str()).say(lang),
            text: line.text.say(lang),
            checked: line.checked && was_seen,
        };
        Self {
            offers: record.promotions.iter().map(offer).collect(),
            under_load: under_load
                .map(|seen| Message::new("md-checked-under-load").with("seen", seen).say(lang)),
            wrong: rules::broken_promises(record).iter().map(|wrong| wrong.say(lang)).collect(),
            sources: sources(record, was_seen, lang),
            costs: record.promo_costs.iter().map(|cost| Cost::of(cost, lang)).collect(),
            unmeasured: record.promo_unmeasured.iter().map(|why| why.say(lang)).collect(),
        }
    }
}

/// Each promotion with the word for its kind in files, where the page or the cart shows it, and whether it was checked: no check
/// looks at it in a run of which no visit came as far.
fn sources(record: &RunRecord, was_seen: bool, lang: Lang) -> TextTable {
    let columns = [
        ("promotion", Column::text(say("md-promotion", lang))),
        ("kind", Column::text(say("md-kind", lang))),
        ("seen", Column::text(say("md-where-seen", lang))),
        ("checked", Column::text(say("md-checked", lang))),
    ];
    let row = |line: &PromotionLine| {
        [
            line.text.say(lang).into(),
            line.kind.as_str().into(),
            place(&line.seen).say(lang).into(),
            (if line.checked && was_seen { say("md-yes", lang) } else { say("md-no", lang) }).into(),
        ]
    };
    TextTable::new(say("html-promotion-sources", lang), columns, record.promotions.iter().map(row))
}

/// What the promotion costs against one thing.
#[derive(Serialize)]
pub(in crate::report) struct Cost {
    /// In one sentence, and the lost capacity in a second one.
    pub(in crate::report) words: String,
    pub(in crate::report) lost: Option<String>,
    /// How it was measured, in short.
    blocks: String,
    /// The same at length: what a visit waits, what the shop works, what that means for its capacity, and how it was measured.
    journey: String,
    shop_time: String,
    lost_capacity: String,
    how: String,
    steps: TextTable,
}

impl Cost {
    fn of(cost: &PromoCost, lang: Lang) -> Self {
        let blocks = Message::new("md-promo-blocks")
            .with("pairs", cost.pairs_words())
            .with("vus", Value::Count(cost.vus.into()))
            .with("with", Value::Count(cost.journeys_with))
            .with("without", Value::Count(cost.journeys_without));
        Self {
            words: cost.words().say(lang),
            lost: cost.capacity_words().map(|lost| lost.say(lang)),
            blocks: blocks.say(lang),
            journey: journey(cost).say(lang),
            shop_time: shop_time(cost.shop_time_ms).say(lang),
            lost_capacity: lost_capacity(cost.lost_capacity).say(lang),
            how: how(cost).say(lang),
            steps: steps(cost, lang),
        }
    }
}

/// The difference has two forms: that of a page, which fades where its interval spans zero, and that of a line of text. The whole
/// journey is the total.
fn steps(cost: &PromoCost, lang: Lang) -> TextTable {
    let columns = [
        ("step", Column::text(say("column-step", lang))),
        ("with", Column::number(say("md-with", lang))),
        ("without", Column::number(say("md-without", lang))),
        ("difference", Column::number(say("html-difference", lang))),
        ("per journey", Column::number(say("md-difference", lang))),
    ];
    let row = |name: &str, with: Option<f64>, without: Option<f64>, difference: Estimate| {
        let time = |time: Option<f64>| time.map(|time| words::millis(time, lang)).into();
        let class = (!difference.is_sure()).then_some("unsure");
        [
            name.into(),
            time(with),
            time(without),
            Cell::of_class(interval(difference, lang), class),
            grade::interval(&difference).say(lang).into(),
        ]
    };
    let step = |step: &StepCost| row(&step.step, step.with_ms, step.without_ms, step.difference_ms);
    let with = cost.journey_without_ms + cost.journey_ms.value;
    let whole = say("md-whole-journey", lang);
    let whole = row(&whole, Some(with), Some(cost.journey_without_ms), cost.journey_ms);
    let rows = cost.steps.iter().map(step).chain(std::iter::once(whole));
    TextTable::new(say("html-cost", lang), columns, rows).with_total()
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

fn how(cost: &PromoCost) -> Message {
    let message = match &cost.comparison {
        Counterpart::WithoutItsSteps { left_out } => {
            Message::new("html-compared-without-steps").with("steps", left_out.join(", "))
        }
        Counterpart::Sibling { url, without } if without.is_empty() => {
            Message::new("html-compared-sibling").with("url", url.as_str())
        }
        Counterpart::Sibling { url, without } => Message::new("html-compared-sibling-without")
            .with("url", url.as_str())
            .with("parts", parts(without)),
    };
    message
        .with("vus", u64::from(cost.vus))
        .with("pairs", cost.pairs_words())
        .with("block", Value::Seconds(cost.block_s))
        .with("with", cost.journeys_with)
        .with("without", cost.journeys_without)
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
