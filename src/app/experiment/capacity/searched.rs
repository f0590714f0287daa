//! What a search has brought so far, and in the end.

use super::ladder::Ladder;
use super::tried::TriedLoad;
use crate::app::experiment::Session;
use crate::app::failure::Failure;
use crate::app::measured::Measured;
use crate::grade::{Capacity, CapacityStep, LoadUnit, Search, SearchEnd};
use crate::metric::{Ending, Summary};
use crate::plan::Plan;
use crate::record::log;

/// The loads that were tried.
pub(super) struct Searched {
    pub(super) search: Search,
    unit: LoadUnit,
    ceiling: u32,
    seed: u64,
    steps: Vec<CapacityStep>,
    found: Option<Capacity>,
    /// All that was sent, but for the load that is to be judged.
    summary: Summary,
    judged: Option<TriedLoad>,
    /// What ended the search before its time: it is the run's ending, too.
    stopped_by: Option<Ending>,
}

impl Searched {
    /// Before the first load.
    pub(super) fn nothing(ladder: &Ladder, plan: &Plan, seed: u64) -> Self {
        Self {
            search: Search::new(ladder.ceiling),
            unit: ladder.unit,
            ceiling: ladder.ceiling,
            seed,
            steps: Vec::new(),
            found: None,
            summary: Summary::new(plan.layout().clone(), 0),
            judged: None,
            stopped_by: None,
        }
    }

    /// Adds a load, and logs what is known by now.
    pub(super) fn add(&mut self, tried: TriedLoad, session: &Session<'_>) {
        self.search.tell(tried.step.outcome, tried.step.is_narrow(&tried.finished.ending));
        self.steps.push(tried.step.clone());
        let (steps, end) = (self.steps.clone(), SearchEnd::Stopped);
        let found = Capacity::new(self.unit, self.ceiling, steps, &self.search, end, self.seed);
        session.log_part(log::CAPACITY, &found);
        self.found = Some(found);
        let beside = match &mut self.judged {
            Some(best) if tried.is_better_than(best) => Some(std::mem::replace(best, tried)),
            Some(_) => Some(tried),
            None => {
                self.judged = Some(tried);
                None
            }
        };
        if let Some(TriedLoad { finished, begin, .. }) = beside {
            self.summary.append(&finished.summary, begin, false);
        }
    }

    /// This ended the search before its time.
    pub(super) fn stopped(&mut self, by: Ending) -> SearchEnd {
        self.stopped_by = Some(by);
        SearchEnd::Stopped
    }

    /// All that the search measured.
    pub(super) fn measured(self, end: SearchEnd) -> Result<Measured, Failure> {
        let Self { mut summary, stopped_by, judged: Some(judged), found: Some(found), .. } = self else {
            return Err(Failure::Refused("time: the allowed hours ended before the first load".into()));
        };
        summary.append(&judged.finished.summary, judged.begin, true);
        summary.executors = judged.finished.summary.executors.clone();
        // What is planned belongs to each load, not to all of them.
        summary.executors.iter_mut().for_each(|executor| executor.planned = None);
        let ending = match (end, stopped_by) {
            (SearchEnd::Stopped, Some(ending)) => ending,
            (SearchEnd::Stopped, None) if judged.finished.ending == Ending::Completed => Ending::Interrupted,
            _ => judged.finished.ending,
        };
        Ok(Measured {
            summary,
            thresholds: judged.thresholds,
            ending,
            health: judged.finished.health,
            capacity: Some(Capacity { end, ..found }),
            promo_costs: Vec::new(),
            promo_unmeasured: Vec::new(),
            notes: Vec::new(),
        })
    }
}
