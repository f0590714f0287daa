//! The audit log: every change, by whom. Rows are added, and never changed.

use rusqlite::{Connection, Row};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::tokens::moment;
use super::{RowPage, StoreFault};

/// A change.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(in crate::desk) struct AuditRow {
    /// Its number.
    pub(in crate::desk) id: i64,
    /// When it was.
    pub(in crate::desk) at: jiff::Timestamp,
    /// Who asked for it; `desk` for the desk itself.
    pub(in crate::desk) person: String,
    /// What was done, such as `run.submit`.
    pub(in crate::desk) action: String,
    /// To what, such as `run 7`.
    pub(in crate::desk) subject: String,
    /// With what: an object.
    #[schemars(with = "serde_json::Map<String, Value>")]
    pub(in crate::desk) detail: Value,
}

/// A change that is written down.
#[derive(Debug, Clone)]
pub(in crate::desk) struct NewAudit<'a> {
    pub(in crate::desk) person: &'a str,
    pub(in crate::desk) action: &'static str,
    pub(in crate::desk) subject: String,
    pub(in crate::desk) detail: Value,
}

fn read(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    let detail: String = row.get(5)?;
    Ok(AuditRow {
        id: row.get(0)?,
        at: moment(row.get(1)?),
        person: row.get(2)?,
        action: row.get(3)?,
        subject: row.get(4)?,
        detail: serde_json::from_str(&detail).unwrap_or_default(),
    })
}

/// Writes a change down, in the transaction of the change.
pub(in crate::desk) fn add(connection: &Connection, new: &NewAudit<'_>) -> Result<(), StoreFault> {
    let now = jiff::Timestamp::now().as_millisecond();
    connection.execute(
        "INSERT INTO audit (at, person, action, subject, detail) VALUES (?1, ?2, ?3, ?4, ?5)",
        (now, new.person, new.action, &new.subject, new.detail.to_string()),
    )?;
    Ok(())
}

/// Changes, the newest first.
pub(in crate::desk) fn list(connection: &Connection, page: RowPage) -> Result<Vec<AuditRow>, StoreFault> {
    let sql =
        "SELECT id, at, person, action, subject, detail FROM audit WHERE id < ?1 ORDER BY id DESC LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map((page.bound(), page.fetched()), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
