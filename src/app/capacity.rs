//! `bench --find-capacity`: one load after another, until the highest that holds is known.
//!
//! Which load comes next (`grade::Search`) and whether it held (`grade::CapacityStep`) is decided elsewhere; this is the
//! sending, and the waiting in between.

mod load;

use std::sync::Arc;
use std::time::Duration;

use super::failure::Failure;
use super::measured::{Measured, Role};
use super::prepare::unless_closed;
use super::recovery::{Recovery, Waited};
use super::session::Session;
use super::target::LoadOptions;
use crate::grade::{
    Capacity, CapacityStep, Course, Next, Search, SearchEnd, StepOutcome, thresholds_on_hold,
};
use crate::metric::{Ending, Summary};
use crate::plan::Plan;
use crate::record::log;
use crate::run::{Finished, StopReason, Tick};
use crate::threshold::ThresholdResult;
use crate::units::{count, duration};
use crate::words::Lang;

pub(super) use load::{Ladder, asked, mean_think_time};

/// A load that was tried, with all it brought.
struct Tried {
    step: CapacityStep,
    begin: Duration,
    finished: Finished,
    thresholds: Vec<ThresholdResult>,
}

/// Searches the highest load that holds. What the verdict judges is the hold of that load; everything that was sent is counted.
pub(super) fn find(
    session: &Session<'_>,
    ladder: &Ladder,
    recovery: &Recovery<'_>,
    load: &LoadOptions,
) -> Result<Measured, Failure> {
    let prepared = session.prepared;
    let mut search = Search::new(ladder.ceiling);
    let mut steps = Vec::new();
    let mut summary: Option<Summary> = None;
    let mut judged: Option<Tried> = None;
    let mut found: Option<Capacity> = None;
    // What ended the search before its time: it is the run's ending, too.
    let mut stopped_by: Option<Ending> = None;
    let end = loop {
        let next = match search.next() {
            Next::Try(next) => next,
            Next::Done(end) => break end,
        };
        let Some(plan) = unless_closed(&prepared.limits, || ladder.plan(prepared, load, next))? else {
            stopped_by = Some(Ending::WindowClosed);
            break SearchEnd::Stopped;
        };
        let plan = Arc::new(plan);
        let tried = try_load(session, ladder, &plan, next)?;
        search.tell(tried.step.outcome, tried.step.is_narrow(&tried.finished.ending));
        session.say(&line(&tried.step, ladder));
        steps.push(tried.step.clone());
        let so_far =
            Capacity::new(ladder.unit, ladder.ceiling, steps.clone(), &search, SearchEnd::Stopped, load.seed);
        session.log_part(log::CAPACITY, &so_far);
        found = Some(so_far);
        stopped_by = Some(tried.finished.ending.clone()).filter(stopped);
        let broke = tried.step.outcome != StepOutcome::Held;
        let run = summary.get_or_insert_with(|| empty(&plan));
        match &judged {
            Some(best) if !is_better(&tried, best) => run.append(&tried.finished.summary, tried.begin, false),
            _ => {
                if let Some(before) = judged.replace(tried) {
                    run.append(&before.finished.summary, before.begin, false);
                }
            }
        }
        if stopped_by.is_some() {
            break SearchEnd::Stopped;
        }
        if matches!(search.next(), Next::Try(_)) {
            match recovery.wait(session, broke)? {
                Waited::Recovered => {}
                Waited::InVain => break SearchEnd::NotRecovered,
                Waited::Interrupted => break SearchEnd::Stopped,
                Waited::Stopped => {
                    stopped_by = Some(Ending::Stopped);
                    break SearchEnd::Stopped;
                }
                Waited::WindowClosed => {
                    stopped_by = Some(Ending::WindowClosed);
                    break SearchEnd::Stopped;
                }
            }
        }
    };
    let (Some(mut summary), Some(judged), Some(found)) = (summary, judged, found) else {
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

/// Nothing measured yet, for this plan.
fn empty(plan: &Plan) -> Summary {
    Summary::new(plan.layout().clone(), 0)
}

/// Whether the new load is what the verdict should be taken on: the highest that held; when none did, the lowest that broke.
fn is_better(new: &Tried, best: &Tried) -> bool {
    match (new.step.outcome, best.step.outcome) {
        (StepOutcome::Held, StepOutcome::Held) => new.step.load >= best.step.load,
        (StepOutcome::Held, _) | (StepOutcome::Broke, StepOutcome::Unknown) => true,
        (StepOutcome::Broke, StepOutcome::Broke) => new.step.load <= best.step.load,
        _ => false,
    }
}

fn stopped(ending: &Ending) -> bool {
    matches!(ending, Ending::Interrupted | Ending::Stopped | Ending::WindowClosed)
}

/// Holds one load until its percentiles are steady, or it is certain to break, or its time is over.
fn try_load(session: &Session<'_>, ladder: &Ladder, plan: &Arc<Plan>, load: u32) -> Result<Tried, Failure> {
    let begin = session.elapsed();
    let finished = session.run(plan, Role::Part, &mut |tick, controller| {
        if is_enough(tick, plan, ladder.least_hold) {
            controller.stop(StopReason::Enough);
        }
    })?;
    let Finished { summary, windows, ending, health, .. } = &finished;
    let mut thresholds = thresholds_on_hold(summary, plan.thresholds(), windows);
    // Times of a search are counted from its beginning.
    for at in thresholds.iter_mut().filter_map(|result| result.worst_at_s.as_mut()) {
        *at += begin.as_secs_f64();
    }
    let step = CapacityStep::of(load, begin, summary, &thresholds, ending, health);
    Ok(Tried { step, begin, finished, thresholds })
}

/// Whether the hold has shown what it can show.
fn is_enough(tick: &Tick<'_>, plan: &Plan, least: Duration) -> bool {
    let Tick { summary, windows, .. } = *tick;
    if summary.hold_time() < least {
        return false;
    }
    let course = Course::of_hold(summary);
    let crossed = || thresholds_on_hold(summary, plan.thresholds(), windows).iter().any(|result| !result.ok);
    course.is_steady() || (course.rise().is_some() && crossed())
}

/// What became of a load, for whoever watches.
fn line(step: &CapacityStep, ladder: &Ladder) -> String {
    let p95 = step.p95_ms.map_or("not measured".to_owned(), duration::display_millis);
    let what = step.outcome_words().say(Lang::En);
    let why = step.why().map(|why| format!(" ({})", why.say(Lang::En))).unwrap_or_default();
    let held = duration::display(Duration::from_secs(step.hold_s.round() as u64));
    let load = ladder.unit.load(step.load).say(Lang::En);
    format!("  {load:>24}  {what}{why} · p95 {p95} · {} in {held}", count::of(step.requests, "request"))
}
