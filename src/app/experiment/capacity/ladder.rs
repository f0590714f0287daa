//! The loads of a search: which there are, how each is reached and held.

use std::time::Duration;

use crate::app::experiment::think_time::mean_think_time;
use crate::app::failure::Failure;
use crate::app::prepare::Prepared;
use crate::app::target::LoadOptions;
use crate::grade::{LoadUnit, Search};
use crate::plan::{Intensity, Limits, Plan};
use crate::scenario::{Executor, Journey, Load, Scenario, Stage};
use crate::units::duration;
use crate::words::{Message, Value};

/// Seconds in a row that a hold needs before anything can be said of its course.
const LEAST_HOLD: Duration = Duration::from_secs(9);
/// A load is held at most this long when the journeys are short …
const HOLD: Duration = Duration::from_secs(20);
/// … and at most so many lengths of a journey when they are long.
const JOURNEYS: u32 = 3;
/// However long the journeys are.
const LONGEST_HOLD: Duration = Duration::from_secs(300);
/// The way up takes a journey, so that shoppers are spread over all its steps, within these bounds.
const RAMP: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(60));
/// Who is still walking at the end of a hold has this long; nothing is measured any more.
const GRACE: Duration = Duration::from_secs(2);
/// Measurements come in seconds, and those at the edges of a hold are not its own.
const SECOND: Duration = Duration::from_secs(1);

/// The loads that a search may try.
#[derive(Debug, Clone)]
pub(super) struct Ladder {
    pub(super) unit: LoadUnit,
    pub(super) ceiling: u32,
    origin: CeilingOrigin,
    /// A load is held at least this long.
    pub(super) least_hold: Duration,
    hold: Duration,
    ramp: Duration,
    /// The load at the ceiling, as it was asked for.
    model: Load,
}

impl Ladder {
    /// From the flags, or else from the scenario's own load.
    pub(super) fn new(prepared: &Prepared, options: &LoadOptions) -> Result<Self, Failure> {
        let scenario = &prepared.scenario;
        let (model, origin) = highest_load(&prepared.limits, options, &scenario.loads, &scenario.journeys)?;
        let (unit, ceiling) = highest(&model)?;
        let journey = mean_think_time(&scenario.journeys);
        let hold = options.duration.unwrap_or_else(|| (journey * JOURNEYS).clamp(HOLD, LONGEST_HOLD));
        let mut ladder = Self {
            unit,
            ceiling,
            origin,
            least_hold: journey.max(LEAST_HOLD).min(hold),
            hold,
            ramp: journey.clamp(RAMP.0, RAMP.1),
            model,
        };
        if let Some(window) = ladder.plan(prepared, options, ceiling)?.thresholds().longest_window() {
            ladder.make_room(window, options.duration)?;
        }
        ladder.check_time(prepared)?;
        Ok(ladder)
    }

    /// Holds each load long enough for a threshold's window: only windows that lie in the hold are judged. `asked` is how long
    /// the user wants it to be held.
    fn make_room(&mut self, window: Duration, asked: Option<Duration>) -> Result<(), Failure> {
        let needed = window + SECOND;
        if let Some(asked) = asked.filter(|asked| *asked < needed) {
            return Err(Failure::Usage(
                Message::new("error-search-window")
                    .exact("asked", duration::format(asked))
                    .exact("window", duration::format(window))
                    .exact("needed", duration::format(needed)),
            ));
        }
        self.hold = self.hold.max(needed);
        self.least_hold = self.least_hold.max(window);
        Ok(())
    }

    /// Refuses a search that may last longer than a run may.
    fn check_time(&self, prepared: &Prepared) -> Result<(), Failure> {
        let steps = Search::most_steps(self.ceiling);
        let longest = (self.ramp + self.hold + GRACE) * steps;
        match prepared.limits.max_duration() {
            Some(allowed) if longest > allowed => Err(Failure::Refused(
                Message::new("error-search-too-long")
                    .exact("longest", duration::format(longest))
                    .exact("steps", steps)
                    .exact("allowed", duration::format(allowed))
                    .exact("environment", prepared.limits.environment()),
            )),
            _ => Ok(()),
        }
    }

    /// The search in words: how high it goes, and how to change that where no flag said it.
    pub(super) fn describe(&self) -> Message {
        let origin = match self.origin {
            CeilingOrigin::Flags if self.ceiling > 1 => "asked",
            CeilingOrigin::Flags => "flags",
            CeilingOrigin::Scenario => "scenario",
            CeilingOrigin::Default => "default",
        };
        Message::new("load-search")
            .with("load", self.unit.load(self.ceiling))
            .with("origin", origin)
            .with("ramp", Value::planned(self.ramp))
            .with("hold", Value::planned(self.hold))
    }

    /// The plan that reaches and holds one load.
    pub(super) fn plan(
        &self,
        prepared: &Prepared,
        options: &LoadOptions,
        load: u32,
    ) -> Result<Plan, Failure> {
        let stages =
            vec![Stage { duration: self.ramp, target: load }, Stage { duration: self.hold, target: load }];
        let shape = match self.unit {
            LoadUnit::Shoppers => Load {
                start_vus: Some(1),
                stages,
                start_jitter: self.model.start_jitter,
                ..Load::new(Executor::RampingVus)
            },
            LoadUnit::VisitsPerSecond | LoadUnit::VisitsPerMinute => Load {
                start_rate: Some(0),
                stages,
                time_unit: self.model.time_unit,
                max_vus: self.model.max_vus,
                pre_allocated_vus: self.model.pre_allocated_vus,
                spacing: self.model.spacing,
                ..Load::new(Executor::RampingArrivalRate)
            },
        };
        // Thresholds may name it.
        let (name, journeys) = (self.model.name.clone(), self.model.journeys.clone());
        let load = Load { name, graceful_stop: Some(GRACE), journeys, ..shape };
        let scenario = Scenario { loads: vec![load], ..prepared.scenario.clone() };
        let options = LoadOptions {
            thresholds: options.thresholds.clone(),
            seed: options.seed,
            ..LoadOptions::default()
        };
        prepared.plan_of(scenario, &options)
    }
}

/// Where the height of a search comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CeilingOrigin {
    /// Load flags.
    Flags,
    /// The load of the scenario's file, or the demo's.
    Scenario,
    /// Neither names more than one shopper.
    Default,
}

/// The load at the height of a search: from the flags, or the scenario's own, or else `medium` within the limits. A load of one
/// shopper says that a journey works and not how high to search, so it is only taken from `--vus 1`, which must not be exceeded.
fn highest_load(
    limits: &Limits,
    options: &LoadOptions,
    own: &[Load],
    journeys: &[Journey],
) -> Result<(Load, CeilingOrigin), Failure> {
    let LoadOptions { vus, rate, intensity, duration, .. } = options;
    let asked = match (rate, vus) {
        (Some(_), _) => with_duration(options).load_for(limits, journeys),
        (None, Some(_)) => Some(limits.load(Intensity::Medium, *vus, *duration)),
        (None, None) => {
            let named = intensity.filter(|intensity| *intensity != Intensity::Smoke);
            named.map(|intensity| limits.load(intensity, None, *duration))
        }
    };
    if let Some(load) = asked {
        return Ok((load, CeilingOrigin::Flags));
    }
    let default = || limits.load(Intensity::Medium, None, *duration);
    let is_small = |load: &Load| highest(load).is_ok_and(|(_, height)| height <= 1);
    match own {
        // A smoke test has a load for each journey.
        own if intensity.is_some() || own.iter().all(is_small) => {
            let single = own.first().filter(|_| own.len() == 1).cloned();
            let load = match single {
                Some(Load { journeys, start_jitter, .. }) => Load { journeys, start_jitter, ..default() },
                None => default(),
            };
            Ok((load, CeilingOrigin::Default))
        }
        [load] => Ok((load.clone(), CeilingOrigin::Scenario)),
        _ => Err(Failure::Usage(Message::new("error-search-several-executors"))),
    }
}

/// The load as it was asked for, with the time that a search gives when no flag says one: without it, a rate is not a load.
fn with_duration(options: &LoadOptions) -> LoadOptions {
    LoadOptions { duration: options.duration.or(Some(HOLD)), ..options.clone() }
}

/// The load that set-up asks the limits about: what the flags say of the height, with the search's own time. A time or a smoke
/// test alone says nothing of the height.
pub(in crate::app::experiment) fn asked(options: &LoadOptions) -> LoadOptions {
    let intensity = options.intensity.filter(|intensity| *intensity != Intensity::Smoke);
    if options.vus.is_some() || options.rate.is_some() || intensity.is_some() {
        with_duration(options)
    } else {
        LoadOptions { intensity, duration: None, ..options.clone() }
    }
}

/// The unit and the height of a load.
fn highest(load: &Load) -> Result<(LoadUnit, u32), Failure> {
    let stages = load.stages.iter().map(|stage| stage.target);
    match load.executor {
        Executor::ConstantArrivalRate | Executor::RampingArrivalRate => {
            let peak = stages.chain(load.rate).chain(load.start_rate).max().unwrap_or(0);
            let unit = match load.time_unit.unwrap_or(Duration::from_secs(1)).as_secs() {
                1 => LoadUnit::VisitsPerSecond,
                60 => LoadUnit::VisitsPerMinute,
                _ => {
                    return Err(Failure::Usage(Message::new("error-search-rates")));
                }
            };
            Ok((unit, peak))
        }
        _ => Ok((LoadUnit::Shoppers, stages.chain(load.vus).chain(load.start_vus).max().unwrap_or(1))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::target::Rate;
    use crate::http::{AddressClass, Site};
    use crate::plan::{Clock, Environment};

    fn limits(environment: Environment) -> Limits {
        let shop = "http://127.0.0.1/".parse().unwrap();
        Limits::new(
            Site::of(&shop, AddressClass::Private).unwrap(),
            environment,
            Clock::system(),
            None,
            false,
        )
    }

    fn height(options: &LoadOptions, own: &[Load]) -> (u32, CeilingOrigin) {
        let limits = limits(Environment::Local);
        let (load, origin) = highest_load(&limits, options, own, &[]).unwrap();
        (highest(&load).unwrap().1, origin)
    }

    #[test]
    fn a_search_goes_as_high_as_was_named_or_else_as_medium() {
        let flags = LoadOptions::default;
        let second = Duration::from_secs(1);
        let per_vu = Load { iterations: Some(3), ..Load::new(Executor::PerVuIterations) };
        let constant =
            |vus| Load { vus: Some(vus), duration: Some(second), ..Load::new(Executor::ConstantVus) };
        let rate = |rate| Load {
            rate: Some(rate),
            duration: Some(second),
            ..Load::new(Executor::ConstantArrivalRate)
        };
        let smoke = Intensity::Smoke.load();
        let medium = Intensity::Medium.vus();
        let cases: Vec<(LoadOptions, Vec<Load>, (u32, CeilingOrigin))> = vec![
            (flags(), vec![], (medium, CeilingOrigin::Default)),
            (flags(), vec![per_vu.clone()], (medium, CeilingOrigin::Default)),
            (flags(), vec![constant(1)], (medium, CeilingOrigin::Default)),
            (flags(), vec![rate(1)], (medium, CeilingOrigin::Default)),
            (flags(), vec![smoke.clone()], (medium, CeilingOrigin::Default)),
            (flags(), vec![smoke.clone(), smoke.clone()], (medium, CeilingOrigin::Default)),
            (flags(), vec![constant(20)], (20, CeilingOrigin::Scenario)),
            (flags(), vec![rate(30)], (30, CeilingOrigin::Scenario)),
            (LoadOptions { duration: Some(second), ..flags() }, vec![], (medium, CeilingOrigin::Default)),
            (
                LoadOptions { duration: Some(second), ..flags() },
                vec![constant(20)],
                (20, CeilingOrigin::Scenario),
            ),
            (
                LoadOptions { intensity: Some(Intensity::Smoke), ..flags() },
                vec![constant(20)],
                (medium, CeilingOrigin::Default),
            ),
            (
                LoadOptions { intensity: Some(Intensity::Light), ..flags() },
                vec![smoke],
                (50, CeilingOrigin::Flags),
            ),
            (LoadOptions { vus: Some(8), ..flags() }, vec![per_vu], (8, CeilingOrigin::Flags)),
            (LoadOptions { vus: Some(1), ..flags() }, vec![constant(20)], (1, CeilingOrigin::Flags)),
            (
                LoadOptions { rate: Some(Rate { count: 5, per: second }), ..flags() },
                vec![constant(20)],
                (5, CeilingOrigin::Flags),
            ),
        ];
        for (options, own, expected) in cases {
            assert_eq!(height(&options, &own), expected, "{options:?} {own:?}");
        }
        let limits = limits(Environment::Prod);
        let (load, _) = highest_load(&limits, &flags(), &[], &[]).unwrap();
        assert!((2..medium).contains(&highest(&load).unwrap().1), "a live shop allows fewer");
        assert!(highest_load(&limits, &flags(), &[constant(20), constant(2)], &[]).is_err());
    }

    #[test]
    fn journeys_of_a_small_load_are_searched_with() {
        let limits = limits(Environment::Local);
        let own = Load { journeys: Some(vec!["buy".into()]), ..Intensity::Smoke.load() };
        let (load, _) = highest_load(&limits, &LoadOptions::default(), &[own], &[]).unwrap();
        assert_eq!(load.journeys, Some(vec!["buy".to_owned()]));
    }
}
