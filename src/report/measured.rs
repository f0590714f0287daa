//! The measured capacity and the promotion's measured cost, as rows of text for tables.

use serde::Serialize;

use super::wording;
use crate::grade::{Capacity, CapacityStep, PromoCost, StepCost, UslFit, interval};
use crate::record::RunRecord;
use crate::words::{Lang, Message, Value, millis, number, share};

/// A capacity in text.
#[derive(Serialize)]
pub(super) struct CapacityTable {
    /// Load, result, p95, journeys per second, failures, why.
    pub(super) steps: Vec<[String; 6]>,
    /// How many shoppers that is; `None` when no load held.
    pub(super) arithmetic: Option<String>,
    /// What the fitted law says; `None` when there were too few loads.
    pub(super) law: Option<String>,
}

impl CapacityTable {
    pub(super) fn of(record: &RunRecord, lang: Lang) -> Option<Self> {
        let capacity = record.capacity.as_ref()?;
        let mut steps: Vec<&CapacityStep> = capacity.steps.iter().collect();
        steps.sort_by_key(|step| step.load);
        Some(Self {
            steps: steps.into_iter().map(|step| row(capacity, step, lang)).collect(),
            arithmetic: capacity.arithmetic().map(|arithmetic| arithmetic.say(lang)),
            law: capacity.usl.as_ref().map(|law| law_words(law, capacity).say(lang)),
        })
    }
}

fn row(capacity: &Capacity, step: &CapacityStep, lang: Lang) -> [String; 6] {
    let unknown = || wording::not_measured(lang);
    [
        capacity.unit.load(step.load).say(lang),
        step.outcome_words().say(lang),
        step.p95_ms.map_or_else(unknown, |p95| millis(p95, lang)),
        number(step.journeys_per_s, lang),
        step.failure_rate.map_or_else(unknown, |rate| share(rate, lang)),
        step.why().map(|why| why.say(lang)).unwrap_or_default(),
    ]
}

fn law_words(law: &UslFit, capacity: &Capacity) -> Message {
    Message::new("md-law")
        .with("steps", Value::Count(capacity.steps.len() as u64))
        .with("lambda", Value::Number(law.lambda))
        .with("sigma", format!("{:.4}", law.sigma))
        .with("kappa", format!("{:.6}", law.kappa))
        .with("fit", Value::Number(law.r_squared))
        .with("knee", Value::Number(law.knee.value.round()))
        .with("low", Value::Number(law.knee.low.round()))
        .with("high", Value::Number(law.knee.high.round()))
}

/// What the promotion costs against one thing, in text.
#[derive(Serialize)]
pub(super) struct CostTable {
    pub(super) words: String,
    pub(super) lost: Option<String>,
    pub(super) blocks: String,
    /// Step, with, without, difference per journey; the whole journey last.
    pub(super) rows: Vec<[String; 4]>,
}

impl CostTable {
    pub(super) fn all(record: &RunRecord, lang: Lang) -> Vec<Self> {
        record.promo_costs.iter().map(|cost| Self::of(cost, lang)).collect()
    }

    fn of(cost: &PromoCost, lang: Lang) -> Self {
        let blocks = Message::new("md-promo-blocks")
            .with("pairs", cost.pairs_words())
            .with("vus", Value::Count(cost.vus.into()))
            .with("with", Value::Count(cost.journeys_with))
            .with("without", Value::Count(cost.journeys_without));
        let time = |time: Option<f64>| time.map_or_else(|| "–".to_owned(), |time| millis(time, lang));
        let row = |step: &StepCost| {
            let difference = interval(&step.difference_ms).say(lang);
            [step.step.clone(), time(step.with_ms), time(step.without_ms), difference]
        };
        let mut rows: Vec<[String; 4]> = cost.steps.iter().map(row).collect();
        rows.push([
            Message::new("md-whole-journey").say(lang),
            time(Some(cost.journey_without_ms + cost.journey_ms.value)),
            time(Some(cost.journey_without_ms)),
            interval(&cost.journey_ms).say(lang),
        ]);
        Self {
            words: cost.words().say(lang),
            lost: cost.capacity_words().map(|lost| lost.say(lang)),
            blocks: blocks.say(lang),
            rows,
        }
    }
}
