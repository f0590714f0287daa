use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::serialization::{Serializer as _, V2DeflateSerializer};
use proptest::prelude::*;

use super::buckets::HIGHEST;
use super::*;

/// The crate's histogram of the same values.
fn reference(values: &[Micros]) -> hdrhistogram::Histogram<u64> {
    let mut reference = hdrhistogram::Histogram::new_with_bounds(1, HIGHEST, 3).unwrap();
    values.iter().for_each(|&micros| reference.record(micros.min(HIGHEST)).unwrap());
    reference
}

fn histogram(values: &[Micros]) -> Histogram {
    let mut histogram = Histogram::new();
    values.iter().for_each(|&micros| histogram.record(micros));
    histogram
}

/// The times of a step: any, or so many of a narrow range that they are kept in the other form.
fn times() -> impl Strategy<Value = Vec<Micros>> {
    let few = prop::collection::vec(0..2 * HIGHEST, 0..60);
    let many = (0_u64..3_000_000, 1_u64..20_000, 0_usize..3_000, any::<u64>()).prop_map(
        |(from, width, count, seed)| {
            let mut random = fastrand::Rng::with_seed(seed);
            (0..count).map(|_| from + random.u64(0..width)).collect()
        },
    );
    (few, many).prop_map(|(few, many)| [many, few].concat())
}

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
    fn every_number_is_the_crates(values in times(), quantile in 0.0_f64..=1.0, micros in 0..HIGHEST) {
        let (histogram, reference) = (histogram(&values), reference(&values));
        prop_assert_eq!(histogram.count(), reference.len());
        for quantile in [0.0, quantile, 0.5, 0.95, 0.999, 1.0] {
            prop_assert_eq!(histogram.quantile(quantile), reference.value_at_quantile(quantile));
        }
        prop_assert_eq!((histogram.min(), histogram.max()), (reference.min(), reference.max()));
        let (share, expected) = (histogram.share_up_to(micros), reference.quantile_below(micros));
        prop_assert!((share - expected).abs() < 1e-12, "{} {}", share, expected);
        let steps = reference.iter_recorded().map(|step| (step.value_iterated_to(), step.count_at_value()));
        prop_assert!(histogram.recorded().eq(steps));
    }

    /// Merging in any order, in both forms, into memory that was used before.
    #[test]
    fn merging_is_counting_together(parts in prop::collection::vec(times(), 1..4), before in times()) {
        let whole = histogram(&parts.concat());
        let (mut merged, mut reused) = (Histogram::new(), histogram(&before));
        reused.clear();
        for part in &parts {
            merged.merge(&histogram(part));
        }
        for part in parts.iter().rev() {
            reused.merge(&histogram(part));
        }
        prop_assert_eq!((merged.count(), reused.count()), (whole.count(), whole.count()));
        prop_assert_eq!(&merged, &whole);
        prop_assert_eq!(&reused, &whole);
    }

    /// Counts of millions, which the sparse form cannot hold, added at once or one by one.
    #[test]
    fn great_counts_are_exact(
        parts in prop::collection::vec(prop::collection::vec((0_u64..6_000, 1_u64..200_000), 0..40), 1..5),
    ) {
        let mut reference = hdrhistogram::Histogram::<u64>::new_with_bounds(1, HIGHEST, 3).unwrap();
        let (mut whole, mut merged) = (Histogram::new(), Histogram::new());
        for part in &parts {
            let mut counted = Histogram::new();
            for &(micros, times) in part {
                counted.record_many(micros, times);
                whole.record_many(micros, times);
                reference.record_n(micros, times).unwrap();
            }
            merged.merge(&counted);
            // The added values are counted twice, then once again.
            let once = merged.clone();
            merged.merge(&once);
            merged.remove(&once);
        }
        prop_assert_eq!(&merged, &whole);
        let expected: Vec<_> =
            reference.iter_recorded().map(|step| (step.value_iterated_to(), step.count_at_value())).collect();
        prop_assert_eq!(whole.recorded().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_was_added_can_be_taken_away(kept in times(), gone in times()) {
        let (mut left, expected) = (histogram(&kept), histogram(&kept));
        left.merge(&histogram(&gone));
        left.remove(&histogram(&gone));
        prop_assert_eq!(left.count(), expected.count());
        prop_assert_eq!(left, expected);
    }

    #[test]
    fn text_form_survives(many in prop::collection::vec(prop::collection::vec(0_u64..5_000_000, 0..50), 1..4)) {
        let mut encoder = HistogramEncoder::new();
        for values in &many {
            let mut histogram = Histogram::new();
            values.iter().for_each(|&v| histogram.record(v));
            let text = encoder.encode(&histogram).unwrap();
            let read = Histogram::decode(&text).unwrap();
            for quantile in [0.0, 0.5, 0.9, 0.99, 1.0] {
                prop_assert_eq!(read.quantile(quantile), histogram.quantile(quantile));
            }
            prop_assert_eq!(read.count(), histogram.count());
            // Other tools read it as well: unpacked, it equals the crate's output byte for byte.
            prop_assert_eq!(unpacked(&text), unpacked(&as_the_crate_writes(&histogram)));
        }
    }
}

/// The cookie of a packed histogram, and what is packed.
fn unpacked(text: &str) -> ([u8; 4], Vec<u8>) {
    let bytes = STANDARD.decode(text).unwrap();
    let (frame, packed) = bytes.split_first_chunk::<8>().unwrap();
    let &[a, b, c, d, length @ ..] = frame;
    assert_eq!(u32::from_be_bytes(length) as usize, packed.len());
    let mut plain = Vec::new();
    flate2::read::ZlibDecoder::new(packed).read_to_end(&mut plain).unwrap();
    ([a, b, c, d], plain)
}

fn as_the_crate_writes(histogram: &Histogram) -> String {
    let mut counts = hdrhistogram::Histogram::<u64>::new_with_bounds(1, HIGHEST, 3).unwrap();
    histogram.recorded().for_each(|(value, times)| counts.record_n(value.min(HIGHEST), times).unwrap());
    let mut bytes = Vec::new();
    V2DeflateSerializer::new().serialize(&counts, &mut bytes).unwrap();
    STANDARD.encode(bytes)
}
