//! `promo-load compare`: two runs' files beside each other.

use std::fs;
use std::path::{Path, PathBuf};

use super::failure::{Ended, Failure};
use super::process::print;
use super::run_dir::RUN_FILE;
use super::runs::{Wanted, named};
use crate::grade::compare::Criterion;
use crate::record::RunRecord;
use crate::report::compare::{self, Comparison};
use crate::words::{Lang, Message};

/// What `compare` is asked for.
#[derive(Debug, Clone)]
pub struct CompareOptions {
    /// A run's folder or its `run.json`, or `latest` or `latest~N` of the folder of runs: what the other is measured by.
    pub baseline: PathBuf,
    /// Another one.
    pub run: PathBuf,
    /// The folder of runs.
    pub runs: PathBuf,
    /// Compare runs that are not comparable, too.
    pub even_if_different: bool,
    /// What a regression is; empty: p(95) and failures of each step.
    pub criteria: Vec<Criterion>,
    /// In which form.
    pub form: CompareForm,
    /// The language for people.
    pub lang: Lang,
}

/// The form of a comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CompareForm {
    /// For people in a terminal.
    #[default]
    Terminal,
    /// For a pull request.
    Markdown,
    /// For programs.
    Json,
}

/// Compares two runs and prints what changed.
///
/// # Errors
///
/// [`Failure::Usage`] with every reason why they cannot be compared.
pub fn compare(options: &CompareOptions) -> Result<Ended, Failure> {
    let (baseline, run) = match (read(&options.baseline, &options.runs), read(&options.run, &options.runs)) {
        (Ok(baseline), Ok(run)) => (baseline, run),
        (baseline, run) => {
            let reasons = [baseline, run].into_iter().filter_map(Result::err).collect();
            return Err(Failure::Usage(Message::lines(reasons)));
        }
    };
    let comparison = Comparison::of(&baseline, &run, &options.criteria, options.even_if_different)
        .map_err(|error| Failure::Usage(Message::from(&error)))?;
    print(&match options.form {
        CompareForm::Terminal => {
            let colour = console::Term::stdout().is_term() && console::colors_enabled();
            compare::terminal::render(&comparison, colour, options.lang)
        }
        CompareForm::Markdown => compare::markdown::render(&comparison, options.lang),
        CompareForm::Json => compare::json(&comparison)?,
    })?;
    Ok(if comparison.regression { Ended::Regressed } else { Ended::Held })
}

fn read(given: &Path, runs: &Path) -> Result<RunRecord, Message> {
    let path = named(given, runs, Wanted::Record).map_err(|failure| Message::from(&failure))?;
    let file = if path.is_dir() { path.join(RUN_FILE) } else { path };
    let text = fs::read_to_string(&file).map_err(|error| {
        Message::new("error-no-record").exact("path", file.display()).with("why", Message::from(&error))
    })?;
    RunRecord::from_json(&text).map_err(|error| {
        Message::new("error-at").exact("place", file.display()).with("why", Message::from(&error))
    })
}
