//! A finished run in the forms of k6's own runs: the JSON of `--summary-export`, the data that `handleSummary` gets, the
//! machine-readable summary of k6 2.x, and the text at the end of the test.
//!
//! All are rendered from one model, [`K6Summary`], in k6's terms: a group for each step, with its checks inside, and metrics and
//! sub-metrics with k6's names, types and units. Shapes and number rules are those of k6 1.1.0 (`internal/js/summary-wrapper.js`,
//! `internal/js/summary.js`), and of k6 2.2 for the machine-readable one (`internal/lib/summary/machine_readable.go`);
//! `tests/k6_summary` compares them with the real program. Two differences are on purpose: the order is fixed where k6's is
//! random, and a threshold without a measurement holds, as everywhere in promo-load, so that the booleans agree with the exit
//! code.

mod json;
mod metrics;
mod model;
mod numbers;
mod text;

pub(super) use metrics::STATISTICS;

pub use json::{Streams, export, handle_summary, machine_readable};
pub use model::K6Summary;
pub use text::render;

use crate::words::Message;

/// Why a summary cannot be written in one of k6's formats.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum SummaryError {
    /// JSON cannot represent it.
    Json(#[from] serde_json::Error),
}

impl From<&SummaryError> for Message {
    fn from(error: &SummaryError) -> Self {
        match error {
            SummaryError::Json(error) => Message::new("error-summary-json").exact("why", error),
        }
    }
}
