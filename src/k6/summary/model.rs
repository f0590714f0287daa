//! A run in k6's terms: groups with checks, and metrics with thresholds.

use std::time::Duration;

use super::metrics::{self, Metric};
use crate::metric::{CheckTally, StepId, Summary};
use crate::threshold::{ThresholdResult, ThresholdSet};

/// A run in k6's terms.
#[derive(Debug, Clone)]
pub struct K6Summary {
    /// The groups in the order of the steps.
    pub(super) groups: Vec<SummaryGroup>,
    /// The metrics in k6's order of names: sub-metrics behind their metric.
    pub(super) metrics: Vec<Metric>,
    /// The length of the run.
    pub(super) elapsed: Duration,
}

/// A step that sent requests: `group(STEP, …)` of a script.
#[derive(Debug, Clone)]
pub(super) struct SummaryGroup {
    pub(super) name: String,
    pub(super) checks: Vec<SummaryCheck>,
}

/// A check that was made at least once.
#[derive(Debug, Clone)]
pub(super) struct SummaryCheck {
    pub(super) name: String,
    pub(super) tally: CheckTally,
}

impl K6Summary {
    /// Describes a run. `results` are the results of the thresholds of `set`, in the same order.
    ///
    /// Like k6, which only knows what happened, it leaves out steps without a request, checks that were never made and metrics
    /// without a measurement, unless a threshold is about them.
    #[must_use]
    pub fn new(summary: &Summary, set: &ThresholdSet, results: &[ThresholdResult]) -> Self {
        Self {
            groups: groups(summary),
            metrics: metrics::all(summary, set, results),
            elapsed: summary.elapsed,
        }
    }

    /// All checks; those with one name in several groups are merged, as in k6's text.
    pub(super) fn checks_by_name(&self) -> Vec<SummaryCheck> {
        let mut all = Vec::new();
        for check in self.groups.iter().flat_map(|group| &group.checks) {
            add(&mut all, &check.name, check.tally);
        }
        all
    }
}

/// The groups of the steps. The files of a page are not a step of a script, so they have no group.
fn groups(summary: &Summary) -> Vec<SummaryGroup> {
    let steps = (0..).map(StepId).zip(&summary.layout.steps).zip(summary.total.steps());
    steps
        .filter(|(_, series)| series.requests() > 0 && !series.is_assets())
        .map(|((step, name), _)| SummaryGroup { name: name.clone(), checks: checks(summary, step) })
        .collect()
}

fn checks(summary: &Summary, of: StepId) -> Vec<SummaryCheck> {
    let mut checks = Vec::new();
    for ((step, name), tally) in summary.layout.checks.iter().zip(summary.total.checks()) {
        if *step == of && tally.passes + tally.fails > 0 {
            add(&mut checks, name, *tally);
        }
    }
    checks
}

/// Adds a check to a group, in which k6 identifies it by its name.
fn add(checks: &mut Vec<SummaryCheck>, name: &str, tally: CheckTally) {
    match checks.iter_mut().find(|check| check.name == name) {
        Some(known) => {
            known.tally.passes += tally.passes;
            known.tally.fails += tally.fails;
        }
        None => checks.push(SummaryCheck { name: name.to_owned(), tally }),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::metric::{CheckId, Layout, Measurements, Outcome, RunPhase, Sample, Timings};
    use crate::threshold::{Threshold, Worst};

    /// Ten visits in two seconds: a page that always comes, and a cart that comes nine times and is right eight times. The third
    /// step is never reached.
    pub(in super::super) fn run() -> Summary {
        let check = |step, name: &str| (StepId(step), name.to_owned());
        let layout = Layout {
            steps: vec!["page".into(), "Cart \u{1b}[31m".into(), "order".into()],
            checks: vec![
                check(0, "status is 200"),
                check(1, "status is 200"),
                check(1, "rule"),
                check(2, "order"),
            ],
            ..Layout::default()
        };
        let mut summary = Summary::new(layout.clone(), 4);
        for second in 1..=2 {
            let mut measured = Measurements::new(&layout);
            for visit in 0..5 {
                let bad = second == 2 && visit == 4;
                measured.record(&sample(0, Outcome::Ok, 10));
                measured.check(CheckId(0), true);
                measured.record(&sample(1, if bad { Outcome::Status } else { Outcome::Ok }, 20));
                measured.check(CheckId(1), !bad);
                measured.check(CheckId(2), visit < 4);
                measured.iteration(0, 30_000);
            }
            summary.add_second(Duration::from_secs(second), RunPhase::Hold, second + 1, &measured);
        }
        summary
    }

    fn sample(step: u16, outcome: Outcome, millis: u64) -> Sample {
        let timings = Timings { waiting: millis * 1_000, ..Timings::default() };
        Sample {
            response_time: timings.duration() + 1_500,
            bytes_sent: 120,
            bytes_received: 12_345,
            ..Sample::new(StepId(step), if outcome.is_http_failure() { 500 } else { 200 }, outcome, timings)
        }
    }

    const SECOND: Duration = Duration::from_secs(1);

    /// Describes a run with these thresholds: windows of a second have a measurement, others are longer than the run.
    pub(in super::super) fn described(summary: &Summary, thresholds: &[&str]) -> K6Summary {
        let thresholds = thresholds.iter().map(|flag| Threshold::parse_flag(flag).unwrap());
        let set = ThresholdSet::new(thresholds.collect(), &summary.layout).unwrap();
        let worst = Some(Worst { value: 4.0, end: Duration::from_secs(2) });
        let measured =
            set.thresholds().map(|threshold| worst.filter(|_| threshold.expression.window == Some(SECOND)));
        let measured: Vec<_> = measured.collect();
        let results = set.evaluate(&summary.total, summary.elapsed, summary.vus_max, &measured);
        K6Summary::new(summary, &set, &results)
    }

    pub(in super::super) const THRESHOLDS: [&str; 9] = [
        "http_req_duration:p(95)<2000",
        "http_req_duration{step:page}:p(97)<5",
        "http_req_duration{step:page}:max>=0",
        "http_req_duration{name:order}:p(95)>0",
        "http_req_waiting{name:order}:p(95)<500",
        "checks{check:rule}:rate>0.9",
        "data_received:rate>1",
        "http_reqs:count over 1s>=5",
        "http_req_receiving:max over 1m>0",
    ];

    #[test]
    fn groups_are_the_steps_that_were_reached() {
        let model = described(&run(), &[]);
        let groups: Vec<_> =
            model.groups.iter().map(|group| (group.name.as_str(), group.checks.len())).collect();
        assert_eq!(groups, [("page", 1), ("Cart \u{1b}[31m", 2)]);
        let checks: Vec<_> = model
            .checks_by_name()
            .into_iter()
            .map(|check| (check.name, check.tally.passes, check.tally.fails))
            .collect();
        assert_eq!(checks, [("status is 200".to_owned(), 19, 1), ("rule".to_owned(), 8, 2)]);
    }
}
