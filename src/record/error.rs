//! The errors of making, writing and reading a record.

/// Why a record cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The text is not a run record.
    #[error("this is not a run.json of promo-load: {0}")]
    Json(#[from] serde_json::Error),
    /// The record has a version that this program does not read.
    #[error("run.json has schema version {found}; this promo-load reads versions {oldest} to {newest}")]
    Schema {
        /// The version in the file.
        found: u64,
        /// The oldest version that is read.
        oldest: u32,
        /// The version that this program writes.
        newest: u32,
    },
    /// A histogram could not be written.
    #[error(transparent)]
    Histogram(#[from] crate::metric::HistogramError),
}
