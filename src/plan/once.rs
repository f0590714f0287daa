//! The steps that a shopper walks once: where they may stand, and which journeys share them.

use super::problem::Problems;
use crate::scenario::{Lifetime, Scenario, Step};
use crate::words::Message;

/// The steps at the beginning of a journey that a virtual user walks until all of them held, and not again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedOnce {
    /// The number of these steps among those of all journeys: journeys that begin with the same ones share it.
    pub group: usize,
    /// How many steps they are.
    pub steps: usize,
    /// The data sources that they use; a shopper keeps its rows of them.
    pub data: Vec<usize>,
}

/// The groups of steps that are walked once, by their journeys; their data is not known yet.
pub(super) fn plan_once(scenario: &Scenario, problems: &mut Problems) -> Vec<Option<PlannedOnce>> {
    let mut known: Vec<&[Step]> = Vec::new();
    let groups: Vec<Option<PlannedOnce>> = scenario
        .journeys
        .iter()
        .map(|journey| {
            let once = journey.once();
            let place = format!("journey `{}`", journey.name);
            for late in journey.each_visit().iter().filter(|step| step.once_per_vu) {
                problems.add(format!("{place}, step `{}`", late.name), Message::new("error-plan-once-late"));
            }
            if once.is_empty() {
                return None;
            }
            if journey.each_visit().is_empty() {
                problems.add(place, Message::new("error-plan-once-alone"));
            }
            let group = known.iter().position(|same| *same == once).unwrap_or_else(|| {
                known.push(once);
                known.len() - 1
            });
            Some(PlannedOnce { group, steps: once.len(), data: Vec::new() })
        })
        .collect();
    let walks_once = scenario.journeys.iter().flat_map(|journey| &journey.steps).any(|step| step.once_per_vu);
    if walks_once && scenario.http.cookies == Lifetime::PerIteration {
        problems.add("http.cookies", Message::new("error-plan-once-cookies"));
    }
    groups
}
