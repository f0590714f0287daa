//! From the target to a scenario: fetch the page, read it, try a cart where that is allowed, compile.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use url::{Position, Url};

use super::failure::Failure;
use super::limits::{Unasked, limits_for, limits_for_script};
use super::look::looker;
use super::notes::{self, Note};
use super::orders;
use super::ownership::prove;
use super::secrets::{know_address, know_scenario};
use super::see::{Purpose, landing, unknown_coding};
use super::survey::{Inquiry, survey};
use super::target::{LoadOptions, Target, TargetOptions, refuse_change, refuse_credentials};
use super::visitor::{refuse_visitor, visitor};
use super::written::written_for_script;
use crate::compile::{self, CompileError, CompileOptions};
use crate::grade::{Finding, Landing};
use crate::http::{HeaderName, HeaderValue, NetworkOptions};
use crate::page::Assets;
use crate::plan::{Limits, MachineCapacity, Plan, PlanError, Problem};
use crate::scenario::{Fields, FormPart, Journey, Mode, PageFacts, Scenario, Step, Voucher};
use crate::shops::{Shops, Stop};
use crate::words::{Lang, Message};

/// A scenario with what its preparation found.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) scenario: Scenario,
    pub(super) limits: Limits,
    pub(super) notes: Vec<Note>,
    /// Requests that set-up itself sent.
    pub(super) set_up: u64,
    pub(super) network: NetworkOptions,
    /// Headers that only this shop gets, and that stand in no file.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// What the page needs of other hosts, which will not be loaded.
    pub(super) elsewhere: Option<Note>,
    /// The answer that brought the landing page, when it was fetched.
    pub(super) landing: Option<Landing>,
    /// What was found out about the shop.
    pub(super) known: Vec<Finding>,
    /// The scenario's file, when it was read from one.
    file: Option<PathBuf>,
}

impl Prepared {
    /// Says on standard error what was not seen, and what a reader must know, where no report will.
    pub(super) fn tell(&self, lang: Lang) {
        let of_page = self.scenario.page.iter().flat_map(PageFacts::notes);
        let notes = self.elsewhere.iter().chain(&self.notes).map(Message::from);
        of_page.chain(notes).for_each(|message| notes::tell(&message, lang));
    }

    /// The tested page, or the shop when the scenario names no page.
    pub(super) fn page_url(&self) -> &Url {
        self.scenario.page.as_ref().map_or(&self.scenario.base_url, |page| &page.url)
    }

    /// Validates everything; the only way to a plan.
    pub(super) fn plan(&self, load: &LoadOptions) -> Result<Plan, Failure> {
        self.plan_of(self.scenario.clone(), load)
    }

    /// The same for a variant of the scenario.
    pub(super) fn plan_of(&self, scenario: Scenario, load: &LoadOptions) -> Result<Plan, Failure> {
        let overrides = load.overrides(&self.limits, &scenario.journeys);
        Plan::new(scenario, overrides, self.limits.clone())
            .map_err(|error| refused(&error, self.file.as_deref(), load))
    }
}

/// What a further load is run by; `None` when the allowed hours are over, which is the end of a search and no mistake in it.
pub(super) fn unless_closed(
    limits: &Limits,
    plan: impl FnOnce() -> Result<Plan, Failure>,
) -> Result<Option<Plan>, Failure> {
    if limits.must_stop() {
        return Ok(None);
    }
    match plan() {
        // They ended just now.
        Err(_) if limits.must_stop() => Ok(None),
        plan => plan.map(Some),
    }
}

/// Every problem of a plan in its own line, with the file it stands in.
pub(super) fn problems_in(file: &Path, error: &PlanError) -> Message {
    Message::lines(error.problems.iter().map(|problem| problem_in(file, problem)).collect())
}

fn problem_in(file: &Path, problem: &Problem) -> Message {
    Message::new("error-at").exact("place", file.display()).with("why", Message::from(problem))
}

/// Every problem of a plan in its own line, with the file it stands in, if it came from one. A value that flags gave has the flags
/// instead.
fn refused(error: &PlanError, file: Option<&Path>, load: &LoadOptions) -> Failure {
    let Some(file) = file else { return Failure::Refused(Message::from(error)) };
    let placed = error.problems.iter().map(|problem| match load.flags_of(&problem.place) {
        Some(flags) => Message::new("error-at").exact("place", flags).with("why", problem.what.clone()),
        None => problem_in(file, problem),
    });
    Failure::Refused(Message::lines(placed.collect()))
}

/// What a target is prepared for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Occasion {
    /// A run, now, on a machine of this capacity.
    Run(MachineCapacity),
    /// A file, for a run at another time, perhaps on another machine: that run asks whether it may.
    File,
}

impl Occasion {
    /// The limits of whatever is sent now.
    fn now(self, limits: Limits) -> Limits {
        match self {
            Self::Run(capacity) => limits.on(capacity),
            Self::File => limits,
        }
    }

    /// The limits of the plan made of it.
    fn then(self, limits: Limits) -> Limits {
        match self {
            Self::Run(_) => limits,
            Self::File => limits.for_later(),
        }
    }
}

/// Prepares any target.
pub(super) async fn prepare(
    target: &Target,
    options: &TargetOptions,
    load: &LoadOptions,
    occasion: Occasion,
) -> Result<Prepared, Failure> {
    options.keep_secrets();
    let network = options.network()?;
    let mut prepared = match target {
        Target::Url(url) => from_url(url, options, load, occasion, network).await?,
        Target::File(path) if is_saved_page(path) => {
            return Err(Failure::Usage(Message::new("error-is-a-saved-page").exact("path", path.display())));
        }
        Target::File(path) if is_recording(path) => {
            return Err(Failure::Usage(Message::new("error-is-a-recording").exact("path", path.display())));
        }
        Target::File(path) => from_file(path, options, load, occasion, network).await?,
    };
    apply(options, &mut prepared.scenario);
    prepared.notes.extend(without_background(&prepared.scenario));
    Ok(prepared)
}

/// Says what the pages' scripts ask and no step asks.
fn without_background(scenario: &Scenario) -> Option<Note> {
    let names: Vec<String> = scenario.background_left_out().into_iter().map(str::to_owned).collect();
    (!names.is_empty()).then_some(Note::WithoutBackground(names))
}

async fn from_url(
    url: &Url,
    options: &TargetOptions,
    load: &LoadOptions,
    occasion: Occasion,
    network: NetworkOptions,
) -> Result<Prepared, Failure> {
    refuse_credentials(url)?;
    refuse_change(url)?;
    know_address(url);
    options.check_base_url(url)?;
    let mode = voucher_mode(options)?;
    let now = occasion.now(limits_for(url, &network, options, load.intensity).await?);
    let mut limits = occasion.then(now.clone());
    let looks_only = matches!(occasion, Occasion::File) && mode == Mode::ReadOnly;
    // Before the first packet: a run that will be refused must not even look at the page.
    if looks_only {
        now.may_look()?;
        limits.preflight(url, mode, load.load_for(&limits, &[]))?;
    } else {
        now.preflight(url, mode, load.load_for(&now, &[]))?;
    }
    let version = options.version.unwrap_or_default();
    let (mut set_up, mut unproven) = (0, None);
    if limits.is_unproven() {
        let mut visitor = visitor(options, &limits, &network, version)?;
        let is_needed = limits.need_proof(load.load_for(&limits, &[]));
        (limits, unproven) = prove(limits, &mut visitor, url, is_needed).await?;
        set_up = visitor.requests();
    }
    let mut scraper = if looks_only {
        looker(url, options, &now, &network, version).await?
    } else {
        visitor(options, &limits, &network, version)?
    };
    let inquiry = Inquiry { url, options, mode, purpose: Purpose::Compile };
    let surveyed = survey(&mut scraper, &now, inquiry, unproven).await?;
    let compile = CompileOptions {
        mode,
        voucher: options.voucher.clone(),
        thresholds: limits.default_thresholds(),
        without_background: load.no_background,
    };
    let mut scenario = compile::compile(&surveyed.observed(), &compile)?;
    scenario.loads = load.loads(&limits, &scenario.journeys);
    scenario.http.assets = load.assets;
    let elsewhere = if load.assets { elsewhere(&surveyed.landing) } else { None };
    let (notes, landing, set_up) = (surveyed.notes, surveyed.answer, set_up + scraper.requests());
    let (known, headers) = (surveyed.known, options.own_headers(url));
    Ok(Prepared { scenario, limits, notes, set_up, network, headers, elsewhere, landing, known, file: None })
}

/// The mode for a page; refuses a voucher that no cart would ever see.
pub(super) fn voucher_mode(options: &TargetOptions) -> Result<Mode, Failure> {
    let mode = options.mode.unwrap_or_default();
    if options.voucher.is_some() && mode == Mode::ReadOnly {
        return Err(CompileError::VoucherReadOnly.into());
    }
    if options.voucher.as_ref().is_some_and(Voucher::has_controls) {
        return Err(Failure::Usage(Message::new("error-value-voucher-controls")));
    }
    Ok(mode)
}

pub(super) fn is_saved_page(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm"))
}

/// Whether it is what a browser's network panel exports.
pub(super) fn is_recording(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("har"))
}

/// The plan of a scenario file for a script, which runs at another time: its shop is not asked for anything, and its name is not
/// resolved.
pub(super) fn plan_of_file(
    path: &Path,
    options: &TargetOptions,
    load: &LoadOptions,
    lang: Lang,
) -> Result<Plan, Failure> {
    options.keep_secrets();
    let mut scenario = read(path, options, load)?;
    let limits = limits_for_script(&scenario.base_url, options, load.intensity)?;
    apply(options, &mut scenario);
    without_background(&scenario).iter().for_each(|note| notes::tell(&Message::from(note), lang));
    plan_within(&written_for_script(scenario, lang)?, load, limits, path)
}

fn plan_within(
    scenario: &Scenario,
    load: &LoadOptions,
    limits: Limits,
    path: &Path,
) -> Result<Plan, Failure> {
    Plan::new(scenario.clone(), load.overrides(&limits, &scenario.journeys), limits)
        .map_err(|error| refused(&error, Some(path), load))
}

/// Whether the plan of a scenario is in order; tells whether it needs a proof that the shop may be tested.
fn rehearse(scenario: &Scenario, load: &LoadOptions, limits: &Limits, path: &Path) -> Result<bool, Failure> {
    Plan::rehearse(scenario.clone(), load.overrides(limits, &scenario.journeys), limits.clone())
        .map_err(|error| refused(&error, Some(path), load))
}

/// Reads a scenario file, with what the flags say of it.
fn read(path: &Path, options: &TargetOptions, load: &LoadOptions) -> Result<Scenario, Failure> {
    // A secret one may be there for the scenario itself.
    if options.voucher.as_ref().is_some_and(|voucher| voucher.secret().is_none()) {
        return Err(Failure::Usage(Message::new("error-voucher-in-file")));
    }
    if options.page_type.is_some() {
        return Err(Failure::Usage(Message::new("error-page-type-in-file")));
    }
    let mut scenario = Scenario::read_with(path, &options.data_folders)?;
    Shops::known().assign_roles(&mut scenario);
    know_scenario(&scenario);
    if let Some(base_url) = &options.base_url {
        refuse_credentials(base_url)?;
        scenario.move_to(base_url);
    }
    if let Some(mode) = options.mode {
        scenario.mode = mode;
    }
    scenario.http.assets |= load.assets;
    if load.no_background {
        scenario.leave_out_background();
    }
    orders::refuse(&scenario, path)?;
    Ok(scenario)
}

/// A scenario file with what the flags change, for a file: nothing is asked of its shop, and its name is not resolved.
pub(super) fn from_scenario(
    path: &Path,
    options: &TargetOptions,
    load: &LoadOptions,
) -> Result<Scenario, Failure> {
    planned_scenario(path, options, load).map(|(scenario, _)| scenario)
}

/// The same, with its plan, which no limits are asked about.
pub(super) fn planned_scenario(
    path: &Path,
    options: &TargetOptions,
    load: &LoadOptions,
) -> Result<(Scenario, Plan), Failure> {
    options.keep_secrets();
    let mut scenario = read(path, options, load)?;
    apply(options, &mut scenario);
    let Unasked { expected, open } = Unasked::shop(&scenario.base_url, options, load.intensity)?;
    let flags = load.load(&expected).is_some();
    let overrides = load.overrides(&expected, &scenario.journeys);
    let plan =
        Plan::new(scenario.clone(), overrides, open).map_err(|error| refused(&error, Some(path), load))?;
    if flags {
        scenario.loads = plan.scenario().loads;
    }
    Ok((scenario, plan))
}

async fn from_file(
    path: &Path,
    options: &TargetOptions,
    load: &LoadOptions,
    occasion: Occasion,
    network: NetworkOptions,
) -> Result<Prepared, Failure> {
    let scenario = read(path, options, load)?;
    let shop = &scenario.base_url;
    let mut limits = occasion.now(limits_for(shop, &network, options, load.intensity).await?);
    // Everything that is wrong with the file comes before the question whether its shop is there.
    rehearse(&scenario, load, &limits, path)?;
    limits = occasion.then(limits);
    if scenario.mode == Mode::Full
        && let Some(protocol) = Shops::known().of_scenario(&scenario)
    {
        refuse_visitor(protocol, options, Some(&scenario))?;
    }
    let version = options.version.unwrap_or(scenario.http.version);
    let mut scraper = visitor(options, &limits, &network, version)?;
    let mut notes: Vec<Note> =
        scenario.uploads().filter_map(|(step, part)| upload_note(step, part)).collect();
    notes.extend(once_note(&scenario));
    if limits.is_unproven() {
        let is_needed = rehearse(&scenario, load, &limits, path)?;
        let unproven;
        (limits, unproven) = prove(limits, &mut scraper, shop, is_needed).await?;
        notes.extend(unproven);
    }
    let reached = scraper.reach(&scenario.base_url).await?;
    notes.extend(reached.as_ref().and_then(unknown_coding));
    let is_landing = scenario.page.as_ref().is_some_and(|page| page.url == scenario.base_url);
    let landing = reached.filter(|_| is_landing).as_ref().map(landing);
    let (set_up, headers) = (scraper.requests(), options.own_headers(shop));
    Ok(Prepared {
        scenario,
        limits,
        notes,
        set_up,
        network,
        headers,
        elsewhere: None,
        landing,
        known: Vec::new(),
        file: Some(path.to_owned()),
    })
}

/// Names the steps that each shopper walks once: their numbers are of shoppers, not of visits.
fn once_note(scenario: &Scenario) -> Option<Note> {
    let once = scenario.journeys.iter().flat_map(Journey::once);
    let steps: BTreeSet<String> = once.map(|step| step.name.clone()).collect();
    (!steps.is_empty()).then_some(Note::Once(steps))
}

/// Says how much a form's file adds to each visit.
fn upload_note(step: &Step, part: &FormPart) -> Option<Note> {
    let (file, bytes) = (part.file.as_ref()?, part.content()?.len());
    Some(Note::Upload { step: step.name.clone(), file: file.clone(), bytes: bytes as u64 })
}

/// Names the other hosts that a page's files come from.
fn elsewhere(landing: &Stop) -> Option<Note> {
    let mut hosts: Vec<String> = Vec::new();
    for url in Assets::of_page(&landing.source, &landing.page.url).elsewhere {
        let host = url[Position::BeforeHost..Position::BeforePath].to_owned();
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    (!hosts.is_empty()).then_some(Note::FilesElsewhere(hosts))
}

pub(super) fn set_up_note(requests: u64) -> Message {
    Message::new("note-set-up").with("requests", requests)
}

/// Flags win over the file.
fn apply(options: &TargetOptions, scenario: &mut Scenario) {
    if let Some(user_agent) = &options.user_agent {
        scenario.http.user_agent = Some(user_agent.clone());
    }
    scenario.http.secret_headers.extend(options.secret_headers.iter().cloned());
    for (name, value) in &options.headers.0 {
        let Fields(headers) = &mut scenario.http.headers;
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        headers.push((name.clone(), value.clone()));
    }
    if let Some(version) = options.version {
        scenario.http.version = version;
    }
    if let Some(think_time) = options.think_time {
        let steps = scenario.journeys.iter_mut().flat_map(|journey| &mut journey.steps);
        steps.filter(|step| !step.background).for_each(|step| step.think_time = think_time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{AddressClass, Site};
    use crate::plan::{Clock, Environment};

    #[test]
    fn hours_that_end_are_no_mistake_in_a_plan() {
        use std::sync::Arc;
        use std::sync::atomic::{AtomicU32, Ordering};

        // Open for the first so many looks at the clock, of which the question takes one or two.
        for (looks, expected) in [(0, Ok(false)), (1, Ok(false)), (9, Err(()))] {
            let left = Arc::new(AtomicU32::new(looks));
            let source = move || {
                let is_open =
                    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
                let text = if is_open.is_ok() { "2026-11-27T05:59:59Z" } else { "2026-11-27T06:00:00Z" };
                text.parse().unwrap()
            };
            let clock = Clock::asking(source, jiff::tz::TimeZone::UTC);
            let site = Site::of(&"https://shop.example/".parse().unwrap(), AddressClass::Public).unwrap();
            let limits = Limits::new(site, Environment::Prod, clock, None, false);
            let found = unless_closed(&limits, || Err(Failure::Refused(Message::plain("time"))))
                .map(|plan| plan.is_some())
                .map_err(|_| ());
            assert_eq!(found, expected, "{looks} looks");
        }
    }
}
