//! A run's live metrics for Prometheus, with k6's names where k6 has one.

use std::sync::Arc;
use std::time::Duration;

use super::super::Tick;
use crate::metric::{Histogram, Micros, Outcome, StepSeries, Summary};

/// What the names of all metrics begin with.
pub(super) const PREFIX: &str = "promo_load";

/// Upper bounds of the classic buckets in microseconds: 5 ms to 10 s, as Prometheus' own clients have them.
pub(super) const BOUNDS: [Micros; 11] =
    [5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000];

/// Labels with their values.
pub(super) type Labels = Vec<(&'static str, String)>;

/// A metric with its series.
#[derive(Debug)]
pub(super) struct Family {
    /// Without [`PREFIX`], unit and the suffixes of its kind.
    pub(super) name: &'static str,
    pub(super) help: &'static str,
    /// Whether its unit is the second; otherwise it has none.
    pub(super) seconds: bool,
    pub(super) series: Series,
}

/// The series of a metric.
#[derive(Debug)]
pub(super) enum Series {
    /// A text that does not change.
    Info(Labels),
    Gauge(f64),
    Counters(Vec<(Labels, u64)>),
    /// Times by step.
    Times(Vec<(String, Histogram)>),
}

/// The metrics of the run with this id, at the end of a second.
pub(super) fn collect(run_id: &str, tick: &Tick<'_>) -> Arc<[Family]> {
    let progress = tick.progress;
    let gauge = |name, help, value| Family { name, help, seconds: false, series: Series::Gauge(value) };
    let seconds = |name, help, value: Duration| Family {
        name,
        help,
        seconds: true,
        series: Series::Gauge(value.as_secs_f64()),
    };
    let mut families = vec![
        Family {
            name: "run",
            help: "The run that these numbers are of",
            seconds: false,
            series: Series::Info(vec![("run_id", run_id.to_owned())]),
        },
        gauge("vus", "Virtual users active", progress.vus as f64),
        gauge("vus_max", "The most virtual users of the plan", progress.vus_max as f64),
        gauge("paused", "Whether the run is paused", f64::from(u8::from(progress.paused))),
        seconds("elapsed", "Time from the start of the run to the end of the last second", tick.end),
        seconds(
            "schedule_lag_p99",
            "How late the generator's timers fired in the last second, 99th percentile",
            Duration::from_micros(progress.generator.lag_p99_us),
        ),
    ];
    families.extend(counted(tick.summary));
    families.into()
}

fn counted(summary: &Summary) -> Vec<Family> {
    let total = &summary.total;
    let steps = || summary.layout.steps.iter().zip(total.steps());
    let requests = steps().flat_map(|(step, series)| {
        let count = move |outcome: Outcome| {
            let labels = vec![("step", step.clone()), ("outcome", outcome.name().to_owned())];
            (labels, series.count(outcome))
        };
        Outcome::ALL.into_iter().map(count).filter(|(_, count)| *count > 0)
    });
    let checks = summary.layout.checks.iter().zip(total.checks()).flat_map(|((step, check), tally)| {
        let step = summary.layout.steps.get(usize::from(step.0)).cloned().unwrap_or_default();
        [("pass", tally.passes), ("fail", tally.fails)].map(|(result, count)| {
            (vec![("step", step.clone()), ("check", check.clone()), ("result", result.to_owned())], count)
        })
    });
    let promotion = total.visits.whole();
    let counters =
        |name, help, series: Vec<_>| Family { name, help, seconds: false, series: Series::Counters(series) };
    let one = |name, help, count| counters(name, help, vec![(Vec::new(), count)]);
    let times = |name, help, of: fn(&StepSeries) -> Histogram| Family {
        name,
        help,
        seconds: true,
        series: Series::Times(steps().map(|(step, series)| (step.clone(), of(series))).collect()),
    };
    let (sent, received) = total.bytes();
    let (visits, promotions) = (
        [("good", promotion.good), ("failed", promotion.failed)],
        [("right", promotion.promotion_right), ("wrong", promotion.promotion_wrong)],
    );
    let results = |results: [(&str, u64); 2]| {
        results.map(|(result, count)| (vec![("result", result.to_owned())], count)).into()
    };
    vec![
        counters("http_reqs", "Requests that ended, by step and outcome", requests.collect()),
        counters("checks", "Checks by step, check and result", checks.collect()),
        counters("visits", "Visits that ended, by result", results(visits)),
        counters("promotion", "Visits in which a promotion was looked at, by result", results(promotions)),
        times("http_req_duration", "Sending, waiting and receiving, as k6's http_req_duration", |series| {
            series.durations(|_| true)
        }),
        times("response_time", "What a shopper waits: from the intended start to the last byte", |series| {
            series.response_times(|_| true)
        }),
        one("data_sent_bytes", "Raw bytes written", sent),
        one("data_received_bytes", "Raw bytes read", received),
        one("iterations", "Complete iterations", total.iterations()),
        one("dropped_iterations", "Iterations that were due and could not start", total.tally().dropped),
    ]
}
