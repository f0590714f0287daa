//! What is to be sent to others: waiting, done, or given up for people to look at.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row};
use schemars::JsonSchema;
use serde::Serialize;

use super::tokens::moment;
use super::{RowPage, StoreFault};

/// What a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(in crate::desk) enum DeliveryChannel {
    /// A message to a webhook; the subject is the webhook.
    Webhook,
    /// The question where the preview of a pull request is; the subject is the run.
    PullPage,
    /// The state of a run, on its pull request; the subject is the run.
    PullReport,
}

impl DeliveryChannel {
    const ALL: [Self; 3] = [Self::Webhook, Self::PullPage, Self::PullReport];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::PullPage => "pull-page",
            Self::PullReport => "pull-report",
        }
    }
}

/// Where a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(in crate::desk) enum DeliveryState {
    /// It is tried, or tried again later.
    Waiting,
    /// The other side has it.
    Done,
    /// It was given up; a person can send it again.
    Dead,
}

impl DeliveryState {
    /// Every state.
    pub(in crate::desk) const ALL: [Self; 3] = [Self::Waiting, Self::Done, Self::Dead];

    /// Its word in the tables and the API.
    pub(in crate::desk) const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }

    /// The state with this word.
    pub(in crate::desk) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Something that is sent to others, or was.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(in crate::desk) struct DeliveryRow {
    /// Its number.
    pub(in crate::desk) id: i64,
    /// What it is.
    pub(in crate::desk) channel: DeliveryChannel,
    /// The number of the webhook, or of the run whose pull request it is for.
    pub(in crate::desk) subject: i64,
    /// What is sent to a webhook, as text; empty for the others, which say what is so when they are sent.
    pub(in crate::desk) body: String,
    /// Where it is.
    pub(in crate::desk) state: DeliveryState,
    /// How often it was tried.
    pub(in crate::desk) tries: u32,
    /// When it is tried next.
    pub(in crate::desk) due: jiff::Timestamp,
    /// Why the last try failed.
    pub(in crate::desk) said: Option<String>,
    /// When it was made.
    pub(in crate::desk) created: jiff::Timestamp,
    /// When it was done or given up.
    pub(in crate::desk) ended: Option<jiff::Timestamp>,
}

impl DeliveryRow {
    /// Who it is for: the number of a webhook, or 0 for GitHub, which asks to be asked one thing after another.
    pub(in crate::desk) fn receiver(&self) -> i64 {
        if self.channel == DeliveryChannel::Webhook { self.subject } else { 0 }
    }
}

/// Something to send.
#[derive(Debug, Clone)]
pub(in crate::desk) struct NewDelivery {
    pub(in crate::desk) channel: DeliveryChannel,
    pub(in crate::desk) subject: i64,
    /// The event that it tells of; it is told of once.
    pub(in crate::desk) event: Option<i64>,
    pub(in crate::desk) body: String,
}

/// How long deliveries are listed that were done.
const KEPT: jiff::SignedDuration = jiff::SignedDuration::from_hours(30 * 24);

const COLUMNS: &str = "id, channel, subject, body, state, tries, due, said, created, ended";

fn read(row: &Row<'_>) -> rusqlite::Result<DeliveryRow> {
    let unknown = |at: usize, name: &str| rusqlite::Error::InvalidColumnType(at, name.to_owned(), Type::Text);
    let (channel, state): (String, String) = (row.get(1)?, row.get(4)?);
    let channel = DeliveryChannel::ALL.into_iter().find(|known| known.as_str() == channel);
    Ok(DeliveryRow {
        id: row.get(0)?,
        channel: channel.ok_or_else(|| unknown(1, "channel"))?,
        subject: row.get(2)?,
        body: row.get(3)?,
        state: DeliveryState::of_word(&state).ok_or_else(|| unknown(4, "state"))?,
        tries: row.get(5)?,
        due: moment(row.get(6)?),
        said: row.get(7)?,
        created: moment(row.get(8)?),
        ended: row.get::<_, Option<i64>>(9)?.map(moment),
    })
}

fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// Adds something to send, once for each event.
pub(in crate::desk) fn add(connection: &Connection, new: &NewDelivery) -> Result<(), StoreFault> {
    let now = now();
    connection.execute(
        "INSERT OR IGNORE INTO delivery (channel, subject, event, body, state, due, created)
         VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?5)",
        (new.channel.as_str(), new.subject, new.event, &new.body, now),
    )?;
    Ok(())
}

/// Adds what says the present state when it is sent, in the place of those that wait to do the same.
pub(in crate::desk) fn replace(connection: &Connection, new: &NewDelivery) -> Result<(), StoreFault> {
    connection.execute(
        "DELETE FROM delivery WHERE channel = ?1 AND subject = ?2 AND state = 'waiting'",
        (new.channel.as_str(), new.subject),
    )?;
    add(connection, new)
}

/// The first that is due for each receiver.
pub(in crate::desk) fn due(
    connection: &Connection,
    now: jiff::Timestamp,
) -> Result<Vec<DeliveryRow>, StoreFault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM delivery WHERE id IN (
             SELECT min(id) FROM delivery WHERE state = 'waiting' AND due <= ?1
             GROUP BY CASE channel WHEN 'webhook' THEN subject ELSE 0 END) ORDER BY id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([now.as_millisecond()], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The delivery with this number.
pub(in crate::desk) fn get(connection: &Connection, id: i64) -> Result<Option<DeliveryRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM delivery WHERE id = ?1");
    Ok(connection.query_row(&sql, [id], read).optional()?)
}

/// Deliveries, the newest first; only those in a state, or to a webhook.
pub(in crate::desk) fn list(
    connection: &Connection,
    state: Option<DeliveryState>,
    webhook: Option<i64>,
    page: RowPage,
) -> Result<Vec<DeliveryRow>, StoreFault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM delivery WHERE id < ?1 AND (?3 IS NULL OR state = ?3)
         AND (?4 IS NULL OR (channel = 'webhook' AND subject = ?4)) ORDER BY id DESC LIMIT ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let state = state.map(DeliveryState::as_str);
    let rows = statement.query_map((page.bound(), page.fetched(), state, webhook), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The other side has it. What others have had for long is forgotten.
pub(in crate::desk) fn done(connection: &Connection, id: i64) -> Result<(), StoreFault> {
    let sql = "UPDATE delivery SET state = 'done', tries = tries + 1, said = NULL, ended = ?2 WHERE id = ?1";
    connection.execute(sql, (id, now()))?;
    let oldest = (jiff::Timestamp::now() - KEPT).as_millisecond();
    connection.execute("DELETE FROM delivery WHERE state = 'done' AND due < ?1", [oldest])?;
    Ok(())
}

/// It is tried again later.
pub(in crate::desk) fn postpone(
    connection: &Connection,
    id: i64,
    due: jiff::Timestamp,
    said: &str,
) -> Result<(), StoreFault> {
    let sql = "UPDATE delivery SET tries = tries + 1, due = ?2, said = ?3 WHERE id = ?1";
    connection.execute(sql, (id, due.as_millisecond(), said))?;
    Ok(())
}

/// It is given up.
pub(in crate::desk) fn give_up(connection: &Connection, id: i64, said: &str) -> Result<(), StoreFault> {
    let sql = "UPDATE delivery SET state = 'dead', tries = tries + 1, said = ?2, ended = ?3 WHERE id = ?1";
    connection.execute(sql, (id, said, now()))?;
    Ok(())
}

/// Lets one that was given up begin anew; whether it was.
pub(in crate::desk) fn resend(connection: &Connection, id: i64) -> Result<bool, StoreFault> {
    let sql = "UPDATE delivery SET state = 'waiting', tries = 0, due = ?2, ended = NULL WHERE id = ?1 AND state = 'dead'";
    Ok(connection.execute(sql, (id, now()))? > 0)
}

/// Something happened that a waiting delivery waits for, so that it is tried now.
pub(in crate::desk) fn hasten(
    connection: &Connection,
    channel: DeliveryChannel,
    subject: i64,
) -> Result<(), StoreFault> {
    let sql = "UPDATE delivery SET due = ?3 WHERE channel = ?1 AND subject = ?2 AND state = 'waiting'";
    connection.execute(sql, (channel.as_str(), subject, now()))?;
    Ok(())
}

/// Forgets what was to be sent to a webhook that is no longer there.
pub(in crate::desk) fn forget_webhook(connection: &Connection, webhook: i64) -> Result<(), StoreFault> {
    connection.execute("DELETE FROM delivery WHERE channel = 'webhook' AND subject = ?1", [webhook])?;
    Ok(())
}
