//! The tables, as steps from each version of the file to the next. A step that was published never changes; a new one is added
//! behind it.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreFault;

/// Step *n* leads to version *n* + 1, which the file keeps as its `user_version`.
const STEPS: [&str; 5] = [
    include_str!("migrations/1.sql"),
    include_str!("migrations/2.sql"),
    include_str!("migrations/3.sql"),
    include_str!("migrations/4.sql"),
    include_str!("migrations/5.sql"),
];

/// The version that the steps lead to.
const NEWEST: i64 = STEPS.len() as i64;

/// The version of a file; 0 for an empty one.
pub(super) fn version(connection: &Connection) -> Result<i64, StoreFault> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Whether this program can open a file of that version.
pub(super) const fn is_known(version: i64) -> bool {
    version >= 1 && version <= NEWEST
}

/// Brings the tables up to date, in one transaction.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreFault> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    let done = usize::try_from(found).ok().filter(|done| *done <= STEPS.len());
    let Some(done) = done else { return Err(StoreFault::Newer { found, known: NEWEST }) };
    for step in &STEPS[done..] {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", NEWEST)?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_brought_up_to_date_once() {
        let mut connection = Connection::open_in_memory().unwrap();
        for _ in 0..2 {
            migrate(&mut connection).unwrap();
            assert_eq!(version(&connection).unwrap(), NEWEST);
        }
        connection.pragma_update(None, "user_version", NEWEST + 1).unwrap();
        let refused = migrate(&mut connection);
        assert!(
            matches!(refused, Err(StoreFault::Newer { found, .. }) if found == NEWEST + 1),
            "{refused:?}"
        );
    }
}
