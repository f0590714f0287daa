//! `promo-load bench`: the whole flow, from the page to the verdict.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::demo_shop::demo_config;
use super::failure::{Ended, Failure};
use super::k6_files::K6Files;
use super::prepare::{Prepared, prepare};
use super::process::{in_runtime, note, print};
use super::progress::View;
use super::run_dir::RunDir;
use super::signals::Signals;
use super::target::{LoadOptions, Target, TargetOptions};
use crate::k6::summary::{K6Summary, Streams, render};
use crate::metric::Ending;
use crate::plan::{Plan, ramp};
use crate::report::{self, Inputs, LoadLine, PageLine, PromotionLine, RunRecord};
use crate::run::{ControlApi, Finished, Run, RunSettings, capacity};
use crate::scenario::{Lifetime, Mode, PageFacts, Scenario};
use crate::shop::Shop;
use crate::threshold::ThresholdResult;
use crate::words::Lang;

/// What `bench` is asked for.
#[derive(Debug, Clone)]
pub struct BenchOptions {
    /// A page or a scenario; absent with `demo`.
    pub target: Option<Target>,
    /// Test the embedded shop.
    pub demo: bool,
    /// How to reach the target and what may be done there.
    pub reach: TargetOptions,
    /// How much load.
    pub load: LoadOptions,
    /// Where the runs' directories go.
    pub out: PathBuf,
    /// Where the control API listens; absent: nowhere.
    pub control: Option<SocketAddr>,
    /// No progress.
    pub quiet: bool,
    /// The language of the text at the end and of `report.md`.
    pub lang: Lang,
    /// How many shoppers at once are expected.
    pub expected_shoppers: Option<u64>,
    /// `run.json` on standard output instead of text.
    pub json: bool,
    /// In whose form the text is.
    pub summary: SummaryForm,
    /// Where the JSON of k6's `--summary-export` goes.
    pub k6_summary: Option<PathBuf>,
    /// Where the data of k6's `handleSummary` goes.
    pub summary_json: Option<PathBuf>,
}

/// `--summary`: the form of the text at the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SummaryForm {
    /// Our own page: the verdict first.
    #[default]
    PromoLoad,
    /// k6's end-of-test summary.
    K6,
}

impl FromStr for SummaryForm {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "promo-load" => Ok(Self::PromoLoad),
            "k6" => Ok(Self::K6),
            _ => Err(format!("`{text}` is no form of the summary; use promo-load or k6")),
        }
    }
}

/// The demo's load: about 20 seconds in all, with the last shoppers finishing.
const DEMO_VUS: u32 = 20;
const DEMO_DURATION: Duration = Duration::from_secs(13);
const DEMO_DOWN: Duration = Duration::from_secs(2);
/// The demo's voucher, one that its shop advertises.
const DEMO_VOUCHER: &str = "BF2025";

/// Tests a shop and prints the verdict.
///
/// # Errors
///
/// [`Failure`] when the test could not take place. A shop that did badly is a result, not an error.
pub fn bench(options: &BenchOptions) -> Result<Ended, Failure> {
    let signals = Signals::install().map_err(anyhow::Error::from)?;
    let mut options = options.clone();
    let k6_files = K6Files::new(options.k6_summary.as_deref(), options.summary_json.as_deref())?;
    let control = options.control.map(listen).transpose()?;
    let shop = if options.demo { Some(start_demo(&mut options)?) } else { None };
    let target = options
        .target
        .clone()
        .ok_or_else(|| Failure::Usage("give a URL, a scenario file or --demo".into()))?;

    let capacity = capacity(if shop.is_some() { 2 } else { 1 });
    let started = Timestamp::now();
    let mut run_dir = RunDir::create(&options.out, started, &label(&target))?;
    let mut prepared = in_runtime(async {
        tokio::select! {
            prepared = prepare(&target, &options.reach, &options.load, capacity) => prepared,
            () = signals.received() => Err(Failure::Interrupted),
        }
    })?;
    if options.demo && options.load.load(&prepared.limits).is_none() {
        prepared.scenario.loads = vec![ramp(DEMO_VUS, DEMO_DURATION, DEMO_DOWN)];
    }
    let plan = Arc::new(prepared.plan(&options.load)?);
    run_dir.write("scenario.toml", &plan.scenario().without_secrets().to_toml()?)?;
    run_dir.keep();

    let finished = run(&plan, &prepared, &options, &signals, control.as_ref())?;
    drop(shop);
    let summary = &finished.summary;
    let thresholds = plan.thresholds().evaluate(&summary.total, summary.elapsed, summary.vus_max);
    let k6 = K6Summary::new(summary, plan.thresholds(), &thresholds);
    let record =
        record(&plan, &prepared, finished, thresholds, &run_dir, started, options.expected_shoppers)?;
    write_reports(&run_dir, &record, options.lang)?;
    k6_files.write(&k6, streams());
    show(&options, &record, &k6, &run_dir)?;
    Ok(ended(&record))
}

/// Starts the embedded shop and points the options at it.
fn start_demo(options: &mut BenchOptions) -> Result<Shop, Failure> {
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let shop = Shop::start(loopback, demo_config()).map_err(anyhow::Error::from)?;
    let page = Url::parse(&shop.base_url()).and_then(|base| base.join(shop.promotion_path()));
    options.target = Some(Target::Url(page.map_err(anyhow::Error::from)?));
    let mode = *options.reach.mode.get_or_insert(Mode::Full);
    if mode == Mode::Full {
        options.reach.voucher.get_or_insert_with(|| DEMO_VOUCHER.to_owned());
    }
    Ok(shop)
}

/// The control API's token comes from the environment only: flags are seen by everybody on the machine.
fn listen(address: SocketAddr) -> Result<ControlApi, Failure> {
    let token = std::env::var("PROMO_LOAD_CONTROL_TOKEN").unwrap_or_default();
    let control = ControlApi::listen(address, &token).map_err(|error| Failure::Usage(error.to_string()))?;
    note(&format!("control API at http://{}/v1/status\n", control.address()));
    Ok(control)
}

/// What a run's directory is called after: the shop, or the scenario's file.
fn label(target: &Target) -> String {
    match target {
        Target::Url(url) => url.host_str().unwrap_or("shop").to_owned(),
        Target::File(path) => {
            path.file_stem().map_or_else(|| "scenario".to_owned(), |stem| stem.to_string_lossy().into_owned())
        }
    }
}

fn run(
    plan: &Arc<Plan>,
    prepared: &Prepared,
    options: &BenchOptions,
    signals: &Signals,
    control: Option<&ControlApi>,
) -> Result<Finished, Failure> {
    let settings = RunSettings { network: prepared.network.clone(), ..RunSettings::default() };
    let run = Run::new(Arc::clone(plan), settings);
    signals.stop_run(run.controller());
    if let Some(control) = control {
        control.begin(run.controller());
    }
    let mut view = View::new(options.quiet);
    let page = prepared.scenario.page.as_ref().map_or(plan.base_url(), |page| &page.url);
    view.announce(&prepared.scenario.name, page, &plan.describe_load());
    if let Some(elsewhere) = &prepared.elsewhere {
        view.say(elsewhere);
    }
    let finished = run.go(&mut |progress| {
        view.show(progress);
        if let Some(control) = control {
            control.show(progress);
        }
    })?;
    view.finish();
    if let Some(control) = control {
        control.end();
    }
    Ok(finished)
}

/// Everything that the reports say.
fn record(
    plan: &Plan,
    prepared: &Prepared,
    finished: Finished,
    thresholds: Vec<ThresholdResult>,
    run_dir: &RunDir,
    started: Timestamp,
    expected_shoppers: Option<u64>,
) -> Result<RunRecord, Failure> {
    let scenario = plan.scenario();
    let page = scenario.page.as_ref();
    let target = page.map_or(plan.base_url(), |page| &page.url);
    let blind = scenario.page.iter().flat_map(PageFacts::blind_notes);
    let inputs = Inputs {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        run_id: run_dir.id().to_owned(),
        started,
        target,
        page: PageLine {
            title: scenario.name.clone(),
            kind: page.map_or_else(|| "scenario".to_owned(), |page| page.kind.to_string()),
        },
        environment: plan.limits().environment().to_string(),
        mode: plan.mode().to_string(),
        load: LoadLine {
            scenario: scenario.name.clone(),
            executor: plan.describe_load(),
            planned_s: plan
                .timetable()
                .planned_iterations()
                .is_none()
                .then(|| plan.timetable().duration().as_secs_f64()),
        },
        methods: methods(plan),
        promotions: promotion_lines(&scenario),
        promotion_checks: promotion_checks(plan),
        expected_shoppers,
        landing: prepared.landing.clone(),
        connections_per_iteration: plan.connections() == Lifetime::PerIteration,
        summary: &finished.summary,
        thresholds,
        ending: finished.ending,
        generator: finished.health,
        capacity: None,
        promo_cost: None,
        notes: blind.chain(prepared.notes.iter().cloned()).chain([prepared.set_up.clone()]).collect(),
    };
    Ok(RunRecord::new(inputs).map_err(anyhow::Error::from)?)
}

/// The promotions, each with whether a check of the scenario looks at it.
fn promotion_lines(scenario: &Scenario) -> Vec<PromotionLine> {
    let line = |promotion| PromotionLine::of(promotion, scenario.proves(promotion));
    scenario.promotions.iter().map(line).collect()
}

/// Which checks of the layout prove a promotion.
fn promotion_checks(plan: &Plan) -> Vec<bool> {
    let mut proofs = vec![false; plan.layout().checks.len()];
    for (id, check) in plan.journeys().iter().flat_map(|journey| &journey.steps).flat_map(|step| &step.checks)
    {
        proofs[usize::from(id.0)] |= check.promotion;
    }
    proofs
}

/// The method of each step of the layout.
fn methods(plan: &Plan) -> Vec<Option<String>> {
    let mut methods = vec![None; plan.layout().steps.len()];
    for step in plan.journeys().iter().flat_map(|journey| &journey.steps) {
        methods[usize::from(step.id.0)] = Some(step.method.to_string());
        if let Some(assets) = step.assets {
            methods[usize::from(assets.0)] = Some("GET".to_owned());
        }
    }
    methods
}

fn write_reports(run_dir: &RunDir, record: &RunRecord, lang: Lang) -> Result<(), Failure> {
    let unexpected = |error: report::ReportError| Failure::Unexpected(error.into());
    run_dir.write("run.json", &report::json::render(record).map_err(unexpected)?)?;
    run_dir.write("timeline.svg", &report::timeline::svg(&record.timeline, lang).map_err(unexpected)?)?;
    run_dir.write("report.md", &report::markdown::render(record, lang).map_err(unexpected)?)?;
    run_dir.write(report::html::FILE, &report::html::render(record, lang).map_err(unexpected)?)
}

fn show(options: &BenchOptions, record: &RunRecord, k6: &K6Summary, run_dir: &RunDir) -> Result<(), Failure> {
    if options.json {
        return print(&report::json::render(record).map_err(anyhow::Error::from)?);
    }
    let colour = console::Term::stdout().is_term() && console::colors_enabled();
    let path = run_dir.file(report::html::FILE).display().to_string();
    match options.summary {
        SummaryForm::PromoLoad => {
            let columns = console::Term::stdout().size_checked();
            let width = columns.map_or(100, |(_, columns)| usize::from(columns));
            print(&report::terminal::render(record, &path, width, colour, options.lang))
        }
        SummaryForm::K6 => {
            print(&format!("{}{}\n", render(k6, colour), report::terminal::closing(record, &path)))
        }
    }
}

fn streams() -> Streams {
    Streams {
        stdout_terminal: console::Term::stdout().is_term(),
        stderr_terminal: console::Term::stderr().is_term(),
        no_colour: std::env::var_os("NO_COLOR").is_some(),
    }
}

/// The exit that a finished run deserves. A stop that was asked for comes first, then doubt about the
/// generator, then the thresholds.
fn ended(record: &RunRecord) -> Ended {
    match record.ending {
        Ending::Interrupted | Ending::WindowClosed => Ended::Interrupted,
        Ending::Stopped => Ended::Stopped,
        _ if record.verdict.inconclusive.is_some() => Ended::Inconclusive,
        Ending::Aborted { .. } | Ending::Silent { .. } => Ended::ThresholdCrossed,
        Ending::Completed if record.thresholds.iter().any(|threshold| !threshold.ok) => {
            Ended::ThresholdCrossed
        }
        Ending::Completed => Ended::Held,
    }
}
