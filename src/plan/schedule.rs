//! The times at which virtual users start and stop: pure functions of the load, without a clock.

use std::time::Duration;

use super::arrivals::Arrivals;
use super::problem::Problems;
use super::shape::Shape;
use crate::metric::RunPhase;
use crate::scenario::{Load, Stage};
use crate::words::{Message, Value};

const DEFAULT_GRACE: Duration = Duration::from_secs(30);
/// The greatest start jitter: virtual users that start at one instant are spread over at most this time.
const MOST_JITTER: Duration = Duration::from_secs(1);
/// The start jitter for each virtual user when iterations are counted: a short run must not become a long one.
const JITTER_PER_VU: Duration = Duration::from_millis(10);

/// A validated load: its shape, and the times that follow from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    shape: Shape,
    graceful_stop: Duration,
    graceful_ramp_down: Duration,
    start_jitter: Duration,
}

/// The number of iterations, and their distribution over virtual users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quota {
    /// As many as the time allows.
    Unlimited,
    /// This many over all virtual users.
    Shared(u64),
    /// This many for each virtual user.
    PerVu(u64),
}

impl Schedule {
    /// Validates a load. Every problem is added to `problems`; `None` when there was one.
    pub(crate) fn new(load: &Load, problems: &mut Problems) -> Option<Self> {
        let mut found = Problems::default();
        let shape = Shape::of(load, &mut found);
        let mut schedule = Self {
            shape,
            graceful_stop: load.graceful_stop.unwrap_or(DEFAULT_GRACE),
            graceful_ramp_down: load.graceful_ramp_down.unwrap_or(DEFAULT_GRACE),
            start_jitter: Duration::ZERO,
        };
        schedule.start_jitter = load.start_jitter.unwrap_or_else(|| schedule.usual_jitter());
        if found.is_empty() && schedule.start_jitter > schedule.duration() {
            found.add("load.start_jitter", Message::new("error-plan-long-jitter"));
        }
        match found.into_result() {
            Ok(()) => Some(schedule),
            Err(error) => {
                error.problems.into_iter().for_each(|problem| problems.add(problem.place, problem.what));
                None
            }
        }
    }

    /// The arrivals of an open model; `None` when virtual users start their own iterations.
    #[must_use]
    pub const fn arrivals(&self) -> Option<&Arrivals> {
        match &self.shape {
            Shape::Arrivals(arrivals) => Some(arrivals),
            _ => None,
        }
    }

    /// Changes of the number of virtual users: (time from the start, number from then on), in order. In a stage of length d from
    /// a to b the k-th change is at d·k/|b−a|, as in k6.
    pub fn changes(&self) -> Box<dyn Iterator<Item = (Duration, u32)> + '_> {
        let (start, stages): (u32, &[Stage]) = match &self.shape {
            Shape::Ramping { start, stages } => (*start, stages),
            Shape::Constant { vus, .. } | Shape::Shared { vus, .. } | Shape::PerVu { vus, .. } => (*vus, &[]),
            Shape::Arrivals(_) => (0, &[]),
        };
        let mut from = start;
        let mut begin = Duration::ZERO;
        let ramps = stages.iter().flat_map(move |stage| {
            let ramp = changes_of_stage(begin, from, *stage);
            from = stage.target;
            begin += stage.duration;
            ramp
        });
        Box::new(std::iter::once((Duration::ZERO, start)).chain(ramps))
    }

    /// The greatest number of virtual users.
    #[must_use]
    pub fn vus_max(&self) -> u32 {
        match &self.shape {
            Shape::Ramping { start, stages } => {
                stages.iter().map(|stage| stage.target).max().unwrap_or(0).max(*start)
            }
            Shape::Constant { vus, .. } | Shape::Shared { vus, .. } | Shape::PerVu { vus, .. } => *vus,
            Shape::Arrivals(arrivals) => arrivals.max_vus(),
        }
    }

    /// The time after which no iteration begins (for counted iterations, the latest such time).
    #[must_use]
    pub fn duration(&self) -> Duration {
        match &self.shape {
            Shape::Constant { duration, .. } => *duration,
            Shape::Ramping { stages, .. } => stages.iter().map(|stage| stage.duration).sum(),
            Shape::Shared { max_duration, .. } | Shape::PerVu { max_duration, .. } => *max_duration,
            Shape::Arrivals(arrivals) => arrivals.duration(),
        }
    }

    /// The number of iterations that may be run.
    #[must_use]
    pub const fn quota(&self) -> Quota {
        match self.shape {
            Shape::Constant { .. } | Shape::Ramping { .. } | Shape::Arrivals(_) => Quota::Unlimited,
            Shape::Shared { iterations, .. } => Quota::Shared(iterations),
            Shape::PerVu { iterations, .. } => Quota::PerVu(iterations),
        }
    }

    /// The number of planned iterations, when the load states it.
    #[must_use]
    pub(super) fn planned_iterations(&self) -> Option<u64> {
        match self.shape {
            Shape::Constant { .. } | Shape::Ramping { .. } | Shape::Arrivals(_) => None,
            Shape::Shared { iterations, .. } => Some(iterations),
            Shape::PerVu { vus, iterations, .. } => Some(iterations.saturating_mul(u64::from(vus))),
        }
    }

    /// The time that iterations may take after the end.
    #[must_use]
    pub const fn graceful_stop(&self) -> Duration {
        self.graceful_stop
    }

    /// The time that an iteration may take after its virtual user is removed.
    #[must_use]
    pub const fn graceful_ramp_down(&self) -> Duration {
        self.graceful_ramp_down
    }

    /// The time over which virtual users spread their first iterations when their number rises from `before` to `vus` at one
    /// instant, so that they do not walk in lock-step. A single virtual user begins at once.
    #[must_use]
    pub fn start_jitter(&self, before: u32, vus: u32) -> Duration {
        if vus > before.saturating_add(1) { self.start_jitter } else { Duration::ZERO }
    }

    /// The default jitter: 1 s, but at most a tenth of the load's time; for counted iterations also at most 10 ms for each
    /// virtual user.
    fn usual_jitter(&self) -> Duration {
        let most = MOST_JITTER.min(self.duration() / 10);
        match self.shape {
            Shape::Shared { vus, .. } | Shape::PerVu { vus, .. } => {
                most.min(JITTER_PER_VU.saturating_mul(vus))
            }
            Shape::Constant { .. } | Shape::Ramping { .. } | Shape::Arrivals(_) => most,
        }
    }

    /// The part of the shape that a moment belongs to. The hold is where the load is constant at its greatest; a shape that is
    /// never constant there has no hold.
    #[must_use]
    pub(super) fn phase_at(&self, at: Duration) -> RunPhase {
        match &self.shape {
            Shape::Ramping { start, stages } => {
                let targets: Vec<f64> = stages.iter().map(|stage| f64::from(stage.target)).collect();
                let lengths = stages.iter().map(|stage| stage.duration);
                let froms = std::iter::once(f64::from(*start)).chain(targets.clone());
                let pieces = froms.zip(targets).zip(lengths).map(|((from, to), length)| (from, to, length));
                phase_within(pieces, f64::from(self.vus_max()), at)
            }
            Shape::Arrivals(arrivals) => phase_within(arrivals.pieces(), arrivals.top_rate(), at),
            _ if at <= self.duration() => RunPhase::Hold,
            _ => RunPhase::Drain,
        }
    }

    /// The moments at which its phase may change, from its own beginning, ascending.
    pub(super) fn boundaries(&self) -> Vec<Duration> {
        let lengths: Vec<Duration> = match &self.shape {
            Shape::Ramping { stages, .. } => stages.iter().map(|stage| stage.duration).collect(),
            Shape::Arrivals(arrivals) => arrivals.pieces().map(|(_, _, length)| length).collect(),
            _ => vec![self.duration()],
        };
        let mut at = Duration::ZERO;
        let ends = lengths.into_iter().map(|length| {
            at = at.saturating_add(length);
            at
        });
        std::iter::once(Duration::ZERO).chain(ends).collect()
    }

    /// The number of the stage that the moment belongs to, from 1, and the number of stages. `None` for a single stage, and after
    /// the last. A jump takes no time and is not a stage.
    #[must_use]
    pub(super) fn stage_at(&self, at: Duration) -> Option<(usize, usize)> {
        let lengths: Vec<Duration> = match &self.shape {
            Shape::Ramping { stages, .. } => stages.iter().map(|stage| stage.duration).collect(),
            Shape::Arrivals(arrivals) => arrivals.pieces().map(|(_, _, length)| length).collect(),
            _ => Vec::new(),
        };
        let mut end = Duration::ZERO;
        let ends: Vec<Duration> = lengths
            .into_iter()
            .filter(|length| !length.is_zero())
            .map(|length| {
                end += length;
                end
            })
            .collect();
        let passed = ends.iter().filter(|end| **end < at).count();
        (ends.len() > 1 && passed < ends.len()).then_some((passed + 1, ends.len()))
    }

    /// Describes the load in one line.
    #[must_use]
    pub(super) fn describe(&self) -> Message {
        let vus = |vus: u32| Value::Count(vus.into());
        match &self.shape {
            Shape::Constant { vus: count, duration } => Message::new("load-constant")
                .with("vus", vus(*count))
                .with("lasted", Value::planned(*duration)),
            Shape::Ramping { start, stages } => {
                let stages = stages.iter().map(|stage| {
                    let target = Value::Count(stage.target.into());
                    Message::new("load-stage")
                        .with("target", target)
                        .with("lasted", Value::planned(stage.duration))
                });
                Message::new("load-ramping")
                    .with("vus", vus(*start))
                    .with("stages", Value::Row(stages.collect()))
            }
            Shape::Shared { vus: count, iterations, .. } => {
                Message::new("load-shared").with("iterations", *iterations).with("vus", vus(*count))
            }
            Shape::PerVu { vus: count, iterations, .. } => {
                Message::new("load-per-vu").with("iterations", *iterations).with("vus", vus(*count))
            }
            Shape::Arrivals(arrivals) => arrivals.describe(),
        }
    }
}

/// The phase of a moment in a shape made of linear pieces (from, to, length): the hold is where a piece stays at the top.
fn phase_within(pieces: impl Iterator<Item = (f64, f64, Duration)>, top: f64, at: Duration) -> RunPhase {
    let is_top = |value: f64| value >= top;
    let (mut begin, mut held) = (Duration::ZERO, false);
    for (from, to, length) in pieces.filter(|(_, _, length)| !length.is_zero()) {
        let holds = is_top(from) && is_top(to);
        if at <= begin + length {
            return match (holds, held) {
                (true, _) => RunPhase::Hold,
                (false, true) if to < from => RunPhase::Drain,
                (false, _) => RunPhase::Ramp,
            };
        }
        held |= holds;
        begin += length;
    }
    RunPhase::Drain
}

fn changes_of_stage(begin: Duration, from: u32, stage: Stage) -> Box<dyn Iterator<Item = (Duration, u32)>> {
    let change = from.abs_diff(stage.target);
    if stage.duration.is_zero() {
        // A jump is one change, not many at the same instant.
        return Box::new((change > 0).then_some((begin, stage.target)).into_iter());
    }
    let nanos = stage.duration.as_nanos();
    Box::new((1..=change).map(move |step| {
        let offset = nanos * u128::from(step) / u128::from(change);
        let at = begin + Duration::from_nanos(u64::try_from(offset).unwrap_or(u64::MAX));
        (at, if stage.target > from { from + step } else { from - step })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Executor;
    use proptest::prelude::*;

    fn schedule(load: &Load) -> Result<Schedule, String> {
        let mut problems = Problems::default();
        let schedule = Schedule::new(load, &mut problems);
        problems.into_result().map_err(|error| error.to_string())?;
        Ok(schedule.unwrap())
    }

    fn stages(list: &[(u64, u32)]) -> Vec<Stage> {
        list.iter().map(|&(secs, target)| Stage { duration: Duration::from_secs(secs), target }).collect()
    }

    #[test]
    fn stages_are_counted_without_jumps() {
        let at = |load: &Load, tenths: &[u64]| {
            let schedule = schedule(load).unwrap();
            let at = |tenths: &u64| schedule.stage_at(Duration::from_millis(tenths * 100));
            tenths.iter().map(at).collect::<Vec<_>>()
        };
        let stages = stages(&[(4, 3), (0, 5), (2, 4)]);
        let ramp = Load { stages: stages.clone(), ..Load::new(Executor::RampingVus) };
        let (first, last) = (Some((1, 2)), Some((2, 2)));
        assert_eq!(at(&ramp, &[0, 40, 41, 60, 61]), [first, first, last, last, None]);
        let rates = Load { stages, max_vus: Some(9), ..Load::new(Executor::RampingArrivalRate) };
        assert_eq!(at(&rates, &[20, 50, 70]), [first, last, None]);
        let constant =
            Load { vus: Some(2), duration: Some(Duration::from_secs(9)), ..Load::new(Executor::ConstantVus) };
        assert_eq!(at(&constant, &[20]), [None]);
        let one = Load { stages: ramp.stages[..1].to_vec(), ..ramp };
        assert_eq!(at(&one, &[20]), [None]);
    }

    #[test]
    fn a_ramp_changes_one_user_at_a_time() {
        let load = Load {
            start_vus: Some(1),
            stages: stages(&[(4, 3), (0, 5), (2, 4)]),
            ..Load::new(Executor::RampingVus)
        };
        let schedule = schedule(&load).unwrap();
        let seconds: Vec<(u64, u32)> = schedule.changes().map(|(at, vus)| (at.as_secs(), vus)).collect();
        assert_eq!(seconds, [(0, 1), (2, 2), (4, 3), (4, 5), (6, 4)]);
        assert_eq!((schedule.vus_max(), schedule.duration().as_secs()), (5, 6));
    }

    #[test]
    fn the_hold_is_the_constant_top() {
        let load = Load {
            start_vus: Some(1),
            stages: stages(&[(10, 50), (20, 50), (5, 0)]),
            ..Load::new(Executor::RampingVus)
        };
        let schedule = schedule(&load).unwrap();
        let phases = [5, 10, 11, 30, 31, 36].map(|at| schedule.phase_at(Duration::from_secs(at)));
        use RunPhase::{Drain, Hold, Ramp};
        assert_eq!(phases, [Ramp, Ramp, Hold, Hold, Drain, Drain]);
    }

    #[test]
    fn impossible_loads_are_named() {
        let ramping = Load::new(Executor::RampingVus);
        for (load, part) in [
            (
                Load {
                    vus: Some(0),
                    duration: Some(Duration::from_secs(9)),
                    ..Load::new(Executor::ConstantVus)
                },
                "0 VUs",
            ),
            (Load::new(Executor::ConstantVus), "at least 1s"),
            (ramping.clone(), "at least one stage"),
            (Load { stages: stages(&[(10, 0)]), ..ramping.clone() }, "above 0"),
            (Load { stages: stages(&[(0, 10)]), ..ramping.clone() }, "less than 1s"),
            (Load { stages: stages(&[(9, 200_000)]), ..ramping.clone() }, "100000"),
            (
                Load { vus: Some(5), stages: stages(&[(9, 2)]), ..ramping },
                "load.vus: ramping-vus has no such option",
            ),
            (
                Load { vus: Some(9), iterations: Some(5), ..Load::new(Executor::SharedIterations) },
                "cannot be shared",
            ),
        ] {
            let error = schedule(&load).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }

    proptest! {
        #[test]
        fn changes_are_in_order_end_at_the_last_target_and_never_exceed_the_top(
            start in 0_u32..50,
            list in prop::collection::vec((0_u64..20, 0_u32..80), 1..6),
        ) {
            let load = Load { start_vus: Some(start), stages: stages(&list), ..Load::new(Executor::RampingVus) };
            if let Ok(schedule) = schedule(&load) {
                let changes: Vec<_> = schedule.changes().collect();
                prop_assert!(changes.windows(2).all(|pair| pair[0].0 <= pair[1].0));
                prop_assert!(changes.iter().all(|&(at, vus)| vus <= schedule.vus_max() && at <= schedule.duration()));
                prop_assert_eq!(changes.last().unwrap().1, list.last().unwrap().1);
            }
        }
    }
}
