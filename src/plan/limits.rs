//! What a run may do, by where the shop runs.

mod defaults;

use std::num::NonZeroU32;
use std::time::Duration;

use url::Url;

use super::problem::{PlanError, Problems};
use super::{
    Capacity, Clock, Environment, HostRules, Hours, Intensity, Ownership, PlannedLoad, Timetable,
    how_to_prove,
};
use crate::http::Cap;
use crate::scenario::{Load, Mode, Scenario};
use crate::units::duration;

/// The limits of a run: where the shop runs, what is agreed about it, and what this machine can hold.
#[derive(Debug, Clone)]
pub struct Limits {
    environment: Environment,
    clock: Clock,
    intensity: Option<Intensity>,
    insecure: bool,
    rules: HostRules,
    /// What the user asks for beside them.
    asked_cap: Option<NonZeroU32>,
    ownership: Ownership,
    capacity: Capacity,
    /// Whether the run is for another time.
    later: bool,
    cap: Cap,
}

const HOUR: Duration = Duration::from_secs(3600);

/// Virtual users on prod, and when its CDN knows of the tests; on preprod.
const PROD_VUS: (u32, u32) = (50, 500);
const PREPROD_VUS: u32 = 500;
/// Virtual users on a public shop of which nothing shows that it may be tested.
const UNPROVEN_VUS: u32 = 50;
/// Requests per second on prod, when nothing else is agreed.
const PROD_CAP: NonZeroU32 = NonZeroU32::MIN.saturating_add(49);

impl Limits {
    /// The limits of an environment; the clock tells the time at the shop. `intensity` is the one the user asked for, if any;
    /// `insecure` says that certificates will not be checked. Only a local shop needs no [`Self::with_ownership`] for more
    /// than 50 virtual users.
    pub fn new(
        environment: Environment,
        clock: impl Into<Clock>,
        intensity: Option<Intensity>,
        insecure: bool,
    ) -> Self {
        let ownership = match environment {
            Environment::Local => Ownership::Private,
            Environment::Preprod | Environment::Prod => Ownership::Unproven,
        };
        let limits = Self {
            environment,
            clock: clock.into(),
            intensity,
            insecure,
            rules: HostRules::default(),
            asked_cap: None,
            ownership,
            capacity: Capacity::UNKNOWN,
            later: false,
            cap: Cap::default(),
        };
        limits.capped()
    }

    /// The same with what is agreed about this shop.
    #[must_use]
    pub fn with_rules(self, rules: HostRules) -> Self {
        let clock = match &rules.zone {
            Some(zone) => self.clock.in_zone(zone.clone()),
            None => self.clock,
        };
        let today = clock.now().date();
        let confirmed = rules.confirmation.clone().filter(|confirmation| confirmation.check(today).is_ok());
        let ownership = match (self.ownership, confirmed) {
            (Ownership::Unproven, Some(confirmation)) => Ownership::Confirmed(confirmation),
            (known, _) => known,
        };
        Self { clock, rules, ownership, ..self }.capped()
    }

    /// The same with at most so many requests per second; never more than without it.
    #[must_use]
    pub fn at_most(self, cap: Option<NonZeroU32>) -> Self {
        Self { asked_cap: cap, ..self }.capped()
    }

    /// The same for a shop of which this shows that it may be tested.
    #[must_use]
    pub fn with_ownership(self, ownership: Ownership) -> Self {
        Self { ownership, ..self }
    }

    /// One cap for all that is sent within these limits and their clones: by set-up and by every load.
    fn capped(self) -> Self {
        Self { cap: Cap::of(self.max_requests_per_second()), ..self }
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

    /// What shows that the shop may be tested.
    #[must_use]
    pub const fn ownership(&self) -> &Ownership {
        &self.ownership
    }

    /// What time it is at the shop.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The most virtual users; `None` is unlimited.
    #[must_use]
    pub fn max_vus(&self) -> Option<u32> {
        let unproven = (self.ownership == Ownership::Unproven).then_some(UNPROVEN_VUS);
        self.most_vus().into_iter().chain(unproven).min()
    }

    /// The same once it is shown that the shop may be tested.
    fn most_vus(&self) -> Option<u32> {
        let most = match self.environment {
            Environment::Prod if self.rules.cdn_allowlisted => Some(PROD_VUS.1),
            Environment::Prod => Some(PROD_VUS.0),
            Environment::Preprod => Some(PREPROD_VUS),
            Environment::Local => None,
        };
        most.into_iter().chain(self.rules.max_vus.map(NonZeroU32::get)).min()
    }

    /// A named load within these limits, with the numbers that the user gave. It is not cut down for want of a proof that the
    /// shop may be tested: that can be had.
    #[must_use]
    pub fn load(&self, intensity: Intensity, vus: Option<u32>, duration: Option<Duration>) -> Load {
        let allowed = self.most_vus().map(|max| max.min(intensity.vus()));
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
    pub fn max_requests_per_second(&self) -> Option<NonZeroU32> {
        let agreed = match self.environment {
            Environment::Prod => Some(self.rules.max_requests_per_second.unwrap_or(PROD_CAP)),
            Environment::Preprod | Environment::Local => self.rules.max_requests_per_second,
        };
        agreed.into_iter().chain(self.asked_cap).min()
    }

    /// What keeps that cap, shared with all clones.
    #[must_use]
    pub const fn cap(&self) -> &Cap {
        &self.cap
    }

    /// The hours in which anything may be sent, in the shop's time zone; `None` is any.
    #[must_use]
    pub fn hours(&self) -> Option<Hours> {
        let agreed = self.rules.hours.clone();
        agreed.or_else(|| (self.environment == Environment::Prod).then(Hours::default))
    }

    /// Whether the allowed hours are over, or have not begun: nothing may be sent now, and what runs has to stop.
    #[must_use]
    pub fn must_stop(&self) -> bool {
        self.hours().is_some_and(|hours| !hours.contain(&self.clock.now()))
    }

    /// Whether a run on this shop could be allowed at all, but for the proof that it may be tested: asked before the page is
    /// fetched.
    ///
    /// # Errors
    ///
    /// [`PlanError`] with everything that goes beyond the limits.
    pub fn preflight(&self, base_url: &Url, mode: Mode, load: Option<Load>) -> Result<(), PlanError> {
        let mut problems = Problems::default();
        let timetable = self.timetable(load, &mut problems);
        let scenario = Scenario::new(String::new(), base_url.clone(), mode);
        self.check(&scenario, timetable.as_ref(), &mut problems);
        problems.into_result()
    }

    /// Whether this load will be asked for a proof that the shop may be tested, and there is none yet.
    #[must_use]
    pub fn need_proof(&self, load: Option<Load>) -> bool {
        let timetable = self.timetable(load, &mut Problems::default());
        timetable.is_some_and(|timetable| self.lack_proof_for(&timetable))
    }

    pub(crate) fn lack_proof_for(&self, timetable: &Timetable) -> bool {
        self.ownership == Ownership::Unproven && !self.later && timetable.vus_max() > UNPROVEN_VUS
    }

    fn timetable(&self, load: Option<Load>, problems: &mut Problems) -> Option<Timetable> {
        let load = load.unwrap_or_else(|| self.load(self.intensity.unwrap_or(Intensity::Medium), None, None));
        Timetable::new(&[load], &[], problems)
    }

    /// Refuses a load on a public shop of which nothing shows that it may be tested.
    pub(crate) fn check_proof(&self, shop: &Url, timetable: &Timetable, problems: &mut Problems) {
        if self.lack_proof_for(timetable) {
            problems.add("ownership", self.demand(shop));
        }
    }

    /// What is asked for before this public shop gets more than 50 virtual users.
    #[must_use]
    pub fn demand(&self, shop: &Url) -> String {
        let today = self.clock.now().date();
        let stale = self.rules.confirmation.as_ref().and_then(|confirmation| confirmation.check(today).err());
        let stale = stale.map(|error| format!(" ({error})")).unwrap_or_default();
        format!(
            "nothing shows that {} may be tested with more than {UNPROVEN_VUS} VUs{stale}; {}",
            shop.host_str().unwrap_or_default(),
            how_to_prove(shop, today, UNPROVEN_VUS)
        )
    }

    /// Adds everything in the plan that goes beyond the limits, but for a missing proof.
    pub(crate) fn check(&self, scenario: &Scenario, timetable: Option<&Timetable>, problems: &mut Problems) {
        self.check_hours(problems);
        if self.environment == Environment::Prod {
            self.check_prod(scenario, problems);
        }
        let Some(timetable) = timetable else { return };
        self.capacity.check(timetable.vus_max(), problems);
        self.check_rate(scenario, timetable, problems);
        if let Some(max) = self.most_vus()
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
                    "the journeys would send up to {} requests per second, more than the {cap} allowed on {}; lower the rate",
                    // Not rounded: 10.4 would be no more than 10.
                    (requests * 10.0).ceil() / 10.0,
                    self.environment
                ),
            );
        }
    }

    fn check_hours(&self, problems: &mut Problems) {
        if self.later || !self.must_stop() {
            return;
        }
        let now = self.clock.now();
        let (who, instead) = match self.environment {
            Environment::Prod => ("a live shop", ", or use --env preprod if no customer uses this host"),
            Environment::Preprod | Environment::Local => ("this shop", ""),
        };
        problems.add(
            "time",
            format!(
                "{who} is only tested at {} (it is {} {}); come back then{instead}",
                self.hours().unwrap_or_default(),
                now.strftime("%H:%M"),
                now.time_zone().iana_name().unwrap_or("local time"),
            ),
        );
    }

    fn check_prod(&self, scenario: &Scenario, problems: &mut Problems) {
        if scenario.mode == Mode::Full && !self.rules.allow_full {
            problems.add(
                "mode",
                "full would fill real carts in a live shop; use --mode read-only, or allow it for this host in promo-load.toml",
            );
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
}

#[cfg(test)]
mod tests;
