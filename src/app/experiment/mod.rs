//! What a command does to measure: one run, a search for the capacity, and after either the promotion's cost.

mod capacity;
mod promotion_cost;
mod recovery;
mod session;
mod single_run;
mod think_time;

use std::sync::Arc;
use std::time::Duration;

pub(super) use session::Session;

use super::failure::Failure;
use super::measured::Measured;
use super::options::BenchOptions;
use super::prepare::Prepared;
use super::process::in_runtime;
use super::signals::Signals;
use super::target::LoadOptions;
use crate::metric::ExecutorLine;
use crate::plan::{self, Plan};
use crate::words::Message;
use capacity::CapacitySearch;
use promotion_cost::{Comparisons, PromotionCost};
use single_run::SingleRun;

/// A way to measure: planned before the first load, then carried out.
pub(super) trait Experiment {
    /// The plan that the reports speak of: the scenario, thresholds and limits of all runs. That of a search has its highest load.
    fn plan(&self) -> &Arc<Plan>;

    /// The load in words.
    fn describe(&self) -> Message;

    /// How long the load lasts, when that is known before.
    fn lasts(&self) -> Option<Duration>;

    /// How long all of it takes, with the last visits, in words; `None` when that is not known before.
    fn takes(&self) -> Option<Message>;

    /// What a reader of the plan should know.
    fn warnings(&self) -> Vec<Message>;

    /// The executors whose iterations are counted, with as many iterations as are known before.
    fn executors(&self) -> Vec<ExecutorLine>;

    /// Sends the load, and measures.
    fn carry_out(&self, session: &Session<'_>) -> Result<Measured, Failure>;
}

/// The load that set-up asks the limits about.
pub(super) fn asked_load(options: &BenchOptions) -> LoadOptions {
    if options.find_capacity { capacity::asked(&options.load) } else { options.load.clone() }
}

/// Plans what the options ask for. For the promotion's cost this adds journeys to the scenario, after looking for a page to
/// compare with.
pub(super) fn plan(
    options: &BenchOptions,
    prepared: &mut Prepared,
    machine: plan::MachineCapacity,
    signals: &Signals,
) -> Result<Box<dyn Experiment>, Failure> {
    let comparisons = if options.measure_promo {
        let (asked, sibling) = (asked_load(options), options.without_promo.as_ref());
        let preparing = Comparisons::prepare(prepared, &options.reach, &asked, machine, sibling);
        Some(in_runtime(signals.unless_received(preparing))?)
    } else {
        None
    };
    let load: Box<dyn Experiment> = if options.find_capacity {
        Box::new(CapacitySearch::plan(prepared, &options.load)?)
    } else {
        Box::new(SingleRun::plan(prepared, &options.load)?)
    };
    Ok(match comparisons {
        Some(comparisons) => Box::new(PromotionCost::after(load, comparisons, options.load.seed)),
        None => load,
    })
}
