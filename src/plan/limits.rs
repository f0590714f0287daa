//! The limits of a run, by the environment of the shop.

mod check;
mod defaults;

use std::num::NonZeroU32;
use std::time::Duration;

use jiff::tz::TimeZone;
use url::Url;

use super::problem::{PlanError, Problems};
use super::{Clock, Environment, HostRules, Hours, Intensity, MachineCapacity, Ownership, how_to_prove};
use crate::http::{AddressClass, Cap, Site};
use crate::scenario::Load;
use crate::words::Message;

/// The limits of a run: the shop, its environment, the agreements about it, and the capacity of this machine.
#[derive(Debug, Clone)]
pub struct Limits {
    site: Site,
    environment: Environment,
    clock: Clock,
    intensity: Option<Intensity>,
    insecure: bool,
    rules: HostRules,
    /// The cap on requests per second that the user asks for in addition.
    asked_cap: Option<NonZeroU32>,
    ownership: Ownership,
    capacity: MachineCapacity,
    /// Whether the run is for another time.
    later: bool,
    /// Whether the environment of the shop is only a guess, or another process has asked.
    guessed: bool,
    cap: Cap,
}

const HOUR: Duration = Duration::from_secs(3600);

/// The most virtual users on prod: without and with a CDN that knows of the tests.
const PROD_VUS: (u32, u32) = (50, 500);
const PREPROD_VUS: u32 = 500;
/// The most virtual users on a public shop without a proof that it may be tested.
const UNPROVEN_VUS: u32 = 50;
/// The most requests per second on such a shop: those of 50 shoppers who think for two to three seconds.
const UNPROVEN_CAP: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);
/// The most requests per second on prod, unless the configuration agrees another number.
const PROD_CAP: NonZeroU32 = NonZeroU32::MIN.saturating_add(49);

impl Limits {
    /// Creates the limits of a shop in an environment; the clock tells the time at the shop. A site at public addresses is never
    /// local: it counts as prod. `intensity` is the one that the user asked for, if any; `insecure` says that certificates are
    /// not checked. Only a site at private addresses may have more than 50 virtual users or 20 requests per second without
    /// [`Self::with_ownership`].
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
            capacity: MachineCapacity::UNKNOWN,
            later: false,
            guessed: false,
            cap: Cap::default(),
        };
        limits.capped()
    }

    /// The limits of a process that gets its plan from another one, which asked all limits about the whole of it. Only the cap on
    /// requests per second, of all processes together, is left to keep.
    #[must_use]
    pub(crate) fn of_leader(site: Site, cap: Option<NonZeroU32>) -> Self {
        let limits = Self::new(site, Environment::Local, Clock::system(), None, false);
        let rules = HostRules { max_requests_per_second: cap, ..HostRules::default() };
        Self {
            environment: Environment::Local,
            ownership: Ownership::Private,
            rules,
            guessed: true,
            ..limits
        }
        .capped()
    }

    /// Adds the agreements about this shop.
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

    /// Lowers the cap on requests per second; it is never raised.
    #[must_use]
    pub fn at_most(self, cap: Option<NonZeroU32>) -> Self {
        Self { asked_cap: cap, ..self }.capped()
    }

    /// Adds the proof that the shop may be tested.
    #[must_use]
    pub fn with_ownership(self, ownership: Ownership) -> Self {
        Self { ownership, ..self }.capped()
    }

    /// Creates the cap that all traffic within these limits and their clones shares: set-up and every load.
    fn capped(self) -> Self {
        Self { cap: Cap::of(self.max_requests_per_second()), ..self }
    }

    /// Adds the capacity of this machine, which is unknown otherwise.
    #[must_use]
    pub fn on(self, capacity: MachineCapacity) -> Self {
        Self { capacity, ..self }
    }

    /// Makes the limits for a run at another time, perhaps by another program: the hours are checked when that run begins.
    #[must_use]
    pub fn for_later(self) -> Self {
        Self { later: true, ..self }.capped()
    }

    /// Marks the environment of the shop as a guess: the cap and the hours are written down, but nothing beyond them is refused.
    /// Never for a run of our own.
    #[must_use]
    pub fn guessed(self) -> Self {
        Self { guessed: true, ..self }.capped()
    }

    /// The shop that the limits are for.
    #[must_use]
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// The site of an address of the shop: its own site, or its own over TLS where it redirects there.
    ///
    /// # Errors
    ///
    /// The reason in one line: the address has no site, or the limits are for another shop.
    pub(crate) fn site_of(&self, url: &Url) -> Result<Site, Message> {
        let site = Site::of(url, self.site.class()).map_err(|error| Message::from(&error))?;
        if self.site.holds_or_upgrades_to(url) {
            return Ok(site);
        }
        Err(Message::new("error-plan-other-limits").exact("url", url).exact("root", self.site.root()))
    }

    /// The environment of the shop.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// The proof that the shop may be tested.
    #[must_use]
    pub const fn ownership(&self) -> &Ownership {
        &self.ownership
    }

    /// The most virtual users; `None` is unlimited.
    #[must_use]
    pub fn max_vus(&self) -> Option<u32> {
        let unproven = (self.ownership == Ownership::Unproven).then_some(UNPROVEN_VUS);
        self.most_vus().into_iter().chain(unproven).min()
    }

    /// The most virtual users once it is proved that the shop may be tested.
    fn most_vus(&self) -> Option<u32> {
        let most = match self.environment {
            Environment::Prod if self.rules.cdn_allowlisted => Some(PROD_VUS.1),
            Environment::Prod => Some(PROD_VUS.0),
            Environment::Preprod => Some(PREPROD_VUS),
            Environment::Local => None,
        };
        most.into_iter().chain(self.rules.max_vus.map(NonZeroU32::get)).min()
    }

    /// A named load within these limits, with the numbers that the user gave. It is not reduced for a missing proof that the shop
    /// may be tested, because the user can still provide one.
    #[must_use]
    pub fn load(&self, intensity: Intensity, vus: Option<u32>, duration: Option<Duration>) -> Load {
        let allowed = self.most_vus().map(|max| max.min(intensity.vus()));
        intensity.load_with(vus.or(allowed), duration)
    }

    /// The longest duration of a run; `None` is unlimited.
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

    /// Whether this is a public shop without a proof that it may be tested, and the run is now.
    #[must_use]
    pub fn is_unproven(&self) -> bool {
        self.ownership == Ownership::Unproven && !self.later
    }

    /// Enforces the cap on requests per second; all clones share it.
    #[must_use]
    pub const fn cap(&self) -> &Cap {
        &self.cap
    }

    /// The hours in which requests may be sent, in the shop's time zone; `None` is any time.
    #[must_use]
    pub fn hours(&self) -> Option<Hours> {
        let agreed = self.rules.hours.clone();
        agreed.or_else(|| (self.environment == Environment::Prod).then(Hours::default))
    }

    /// Whether it is outside the allowed hours, so that no request may be sent and a run has to stop. Without a configured time
    /// zone the machine's is a guess at the shop's, so the hours must also hold in UTC.
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
