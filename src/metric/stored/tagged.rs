//! The series of thresholds with tags, in the form for files.

use serde::{Deserialize, Serialize};

use super::super::tagged::TaggedSeries;
use super::StoredError;
use super::histogram::StoredHistogram;
use super::step::{StoredCheck, StoredStep, restore_checks, stored_checks};

/// The measurements that one set of tags selects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredTagged {
    pages: StoredStep,
    files: Option<StoredStep>,
    checks: Vec<StoredCheck>,
    iterations: StoredHistogram,
}

impl StoredTagged {
    pub(super) fn of(series: &TaggedSeries) -> Self {
        let files = (series.beside.requests() > 0).then(|| StoredStep::of(&series.beside));
        let iterations = series.iterations.as_deref();
        Self {
            pages: StoredStep::of(&series.pages),
            files,
            checks: stored_checks(&series.checks),
            iterations: iterations.map_or(StoredHistogram::EMPTY, StoredHistogram::of),
        }
    }

    /// Fills an empty series.
    pub(super) fn restore(&self, series: &mut TaggedSeries) -> Result<(), StoredError> {
        self.pages.restore(&mut series.pages)?;
        if let Some(files) = &self.files {
            files.restore(&mut series.beside)?;
        }
        restore_checks(&mut series.checks, &self.checks)?;
        if !self.iterations.is_empty() {
            series.iterations = Some(Box::new(self.iterations.restore()?));
        }
        Ok(())
    }
}
