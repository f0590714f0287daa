//! What can go wrong while a run is rendered.

use crate::words::Message;

/// A run that cannot be rendered.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum ReportError {
    /// A histogram of the record could not be read.
    Histogram(#[from] crate::metric::HistogramError),
    /// A comparison could not be written.
    Json(#[from] serde_json::Error),
    /// The Markdown template failed.
    Template(#[from] minijinja::Error),
    /// The XML could not be written.
    Junit(#[from] quick_junit::SerializeError),
    /// The drawing failed.
    Drawing(String),
}

impl From<&ReportError> for Message {
    fn from(error: &ReportError) -> Self {
        match error {
            ReportError::Histogram(error) => Message::from(error),
            ReportError::Json(error) => Message::new("error-report-json").exact("why", error),
            ReportError::Template(error) => Message::new("error-report-template").exact("why", error),
            ReportError::Junit(error) => Message::new("error-report-junit").exact("why", error),
            ReportError::Drawing(text) => Message::new("error-report-drawing").exact("text", text),
        }
    }
}
