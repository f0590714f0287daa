//! The plan of a run: its requests, their times and their limits. Pure: no network, and the time only from a [`Clock`].
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
mod once;
mod ownership;
mod problem;
mod rules;
mod schedule;
mod shape;
mod step;
mod timetable;
mod window;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

pub use arrivals::Arrivals;
pub use capacity::MachineCapacity;
pub use clock::Clock;
pub use environment::{Environment, EnvironmentError};
pub use intensity::{Intensity, UnknownIntensity, ramp};
pub use journey::PlannedJourney;
pub use lane::Lane;
pub use limits::Limits;
pub use multipart::{PartContent, PlannedMultipart, PlannedPart};
pub use once::PlannedOnce;
pub use ownership::{
    Confirmation, ConfirmationError, Ownership, PROOF_PATH, how_to_prove, ownership_token, proves,
};
pub use problem::{PlanError, Problem};
pub use rules::HostRules;
pub use schedule::{Quota, Schedule};
pub use shape::MOST_VUS;
pub use step::{PlannedBody, PlannedPath, PlannedStep};
pub use timetable::{PlannedLoad, Timetable};
pub use window::{Hours, Window, WindowError};

use crate::http::{DnsUse, HeaderName, HeaderValue, HttpVersion, Site, Timeouts};
use crate::metric::{ArrivalNeeds, Layout};
use crate::scenario::{DataSet, Lifetime, Load, Mode, Scenario};
use crate::threshold::{Threshold, ThresholdSet};
use crate::words::{Message, Value};
use data::plan_data;
use journey::plan_journeys;
use problem::Problems;

/// The `User-Agent` of a run that sets none. It matches none of the patterns by which shops tell bots (substrings such as
/// `esi` or `arks`), which would keep every cart empty.
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
    kept_rows: BTreeSet<usize>,
    layout: Layout,
    loads: Vec<Load>,
    timetable: Timetable,
    thresholds: ThresholdSet,
    limits: Limits,
    user_agent: HeaderValue,
    headers: Vec<(HeaderName, HeaderValue)>,
    seed: u64,
}

/// Names a part of a base URL besides scheme, host and port.
fn beyond_origin(base_url: &Url) -> Option<&'static str> {
    if !matches!(base_url.path(), "" | "/") {
        Some("path")
    } else if base_url.query().is_some() {
        Some("query")
    } else if base_url.fragment().is_some() {
        Some("fragment")
    } else {
        None
    }
}

/// The path of a step that means a page below this address.
fn step_path(base_url: &Url) -> String {
    format!("{}/…", base_url.path().trim_end_matches('/'))
}

/// The command line's additions to a scenario.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Loads that replace those of the scenario; empty keeps the scenario's.
    pub loads: Vec<Load>,
    /// Thresholds in addition to the scenario's.
    pub thresholds: Vec<Threshold>,
    /// The seed of think times and journey choice.
    pub seed: u64,
}

/// Whether a missing proof of ownership is a problem already.
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

    /// Validates the same without the proof that the shop may be tested, which costs a request; returns whether the proof is
    /// needed.
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
                Message::new("error-plan-beyond-origin")
                    .exact("url", &scenario.base_url)
                    .exact("surplus", surplus)
                    .exact("path", step_path(&scenario.base_url)),
            );
        }
        let site = limits.site_of(&scenario.base_url).unwrap_or_else(|problem| {
            problems.add("base_url", problem);
            limits.site().clone()
        });
        let journeys = plan_journeys(&scenario, &site, &data, &mut layout, &mut problems);
        // A scenario without thresholds would pass whatever happens, so it gets the defaults.
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
            Err(errors) => errors.iter().for_each(|error| problems.add("thresholds", Message::from(error))),
        }
        let user_agent = scenario.http.user_agent.as_deref().unwrap_or(USER_AGENT);
        let user_agent = HeaderValue::from_str(user_agent);
        if user_agent.is_err() {
            problems.add("http.user_agent", Message::new("error-plan-user-agent"));
        }
        for (key, limit) in [
            ("timeout", scenario.http.timeout),
            ("connect_timeout", Some(scenario.http.connect_timeout)),
            ("first_byte_timeout", scenario.http.first_byte_timeout),
        ] {
            if limit.is_some_and(|limit| limit.is_zero()) {
                problems.add(format!("http.{key}"), Message::new("error-plan-no-time"));
            }
        }
        let headers = step::plan_headers(&scenario.http.headers, "http.headers", &mut problems);
        match (problems.into_result(), timetable, thresholds, user_agent) {
            (Ok(()), Some(timetable), Ok(thresholds), Ok(user_agent)) => Ok(Self {
                scenario: Arc::new(scenario),
                site,
                kept_rows: journeys.iter().flat_map(PlannedJourney::kept_rows).collect(),
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
            // A part that is missing has a problem above.
            _ => Err(PlanError::default()),
        }
    }

    /// The scenario that the plan was made from, with the loads that will run.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        Scenario { loads: self.loads.clone(), ..(*self.scenario).clone() }
    }

    /// The only site that the plan sends requests to.
    #[must_use]
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// The address of the shop, under which the steps' paths lie.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.scenario.base_url
    }

    /// Whether the plan may change anything in the shop.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.scenario.mode
    }

    /// How long a visitor keeps its cookies.
    #[must_use]
    pub fn cookies(&self) -> Lifetime {
        self.scenario.http.cookies
    }

    /// Whether a page's files are loaded with it.
    #[must_use]
    pub fn assets(&self) -> bool {
        self.scenario.http.assets
    }

    /// The time-outs of a request.
    #[must_use]
    pub fn timeouts(&self) -> Timeouts {
        let http = &self.scenario.http;
        Timeouts { connect: http.connect_timeout, first_byte: http.first_byte_timeout, total: http.timeout() }
    }

    /// The time without an answer after which a shop counts as dead.
    #[must_use]
    pub fn silence(&self) -> Duration {
        SILENCE.max(self.scenario.http.timeout.unwrap_or_default())
    }

    /// The version of HTTP.
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

    /// The data sources with their rows.
    #[must_use]
    pub const fn data(&self) -> &DataSet {
        &self.data
    }

    /// Whether a shopper keeps the first row that it gets of a data source, because it walks a step with it once.
    #[must_use]
    pub fn keeps_row(&self, source: usize) -> bool {
        self.kept_rows.contains(&source)
    }

    /// The names of steps and checks.
    #[must_use]
    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The executors with their schedules.
    #[must_use]
    pub const fn timetable(&self) -> &Timetable {
        &self.timetable
    }

    /// The numbers that determine how many virtual users a load's arrivals need; `None` for a load without a rate of arrivals.
    #[must_use]
    pub fn arrival_needs(&self, load: &PlannedLoad) -> Option<ArrivalNeeds> {
        let arrivals = load.schedule.arrivals()?;
        let walked = || load.journeys.iter().filter_map(|place| self.journeys.get(*place));
        let weights: f64 = walked().map(|journey| f64::from(journey.weight)).sum();
        let mean = |of: &dyn Fn(&PlannedJourney) -> f64| {
            walked().map(|journey| f64::from(journey.weight) * of(journey)).sum::<f64>() / weights.max(1.0)
        };
        let thinking = |journey: &PlannedJourney| {
            journey.each_visit().iter().map(|step| step.think_time.mean().as_secs_f64()).sum()
        };
        Some(ArrivalNeeds {
            rate: arrivals.peak(),
            max_vus: arrivals.max_vus(),
            think_s: mean(&thinking),
            pages: mean(&|journey| journey.each_visit().len() as f64),
        })
    }

    /// A warning for each load whose rate its virtual users can never reach, however fast the shop is. By Little's law it needs
    /// as many as visits begin during one visit, and the pauses alone already require more.
    #[must_use]
    pub fn warnings(&self) -> Vec<Message> {
        let warning = |load: &PlannedLoad| {
            let needs = self.arrival_needs(load)?;
            let needed = needs.vus(0.0);
            (needed > f64::from(needs.max_vus)).then(|| {
                Message::new("note-too-few-vus")
                    .with("load", load.name.as_str())
                    .with("rate", Value::Number((needs.rate * 10.0).round() / 10.0))
                    .with("think", Value::Number((needs.think_s * 10.0).round() / 10.0))
                    .with("needed", Value::Number(needed.ceil()))
                    .with("there", u64::from(needs.max_vus))
                    .with("enough", format!("{:.0}", (needed * 1.25).ceil()))
            })
        };
        self.timetable.loads().iter().filter_map(warning).collect()
    }

    /// The thresholds of the run.
    #[must_use]
    pub const fn thresholds(&self) -> &ThresholdSet {
        &self.thresholds
    }

    /// The limits that the plan was made within.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The value of the `User-Agent` header.
    #[must_use]
    pub const fn user_agent(&self) -> &HeaderValue {
        &self.user_agent
    }

    /// The headers of every request.
    #[must_use]
    pub fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    /// The seed of think times and journey choice.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// Describes the load in one line.
    #[must_use]
    pub fn describe_load(&self) -> Message {
        self.timetable.describe()
    }
}
