//! The errors of making, writing and reading a record.

use crate::words::Message;

/// Why a record cannot be made or read.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum RecordError {
    /// The text is not a run record.
    Json(#[from] serde_json::Error),
    /// The record has a version that this program does not read.
    Schema {
        /// The version in the file.
        found: u64,
        /// The oldest version that is read.
        oldest: u32,
        /// The version that this program writes.
        newest: u32,
    },
    /// A histogram could not be written.
    Histogram(#[from] crate::metric::HistogramError),
}

impl From<&RecordError> for Message {
    fn from(error: &RecordError) -> Self {
        match error {
            RecordError::Json(error) => Message::new("error-record-json").exact("why", error),
            RecordError::Schema { found, oldest, newest } => Message::new("error-record-schema")
                .exact("found", found)
                .exact("oldest", oldest)
                .exact("newest", newest),
            RecordError::Histogram(error) => Message::from(error),
        }
    }
}
