//! `promo-load merge`: runs of the same plan that were made apart, as one record.

use std::fs;
use std::path::{Path, PathBuf};

use super::failure::{Ended, Failure};
use super::report_run::read_log;
use super::results::{ended, show_record, write_record, write_reports};
use super::run_dir::{RunDir, all};
use super::runs::{Wanted, named};
use super::secrets::scrubbed;
use crate::record::log::{self, LoggedRun, MergeError};
use crate::words::{Lang, Message};

/// What `merge` is asked for.
#[derive(Debug, Clone)]
pub struct MergeOptions {
    /// The runs: each a folder, its interval log, or `latest` or `latest~N` of the folder of runs.
    pub merged: Vec<PathBuf>,
    /// The folder of runs.
    pub runs: PathBuf,
    /// The folder of the merged run: new or empty.
    pub output: PathBuf,
    /// `run.json` on standard output instead of text.
    pub json: bool,
    /// Show what broke visits, with samples of what the shop sent.
    pub show_failures: bool,
    /// The language of the text and the reports.
    pub lang: Lang,
}

/// Merges runs into one record in a folder of its own, and prints the verdict.
///
/// # Errors
///
/// [`Failure::Usage`] when the runs are not of the same plan, each difference named, or when the folder is not empty;
/// [`Failure::Refused`] when a log cannot be read.
pub fn merge(options: &MergeOptions) -> Result<Ended, Failure> {
    if options.merged.len() < 2 {
        return Err(failure(&MergeError::TooFew));
    }
    refuse_full(&options.output)?;
    let logs = options.merged.iter().map(|given| logged(given, &options.runs));
    let logs = logs.collect::<Result<Vec<_>, _>>()?;
    let run_id = name(&options.output)?;
    let record = scrubbed(&log::merge(&logs, &run_id).map_err(|error| failure(&error))?)?;
    let run_dir = RunDir::at(&options.output)?;
    // The result is told even where its folder cannot be written.
    all([
        write_record(&run_dir, &record),
        write_reports(&run_dir, &record, options.lang),
        show_record(options.json, options.show_failures, &record, &run_dir, Vec::new(), options.lang),
    ])?;
    Ok(ended(&record))
}

/// The interval log of a run.
fn logged(given: &Path, runs: &Path) -> Result<LoggedRun, Failure> {
    let path = named(given, runs, Wanted::RecordOrLog)?;
    let file = if path.is_dir() { path.join(log::FILE) } else { path.clone() };
    let nothing = || {
        Failure::Usage(Message::new("error-no-log").exact("path", path.display()).exact("file", log::FILE))
    };
    let log = read_log(&file)?.ok_or_else(nothing)?;
    Ok(LoggedRun { place: given.display().to_string(), log })
}

/// Whatever is in the folder already is kept.
fn refuse_full(folder: &Path) -> Result<(), Failure> {
    let is_free = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => !folder.exists(),
    };
    let refused = || Failure::Usage(Message::new("error-not-empty").exact("path", folder.display()));
    if is_free { Ok(()) } else { Err(refused()) }
}

/// The name of a folder that need not exist.
fn name(folder: &Path) -> Result<String, Failure> {
    let whole = folder.canonicalize().or_else(|_| std::path::absolute(folder))?;
    Ok(whole.file_name().map_or_else(|| "merged".to_owned(), |name| name.to_string_lossy().into_owned()))
}

fn failure(error: &MergeError) -> Failure {
    match error {
        MergeError::TooFew
        | MergeError::Twice { .. }
        | MergeError::Several { .. }
        | MergeError::Different(_) => Failure::Usage(Message::from(error)),
        MergeError::Log { .. } | MergeError::NoPlan { .. } => Failure::Refused(Message::from(error)),
        MergeError::Record(_) => Failure::Unexpected(Message::from(error)),
    }
}
