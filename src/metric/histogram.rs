//! A latency histogram: HDR, three significant digits, 1 µs to 1 h, about 190 KB of memory once used.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::ZlibDecoder;
use hdrhistogram::serialization::{Deserializer, Serializer, V2DeflateSerializer};

use super::Micros;

/// The greatest recordable value, one hour; longer ones are counted as one hour.
const HIGHEST: Micros = 3_600_000_000;
const SIGNIFICANT_DIGITS: u8 = 3;
/// In bytes, unpacked: nine for each of 23,552 counts, and the head.
const LONGEST: u64 = 300_000;

/// A histogram could not be built or read back.
#[derive(Debug, thiserror::Error)]
pub enum HistogramError {
    /// The text is not base64.
    #[error("the histogram is not base64: {0}")]
    Base64(#[from] base64::DecodeError),
    /// The bytes are not HDR V2.
    #[error("the histogram is not in HDR V2 format: {0}")]
    Format(String),
}

/// Counts of durations with their exact sum, so that the average carries no bucket error.
#[derive(Debug, Clone)]
pub struct Histogram {
    counts: hdrhistogram::Histogram<u64>,
    sum: Micros,
}

impl Default for Histogram {
    fn default() -> Self {
        Self::new()
    }
}

impl Histogram {
    /// An empty histogram.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the bounds are constants within the documented range")]
    pub fn new() -> Self {
        let counts = hdrhistogram::Histogram::new_with_bounds(1, HIGHEST, SIGNIFICANT_DIGITS)
            .expect("constant bounds are valid");
        Self { counts, sum: 0 }
    }

    /// Counts one value in microseconds. Never allocates.
    pub fn record(&mut self, micros: Micros) {
        self.counts.saturating_record(micros.min(HIGHEST));
        self.sum = self.sum.saturating_add(micros);
    }

    /// Counts a value several times.
    pub fn record_many(&mut self, micros: Micros, times: u64) {
        self.counts.saturating_record_n(micros.min(HIGHEST), times);
        self.sum = self.sum.saturating_add(micros.saturating_mul(times));
    }

    /// Adds all counts of another histogram.
    pub fn merge(&mut self, other: &Self) {
        if other.is_empty() {
            return;
        }
        // Both have the same bounds, so no value can fail to fit.
        let fits = self.counts.add(&other.counts).is_ok();
        debug_assert!(fits, "histograms of one kind always fit");
        self.sum = self.sum.saturating_add(other.sum);
    }

    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        if !self.is_empty() {
            self.counts.reset();
            self.sum = 0;
        }
    }

    /// How many values were counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.len()
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many values lie up to the first of these bounds in microseconds, then up to the next, and at last above them
    /// all. The bounds rise.
    #[must_use]
    pub fn counts_by(&self, bounds: &[Micros]) -> Vec<u64> {
        let mut counts = vec![0; bounds.len() + 1];
        for (micros, times) in self.recorded() {
            counts[bounds.partition_point(|bound| *bound < micros)] += times;
        }
        counts
    }

    /// The value in microseconds at or below which `quantile` (0 to 1) of the values lie; 0 when empty.
    /// Never above the observed maximum: a bucket's upper edge would be a value nobody saw.
    #[must_use]
    pub fn quantile(&self, quantile: f64) -> Micros {
        self.counts.value_at_quantile(quantile).min(self.counts.max())
    }

    /// The greatest value, within three significant digits; 0 when empty.
    #[must_use]
    pub fn max(&self) -> Micros {
        self.counts.max()
    }

    /// The smallest value, within three significant digits; 0 when empty.
    #[must_use]
    pub fn min(&self) -> Micros {
        self.counts.min()
    }

    /// The exact sum in microseconds.
    #[must_use]
    pub(crate) const fn sum(&self) -> Micros {
        self.sum
    }

    /// The same with the sum that it had before it was written.
    pub(crate) fn with_sum(self, sum: Micros) -> Self {
        Self { sum, ..self }
    }

    /// The exact mean in microseconds; 0 when empty.
    #[must_use]
    pub fn mean(&self) -> f64 {
        if self.is_empty() { 0.0 } else { self.sum as f64 / self.count() as f64 }
    }

    /// Share (0 to 1) of the values that are not above this one, within three significant digits; 1 when empty.
    #[must_use]
    pub fn share_up_to(&self, micros: Micros) -> f64 {
        self.counts.quantile_below(micros.min(HIGHEST))
    }

    /// The same without the values 0: of a phase, the requests that had it.
    #[must_use]
    pub fn without_zeros(&self) -> Self {
        let mut rest = Self::new();
        for step in self.counts.iter_recorded().filter(|step| step.value_iterated_to() > 0) {
            rest.counts.saturating_record_n(step.value_iterated_to(), step.count_since_last_iteration());
        }
        // Zeros have no part in the sum.
        rest.sum = self.sum;
        rest
    }

    /// The values that were counted, ascending and each within three significant digits, with how often.
    pub(super) fn recorded(&self) -> impl Iterator<Item = (Micros, u64)> + '_ {
        self.counts.iter_recorded().map(|step| (step.value_iterated_to(), step.count_at_value()))
    }

    /// HDR V2 compressed, in base64: the format of HdrHistogram's log tools.
    ///
    /// # Errors
    ///
    /// [`HistogramError::Format`] when compression fails.
    pub fn encode(&self) -> Result<String, HistogramError> {
        let mut bytes = Vec::new();
        V2DeflateSerializer::new()
            .serialize(&self.counts, &mut bytes)
            .map_err(|error| HistogramError::Format(format!("{error:?}")))?;
        Ok(STANDARD.encode(bytes))
    }

    /// Reads [`Histogram::encode`]'s text. The sum is rebuilt from the buckets, so the mean of a histogram
    /// that was read back is exact to three digits only.
    ///
    /// # Errors
    ///
    /// When the text is not base64 of a V2 histogram.
    pub fn decode(text: &str) -> Result<Self, HistogramError> {
        let bytes = inflate(&STANDARD.decode(text)?)?;
        let read: hdrhistogram::Histogram<u64> = Deserializer::new()
            .deserialize(&mut bytes.as_slice())
            .map_err(|error| HistogramError::Format(format!("{error:?}")))?;
        let mut result = Self::new();
        result.counts.add(&read).map_err(|error| HistogramError::Format(format!("{error:?}")))?;
        result.sum = (read.mean() * read.len() as f64) as u64;
        Ok(result)
    }
}

/// Unpacks HDR V2, and refuses what the reader of the crate cannot bear: it believes the lengths that it reads, of up to
/// 4 GB, and takes a run of zeros that is as long as can be for a number that it can negate.
fn inflate(packed: &[u8]) -> Result<Vec<u8>, HistogramError> {
    /// Cookie and length, before the packed part.
    const FRAME: usize = 8;
    /// Cookie, length, offset, digits, bounds, ratio.
    const HEAD: usize = 40;
    let refuse = |what: &str| HistogramError::Format(what.to_owned());
    let mut bytes = Vec::new();
    let packed = packed.get(FRAME..).ok_or_else(|| refuse("it is cut off"))?;
    ZlibDecoder::new(packed)
        .take(LONGEST)
        .read_to_end(&mut bytes)
        .map_err(|error| refuse(&error.to_string()))?;
    let (head, counts) = bytes.split_at_checked(HEAD).ok_or_else(|| refuse("it is cut off"))?;
    if head[4..8] != u32::try_from(counts.len()).unwrap_or(u32::MAX).to_be_bytes() {
        return Err(refuse("its length is not what it says"));
    }
    if head[12..16] != u32::from(SIGNIFICANT_DIGITS).to_be_bytes() || head[24..32] != HIGHEST.to_be_bytes() {
        return Err(refuse("it has other bounds"));
    }
    // Nine such bytes are that number; no count has so many bits.
    if counts.windows(9).any(|bytes| bytes == [0xFF; 9]) {
        return Err(refuse("it has a count that cannot be"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_and_zeros() {
        let mut histogram = Histogram::new();
        histogram.record_many(0, 6);
        histogram.record_many(100, 3);
        histogram.record(900);
        assert!((histogram.share_up_to(100) - 0.9).abs() < 1e-9);
        assert!((histogram.share_up_to(Micros::MAX) - 1.0).abs() < 1e-9);
        let rest = histogram.without_zeros();
        assert_eq!((rest.count(), rest.quantile(0.5), rest.max()), (4, 100, 900));
        assert!((rest.mean() - 300.0).abs() < 1e-9);
    }

    #[test]
    fn values_are_counted_between_bounds() {
        let mut histogram = Histogram::new();
        [1, 10, 11, 99, 100, 101, 5_000].into_iter().for_each(|micros| histogram.record(micros));
        assert_eq!(histogram.counts_by(&[10, 100, 1_000]), [2, 3, 1, 1]);
        assert_eq!(Histogram::new().counts_by(&[10]), [0, 0]);
        assert_eq!(histogram.counts_by(&[]), [7]);
    }

    #[test]
    fn quantiles_never_exceed_the_maximum() {
        let mut histogram = Histogram::new();
        for value in [10_007, 20_011, 1_000_003] {
            histogram.record(value);
        }
        assert_eq!(histogram.quantile(0.999), histogram.max());
        assert!(histogram.max().abs_diff(1_000_003) <= 1_000);
    }

    #[test]
    fn values_above_an_hour_count_as_an_hour() {
        let mut histogram = Histogram::new();
        histogram.record(u64::MAX / 2);
        assert_eq!(histogram.count(), 1);
        assert!(histogram.max() >= HIGHEST);
    }

    proptest! {
        #[test]
        fn merging_is_counting_together(a in prop::collection::vec(0_u64..5_000_000, 0..50),
                                        b in prop::collection::vec(0_u64..5_000_000, 0..50)) {
            let mut left = Histogram::new();
            let mut right = Histogram::new();
            let mut both = Histogram::new();
            a.iter().for_each(|&v| { left.record(v); both.record(v); });
            b.iter().for_each(|&v| { right.record(v); both.record(v); });
            left.merge(&right);
            prop_assert_eq!(left.count(), both.count());
            prop_assert_eq!(left.quantile(0.95), both.quantile(0.95));
            prop_assert!((left.mean() - both.mean()).abs() < 1e-6);
        }

        #[test]
        fn text_form_survives(values in prop::collection::vec(0_u64..5_000_000, 0..50)) {
            let mut histogram = Histogram::new();
            values.iter().for_each(|&v| histogram.record(v));
            let read = Histogram::decode(&histogram.encode().unwrap()).unwrap();
            for quantile in [0.0, 0.5, 0.9, 0.99, 1.0] {
                prop_assert_eq!(read.quantile(quantile), histogram.quantile(quantile));
            }
            prop_assert_eq!(read.count(), histogram.count());
        }
    }
}
