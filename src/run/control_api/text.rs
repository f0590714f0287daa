//! Metrics in the text format of Prometheus (OpenMetrics 1.0).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::text;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::metrics::{BOUNDS, Family, PREFIX, Series};
use crate::metric::{Histogram, Micros};

/// What Prometheus asks for, and is told.
pub(super) const TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Writes the metrics.
pub(super) fn encode(families: &Arc<[Family]>) -> String {
    let mut registry = Registry::with_prefix(PREFIX);
    registry.register_collector(Box::new(Collected(Arc::clone(families))));
    let mut text = String::new();
    // Writing to a text does not fail, and what is counted is ours.
    let _never = text::encode(&mut text, &registry);
    text
}

#[derive(Debug)]
struct Collected(Arc<[Family]>);

impl Collector for Collected {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|family| encode_family(family, &mut encoder))
    }
}

fn encode_family(family: &Family, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
    let unit = family.seconds.then_some(&Unit::Seconds);
    let kind = match family.series {
        Series::Info(_) => MetricType::Info,
        Series::Gauge(_) => MetricType::Gauge,
        Series::Counters(_) => MetricType::Counter,
        Series::Times(_) => MetricType::Histogram,
    };
    let mut written = encoder.encode_descriptor(family.name, family.help, unit, kind)?;
    match &family.series {
        Series::Info(labels) => Info::new(labels.clone()).encode(written),
        Series::Gauge(value) => ConstGauge::new(*value).encode(written),
        Series::Counters(series) => series.iter().try_for_each(|(labels, count)| match labels.is_empty() {
            true => written.encode_counter::<NoLabelSet, _, u64>(count, None),
            false => ConstCounter::new(*count).encode(written.encode_family(labels)?),
        }),
        Series::Times(series) => series.iter().try_for_each(|(step, times)| {
            encode_times(times, written.encode_family(&[("step", step.as_str())])?)
        }),
    }
}

fn encode_times(times: &Histogram, mut encoder: MetricEncoder<'_>) -> fmt::Result {
    let seconds = |micros: Micros| Duration::from_micros(micros).as_secs_f64();
    let bounds = BOUNDS.iter().map(|bound| seconds(*bound)).chain([f64::INFINITY]);
    let buckets: Vec<(f64, u64)> = bounds.zip(times.counts_by(&BOUNDS)).collect();
    let sum = times.mean() * times.count() as f64 / 1e6;
    encoder.encode_histogram::<NoLabelSet>(sum, times.count(), &buckets, None)
}
