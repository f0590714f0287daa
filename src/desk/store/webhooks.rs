//! Who hears of runs by HTTP. The address and the secret are names of environment variables: neither is in the database.

use rusqlite::{Connection, OptionalExtension as _, Row};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tokens::moment;
use super::{JobState, StoreFault};

/// What a webhook understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::desk) enum WebhookFormat {
    /// JSON for programs, by the specification of Standard Webhooks.
    Json,
    /// A message of Slack.
    Slack,
    /// An adaptive card, as workflows of Microsoft Teams take it.
    Teams,
    /// A message of Mattermost.
    Mattermost,
}

impl WebhookFormat {
    const ALL: [Self; 4] = [Self::Json, Self::Slack, Self::Teams, Self::Mattermost];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Slack => "slack",
            Self::Teams => "teams",
            Self::Mattermost => "mattermost",
        }
    }
}

/// Who hears of runs by HTTP.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(in crate::desk) struct WebhookRow {
    /// Its number.
    pub(in crate::desk) id: i64,
    /// What it is for.
    pub(in crate::desk) name: String,
    /// What it understands.
    pub(in crate::desk) format: WebhookFormat,
    /// The environment variable of the desk that holds its address.
    pub(in crate::desk) url_variable: String,
    /// The environment variable of the desk that holds the secret of its signature.
    pub(in crate::desk) secret_variable: Option<String>,
    /// Whether it may have a private address, or no TLS.
    pub(in crate::desk) private: bool,
    /// The states of runs that it hears of.
    pub(in crate::desk) states: Vec<JobState>,
    /// When it was made.
    pub(in crate::desk) created: jiff::Timestamp,
    /// Who made it.
    pub(in crate::desk) created_by: String,
}

/// A webhook that is made.
#[derive(Debug, Clone)]
pub(in crate::desk) struct NewWebhook {
    pub(in crate::desk) name: String,
    pub(in crate::desk) format: WebhookFormat,
    pub(in crate::desk) url_variable: String,
    pub(in crate::desk) secret_variable: Option<String>,
    pub(in crate::desk) private: bool,
    pub(in crate::desk) states: Vec<JobState>,
    pub(in crate::desk) created_by: String,
}

const COLUMNS: &str = "id, name, format, url_variable, secret_variable, private, states, created, created_by";

fn read(row: &Row<'_>) -> rusqlite::Result<WebhookRow> {
    let (format, states): (String, String) = (row.get(2)?, row.get(6)?);
    Ok(WebhookRow {
        id: row.get(0)?,
        name: row.get(1)?,
        // A file that was written by hand gives what programs read.
        format: WebhookFormat::ALL
            .into_iter()
            .find(|known| known.as_str() == format)
            .unwrap_or(WebhookFormat::Json),
        url_variable: row.get(3)?,
        secret_variable: row.get(4)?,
        private: row.get(5)?,
        states: states.split(' ').filter_map(JobState::of_word).collect(),
        created: moment(row.get(7)?),
        created_by: row.get(8)?,
    })
}

/// Adds a webhook.
pub(in crate::desk) fn add(connection: &Connection, new: &NewWebhook) -> Result<WebhookRow, StoreFault> {
    let states: Vec<&str> = new.states.iter().map(|state| state.as_str()).collect();
    connection.execute(
        "INSERT INTO webhook (name, format, url_variable, secret_variable, private, states, created, created_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            &new.name,
            new.format.as_str(),
            &new.url_variable,
            &new.secret_variable,
            new.private,
            states.join(" "),
            jiff::Timestamp::now().as_millisecond(),
            &new.created_by,
        ),
    )?;
    let id = connection.last_insert_rowid();
    get(connection, id)?.ok_or(StoreFault::Damaged)
}

/// The webhook with this number.
pub(in crate::desk) fn get(connection: &Connection, id: i64) -> Result<Option<WebhookRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM webhook WHERE id = ?1");
    Ok(connection.query_row(&sql, [id], read).optional()?)
}

/// All webhooks, in the order in which they were made.
pub(in crate::desk) fn list(connection: &Connection) -> Result<Vec<WebhookRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM webhook ORDER BY id");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes a webhook; whether it was there.
pub(in crate::desk) fn remove(connection: &Connection, id: i64) -> Result<bool, StoreFault> {
    Ok(connection.execute("DELETE FROM webhook WHERE id = ?1", [id])? > 0)
}
