//! What can go wrong while a run is rendered.

/// A run that cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A histogram of the record could not be read.
    #[error(transparent)]
    Histogram(#[from] crate::metric::HistogramError),
    /// A comparison could not be written.
    #[error("the comparison has no JSON form: {0}")]
    Json(#[from] serde_json::Error),
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
