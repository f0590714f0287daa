//! A run second by second, as a table for other programs.

use serde::Serialize;

use super::read::{entries, start, usable_seconds};
use super::{LogError, Second};
use crate::metric::{Measurements, Micros, Outcome, RunPhase, TimelinePoint};

/// One second of a run. What a log has and a record lacks is `None` where only the record is left.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SecondLine {
    /// The end of the second, as UTC.
    pub time: jiff::Timestamp,
    /// The end of the second, in seconds from the start of the load.
    pub at_s: f64,
    /// The part of the load's shape: `ramp`, `hold` or `drain`.
    pub phase: RunPhase,
    /// Virtual users active at the end of the second.
    pub vus: u64,
    /// Requests that ended in the second, without those for pages' files.
    pub requests: u64,
    /// Of these, the requests that failed a shopper.
    pub failed: u64,
    /// The median of `response_time` in milliseconds, the worse of the pages that came and of all; 0 where no page came.
    pub p50_ms: f64,
    /// The same for the 95th percentile.
    pub p95_ms: f64,
    /// The same for the 99th percentile.
    pub p99_ms: Option<f64>,
    /// Bytes written to sockets, for pages and their files.
    pub bytes_sent: Option<u64>,
    /// Bytes read from sockets, for pages and their files.
    pub bytes_received: Option<u64>,
    /// Visits that ended in the second and were good.
    pub visits_good: Option<u64>,
    /// Visits that ended in the second and failed.
    pub visits_failed: Option<u64>,
}

impl SecondLine {
    /// What a point of a record's timeline has; `started` is the beginning of the load.
    #[must_use]
    pub fn of_point(point: &TimelinePoint, started: jiff::Timestamp) -> Self {
        let after = jiff::SignedDuration::try_from_secs_f64(point.at_s).unwrap_or_default();
        Self {
            time: started.checked_add(after).unwrap_or(started),
            at_s: point.at_s,
            phase: point.phase,
            vus: point.vus,
            requests: point.requests,
            failed: point.failures,
            p50_ms: millis(point.p50_us),
            p95_ms: millis(point.p95_us),
            p99_ms: None,
            bytes_sent: None,
            bytes_received: None,
            visits_good: None,
            visits_failed: None,
        }
    }
}

fn millis(micros: Micros) -> f64 {
    micros as f64 / 1e3
}

/// The seconds of an interval log, as far as it is intact.
///
/// # Errors
///
/// [`LogError`] when the log has no beginning that this program can read.
pub fn seconds(log: &[u8]) -> Result<Vec<SecondLine>, LogError> {
    let (first, entries) = entries(log)?;
    let start = start(first)?;
    let line = |(second, measured): (Second, Measurements)| {
        let [p50_us, p95_us, p99_us] = measured.honest_quantiles([0.5, 0.95, 0.99]).unwrap_or_default();
        let point = TimelinePoint {
            at_s: second.end.as_secs_f64(),
            phase: second.phase,
            vus: second.vus,
            requests: measured.requests(),
            failures: measured.count_where(Outcome::is_failure),
            p50_us,
            p95_us,
        };
        let ((sent, received), visits) = (measured.bytes(), measured.visits.whole());
        SecondLine {
            p99_ms: Some(millis(p99_us)),
            bytes_sent: Some(sent),
            bytes_received: Some(received),
            visits_good: Some(visits.good),
            visits_failed: Some(visits.failed),
            ..SecondLine::of_point(&point, start.about.started)
        }
    };
    Ok(usable_seconds(entries, &start).map(line).collect())
}
