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
            problems.add("base_url", "must begin with http:// or https:// and name a host");
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
            problems.add("--insecure", CHECKED);
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
            problems.add("ownership", self.demand(shop).to_string());
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
            let beyond =
                format!("the journeys would send up to {most} requests per second, more than the {cap}");
            if self.is_unproven() && cap == UNPROVEN_CAP {
                let base_url = &scenario.base_url;
                problems.add("load.rate", format!("{beyond} of an unproven shop: {}", self.demand(base_url)));
            } else {
                let allowed = format!("{beyond} allowed on {}; lower the rate", self.environment);
                problems.add("load.rate", allowed);
            }
        }
    }

    fn check_hours(&self, problems: &mut Problems) {
        if self.later || !self.must_stop() {
            return;
        }
        let now = self.clock.now();
        let host = self.site.root().host_str().unwrap_or_default();
        let who = match self.environment {
            Environment::Prod => "a live shop",
            Environment::Preprod | Environment::Local => "this shop",
        };
        let zone = if self.rules.zone.is_some() {
            String::new()
        } else {
            format!(
                " and {} UTC, and both must lie in those hours because promo-load.toml names no time_zone for it",
                now.with_time_zone(jiff::tz::TimeZone::UTC).strftime("%H:%M")
            )
        };
        let copy = match self.rules.environment {
            None if self.environment == Environment::Prod => {
                "; a copy that no customer uses is listed there with environment = \"preprod\""
            }
            _ => "",
        };
        problems.add(
            "time",
            format!(
                "{who} is only tested at {} (it is {} {}{zone}); come back then, or agree on other hours and write them into \
                 promo-load.toml ([host.\"{host}\"] hours = \"HH:MM-HH:MM\", time_zone = \"Europe/Paris\"){copy}; a look at a \
                 few pages needs no hours: promo-load inspect URL, or compile URL, with --mode read-only; promo-load inspect SAVED.html \
                 asks nothing of the shop",
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
            problems.add("--insecure", CHECKED);
        }
    }
}

const CHECKED: &str = "certificates are always checked on a live shop";

/// The most visits of a load that begin in a second; `None` for a load whose visits follow from its virtual users.
fn peak(load: &PlannedLoad) -> Option<f64> {
    Some(load.schedule.arrivals()?.peak())
}
