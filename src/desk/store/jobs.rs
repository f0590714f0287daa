//! Runs that were asked for: the queue, and the history.

mod change;
mod course;

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::tokens::moment;
use super::{RowPage, StoreFault};

pub(in crate::desk) use change::running;
pub(in crate::desk) use change::{
    EndedJob, NewJob, add, approve, ask_to_stop, cancel, choose_folder, clear_ended, end, explain, find_page,
    give_up, has_free_number, hold, is_listed, numbers, reinsert, wait,
};
pub(in crate::desk) use course::{course, hosts, oldest, with_record};

/// Where a run is.
///
/// | state | goes on to |
/// | --- | --- |
/// | `approval` | `queued` by a second person's yes, `cancelled` |
/// | `queued` | `waiting` outside the hours of its host or before its page is known, `starting`, `approval` when its host became prod, `cancelled`, `failed` without a page |
/// | `waiting` | `starting` when the hours begin, `queued` when its page is found, `approval`, `cancelled`, `failed` without a page |
/// | `starting` | `running`; its folder is chosen, and its process may be there or not |
/// | `running` | `done`, `failed`, `cancelled` by a stop |
/// | `done`, `failed`, `cancelled` | nothing |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::desk) enum JobState {
    /// Waits for a second person's yes.
    Approval,
    /// Waits for its turn.
    Queued,
    /// Waits for the hours in which its host may be tested, or for its page: the preview of a pull request.
    Waiting,
    /// Its folder is chosen, and its process is being started.
    Starting,
    /// Its process goes on.
    Running,
    /// It ended with a record.
    Done,
    /// It ended without a verdict.
    Failed,
    /// It was stopped.
    Cancelled,
}

impl JobState {
    /// Every state.
    pub(in crate::desk) const ALL: [Self; 8] = [
        Self::Approval,
        Self::Queued,
        Self::Waiting,
        Self::Starting,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Its word in the tables and the API.
    pub(in crate::desk) const fn as_str(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::Queued => "queued",
            Self::Waiting => "waiting",
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state with this word.
    pub(in crate::desk) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether nothing follows.
    pub(in crate::desk) const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }

    /// Whether it has a process, or may have one.
    pub(in crate::desk) const fn has_process(self) -> bool {
        matches!(self, Self::Starting | Self::Running)
    }
}

/// A run that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::desk) struct JobRow {
    pub(in crate::desk) id: i64,
    pub(in crate::desk) state: JobState,
    pub(in crate::desk) host: String,
    /// What was asked for, as the API took it.
    pub(in crate::desk) request: Value,
    pub(in crate::desk) asked: jiff::Timestamp,
    pub(in crate::desk) asked_by: String,
    pub(in crate::desk) needs_approval: bool,
    pub(in crate::desk) approved_by: Option<String>,
    pub(in crate::desk) schedule: Option<i64>,
    pub(in crate::desk) stop_asked: bool,
    /// The name of its folder in the folder of runs; `None` before one is chosen.
    pub(in crate::desk) folder: Option<String>,
    pub(in crate::desk) started: Option<jiff::Timestamp>,
    pub(in crate::desk) ended: Option<jiff::Timestamp>,
    /// The exit code of its process, where it is known.
    pub(in crate::desk) exit: Option<u8>,
    /// The reason when the run has no verdict.
    pub(in crate::desk) reason: Option<String>,
    pub(in crate::desk) outcome: JobOutcome,
}

impl JobRow {
    /// A finished run of a host of which nothing else is known: without a number (0), a folder or a verdict.
    pub(in crate::desk) fn unnumbered(host: String, asked_by: &str, asked: jiff::Timestamp) -> Self {
        Self {
            id: 0,
            state: JobState::Done,
            host,
            request: json!({}),
            asked,
            asked_by: asked_by.to_owned(),
            needs_approval: false,
            approved_by: None,
            schedule: None,
            stop_asked: false,
            folder: None,
            started: None,
            ended: None,
            exit: None,
            reason: None,
            outcome: JobOutcome::default(),
        }
    }
}

/// What is listed of a run's record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(in crate::desk) struct JobOutcome {
    /// The scenario's name.
    pub(in crate::desk) title: Option<String>,
    /// The letter of its grade.
    pub(in crate::desk) letter: Option<String>,
    /// The verdict in one English sentence.
    pub(in crate::desk) headline: Option<String>,
    /// The p95 of `response_time` over all pages, in milliseconds.
    pub(in crate::desk) p95_ms: Option<f64>,
    /// The same over what is judged, as a comparison of two runs has it.
    pub(in crate::desk) judged_p95_ms: Option<f64>,
    /// Noise alone may put that between this, in milliseconds, and the next; `null` when the run is too short to tell.
    pub(in crate::desk) p95_low_ms: Option<f64>,
    /// The upper end of the same.
    pub(in crate::desk) p95_high_ms: Option<f64>,
    /// The same for two runs whose numbers can be compared.
    pub(in crate::desk) series: Option<String>,
    /// The share of requests for pages that failed, from 0 to 1.
    pub(in crate::desk) failures: Option<f64>,
    /// The shoppers at once that were held, where the capacity was searched.
    pub(in crate::desk) capacity: Option<u64>,
}

/// Which runs are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::desk) struct JobFilter {
    pub(in crate::desk) state: Option<JobState>,
    pub(in crate::desk) host: Option<String>,
    pub(in crate::desk) letter: Option<String>,
}

const COLUMNS: &str = "id, state, host, request, asked, asked_by, needs_approval, approved_by, schedule, stop_asked, folder, \
     started, ended, exit, reason, title, letter, headline, p95_ms, failures, capacity, p95_low_ms, p95_high_ms, series, \
     judged_p95_ms";

fn read(row: &Row<'_>) -> rusqlite::Result<JobRow> {
    let word: String = row.get(1)?;
    let state = JobState::of_word(&word)
        .ok_or_else(|| rusqlite::Error::InvalidColumnType(1, "state".to_owned(), Type::Text))?;
    let request: String = row.get(3)?;
    Ok(JobRow {
        id: row.get(0)?,
        state,
        host: row.get(2)?,
        request: serde_json::from_str(&request).unwrap_or_default(),
        asked: moment(row.get(4)?),
        asked_by: row.get(5)?,
        needs_approval: row.get(6)?,
        approved_by: row.get(7)?,
        schedule: row.get(8)?,
        stop_asked: row.get(9)?,
        folder: row.get(10)?,
        started: row.get::<_, Option<i64>>(11)?.map(moment),
        ended: row.get::<_, Option<i64>>(12)?.map(moment),
        exit: row.get(13)?,
        reason: row.get(14)?,
        outcome: JobOutcome {
            title: row.get(15)?,
            letter: row.get(16)?,
            headline: row.get(17)?,
            p95_ms: row.get(18)?,
            failures: row.get(19)?,
            capacity: row.get::<_, Option<i64>>(20)?.and_then(|held| u64::try_from(held).ok()),
            p95_low_ms: row.get(21)?,
            p95_high_ms: row.get(22)?,
            series: row.get(23)?,
            judged_p95_ms: row.get(24)?,
        },
    })
}

/// The run with this number.
pub(in crate::desk) fn get(connection: &Connection, id: i64) -> Result<Option<JobRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM job WHERE id = ?1");
    Ok(connection.query_row(&sql, [id], read).optional()?)
}

/// Runs, the newest first: by the time at which they were asked for, as one that is listed late may be an old one.
pub(in crate::desk) fn list(
    connection: &Connection,
    filter: &JobFilter,
    page: RowPage,
) -> Result<Vec<JobRow>, StoreFault> {
    let fetched = page.fetched();
    let (asked, before) = match page.before {
        Some(id) => (asked_at(connection, id)?, id),
        None => (i64::MAX, i64::MAX),
    };
    let state = filter.state.map(JobState::as_str);
    let mut parameters: Vec<(&str, &dyn ToSql)> =
        vec![(":asked", &asked), (":before", &before), (":limit", &fetched)];
    let mut sql = format!("SELECT {COLUMNS} FROM job WHERE (asked, id) < (:asked, :before)");
    narrow(&mut sql, &mut parameters, filter, state.as_ref());
    sql += " ORDER BY asked DESC, id DESC LIMIT :limit";
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(parameters.as_slice(), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Narrows what is asked of runs. Only what is asked for stands in the text: by it SQLite chooses the index.
fn narrow<'a>(
    sql: &mut String,
    parameters: &mut Vec<(&'static str, &'a dyn ToSql)>,
    filter: &'a JobFilter,
    state: Option<&'a &'static str>,
) {
    let narrowed: [(_, _, Option<&dyn ToSql>); 3] = [
        (":state", " AND state = :state", state.map(|state| state as _)),
        (":host", " AND host = :host", filter.host.as_ref().map(|host| host as _)),
        (":letter", " AND letter = :letter", filter.letter.as_ref().map(|letter| letter as _)),
    ];
    for (name, condition, value) in narrowed {
        if let Some(value) = value {
            *sql += condition;
            parameters.push((name, value));
        }
    }
}

/// How many runs there are, and how many of these wait or go on. It reads all that fit.
pub(in crate::desk) fn count(connection: &Connection, filter: &JobFilter) -> Result<(i64, i64), StoreFault> {
    let state = filter.state.map(JobState::as_str);
    let mut parameters = Vec::new();
    let mut sql =
        "SELECT count(*), count(*) FILTER (WHERE state NOT IN ('done', 'failed', 'cancelled')) FROM job WHERE TRUE"
            .to_owned();
    narrow(&mut sql, &mut parameters, filter, state.as_ref());
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row(parameters.as_slice(), |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// When the run with this number was asked for, or else the nearest one before it.
fn asked_at(connection: &Connection, id: i64) -> Result<i64, StoreFault> {
    let sql = "SELECT asked FROM job WHERE id <= ?1 ORDER BY id DESC LIMIT 1";
    Ok(connection.query_row(sql, [id], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// Runs in these states, in the order in which they were asked for.
pub(in crate::desk) fn in_states(
    connection: &Connection,
    states: &[JobState],
) -> Result<Vec<JobRow>, StoreFault> {
    let words: Vec<String> = states.iter().map(|state| format!("'{}'", state.as_str())).collect();
    let sql = format!("SELECT {COLUMNS} FROM job WHERE state IN ({}) ORDER BY asked, id", words.join(", "));
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A run of this schedule that waits or goes on.
pub(in crate::desk) fn open_of_schedule(
    connection: &Connection,
    schedule: i64,
) -> Result<Option<i64>, StoreFault> {
    let sql =
        "SELECT id FROM job WHERE schedule = ?1 AND state NOT IN ('done', 'failed', 'cancelled') LIMIT 1";
    Ok(connection.query_row(sql, [schedule], |row| row.get(0)).optional()?)
}

/// How many runs are in each state.
pub(in crate::desk) fn counts(connection: &Connection) -> Result<Vec<(JobState, i64)>, StoreFault> {
    let mut statement = connection.prepare_cached("SELECT state, count(*) FROM job GROUP BY state")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let rows: Vec<(String, i64)> = rows.collect::<Result<_, _>>()?;
    let count = |state: JobState| rows.iter().find(|(word, _)| word == state.as_str()).map_or(0, |(_, n)| *n);
    Ok(JobState::ALL.into_iter().map(|state| (state, count(state))).collect())
}

/// The last run of each host that has a record, by host.
pub(in crate::desk) fn last_of_hosts(connection: &Connection) -> Result<Vec<JobRow>, StoreFault> {
    let sql = format!(
        // The number beside a maximum is that of the row that has it (SQLite, "Bare columns in an aggregate query").
        "SELECT {COLUMNS} FROM job WHERE id IN
         (SELECT id FROM (SELECT id, max(asked) FROM job WHERE p95_ms IS NOT NULL GROUP BY host)) ORDER BY host"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The last run of a host that ended with a record, before this run.
pub(in crate::desk) fn last_done(
    connection: &Connection,
    host: &str,
    before: i64,
) -> Result<Option<JobRow>, StoreFault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM job WHERE host = ?1 AND (asked, id) < (?2, ?3) AND state = 'done' AND folder IS NOT NULL
         ORDER BY asked DESC, id DESC LIMIT 1"
    );
    Ok(connection.query_row(&sql, (host, asked_at(connection, before)?, before), read).optional()?)
}
