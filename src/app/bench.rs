//! `promo-load bench`: the whole flow, from the page to the verdict.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::about::{about, describe};
use super::capacity::{self, Ladder};
use super::demo_shop::demo_config;
use super::failure::{Ended, Failure};
use super::interval_log::{self, IntervalLog};
use super::k6_files::K6Files;
use super::logs;
use super::measured::{Measured, Role};
use super::options::BenchOptions;
use super::prepare::{Occasion, Prepared, prepare};
use super::process::{in_runtime, note};
use super::progress::View;
use super::promo_cost::Comparisons;
use super::recovery::Recovery;
use super::results::{ended, show, streams, tell_verdict, write_all};
use super::run_dir::{RunDir, all};
use super::secrets::{know, know_address, leave, scrubbed};
use super::session::Session;
use super::signals::Signals;
use super::target::Target;
use super::written::written;
use crate::k6::summary::K6Summary;
use crate::plan::{Plan, ramp};
use crate::record::{About, Inputs, RunRecord};
use crate::report;
use crate::run::{ControlApi, Reach, capacity as machine_capacity, executors};
use crate::scenario::{Mode, Voucher};
use crate::shop::Shop;
use crate::units::secret::Secret;

/// The demo's load: about 20 seconds in all, with the last shoppers finishing.
const DEMO_VUS: u32 = 20;
const DEMO_DURATION: Duration = Duration::from_secs(13);
const DEMO_DOWN: Duration = Duration::from_secs(2);
/// The journeys of a run, in its directory.
const SCENARIO_FILE: &str = "scenario.toml";
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
    let k6_files = K6Files::new(
        options.k6_summary.as_deref(),
        options.summary_json.as_deref(),
        options.summary_json_form,
    )?;
    let control = options.control.map(|address| listen(address, options.control_remote)).transpose()?;
    let shop = if options.demo { Some(start_demo(&mut options)?) } else { None };
    let target = options
        .target
        .clone()
        .ok_or_else(|| Failure::Usage("give a URL, a scenario file or --demo".into()))?;

    let apart = control.as_ref().map_or(0, |_| ControlApi::DESCRIPTORS);
    let machine = machine_capacity(if shop.is_some() { 2 } else { 1 }, apart);
    let started = Timestamp::now();
    let mut run_dir = RunDir::create(&options.out, started, &label(&target))?;
    logs::of_run(run_dir.id());
    leave(&run_dir.file("").display().to_string());
    leave(&run_dir.file(report::html::FILE).display().to_string());
    options.without_promo.iter().for_each(know_address);
    options.reach.run_id = options.run_header.then(|| run_dir.id().to_owned());
    let asked = if options.find_capacity { capacity::asked(&options.load) } else { options.load.clone() };
    let preparing = prepare(&target, &options.reach, &asked, Occasion::Run(machine));
    let mut prepared = in_runtime(signals.unless_received(preparing))?;
    if options.demo && asked.load(&prepared.limits).is_none() {
        prepared.scenario.loads = vec![ramp(DEMO_VUS, DEMO_DURATION, DEMO_DOWN)];
    }
    let comparisons = if options.measure_promo {
        let (reach, sibling) = (&options.reach, options.without_promo.as_ref());
        let preparing = Comparisons::prepare(&mut prepared, reach, &asked, machine, sibling);
        Some(in_runtime(signals.unless_received(preparing))?)
    } else {
        None
    };
    let ladder = options.find_capacity.then(|| Ladder::new(&prepared, &options.load)).transpose()?;
    let plan = Arc::new(match &ladder {
        Some(ladder) => ladder.plan(&prepared, &options.load, ladder.ceiling)?,
        None => prepared.plan(&options.load)?,
    });
    let expected = options.expected_shoppers;
    let about = scrubbed(&about(&plan, &prepared, ladder.as_ref(), expected, run_dir.id(), started))?;
    match written(plan.scenario(), SCENARIO_FILE) {
        Ok(scenario) => run_dir.write(SCENARIO_FILE, &scenario.to_toml()?)?,
        // The run itself needs no file.
        Err(failure) => note(&format!("note: {SCENARIO_FILE} is not written: {failure}\n")),
    }
    run_dir.keep();

    let log = begin_log(&run_dir, &plan, &about, ladder.is_some(), comparisons.is_some())?;
    let session = Session::new(&prepared, &signals, control.as_ref(), &options, run_dir.id(), log);
    announce(&plan, &prepared, ladder.as_ref(), options.quiet);
    // Before the first load: afterwards the shop may be slower than it is.
    let several = ladder.is_some() || comparisons.is_some();
    let recovery = several.then(|| Recovery::new(&prepared, &options.reach)).transpose()?;
    let judge = || -> Result<Measured, Failure> {
        let mut measured = match (&ladder, &recovery) {
            (Some(ladder), Some(recovery)) => capacity::find(&session, ladder, recovery, &options.load)?,
            _ => Measured::of(session.run(&plan, Role::Judged, &mut |_, _| {})?, &plan),
        };
        if let (Some(comparisons), Some(recovery)) = (&comparisons, &recovery) {
            comparisons.measure(&session, recovery, &options.load, &mut measured)?;
        }
        Ok(measured)
    };
    let mut measured = match judge() {
        Ok(measured) => measured,
        Err(failure) => {
            session.abandon();
            return Err(kept(failure, &run_dir));
        }
    };
    measured.notes.extend(recovery.map(|recovery| recovery.note()));
    session.end(&mut measured);
    drop(shop);
    let k6 = K6Summary::new(&measured.summary, plan.thresholds(), &measured.thresholds);
    let record = record(about, measured)?;
    let written = write_all(&run_dir, &record, &options);
    tell_verdict(&record);
    k6_files.write(&k6, &target.name(), streams());
    // Whatever the disk says, the verdict is told.
    let shown = show(&options, &record, &k6, &run_dir);
    all([written, shown])?;
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
        options.reach.voucher.get_or_insert_with(|| Voucher::public(DEMO_VOUCHER));
    }
    Ok(shop)
}

/// The control API's token comes from the environment only: flags are seen by everybody on the machine.
fn listen(address: SocketAddr, remote: bool) -> Result<ControlApi, Failure> {
    let reach = if remote { Reach::Remote } else { Reach::Loopback };
    let token = std::env::var("PROMO_LOAD_CONTROL_TOKEN").unwrap_or_default();
    know("control_token", Secret::new(&token));
    let control =
        ControlApi::listen(address, &token, reach).map_err(|error| Failure::Usage(error.to_string()))?;
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

/// Says what begins.
fn announce(plan: &Plan, prepared: &Prepared, ladder: Option<&Ladder>, quiet: bool) {
    let view = View::new(quiet);
    let page = prepared.scenario.page.as_ref().map_or(plan.base_url(), |page| &page.url);
    view.announce(&prepared.scenario.name, page, &describe(plan, ladder));
    if let Some(elsewhere) = &prepared.elsewhere {
        view.say(elsewhere);
    }
    // A search finds out by itself.
    if ladder.is_none() {
        plan.warnings().iter().for_each(|warning| view.say(&format!("note: {warning}")));
    }
}

/// The log of all that will be measured. How many iterations a search has is only known at its end.
fn begin_log(
    run_dir: &RunDir,
    plan: &Plan,
    about: &About,
    search: bool,
    compares: bool,
) -> Result<IntervalLog, Failure> {
    let mut executors = executors(plan);
    if search {
        executors.iter_mut().for_each(|executor| executor.planned = None);
    }
    executors.extend(compares.then(Comparisons::executor));
    let start = scrubbed(&interval_log::start(plan, about.clone(), executors))?;
    Ok(IntervalLog::begin(&run_dir.file(crate::record::log::FILE), start))
}

/// Judges what was measured.
fn record(about: About, measured: Measured) -> Result<RunRecord, Failure> {
    let inputs = Inputs {
        about,
        summary: &measured.summary,
        thresholds: measured.thresholds,
        ending: measured.ending,
        generator: measured.health,
        capacity: measured.capacity,
        promo_costs: measured.promo_costs,
        promo_unmeasured: measured.promo_unmeasured,
        notes: measured.notes,
    };
    scrubbed(&RunRecord::new(inputs).map_err(anyhow::Error::from)?)
}

/// A load that failed half-way, and where the rest of it is, if the disk took it.
fn kept(failure: Failure, run_dir: &RunDir) -> Failure {
    if !run_dir.has_log() {
        return failure;
    }
    let folder = run_dir.file("");
    let told = |text: &dyn std::fmt::Display| {
        format!("{text}; what was measured before is kept: promo-load report {}", folder.display())
    };
    match failure {
        Failure::Usage(text) => Failure::Usage(told(&text)),
        Failure::Target(text) => Failure::Target(told(&text)),
        Failure::Refused(text) => Failure::Refused(told(&text)),
        Failure::Interrupted => Failure::Interrupted,
        Failure::Unexpected(error) => Failure::Unexpected(anyhow::anyhow!(told(&format!("{error:#}")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::RunError;

    #[test]
    fn a_load_that_fails_says_where_the_rest_is() {
        let place = tempfile::tempdir().unwrap();
        let run_dir = RunDir::create(place.path(), Timestamp::UNIX_EPOCH, "shop").unwrap();
        let alone = kept(Failure::Refused("no".into()), &run_dir);
        assert!(matches!(&alone, Failure::Refused(text) if text == "no"), "{alone}");
        run_dir.write(crate::record::log::FILE, "x").unwrap();
        let told = |failure| kept(failure, &run_dir).to_string();
        let command = format!("promo-load report {}", place.path().join(run_dir.id()).display());
        let panicked = told(RunError::Panicked { thread: "vus-1".into() }.into());
        assert!(panicked.starts_with("the engine failed in thread vus-1: "), "{panicked}");
        assert!(panicked.contains(&command), "{panicked}");
        assert_eq!(panicked.lines().count(), 1);
        let refused = kept(Failure::Refused("no".into()), &run_dir);
        assert!(matches!(&refused, Failure::Refused(text) if text.contains(&command)), "{refused}");
    }
}
