//! The answers to requests with an `Idempotency-Key`, kept in the transaction of the change: a request that is sent again after a
//! crash finds either the change and its answer, or neither.

use rusqlite::{Connection, OptionalExtension as _};

use super::StoreFault;

/// How long an answer is kept.
const KEPT: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

/// A request that must have its effect once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::desk) struct OnceKey {
    /// The number of the caller's token: keys of others are other keys.
    pub(in crate::desk) token: i64,
    pub(in crate::desk) key: String,
    /// The digest of method, path and body.
    pub(in crate::desk) fingerprint: [u8; 32],
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::desk) struct StoredReply {
    pub(in crate::desk) status: u16,
    /// JSON; empty for an answer without a body.
    pub(in crate::desk) body: String,
    /// Whether the request was the same one.
    pub(in crate::desk) is_same: bool,
}

/// What was answered to a request with this key.
pub(in crate::desk) fn find(
    connection: &Connection,
    key: &OnceKey,
) -> Result<Option<StoredReply>, StoreFault> {
    let oldest = (jiff::Timestamp::now() - KEPT).as_millisecond();
    connection.execute("DELETE FROM once WHERE at < ?1", [oldest])?;
    let sql = "SELECT status, body, fingerprint FROM once WHERE token = ?1 AND key = ?2";
    let found = connection.query_row(sql, (key.token, &key.key), |row| {
        let fingerprint: [u8; 32] = row.get(2)?;
        let is_same = fingerprint == key.fingerprint;
        Ok(StoredReply { status: row.get(0)?, body: row.get(1)?, is_same })
    });
    Ok(found.optional()?)
}

/// Keeps an answer.
pub(in crate::desk) fn keep(
    connection: &Connection,
    key: &OnceKey,
    status: u16,
    body: &str,
) -> Result<(), StoreFault> {
    let now = jiff::Timestamp::now().as_millisecond();
    connection.execute(
        "INSERT INTO once (token, key, fingerprint, status, body, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (key.token, &key.key, key.fingerprint, status, body, now),
    )?;
    Ok(())
}
