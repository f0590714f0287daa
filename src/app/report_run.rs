//! `promo-load report`: the reports of a run once more, from what is left of it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::failure::{Ended, Failure};
use super::notes::tell;
use super::output::is_being_written;
use super::results::{ended, show_record, write_record, write_reports};
use super::run_dir::{RUN_FILE, RunDir, all};
use super::runs::{Wanted, named};
use super::seconds_files::SecondsFiles;
use crate::record::{RecordError, RunRecord, log};
use crate::words::{Lang, Message};

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
        WrittenRun::Nothing => (rebuilt(&run_dir, None, options.lang)?, true),
        WrittenRun::Damaged(problem) => (rebuilt(&run_dir, Some(problem), options.lang)?, true),
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
    Damaged(Message),
}

fn written(path: &Path) -> Result<WrittenRun, Failure> {
    let problem = |why: Message| Message::new("error-at").exact("place", path.display()).with("why", why);
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(WrittenRun::Nothing),
        Err(error) => return Ok(WrittenRun::Damaged(problem(Message::from(&error)))),
    };
    match RunRecord::from_json(&text) {
        Ok(record) => Ok(WrittenRun::Record(Box::new(record))),
        // Another version's file is not damaged and must not be overwritten.
        Err(error @ RecordError::Schema { .. }) => Err(Failure::Refused(
            Message::new("error-other-version").with("why", problem(Message::from(&error))),
        )),
        Err(error) => Ok(WrittenRun::Damaged(problem(Message::from(&error)))),
    }
}

/// The record that the interval log gives. `damage` is what is wrong with the `run.json` beside it.
fn rebuilt(run_dir: &RunDir, damage: Option<Message>, lang: Lang) -> Result<RunRecord, Failure> {
    let path = run_dir.file(log::FILE);
    let Some(bytes) = read_log(&path)? else {
        return Err(damage.map_or_else(|| run_dir.is_no_run(), Failure::Refused));
    };
    let record = log::read(&bytes).map_err(|error| refused(&path, Message::from(&error)))?.record()?;
    if let Some(damage) = damage {
        tell(&Message::new("note-made-from-log").with("damage", damage).exact("file", log::FILE), lang);
    }
    Ok(record)
}

/// The interval log at this place; `None` when there is none. One that is still being written is refused.
pub(super) fn read_log(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let mut bytes = Vec::new();
    match File::open(path) {
        Ok(log) if is_being_written(&log) => Err(refused(path, Message::new("error-still-running"))),
        Ok(mut log) => {
            log.read_to_end(&mut bytes).map_err(|error| refused(path, Message::from(&error)))?;
            Ok(Some(bytes))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(refused(path, Message::from(&error))),
    }
}

fn refused(path: &Path, why: Message) -> Failure {
    Failure::Refused(Message::new("error-at").exact("place", path.display()).with("why", why))
}
