//! Tokens: only their hashes are kept.

use rusqlite::{Connection, OptionalExtension as _, Row};
use schemars::JsonSchema;
use serde::Serialize;

use super::{RowPage, StoreFault};
use crate::desk::scope::TokenScope;

/// A token as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(in crate::desk) struct TokenRow {
    /// Its number.
    pub(in crate::desk) id: i64,
    /// What it is for.
    pub(in crate::desk) name: String,
    /// The person who uses it. Two tokens of one person are one person where a second one must agree.
    pub(in crate::desk) person: String,
    /// What it may do.
    pub(in crate::desk) scope: TokenScope,
    /// When it was made.
    pub(in crate::desk) created: jiff::Timestamp,
    /// Since when it is no longer valid.
    pub(in crate::desk) revoked: Option<jiff::Timestamp>,
}

/// A token that is made.
#[derive(Debug, Clone)]
pub(in crate::desk) struct NewToken {
    pub(in crate::desk) name: String,
    pub(in crate::desk) person: String,
    pub(in crate::desk) scope: TokenScope,
    pub(in crate::desk) hash: [u8; 32],
}

const COLUMNS: &str = "id, name, person, scope, created, revoked";

fn read(row: &Row<'_>) -> rusqlite::Result<TokenRow> {
    let scope: String = row.get(3)?;
    Ok(TokenRow {
        id: row.get(0)?,
        name: row.get(1)?,
        person: row.get(2)?,
        // A file that was written by hand gives the least.
        scope: scope.parse().unwrap_or(TokenScope::Read),
        created: moment(row.get(4)?),
        revoked: row.get::<_, Option<i64>>(5)?.map(moment),
    })
}

/// A time as the tables have it.
pub(super) fn moment(millis: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(millis).unwrap_or_default()
}

/// Adds a token.
pub(in crate::desk) fn add(connection: &Connection, new: &NewToken) -> Result<TokenRow, StoreFault> {
    let now = jiff::Timestamp::now().as_millisecond();
    connection.execute(
        "INSERT INTO token (name, person, scope, hash, created) VALUES (?1, ?2, ?3, ?4, ?5)",
        (&new.name, &new.person, new.scope.as_str(), new.hash, now),
    )?;
    let id = connection.last_insert_rowid();
    get(connection, id)?.ok_or(StoreFault::Damaged)
}

/// The token with this number.
pub(in crate::desk) fn get(connection: &Connection, id: i64) -> Result<Option<TokenRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM token WHERE id = ?1");
    Ok(connection.query_row(&sql, [id], read).optional()?)
}

/// The valid token with this hash.
pub(in crate::desk) fn by_hash(
    connection: &Connection,
    hash: [u8; 32],
) -> Result<Option<TokenRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM token WHERE hash = ?1 AND revoked IS NULL");
    Ok(connection.query_row(&sql, [hash], read).optional()?)
}

/// Tokens, the newest first.
pub(in crate::desk) fn list(connection: &Connection, page: RowPage) -> Result<Vec<TokenRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM token WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map((page.bound(), page.fetched()), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Ends a token's validity; whether it was valid.
pub(in crate::desk) fn revoke(connection: &Connection, id: i64) -> Result<bool, StoreFault> {
    let now = jiff::Timestamp::now().as_millisecond();
    let changed =
        connection.execute("UPDATE token SET revoked = ?2 WHERE id = ?1 AND revoked IS NULL", (id, now))?;
    Ok(changed > 0)
}

/// How many valid tokens may do everything.
pub(in crate::desk) fn admins(connection: &Connection) -> Result<i64, StoreFault> {
    let sql = "SELECT count(*) FROM token WHERE scope = ?1 AND revoked IS NULL";
    Ok(connection.query_row(sql, [TokenScope::Admin.as_str()], |row| row.get(0))?)
}
