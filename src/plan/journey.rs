//! Journeys made ready to be walked: templates parsed, checks compiled, everything validated once.

use std::collections::HashSet;

use super::problem::Problems;
use crate::http::{FRAMING_REASON, HeaderName, HeaderValue, Method, Target, is_framing, same_origin};
use crate::metric::{CheckId, Layout, StepId};
use crate::scenario::{
    CompiledCheck, CompiledExtract, Fields, Journey, Mode, OWN_NAMES, Scenario, Step, Template, ThinkTime,
};

/// A journey ready to be walked.
#[derive(Debug, Clone)]
pub struct PlannedJourney {
    /// What it is called.
    pub name: String,
    /// How often it is drawn, relative to the others.
    pub weight: u32,
    /// Its steps.
    pub steps: Vec<PlannedStep>,
}

/// Where a step's request goes.
#[derive(Debug, Clone)]
pub enum PlannedPath {
    /// Always the same address.
    Fixed(Box<Target>),
    /// To be filled in and joined to the shop's URL.
    Template(Template),
}

/// What a step's request carries.
#[derive(Debug, Clone)]
pub enum PlannedBody {
    /// Nothing.
    None,
    /// Form fields, to be filled in and encoded.
    Form(Vec<(String, Template)>),
    /// Text to be filled in.
    Text(Template),
}

/// A step ready to be taken.
#[derive(Debug, Clone)]
pub struct PlannedStep {
    /// Its place in the layout.
    pub id: StepId,
    /// What it is called.
    pub name: String,
    /// The method.
    pub method: Method,
    /// Where to.
    pub path: PlannedPath,
    /// Headers beside the client's own.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// What it carries.
    pub body: PlannedBody,
    /// Statuses that are expected; empty means 200 to 399.
    pub expect_status: Vec<u16>,
    /// What must be true of the answer.
    pub checks: Vec<(CheckId, CompiledCheck)>,
    /// Values for later steps.
    pub extracts: Vec<CompiledExtract>,
    /// The pause afterwards.
    pub think_time: ThinkTime,
    /// Whether anything looks at the body.
    pub keep_body: bool,
    /// The series of its page's files, when they are loaded with it.
    pub assets: Option<StepId>,
}

impl PlannedStep {
    /// Whether the status is one that the step expects.
    #[must_use]
    pub fn expects(&self, status: u16) -> bool {
        if self.expect_status.is_empty() {
            (200..400).contains(&status)
        } else {
            self.expect_status.contains(&status)
        }
    }

    /// Whether this redirect is the answer itself and not to be followed.
    #[must_use]
    pub fn stops_at(&self, status: u16) -> bool {
        self.expect_status.contains(&status)
    }
}

/// Query names by which PrestaShop's cart changes even on a `GET`.
const CHANGING_QUERIES: [&str; 5] = ["add", "update", "delete", "addDiscount", "deleteDiscount"];

/// Validates all journeys and fills the layout with their steps and checks.
pub(super) fn plan_journeys(
    scenario: &Scenario,
    layout: &mut Layout,
    problems: &mut Problems,
) -> Vec<PlannedJourney> {
    if scenario.journeys.is_empty() {
        problems.add("journey", "there is none; a scenario needs at least one [[journey]] with a step");
    } else if scenario.journeys.iter().all(|journey| journey.weight == 0) {
        problems.add("journey", "every weight is 0, so none would ever be walked");
    }
    if scenario.base_url.host_str().is_none() || !matches!(scenario.base_url.scheme(), "http" | "https") {
        problems.add("base_url", "must begin with http:// or https:// and name a host");
    }
    if !scenario.base_url.username().is_empty() || scenario.base_url.password().is_some() {
        problems.add("base_url", "carries a user name or password; send them as an Authorization header");
    }
    let mut names = HashSet::new();
    for journey in &scenario.journeys {
        if !names.insert(journey.name.as_str()) {
            problems.add(format!("journey `{}`", journey.name), "two journeys have this name");
        }
    }
    scenario.journeys.iter().map(|journey| plan_journey(journey, scenario, layout, problems)).collect()
}

fn plan_journey(
    journey: &Journey,
    scenario: &Scenario,
    layout: &mut Layout,
    problems: &mut Problems,
) -> PlannedJourney {
    let place = format!("journey `{}`", journey.name);
    if journey.steps.is_empty() {
        problems.add(&place, "has no step");
    }
    // What a placeholder may refer to: set from the start, or extracted by an earlier step.
    let mut known: HashSet<String> = OWN_NAMES.map(str::to_owned).into();
    let mut names = HashSet::new();
    let mut steps = Vec::new();
    for step in &journey.steps {
        let place = format!("{place}, step `{}`", step.name);
        if step.name.trim().is_empty() || step.name.contains("::") {
            problems.add(&place, "a step's name is not empty and has no `::`");
        }
        if !names.insert(step.name.as_str()) {
            problems.add(&place, "two steps of the journey have this name");
        }
        let mut planner = StepPlanner { scenario, place, known: &known, problems: &mut *problems };
        if let Some(planned) = planner.plan(step, layout) {
            steps.push(planned);
        }
        known.extend(step.extracts.iter().map(|extract| extract.name.clone()));
    }
    PlannedJourney { name: journey.name.clone(), weight: journey.weight, steps }
}

/// Validates header names and values.
pub(super) fn plan_headers(
    fields: &Fields,
    place: &str,
    problems: &mut Problems,
) -> Vec<(HeaderName, HeaderValue)> {
    let mut headers = Vec::new();
    for (name, value) in &fields.0 {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(_)) if is_framing(&name) => {
                problems.add(place, format!("`{name}` cannot be set: {FRAMING_REASON}"));
            }
            (Ok(name), Ok(value)) => headers.push((name, value)),
            (Err(_), _) => problems.add(place, format!("`{name}` is no valid header name")),
            (_, Err(_)) => problems.add(place, format!("the value of `{name}` is no valid header text")),
        }
    }
    headers
}

struct StepPlanner<'a> {
    scenario: &'a Scenario,
    place: String,
    known: &'a HashSet<String>,
    problems: &'a mut Problems,
}

impl StepPlanner<'_> {
    fn problem(&mut self, what: impl std::fmt::Display) {
        self.problems.add(self.place.clone(), what);
    }

    fn plan(&mut self, step: &Step, layout: &mut Layout) -> Option<PlannedStep> {
        let method = self.method(step);
        let path = self.path(step);
        let headers = plan_headers(&step.headers, &self.place, self.problems);
        let body = self.body(step);
        self.mode(step, path.as_ref());
        let id = step_id(&step.name, layout);
        let assets = self.assets(step, id, layout);
        let mut checks = Vec::new();
        for check in &step.checks {
            match check.compile() {
                Ok(compiled) => checks.push((check_id(id, &check.name, layout), compiled)),
                Err(error) => self.problem(error),
            }
        }
        let mut extracts = Vec::new();
        for extract in &step.extracts {
            if OWN_NAMES.contains(&extract.name.as_str()) {
                self.problem(format!(
                    "an extract cannot be called `{}`, which every visitor has already",
                    extract.name
                ));
            }
            match extract.compile() {
                Ok(compiled) => extracts.push(compiled),
                Err(error) => self.problem(error),
            }
        }
        if let Some(status) = step.expect_status.iter().find(|status| !(100..600).contains(*status)) {
            self.problem(format!("{status} is no HTTP status"));
        }
        Some(PlannedStep {
            id,
            name: step.name.clone(),
            method: method?,
            path: path?,
            headers,
            body: body?,
            expect_status: step.expect_status.clone(),
            checks,
            extracts,
            think_time: step.think_time,
            keep_body: step.checks.iter().any(crate::scenario::Check::needs_body)
                || step.extracts.iter().any(crate::scenario::Extract::needs_body),
            assets,
        })
    }

    /// The series of the files that the step's page needs. What a script asks for is no page, even when it is HTML.
    fn assets(&mut self, step: &Step, id: StepId, layout: &mut Layout) -> Option<StepId> {
        if layout.assets.contains(&id) {
            self.problem("has the name under which another step's files are counted; choose another");
            return None;
        }
        let is_script = |(name, value): &(String, String)| {
            name.eq_ignore_ascii_case("x-requested-with") && value.eq_ignore_ascii_case("XMLHttpRequest")
        };
        let is_page = step.method().eq_ignore_ascii_case("GET") && !step.headers.0.iter().any(is_script);
        if !self.scenario.http.assets || !is_page {
            return None;
        }
        let name = format!("{} assets", step.name);
        let known = layout.steps.len();
        let assets = step_id(&name, layout);
        if layout.steps.len() > known {
            layout.assets.push(assets);
        } else if !layout.assets.contains(&assets) {
            self.problem(format!(
                "its files are counted as `{name}`, which is another step's name; rename one"
            ));
        }
        Some(assets)
    }

    fn method(&mut self, step: &Step) -> Option<Method> {
        let method = step.method().to_ascii_uppercase();
        match method.as_str() {
            "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => {
                Method::from_bytes(method.as_bytes()).ok()
            }
            _ => {
                self.problem(format!(
                    "`{}` is no method; use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS",
                    step.method()
                ));
                None
            }
        }
    }

    fn template(&mut self, text: &str) -> Option<Template> {
        match Template::parse(text) {
            Ok(template) => {
                let unknown: Vec<String> =
                    template.names().filter(|name| !self.known.contains(*name)).map(str::to_owned).collect();
                for name in unknown {
                    self.problem(crate::scenario::TemplateError::Unknown(name));
                }
                Some(template)
            }
            Err(error) => {
                self.problem(error);
                None
            }
        }
    }

    fn path(&mut self, step: &Step) -> Option<PlannedPath> {
        let template = self.template(&step.path)?;
        let Some(constant) = template.constant() else {
            return Some(PlannedPath::Template(template));
        };
        match self.scenario.base_url.join(constant) {
            Ok(url) if same_origin(&url, &self.scenario.base_url) => match Target::new(url) {
                Ok(target) => Some(PlannedPath::Fixed(Box::new(target))),
                Err(failure) => {
                    self.problem(failure);
                    None
                }
            },
            Ok(url) => {
                self.problem(format!(
                    "{url} is not on {}; only the shop itself is ever loaded",
                    self.scenario.base_url
                ));
                None
            }
            Err(error) => {
                self.problem(format!("`{constant}` is no path: {error}"));
                None
            }
        }
    }

    fn body(&mut self, step: &Step) -> Option<PlannedBody> {
        match (&step.body, step.form.is_empty()) {
            (None, true) => Some(PlannedBody::None),
            (Some(text), true) => Some(PlannedBody::Text(self.template(text)?)),
            (None, false) => {
                let fields: Option<Vec<_>> = step
                    .form
                    .0
                    .iter()
                    .map(|(name, value)| Some((name.clone(), self.template(value)?)))
                    .collect();
                Some(PlannedBody::Form(fields?))
            }
            (Some(_), false) => {
                self.problem("has both a form and a body; use one");
                None
            }
        }
    }

    /// A read-only scenario contains no request that could change something.
    fn mode(&mut self, step: &Step, path: Option<&PlannedPath>) {
        if self.scenario.mode == Mode::Full {
            return;
        }
        if step.changes_state() {
            self.problem(format!(
                "{} may change the shop, but the scenario's mode is read-only; set mode = \"full\" or remove the step",
                step.method()
            ));
        }
        if let Some(PlannedPath::Fixed(target)) = path
            && let Some((name, _)) =
                target.url().query_pairs().find(|(name, _)| CHANGING_QUERIES.contains(&name.as_ref()))
        {
            self.problem(format!("`{name}=` changes the cart, but the scenario's mode is read-only"));
        }
    }
}

/// Steps of one name share their numbers.
fn step_id(name: &str, layout: &mut Layout) -> StepId {
    let position = layout.steps.iter().position(|known| known == name).unwrap_or_else(|| {
        layout.steps.push(name.to_owned());
        layout.steps.len() - 1
    });
    StepId(u16::try_from(position).unwrap_or(u16::MAX))
}

fn check_id(step: StepId, name: &str, layout: &mut Layout) -> CheckId {
    let position =
        layout.checks.iter().position(|(owner, known)| *owner == step && known == name).unwrap_or_else(
            || {
                layout.checks.push((step, name.to_owned()));
                layout.checks.len() - 1
            },
        );
    CheckId(u16::try_from(position).unwrap_or(u16::MAX))
}
