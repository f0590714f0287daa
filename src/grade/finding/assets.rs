//! Pages' files that fail: not a part of the grade, but worth a finding.

use super::{Finding, FindingKind, failed};
use crate::grade::wording::of_requests;
use crate::metric::{Outcome, StepSeries, Summary};
use crate::words::Message;

/// The failed share of a page's files that shoppers notice; one forgotten picture is not a finding.
const NOTICED: f64 = 0.01;

/// One finding for each step with more than 1 % failed files.
pub(super) fn failures(summary: &Summary) -> Vec<Finding> {
    let named = summary.layout.steps.iter().zip(summary.total.steps());
    named
        .filter(|(_, series)| series.is_assets())
        .filter_map(|(name, series)| failing(name, series))
        .collect()
}

fn failing(name: &str, series: &StepSeries) -> Option<Finding> {
    let (failed_times, sent) = (series.failures(), series.requests());
    if failed_times as f64 <= sent as f64 * NOTICED {
        return None;
    }
    let mut kinds: Vec<(u64, Outcome)> = Outcome::ALL
        .into_iter()
        .filter(|outcome| outcome.is_failure())
        .map(|outcome| (series.count(outcome), outcome))
        .filter(|(times, _)| *times > 0)
        .collect();
    kinds.sort_by_key(|(times, _)| std::cmp::Reverse(*times));
    let kinds: Vec<Message> = kinds
        .into_iter()
        .map(|(times, outcome)| {
            let told = Message::new("outcome-times").with("times", times).with("outcome", outcome.words());
            match failed::statuses(series).filter(|_| outcome == Outcome::Status) {
                Some(statuses) => Message::new("with-details").with("what", told).with("details", statuses),
                None => told,
            }
        })
        .collect();
    let evidence = Message::new("with-details").with("what", of_requests(failed_times, sent));
    Some(
        Finding::new(
            FindingKind::AssetsFailed,
            Message::new("assets-failed").with("step", name),
            evidence.with("details", kinds),
            Message::new("remedy-assets"),
        )
        .of_step(name),
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::metric::{Layout, Measurements, RunPhase, Sample, StepId, Timings};
    use crate::words::Lang;

    fn summary(failed: u64, of: u64) -> Summary {
        let layout = Layout {
            steps: vec!["page".into(), "page assets".into()],
            assets: vec![StepId(1)],
            ..Layout::default()
        };
        let mut second = Measurements::new(&layout);
        for number in 0..of {
            let (status, outcome) = if number < failed { (404, Outcome::Status) } else { (200, Outcome::Ok) };
            second.record(&Sample {
                response_time: 1,
                ..Sample::new(StepId(1), status, outcome, Timings::default())
            });
        }
        let mut summary = Summary::new(layout, 1);
        summary.add_second(Duration::from_secs(1), RunPhase::Hold, 1, &second);
        summary
    }

    #[test]
    fn more_than_one_in_a_hundred_is_worth_a_word() {
        assert_eq!(failures(&summary(1, 100)), []);
        assert_eq!(failures(&summary(0, 0)), []);
        let found = failures(&summary(1_200, 30_000));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].what.say(Lang::En), "page assets: files of the page fail");
        assert_eq!(
            found[0].evidence.say(Lang::En),
            "1,200 of 30,000 requests (4 %): 1,200 × unexpected status: 404 × 1,200"
        );
    }
}
