//! How long shoppers waited for pages, over all steps: a number that neither fast failures nor slow ones can better.

use super::{Histogram, Measurements, Micros, Outcome};

/// The `response_time` of all steps' pages in a stretch of time.
#[derive(Debug, Clone, Default)]
pub struct PageTimes {
    came: Histogram,
    /// Those of pages that did not come.
    failed: Histogram,
}

impl PageTimes {
    /// Adds up the steps. That touches each step's histogram once, and a run may have thousands.
    #[must_use]
    pub fn of(measured: &Measurements) -> Self {
        Self {
            came: measured.response_times(|outcome| !outcome.is_http_failure()),
            failed: measured.response_times(Outcome::is_http_failure),
        }
    }

    /// Adds another stretch of time.
    pub fn merge(&mut self, other: &Self) {
        self.came.merge(&other.came);
        self.failed.merge(&other.failed);
    }

    /// Quantiles (0 to 1) in microseconds, each the worse of the pages that came and of all, so that fast failures cannot lower it
    /// and slow ones cannot hide. `None` when no page came, because the speed of refusals says nothing about the waiting of shoppers.
    #[must_use]
    pub fn quantiles<const N: usize>(&self, quantiles: [f64; N]) -> Option<[Micros; N]> {
        if self.came.is_empty() {
            return None;
        }
        let mut all = self.came.clone();
        all.merge(&self.failed);
        Some(quantiles.map(|quantile| self.came.quantile(quantile).max(all.quantile(quantile))))
    }
}
