//! What a run may do, by where the shop runs.

mod check;
mod defaults;

use std::num::NonZeroU32;
use std::time::Duration;

use jiff::tz::TimeZone;
use url::Url;

use super::problem::{PlanError, Problems};
use super::{Capacity, Clock, Environment, HostRules, Hours, Intensity, Ownership, how_to_prove};
use crate::http::{AddressClass, Cap, Site};
use crate::scenario::Load;

/// The limits of a run: which shop, where it runs, what is agreed about it, and what this machine can hold.
#[derive(Debug, Clone)]
pub struct Limits {
    site: Site,
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
    /// Whether it is only a guess where the shop runs.
    guessed: bool,
    cap: Cap,
}

const HOUR: Duration = Duration::from_secs(3600);

/// Virtual users on prod, and when its CDN knows of the tests; on preprod.
const PROD_VUS: (u32, u32) = (50, 500);
const PREPROD_VUS: u32 = 500;
/// Virtual users on a public shop of which nothing shows that it may be tested.
const UNPROVEN_VUS: u32 = 50;
/// Requests per second there: what 50 shoppers send who think for two to three seconds.
const UNPROVEN_CAP: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);
/// Requests per second on prod, when nothing else is agreed.
const PROD_CAP: NonZeroU32 = NonZeroU32::MIN.saturating_add(49);

impl Limits {
    /// The limits of a shop in an environment; the clock tells the time at the shop. A site at public addresses is never
    /// local: it is taken for prod. `intensity` is the one the user asked for, if any; `insecure` says that certificates will
    /// not be checked. Only a site at private addresses needs no [`Self::with_ownership`] for more than 50 virtual users or 20
    /// requests per second.
    pub fn new(
        site: Site,
        environment: Environment,
        clock: impl Into<Clock>,
        intensity: Option<Intensity>,
        insecure: bool,
    ) -> Self {
        let (environment, ownership) = match (site.class(), environment) {
            (AddressClass::Private, environment) => (environment, Ownership::Private),
            (AddressClass::Public, Environment::Local) => (Environment::Prod, Ownership::Unproven),
            (AddressClass::Public, environment) => (environment, Ownership::Unproven),
        };
        let limits = Self {
            site,
            environment,
            clock: clock.into(),
            intensity,
            insecure,
            rules: HostRules::default(),
            asked_cap: None,
            ownership,
            capacity: Capacity::UNKNOWN,
            later: false,
            guessed: false,
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
        Self { ownership, ..self }.capped()
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
        Self { later: true, ..self }.capped()
    }

    /// The same where only a guess says where the shop runs: what is written down keeps the cap and the hours, but nothing is refused
    /// for going beyond them. Never for a run of our own.
    #[must_use]
    pub fn guessed(self) -> Self {
        Self { guessed: true, ..self }.capped()
    }

    /// The shop that they are for.
    #[must_use]
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// The site of an address of the shop: its own, or its own over TLS where it redirects there.
    ///
    /// # Errors
    ///
    /// Why there is none, in one line: the address is not one, or the limits are for another shop.
    pub(crate) fn site_of(&self, url: &Url) -> Result<Site, String> {
        let site = Site::of(url, self.site.class()).map_err(|error| error.to_string())?;
        if self.site.holds_or_upgrades_to(url) {
            return Ok(site);
        }
        Err(format!("{url} is not on {}, for which the limits were made", self.site.root()))
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
        let unproven = self.is_unproven().then_some(UNPROVEN_CAP);
        agreed.into_iter().chain(self.asked_cap).chain(unproven).min()
    }

    /// Whether this is a public shop of which nothing shows that it may be tested, and the run is now.
    #[must_use]
    pub fn is_unproven(&self) -> bool {
        self.ownership == Ownership::Unproven && !self.later
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

    /// Whether the allowed hours are over, or have not begun: nothing may be sent now, and what runs has to stop. Without a
    /// configured time zone the machine's is a guess at the shop's, so the hours must hold in UTC as well.
    #[must_use]
    pub fn must_stop(&self) -> bool {
        let Some(hours) = self.hours() else { return false };
        let now = self.clock.now();
        let in_utc = self.rules.zone.is_some() || hours.contain(&now.with_time_zone(TimeZone::UTC));
        !(in_utc && hours.contain(&now))
    }
}

#[cfg(test)]
mod tests;
