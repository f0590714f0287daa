//! The executors of a plan, and the threads that carry them out.

use std::num::NonZeroUsize;
use std::thread;

use crate::metric::ExecutorLine;
use crate::plan::{Plan, PlannedLoad};

/// The executors of a plan, with the iterations that they have.
#[must_use]
pub fn executors(plan: &Plan) -> Vec<ExecutorLine> {
    let line = |load: &PlannedLoad| ExecutorLine {
        name: load.name.clone(),
        planned: load.planned_iterations(plan.seed()),
        arrivals: load.schedule.arrivals().is_some(),
        needs: plan.arrival_needs(load),
    };
    plan.timetable().loads().iter().map(line).collect()
}

/// Engine threads for a plan: as many as asked for, or one per core, and never more than virtual users.
pub(super) fn thread_count(asked: Option<NonZeroUsize>, plan: &Plan) -> usize {
    let cores = asked.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let vus = usize::try_from(plan.timetable().vus_max()).unwrap_or(usize::MAX);
    cores.min(vus).max(1)
}
