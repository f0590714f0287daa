//! A run's live metrics in the text format of Prometheus (OpenMetrics 1.0), with k6's names where k6 has one.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::Response;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::{Registry, Unit};

use super::super::Tick;
use crate::metric::{Histogram, Layout, Measurements, Micros, Outcome, StepSeries};

/// What Prometheus asks for, and is told.
const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of the buckets in microseconds: 5 ms to 10 s, as Prometheus' own clients have them.
const BOUNDS: [Micros; 11] =
    [5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000];

/// What is counted of a run.
#[derive(Debug)]
struct Counted {
    layout: Layout,
    total: Measurements,
}

/// The metrics of the run with this id, at the end of a second.
pub(super) fn render(run_id: &str, tick: &Tick<'_>) -> String {
    let mut registry = Registry::with_prefix("promo_load");
    let labels = [("run_id", run_id.to_owned())];
    let info = prometheus_client::metrics::info::Info::new(labels);
    registry.register("run", "The run that these numbers are of", info);
    let progress = tick.progress;
    let gauges = [
        ("vus", "Virtual users active", progress.vus as f64),
        ("vus_max", "The most virtual users of the plan", progress.vus_max as f64),
        ("paused", "Whether the run is paused", f64::from(u8::from(progress.paused))),
    ];
    for (name, help, value) in gauges {
        registry.register(name, help, ConstGauge::new(value));
    }
    let help = "Time from the start of the run to the end of the last second";
    registry.register_with_unit("elapsed", help, Unit::Seconds, ConstGauge::new(tick.end.as_secs_f64()));
    let lag = Duration::from_micros(progress.generator.lag_p99_us).as_secs_f64();
    let help = "How late the generator's timers fired in the last second, 99th percentile";
    registry.register_with_unit("schedule_lag_p99", help, Unit::Seconds, ConstGauge::new(lag));
    let summary = tick.summary;
    let counted = Counted { layout: summary.layout.clone(), total: summary.total.clone() };
    registry.register_collector(Box::new(counted));
    let mut text = String::new();
    // Writing to a text does not fail, and what is counted is ours.
    let _never = encode(&mut text, &registry);
    text
}

/// What Prometheus is answered.
pub(super) fn response(text: &str) -> Response<Full<Bytes>> {
    let text = if text.is_empty() { "# EOF\n" } else { text };
    let mut response = Response::new(Full::from(text.to_owned()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(TEXT));
    response
}

impl Counted {
    fn steps(&self) -> impl Iterator<Item = (&str, &StepSeries)> {
        self.layout.steps.iter().map(String::as_str).zip(self.total.steps())
    }

    fn requests(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let help = "Requests that ended, by step and outcome";
        let mut family = encoder.encode_descriptor("http_reqs", help, None, MetricType::Counter)?;
        for (step, series) in self.steps() {
            for outcome in Outcome::ALL {
                let count = series.count(outcome);
                if count > 0 {
                    let labels = [("step", step), ("outcome", outcome.name())];
                    ConstCounter::new(count).encode(family.encode_family(&labels)?)?;
                }
            }
        }
        Ok(())
    }

    fn checks(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let help = "Checks by step, check and result";
        let mut family = encoder.encode_descriptor("checks", help, None, MetricType::Counter)?;
        for ((step, check), tally) in self.layout.checks.iter().zip(self.total.checks()) {
            let step = self.layout.steps.get(usize::from(step.0)).map_or("", String::as_str);
            for (result, count) in [("pass", tally.passes), ("fail", tally.fails)] {
                let labels = [("step", step), ("check", check.as_str()), ("result", result)];
                ConstCounter::new(count).encode(family.encode_family(&labels)?)?;
            }
        }
        Ok(())
    }

    fn times(
        &self,
        encoder: &mut DescriptorEncoder<'_>,
        name: &str,
        help: &str,
        of: impl Fn(&StepSeries) -> Histogram,
    ) -> fmt::Result {
        let unit = Some(&Unit::Seconds);
        let mut family = encoder.encode_descriptor(name, help, unit, MetricType::Histogram)?;
        for (step, series) in self.steps() {
            encode_times(&of(series), family.encode_family(&[("step", step)])?)?;
        }
        Ok(())
    }
}

fn encode_times(times: &Histogram, mut encoder: MetricEncoder<'_>) -> fmt::Result {
    let seconds = |micros: Micros| Duration::from_micros(micros).as_secs_f64();
    let bounds = BOUNDS.iter().map(|bound| seconds(*bound)).chain([f64::INFINITY]);
    let buckets: Vec<(f64, u64)> = bounds.zip(times.counts_by(&BOUNDS)).collect();
    let sum = times.mean() * times.count() as f64 / 1e6;
    encoder.encode_histogram::<NoLabelSet>(sum, times.count(), &buckets, None)
}

impl Collector for Counted {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        self.requests(&mut encoder)?;
        self.checks(&mut encoder)?;
        let duration = "Sending, waiting and receiving, as k6's http_req_duration";
        self.times(&mut encoder, "http_req_duration", duration, |series| series.durations(|_| true))?;
        let response = "What a shopper waits: from the intended start to the last byte";
        self.times(&mut encoder, "response_time", response, |series| series.response_times(|_| true))?;
        let (sent, received) = self.total.bytes();
        let tally = self.total.tally();
        for (name, help, count) in [
            ("data_sent_bytes", "Raw bytes written", sent),
            ("data_received_bytes", "Raw bytes read", received),
            ("iterations", "Complete iterations", self.total.iterations()),
            ("dropped_iterations", "Iterations that were due and could not start", tally.dropped),
        ] {
            let family = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
            ConstCounter::new(count).encode(family)?;
        }
        Ok(())
    }
}
