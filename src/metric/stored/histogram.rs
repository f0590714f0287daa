//! A histogram in the form for files.

use serde::{Deserialize, Serialize};

use super::super::{Histogram, HistogramError};

/// A histogram with its exact sum; nothing when it is empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredHistogram(Option<Form>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Form {
    /// HDR V2 compressed, and the sum: in logs of version 2.
    Packed(String, u64),
    /// The sum; then of each bucket how far it is from the one before, and its count.
    Listed(Vec<u64>),
}

impl StoredHistogram {
    /// Of no values.
    pub(super) const EMPTY: Self = Self(None);

    pub(super) fn of(histogram: &Histogram) -> Self {
        let listed = || std::iter::once(histogram.sum()).chain(histogram.gaps().flatten()).collect();
        Self((!histogram.is_empty()).then(|| Form::Listed(listed())))
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(super) fn restore(&self) -> Result<Histogram, HistogramError> {
        match &self.0 {
            None => Ok(Histogram::new()),
            Some(Form::Packed(text, sum)) => Ok(Histogram::decode(text)?.with_sum(*sum)),
            Some(Form::Listed(listed)) => {
                let (sum, gaps) = listed.split_first().unwrap_or((&0, &[]));
                Ok(Histogram::from_gaps(gaps)?.with_sum(*sum))
            }
        }
    }
}
