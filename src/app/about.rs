//! What is known of a run before its first request: for the report, and for the log from which it can be made.

use jiff::Timestamp;

use super::experiment::Experiment;
use super::notes::messages;
use super::prepare::{Prepared, set_up_note};
use crate::plan::Plan;
use crate::record::{About, LoadLine, PageLine, PromotionLine};
use crate::run::machine;
use crate::scenario::{Lifetime, PageFacts, Scenario};
use crate::shops::Shops;
use crate::words::Lang;

/// What the reports of a run say beside its numbers.
pub(super) fn about(
    experiment: &dyn Experiment,
    prepared: &Prepared,
    expected_shoppers: Option<u64>,
    run_id: &str,
    started: Timestamp,
) -> About {
    let plan = experiment.plan();
    let scenario = plan.scenario();
    let page = scenario.page.as_ref();
    let of_page = scenario.page.iter().flat_map(PageFacts::notes);
    About {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        run_id: run_id.to_owned(),
        started,
        target: page.map_or(plan.base_url(), |page| &page.url).clone(),
        page: PageLine {
            title: scenario.name.clone(),
            kind: page.map_or_else(|| "scenario".to_owned(), |page| page.kind.to_string()),
        },
        environment: plan.limits().environment().to_string(),
        mode: plan.mode().to_string(),
        permission: Some(plan.limits().ownership().into()),
        load: LoadLine {
            scenario: scenario.name.clone(),
            executor: experiment.describe().say(Lang::En),
            words: Some(experiment.describe()),
            planned_s: experiment.lasts().map(|lasts| lasts.as_secs_f64()),
            http_version: Some(plan.http_version().to_string()),
        },
        methods: methods(plan),
        promotions: promotion_lines(&scenario),
        promotion_checks: promotion_checks(plan),
        expected_shoppers,
        landing: prepared.landing.clone(),
        known: prepared.known.clone(),
        connections_per_iteration: plan.connections() == Lifetime::PerIteration,
        background_left_out: scenario.background_left_out().into_iter().map(str::to_owned).collect(),
        machine: machine(),
        notes: of_page
            .chain(messages(&prepared.notes))
            .chain(experiment.warnings())
            .chain([set_up_note(prepared.set_up)])
            .collect(),
    }
}

/// The promotions, each with whether a check of the scenario looks at it.
fn promotion_lines(scenario: &Scenario) -> Vec<PromotionLine> {
    let line = |promotion| PromotionLine::of(promotion, Shops::known().prove(scenario, promotion));
    scenario.promotions.iter().map(line).collect()
}

/// Which checks of the layout prove a promotion.
fn promotion_checks(plan: &Plan) -> Vec<bool> {
    let mut proofs = vec![false; plan.layout().checks.len()];
    for (id, check) in plan.journeys().iter().flat_map(|journey| &journey.steps).flat_map(|step| &step.checks)
    {
        proofs[usize::from(id.0)] |= check.promotion;
    }
    proofs
}

/// The method of each step of the layout.
fn methods(plan: &Plan) -> Vec<Option<String>> {
    let mut methods = vec![None; plan.layout().steps.len()];
    for step in plan.journeys().iter().flat_map(|journey| &journey.steps) {
        methods[usize::from(step.id.0)] = Some(step.method.to_string());
        if let Some(assets) = step.assets {
            methods[usize::from(assets.0)] = Some("GET".to_owned());
        }
    }
    methods
}
