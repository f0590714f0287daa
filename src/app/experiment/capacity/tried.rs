//! One load of a search: held until it has shown what it can show.

use std::sync::Arc;
use std::time::Duration;

use crate::app::experiment::Session;
use crate::app::failure::Failure;
use crate::app::measured::Role;
use crate::grade::{CapacityStep, Course, LoadUnit, StepOutcome, thresholds_on_hold};
use crate::plan::Plan;
use crate::run::{Controller, Finished, Listener, StopReason, Tick};
use crate::threshold::ThresholdResult;
use crate::words::{Lang, Message, Value};

/// A load that was tried, with all it brought.
pub(super) struct TriedLoad {
    pub(super) step: CapacityStep,
    pub(super) begin: Duration,
    pub(super) finished: Finished,
    pub(super) thresholds: Vec<ThresholdResult>,
}

/// Holds one load until its percentiles are steady, or it is certain to break, or its time is over.
pub(super) fn try_load(
    session: &Session<'_>,
    plan: &Arc<Plan>,
    load: u32,
    least_hold: Duration,
) -> Result<TriedLoad, Failure> {
    let begin = session.elapsed();
    let mut enough = Enough { plan, least_hold, controller: None };
    let finished = session.run(plan, Role::Part, Some(&mut enough))?;
    let Finished { summary, windows, ending, health, .. } = &finished;
    let mut thresholds = thresholds_on_hold(summary, plan.thresholds(), windows);
    // Times of a search are counted from its beginning.
    for at in thresholds.iter_mut().filter_map(|result| result.worst_at_s.as_mut()) {
        *at += begin.as_secs_f64();
    }
    let step = CapacityStep::of(load, begin, summary, &thresholds, ending, health);
    Ok(TriedLoad { step, begin, finished, thresholds })
}

impl TriedLoad {
    /// Whether the verdict should be taken on this one: the highest that held; when none did, the lowest that broke.
    pub(super) fn is_better_than(&self, best: &Self) -> bool {
        match (self.step.outcome, best.step.outcome) {
            (StepOutcome::Held, StepOutcome::Held) => self.step.load >= best.step.load,
            (StepOutcome::Held, _) | (StepOutcome::Broke, StepOutcome::Unknown) => true,
            (StepOutcome::Broke, StepOutcome::Broke) => self.step.load <= best.step.load,
            _ => false,
        }
    }

    /// What became of it, for the progress.
    pub(super) fn line(&self, unit: LoadUnit, lang: Lang) -> String {
        let step = &self.step;
        let load = unit.load(step.load).say(lang);
        let p95 = step
            .p95_ms
            .map_or_else(|| Message::new("not-measured"), |millis| Message::value(Value::Millis(millis)));
        let what = match step.why() {
            Some(why) => Message::new("search-why").with("what", step.outcome_words()).with("why", why),
            None => step.outcome_words(),
        };
        let told = Message::new("search-tried").with("what", what).with("p95", p95);
        let told = told.with("requests", step.requests).with("held", Value::Seconds(step.hold_s.round()));
        format!("  {load:>24}  {}", told.say(lang))
    }
}

/// Ends a run whose hold has shown what it can show.
struct Enough<'a> {
    plan: &'a Plan,
    least_hold: Duration,
    controller: Option<Controller>,
}

impl Enough<'_> {
    fn is_reached(&self, Tick { summary, windows, .. }: &Tick<'_>) -> bool {
        if summary.hold_time() < self.least_hold {
            return false;
        }
        let course = Course::of_hold(summary);
        let crossed =
            || thresholds_on_hold(summary, self.plan.thresholds(), windows).iter().any(|result| !result.ok);
        course.is_steady() || (course.rise().is_some() && crossed())
    }
}

impl Listener for Enough<'_> {
    fn begin(&mut self, controller: &Controller) {
        self.controller = Some(controller.clone());
    }

    fn second(&mut self, tick: &Tick<'_>) {
        if self.is_reached(tick)
            && let Some(controller) = &self.controller
        {
            controller.stop(StopReason::Enough);
        }
    }
}
