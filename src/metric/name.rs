//! The names of the metrics and the kind of each.

use std::fmt;
use std::str::FromStr;

use super::Phase;

use crate::words::Message;

/// k6's metric types, which decide the statistics that a metric has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricKind {
    /// A sum, with its rate per second.
    Counter,
    /// The last of several values, with the smallest and the greatest.
    Gauge,
    /// The share of yes among yes and no.
    Rate,
    /// A distribution of values.
    Trend,
}

impl MetricKind {
    /// The name of the type in k6.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Rate => "rate",
            Self::Trend => "trend",
        }
    }
}

/// A metric that thresholds and reports can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricName {
    /// Requests sent, one for each hop of a redirect.
    HttpReqs,
    /// Share of requests that failed by HTTP.
    HttpReqFailed,
    /// The sum of sending, waiting and receiving.
    HttpReqDuration,
    /// One phase of the request.
    Phase(Phase),
    /// From the intended start of a page to its last byte. Percentiles of a whole run are those of the verdict: at full load, of
    /// the step where they are worst.
    ResponseTime,
    /// From the intended start of a page to the last of its files, when files are loaded.
    PageLoadTime,
    /// Requests sent again after a reset on a reused connection.
    HttpReqRetried,
    /// Share of checks that held.
    Checks,
    /// The number of complete iterations.
    Iterations,
    /// Duration of a complete iteration, think times included.
    IterationDuration,
    /// Duration of a step, from its first request to the end of its think time.
    GroupDuration,
    /// Iterations that could not start or finish.
    DroppedIterations,
    /// Share of the visits that were good, at full load.
    Visits,
    /// Share of the visits with the promotion as promised, of those in which it could be looked at; at full load.
    Promotion,
    /// The number of active virtual users.
    Vus,
    /// The number of allocated virtual users.
    VusMax,
    /// Bytes written to sockets.
    DataSent,
    /// Bytes read from sockets.
    DataReceived,
    /// How late the generator's own timers fired.
    ScheduleLag,
}

/// A name that is not a metric's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub struct UnknownMetric {
    name: String,
}

impl From<&UnknownMetric> for Message {
    fn from(error: &UnknownMetric) -> Self {
        Message::new("error-unknown-metric").exact("name", &error.name).exact("known", MetricName::list())
    }
}

impl MetricName {
    /// All metrics in the order of the reports.
    pub const ALL: [Self; 24] = [
        Self::HttpReqs,
        Self::HttpReqFailed,
        Self::HttpReqDuration,
        Self::ResponseTime,
        Self::PageLoadTime,
        Self::Phase(Phase::Blocked),
        Self::Phase(Phase::Connecting),
        Self::Phase(Phase::TlsHandshaking),
        Self::Phase(Phase::Sending),
        Self::Phase(Phase::Waiting),
        Self::Phase(Phase::Receiving),
        Self::HttpReqRetried,
        Self::Checks,
        Self::Iterations,
        Self::IterationDuration,
        Self::GroupDuration,
        Self::DroppedIterations,
        Self::Visits,
        Self::Promotion,
        Self::Vus,
        Self::VusMax,
        Self::DataSent,
        Self::DataReceived,
        Self::ScheduleLag,
    ];

    /// The metric's name in files and expressions.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HttpReqs => "http_reqs",
            Self::HttpReqFailed => "http_req_failed",
            Self::HttpReqDuration => "http_req_duration",
            Self::Phase(Phase::Blocked) => "http_req_blocked",
            Self::Phase(Phase::Connecting) => "http_req_connecting",
            Self::Phase(Phase::TlsHandshaking) => "http_req_tls_handshaking",
            Self::Phase(Phase::Sending) => "http_req_sending",
            Self::Phase(Phase::Waiting) => "http_req_waiting",
            Self::Phase(Phase::Receiving) => "http_req_receiving",
            Self::ResponseTime => "response_time",
            Self::PageLoadTime => "page_load_time",
            Self::HttpReqRetried => "http_req_retried",
            Self::Checks => "checks",
            Self::Iterations => "iterations",
            Self::IterationDuration => "iteration_duration",
            Self::GroupDuration => "group_duration",
            Self::DroppedIterations => "dropped_iterations",
            Self::Visits => "visits",
            Self::Promotion => "promotion",
            Self::Vus => "vus",
            Self::VusMax => "vus_max",
            Self::DataSent => "data_sent",
            Self::DataReceived => "data_received",
            Self::ScheduleLag => "schedule_lag",
        }
    }

    /// The kind of the metric's numbers.
    #[must_use]
    pub const fn kind(self) -> MetricKind {
        match self {
            Self::HttpReqs
            | Self::HttpReqRetried
            | Self::Iterations
            | Self::DroppedIterations
            | Self::DataSent
            | Self::DataReceived => MetricKind::Counter,
            Self::Vus | Self::VusMax => MetricKind::Gauge,
            Self::HttpReqFailed | Self::Checks | Self::Visits | Self::Promotion => MetricKind::Rate,
            Self::HttpReqDuration
            | Self::Phase(_)
            | Self::ResponseTime
            | Self::PageLoadTime
            | Self::IterationDuration
            | Self::GroupDuration
            | Self::ScheduleLag => MetricKind::Trend,
        }
    }

    fn list() -> String {
        Self::ALL.map(Self::as_str).join(", ")
    }
}

impl fmt::Display for MetricName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for MetricName {
    type Err = UnknownMetric;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|metric| metric.as_str() == text)
            .ok_or_else(|| UnknownMetric { name: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive() {
        for metric in MetricName::ALL {
            assert_eq!(metric.as_str().parse(), Ok(metric));
        }
        let error = "http_req_durations".parse::<MetricName>().unwrap_err().to_string();
        assert!(error.contains("http_req_durations") && error.contains("http_req_duration,"), "{error}");
    }
}
