//! All executors of a plan side by side: the beginning of each, the total number of virtual users, and the phase of the whole
//! load at each moment.

use std::collections::HashSet;
use std::time::Duration;

use super::lane::Lane;
use super::problem::Problems;
use super::schedule::Schedule;
use super::shape::MOST_VUS;
use crate::metric::RunPhase;
use crate::scenario::{Journey, Load};
use crate::words::{Message, Value};

/// One executor of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedLoad {
    /// The name of the executor, unique in the plan.
    pub name: String,
    /// The beginning of the executor, from the start of the run.
    pub start: Duration,
    /// The start times of its iterations, from its own beginning.
    pub schedule: Schedule,
    /// The journeys that its virtual users draw from, as indices into the plan's list.
    pub journeys: Vec<usize>,
    /// The number in the plan of its first virtual user, from 0.
    first_vu: u32,
    description: Message,
}

impl PlannedLoad {
    /// Validates a load. Every problem is added to `problems`; `None` when its schedule had one.
    fn new(load: &Load, journeys: &[Journey], first_vu: u32, problems: &mut Problems) -> Option<Self> {
        let allowed = |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
        if load.name().is_empty() || !load.name().chars().all(allowed) {
            problems.add("load.name", Message::new("error-plan-load-name").exact("name", load.name()));
        }
        let chosen = choose(load, journeys, problems);
        let schedule = Schedule::new(load, problems)?;
        let start = load.start_time.unwrap_or_default();
        let mut description = schedule.describe();
        if !start.is_zero() {
            description =
                Message::new("load-after").with("start", Value::planned(start)).with("load", description);
        }
        if let Some(names) = &load.journeys {
            description =
                Message::new("load-walking").with("load", description).with("journeys", names.join(", "));
        }
        Some(Self { name: load.name().to_owned(), start, schedule, journeys: chosen, first_vu, description })
    }

    /// The latest moment at which an iteration begins, from the start of the run.
    #[must_use]
    pub fn end(&self) -> Duration {
        self.start.saturating_add(self.schedule.duration())
    }

    /// The latest moment at which the last iteration is cut off.
    fn gone(&self) -> Duration {
        self.end().saturating_add(self.schedule.graceful_stop())
    }

    /// The part of one of `threads` threads in it; `None` when the thread has no part in it.
    #[must_use]
    pub fn lane(&self, thread: usize, threads: usize) -> Option<Lane> {
        Lane::new(thread, threads, self.first_vu, self.schedule.vus_max())
    }

    /// The seed of its arrivals, so that executors of one plan do not keep in step with each other.
    #[must_use]
    pub fn arrival_seed(&self, seed: u64) -> u64 {
        seed ^ u64::from(self.first_vu).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    /// The number of planned iterations, when the executor states it; `seed` is the plan's.
    #[must_use]
    pub fn planned_iterations(&self, seed: u64) -> Option<u64> {
        match self.schedule.arrivals() {
            Some(arrivals) => Some(arrivals.planned(self.arrival_seed(seed))),
            None => self.schedule.planned_iterations(),
        }
    }

    fn phase_at(&self, at: Duration) -> RunPhase {
        at.checked_sub(self.start).map_or(RunPhase::Ramp, |within| self.schedule.phase_at(within))
    }
}

/// The journeys that a load names, otherwise all journeys.
fn choose(load: &Load, journeys: &[Journey], problems: &mut Problems) -> Vec<usize> {
    let Some(names) = &load.journeys else {
        let walked = journeys.iter().enumerate().filter(|(_, journey)| journey.weight > 0);
        return walked.map(|(place, _)| place).collect();
    };
    let known: Vec<String> = journeys.iter().map(|journey| format!("`{}`", journey.name)).collect();
    let known = known.join(", ");
    let mut chosen: Vec<usize> = Vec::new();
    for name in names {
        let problem = match journeys.iter().position(|journey| journey.name == *name) {
            Some(place) if !chosen.contains(&place) => {
                chosen.push(place);
                continue;
            }
            Some(_) => Message::new("error-plan-journey-named-twice").exact("name", name),
            None => Message::new("error-plan-journey-unknown").exact("name", name).exact("known", &known),
        };
        problems.add("load.journeys", problem);
    }
    if names.is_empty() {
        problems.add("load.journeys", Message::new("error-plan-names-none").exact("known", &known));
    } else if !chosen.is_empty() && chosen.iter().all(|place| journeys[*place].weight == 0) {
        problems.add("load.journeys", Message::new("error-plan-no-weight-named"));
    }
    chosen
}

/// All executors of a plan, at least one.
#[derive(Debug, Clone, PartialEq)]
pub struct Timetable {
    loads: Vec<PlannedLoad>,
}

impl Timetable {
    /// Validates all loads. Every problem is added to `problems`, under the load's name when there are several; `None` when there
    /// was one.
    pub(crate) fn new(loads: &[Load], journeys: &[Journey], problems: &mut Problems) -> Option<Self> {
        let mut names = HashSet::new();
        let mut planned = Vec::new();
        let mut first_vu = 0_u32;
        for load in loads {
            let called = if load.name().is_empty() { load.executor.name() } else { load.name() };
            let place = if loads.len() > 1 { format!("load.{called}") } else { "load".to_owned() };
            if !names.insert(load.name()) {
                problems.add(&place, Message::new("error-plan-load-twice"));
            }
            let mut found = Problems::default();
            if let Some(load) = PlannedLoad::new(load, journeys, first_vu, &mut found) {
                first_vu = first_vu.saturating_add(load.schedule.vus_max());
                planned.push(load);
            }
            problems.adopt(found, "load", &place);
        }
        if planned.is_empty() || planned.len() < loads.len() {
            return None;
        }
        let timetable = Self { loads: planned };
        if timetable.vus_max() > MOST_VUS {
            let what = Message::new("error-plan-vus-together")
                .exact("vus-max", timetable.vus_max())
                .exact("most-vus", MOST_VUS);
            problems.add("load", what);
        }
        Some(timetable)
    }

    /// The executors in the order of the scenario.
    #[must_use]
    pub fn loads(&self) -> &[PlannedLoad] {
        &self.loads
    }

    /// The greatest number of virtual users at one time. As in k6, executors add up unless one has ended, graceful stop included,
    /// before the other begins; unlike in k6, a ramp counts with its greatest number throughout.
    #[must_use]
    pub fn vus_max(&self) -> u32 {
        // The sum only grows where an executor begins.
        let at = |moment| {
            let there = self.loads.iter().filter(|load| load.start <= moment && moment < load.gone());
            there.fold(0_u32, |sum, load| sum.saturating_add(load.schedule.vus_max()))
        };
        self.loads.iter().map(|load| at(load.start)).max().unwrap_or(0)
    }

    /// How many numbers the virtual users have in all: those of several executors differ.
    #[must_use]
    pub(super) fn vu_numbers(&self) -> u32 {
        self.loads.iter().fold(0_u32, |sum, load| sum.saturating_add(load.schedule.vus_max()))
    }

    /// The time after which no iteration begins (for counted iterations, the latest such time).
    #[must_use]
    pub fn duration(&self) -> Duration {
        self.loads.iter().map(PlannedLoad::end).max().unwrap_or_default()
    }

    /// The time after which the last iteration is cut off, at the latest.
    #[must_use]
    pub fn longest(&self) -> Duration {
        self.loads.iter().map(PlannedLoad::gone).max().unwrap_or_default()
    }

    /// The number of iterations that virtual users work off, when all executors count iterations.
    #[must_use]
    pub fn planned_iterations(&self) -> Option<u64> {
        let mut planned = self.loads.iter().map(|load| load.schedule.planned_iterations());
        planned.try_fold(0_u64, |sum, planned| Some(sum.saturating_add(planned?)))
    }

    /// The part of the load's shape that a moment belongs to. With several executors the hold is where each of them is in its
    /// hold. While one of them has not begun or ramps, the whole ramps; when none does and one drains or has ended, the whole
    /// drains. Executors that never hold together have no hold, and then the whole run is judged.
    #[must_use]
    pub fn phase_at(&self, at: Duration) -> RunPhase {
        let phases: Vec<RunPhase> = self.loads.iter().map(|load| load.phase_at(at)).collect();
        let any = |phase| phases.contains(&phase);
        match (any(RunPhase::Ramp), any(RunPhase::Drain)) {
            (true, _) => RunPhase::Ramp,
            (false, true) => RunPhase::Drain,
            (false, false) => RunPhase::Hold,
        }
    }

    /// The times at which the whole is in its hold, as (from, to) from the start of the run, ascending. Empty for a plan without
    /// a hold.
    #[must_use]
    pub fn holds(&self) -> Vec<(Duration, Duration)> {
        let own = |load: &PlannedLoad| {
            let start = load.start;
            load.schedule.boundaries().into_iter().map(move |at| start.saturating_add(at))
        };
        let mut moments: Vec<Duration> =
            std::iter::once(Duration::ZERO).chain(self.loads.iter().flat_map(own)).collect();
        moments.sort_unstable();
        moments.dedup();
        let mut holds: Vec<(Duration, Duration)> = Vec::new();
        for pair in moments.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            if self.phase_at(from + (to - from) / 2) != RunPhase::Hold {
                continue;
            }
            match holds.last_mut() {
                Some(last) if last.1 == from => last.1 = to,
                _ => holds.push((from, to)),
            }
        }
        holds
    }

    /// The number of the stage and of stages at a moment (see `Schedule::stage_at`); `None` with several executors, whose
    /// stages are unrelated.
    #[must_use]
    pub fn stage_at(&self, at: Duration) -> Option<(usize, usize)> {
        let [only] = self.loads.as_slice() else { return None };
        only.schedule.stage_at(at.checked_sub(only.start)?)
    }

    /// Describes the load in one line.
    #[must_use]
    pub(super) fn describe(&self) -> Message {
        let named = |load: &PlannedLoad| {
            Message::new("with-details")
                .with("what", load.name.as_str())
                .with("details", load.description.clone())
        };
        match self.loads.as_slice() {
            [only] => only.description.clone(),
            several => Message::list(several.iter().map(named).collect()),
        }
    }
}

#[cfg(test)]
mod tests;
