//! `promo-load compile`: the scenario of a page, to read, edit and keep.

use std::path::PathBuf;

use super::failure::{Ended, Failure};
use super::prepare::prepare;
use super::run_dir::write_whole;
use super::target::{LoadOptions, Target, TargetOptions};
use crate::plan::Capacity;

/// What `compile` is asked for.
#[derive(Debug, Clone)]
pub struct CompileFileOptions {
    /// The page.
    pub target: Target,
    /// How to reach it and what its journey may do.
    pub reach: TargetOptions,
    /// The load to write into the file.
    pub load: LoadOptions,
    /// Where to write; absent: standard output.
    pub output: Option<PathBuf>,
}

/// Writes the scenario of a page.
///
/// # Errors
///
/// [`Failure`] when the page cannot be read or its scenario would be refused.
pub fn compile(options: &CompileFileOptions) -> Result<Ended, Failure> {
    let prepared = super::process::in_runtime(prepare(
        &options.target,
        &options.reach,
        &options.load,
        // The load may be for another machine.
        Capacity::UNKNOWN,
    ))?;
    // What is written must run: the same validation as before a run.
    let plan = prepared.plan(&options.load)?;
    if let Some(elsewhere) = &prepared.elsewhere {
        super::process::note(&format!("{elsewhere}\n"));
    }
    let text = plan.scenario().without_secrets().to_toml()?;
    match &options.output {
        Some(path) => {
            write_whole(path, &text)?;
            let steps: usize = plan.journeys().iter().map(|journey| journey.steps.len()).sum();
            super::process::print(&format!(
                "{}: {} with {steps} steps; run it with: promo-load bench {}\n",
                path.display(),
                plan.scenario().name,
                path.display()
            ))?;
        }
        None => super::process::print(&text)?,
    }
    Ok(Ended::Held)
}
