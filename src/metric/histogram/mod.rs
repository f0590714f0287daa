//! A latency histogram: HDR, three significant digits, 1 µs to 1 h. Its memory grows with the number of different values.

mod buckets;
mod codec;
#[cfg(test)]
mod tests;

pub use codec::{HistogramEncoder, HistogramError};

use super::Micros;
use buckets::{Buckets, bucket, highest, lowest};

/// Counts of durations with their exact sum, so that the average carries no bucket error.
#[derive(Debug, Clone)]
pub struct Histogram {
    buckets: Buckets,
    sum: Micros,
}

impl Default for Histogram {
    fn default() -> Self {
        Self::new()
    }
}

/// Two histograms are equal when they have the same values equally often.
impl PartialEq for Histogram {
    fn eq(&self, other: &Self) -> bool {
        self.sum == other.sum && self.buckets.iter().eq(other.buckets.iter())
    }
}

impl Eq for Histogram {}

impl Histogram {
    /// Creates an empty histogram.
    #[must_use]
    pub const fn new() -> Self {
        Self { buckets: Buckets::new(), sum: 0 }
    }

    /// Counts one value in microseconds. A new value may allocate; `clear` keeps the memory of earlier ones.
    pub fn record(&mut self, micros: Micros) {
        self.record_many(micros, 1);
    }

    /// Counts a value several times.
    pub(in crate::metric) fn record_many(&mut self, micros: Micros, times: u64) {
        if times > 0 {
            self.buckets.add(bucket(micros), times);
            self.sum = self.sum.saturating_add(micros.saturating_mul(times));
        }
    }

    /// Adds all counts of another histogram.
    pub fn merge(&mut self, other: &Self) {
        if !other.is_empty() {
            self.buckets.merge(&other.buckets);
            self.sum = self.sum.saturating_add(other.sum);
        }
    }

    /// Subtracts counts that were added before.
    pub(in crate::metric) fn remove(&mut self, other: &Self) {
        self.buckets.remove(&other.buckets);
        self.sum = self.sum.saturating_sub(other.sum);
    }

    /// Removes all counts and keeps the memory.
    pub(in crate::metric) fn clear(&mut self) {
        self.buckets.clear();
        self.sum = 0;
    }

    /// The number of values.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.buckets.total()
    }

    /// Whether no value was counted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// The number of values up to the first of these bounds in microseconds, then up to the next, and finally above all of them.
    /// The bounds must rise.
    #[must_use]
    pub fn counts_by(&self, bounds: &[Micros]) -> Vec<u64> {
        let mut counts = vec![0; bounds.len() + 1];
        for (micros, times) in self.recorded() {
            counts[bounds.partition_point(|bound| *bound < micros)] += times;
        }
        counts
    }

    /// The value in microseconds at or below which `quantile` (0 to 1) of the values lie; 0 when empty. It is exact to three
    /// significant digits, and never above [`Histogram::max`].
    #[must_use]
    pub fn quantile(&self, quantile: f64) -> Micros {
        let rank = ((quantile.min(1.0) * self.count() as f64).ceil() as u64).max(1);
        let mut seen = 0;
        let found = self.buckets.iter().find(|(_, times)| {
            seen += times;
            seen >= rank
        });
        found.map_or(0, |(bucket, _)| if quantile == 0.0 { lowest(bucket) } else { highest(bucket) })
    }

    /// The greatest value, within three significant digits; 0 when empty.
    #[must_use]
    pub fn max(&self) -> Micros {
        self.buckets.iter().next_back().map_or(0, |(bucket, _)| highest(bucket))
    }

    /// The smallest value, within three significant digits; 0 when empty.
    #[must_use]
    pub fn min(&self) -> Micros {
        self.buckets.iter().next().map_or(0, |(bucket, _)| lowest(bucket))
    }

    /// The exact sum in microseconds.
    #[must_use]
    pub(crate) const fn sum(&self) -> Micros {
        self.sum
    }

    /// Replaces the sum by the exact one from before the histogram was written.
    pub(crate) fn with_sum(self, sum: Micros) -> Self {
        Self { sum, ..self }
    }

    /// The exact mean in microseconds; 0 when empty.
    #[must_use]
    pub fn mean(&self) -> f64 {
        if self.is_empty() { 0.0 } else { self.sum as f64 / self.count() as f64 }
    }

    /// Share (0 to 1) of the values up to and including this one, within three significant digits; 1 when empty.
    #[must_use]
    pub fn share_up_to(&self, micros: Micros) -> f64 {
        if self.is_empty() {
            return 1.0;
        }
        let last = bucket(micros);
        let up_to = self.buckets.iter().take_while(|(bucket, _)| *bucket <= last);
        up_to.map(|(_, times)| times).sum::<u64>() as f64 / self.count() as f64
    }

    /// The histogram without the values 0: for a phase, the requests that had it.
    #[must_use]
    pub fn without_zeros(&self) -> Self {
        let mut rest = Self::new();
        self.buckets
            .iter()
            .filter(|(bucket, _)| *bucket > 0)
            .for_each(|(bucket, times)| rest.buckets.add(bucket, times));
        // Zeros do not change the sum.
        rest.with_sum(self.sum)
    }

    /// The values in ascending order, each within three significant digits and with its count.
    pub fn recorded(&self) -> impl Iterator<Item = (Micros, u64)> + '_ {
        self.buckets.iter().map(|(bucket, times)| (highest(bucket), times))
    }
}
