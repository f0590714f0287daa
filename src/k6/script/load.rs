//! Loads as k6's `scenarios`.

use std::time::Duration;

use super::context::Context;
use super::js::{Js, Property};
use crate::plan::{PlannedLoad, Schedule};
use crate::scenario::{AfterStall, Executor, Load, Spacing};
use crate::units::duration;
use crate::words::Message;

/// k6's least duration of an executor that runs for a time.
const LEAST: Duration = Duration::from_secs(1);
/// k6's default for the graceful stop and the graceful ramp-down.
const GRACE: Duration = Duration::from_secs(30);

/// Writes an entry of `scenarios`. `exec` is the exported function that its virtual users call.
pub(super) fn scenario(
    load: &Load,
    planned: &PlannedLoad,
    exec: &str,
    context: &mut Context<'_>,
) -> Property {
    let mut entries: Vec<Property> = vec![("executor", load.executor.name()).into(), ("exec", exec).into()];
    if !planned.start.is_zero() {
        entries.push(("startTime", time(planned.start)).into());
    }
    entries.extend(options(load, &planned.schedule, &planned.name, context));
    if planned.schedule.graceful_stop() != GRACE {
        entries.push(("gracefulStop", time(planned.schedule.graceful_stop())).into());
    }
    let jitter = jitter(load, &planned.schedule);
    if !jitter.is_zero() {
        entries.push(("env", Js::object([("START_JITTER", jitter.as_secs_f64().to_string())])).into());
    }
    (planned.name.as_str(), Js::Object(entries)).into()
}

/// Writes the options of its executor, including the defaults.
fn options(load: &Load, schedule: &Schedule, name: &str, context: &mut Context<'_>) -> Vec<Property> {
    let vus = || Property::from(("vus", load.vus.unwrap_or(1)));
    match load.executor {
        Executor::ConstantVus => vec![vus(), ("duration", least(schedule.duration(), name, context)).into()],
        Executor::RampingVus => {
            let mut entries = vec![("startVUs", load.start_vus.unwrap_or(1)).into(), stages(load)];
            if schedule.graceful_ramp_down() != GRACE {
                entries.push(("gracefulRampDown", time(schedule.graceful_ramp_down())).into());
            }
            entries
        }
        Executor::SharedIterations | Executor::PerVuIterations => {
            let iterations = load.iterations.unwrap_or(1);
            vec![vus(), ("iterations", iterations).into(), ("maxDuration", time(schedule.duration())).into()]
        }
        Executor::ConstantArrivalRate => {
            let mut entries = vec![
                ("rate", load.rate.unwrap_or(0)).into(),
                time_unit(load),
                ("duration", least(schedule.duration(), name, context)).into(),
            ];
            entries.extend(arrivals(load, schedule, name, context));
            entries
        }
        Executor::RampingArrivalRate => {
            let mut entries =
                vec![("startRate", load.start_rate.unwrap_or(0)).into(), time_unit(load), stages(load)];
            entries.extend(arrivals(load, schedule, name, context));
            entries
        }
    }
}

/// Writes the virtual users of an arrival rate, and notes options that k6 does not have.
fn arrivals(load: &Load, schedule: &Schedule, name: &str, context: &mut Context<'_>) -> Vec<Property> {
    if load.spacing == Some(Spacing::Poisson) {
        context.note(Message::new("k6-even-arrivals").with("load", name));
    }
    if load.after_stall == Some(AfterStall::Skip) {
        context.note(Message::new("k6-overdue-arrivals").with("load", name));
    }
    let Some(arrivals) = schedule.arrivals() else { return Vec::new() };
    vec![("preAllocatedVUs", arrivals.pre_allocated_vus()).into(), ("maxVUs", arrivals.max_vus()).into()]
}

fn stages(load: &Load) -> Property {
    let stages = load.stages.iter().map(|stage| {
        Js::object([("duration", Js::from(time(stage.duration))), ("target", stage.target.into())])
    });
    ("stages", Js::list(stages)).into()
}

fn time_unit(load: &Load) -> Property {
    ("timeUnit", time(load.time_unit.unwrap_or(LEAST))).into()
}

/// The time over which virtual users that start at one instant are spread. In a ramp they start one by one; for counted
/// iterations only a jitter that the scenario sets matters.
fn jitter(load: &Load, schedule: &Schedule) -> Duration {
    match load.executor {
        Executor::ConstantVus => schedule.start_jitter(0, load.vus.unwrap_or(1)),
        Executor::SharedIterations | Executor::PerVuIterations => load.start_jitter.unwrap_or_default(),
        Executor::RampingVus | Executor::ConstantArrivalRate | Executor::RampingArrivalRate => Duration::ZERO,
    }
}

fn least(length: Duration, name: &str, context: &mut Context<'_>) -> String {
    if length < LEAST {
        context.note(Message::new("k6-least-length").with("load", name).with("length", time(length)));
    }
    time(length.max(LEAST))
}

/// Writes a duration; k6 and promo-load have the same form.
pub(super) fn time(length: Duration) -> String {
    duration::format(length)
}
