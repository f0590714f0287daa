//! `promo-load bench`: the whole flow, from the page to the verdict.

use jiff::Timestamp;

use super::about::about;
use super::demo;
use super::experiment::{self, Experiment, Session, asked_load};
use super::failure::{Ended, Failure};
use super::generators::{GeneratorRole, Team, follow};
use super::k6_files::K6Files;
use super::logs;
use super::measured::Measured;
use super::notes::{labelled, tell};
use super::options::BenchOptions;
use super::output::{self, IntervalLog, LivePage, View, listen, listeners};
use super::prepare::{Occasion, Prepared, prepare};
use super::process::in_runtime;
use super::results::{ended, report_line, show, streams, tell_verdict, write_all};
use super::run_dir::{RunDir, all};
use super::seconds_files::SecondsFiles;
use super::secrets::{know_address, leave, scrubbed};
use super::signals::Signals;
use super::target::Target;
use super::written::written;
use crate::k6::summary::K6Summary;
use crate::plan::{MachineCapacity, Plan};
use crate::record::log::LoggedPlan;
use crate::record::{About, Inputs, RunRecord};
use crate::report;
use crate::run::{ControlApi, OnLostShard, capacity};
use crate::scenario::Scenario;
use crate::words::{Lang, Message};

/// The journeys of a run, in its directory.
const SCENARIO_FILE: &str = "scenario.toml";
/// Tests a shop and prints the verdict.
///
/// # Errors
///
/// [`Failure`] when the test could not take place. A shop that did badly is a result, not an error.
pub fn bench(options: &BenchOptions) -> Result<Ended, Failure> {
    let signals = Signals::install()?;
    let mut options = options.clone();
    if let GeneratorRole::Follows { leader, shard, shards } = options.generators.part()? {
        return follow(&options, (leader, shard, shards), &signals);
    }
    refuse_to_go_on(&options)?;
    let k6_files = K6Files::new(
        options.k6_summary.as_deref(),
        options.summary_json.as_deref(),
        options.summary_json_form,
    )?;
    let seconds_files = SecondsFiles::new(options.csv.as_deref(), options.json_lines.as_deref())?;
    let control =
        options.control.map(|address| listen(address, options.control_remote, options.lang)).transpose()?;
    #[cfg(all(unix, feature = "serve"))]
    if let (Some(folder), Some(control)) = (&options.own_folder, &control) {
        super::claim::tell_control(folder, control)?;
    }
    let live = options.live.map(|address| LivePage::listen(address, options.lang)).transpose()?;
    let demo = if options.demo { Some(demo::start(&mut options)?) } else { None };
    let target = options.target.clone().ok_or_else(|| Failure::Usage(Message::new("error-no-target")))?;
    let apart = control.as_ref().map_or(0, |_| ControlApi::DESCRIPTORS)
        + live.as_ref().map_or(0, |_| LivePage::DESCRIPTORS);
    let machine = capacity(if demo.is_some() { 2 } else { 1 }, apart);
    let mut team = Team::begin(&options.generators, machine)?;
    // Of several processes each looks at its own machine.
    let machine = if team.is_some() { MachineCapacity::UNKNOWN } else { machine };
    let started = Timestamp::now();
    let mut run_dir = begin_run_dir(&mut options, &target, started)?;

    let mut prepared = prepare_load(&options, &target, machine, &signals)?;
    let experiment = experiment::plan(&options, &mut prepared, machine, &signals)?;
    team.iter_mut().try_for_each(|team| team.wait(&signals))?;
    let experiment = experiment.as_ref();
    let about = scrubbed(&about(experiment, &prepared, options.expected_shoppers, run_dir.id(), started))?;
    let scenario = keep_scenario(&run_dir, experiment.plan(), options.lang)?;
    run_dir.keep();

    let several = options.find_capacity || options.measure_promo;
    let log = begin_log(&run_dir, experiment, &about, scenario.as_ref(), several)?;
    let view = View::new(options.quiet, options.lang);
    let listeners = listeners(&signals, control.as_ref(), run_dir.id(), live.as_ref(), view);
    let session = Session::new(&prepared, &options, &signals, control.as_ref(), log, run_dir.id(), listeners)
        .with(team.as_mut());
    announce(experiment, &prepared, options.quiet, options.lang);
    live.iter().for_each(|page| page.begin(&prepared.scenario.name));
    let measured = match experiment.carry_out(&session) {
        Ok(measured) => session.end(measured),
        Err(failure) => {
            session.abandon();
            return Err(kept(failure, &run_dir));
        }
    };
    drop(team);
    drop(demo);

    let k6 = K6Summary::new(&measured.summary, experiment.plan().thresholds(), &measured.thresholds);
    let mut measured = measured;
    measured.notes.extend(lost_note(&measured));
    let record = record(about, measured)?;
    let written = write_all(&run_dir, &record, &options);
    tell_verdict(&record);
    live.iter().for_each(|page| page.end(&record, &report_line(&run_dir, options.lang)));
    k6_files.write(&k6, &target.name(), streams());
    let seconds = seconds_files.write(&run_dir, &record);
    // Whatever the disk says, the verdict is told.
    let shown = show(&options, &record, &k6, &run_dir);
    if let Some(place) = &options.results_to {
        place.keep(&run_dir, options.lang);
    }
    all([written, seconds, shown])?;
    Ok(ended(&record))
}

/// Refuses to go on without a lost process where several loads are compared: the later ones would be another load.
fn refuse_to_go_on(options: &BenchOptions) -> Result<(), Failure> {
    let several = match (options.find_capacity, options.measure_promo) {
        (true, _) => "--find-capacity",
        (false, true) => "--measure-promo",
        (false, false) => return Ok(()),
    };
    match options.generators.on_lost {
        OnLostShard::Stop => Ok(()),
        OnLostShard::Continue => {
            Err(Failure::Usage(Message::new("error-on-lost-several").exact("flag", several)))
        }
    }
}

/// What a report says of processes that were lost; `None` when all stayed.
fn lost_note(measured: &Measured) -> Option<Message> {
    let lost = measured.health.lost_shards() as u64;
    (lost > 0).then(|| Message::new("note-lost-generators").with("lost", lost))
}

/// Makes the run's directory. The output names files in it, and the requests may name the run.
fn begin_run_dir(options: &mut BenchOptions, target: &Target, started: Timestamp) -> Result<RunDir, Failure> {
    let run_dir = match &options.own_folder {
        Some(folder) => RunDir::open(folder)?,
        None => RunDir::create(&options.out, started, &label(target))?,
    };
    logs::of_run(run_dir.id());
    leave(&run_dir.file("").display().to_string());
    leave(&run_dir.file(report::html::FILE).display().to_string());
    options.without_promo.iter().for_each(know_address);
    options.reach.run_id = options.run_header.then(|| run_dir.id().to_owned());
    Ok(run_dir)
}

/// Reads the page or the file, with the demo's load where no other is named.
fn prepare_load(
    options: &BenchOptions,
    target: &Target,
    machine: MachineCapacity,
    signals: &Signals,
) -> Result<Prepared, Failure> {
    let asked = asked_load(options);
    let preparing = prepare(target, &options.reach, &asked, Occasion::Run(machine));
    let mut prepared = in_runtime(signals.unless_received(preparing))?;
    if options.demo && asked.load(&prepared.limits).is_none() {
        prepared.scenario.loads = vec![demo::load()];
    }
    Ok(prepared)
}

/// Writes the journeys, and returns them as the file has them. The run itself needs no file.
fn keep_scenario(run_dir: &RunDir, plan: &Plan, lang: Lang) -> Result<Option<Scenario>, Failure> {
    match written(plan.scenario(), SCENARIO_FILE, lang) {
        Ok(scenario) => {
            run_dir.write(SCENARIO_FILE, &scenario.to_toml()?)?;
            Ok(Some(scenario))
        }
        Err(failure) => {
            tell(
                &Message::new("note-file-not-written")
                    .exact("file", SCENARIO_FILE)
                    .with("why", Message::from(&failure)),
                lang,
            );
            Ok(None)
        }
    }
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

/// Says what begins, and how long it takes.
fn announce(experiment: &dyn Experiment, prepared: &Prepared, quiet: bool, lang: Lang) {
    let view = View::new(quiet, lang);
    let page = prepared.scenario.page.as_ref().map_or(experiment.plan().base_url(), |page| &page.url);
    view.announce(&prepared.scenario.name, page, &experiment.describe().say(lang));
    if let Some(takes) = experiment.takes() {
        view.say(&takes.say(lang));
    }
    if let Some(elsewhere) = &prepared.elsewhere {
        view.say(&Message::from(elsewhere).say(lang));
    }
    experiment.warnings().into_iter().for_each(|warning| view.say(&labelled(warning, lang)));
}

/// The log of all that will be measured: of one run, or of several. It states the plan by the scenario as its file has it.
fn begin_log(
    run_dir: &RunDir,
    experiment: &dyn Experiment,
    about: &About,
    kept: Option<&Scenario>,
    several: bool,
) -> Result<IntervalLog, Failure> {
    let plan = experiment.plan();
    let stated = kept.map(|scenario| LoggedPlan::new(scenario, plan.seed(), several)).transpose()?;
    let start = output::start(plan, about.clone(), experiment.executors(), stated);
    Ok(IntervalLog::begin(&run_dir.file(crate::record::log::FILE), scrubbed(&start)?))
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
        merged: None,
    };
    scrubbed(&RunRecord::new(inputs)?)
}

/// A load that failed half-way, and where the rest of it is, if the disk took it.
fn kept(failure: Failure, run_dir: &RunDir) -> Failure {
    if !run_dir.has_log() {
        return failure;
    }
    let folder = run_dir.file("");
    let folder = folder.display();
    failure.said_as(|why| Message::new("error-kept").with("why", why).exact("folder", folder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::RunError;

    #[test]
    fn a_load_that_fails_says_where_the_rest_is() {
        let place = tempfile::tempdir().unwrap();
        let run_dir = RunDir::create(place.path(), Timestamp::UNIX_EPOCH, "shop").unwrap();
        let alone = kept(Failure::Refused(Message::plain("no")), &run_dir);
        assert!(matches!(&alone, Failure::Refused(text) if text.to_string() == "no"), "{alone}");
        run_dir.write(crate::record::log::FILE, "x").unwrap();
        let told = |failure| kept(failure, &run_dir).to_string();
        let command = format!("promo-load report {}", place.path().join(run_dir.id()).display());
        let panicked = told(RunError::Panicked { thread: "vus-1".into() }.into());
        assert!(panicked.starts_with("the engine failed in thread vus-1: "), "{panicked}");
        assert!(panicked.contains(&command), "{panicked}");
        assert_eq!(panicked.lines().count(), 1);
        let refused = kept(Failure::Refused(Message::plain("no")), &run_dir);
        assert!(
            matches!(&refused, Failure::Refused(text) if text.to_string().contains(&command)),
            "{refused}"
        );
    }
}
