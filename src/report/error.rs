//! What can go wrong while a run is rendered or read back.

/// A run that cannot be rendered or read.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The text is not a run record.
    #[error("this is not a run.json of promo-load: {0}")]
    Json(#[from] serde_json::Error),
    /// A record of another version.
    #[error("run.json has schema version {found}; this promo-load reads versions {oldest} to {newest}")]
    Schema {
        /// The version in the file.
        found: u64,
        /// The oldest version that is read.
        oldest: u32,
        /// The version of this program.
        newest: u32,
    },
    /// A histogram could not be written.
    #[error(transparent)]
    Histogram(#[from] crate::metric::HistogramError),
    /// The Markdown template failed.
    #[error("the report's template failed: {0}")]
    Template(#[from] minijinja::Error),
    /// The XML could not be written.
    #[error("junit.xml could not be written: {0}")]
    Junit(#[from] quick_junit::SerializeError),
    /// The drawing failed.
    #[error("the timeline could not be drawn: {0}")]
    Drawing(String),
}
