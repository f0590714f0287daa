//! Changes of a run. Each asks for the state that it expects, so two changes at once cannot both happen.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::Value;

use super::{JobOutcome, JobRow, JobState, get};
use crate::desk::store::StoreFault;

/// A run that is asked for.
#[derive(Debug, Clone)]
pub(in crate::desk) struct NewJob {
    pub(in crate::desk) host: String,
    pub(in crate::desk) request: Value,
    pub(in crate::desk) asked_by: String,
    /// Whether a second person has to agree.
    pub(in crate::desk) needs_approval: bool,
    /// The second person, when one agreed already.
    pub(in crate::desk) approved_by: Option<String>,
    pub(in crate::desk) schedule: Option<i64>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::desk) struct EndedJob {
    pub(in crate::desk) state: JobState,
    pub(in crate::desk) exit: Option<u8>,
    pub(in crate::desk) reason: Option<String>,
    pub(in crate::desk) outcome: JobOutcome,
}

fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// Adds a run to the queue.
pub(in crate::desk) fn add(connection: &Connection, new: &NewJob) -> Result<JobRow, StoreFault> {
    let waits = new.needs_approval && new.approved_by.is_none();
    let state = if waits { JobState::Approval } else { JobState::Queued };
    connection.execute(
        "INSERT INTO job (state, host, request, asked, asked_by, needs_approval, approved_by, schedule)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            state.as_str(),
            &new.host,
            new.request.to_string(),
            now(),
            &new.asked_by,
            new.needs_approval,
            &new.approved_by,
            new.schedule,
        ),
    )?;
    let id = connection.last_insert_rowid();
    get(connection, id)?.ok_or(StoreFault::Damaged)
}

/// A second person agrees; whether the run waited for that.
pub(in crate::desk) fn approve(connection: &Connection, id: i64, person: &str) -> Result<bool, StoreFault> {
    let sql = "UPDATE job SET state = 'queued', approved_by = ?2 WHERE id = ?1 AND state = 'approval'";
    Ok(connection.execute(sql, (id, person))? > 0)
}

/// A queued run needs a second person after all: its host became prod since it was asked for.
pub(in crate::desk) fn hold(connection: &Connection, id: i64) -> Result<(), StoreFault> {
    let sql = "UPDATE job SET state = 'approval', needs_approval = 1, reason = NULL WHERE id = ?1 AND state IN ('queued', 'waiting')";
    connection.execute(sql, [id])?;
    Ok(())
}

/// The page of a queued run is found; whether the run still waited for its turn. `needs_approval` holds it for a second person.
pub(in crate::desk) fn find_page(
    connection: &Connection,
    id: i64,
    host: &str,
    request: &Value,
    needs_approval: bool,
) -> Result<bool, StoreFault> {
    let state = if needs_approval { JobState::Approval } else { JobState::Queued };
    let sql = "UPDATE job SET host = ?2, request = ?3, needs_approval = ?4, state = ?5, reason = NULL
               WHERE id = ?1 AND state IN ('queued', 'waiting')";
    Ok(connection.execute(sql, (id, host, request.to_string(), needs_approval, state.as_str()))? > 0)
}

/// Says why a run still waits.
pub(in crate::desk) fn explain(connection: &Connection, id: i64, why: &str) -> Result<(), StoreFault> {
    let sql = "UPDATE job SET reason = ?2 WHERE id = ?1 AND state IN ('queued', 'waiting')";
    connection.execute(sql, (id, why))?;
    Ok(())
}

/// A run that has no process never gets one.
pub(in crate::desk) fn give_up(
    connection: &Connection,
    id: i64,
    state: JobState,
    why: &str,
) -> Result<bool, StoreFault> {
    let sql = "UPDATE job SET state = ?2, ended = ?3, reason = ?4 WHERE id = ?1 AND state IN ('approval', 'queued', 'waiting')";
    Ok(connection.execute(sql, (id, state.as_str(), now(), why))? > 0)
}

/// A queued run waits for its host's hours.
pub(in crate::desk) fn wait(connection: &Connection, id: i64) -> Result<(), StoreFault> {
    connection.execute("UPDATE job SET state = 'waiting' WHERE id = ?1 AND state = 'queued'", [id])?;
    Ok(())
}

/// The folder of a run is chosen, before anything is made of it; whether the run still waited for its turn.
pub(in crate::desk) fn choose_folder(
    connection: &Connection,
    id: i64,
    folder: &str,
) -> Result<bool, StoreFault> {
    let sql = "UPDATE job SET state = 'starting', folder = ?2, started = ?3, reason = NULL WHERE id = ?1 AND state IN ('queued', 'waiting')";
    Ok(connection.execute(sql, (id, folder, now()))? > 0)
}

/// The process of a run is there.
pub(in crate::desk) fn running(connection: &Connection, id: i64) -> Result<(), StoreFault> {
    connection.execute("UPDATE job SET state = 'running' WHERE id = ?1 AND state = 'starting'", [id])?;
    Ok(())
}

/// Takes a run out of the queue; whether it had no process.
pub(in crate::desk) fn cancel(connection: &Connection, id: i64) -> Result<bool, StoreFault> {
    let sql = "UPDATE job SET state = 'cancelled', ended = ?2, stop_asked = 1
               WHERE id = ?1 AND state IN ('approval', 'queued', 'waiting')";
    Ok(connection.execute(sql, (id, now()))? > 0)
}

/// A run with a process is to stop; whether it has one.
pub(in crate::desk) fn ask_to_stop(connection: &Connection, id: i64) -> Result<bool, StoreFault> {
    let sql = "UPDATE job SET stop_asked = 1 WHERE id = ?1 AND state IN ('starting', 'running')";
    Ok(connection.execute(sql, [id])? > 0)
}

/// The process of a run is gone.
pub(in crate::desk) fn end(connection: &Connection, id: i64, ended: &EndedJob) -> Result<bool, StoreFault> {
    let EndedJob { state, exit, reason, outcome } = ended;
    let sql = "UPDATE job SET state = ?2, ended = ?3, exit = ?4, reason = ?5, title = ?6, letter = ?7, headline = ?8,
               p95_ms = ?9, failures = ?10, capacity = ?11, p95_low_ms = ?12, p95_high_ms = ?13, series = ?14,
               judged_p95_ms = ?15 WHERE id = ?1 AND state IN ('starting', 'running')";
    let changed = connection.execute(
        sql,
        (
            id,
            state.as_str(),
            now(),
            exit,
            reason,
            &outcome.title,
            &outcome.letter,
            &outcome.headline,
            outcome.p95_ms,
            outcome.failures,
            outcome.capacity.and_then(|held| i64::try_from(held).ok()),
            outcome.p95_low_ms,
            outcome.p95_high_ms,
            &outcome.series,
            outcome.judged_p95_ms,
        ),
    )?;
    Ok(changed > 0)
}

/// Forgets every run that is over and has a folder, to read them anew.
pub(in crate::desk) fn clear_ended(connection: &Connection) -> Result<(), StoreFault> {
    let sql = "DELETE FROM job WHERE folder IS NOT NULL AND state IN ('done', 'failed', 'cancelled')";
    connection.execute(sql, [])?;
    Ok(())
}

/// The numbers of runs by their folders.
pub(in crate::desk) fn numbers(connection: &Connection) -> Result<BTreeMap<String, i64>, StoreFault> {
    let mut statement = connection.prepare_cached("SELECT folder, id FROM job WHERE folder IS NOT NULL")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether the folder of a run is listed.
pub(in crate::desk) fn is_listed(connection: &Connection, job: &JobRow) -> Result<bool, StoreFault> {
    let sql = "SELECT count(*) > 0 FROM job WHERE folder = ?1";
    Ok(connection.query_row(sql, [&job.folder], |row| row.get(0))?)
}

/// Whether the number of a run that was read from its folder is free. An older copy of the database may have the same run from
/// when it still waited: that row gives way.
pub(in crate::desk) fn has_free_number(connection: &Connection, job: &JobRow) -> Result<bool, StoreFault> {
    let sql = "DELETE FROM job WHERE id = ?1 AND folder IS NULL AND asked = ?2";
    connection.execute(sql, (job.id, job.asked.as_millisecond()))?;
    let sql = "SELECT count(*) = 0 FROM job WHERE id = ?1";
    Ok(connection.query_row(sql, [job.id], |row| row.get(0))?)
}

/// Adds a run that was read from its folder, with its number or, for 0, a new one; the number.
pub(in crate::desk) fn reinsert(connection: &Connection, job: &JobRow) -> Result<i64, StoreFault> {
    let id = (job.id > 0).then_some(job.id);
    let millis = |moment: Option<jiff::Timestamp>| moment.map(jiff::Timestamp::as_millisecond);
    let outcome = &job.outcome;
    let mut statement = connection.prepare_cached(
        "INSERT INTO job (id, state, host, request, asked, asked_by, needs_approval, approved_by, schedule, stop_asked, folder,
         started, ended, exit, reason, title, letter, headline, p95_ms, failures, capacity, p95_low_ms, p95_high_ms, series, judged_p95_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)",
    )?;
    statement.execute(rusqlite::params![
        id,
        job.state.as_str(),
        job.host,
        job.request.to_string(),
        job.asked.as_millisecond(),
        job.asked_by,
        job.needs_approval,
        job.approved_by,
        job.schedule,
        job.stop_asked,
        job.folder,
        millis(job.started),
        millis(job.ended),
        job.exit,
        job.reason,
        outcome.title,
        outcome.letter,
        outcome.headline,
        outcome.p95_ms,
        outcome.failures,
        outcome.capacity.and_then(|held| i64::try_from(held).ok()),
        outcome.p95_low_ms,
        outcome.p95_high_ms,
        outcome.series,
        outcome.judged_p95_ms,
    ])?;
    Ok(connection.last_insert_rowid())
}
