//! The list of runs, built anew from their folders.

use std::fs;

use super::start::JobFile;
use crate::desk::error::DeskError;
use crate::desk::folder::{JobFolder, ProcessState};
use crate::desk::state::DeskState;
use crate::desk::store::jobs;
use crate::desk::store::{JobRow, JobState};
use crate::record::{RunRecord, log};

/// Builds the list of runs that are over anew, those that the command line made in the same folder among them; how many there are.
/// Runs that wait have no folder and stay, and those that go on are looked after when the desk is open.
///
/// # Errors
///
/// [`DeskError`] when the folder or the database cannot be read.
pub(in crate::desk) fn reindex(desk: &DeskState) -> Result<u64, DeskError> {
    let place = |source| DeskError::Place { path: desk.runs.clone(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(&desk.runs).map_err(place)? {
        let name = entry.map_err(place)?.file_name();
        names.extend(name.into_string().ok().filter(|name| !name.starts_with('.')));
    }
    // Oldest first, as their names begin with the time: numbers follow the time where a folder has none.
    names.sort();
    let found: Vec<JobRow> =
        names.iter().filter_map(|name| read(&JobFolder::new(&desk.runs, name), name)).collect();
    let (known, unknown): (Vec<JobRow>, Vec<JobRow>) = found.into_iter().partition(|job| job.id > 0);
    let listed = desk.store.write_now(move |database| {
        jobs::clear_ended(database)?;
        let mut listed = 0;
        for job in known.iter().chain(&unknown) {
            listed += u64::from(jobs::reinsert(database, job)?);
        }
        Ok::<_, DeskError>(listed)
    })?;
    Ok(listed)
}

/// The run in a folder; `None` when there is none.
fn read(folder: &JobFolder, name: &str) -> Option<JobRow> {
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
