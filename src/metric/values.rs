//! All numbers of a metric at once, under k6's names.

use super::query::trend;
use super::{Filter, MetricKind, MetricName, Statistic, Summary};

impl Summary {
    /// The numbers of a metric over the whole run, named and ordered as k6 does: `count`, `rate` of a counter (per
    /// second of the run); `value`, `min`, `max` of a gauge; `rate` (0 to 1), `passes`, `fails` of a rate, where a
    /// pass of `http_req_failed` is a request that failed; of a trend the statistics asked for, times in
    /// milliseconds. Empty when nothing was measured.
    #[must_use]
    pub fn values(
        &self,
        metric: MetricName,
        filter: &Filter,
        statistics: &[Statistic],
    ) -> Vec<(String, f64)> {
        match metric.kind() {
            MetricKind::Counter => self.counter(metric, filter),
            MetricKind::Gauge => self.gauge(metric),
            MetricKind::Rate => self.rate(metric, filter),
            MetricKind::Trend => {
                let histogram = self.total.histogram(metric, filter);
                let value =
                    |statistic: &Statistic| Some((statistic.to_string(), trend(&histogram, *statistic)?));
                statistics.iter().filter_map(value).collect()
            }
        }
    }

    fn counter(&self, metric: MetricName, filter: &Filter) -> Vec<(String, f64)> {
        let value = |statistic: Statistic| {
            let value = self.total.value(metric, filter, statistic, self.elapsed, self.vus_max)?;
            Some((statistic.to_string(), value))
        };
        [Statistic::Count, Statistic::Rate].into_iter().filter_map(value).collect()
    }

    /// The last, least and greatest of the seconds.
    fn gauge(&self, metric: MetricName) -> Vec<(String, f64)> {
        let samples: Vec<u64> = match metric {
            MetricName::VusMax => vec![self.vus_max],
            _ => self.timeline.iter().map(|point| point.vus).collect(),
        };
        [("value", samples.last()), ("min", samples.iter().min()), ("max", samples.iter().max())]
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), *value? as f64)))
            .collect()
    }

    fn rate(&self, metric: MetricName, filter: &Filter) -> Vec<(String, f64)> {
        let (passes, fails) = self.total.yes_and_no(metric, filter);
        let all = passes + fails;
        if all == 0 {
            return Vec::new();
        }
        [("rate", passes as f64 / all as f64), ("passes", passes as f64), ("fails", fails as f64)]
            .map(|(name, value)| (name.to_owned(), value))
            .into()
    }
}
