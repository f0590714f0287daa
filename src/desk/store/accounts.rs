//! Accounts at providers of sign-in, and the persons they stand for.

use rusqlite::Connection;

use super::StoreFault;

/// The person of an account: the one of its first sign-in, which is `person` when this is the first.
pub(in crate::desk) fn person(
    connection: &Connection,
    provider: &str,
    subject: &str,
    person: &str,
) -> Result<String, StoreFault> {
    let now = jiff::Timestamp::now().as_millisecond();
    connection.execute(
        "INSERT OR IGNORE INTO account (provider, subject, person, created) VALUES (?1, ?2, ?3, ?4)",
        (provider, subject, person, now),
    )?;
    let sql = "SELECT person FROM account WHERE provider = ?1 AND subject = ?2";
    Ok(connection.query_row(sql, (provider, subject), |row| row.get(0))?)
}
