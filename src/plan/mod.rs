//! What will be sent, when, and within which limits. Pure: no network, and the time only from a [`Clock`].
//!
//! [`Plan::new`] takes [`Limits`] and is the only way to make a [`Plan`], so an unsafe plan cannot exist.

mod arrivals;
mod capacity;
mod clock;
mod data;
mod environment;
mod intensity;
mod journey;
mod lane;
mod limits;
mod multipart;
mod ownership;
mod problem;
mod rules;
mod schedule;
mod shape;
mod step;
mod timetable;
mod window;

use std::sync::Arc;
use std::time::Duration;

use url::Url;

pub use arrivals::Arrivals;
pub use capacity::Capacity;
pub use clock::Clock;
pub use environment::{Environment, EnvironmentError};
pub use intensity::{Intensity, UnknownIntensity, ramp};
pub use journey::PlannedJourney;
pub use lane::Lane;
pub use limits::Limits;
pub use multipart::{PartContent, PlannedMultipart, PlannedPart};
pub use ownership::{
    Confirmation, ConfirmationError, Ownership, PROOF_PATH, how_to_prove, ownership_token, proves,
};
pub use problem::{PlanError, Problem};
pub use rules::HostRules;
pub use schedule::{Quota, Schedule};
pub use step::{PlannedBody, PlannedPath, PlannedStep};
pub use timetable::{PlannedLoad, Timetable};
pub use window::{Hours, Window, WindowError};

use crate::http::{DnsUse, HeaderName, HeaderValue, HttpVersion, Site, Timeouts};
use crate::metric::{ArrivalNeeds, Layout};
use crate::scenario::{DataSet, Lifetime, Load, Mode, Scenario};
use crate::threshold::{Threshold, ThresholdSet};
use data::plan_data;
use journey::plan_journeys;
use problem::Problems;

/// The `User-Agent` when nobody sets one. It matches none of PrestaShop's bot patterns (substrings such as
/// `esi` or `arks`), which would make every cart stay empty.
pub const USER_AGENT: &str = concat!("promo-load/", env!("CARGO_PKG_VERSION"));

/// The shortest silence that ends a run. An error is an answer.
const SILENCE: Duration = Duration::from_secs(10);

/// A validated plan, ready to be run or exported.
#[derive(Debug, Clone)]
pub struct Plan {
    scenario: Arc<Scenario>,
    site: Site,
    journeys: Vec<PlannedJourney>,
    data: DataSet,
    layout: Layout,
    loads: Vec<Load>,
    timetable: Timetable,
    thresholds: ThresholdSet,
    limits: Limits,
    user_agent: HeaderValue,
    headers: Vec<(HeaderName, HeaderValue)>,
    seed: u64,
}

/// What a base URL has beside scheme, host and port.
fn beyond_origin(base_url: &Url) -> Option<&'static str> {
    if !matches!(base_url.path(), "" | "/") {
        Some("a path")
    } else if base_url.query().is_some() {
        Some("a query")
    } else if base_url.fragment().is_some() {
        Some("a fragment")
    } else {
        None
    }
}

/// What a step says that means a page below this address.
fn step_path(base_url: &Url) -> String {
    format!("{}/…", base_url.path().trim_end_matches('/'))
}

/// What the command line adds to a scenario.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Replace all loads of the scenario, unless there are none.
    pub loads: Vec<Load>,
    /// Thresholds beside the scenario's.
    pub thresholds: Vec<Threshold>,
    /// Seed of think times and journey choice.
    pub seed: u64,
}

/// Whether a plan without the proof that it needs is refused already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    Asked,
    Later,
}

impl Plan {
    /// Validates a scenario and a load against the limits.
    ///
    /// # Errors
    ///
    /// [`PlanError`] with every problem found, not only the first.
    pub fn new(scenario: Scenario, overrides: Overrides, limits: Limits) -> Result<Self, PlanError> {
        Self::make(scenario, overrides, limits, Proof::Asked)
    }

    /// Validates the same, but for the proof that the shop may be tested, which costs a request: tells whether it will be
    /// asked for.
    ///
    /// # Errors
    ///
    /// [`PlanError`] with every other problem found.
    pub fn rehearse(scenario: Scenario, overrides: Overrides, limits: Limits) -> Result<bool, PlanError> {
        let plan = Self::make(scenario, overrides, limits, Proof::Later)?;
        Ok(plan.limits.lack_proof_for(&plan.timetable))
    }

    fn make(
        scenario: Scenario,
        overrides: Overrides,
        limits: Limits,
        proof: Proof,
    ) -> Result<Self, PlanError> {
        let mut problems = Problems::default();
        let mut loads = if overrides.loads.is_empty() { scenario.loads.clone() } else { overrides.loads };
        if loads.is_empty() {
            loads.push(limits.load(Intensity::Medium, None, None));
        }
        let timetable = Timetable::new(&loads, &scenario.journeys, &mut problems);
        limits.check(&scenario, timetable.as_ref(), &mut problems);
        if let (Proof::Asked, Some(timetable)) = (proof, &timetable) {
            limits.check_proof(&scenario.base_url, timetable, &mut problems);
        }

        let loads_by_name = timetable.iter().flat_map(Timetable::loads).map(|load| load.name.clone());
        let mut layout = Layout { loads: loads_by_name.collect(), ..Layout::default() };
        let data = plan_data(&scenario.data, timetable.as_ref(), &mut problems);
        if let Some(surplus) = beyond_origin(&scenario.base_url) {
            problems.add(
                "base_url",
                format!(
                    "{} has {surplus}, and is scheme, host and port of the shop alone: the addresses in its pages begin at the root, \
                     and so do the paths of steps; write it into them (path = \"{}\")",
                    scenario.base_url,
                    step_path(&scenario.base_url)
                ),
            );
        }
        let site = limits.site_of(&scenario.base_url).unwrap_or_else(|problem| {
            problems.add("base_url", problem);
            limits.site().clone()
        });
        let journeys = plan_journeys(&scenario, &site, &data, &mut layout, &mut problems);
        // A scenario that asks for nothing would pass whatever happens: then the defaults are asked for.
        let stated = if scenario.thresholds.is_empty() {
            let promised = |journey: &PlannedJourney| {
                journey.steps.iter().flat_map(|step| &step.checks).any(|(_, check)| check.promotion)
            };
            limits.default_thresholds_of(journeys.iter().any(promised))
        } else {
            Vec::from(scenario.thresholds.clone())
        };
        let thresholds =
            stated.into_iter().chain(overrides.thresholds).chain(limits.enforced_thresholds()).collect();
        let thresholds = ThresholdSet::new(thresholds, &layout);
        match &thresholds {
            Ok(set) => layout.tagged = set.tag_sets(),
            Err(errors) => errors.iter().for_each(|error| problems.add("thresholds", error)),
        }
        let user_agent = scenario.http.user_agent.as_deref().unwrap_or(USER_AGENT);
        let user_agent = HeaderValue::from_str(user_agent);
        if user_agent.is_err() {
            problems.add("http.user_agent", "is no valid header text");
        }
        for (key, limit) in [
            ("timeout", scenario.http.timeout),
            ("connect_timeout", Some(scenario.http.connect_timeout)),
            ("first_byte_timeout", scenario.http.first_byte_timeout),
        ] {
            if limit.is_some_and(|limit| limit.is_zero()) {
                problems.add(format!("http.{key}"), "0 leaves no time for an answer; write it like 30s");
            }
        }
        let headers = step::plan_headers(&scenario.http.headers, "http.headers", &mut problems);
        match (problems.into_result(), timetable, thresholds, user_agent) {
            (Ok(()), Some(timetable), Ok(thresholds), Ok(user_agent)) => Ok(Self {
                scenario: Arc::new(scenario),
                site,
                journeys,
                data,
                layout,
                loads,
                timetable,
                thresholds,
                limits,
                user_agent,
                headers,
                seed: overrides.seed,
            }),
            (Err(error), ..) => Err(error),
            // Whatever is missing has been reported as a problem above.
            _ => Err(PlanError::default()),
        }
    }

    /// The scenario it was made from, with the loads that will run.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        Scenario { loads: self.loads.clone(), ..(*self.scenario).clone() }
    }

    /// The only place that it sends anything to.
    #[must_use]
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// The shop's address.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.scenario.base_url
    }

    /// Whether it may change anything in the shop.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.scenario.mode
    }

    /// How long a visitor keeps its cookies.
    #[must_use]
    pub fn cookies(&self) -> Lifetime {
        self.scenario.http.cookies
    }

    /// Whether the files that a page needs are loaded with it.
    #[must_use]
    pub fn assets(&self) -> bool {
        self.scenario.http.assets
    }

    /// How long a request may take.
    #[must_use]
    pub fn timeouts(&self) -> Timeouts {
        let http = &self.scenario.http;
        Timeouts { connect: http.connect_timeout, first_byte: http.first_byte_timeout, total: http.timeout() }
    }

    /// A shop that answers nothing for this long, while it is asked, is taken for dead.
    #[must_use]
    pub fn silence(&self) -> Duration {
        SILENCE.max(self.scenario.http.timeout.unwrap_or_default())
    }

    /// Which HTTP is spoken.
    #[must_use]
    pub fn http_version(&self) -> HttpVersion {
        self.scenario.http.version
    }

    /// How long an answer of DNS is used.
    #[must_use]
    pub fn dns(&self) -> DnsUse {
        self.scenario.http.dns
    }

    /// How long a visitor keeps its connections.
    #[must_use]
    pub fn connections(&self) -> Lifetime {
        self.scenario.http.connections
    }

    /// The journeys with their steps.
    #[must_use]
    pub fn journeys(&self) -> &[PlannedJourney] {
        &self.journeys
    }

    /// The rows that visitors walk with.
    #[must_use]
    pub const fn data(&self) -> &DataSet {
        &self.data
    }

    /// Names of steps and checks.
    #[must_use]
    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// When the iterations of each executor start.
    #[must_use]
    pub const fn timetable(&self) -> &Timetable {
        &self.timetable
    }

    /// What decides how many virtual users a load's arrivals need; `None` when they do not arrive at a rate.
    #[must_use]
    pub fn arrival_needs(&self, load: &PlannedLoad) -> Option<ArrivalNeeds> {
        let arrivals = load.schedule.arrivals()?;
        let walked = || load.journeys.iter().filter_map(|place| self.journeys.get(*place));
        let weights: f64 = walked().map(|journey| f64::from(journey.weight)).sum();
        let mean = |of: &dyn Fn(&PlannedJourney) -> f64| {
            walked().map(|journey| f64::from(journey.weight) * of(journey)).sum::<f64>() / weights.max(1.0)
        };
        let thinking = |journey: &PlannedJourney| {
            journey.steps.iter().map(|step| step.think_time.mean().as_secs_f64()).sum()
        };
        Some(ArrivalNeeds {
            rate: arrivals.peak(),
            max_vus: arrivals.max_vus(),
            think_s: mean(&thinking),
            pages: mean(&|journey| journey.steps.len() as f64),
        })
    }

    /// What a user must know of each load that asks for a rate which so few virtual users can never walk, whatever the shop: by
    /// Little's law they are as many as visits begin in the time that one takes, and pauses alone take too long.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let warning = |load: &PlannedLoad| {
            let needs = self.arrival_needs(load)?;
            let needed = needs.vus(0.0);
            (needed > f64::from(needs.max_vus)).then(|| {
                format!(
                    "{}: {} visits per second that think for {:.1} s each need at least {} virtual users (Little's law), and there are {}; \
                     part of them will not begin: --max-vus {:.0}, or fewer visits",
                    load.name,
                    (needs.rate * 10.0).round() / 10.0,
                    needs.think_s,
                    needed.ceil(),
                    needs.max_vus,
                    (needed * 1.25).ceil()
                )
            })
        };
        self.timetable.loads().iter().filter_map(warning).collect()
    }

    /// What must hold.
    #[must_use]
    pub const fn thresholds(&self) -> &ThresholdSet {
        &self.thresholds
    }

    /// The limits it was made within.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The `User-Agent` header.
    #[must_use]
    pub const fn user_agent(&self) -> &HeaderValue {
        &self.user_agent
    }

    /// Headers of every request.
    #[must_use]
    pub fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    /// Seed of think times and journey choice.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The load in one line, for people.
    #[must_use]
    pub fn describe_load(&self) -> String {
        self.timetable.describe()
    }
}
