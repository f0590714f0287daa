//! Everything that the template prints.

use serde::Serialize;

use super::super::markdown::{self, PromotionRow};
use super::super::record::RunRecord;
use super::super::wording;
use super::capacity::CapacityView;
use super::promotion::{self, CostView, Proof};
use super::steps::{self, StepRow, Waterfall};
use super::verdict::{Advice, VerdictView, advice};
use super::{Figure, ReportError, STYLE, course, percentiles};
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
    sent: bool,
    kinds: Vec<[String; 4]>,
    steps: Vec<StepRow>,
    waterfall: Vec<Waterfall>,
    page_loads: Vec<[String; 5]>,
    promotions: Vec<PromotionRow<'a>>,
    promotion_under_load: Option<String>,
    proofs: Vec<Proof>,
    costs: Vec<CostView>,
    promo_unmeasured: Vec<String>,
    generator: Vec<[String; 2]>,
    thresholds: Vec<[String; 3]>,
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
            sent: record.steps.iter().any(|step| step.requests > 0),
            kinds: markdown::kinds(record, lang),
            steps: steps::rows(record, lang),
            waterfall: steps::waterfall(record, lang),
            page_loads: markdown::page_loads(record, lang),
            promotions: markdown::promotions(record, lang),
            promotion_under_load: wording::promotion_under_load(record)
                .map(|seen| Message::new("md-checked-under-load").with("seen", seen).say(lang)),
            proofs: promotion::proofs(record, lang),
            costs: record.promo_costs.iter().map(|cost| CostView::of(cost, lang)).collect(),
            promo_unmeasured: record.promo_unmeasured.iter().map(|why| why.say(lang)).collect(),
            generator: markdown::generator(record, lang),
            thresholds: markdown::thresholds(record, lang),
            checks: markdown::checks(record, lang),
            plan: markdown::plan(record, lang),
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
