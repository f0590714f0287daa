//! A distribution in which each shopper weighs the same, however many pages the shopper asked for.
//!
//! Weights are multiples of 2⁻³² shoppers, so that adding the changes of all seconds and threads in any order gives the same
//! distribution. Values are exact to 3 %; [`Spread::quantile`] finds the exact one in a histogram of the same values.

use serde::{Deserialize, Serialize, Serializer};

use super::super::{Histogram, Micros};

/// The weight of one shopper.
pub(super) const SHOPPER: i64 = 1 << 32;
/// The binary logarithm of the number of buckets within a factor of two.
const FINENESS: u32 = 5;
/// The value below which each value has a bucket of its own.
const EXACT: Micros = 1 << (FINENESS + 1);
/// The greatest value with a bucket, one hour in microseconds.
const HIGHEST: Micros = 3_600_000_000;

/// The bucket of a value in microseconds: logarithmic, with 32 linear steps in each factor of two.
pub(super) fn bucket(micros: Micros) -> u16 {
    let micros = micros.min(HIGHEST);
    if micros < EXACT {
        return micros as u16;
    }
    let exponent = micros.ilog2();
    let step = (micros >> (exponent - FINENESS)) - (EXACT >> 1);
    (EXACT + u64::from(exponent - FINENESS - 1) * (EXACT >> 1) + step) as u16
}

/// The values of a bucket: the first, and the first beyond it.
pub(super) fn bounds(bucket: u16) -> (Micros, Micros) {
    let bucket = Micros::from(bucket);
    if bucket < EXACT {
        return (bucket, bucket + 1);
    }
    let (octave, step) = ((bucket - EXACT) / (EXACT >> 1), (bucket - EXACT) % (EXACT >> 1));
    let shift = octave + 1;
    let low = ((EXACT >> 1) + step) << shift;
    (low, low + (1 << shift))
}

/// Weights by bucket, ascending; buckets without weight are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Spread(Vec<(u16, i64)>);

impl Serialize for Spread {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Emptied buckets keep their memory, but not a place in a file.
        serializer.collect_seq(self.0.iter().filter(|(_, weight)| *weight != 0))
    }
}

impl Spread {
    /// Adds weight to a bucket, or takes it away when it is negative.
    pub(super) fn add(&mut self, bucket: u16, weight: i64) {
        match self.0.binary_search_by_key(&bucket, |(known, _)| *known) {
            Ok(place) => self.0[place].1 = self.0[place].1.saturating_add(weight),
            Err(place) if weight != 0 => self.0.insert(place, (bucket, weight)),
            Err(_) => {}
        }
    }

    /// Adds all weights of another distribution.
    pub(super) fn merge(&mut self, other: &Self) {
        let changes = other.0.iter().filter(|(_, weight)| *weight != 0);
        changes.for_each(|(bucket, weight)| self.add(*bucket, *weight));
    }

    /// Removes all weights and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.0.iter_mut().for_each(|(_, weight)| *weight = 0);
    }

    /// The number of shoppers.
    #[must_use]
    pub(super) fn shoppers(&self) -> f64 {
        self.total() as f64 / SHOPPER as f64
    }

    /// Whether the spread holds no shoppers.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total() == 0
    }

    fn weights(&self) -> impl Iterator<Item = (u16, i64)> + '_ {
        self.0.iter().copied().filter(|(_, weight)| *weight > 0)
    }

    fn total(&self) -> i64 {
        self.weights().fold(0, |sum, (_, weight)| sum.saturating_add(weight))
    }

    /// The bucket in which the quantile (0 to 1) lies, and the part (0 to 1) of its weight up to the quantile.
    fn place(&self, quantile: f64) -> Option<(u16, f64)> {
        // Weights are rounded down when a shopper's is divided: a millionth of a shopper decides nothing.
        let wanted = self.total() as f64 * quantile - SHOPPER as f64 * 1e-6;
        let mut before = 0.0;
        let mut last = None;
        for (bucket, weight) in self.weights() {
            let weight = weight as f64;
            if before + weight >= wanted {
                return Some((bucket, ((wanted - before) / weight).clamp(0.0, 1.0)));
            }
            before += weight;
            last = Some((bucket, 1.0));
        }
        last
    }

    /// A lower bound, in microseconds, of the value up to which `quantile` (0 to 1) of the shoppers' weight lies. It is up to 3 %
    /// too low, so that no grade falls because of the rounding. `None` without a shopper.
    #[must_use]
    pub(super) fn at_least(&self, quantile: f64) -> Option<Micros> {
        Some(bounds(self.place(quantile)?.0).0)
    }

    /// The quantile (0 to 1) to three digits: one of the values in `times`, the histogram of the weighted values.
    #[must_use]
    pub(in crate::metric) fn quantile(&self, quantile: f64, times: &Histogram) -> Option<Micros> {
        let (bucket, part) = self.place(quantile)?;
        let (low, high) = bounds(bucket);
        let within = || times.recorded().filter(|(value, _)| (low..high).contains(value));
        let count: u64 = within().map(|(_, times)| times).sum();
        let rank = (part * count as f64).ceil().max(1.0) as u64;
        let mut seen = 0;
        let found = within().find(|(_, times)| {
            seen += times;
            seen >= rank
        });
        Some(found.map_or(low.midpoint(high - 1), |(value, _)| value).min(times.max().max(low)))
    }

    /// Whether a run can have these weights.
    pub(in super::super) fn is_sane(&self) -> bool {
        let rising = self.0.windows(2).all(|pair| pair[0].0 < pair[1].0);
        rising && self.0.iter().all(|(bucket, weight)| *bucket <= 1_000 && weight.unsigned_abs() < 1 << 56)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_value_lies_in_its_bucket_and_buckets_are_narrow(micros in 0_u64..=HIGHEST) {
            let (low, high) = bounds(bucket(micros));
            prop_assert!(low <= micros && micros < high, "{micros} in {low}..{high}");
            prop_assert!((high - low) as f64 <= (low as f64 / 32.0).max(1.0));
            prop_assert!(bucket(micros + 1) >= bucket(micros));
        }

        #[test]
        fn with_equal_weights_it_is_the_histogram(values in prop::collection::vec(1_u64..40_000_000, 1..80), percent in 1_u32..=100) {
            let (mut spread, mut times) = (Spread::default(), Histogram::new());
            for value in &values {
                spread.add(bucket(*value), SHOPPER);
                times.record(*value);
            }
            let quantile = f64::from(percent) / 100.0;
            // The crate rounds 0.28 × 25 up to the eighth value.
            prop_assert_eq!(spread.quantile(quantile, &times), Some(times.quantile(quantile - 1e-9)));
            let (at_least, exact) = (spread.at_least(quantile).unwrap(), times.quantile(quantile - 1e-9));
            prop_assert!(at_least <= exact && at_least as f64 > exact as f64 * 0.96);
        }
    }

    #[test]
    fn nobody_has_no_quantile() {
        let mut spread = Spread::default();
        assert_eq!((spread.at_least(0.5), spread.is_empty()), (None, true));
        spread.add(bucket(90), SHOPPER);
        spread.add(bucket(90), -SHOPPER);
        assert_eq!((spread.at_least(0.5), spread.is_empty()), (None, true));
    }
}
