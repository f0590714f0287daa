//! `promo-load report`: the reports of a run once more, from what is left of it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::failure::{Ended, Failure};
use super::output::is_being_written;
use super::process::note;
use super::results::{ended, show_record, write_record, write_reports};
use super::run_dir::{RUN_FILE, RunDir, all};
use super::runs::{Wanted, named};
use super::seconds_files::SecondsFiles;
use crate::record::{RecordError, RunRecord, log};
use crate::words::Lang;

/// What `report` is asked for.
#[derive(Debug, Clone)]
pub struct ReportOptions {
    /// The folder of one run, or `latest` or `latest~N` of the folder of runs.
    pub run_dir: PathBuf,
    /// The folder of runs.
    pub runs: PathBuf,
    /// `run.json` on standard output instead of text.
    pub json: bool,
    /// Show what broke visits, with samples of what the shop sent.
    pub show_failures: bool,
    /// The language of the text and the reports.
    pub lang: Lang,
    /// Where to write the run second by second as CSV.
    pub csv: Option<PathBuf>,
    /// Where to write the same as JSON lines.
    pub json_lines: Option<PathBuf>,
}

/// Renders a run again: from its `run.json`, or from its interval log when it was killed before there was one.
///
/// # Errors
///
/// [`Failure`] when the folder has no run in it that can be read.
pub fn report(options: &ReportOptions) -> Result<Ended, Failure> {
    let seconds = SecondsFiles::new(options.csv.as_deref(), options.json_lines.as_deref())?;
    let run_dir = RunDir::open(&named(&options.run_dir, &options.runs, Wanted::RecordOrLog)?)?;
    let (record, is_rebuilt) = match written(&run_dir.file(RUN_FILE))? {
        WrittenRun::Record(record) => (*record, false),
        WrittenRun::Nothing => (rebuilt(&run_dir, None)?, true),
        WrittenRun::Damaged(problem) => (rebuilt(&run_dir, Some(problem))?, true),
    };
    // The result is told even where its folder cannot be written.
    all([
        if is_rebuilt { write_record(&run_dir, &record) } else { Ok(()) },
        write_reports(&run_dir, &record, options.lang),
        seconds.write(&run_dir, &record),
        show_record(options.json, options.show_failures, &record, &run_dir, Vec::new(), options.lang),
    ])?;
    Ok(ended(&record))
}

/// What there is of a `run.json`.
enum WrittenRun {
    Record(Box<RunRecord>),
    /// It was never written.
    Nothing,
    /// It is there, and why it cannot be read.
    Damaged(String),
}

fn written(path: &Path) -> Result<WrittenRun, Failure> {
    let problem = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(WrittenRun::Nothing),
        Err(error) => return Ok(WrittenRun::Damaged(problem(&error))),
    };
    match RunRecord::from_json(&text) {
        Ok(record) => Ok(WrittenRun::Record(Box::new(record))),
        // Another version's file is not damaged and must not be overwritten.
        Err(error @ RecordError::Schema { .. }) => {
            Err(Failure::Refused(format!("{}; use the promo-load that wrote it", problem(&error))))
        }
        Err(error) => Ok(WrittenRun::Damaged(problem(&error))),
    }
}

/// The record that the interval log gives. `damage` is what is wrong with the `run.json` beside it.
fn rebuilt(run_dir: &RunDir, damage: Option<String>) -> Result<RunRecord, Failure> {
    let path = run_dir.file(log::FILE);
    let refuse = |error: &dyn std::fmt::Display| Failure::Refused(format!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    match File::open(&path) {
        Ok(log) if is_being_written(&log) => {
            return Err(refuse(&"the run still goes on; ask again when it has ended"));
        }
        Ok(mut log) => {
            log.read_to_end(&mut bytes).map_err(|error| refuse(&error))?;
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(damage.map_or_else(|| run_dir.is_no_run(), Failure::Refused));
        }
        Err(error) => return Err(refuse(&error)),
    }
    let record = log::read(&bytes).map_err(|error| refuse(&error))?.record().map_err(anyhow::Error::from)?;
    if let Some(damage) = damage {
        note(&format!("note: {damage}; the reports are made from {} instead\n", log::FILE));
    }
    Ok(record)
}
