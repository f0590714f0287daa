//! A histogram in the form for files.

use serde::{Deserialize, Serialize};

use super::super::{Histogram, HistogramError};

/// The exact sum; then for each bucket in use its distance from the one before, and its count. Empty for an empty histogram.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredHistogram(Vec<u64>);

impl StoredHistogram {
    /// The histogram without values.
    pub(super) const EMPTY: Self = Self(Vec::new());

    pub(super) fn of(histogram: &Histogram) -> Self {
        if histogram.is_empty() {
            return Self::EMPTY;
        }
        Self(std::iter::once(histogram.sum()).chain(histogram.gaps().flatten()).collect())
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn restore(&self) -> Result<Histogram, HistogramError> {
        match self.0.split_first() {
            None => Ok(Histogram::new()),
            Some((sum, gaps)) => Ok(Histogram::from_gaps(gaps)?.with_sum(*sum)),
        }
    }
}
