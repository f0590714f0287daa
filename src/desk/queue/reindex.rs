//! The list of runs, built anew from their folders: all of it, or what the database does not know.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use rusqlite::Connection;
use serde_json::json;

use super::start::JobFile;
use crate::desk::error::DeskError;
use crate::desk::folder::{JOB_FILE, JobFolder, ProcessState};
use crate::desk::store::{DeskStore, JobRow, JobState, NewAudit, StoreFault};
use crate::desk::store::{audit, jobs};
use crate::record::{RunRecord, log};

/// Builds the list of runs that are over anew, those that the command line made in the same folder among them; how many there are.
/// Runs that wait have no folder and stay, and those that go on are looked after when the desk is open.
///
/// # Errors
///
/// [`DeskError`] when the folder or the database cannot be read.
pub(in crate::desk) fn reindex(store: &DeskStore, runs: &Path) -> Result<u64, DeskError> {
    let numbers = store.read_now(jobs::numbers)?;
    let found =
        names(runs)?.into_iter().filter_map(|name| read(&JobFolder::new(runs, &name), &name, &numbers));
    let found: Vec<JobRow> = found.collect();
    let numbered = store.write_now(move |database| {
        jobs::clear_ended(database)?;
        let numbered = list(database, found)?;
        let (subject, detail) = ("desk".to_owned(), json!({ "runs": numbered.len() }));
        audit::add(database, &NewAudit { person: "desk", action: "desk.reindex", subject, detail })?;
        Ok::<_, DeskError>(numbered)
    })?;
    Ok(keep_numbers(runs, &numbered))
}

/// Lists the desk's runs that the database does not know, because it is an older copy: a run that goes on is found again, and no
/// number is given twice. How many there are.
///
/// # Errors
///
/// [`DeskError`] when the folder or the database cannot be read.
pub(in crate::desk) fn adopt(store: &DeskStore, runs: &Path) -> Result<u64, DeskError> {
    let numbers = store.read_now(jobs::numbers)?;
    let is_news =
        |folder: &JobFolder, name: &str| !numbers.contains_key(name) && folder.job::<JobFile>().is_some();
    let found = names(runs)?.into_iter().filter_map(|name| {
        let folder = JobFolder::new(runs, &name);
        if is_news(&folder, &name) { read(&folder, &name, &numbers) } else { None }
    });
    let found: Vec<JobRow> = found.collect();
    if found.is_empty() {
        return Ok(0);
    }
    let numbered = store.write_now(move |database| list(database, found))?;
    Ok(keep_numbers(runs, &numbered))
}

/// The names of the folders, the oldest first: they begin with the time.
fn names(runs: &Path) -> Result<BTreeSet<String>, DeskError> {
    let place = |source| DeskError::Place { path: runs.to_owned(), source };
    let entries = match fs::read_dir(runs) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(place(error)),
    };
    let mut names = BTreeSet::new();
    for entry in entries {
        let name = entry.map_err(place)?.file_name();
        names.extend(name.into_string().ok().filter(|name| !name.starts_with('.')));
    }
    Ok(names)
}

/// Lists runs, each with its own number where it has one that is free, and then the others with new ones.
fn list(database: &Connection, found: Vec<JobRow>) -> Result<Vec<JobRow>, StoreFault> {
    let (mut listed, mut others) = (Vec::new(), Vec::new());
    for job in found {
        if jobs::is_listed(database, &job)? {
            continue;
        }
        if job.id > 0 && jobs::has_free_number(database, &job)? {
            jobs::reinsert(database, &job)?;
            listed.push(job);
        } else {
            others.push(JobRow { id: 0, ..job });
        }
    }
    for job in others {
        let id = jobs::reinsert(database, &job)?;
        listed.push(JobRow { id, ..job });
    }
    Ok(listed)
}

/// Leaves in each folder the number of its run, which it keeps whatever becomes of the database; how many there are.
fn keep_numbers(runs: &Path, listed: &[JobRow]) -> u64 {
    for job in listed {
        let Some(name) = &job.folder else { continue };
        let folder = JobFolder::new(runs, name);
        if folder.job().is_some_and(|kept: JobFile| kept.id == job.id) {
            continue;
        }
        let written = serde_json::to_vec_pretty(&JobFile::of(job)).map_err(io::Error::from);
        if let Err(error) = written.and_then(|text| folder.write(JOB_FILE, &text)) {
            tracing::warn!("the number of run {} cannot be kept in its folder: {error}", job.id);
        }
    }
    listed.len() as u64
}

/// The run in a folder; `None` when there is none. One whose folder has no number keeps that of the database.
fn read(folder: &JobFolder, name: &str, numbers: &BTreeMap<String, i64>) -> Option<JobRow> {
    let asked: Option<JobFile> = folder.job();
    let record = folder.record();
    if asked.is_none() && record.is_none() && !folder.file(log::FILE).is_file() {
        return None;
    }
    let goes_on = !matches!(folder.process(), Ok(ProcessState::Gone | ProcessState::NotBegun));
    let ended = folder.judge(false);
    // One that was prepared and never began is started by the open desk.
    let began = record.is_some() || folder.end().is_some() || folder.file(log::FILE).is_file();
    let state = match (goes_on, began, &asked) {
        (true, ..) => JobState::Running,
        (false, false, Some(_)) => JobState::Starting,
        _ => ended.state,
    };
    let started = record.as_ref().map(|record| record.started);
    let over = state.is_over().then(|| started.and_then(|begun| end_of(record.as_ref()?, begun))).flatten();
    let known = match asked {
        Some(asked) => JobRow {
            id: asked.id,
            request: asked.request,
            needs_approval: asked.needs_approval,
            approved_by: asked.approved_by,
            schedule: asked.schedule,
            started: started.or(asked.started),
            ..JobRow::unnumbered(asked.host, &asked.asked_by, asked.asked)
        },
        None => JobRow {
            id: numbers.get(name).copied().unwrap_or_default(),
            started,
            ..JobRow::unnumbered(host_of(record.as_ref()), "bench", started.unwrap_or_default())
        },
    };
    Some(JobRow {
        state,
        folder: Some(name.to_owned()),
        ended: over,
        exit: ended.exit,
        reason: ended.reason.filter(|_| state.is_over()),
        outcome: ended.outcome,
        ..known
    })
}

fn end_of(record: &RunRecord, begun: jiff::Timestamp) -> Option<jiff::Timestamp> {
    let lasted = jiff::SignedDuration::try_from_secs_f64(record.elapsed_s).ok()?;
    begun.checked_add(lasted).ok()
}

fn host_of(record: Option<&RunRecord>) -> String {
    let target = record.and_then(|record| url::Url::parse(&record.target).ok());
    target.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}
