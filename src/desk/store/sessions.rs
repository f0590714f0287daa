//! Sessions of browsers: only their hashes are kept.

use rusqlite::{Connection, OptionalExtension as _, Row};

use super::StoreFault;
use crate::desk::scope::TokenScope;

/// A session that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::desk) struct SessionRow {
    pub(in crate::desk) id: i64,
    pub(in crate::desk) person: String,
    pub(in crate::desk) scope: TokenScope,
}

/// A session that is opened.
#[derive(Debug, Clone)]
pub(in crate::desk) struct NewSession {
    pub(in crate::desk) hash: [u8; 32],
    pub(in crate::desk) person: String,
    pub(in crate::desk) scope: TokenScope,
    /// The token with which it ends.
    pub(in crate::desk) token: Option<i64>,
    pub(in crate::desk) expires: jiff::Timestamp,
}

fn read(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    let scope: String = row.get(2)?;
    // A file that was written by hand gives the least.
    let scope = scope.parse().unwrap_or(TokenScope::Read);
    Ok(SessionRow { id: row.get(0)?, person: row.get(1)?, scope })
}

/// Opens a session, and forgets those that are over.
pub(in crate::desk) fn add(connection: &Connection, new: &NewSession) -> Result<(), StoreFault> {
    let now = jiff::Timestamp::now().as_millisecond();
    connection.execute("DELETE FROM session WHERE expires <= ?1", [now])?;
    connection.execute(
        "INSERT INTO session (hash, person, scope, token, created, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (new.hash, &new.person, new.scope.as_str(), new.token, now, new.expires.as_millisecond()),
    )?;
    Ok(())
}

/// The session with this hash, unless it or its token is over.
pub(in crate::desk) fn by_hash(
    connection: &Connection,
    hash: [u8; 32],
    now: jiff::Timestamp,
) -> Result<Option<SessionRow>, StoreFault> {
    let sql = "SELECT session.id, session.person, session.scope
               FROM session LEFT JOIN token ON token.id = session.token
               WHERE session.hash = ?1 AND session.expires > ?2 AND token.revoked IS NULL";
    Ok(connection.query_row(sql, (hash, now.as_millisecond()), read).optional()?)
}

/// Ends a session; whose it was.
pub(in crate::desk) fn end(connection: &Connection, hash: [u8; 32]) -> Result<Option<String>, StoreFault> {
    let sql = "DELETE FROM session WHERE hash = ?1 RETURNING person";
    Ok(connection.query_row(sql, [hash], |row| row.get(0)).optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::store::{DeskStore, NewToken, tokens};

    #[test]
    fn a_session_ends_by_itself_by_its_person_and_with_its_token() {
        let folder = tempfile::tempdir().unwrap();
        let store = DeskStore::open(&folder.path().join("desk.sqlite")).unwrap();
        let ask = |database: &rusqlite::Transaction<'_>| {
            let new = NewToken {
                name: "t".to_owned(),
                person: "ada".to_owned(),
                scope: TokenScope::Run,
                hash: [9; 32],
            };
            let token = tokens::add(database, &new)?.id;
            let now = jiff::Timestamp::now();
            let expires = now + jiff::SignedDuration::from_hours(1);
            let (person, scope) = (new.person, new.scope);
            let session = NewSession { hash: [1; 32], person, scope, token: Some(token), expires };
            add(database, &session)?;
            add(database, &NewSession { hash: [2; 32], token: None, ..session })?;
            let is_open = |hash, at| by_hash(database, hash, at).map(|found| found.is_some());
            assert!(is_open([1; 32], now)? && is_open([2; 32], now)?);
            assert!(!is_open([1; 32], expires)? && !is_open([3; 32], now)?);
            tokens::revoke(database, token)?;
            assert!(!is_open([1; 32], now)? && is_open([2; 32], now)?);
            assert_eq!(end(database, [2; 32])?.as_deref(), Some("ada"));
            assert_eq!((end(database, [2; 32])?, is_open([2; 32], now)?), (None, false));
            Ok::<_, StoreFault>(())
        };
        store.write_now(ask).unwrap();
    }
}
