//! Random bytes that the desk keeps.

use rusqlite::{Connection, OptionalExtension as _};

use super::StoreFault;

/// The secret of this name, made of `fresh` when there is none yet.
pub(in crate::desk) fn kept(
    connection: &Connection,
    name: &str,
    fresh: [u8; 32],
) -> Result<[u8; 32], StoreFault> {
    connection.execute("INSERT OR IGNORE INTO secret (name, value) VALUES (?1, ?2)", (name, fresh))?;
    let found: Option<[u8; 32]> = connection
        .query_row("SELECT value FROM secret WHERE name = ?1", [name], |row| row.get(0))
        .optional()?;
    found.ok_or(StoreFault::Damaged)
}
