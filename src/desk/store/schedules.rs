//! Runs that are submitted again and again.

use rusqlite::{Connection, OptionalExtension as _, Row};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::tokens::moment;
use super::{RowPage, StoreFault};

/// A run that is submitted again and again.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(in crate::desk) struct ScheduleRow {
    /// Its number.
    pub(in crate::desk) id: i64,
    /// Its name.
    pub(in crate::desk) name: String,
    /// When, as five fields of cron.
    pub(in crate::desk) cron: String,
    /// The IANA time zone of those fields.
    pub(in crate::desk) zone: String,
    /// What is submitted.
    #[schemars(with = "serde_json::Map<String, Value>")]
    pub(in crate::desk) request: Value,
    /// The host that is loaded.
    pub(in crate::desk) host: String,
    /// Whether it rests.
    pub(in crate::desk) paused: bool,
    /// When it is next due; `None` when it rests or is never due again.
    pub(in crate::desk) next: Option<jiff::Timestamp>,
    /// When it was last due while its run before still waited or went on, so that there was no other; `None` when its last one was
    /// asked for in time.
    pub(in crate::desk) skipped: Option<jiff::Timestamp>,
    /// When it was made.
    pub(in crate::desk) created: jiff::Timestamp,
    /// Who made it.
    pub(in crate::desk) created_by: String,
    /// The second person who agreed to its runs against prod.
    pub(in crate::desk) approved_by: Option<String>,
}

/// A schedule that is made.
#[derive(Debug, Clone)]
pub(in crate::desk) struct NewSchedule {
    pub(in crate::desk) name: String,
    pub(in crate::desk) cron: String,
    pub(in crate::desk) zone: String,
    pub(in crate::desk) request: Value,
    pub(in crate::desk) host: String,
    pub(in crate::desk) next: Option<jiff::Timestamp>,
    pub(in crate::desk) created_by: String,
}

const COLUMNS: &str =
    "id, name, cron, zone, request, host, paused, next, created, created_by, approved_by, skipped";

fn read(row: &Row<'_>) -> rusqlite::Result<ScheduleRow> {
    let request: String = row.get(4)?;
    Ok(ScheduleRow {
        id: row.get(0)?,
        name: row.get(1)?,
        cron: row.get(2)?,
        zone: row.get(3)?,
        request: serde_json::from_str(&request).unwrap_or_default(),
        host: row.get(5)?,
        paused: row.get(6)?,
        next: row.get::<_, Option<i64>>(7)?.map(moment),
        created: moment(row.get(8)?),
        created_by: row.get(9)?,
        approved_by: row.get(10)?,
        skipped: row.get::<_, Option<i64>>(11)?.map(moment),
    })
}

/// Adds a schedule.
pub(in crate::desk) fn add(connection: &Connection, new: &NewSchedule) -> Result<ScheduleRow, StoreFault> {
    let now = jiff::Timestamp::now().as_millisecond();
    connection.execute(
        "INSERT INTO schedule (name, cron, zone, request, host, paused, next, created, created_by)
         VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8)",
        (
            &new.name,
            &new.cron,
            &new.zone,
            new.request.to_string(),
            &new.host,
            new.next.map(jiff::Timestamp::as_millisecond),
            now,
            &new.created_by,
        ),
    )?;
    let id = connection.last_insert_rowid();
    get(connection, id)?.ok_or(StoreFault::Damaged)
}

/// The schedule with this number.
pub(in crate::desk) fn get(connection: &Connection, id: i64) -> Result<Option<ScheduleRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM schedule WHERE id = ?1");
    Ok(connection.query_row(&sql, [id], read).optional()?)
}

/// Schedules, the newest first.
pub(in crate::desk) fn list(connection: &Connection, page: RowPage) -> Result<Vec<ScheduleRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM schedule WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map((page.bound(), page.fetched()), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Schedules that are due.
pub(in crate::desk) fn due(
    connection: &Connection,
    now: jiff::Timestamp,
) -> Result<Vec<ScheduleRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM schedule WHERE paused = 0 AND next <= ?1 ORDER BY next, id");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([now.as_millisecond()], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Lets a schedule rest or go on, with the time at which it is next due.
pub(in crate::desk) fn turn(
    connection: &Connection,
    id: i64,
    paused: bool,
    next: Option<jiff::Timestamp>,
) -> Result<(), StoreFault> {
    connection.execute(
        "UPDATE schedule SET paused = ?2, next = ?3 WHERE id = ?1",
        (id, paused, next.map(jiff::Timestamp::as_millisecond)),
    )?;
    Ok(())
}

/// Keeps that a schedule was due while its last run still waited or went on, or that it no longer is so.
pub(in crate::desk) fn skip(
    connection: &Connection,
    id: i64,
    at: Option<jiff::Timestamp>,
) -> Result<(), StoreFault> {
    let at = at.map(jiff::Timestamp::as_millisecond);
    connection.execute("UPDATE schedule SET skipped = ?2 WHERE id = ?1", (id, at))?;
    Ok(())
}

/// A second person agrees to the schedule's runs.
pub(in crate::desk) fn approve(connection: &Connection, id: i64, person: &str) -> Result<(), StoreFault> {
    connection.execute("UPDATE schedule SET approved_by = ?2 WHERE id = ?1", (id, person))?;
    Ok(())
}

/// Removes a schedule; whether it was there.
pub(in crate::desk) fn remove(connection: &Connection, id: i64) -> Result<bool, StoreFault> {
    Ok(connection.execute("DELETE FROM schedule WHERE id = ?1", [id])? > 0)
}
