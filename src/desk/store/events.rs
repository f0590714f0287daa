//! New states of runs, written by triggers, and how far each notifier has heard of them.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{JobState, StoreFault};

/// A run has a new state.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::desk) struct JobEventRow {
    pub(in crate::desk) id: i64,
    /// The number of the run.
    pub(in crate::desk) job: i64,
    pub(in crate::desk) state: JobState,
}

fn read(row: &Row<'_>) -> rusqlite::Result<JobEventRow> {
    let word: String = row.get(2)?;
    let state = JobState::of_word(&word)
        .ok_or_else(|| rusqlite::Error::InvalidColumnType(2, "state".to_owned(), Type::Text))?;
    Ok(JobEventRow { id: row.get(0)?, job: row.get(1)?, state })
}

/// The first events after this one.
pub(in crate::desk) fn after(
    connection: &Connection,
    position: i64,
    most: usize,
) -> Result<Vec<JobEventRow>, StoreFault> {
    let sql = "SELECT id, job, state FROM job_event WHERE id > ?1 ORDER BY id LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map((position, i64::try_from(most).unwrap_or(i64::MAX)), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The last event that a notifier has heard of; 0 for none.
pub(in crate::desk) fn position(connection: &Connection, notifier: &str) -> Result<i64, StoreFault> {
    let sql = "SELECT position FROM notifier WHERE name = ?1";
    let found: Option<i64> = connection.query_row(sql, [notifier], |row| row.get(0)).optional()?;
    Ok(found.unwrap_or(0))
}

/// A notifier has heard of the events up to this one.
pub(in crate::desk) fn move_on(
    connection: &Connection,
    notifier: &str,
    position: i64,
) -> Result<(), StoreFault> {
    connection.execute(
        "INSERT INTO notifier (name, position) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET position = excluded.position",
        (notifier, position),
    )?;
    Ok(())
}
