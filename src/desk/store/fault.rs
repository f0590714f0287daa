//! What the database may refuse.

use std::io;

use rusqlite::ErrorCode;

use crate::words::Message;

/// What the database may refuse.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum StoreFault {
    /// There is no room for it on the disk.
    Full,
    /// Another program has it locked for longer than the desk waits.
    Locked,
    /// Its file is damaged, or is not a database.
    Damaged,
    /// It was written by a newer desk.
    Newer {
        /// The version of its tables.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// Its thread is gone.
    Gone,
    /// Something else.
    Other(String),
}

impl From<&StoreFault> for Message {
    fn from(fault: &StoreFault) -> Self {
        match fault {
            StoreFault::Full => Message::new("error-desk-store-full"),
            StoreFault::Locked => Message::new("error-desk-store-locked"),
            StoreFault::Damaged => Message::new("error-desk-store-damaged"),
            StoreFault::Newer { found, known } => {
                Message::new("error-desk-store-newer").exact("found", found).exact("known", known)
            }
            StoreFault::Gone => Message::new("error-desk-store-gone"),
            StoreFault::Other(why) => Message::new("error-desk-store").exact("why", why),
        }
    }
}

impl From<rusqlite::Error> for StoreFault {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            _ => Self::Other(error.to_string()),
        }
    }
}

impl From<io::Error> for StoreFault {
    fn from(error: io::Error) -> Self {
        Self::Other(error.to_string())
    }
}

impl From<serde_json::Error> for StoreFault {
    fn from(error: serde_json::Error) -> Self {
        Self::Other(error.to_string())
    }
}
