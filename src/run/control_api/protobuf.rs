//! Metrics in Prometheus' protobuf format, the only one that carries native histograms.
//!
//! The messages are those of `io/prometheus/client/metrics.proto` of Prometheus' client model, as far as they are used here. Each one
//! is preceded by its length.

use prost::Message;

use super::metrics::{BOUNDS, Family, Labels, PREFIX, Series};
use crate::metric::{Histogram, Micros};

/// The message of each metric.
pub(super) const MESSAGE: &str = "io.prometheus.client.MetricFamily";
/// What Prometheus asks for, and is told.
pub(super) const TYPE: &str =
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

/// The resolution of native histograms: 32 buckets for each doubling, each 2.2 % wide.
const SCHEMA: i32 = 5;
const BUCKETS_PER_DOUBLING: f64 = 32.0;
/// Times in seconds up to here are counted as 0; the shortest other one is a microsecond.
const ZERO: f64 = 1e-7;
/// The most empty buckets that are written as such: a span of its own costs more.
const MOST_EMPTY: i32 = 2;

#[derive(Clone, PartialEq, Message)]
struct MetricFamily {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    help: String,
    #[prost(enumeration = "Kind", tag = "3")]
    kind: i32,
    #[prost(message, repeated, tag = "4")]
    metric: Vec<MetricSeries>,
    #[prost(string, tag = "5")]
    unit: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
enum Kind {
    Counter = 0,
    Gauge = 1,
    Histogram = 4,
}

#[derive(Clone, PartialEq, Message)]
struct MetricSeries {
    #[prost(message, repeated, tag = "1")]
    label: Vec<LabelPair>,
    #[prost(message, optional, tag = "2")]
    gauge: Option<Number>,
    #[prost(message, optional, tag = "3")]
    counter: Option<Number>,
    #[prost(message, optional, tag = "7")]
    histogram: Option<NativeHistogram>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct LabelPair {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    value: String,
}

/// `Gauge` and `Counter`.
#[derive(Clone, Copy, PartialEq, Message)]
struct Number {
    #[prost(double, tag = "1")]
    value: f64,
}

/// `Histogram`, with the buckets of the text format beside the native ones: some versions of Prometheus keep both.
#[derive(Clone, PartialEq, Message)]
struct NativeHistogram {
    #[prost(uint64, tag = "1")]
    sample_count: u64,
    #[prost(double, tag = "2")]
    sample_sum: f64,
    #[prost(message, repeated, tag = "3")]
    bucket: Vec<ClassicBucket>,
    #[prost(sint32, tag = "5")]
    schema: i32,
    #[prost(double, tag = "6")]
    zero_threshold: f64,
    #[prost(uint64, tag = "7")]
    zero_count: u64,
    #[prost(message, repeated, tag = "12")]
    positive_span: Vec<BucketSpan>,
    /// The first count, then the difference of each from the one before.
    #[prost(sint64, repeated, tag = "13")]
    positive_delta: Vec<i64>,
}

#[derive(Clone, Copy, PartialEq, Message)]
struct ClassicBucket {
    #[prost(uint64, tag = "1")]
    cumulative_count: u64,
    #[prost(double, tag = "2")]
    upper_bound: f64,
}

/// So many buckets in a row, after so many empty ones; of the first span the offset is its place.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
struct BucketSpan {
    #[prost(sint32, tag = "1")]
    offset: i32,
    #[prost(uint32, tag = "2")]
    length: u32,
}

/// Writes the metrics.
pub(super) fn encode(families: &[Family]) -> Vec<u8> {
    families.iter().flat_map(|family| MetricFamily::of(family).encode_length_delimited_to_vec()).collect()
}

impl MetricFamily {
    fn of(family: &Family) -> Self {
        let empty = |labels: &Labels| MetricSeries {
            label: labels.iter().map(|(name, value)| LabelPair::of(name, value)).collect(),
            ..MetricSeries::default()
        };
        let gauge = |labels, value| MetricSeries { gauge: Some(Number { value }), ..empty(labels) };
        let counter =
            |labels, count| MetricSeries { counter: Some(Number { value: count as f64 }), ..empty(labels) };
        // Here, unlike in the text, a metric's name is that of its series.
        let (kind, suffix, metric) = match &family.series {
            Series::Info(labels) => (Kind::Gauge, "_info", vec![gauge(labels, 1.0)]),
            Series::Gauge(value) => (Kind::Gauge, "", vec![gauge(&Vec::new(), *value)]),
            Series::Counters(series) => {
                let counters = series.iter().map(|(labels, count)| counter(labels, *count));
                (Kind::Counter, "_total", counters.collect())
            }
            Series::Times(series) => {
                let of_step = |(step, times): &(String, Histogram)| MetricSeries {
                    label: vec![LabelPair::of("step", step)],
                    histogram: Some(NativeHistogram::of(times)),
                    ..MetricSeries::default()
                };
                (Kind::Histogram, "", series.iter().map(of_step).collect())
            }
        };
        let unit = if family.seconds { "_seconds" } else { "" };
        Self {
            name: format!("{PREFIX}_{}{unit}{suffix}", family.name),
            help: family.help.to_owned(),
            kind: kind.into(),
            metric,
            unit: unit.trim_start_matches('_').to_owned(),
        }
    }
}

impl LabelPair {
    fn of(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: value.to_owned() }
    }
}

impl NativeHistogram {
    fn of(times: &Histogram) -> Self {
        let mut zero_count = 0;
        let mut counts: Vec<(i32, u64)> = Vec::new();
        for (micros, times) in times.recorded() {
            let Some(place) = place(micros) else {
                zero_count += times;
                continue;
            };
            match counts.last_mut().filter(|(last, _)| *last == place) {
                Some((_, count)) => *count += times,
                None => counts.push((place, times)),
            }
        }
        let (positive_span, positive_delta) = spans(&counts);
        let mut cumulative_count = 0;
        let counted = times.counts_by(&BOUNDS);
        let bounds = BOUNDS.iter().map(|bound| seconds(*bound)).chain([f64::INFINITY]);
        let bucket = bounds.zip(counted).map(|(upper_bound, count)| {
            cumulative_count += count;
            ClassicBucket { cumulative_count, upper_bound }
        });
        Self {
            sample_count: times.count(),
            sample_sum: times.mean() * times.count() as f64 / 1e6,
            bucket: bucket.collect(),
            schema: SCHEMA,
            zero_threshold: ZERO,
            zero_count,
            positive_span,
            positive_delta,
        }
    }
}

fn seconds(micros: Micros) -> f64 {
    micros as f64 / 1e6
}

/// The bucket of a time; bucket `n` ends at 2 to the power of `n` ÷ 32 seconds, itself included. `None` for 0.
fn place(micros: Micros) -> Option<i32> {
    (micros > 0).then(|| (seconds(micros).log2() * BUCKETS_PER_DOUBLING).ceil() as i32)
}

/// Counts by bucket, in ascending order, as spans and differences.
fn spans(counts: &[(i32, u64)]) -> (Vec<BucketSpan>, Vec<i64>) {
    let (mut spans, mut deltas): (Vec<BucketSpan>, Vec<i64>) = (Vec::new(), Vec::new());
    let (mut next, mut before) = (0, 0);
    let mut push = |count: u64| {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        deltas.push(count - before);
        before = count;
    };
    for (place, count) in counts {
        let empty = place - next;
        match spans.last_mut() {
            Some(span) if empty <= MOST_EMPTY => {
                (0..empty).for_each(|_| push(0));
                span.length += empty.unsigned_abs() + 1;
            }
            _ => spans.push(BucketSpan { offset: empty, length: 1 }),
        }
        push(*count);
        next = place + 1;
    }
    (spans, deltas)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The upper bound of each bucket in seconds with its count, as Prometheus reads them.
    fn buckets(native: &NativeHistogram) -> Vec<(f64, u64)> {
        let (mut place, mut count) = (0, 0_i64);
        let mut deltas = native.positive_delta.iter();
        let mut buckets = Vec::new();
        for span in &native.positive_span {
            place += span.offset;
            for _ in 0..span.length {
                count += deltas.next().unwrap();
                let bound = f64::from(place) / f64::from(2_i32.pow(native.schema as u32));
                buckets.push((bound.exp2(), u64::try_from(count).unwrap()));
                place += 1;
            }
        }
        assert_eq!(deltas.next(), None);
        buckets
    }

    fn decoded(families: &[Family]) -> Vec<MetricFamily> {
        let bytes = encode(families);
        let mut rest = bytes.as_slice();
        let mut found = Vec::new();
        while !rest.is_empty() {
            found.push(MetricFamily::decode_length_delimited(&mut rest).unwrap());
        }
        found
    }

    fn family(name: &'static str, seconds: bool, series: Series) -> Family {
        Family { name, help: "help", seconds, series }
    }

    #[test]
    fn what_is_served_is_what_was_measured() {
        let mut times = Histogram::new();
        // Zeros, a row of neighbours, a gap of a few buckets and of many.
        (0..5).for_each(|_| times.record(0));
        for micros in (40_000..60_000).step_by(7).chain([64_000, 900_000, 3_600_000_000]) {
            times.record(micros);
        }
        let families = [family("response_time", true, Series::Times(vec![("cart".into(), times.clone())]))];
        let served = decoded(&families).remove(0);
        assert_eq!(
            (served.name.as_str(), served.unit.as_str()),
            ("promo_load_response_time_seconds", "seconds")
        );
        assert_eq!(served.kind, i32::from(Kind::Histogram));
        assert_eq!(served.metric[0].label, [LabelPair::of("step", "cart")]);
        let native = served.metric[0].histogram.clone().unwrap();
        assert_eq!((native.sample_count, native.zero_count), (times.count(), 5));
        assert!((native.sample_sum - times.sum() as f64 / 1e6).abs() < 1e-6);
        let read = buckets(&native);
        assert_eq!(read.iter().map(|(_, count)| count).sum::<u64>() + 5, times.count());
        assert!(native.positive_span.len() >= 3, "{:?}", native.positive_span);
        assert_eq!(native.bucket.last().map(|last| last.cumulative_count), Some(times.count()));

        // Quantiles differ from the report's by less than a bucket's width.
        for quantile in [0.05, 0.5, 0.95, 0.999, 1.0] {
            let rank = (quantile * times.count() as f64).ceil() as u64;
            let mut seen = native.zero_count;
            let (bound, _) = read
                .iter()
                .find(|(_, count)| {
                    seen += count;
                    seen >= rank
                })
                .unwrap();
            let exact = times.quantile(quantile) as f64 / 1e6;
            let width = (1.0_f64 / BUCKETS_PER_DOUBLING).exp2();
            assert!(exact <= bound * 1.001 && exact * width >= bound / 1.001, "{quantile}: {exact} {bound}");
        }
    }

    #[test]
    fn names_are_those_of_the_series_in_the_text() {
        let labels = || vec![("step", "a".to_owned())];
        let families = [
            family("run", false, Series::Info(vec![("run_id", "r".into())])),
            family("vus", false, Series::Gauge(3.0)),
            family("elapsed", true, Series::Gauge(2.5)),
            family("http_reqs", false, Series::Counters(vec![(labels(), 7)])),
            family("iterations", false, Series::Counters(vec![(Vec::new(), 9)])),
            family("response_time", true, Series::Times(vec![("a".into(), Histogram::new())])),
        ];
        let served = decoded(&families);
        let text = super::super::text::encode(&families.into());
        for family in &served {
            let is_there = |line: &str| {
                line.strip_prefix(&family.name).is_some_and(|rest| rest.starts_with(['{', ' ', '_']))
            };
            assert!(text.lines().any(is_there), "{}: {text}", family.name);
        }
        let values: Vec<f64> = served[..5]
            .iter()
            .map(|family| family.metric[0].gauge.or(family.metric[0].counter).unwrap().value)
            .collect();
        assert_eq!(values, [1.0, 3.0, 2.5, 7.0, 9.0]);
        let empty = served[5].metric[0].histogram.as_ref().unwrap();
        assert_eq!((empty.sample_count, empty.positive_span.len()), (0, 0));
        assert!(text.ends_with("# EOF\n"));
    }

    #[test]
    fn a_time_is_in_the_bucket_that_ends_at_or_after_it() {
        for (micros, expected) in
            [(1_000_000, 0), (1_000_001, 1), (2_000_000, 32), (500_000, -32), (999_999, 0)]
        {
            assert_eq!(place(micros), Some(expected), "{micros}");
        }
        assert_eq!(place(0), None);
    }
}
