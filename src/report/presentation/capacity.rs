//! The measured capacity: which loads held, how many shoppers that is, and the law fitted to them.

use serde::Serialize;

use super::say;
use super::table::{Cell, Column, TextTable};
use crate::grade::{Break, Capacity, CapacityStep, SearchEnd, StepOutcome, UslFit};
use crate::record::RunRecord;
use crate::words::{self, Lang, Message, Value};

/// A search for the capacity.
#[derive(Serialize)]
pub(in crate::report) struct CapacitySection {
    found: String,
    end: String,
    /// How many shoppers that is; `None` when no load held.
    pub(in crate::report) arithmetic: Option<String>,
    /// The fitted law for engineers; `None` when there were too few loads.
    law: Option<String>,
    /// The same for all others.
    knee: Option<String>,
    /// The loads in the order in which they were tried.
    tried: TextTable,
    /// The loads from the lowest to the highest.
    by_load: TextTable,
}

impl CapacitySection {
    pub(super) fn of(capacity: &Capacity, lang: Lang) -> Self {
        let mut by_load: Vec<&CapacityStep> = capacity.steps.iter().collect();
        by_load.sort_by_key(|step| step.load);
        Self {
            found: found(capacity).say(lang),
            end: end(capacity).say(lang),
            arithmetic: capacity.arithmetic().map(|arithmetic| arithmetic.say(lang)),
            law: capacity.usl.as_ref().map(|usl| law(usl, capacity).say(lang)),
            knee: capacity.usl.as_ref().map(|usl| knee(usl, lang).say(lang)),
            tried: loads(capacity, &capacity.steps.iter().collect::<Vec<_>>(), lang),
            by_load: loads(capacity, &by_load, lang),
        }
    }
}

/// What is known of the capacity without a search for it.
pub(super) fn unmeasured(record: &RunRecord) -> Message {
    match record.verdict.held_at_vus {
        Some(vus) => Message::new("html-capacity-held-at").with("vus", vus),
        None => Message::new("html-capacity-unmeasured"),
    }
}

/// The result has two columns, for readers and for engineers, and so has its reason.
fn loads(capacity: &Capacity, steps: &[&CapacityStep], lang: Lang) -> TextTable {
    let columns = [
        ("load", Column::number(say("md-load", lang))),
        ("held", Column::text(say("md-result", lang))),
        ("outcome", Column::text(say("md-result", lang))),
        ("journeys", Column::number(say("md-journeys-per-s", lang))),
        ("p50", Column::number("p50".to_owned())),
        ("p95", Column::number("p95".to_owned())),
        ("failures", Column::number(say("md-failures", lang))),
        ("why", Column::text(say("md-why", lang))),
        ("reasons", Column::text(say("md-why", lang))),
    ];
    let time = |time: Option<f64>| time.map(|millis| words::millis(millis, lang)).into();
    let row = |step: &&CapacityStep| {
        let (class, held) = match step.outcome {
            StepOutcome::Held => ("held", Message::new("html-load-held")),
            StepOutcome::Broke => ("broke", Message::new("html-load-broke")),
            StepOutcome::Unknown => ("unknown", Message::new("html-load-unknown")),
        };
        [
            capacity.unit.load(step.load).say(lang).into(),
            Cell::of_class(held.say(lang), Some(class)),
            step.outcome_words().say(lang).into(),
            words::number(step.journeys_per_s, lang).into(),
            time(step.p50_ms),
            time(step.p95_ms),
            step.failure_rate.map(|rate| words::share(rate, lang)).into(),
            step.why().map(|why| why.say(lang)).unwrap_or_default().into(),
            reasons(step, lang).into(),
        ]
    };
    TextTable::new(say("md-capacity", lang), columns, steps.iter().map(row))
}

/// Everything that kept the load from holding, or why that is not known.
fn reasons(step: &CapacityStep, lang: Lang) -> Option<String> {
    let mut reasons: Vec<Message> = step.breaks.iter().map(Break::words).collect();
    if let (StepOutcome::Broke, Some(slowest)) = (step.outcome, &step.slowest) {
        let message = Message::new("html-slowest-step")
            .with("step", slowest.step.as_str())
            .with("p95", Value::Millis(slowest.p95_ms));
        reasons.push(message);
    }
    reasons.extend(step.unknown.clone());
    (!reasons.is_empty()).then(|| Message::list(reasons).say(lang))
}

fn found(capacity: &Capacity) -> Message {
    let load = |number| capacity.unit.load(number);
    match (capacity.held, capacity.broke) {
        (Some(held), Some(broke)) => {
            Message::new("html-held-and-broke").with("held", load(held)).with("broke", load(broke))
        }
        (Some(held), None) => Message::new("html-held-only").with("held", load(held)),
        (None, Some(broke)) => Message::new("html-broke-only").with("broke", load(broke)),
        (None, None) => Message::new("html-nothing-found"),
    }
}

fn end(capacity: &Capacity) -> Message {
    match capacity.end {
        SearchEnd::Found => Message::new("html-search-found"),
        SearchEnd::CeilingHeld => {
            Message::new("html-search-ceiling").with("ceiling", capacity.unit.load(capacity.ceiling))
        }
        SearchEnd::LowestBroke => Message::new("html-search-lowest"),
        SearchEnd::Unknown => Message::new("html-search-unknown"),
        SearchEnd::NotRecovered => Message::new("html-search-not-recovered"),
        SearchEnd::Stopped => Message::new("html-search-stopped"),
    }
}

fn knee(usl: &UslFit, lang: Lang) -> Message {
    let rounded = |value: f64| words::count(value.round().max(0.0) as u64, lang);
    Message::new("html-knee")
        .with("knee", rounded(usl.knee.value))
        .with("low", rounded(usl.knee.low))
        .with("high", rounded(usl.knee.high))
        .with("explained", Value::Share(usl.r_squared))
}

fn law(usl: &UslFit, capacity: &Capacity) -> Message {
    Message::new("md-law")
        .with("steps", Value::Count(capacity.steps.len() as u64))
        .with("lambda", Value::Number(usl.lambda))
        .with("sigma", format!("{:.4}", usl.sigma))
        .with("kappa", format!("{:.6}", usl.kappa))
        .with("fit", Value::Number(usl.r_squared))
        .with("knee", Value::Number(usl.knee.value.round()))
        .with("low", Value::Number(usl.knee.low.round()))
        .with("high", Value::Number(usl.knee.high.round()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample;

    #[test]
    fn reasons_are_said() {
        let steps = sample::measured().capacity.unwrap().steps;
        let said: Vec<_> = steps.iter().filter_map(|step| reasons(step, Lang::En)).collect();
        assert_eq!(
            said,
            [
                "http_req_failed:rate<0.01, measured 2.1 %; the p95 kept rising, from 2.10 s to 5.30 s; \
                 slowest step add_to_cart, p95 5.76 s",
                "the p95 kept rising, from 900 ms to 2.70 s; 4 % of the visits could not begin; \
                 no successful answer for 2.00 s; slowest step add_to_cart, p95 3.12 s",
                "the load generator was late",
            ]
        );
    }
}
