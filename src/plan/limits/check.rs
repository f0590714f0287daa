//! The parts of a plan that go beyond the limits, and what the user can do instead.

use url::Url;

use super::{Limits, PlanError, Problems, UNPROVEN_CAP, UNPROVEN_VUS, how_to_prove};
use crate::plan::{ConfirmationError, Environment, Intensity, PlannedLoad, Timetable};
use crate::scenario::{Load, Mode, Scenario};
use crate::units::duration;
use crate::words::Message;

impl Limits {
    /// Checks, before the page is fetched, whether a run on this shop could be allowed, apart from the proof that it may be
    /// tested.
    ///
    /// # Errors
    ///
    /// [`PlanError`] with everything that goes beyond the limits.
    pub fn preflight(&self, base_url: &Url, mode: Mode, load: Option<Load>) -> Result<(), PlanError> {
        let mut problems = Problems::default();
        let timetable = self.timetable(load, &mut problems);
        let mut base_url = base_url.clone();
        // A plan that is only written down is checked again with the address that the page was found at.
        if self.later && base_url.set_scheme("https").is_err() {
            problems.add("base_url", Message::new("error-plan-no-site"));
        }
        let scenario = Scenario::new(String::new(), base_url, mode);
        self.check(&scenario, timetable.as_ref(), &mut problems);
        problems.into_result()
    }

    /// Checks whether the shop may be looked at: a few pages, one at a time, as any visitor may at any hour. The load and the
    /// trial cart keep the hours.
    ///
    /// # Errors
    ///
    /// [`PlanError`] when a live shop's certificate would not be checked.
    pub fn may_look(&self) -> Result<(), PlanError> {
        let mut problems = Problems::default();
        if self.environment == Environment::Prod && self.insecure {
            problems.add("--insecure", Message::new("error-plan-insecure"));
        }
        problems.into_result()
    }

    /// Whether this load needs a proof that the shop may be tested, and there is none yet.
    #[must_use]
    pub fn need_proof(&self, load: Option<Load>) -> bool {
        let timetable = self.timetable(load, &mut Problems::default());
        timetable.is_some_and(|timetable| self.lack_proof_for(&timetable))
    }

    /// Whether this many shoppers, or arrivals at this rate with one request each, need a proof that is missing.
    pub(crate) fn lack_proof_for(&self, timetable: &Timetable) -> bool {
        let arrivals: f64 = timetable.loads().iter().filter_map(peak).sum();
        self.is_unproven() && (timetable.vus_max() > UNPROVEN_VUS || arrivals > f64::from(UNPROVEN_CAP.get()))
    }

    fn timetable(&self, load: Option<Load>, problems: &mut Problems) -> Option<Timetable> {
        let load = load.unwrap_or_else(|| self.load(self.intensity.unwrap_or(Intensity::Medium), None, None));
        Timetable::new(&[load], &[], problems)
    }

    /// Refuses a load that needs a proof on a public shop without one.
    pub(crate) fn check_proof(&self, shop: &Url, timetable: &Timetable, problems: &mut Problems) {
        if self.lack_proof_for(timetable) {
            problems.add("ownership", self.demand(shop));
        }
    }

    /// Explains the proof that this public shop needs for more than 50 virtual users or 20 requests per second.
    #[must_use]
    pub fn demand(&self, shop: &Url) -> Message {
        let today = self.clock.now().date();
        let stale = self.rules.confirmation.as_ref().and_then(|confirmation| confirmation.check(today).err());
        let demand = match stale {
            Some(ConfirmationError::Future(on)) => Message::new("demand-future").with("on", on.to_string()),
            Some(ConfirmationError::Old(on)) => Message::new("demand-old").with("on", on.to_string()),
            None => Message::new("demand"),
        };
        demand
            .with("host", shop.host_str().unwrap_or_default())
            .with("vus", u64::from(UNPROVEN_VUS))
            .with("rate", u64::from(UNPROVEN_CAP.get()))
            .with("ways", how_to_prove(shop, today, UNPROVEN_VUS, UNPROVEN_CAP.get()))
    }

    /// Adds every part of the plan that goes beyond the limits, except for a missing proof.
    pub(crate) fn check(&self, scenario: &Scenario, timetable: Option<&Timetable>, problems: &mut Problems) {
        if self.guessed {
            return;
        }
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
                Message::new("error-plan-too-many-vus")
                    .exact("vus-max", timetable.vus_max())
                    .exact("max", max)
                    .exact("environment", self.environment),
            );
        }
        if let Some(max) = self.max_duration()
            && timetable.duration() > max
        {
            problems.add(
                "load",
                Message::new("error-plan-too-long")
                    .exact("lasts", duration::format(timetable.duration()))
                    .exact("max", duration::format(max))
                    .exact("environment", self.environment),
            );
        }
    }

    /// Refuses a rate of visits that the cap on requests would hold back: the shop could not be judged by it.
    fn check_rate(&self, scenario: &Scenario, timetable: &Timetable, problems: &mut Problems) {
        let Some(cap) = self.max_requests_per_second() else { return };
        let steps = |load: &PlannedLoad| {
            load.journeys
                .iter()
                .filter_map(|journey| scenario.journeys.get(*journey))
                .map(|journey| journey.steps.len())
                .max()
        };
        let requests: f64 =
            timetable.loads().iter().filter_map(|load| Some(peak(load)? * steps(load)? as f64)).sum();
        if requests > f64::from(cap.get()) {
            // Rounded up: 10.4 must not read as 10.
            let most = (requests * 10.0).ceil() / 10.0;
            let message = if self.is_unproven() && cap == UNPROVEN_CAP {
                Message::new("error-plan-rate-unproven").with("demand", self.demand(&scenario.base_url))
            } else {
                Message::new("error-plan-rate-not-allowed").exact("environment", self.environment)
            };
            problems.add("load.rate", message.exact("most", most).exact("cap", cap));
        }
    }

    fn check_hours(&self, problems: &mut Problems) {
        if self.later || !self.must_stop() {
            return;
        }
        let now = self.clock.now();
        let host = self.site.root().host_str().unwrap_or_default();
        let who = match self.environment {
            Environment::Prod => "prod",
            Environment::Preprod | Environment::Local => "other",
        };
        let utc = now.with_time_zone(jiff::tz::TimeZone::UTC);
        let zone = if self.rules.zone.is_some() { "known" } else { "unknown" };
        let copy = match self.rules.environment {
            None if self.environment == Environment::Prod => "perhaps",
            _ => "no",
        };
        let message = Message::new("error-plan-outside-hours")
            .exact("who", who)
            .with("hours", self.hours().as_ref().map_or_else(|| Message::verbatim(""), Message::from))
            .exact("time", now.strftime("%H:%M"))
            .with(
                "place",
                now.time_zone()
                    .iana_name()
                    .map_or_else(|| Message::new("error-plan-local-time"), Message::verbatim),
            )
            .exact("zone", zone)
            .exact("utc", utc.strftime("%H:%M"))
            .exact("host", host)
            .exact("copy", copy);
        problems.add("time", message);
    }

    fn check_prod(&self, scenario: &Scenario, problems: &mut Problems) {
        if scenario.mode == Mode::Full && !self.rules.allow_full {
            problems.add("mode", Message::new("error-plan-full-on-prod"));
        }
        if self.intensity == Some(Intensity::Heavy) {
            problems.add("intensity", Message::new("error-plan-heavy-on-prod"));
        }
        if scenario.base_url.scheme() != "https" {
            problems.add("base_url", Message::new("error-plan-https-on-prod"));
        }
        if self.insecure {
            problems.add("--insecure", Message::new("error-plan-insecure"));
        }
    }
}

/// The most visits of a load that begin in a second; `None` for a load whose visits follow from its virtual users.
fn peak(load: &PlannedLoad) -> Option<f64> {
    Some(load.schedule.arrivals()?.peak())
}
