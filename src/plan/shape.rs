//! Validates a load and computes its shape. All problems are found at once.

use std::time::Duration;

use super::arrivals::{Arrivals, Segment};
use super::problem::Problems;
use crate::scenario::{Executor, Load, Spacing, Stage};
use crate::units::duration;
use crate::words::Message;

const DEFAULT_MAX_DURATION: Duration = Duration::from_secs(600);
const SECOND: Duration = Duration::from_secs(1);
/// The most virtual users; a greater number is a typing error on any machine.
pub const MOST_VUS: u32 = 100_000;
/// The longest time; a longer one is a typing error, and no clock could add it up.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 3600);
/// The most arrivals per second; no single machine can send more.
const MOST_PER_SECOND: f64 = 1_000_000.0;

/// The most random arrivals: their number is known only by drawing each of them, which takes three seconds for this many.
const MOST_RANDOM_ARRIVALS: f64 = 100_000_000.0;

/// The shape of a load.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Constant { vus: u32, duration: Duration },
    Ramping { start: u32, stages: Vec<Stage> },
    Shared { vus: u32, iterations: u64, max_duration: Duration },
    PerVu { vus: u32, iterations: u64, max_duration: Duration },
    Arrivals(Arrivals),
}

impl Shape {
    /// Computes the shape of a load. Problems are added to `problems`, and then the shape means nothing.
    pub(super) fn of(load: &Load, problems: &mut Problems) -> Self {
        refuse_foreign_options(load, problems);
        if is_endless(load, problems) {
            return Self::Constant { vus: 0, duration: Duration::ZERO };
        }
        let vus = load.vus.unwrap_or(1);
        let iterations = load.iterations.unwrap_or(1);
        let max_duration = load.max_duration.unwrap_or(DEFAULT_MAX_DURATION);
        match load.executor {
            Executor::ConstantVus => {
                check_vus("load.vus", vus, problems);
                Self::Constant { vus, duration: check_duration(load, problems) }
            }
            Executor::RampingVus => {
                check_stages(load, problems);
                Self::Ramping { start: load.start_vus.unwrap_or(1), stages: load.stages.clone() }
            }
            Executor::SharedIterations => {
                check_vus("load.vus", vus, problems);
                check_max_duration(max_duration, problems);
                if iterations < u64::from(vus) {
                    let what = Message::new("error-plan-few-iterations")
                        .exact("iterations", iterations)
                        .exact("vus", vus);
                    problems.add("load.iterations", what);
                }
                Self::Shared { vus, iterations, max_duration }
            }
            Executor::PerVuIterations => {
                check_vus("load.vus", vus, problems);
                check_max_duration(max_duration, problems);
                if iterations == 0 {
                    problems.add("load.iterations", Message::new("error-plan-at-least-1"));
                }
                Self::PerVu { vus, iterations, max_duration }
            }
            Executor::ConstantArrivalRate => {
                let duration = check_duration(load, problems);
                let rate = per_second(load.rate.unwrap_or(0), load, problems);
                if rate <= 0.0 {
                    problems.add("load.rate", Message::new("error-plan-rate-above-0"));
                }
                arrivals(load, vec![Segment { from: rate, to: rate, length: duration }], 0.0, problems)
            }
            Executor::RampingArrivalRate => ramping_arrivals(load, problems),
        }
    }
}

fn ramping_arrivals(load: &Load, problems: &mut Problems) -> Shape {
    if load.stages.is_empty() {
        problems.add("load.stages", Message::new("error-plan-no-rate-stage"));
    } else if load.start_rate.unwrap_or(0) == 0 && load.stages.iter().all(|stage| stage.target == 0) {
        problems.add("load.stages", Message::new("error-plan-no-target"));
    }
    check_length(load, problems);
    let mut from = per_second(load.start_rate.unwrap_or(0), load, problems);
    let mut segments = Vec::new();
    for stage in &load.stages {
        let to = per_second(stage.target, load, problems);
        // A stage without length is a jump: the next one begins at its target.
        if !stage.duration.is_zero() {
            segments.push(Segment { from, to, length: stage.duration });
        }
        from = to;
    }
    arrivals(load, segments, 1.0, problems)
}

fn arrivals(load: &Load, segments: Vec<Segment>, first: f64, problems: &mut Problems) -> Shape {
    let max_vus = load.max_vus.or(load.pre_allocated_vus).unwrap_or_else(|| {
        problems.add("load.max_vus", Message::new("error-plan-no-max-vus"));
        1
    });
    check_vus("load.max_vus", max_vus, problems);
    let pre_allocated_vus = load.pre_allocated_vus.unwrap_or(max_vus);
    if pre_allocated_vus > max_vus {
        let what = Message::new("error-plan-many-at-start")
            .exact("pre-allocated-vus", pre_allocated_vus)
            .exact("max-vus", max_vus);
        problems.add("load.pre_allocated_vus", what);
    }
    let arrivals = Arrivals {
        segments,
        first,
        spacing: load.spacing.unwrap_or_default(),
        after_stall: load.after_stall.unwrap_or_default(),
        pre_allocated_vus,
        max_vus,
    };
    if arrivals.expected() > MOST_RANDOM_ARRIVALS && load.spacing == Some(Spacing::Poisson) {
        let what = Message::new("error-plan-random-arrivals")
            .exact("expected", format_args!("{:.0}", arrivals.expected()));
        problems.add("load.spacing", what);
    }
    Shape::Arrivals(arrivals)
}

/// Converts a rate per time unit to a rate per second.
fn per_second(rate: u32, load: &Load, problems: &mut Problems) -> f64 {
    let unit = load.time_unit.unwrap_or(SECOND);
    if unit.is_zero() {
        problems.add("load.time_unit", Message::new("error-plan-longer-than-0"));
        return 0.0;
    }
    let per_second = f64::from(rate) / unit.as_secs_f64();
    if per_second > MOST_PER_SECOND {
        problems.add(
            "load.rate",
            Message::new("error-plan-arrivals").exact("per-second", format_args!("{:.0}", per_second)),
        );
    }
    per_second
}

/// Whether one of the load's times is too long to be intended.
fn is_endless(load: &Load, problems: &mut Problems) -> bool {
    let times = [
        ("start_time", load.start_time),
        ("duration", load.duration),
        ("max_duration", load.max_duration),
        ("stages", load.stages.iter().map(|stage| stage.duration).max()),
        ("graceful_stop", load.graceful_stop),
        ("graceful_ramp_down", load.graceful_ramp_down),
    ];
    let mut endless = false;
    for (option, time) in times {
        if time.is_some_and(|time| time > LONGEST) {
            problems.add(
                format!("load.{option}"),
                Message::new("error-plan-more-than").exact("longest", duration::format(LONGEST)),
            );
            endless = true;
        }
    }
    endless
}

fn check_duration(load: &Load, problems: &mut Problems) -> Duration {
    let duration = load.duration.unwrap_or_default();
    if duration < SECOND {
        problems
            .add("load.duration", Message::new("error-plan-no-duration").exact("executor", load.executor));
    }
    duration
}

fn check_max_duration(max_duration: Duration, problems: &mut Problems) {
    if max_duration < SECOND {
        problems.add("load.max_duration", Message::new("error-plan-at-least-1s"));
    }
}

fn check_vus(place: &str, vus: u32, problems: &mut Problems) {
    if vus == 0 {
        problems.add(place, Message::new("error-plan-no-vus"));
    } else if vus > MOST_VUS {
        problems.add(
            place,
            Message::new("error-plan-vus-of-generator").exact("vus", vus).exact("most-vus", MOST_VUS),
        );
    }
}

fn check_stages(load: &Load, problems: &mut Problems) {
    if load.stages.is_empty() {
        problems.add("load.stages", Message::new("error-plan-no-stage"));
        return;
    }
    let top =
        load.stages.iter().map(|stage| stage.target).max().unwrap_or(0).max(load.start_vus.unwrap_or(1));
    if load.stages.iter().all(|stage| stage.target == 0) && load.start_vus.unwrap_or(1) <= 1 {
        problems.add("load.stages", Message::new("error-plan-no-target"));
    } else {
        check_vus("load.stages", top, problems);
    }
    check_length(load, problems);
}

fn check_length(load: &Load, problems: &mut Problems) {
    let length: Duration = load.stages.iter().map(|stage| stage.duration).sum();
    if length < SECOND {
        problems.add("load.stages", Message::new("error-plan-short-stages"));
    }
}

fn refuse_foreign_options(load: &Load, problems: &mut Problems) {
    use Executor::{
        ConstantArrivalRate, ConstantVus, PerVuIterations, RampingArrivalRate, RampingVus, SharedIterations,
    };
    const RATES: &[Executor] = &[ConstantArrivalRate, RampingArrivalRate];
    const CLOSED: &[Executor] = &[ConstantVus, RampingVus, SharedIterations, PerVuIterations];
    let options: [(&str, bool, &[Executor]); 15] = [
        ("vus", load.vus.is_some(), &[ConstantVus, SharedIterations, PerVuIterations]),
        ("duration", load.duration.is_some(), &[ConstantVus, ConstantArrivalRate]),
        ("iterations", load.iterations.is_some(), &[SharedIterations, PerVuIterations]),
        ("max_duration", load.max_duration.is_some(), &[SharedIterations, PerVuIterations]),
        ("start_vus", load.start_vus.is_some(), &[RampingVus]),
        ("stages", !load.stages.is_empty(), &[RampingVus, RampingArrivalRate]),
        ("graceful_ramp_down", load.graceful_ramp_down.is_some(), &[RampingVus]),
        ("rate", load.rate.is_some(), &[ConstantArrivalRate]),
        ("start_rate", load.start_rate.is_some(), &[RampingArrivalRate]),
        ("time_unit", load.time_unit.is_some(), RATES),
        ("pre_allocated_vus", load.pre_allocated_vus.is_some(), RATES),
        ("max_vus", load.max_vus.is_some(), RATES),
        ("spacing", load.spacing.is_some(), RATES),
        ("after_stall", load.after_stall.is_some(), RATES),
        ("start_jitter", load.start_jitter.is_some(), CLOSED),
    ];
    for (option, given, executors) in options {
        if given && !executors.contains(&load.executor) {
            let owners: Vec<&str> = executors.iter().map(|executor| executor.name()).collect();
            problems.add(
                format!("load.{option}"),
                Message::new("error-plan-foreign-option")
                    .exact("executor", load.executor)
                    .exact("owners", owners.join(", ")),
            );
        }
    }
}
