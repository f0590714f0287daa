//! A second of a run as listeners get it.

use std::time::{Duration, Instant};

use schemars::JsonSchema;
use serde::Serialize;

use crate::grade::SoFar;
use crate::metric::{Histogram, Measurements, Outcome, RunPhase, StepSeries, Summary};
use crate::record::log::FollowedSecond;

/// Grading takes at most this part of the time.
const PART: u32 = 50;
/// Seconds at full load beyond which a run is graded at its end only: the cost grows with their square.
const LONGEST: usize = 3_600;

/// A second of a run.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(in crate::desk) struct LiveSecond {
    /// Its number, from 1.
    pub(in crate::desk) number: u64,
    /// Its end, in seconds from the start of the load.
    at_s: f64,
    /// The part of the load's shape: `ramp`, `hold` or `drain`.
    phase: &'static str,
    /// Virtual users at its end.
    vus: u64,
    /// How long the run has stood still, in seconds.
    paused_s: f64,
    /// Requests for pages that ended in it.
    requests: u64,
    /// Of these, those that failed a shopper.
    failures: u64,
    /// The median of `response_time` in milliseconds; `null` where no page came.
    p50_ms: Option<f64>,
    /// The same for the 95th percentile.
    p95_ms: Option<f64>,
    /// Visits that ended in it and were good.
    visits_good: u64,
    /// Visits that ended in it and failed.
    visits_failed: u64,
    /// Requests for pages until now.
    total_requests: u64,
    /// Of these, those that failed a shopper.
    total_failures: u64,
    /// The letter of a run that is stopped now; `null` while that cannot be told.
    letter: Option<String>,
    /// Each step that pages came for, in the order of the journeys.
    steps: Vec<LiveStep>,
}

/// A step in a second.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(in crate::desk) struct LiveStep {
    /// Its name.
    name: String,
    /// Requests that ended in the second.
    requests: u64,
    /// Of these, those that failed a shopper.
    failures: u64,
    /// The median of `response_time` in milliseconds; `null` where no page came.
    p50_ms: Option<f64>,
    /// The same for the 95th percentile.
    p95_ms: Option<f64>,
}

/// Sees the seconds of one run.
#[derive(Debug, Default)]
pub(super) struct Observer {
    letter: Option<String>,
    due: Option<Instant>,
}

impl Observer {
    /// What is told of a second.
    pub(super) fn see(&mut self, followed: &FollowedSecond<'_>) -> LiveSecond {
        let FollowedSecond { second, measured, summary } = *followed;
        self.grade(followed);
        let visits = measured.visits.whole();
        let times =
            measured.honest_quantiles([0.5, 0.95]).map(|times| times.map(|micros| micros as f64 / 1e3));
        LiveSecond {
            number: second.number,
            at_s: second.end.as_secs_f64(),
            phase: match second.phase {
                RunPhase::Ramp => "ramp",
                RunPhase::Hold => "hold",
                RunPhase::Drain => "drain",
            },
            vus: second.vus,
            paused_s: second.paused.as_secs_f64(),
            requests: measured.requests(),
            failures: measured.count_where(Outcome::is_failure),
            p50_ms: times.map(|[p50, _]| p50),
            p95_ms: times.map(|[_, p95]| p95),
            visits_good: visits.good,
            visits_failed: visits.failed,
            total_requests: summary.total.requests(),
            total_failures: summary.total.count_where(Outcome::is_failure),
            letter: self.letter.clone(),
            steps: steps(measured, summary),
        }
    }

    /// Looks at the letter as often as that costs little.
    fn grade(&mut self, followed: &FollowedSecond<'_>) {
        let begin = Instant::now();
        let held = followed.summary.timeline.iter().filter(|point| point.phase == RunPhase::Hold).count();
        if held > LONGEST {
            self.letter = None;
            return;
        }
        if self.due.is_none_or(|due| due <= begin) {
            self.letter = match SoFar::of(followed.summary, &followed.second.health) {
                SoFar::Graded { letter, .. } => Some(letter.to_string()),
                SoFar::TooEarly | SoFar::Inconclusive(_) => None,
            };
            self.due = begin.checked_add(begin.elapsed().saturating_mul(PART).min(Duration::from_secs(60)));
        }
    }
}

fn steps(measured: &Measurements, summary: &Summary) -> Vec<LiveStep> {
    let named = summary.layout.steps.iter().zip(measured.steps());
    named
        .filter(|(_, series)| series.is_of_pages())
        .map(|(name, series)| step(name.to_string(), series))
        .collect()
}

fn step(name: String, series: &StepSeries) -> LiveStep {
    let times = series.response_times(|_| true);
    LiveStep {
        name,
        requests: series.requests(),
        failures: series.failures(),
        p50_ms: quantile(&times, 0.5),
        p95_ms: quantile(&times, 0.95),
    }
}

fn quantile(times: &Histogram, share: f64) -> Option<f64> {
    (!times.is_empty()).then(|| times.quantile(share) as f64 / 1e3)
}
