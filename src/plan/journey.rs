//! Validated journeys: their names, their steps, and the placeholders that each step may use.

use std::collections::{BTreeSet, HashSet};

use super::once::{PlannedOnce, plan_once};
use super::problem::Problems;
use super::step::{PlannedStep, StepPlanner};
use crate::http::Site;
use crate::metric::{Layout, StepId};
use crate::scenario::{DataSet, Journey, Lifetime, Scenario, Step, StepRole};
use crate::words::Message;

/// A journey that is ready to be walked.
#[derive(Debug, Clone)]
pub struct PlannedJourney {
    /// The name of the journey.
    pub name: String,
    /// How often the journey is drawn, relative to the others.
    pub weight: u32,
    /// The steps in their order.
    pub steps: Vec<PlannedStep>,
    /// The first of them, which a virtual user walks once.
    pub once: Option<PlannedOnce>,
    /// The data sources that it uses, as indices into the plan's list.
    pub data: Vec<usize>,
}

impl PlannedJourney {
    /// The steps of every visit.
    #[must_use]
    pub fn each_visit(&self) -> &[PlannedStep] {
        &self.steps[self.once.as_ref().map_or(0, |once| once.steps)..]
    }

    /// The last step that looks at what was promised.
    #[must_use]
    pub fn last_look(&self) -> Option<StepId> {
        self.steps.iter().rev().find(|step| step.proves_promotion()).map(|step| step.id)
    }

    /// The data sources of which a shopper keeps its row.
    pub(super) fn kept_rows(&self) -> impl Iterator<Item = usize> {
        self.once.iter().flat_map(|once| once.data.iter().copied())
    }
}

/// Validates all journeys and fills the layout with their steps and checks.
pub(super) fn plan_journeys(
    scenario: &Scenario,
    site: &Site,
    data: &DataSet,
    layout: &mut Layout,
    problems: &mut Problems,
) -> Vec<PlannedJourney> {
    if scenario.journeys.is_empty() {
        problems.add("journey", Message::new("error-plan-no-journey"));
    } else if scenario.journeys.iter().all(|journey| journey.weight == 0) {
        problems.add("journey", Message::new("error-plan-no-weight"));
    }
    if !scenario.base_url.username().is_empty() || scenario.base_url.password().is_some() {
        problems.add("base_url", Message::new("error-plan-address-password"));
    }
    if scenario.http.cookies == Lifetime::PerVu && expects_new_carts(scenario) {
        problems.add("http.cookies", Message::new("error-plan-growing-carts"));
    }
    let mut names = HashSet::new();
    for journey in &scenario.journeys {
        if !names.insert(journey.name.as_str()) {
            problems.add(format!("journey `{}`", journey.name), Message::new("error-plan-journey-twice"));
        }
    }
    layout.journeys = scenario.journeys.iter().map(|journey| journey.name.clone()).collect();
    let groups = plan_once(scenario, problems);
    let mut planned = Vec::new();
    for (journey, once) in scenario.journeys.iter().zip(groups) {
        planned.push(plan_journey(journey, once, scenario, site, data, layout, problems));
    }
    planned
}

/// Whether the compiler wrote down the content of a cart after one visit.
fn expects_new_carts(scenario: &Scenario) -> bool {
    let expects = |step: &Step| match step.role {
        Some(StepRole::AppliesCode) => true,
        Some(StepRole::Adds) => step.checks.iter().any(|check| check.equals.is_some()),
        _ => false,
    };
    scenario.page.is_some() && scenario.journeys.iter().flat_map(|journey| &journey.steps).any(expects)
}

fn plan_journey(
    journey: &Journey,
    mut once: Option<PlannedOnce>,
    scenario: &Scenario,
    site: &Site,
    data: &DataSet,
    layout: &mut Layout,
    problems: &mut Problems,
) -> PlannedJourney {
    let place = format!("journey `{}`", journey.name);
    if journey.steps.is_empty() {
        problems.add(&place, Message::new("error-plan-no-step"));
    }
    if let Some(first) = journey.steps.first().filter(|step| step.background) {
        let place = format!("{place}, step `{}`", first.name);
        problems.add(place, Message::new("error-plan-background-first"));
    }
    // The names that a placeholder may use beside a visit's own: the extracts of earlier steps.
    let mut known: HashSet<String> = HashSet::new();
    let mut names = HashSet::new();
    let mut steps = Vec::new();
    let mut used = BTreeSet::new();
    for (number, step) in (1..).zip(&journey.steps) {
        let place = format!("{place}, step `{}`", step.name);
        if step.name.trim().is_empty() || step.name.contains("::") {
            problems.add(&place, Message::new("error-plan-step-name"));
        }
        if !names.insert(step.name.as_str()) {
            problems.add(&place, Message::new("error-plan-step-twice"));
        }
        let mut planner = StepPlanner {
            scenario,
            site,
            data,
            place,
            known: &known,
            used: &mut used,
            problems: &mut *problems,
        };
        if let Some(planned) = planner.plan(step, layout) {
            steps.push(planned);
        }
        known.extend(step.extracts.iter().map(|extract| extract.name.clone()));
        if let Some(once) = once.as_mut().filter(|once| once.steps == number) {
            once.data = used.iter().copied().collect();
        }
    }
    PlannedJourney {
        name: journey.name.clone(),
        weight: journey.weight,
        steps,
        once,
        data: used.into_iter().collect(),
    }
}
