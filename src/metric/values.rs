//! All numbers of a metric at once, under k6's names.

use super::query::trend;
use super::{Filter, MetricKind, MetricName, Statistic, Summary, TimelinePoint};

impl Summary {
    /// The numbers of a metric over the whole run, named and ordered as in k6: `count` and `rate` (per second of the run) of a
    /// counter; `value`, `min` and `max` of a gauge; `rate` (0 to 1), `passes` and `fails` of a rate, where a pass of
    /// `http_req_failed` is a request that failed; for a trend the given statistics, times in milliseconds. Empty when nothing
    /// was measured.
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

    /// The last, the smallest and the greatest value of the seconds. An incomplete last second is left out: at its end all users
    /// are gone.
    fn gauge(&self, metric: MetricName) -> Vec<(String, f64)> {
        let samples: Vec<u64> = match metric {
            MetricName::VusMax => vec![self.vus_max],
            _ => self.whole_seconds().iter().map(|point| point.vus).collect(),
        };
        [("value", samples.last()), ("min", samples.iter().min()), ("max", samples.iter().max())]
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), *value? as f64)))
            .collect()
    }

    /// The timeline without an incomplete last second; of a run that is shorter than a second, that part of it.
    fn whole_seconds(&self) -> &[TimelinePoint] {
        match self.timeline.as_slice() {
            // A second ends late rather than early: a complete one ends at least a second after the last full one.
            [whole @ .., before, last] if last.at_s < before.at_s.floor() + 1.0 => {
                &self.timeline[..=whole.len()]
            }
            all => all,
        }
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::metric::{Layout, Measurements, RunPhase};

    #[test]
    fn a_gauge_leaves_out_a_last_second_that_is_cut_off() {
        let gauge = |seconds: &[(u64, u64)]| {
            let mut summary = Summary::new(Layout::default(), 9);
            for (end_ms, vus) in seconds {
                let second = Measurements::new(&Layout::default());
                summary.add_second(Duration::from_millis(*end_ms), RunPhase::Hold, *vus, &second);
            }
            let values = summary.values(MetricName::Vus, &Filter::default(), &[]);
            values.into_iter().map(|(_, value)| value as u64).collect::<Vec<_>>()
        };
        assert_eq!(gauge(&[(1_000, 4), (2_010, 6), (2_400, 0)]), [6, 4, 6]);
        // The third second is handed over late, and complete; the one after it is short.
        assert_eq!(gauge(&[(1_000, 4), (2_990, 6), (3_000, 5)]), [5, 4, 6]);
        // A number of users that is 0 for a whole second counts.
        assert_eq!(gauge(&[(1_000, 4), (2_000, 0)]), [0, 0, 4]);
        assert_eq!(gauge(&[(400, 3)]), [3, 3, 3]);
        assert!(gauge(&[]).is_empty());
    }
}
