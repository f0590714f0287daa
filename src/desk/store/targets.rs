//! The hosts that may be loaded.

use rusqlite::{Connection, OptionalExtension as _, Row};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::StoreFault;
use super::tokens::moment;
use crate::plan::Environment;

/// A host that may be loaded.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(in crate::desk) struct TargetRow {
    /// Its name or address, in lower case and without a port.
    pub(in crate::desk) host: String,
    /// What it is. A run against prod needs a second person's yes.
    pub(in crate::desk) environment: TargetEnvironment,
    /// Whether it may have private addresses: this machine's or a private network's.
    pub(in crate::desk) private: bool,
    /// When it was listed.
    pub(in crate::desk) created: jiff::Timestamp,
    /// Who listed it.
    pub(in crate::desk) created_by: String,
}

/// What a host is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::desk) enum TargetEnvironment {
    /// A machine of the developers.
    Local,
    /// A copy for tests.
    Preprod,
    /// The shop with real customers.
    Prod,
}

impl TargetEnvironment {
    /// What `--env` and the API call it.
    pub(in crate::desk) const fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Preprod => "preprod",
            Self::Prod => "prod",
        }
    }

    /// The word for it in the tables; an unknown one is the strictest.
    fn of_word(word: &str) -> Self {
        let all = [Self::Local, Self::Preprod];
        all.into_iter().find(|known| known.as_str() == word).unwrap_or(Self::Prod)
    }
}

impl From<TargetEnvironment> for Environment {
    fn from(environment: TargetEnvironment) -> Self {
        match environment {
            TargetEnvironment::Local => Self::Local,
            TargetEnvironment::Preprod => Self::Preprod,
            TargetEnvironment::Prod => Self::Prod,
        }
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<TargetRow> {
    let environment: String = row.get(1)?;
    Ok(TargetRow {
        host: row.get(0)?,
        environment: TargetEnvironment::of_word(&environment),
        private: row.get(2)?,
        created: moment(row.get(3)?),
        created_by: row.get(4)?,
    })
}

/// Lists a host, or changes what is known of it.
pub(in crate::desk) fn put(connection: &Connection, row: &TargetRow) -> Result<(), StoreFault> {
    connection.execute(
        "INSERT INTO target (host, environment, private, created, created_by) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (host) DO UPDATE SET environment = excluded.environment, private = excluded.private",
        (&row.host, row.environment.as_str(), row.private, row.created.as_millisecond(), &row.created_by),
    )?;
    Ok(())
}

/// The host of this name, exactly as it is listed.
pub(in crate::desk) fn get(connection: &Connection, host: &str) -> Result<Option<TargetRow>, StoreFault> {
    let sql = "SELECT host, environment, private, created, created_by FROM target WHERE host = ?1";
    Ok(connection.query_row(sql, [host], read).optional()?)
}

/// What is listed for a host: its own name, or the nearest pattern above it, such as `*.preview.example`. The row's host is the one
/// that was asked for.
pub(in crate::desk) fn covering(
    connection: &Connection,
    host: &str,
) -> Result<Option<TargetRow>, StoreFault> {
    if let Some(found) = get(connection, host)? {
        return Ok(Some(found));
    }
    // Addresses have no names above them.
    if !matches!(url::Host::parse(host), Ok(url::Host::Domain(_))) || host.contains('*') {
        return Ok(None);
    }
    for (dot, _) in host.match_indices('.') {
        let pattern = format!("*{}", &host[dot..]);
        if let Some(found) = get(connection, &pattern)? {
            return Ok(Some(TargetRow { host: host.to_owned(), ..found }));
        }
    }
    Ok(None)
}

/// All hosts, by name.
pub(in crate::desk) fn list(connection: &Connection) -> Result<Vec<TargetRow>, StoreFault> {
    let sql = "SELECT host, environment, private, created, created_by FROM target ORDER BY host";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes a host off the list; whether it was there.
pub(in crate::desk) fn remove(connection: &Connection, host: &str) -> Result<bool, StoreFault> {
    Ok(connection.execute("DELETE FROM target WHERE host = ?1", [host])? > 0)
}
