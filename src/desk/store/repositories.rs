//! The repositories whose pull requests may be asked for.

use rusqlite::{Connection, OptionalExtension as _, Row};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::StoreFault;
use super::tokens::moment;

/// A repository whose pull requests may be asked for.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(in crate::desk) struct RepositoryRow {
    /// `owner/name` in lower case.
    pub(in crate::desk) name: String,
    /// The address of a pull request's preview, with `{number}` and `{sha}`; `null` asks its deployments.
    pub(in crate::desk) preview_url: Option<String>,
    /// The environment of its deployments; `null` takes any.
    pub(in crate::desk) environment: Option<String>,
    /// The promotion page below that address.
    pub(in crate::desk) path: String,
    /// The host of the default branch, with whose last run a pull request is compared.
    pub(in crate::desk) baseline_host: Option<String>,
    /// The options of runs that its events ask for.
    #[schemars(with = "serde_json::Map<String, Value>")]
    pub(in crate::desk) options: Value,
    /// When it was listed.
    pub(in crate::desk) created: jiff::Timestamp,
    /// Who listed it.
    pub(in crate::desk) created_by: String,
}

const COLUMNS: &str = "name, preview_url, environment, path, baseline_host, options, created, created_by";

fn read(row: &Row<'_>) -> rusqlite::Result<RepositoryRow> {
    let options: String = row.get(5)?;
    Ok(RepositoryRow {
        name: row.get(0)?,
        preview_url: row.get(1)?,
        environment: row.get(2)?,
        path: row.get(3)?,
        baseline_host: row.get(4)?,
        options: serde_json::from_str(&options).unwrap_or_default(),
        created: moment(row.get(6)?),
        created_by: row.get(7)?,
    })
}

/// Lists a repository, or changes what is known of it.
pub(in crate::desk) fn put(connection: &Connection, row: &RepositoryRow) -> Result<(), StoreFault> {
    connection.execute(
        "INSERT INTO repository (name, preview_url, environment, path, baseline_host, options, created, created_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (name) DO UPDATE SET preview_url = excluded.preview_url, environment = excluded.environment,
         path = excluded.path, baseline_host = excluded.baseline_host, options = excluded.options",
        (
            &row.name,
            &row.preview_url,
            &row.environment,
            &row.path,
            &row.baseline_host,
            row.options.to_string(),
            row.created.as_millisecond(),
            &row.created_by,
        ),
    )?;
    Ok(())
}

/// The repository of this name in lower case.
pub(in crate::desk) fn get(connection: &Connection, name: &str) -> Result<Option<RepositoryRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM repository WHERE name = ?1");
    Ok(connection.query_row(&sql, [name], read).optional()?)
}

/// All repositories, by name.
pub(in crate::desk) fn list(connection: &Connection) -> Result<Vec<RepositoryRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM repository ORDER BY name");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes a repository off the list; whether it was there.
pub(in crate::desk) fn remove(connection: &Connection, name: &str) -> Result<bool, StoreFault> {
    Ok(connection.execute("DELETE FROM repository WHERE name = ?1", [name])? > 0)
}
