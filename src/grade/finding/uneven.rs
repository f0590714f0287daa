//! Steps that answer in two ways: most requests fast, some many times slower.

use super::slow::time;
use super::{Confidence, Costly, Finding, FindingKind, pages};
use crate::metric::{Micros, Outcome, StepSeries, Summary};
use crate::words::{Message, Value};

/// The fewest requests with a meaningful p99; fewer have at most two beyond it.
const REQUESTS: u64 = 200;
/// The factor of the p99 over the median from which a step is uneven.
const FACTOR: u64 = 10;
/// The least p99 that a shopper notices, in microseconds.
const NOTICED: Micros = 300_000;
/// The gap between two kinds of answers, as multiples of the median: fewer answers between twice and five times the median than
/// beyond it. A long tail has no gap.
const GAP: (u64, u64) = (2, 5);

/// A finding about the most uneven step.
pub(super) fn uneven(summary: &Summary) -> Option<Costly> {
    let (judged, _) = summary.judged();
    let found = pages(summary, judged).filter_map(|(name, series)| step(name, series));
    found.max_by(|(cost, _), (other, _)| cost.total_cmp(other))
}

fn step(name: &str, series: &StepSeries) -> Option<Costly> {
    // The exchange alone: `response_time` also has the requests that a stall kept back, which fill the gap.
    let times = series.durations(|outcome| outcome == Outcome::Ok);
    let (p50, p99) = (times.quantile(0.5), times.quantile(0.99));
    if times.count() < REQUESTS || p99 < NOTICED || p99 < p50.saturating_mul(FACTOR) {
        return None;
    }
    let up_to = |factor: u64| times.share_up_to(p50.saturating_mul(factor));
    let (between, beyond) = (up_to(GAP.1) - up_to(GAP.0), 1.0 - up_to(GAP.1));
    if beyond <= between {
        return None;
    }
    let evidence = Message::new("uneven-evidence")
        .with("p50", time(p50))
        .with("p99", time(p99))
        .with("share", Value::Share(beyond))
        .with("times", GAP.1);
    let finding = Finding::new(
        FindingKind::UnevenLatency,
        Message::new("uneven").with("step", name),
        evidence,
        Message::new("remedy-uneven"),
    );
    Some(((p99 - p50) as f64 / 1e3 * beyond, finding.of_step(name).sure(Confidence::Medium)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::metric::{Layout, Measurements, RunPhase, Sample, StepId, Timings};
    use crate::words::Lang;

    /// Requests of one step that took this many milliseconds each.
    fn summary(millis: impl IntoIterator<Item = u64>) -> Summary {
        let layout = Layout { steps: vec!["page".into()], ..Layout::default() };
        let mut second = Measurements::new(&layout);
        for millis in millis {
            let timings = Timings { waiting: millis * 1_000, ..Timings::default() };
            second.record(&Sample {
                response_time: millis * 1_000,
                ..Sample::new(StepId(0), 200, Outcome::Ok, timings)
            });
        }
        let mut summary = Summary::new(layout, 1);
        summary.add_second(Duration::from_secs(1), RunPhase::Hold, 1, &second);
        summary
    }

    #[test]
    fn two_kinds_of_answers_are_told_from_a_long_tail() {
        let two = (0..300).map(|number| if number % 25 == 0 { 900 } else { 40 + number % 10 });
        let (_, finding) = uneven(&summary(two)).unwrap();
        assert_eq!(finding.what.say(Lang::En), "page answers in two speeds");
        assert!(finding.evidence.say(Lang::En).contains("4 % of the requests take more than 5 times"));
        for (times, why) in [
            ((0..300).map(|number| 40 + number % 10).collect::<Vec<_>>(), "one kind"),
            ((0..100).map(|number| if number % 25 == 0 { 900 } else { 40 }).collect(), "few requests"),
            ((0..300).map(|number| if number % 25 == 0 { 60 } else { 4 }).collect(), "nobody notices"),
            ((0..1_000).map(|number| 40 + 40_000 / (1_000 - number)).collect(), "a long tail"),
        ] {
            assert!(uneven(&summary(times)).is_none(), "{why}");
        }
    }
}
