//! What pages need or ask besides: files and background requests that fail, which are not a part of the grade, but worth a finding;
//! and background requests that the load was without.

use super::{Finding, FindingKind, failed};
use crate::grade::wording::of_requests;
use crate::metric::{Outcome, StepId, StepSeries, Summary};
use crate::words::{Message, Value};

/// The failed share of a page's files, or of background requests, that is worth a word; one forgotten picture is not a finding.
const NOTICED: f64 = 0.01;

/// One finding for each step with more than 1 % failed files, and for each background request that fails so often. One that breaks
/// visits has a finding of its own.
pub(super) fn failures(summary: &Summary) -> Vec<Finding> {
    let named = (0..).map(StepId).zip(summary.layout.steps.iter().zip(summary.total.steps()));
    let breaks = |step: StepId| summary.total.broken.all().iter().any(|broken| broken.step == step);
    named
        .filter(|(step, (_, series))| !series.is_of_pages() && !breaks(*step))
        .filter_map(|(_, (name, series))| failing(name, series))
        .collect()
}

/// What the pages' scripts ask and the load did not send, by its names.
pub(super) fn left_out(names: &[String]) -> Option<Finding> {
    let shown = Value::Row(names.iter().map(Message::plain).collect());
    (!names.is_empty()).then(|| {
        Finding::new(
            FindingKind::BackgroundLeftOut,
            Message::new("background-left-out"),
            Message::new("background-left-out-names").with("names", shown),
            Message::new("remedy-background-left-out"),
        )
    })
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
    let (kind, what, remedy) = if series.is_assets() {
        (FindingKind::AssetsFailed, Message::new("assets-failed"), Message::new("remedy-assets"))
    } else {
        (FindingKind::BackgroundFailed, Message::new("background-failed"), Message::new("remedy-background"))
    };
    let what = what.with("step", name);
    Some(Finding::new(kind, what, evidence.with("details", kinds), remedy).of_step(name))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::metric::{Cause, Layout, LoadPart, Measurements, RunPhase, Sample, Timings, VisitKey};
    use crate::words::Lang;

    fn summary(step: u16, failed: u64, of: u64) -> Summary {
        let layout = Layout {
            steps: vec!["page".into(), "page assets".into(), "page lists".into()],
            assets: vec![StepId(1)],
            background: vec![StepId(2)],
            ..Layout::default()
        };
        let mut second = Measurements::new(&layout);
        for number in 0..of {
            let (status, outcome) = if number < failed { (404, Outcome::Status) } else { (200, Outcome::Ok) };
            second.record(&Sample {
                response_time: 1,
                ..Sample::new(StepId(step), status, outcome, Timings::default())
            });
        }
        let mut summary = Summary::new(layout, 1);
        summary.add_second(Duration::from_secs(1), RunPhase::Hold, 1, &second);
        summary
    }

    #[test]
    fn more_than_one_in_a_hundred_is_worth_a_word() {
        assert_eq!(failures(&summary(1, 1, 100)), []);
        assert_eq!(failures(&summary(1, 0, 0)), []);
        let found = failures(&summary(1, 1_200, 30_000));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].what.say(Lang::En), "page assets: files of the page fail");
        assert_eq!(
            found[0].evidence.say(Lang::En),
            "1,200 of 30,000 requests (4 %): 1,200 × unexpected status: 404 × 1,200"
        );
    }

    #[test]
    fn background_requests_that_fail_are_named_for_what_they_are() {
        assert_eq!(failures(&summary(2, 1, 100)), []);
        assert_eq!(failures(&summary(0, 100, 100)), [], "a page breaks visits, which is told elsewhere");
        let found = failures(&summary(2, 2, 100));
        assert_eq!(
            found.iter().map(|finding| finding.kind).collect::<Vec<_>>(),
            [FindingKind::BackgroundFailed]
        );
        assert_eq!(found[0].what.say(Lang::En), "page lists: what the page's scripts ask fails");
    }

    #[test]
    fn what_breaks_visits_is_not_played_down() {
        let mut summary = summary(2, 50, 100);
        let visit = VisitKey { part: LoadPart::FullLoad, executor: 0, journey: 0 };
        summary.total.broken.add(visit, StepId(2), Cause::Outcome(Outcome::Status), None);
        assert_eq!(failures(&summary), []);
    }

    #[test]
    fn what_the_load_was_without_is_named() {
        assert_eq!(left_out(&[]), None);
        let found = left_out(&["wishlists".to_owned(), "grades".to_owned()]).unwrap();
        assert_eq!(found.evidence.say(Lang::En), "browsers ask besides the pages: wishlists, grades");
        assert!(found.remedy.is_whole() && found.what.is_whole());
    }
}
