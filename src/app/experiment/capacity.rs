//! `bench --find-capacity`: one load after another, until the highest that holds is known.
//!
//! Which load comes next (`grade::Search`) and whether it held (`grade::CapacityStep`) is decided elsewhere; this is the
//! sending, and the waiting in between.

mod ladder;
mod searched;
mod tried;

use std::sync::Arc;
use std::time::Duration;

use super::recovery::Waited;
use super::{Experiment, Session};
use crate::app::failure::Failure;
use crate::app::measured::Measured;
use crate::app::prepare::{Prepared, unless_closed};
use crate::app::target::LoadOptions;
use crate::grade::{Next, SearchEnd, StepOutcome};
use crate::metric::{Ending, ExecutorLine};
use crate::plan::Plan;
use crate::run::executors;
use crate::words::Message;
use ladder::Ladder;
use searched::Searched;
use tried::try_load;

pub(super) use ladder::asked;

/// A search for the highest load that holds. What the verdict judges is the hold of that load; everything that was sent is
/// counted.
pub(super) struct CapacitySearch {
    ladder: Ladder,
    load: LoadOptions,
    /// The plan of the highest load.
    plan: Arc<Plan>,
}

impl CapacitySearch {
    pub(super) fn plan(prepared: &Prepared, load: &LoadOptions) -> Result<Self, Failure> {
        let ladder = Ladder::new(prepared, load)?;
        let plan = Arc::new(ladder.plan(prepared, load, ladder.ceiling)?);
        Ok(Self { ladder, load: load.clone(), plan })
    }

    /// Tries the next load; how the search ended, when it did.
    fn advance(&self, session: &Session<'_>, searched: &mut Searched) -> Result<Option<SearchEnd>, Failure> {
        let load = match searched.search.next() {
            Next::Try(load) => load,
            Next::Done(end) => return Ok(Some(end)),
        };
        let plan = || self.ladder.plan(session.prepared, &self.load, load);
        let Some(plan) = unless_closed(&session.prepared.limits, plan)? else {
            return Ok(Some(searched.stopped(Ending::WindowClosed)));
        };
        let tried = try_load(session, &Arc::new(plan), load, self.ladder.least_hold)?;
        let (broke, ending) = (tried.step.outcome != StepOutcome::Held, tried.finished.ending.clone());
        session.say(&tried.line(self.ladder.unit, session.lang));
        searched.add(tried, session);
        if matches!(ending, Ending::Interrupted | Ending::Stopped | Ending::WindowClosed) {
            return Ok(Some(searched.stopped(ending)));
        }
        if matches!(searched.search.next(), Next::Done(_)) {
            return Ok(None);
        }
        Ok(match session.wait_for_recovery(broke)? {
            Waited::Recovered => None,
            Waited::InVain => Some(SearchEnd::NotRecovered),
            Waited::Interrupted => Some(SearchEnd::Stopped),
            Waited::Stopped => Some(searched.stopped(Ending::Stopped)),
            Waited::WindowClosed => Some(searched.stopped(Ending::WindowClosed)),
        })
    }
}

impl Experiment for CapacitySearch {
    fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    fn describe(&self) -> Message {
        self.ladder.describe()
    }

    fn lasts(&self) -> Option<Duration> {
        None
    }

    fn takes(&self) -> Option<Message> {
        None
    }

    /// A search finds out by itself.
    fn warnings(&self) -> Vec<Message> {
        Vec::new()
    }

    /// How many iterations a search has is only known at its end.
    fn executors(&self) -> Vec<ExecutorLine> {
        let unknown = |line| ExecutorLine { planned: None, ..line };
        executors(&self.plan).into_iter().map(unknown).collect()
    }

    fn carry_out(&self, session: &Session<'_>) -> Result<Measured, Failure> {
        session.see_shop_at_rest()?;
        let mut searched = Searched::nothing(&self.ladder, &self.plan, self.load.seed);
        loop {
            if let Some(end) = self.advance(session, &mut searched)? {
                return searched.measured(end);
            }
        }
    }
}
