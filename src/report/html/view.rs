//! Everything that the template prints.

use serde::Serialize;

use super::super::advice::{Advice, advice};
use super::super::rows::{self, BrokenRow, PromotionRow};
use super::super::visits;
use super::super::wording;
use super::capacity::CapacityView;
use super::promotion::{self, CostView, Proof};
use super::steps::{self, StepRow, Waterfall};
use super::verdict::VerdictView;
use super::{Figure, ReportError, STYLE, course, percentiles};
use crate::record::RunRecord;
use crate::words::{self, Lang, Message};

#[derive(Serialize)]
pub(super) struct View<'a> {
    lang: &'static str,
    style: &'static str,
    title: &'a str,
    target: &'a str,
    started: String,
    verdict: VerdictView,
    advice: Vec<Advice>,
    capacity: Option<CapacityView>,
    capacity_unmeasured: String,
    latency: Option<Figure>,
    percentiles: Option<Figure>,
    failures: Option<Figure>,
    nothing_broke: String,
    broken: Vec<BrokenRow>,
    sent: bool,
    kinds: Vec<[String; 4]>,
    /// Of which period the times in the table of steps are.
    steps_of: String,
    steps_period: String,
    steps: Vec<StepRow>,
    waterfall: Vec<Waterfall>,
    page_loads: Vec<[String; 5]>,
    promotions: Vec<PromotionRow<'a>>,
    promotion_under_load: Option<String>,
    proofs: Vec<Proof>,
    costs: Vec<CostView>,
    promo_unmeasured: Vec<String>,
    generator: Vec<[String; 2]>,
    thresholds: Vec<[String; 4]>,
    checks: Vec<[String; 3]>,
    plan: Vec<[String; 2]>,
    notes: &'a [String],
    tool_version: &'a str,
}

impl<'a> View<'a> {
    pub(super) fn of(record: &'a RunRecord, lang: Lang) -> Result<Self, ReportError> {
        Ok(Self {
            lang: lang.code(),
            style: STYLE,
            title: wording::title(record),
            target: &record.target,
            started: words::date_time(record.started, lang),
            verdict: VerdictView::of(record, lang),
            advice: advice(&record.verdict.findings, lang),
            capacity: record.capacity.as_ref().map(|found| CapacityView::of(found, lang)).transpose()?,
            capacity_unmeasured: capacity_unmeasured(record).say(lang),
            latency: course::latency(record, lang)?,
            percentiles: percentiles::figure(record, lang)?,
            failures: course::failures(record, lang)?,
            nothing_broke: visits::nothing_broke(record).say(lang),
            broken: rows::broken(record, lang),
            sent: record.steps.iter().any(|step| step.requests > 0),
            kinds: rows::kinds(record, lang),
            steps_of: visits::of_steps(record).say(lang),
            steps_period: visits::period(record.visits.as_ref().is_some_and(|visits| visits.at_full_load))
                .say(lang),
            steps: steps::rows(record, lang),
            waterfall: steps::waterfall(record, lang),
            page_loads: rows::page_loads(record, lang),
            promotions: rows::promotions(record, lang),
            promotion_under_load: visits::promotion(record)
                .map(|seen| Message::new("md-checked-under-load").with("seen", seen).say(lang)),
            proofs: promotion::proofs(record, lang),
            costs: record.promo_costs.iter().map(|cost| CostView::of(cost, lang)).collect(),
            promo_unmeasured: record.promo_unmeasured.iter().map(|why| why.say(lang)).collect(),
            generator: rows::generator(record, lang),
            thresholds: rows::thresholds(record, lang),
            checks: rows::checks(record, lang),
            plan: rows::plan(record, lang),
            notes: &record.notes,
            tool_version: &record.tool_version,
        })
    }
}

/// What is known of the capacity without a search for it.
fn capacity_unmeasured(record: &RunRecord) -> Message {
    match record.verdict.held_at_vus {
        Some(vus) => Message::new("html-capacity-held-at").with("vus", vus),
        None => Message::new("html-capacity-unmeasured"),
    }
}
