//! One run: the load as it was asked for.

use std::sync::Arc;
use std::time::Duration;

use super::{Experiment, Session};
use crate::app::failure::Failure;
use crate::app::measured::{Measured, Role};
use crate::app::prepare::Prepared;
use crate::app::target::LoadOptions;
use crate::metric::ExecutorLine;
use crate::plan::Plan;
use crate::run::executors;
use crate::words::{Message, Value};

/// A single run, which is judged.
pub(super) struct SingleRun {
    plan: Arc<Plan>,
}

impl SingleRun {
    pub(super) fn plan(prepared: &Prepared, load: &LoadOptions) -> Result<Self, Failure> {
        Ok(Self { plan: Arc::new(prepared.plan(load)?) })
    }
}

impl Experiment for SingleRun {
    fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    fn describe(&self) -> Message {
        self.plan.describe_load()
    }

    /// Counted iterations take as long as they take.
    fn lasts(&self) -> Option<Duration> {
        let timetable = self.plan.timetable();
        timetable.planned_iterations().is_none().then(|| timetable.duration())
    }

    fn takes(&self) -> Option<Message> {
        let timetable = self.plan.timetable();
        let (load, longest) = (timetable.duration(), timetable.longest());
        let rest = longest.saturating_sub(load);
        Some(match (timetable.planned_iterations(), rest.is_zero()) {
            (Some(_), _) => Message::new("load-takes-at-most").with("longest", Value::planned(longest)),
            (None, true) => Message::new("load-takes").with("load", Value::planned(load)),
            (None, false) => Message::new("load-takes-with-last-visits")
                .with("load", Value::planned(load))
                .with("rest", Value::planned(rest)),
        })
    }

    fn warnings(&self) -> Vec<Message> {
        self.plan.warnings()
    }

    fn executors(&self) -> Vec<ExecutorLine> {
        executors(&self.plan)
    }

    fn carry_out(&self, session: &Session<'_>) -> Result<Measured, Failure> {
        let finished = session.run(&self.plan, Role::Judged, None)?;
        Ok(Measured::of(finished, &self.plan))
    }
}
