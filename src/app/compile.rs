//! `promo-load compile`: the scenario of a page or of a recording, to read, edit and keep.

use std::path::PathBuf;

use super::failure::{Ended, Failure};
use super::prepare::{Occasion, from_scenario, is_recording, is_saved_page, prepare};
use super::process::{in_runtime, print_data, say};
use super::recording::from_recording;
use super::run_dir::{refuse_existing, write_whole};
use super::signals::Signals;
use super::target::{LoadOptions, Target, TargetOptions};
use super::written::written;
use crate::scenario::Scenario;
use crate::words::{Lang, Message};

/// What `compile` is asked for.
#[derive(Debug, Clone)]
pub struct CompileFileOptions {
    /// The page, or a recording of a browser.
    pub target: Target,
    /// How to reach it and what its journey may do.
    pub reach: TargetOptions,
    /// The load to write into the file.
    pub load: LoadOptions,
    /// Where to write; absent: standard output.
    pub output: Option<PathBuf>,
    /// Whether a file that is there already is replaced.
    pub force: bool,
    /// The language of the notes.
    pub lang: Lang,
}

/// Writes the scenario of a page, of a recording, or of another scenario file with what the flags change.
///
/// # Errors
///
/// [`Failure`] when the page or recording cannot be read or its scenario would be refused.
pub fn compile(options: &CompileFileOptions) -> Result<Ended, Failure> {
    if let Some(path) = &options.output {
        refuse_existing(path, options.force)?;
    }
    let scenario = match &options.target {
        Target::File(path) if is_recording(path) => {
            from_recording(path, &options.reach, &options.load, options.lang)?
        }
        Target::File(path) if !is_saved_page(path) => from_scenario(path, &options.reach, &options.load)?,
        _ => of_page(options)?,
    };
    let name =
        options.output.as_ref().map_or_else(|| "the scenario".to_owned(), |path| path.display().to_string());
    let text = written(scenario.clone(), &name, options.lang)?.to_toml()?;
    match &options.output {
        Some(path) => {
            write_whole(path, &text)?;
            let steps: usize = scenario.journeys.iter().map(|journey| journey.steps.len()).sum();
            say(&Message::new("scenario-written")
                .exact("path", path.display())
                .exact("name", &scenario.name)
                .with("steps", steps as u64))?;
        }
        None => print_data(&text)?,
    }
    Ok(Ended::Held)
}

fn of_page(options: &CompileFileOptions) -> Result<Scenario, Failure> {
    let signals = Signals::install()?;
    let preparing = prepare(&options.target, &options.reach, &options.load, Occasion::File);
    let prepared = in_runtime(signals.unless_received(preparing))?;
    // What is written must run: the same validation as before a run.
    let plan = prepared.plan(&options.load)?;
    prepared.tell(options.lang);
    Ok(plan.scenario())
}
