//! The series of thresholds with tags, in the form for files.

use serde::{Deserialize, Serialize};

use super::super::tagged::TaggedSeries;
use super::super::{CheckTally, HistogramError};
use super::{StoredError, StoredHistogram, StoredStep, restore_checks};

/// What one set of tags selects. Files and checks are left out where there are none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredTagged {
    pages: StoredStep,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    files: Option<StoredStep>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    checks: Vec<CheckTally>,
    iterations: StoredHistogram,
}

impl StoredTagged {
    pub(super) fn of(series: &TaggedSeries) -> Result<Self, HistogramError> {
        let files = (series.files.requests() > 0).then(|| StoredStep::of(&series.files));
        let iterations = series.iterations.as_deref();
        Ok(Self {
            pages: StoredStep::of(&series.pages)?,
            files: files.transpose()?,
            checks: series.checks.clone(),
            iterations: iterations.map_or(Ok(StoredHistogram(None)), StoredHistogram::of)?,
        })
    }

    /// Fills an empty series.
    pub(super) fn restore(&self, series: &mut TaggedSeries) -> Result<(), StoredError> {
        if self.checks.len() != series.checks.len() {
            return Err(StoredError::Layout(self.checks.len()));
        }
        self.pages.restore(&mut series.pages)?;
        if let Some(files) = &self.files {
            files.restore(&mut series.files)?;
        }
        restore_checks(&mut series.checks, &self.checks)?;
        if self.iterations.0.is_some() {
            series.iterations = Some(Box::new(self.iterations.restore()?));
        }
        Ok(())
    }
}
