//! What a run may do, by where the shop runs.

use std::num::NonZeroU32;
use std::time::Duration;

use jiff::Zoned;

use url::Url;

use super::problem::{PlanError, Problems};
use super::{Capacity, Environment, Intensity, PlannedLoad, Timetable, Window};
use crate::scenario::{Load, Mode, Scenario};
use crate::threshold::Threshold;
use crate::units::duration;

/// The limits of a run: where the shop runs, and what this machine can hold.
#[derive(Debug, Clone)]
pub struct Limits {
    environment: Environment,
    now: Zoned,
    intensity: Option<Intensity>,
    insecure: bool,
    capacity: Capacity,
    /// Whether the run is for another time.
    later: bool,
}

/// Default abort limits of an environment or intensity.
struct Abort {
    failed: &'static str,
    p95: &'static str,
    p99: &'static str,
}

const HOUR: Duration = Duration::from_secs(3600);
/// Enough for a rate to mean something.
const FIRST_LOOK: Duration = Duration::from_secs(10);

impl Limits {
    /// The limits of an environment at a moment, in the shop's time zone. `intensity` is the one the user
    /// asked for, if any; `insecure` says that certificates will not be checked.
    #[must_use]
    pub const fn new(
        environment: Environment,
        now: Zoned,
        intensity: Option<Intensity>,
        insecure: bool,
    ) -> Self {
        Self { environment, now, intensity, insecure, capacity: Capacity::UNKNOWN, later: false }
    }

    /// The same on a machine with this capacity. Without it nothing is known of the machine.
    #[must_use]
    pub fn on(self, capacity: Capacity) -> Self {
        Self { capacity, ..self }
    }

    /// The same for a run at another time, perhaps by another program: whoever runs it looks at the clock.
    #[must_use]
    pub fn for_later(self) -> Self {
        Self { later: true, ..self }
    }

    /// Where the shop runs.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// The most virtual users; `None` is unlimited.
    #[must_use]
    pub const fn max_vus(&self) -> Option<u32> {
        match self.environment {
            Environment::Prod => Some(50),
            Environment::Preprod => Some(500),
            Environment::Local => None,
        }
    }

    /// A named load within these limits, with the numbers that the user gave.
    #[must_use]
    pub fn load(&self, intensity: Intensity, vus: Option<u32>, duration: Option<Duration>) -> Load {
        let allowed = self.max_vus().map(|max| max.min(intensity.vus()));
        intensity.load_with(vus.or(allowed), duration)
    }

    /// The longest run; `None` is unlimited.
    #[must_use]
    pub const fn max_duration(&self) -> Option<Duration> {
        match self.environment {
            Environment::Prod => Some(HOUR.saturating_mul(2)),
            Environment::Preprod | Environment::Local => None,
        }
    }

    /// The hard cap on requests per second towards the shop; `None` is unlimited.
    #[must_use]
    pub const fn max_requests_per_second(&self) -> Option<NonZeroU32> {
        match self.environment {
            Environment::Prod => NonZeroU32::new(50),
            Environment::Preprod | Environment::Local => None,
        }
    }

    /// The hours in which a run is allowed; `None` is any.
    #[must_use]
    pub fn window(&self) -> Option<Window> {
        (self.environment == Environment::Prod).then(Window::default)
    }

    /// Whether a run that is still going at this moment has to stop.
    #[must_use]
    pub fn must_stop(&self, now: &Zoned) -> bool {
        self.window().is_some_and(|window| !window.contains(now))
    }

    /// Whether a run on this shop could be allowed at all: asked before the page is fetched.
    ///
    /// # Errors
    ///
    /// [`PlanError`] with everything that goes beyond the limits.
    pub fn preflight(&self, base_url: &Url, mode: Mode, load: Option<Load>) -> Result<(), PlanError> {
        let mut problems = Problems::default();
        let load = load.unwrap_or_else(|| self.load(self.intensity.unwrap_or(Intensity::Medium), None, None));
        let timetable = Timetable::new(&[load], &[], &mut problems);
        let scenario = Scenario::new(String::new(), base_url.clone(), mode);
        self.check(&scenario, timetable.as_ref(), &mut problems);
        problems.into_result()
    }

    /// Adds everything in the plan that goes beyond the limits.
    pub(crate) fn check(&self, scenario: &Scenario, timetable: Option<&Timetable>, problems: &mut Problems) {
        if self.environment == Environment::Prod {
            self.check_prod(scenario, problems);
        }
        let Some(timetable) = timetable else { return };
        self.capacity.check(timetable.vus_max(), problems);
        self.check_rate(scenario, timetable, problems);
        if let Some(max) = self.max_vus()
            && timetable.vus_max() > max
        {
            problems.add(
                "load",
                format!(
                    "{} VUs are more than the {max} allowed on {}; lower --vus",
                    timetable.vus_max(),
                    self.environment
                ),
            );
        }
        if let Some(max) = self.max_duration()
            && timetable.duration() > max
        {
            problems.add(
                "load",
                format!(
                    "{} is longer than the {} allowed on {}",
                    duration::format(timetable.duration()),
                    duration::format(max),
                    self.environment
                ),
            );
        }
    }

    /// A rate of visits that the cap on requests would keep back is no load that a shop could be judged by.
    fn check_rate(&self, scenario: &Scenario, timetable: &Timetable, problems: &mut Problems) {
        let Some(cap) = self.max_requests_per_second() else { return };
        let steps = |load: &PlannedLoad| {
            load.journeys
                .iter()
                .filter_map(|journey| scenario.journeys.get(*journey))
                .map(|journey| journey.steps.len())
                .max()
        };
        let requests: f64 = timetable
            .loads()
            .iter()
            .filter_map(|load| Some(load.schedule.arrivals()?.peak() * steps(load)? as f64))
            .sum();
        if requests > f64::from(cap.get()) {
            problems.add(
                "load.rate",
                format!(
                    "the journeys would send up to {requests:.0} requests per second, more than the {cap} allowed on {}; lower the rate",
                    self.environment
                ),
            );
        }
    }

    fn check_prod(&self, scenario: &Scenario, problems: &mut Problems) {
        if let Some(window) = self.window()
            && !self.later
            && !window.contains(&self.now)
        {
            problems.add(
                "time",
                format!(
                    "a live shop is only tested at {window} (it is {} {}); come back then, or use --env preprod if no customer uses this host",
                    self.now.strftime("%H:%M"),
                    self.now.time_zone().iana_name().unwrap_or("local time"),
                ),
            );
        }
        if scenario.mode == Mode::Full {
            problems.add("mode", "full would fill real carts in a live shop; use --mode read-only");
        }
        if self.intensity == Some(Intensity::Heavy) {
            problems
                .add("intensity", "heavy is not allowed on a live shop; use light or medium with --vus 50");
        }
        if scenario.base_url.scheme() != "https" {
            problems.add("base_url", "a live shop is only tested over https");
        }
        if self.insecure {
            problems.add("--insecure", "certificates are always checked on a live shop");
        }
    }

    fn abort(&self) -> Abort {
        match (self.environment, self.intensity) {
            (Environment::Prod, _) => Abort { failed: "rate<0.05", p95: "p(95)<3000", p99: "p(99)<5000" },
            (_, Some(Intensity::Heavy)) => {
                Abort { failed: "rate<0.15", p95: "p(95)<10000", p99: "p(99)<15000" }
            }
            _ => Abort { failed: "rate<0.10", p95: "p(95)<5000", p99: "p(99)<8000" },
        }
    }

    /// The thresholds that a compiled scenario starts with.
    #[must_use]
    pub fn default_thresholds(&self) -> Vec<Threshold> {
        let abort = self.abort();
        [
            ("http_req_failed", abort.failed, Some(FIRST_LOOK)),
            ("http_req_duration", abort.p95, Some(Duration::ZERO)),
            ("http_req_duration", abort.p99, Some(Duration::ZERO)),
            ("http_req_duration", "p(95)<2000", None),
            ("checks", "rate>0.80", Some(FIRST_LOOK)),
        ]
        .into_iter()
        // The expressions are constants; a test below reads each of them.
        .filter_map(|(metric, expression, abort_after)| {
            let mut threshold = Threshold::parse(metric, expression).ok()?;
            threshold.abort_on_fail = abort_after.is_some();
            threshold.delay_abort_eval = abort_after.unwrap_or_default();
            Some(threshold)
        })
        .collect()
    }

    /// Thresholds that hold whatever the scenario says: on a live shop, all that can stop the run.
    #[must_use]
    pub fn enforced_thresholds(&self) -> Vec<Threshold> {
        match self.environment {
            Environment::Prod => {
                self.default_thresholds().into_iter().filter(|threshold| threshold.abort_on_fail).collect()
            }
            Environment::Preprod | Environment::Local => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_beyond_the_cap_is_refused() {
        let night: Zoned = "2026-11-27T04:00:00[Europe/Paris]".parse().unwrap();
        let plan = |rate: u32, environment| {
            let text = format!(
                "schema = 1\nname = 'x'\nbase_url = 'https://shop.test/'\n[load]\n\
                 executor = 'constant-arrival-rate'\nrate = {rate}\nmax_vus = 50\nduration = '10s'\n\
                 [[journey]]\nname = 'look'\n[[journey.step]]\nname = 'a'\npath = '/'\n\
                 [[journey.step]]\nname = 'b'\npath = '/b'\n"
            );
            let scenario = Scenario::parse(&text, std::path::Path::new("x.toml")).unwrap();
            let limits = Limits::new(environment, night.clone(), None, false);
            crate::plan::Plan::new(scenario, crate::plan::Overrides::default(), limits).map(|_| ())
        };
        assert!(plan(25, Environment::Prod).is_ok());
        let error = plan(26, Environment::Prod).unwrap_err().to_string();
        assert!(error.contains("up to 52 requests per second, more than the 50 allowed on prod"), "{error}");
        assert!(plan(26, Environment::Preprod).is_ok());
    }

    #[test]
    fn every_default_threshold_can_be_read() {
        let night: Zoned = "2026-11-27T04:00:00[Europe/Paris]".parse().unwrap();
        for environment in [Environment::Local, Environment::Preprod, Environment::Prod] {
            for intensity in [None, Some(Intensity::Heavy)] {
                let limits = Limits::new(environment, night.clone(), intensity, false);
                assert_eq!(limits.default_thresholds().len(), 5);
            }
        }
    }
}
