//! Findings about settings from before the run: thresholds, the planned load, its size.

use super::{Finding, FindingKind};
use crate::grade::delivered;
use crate::metric::{Filter, GeneratorHealth, IterationTally, MetricName, Summary};
use crate::threshold::{Threshold, ThresholdResult};
use crate::words::Message;

/// The fewest visits of which five per cent are at least one visit.
const FEW: u64 = 20;

/// More thresholds than this are not named one by one: one cause crosses those of many checks.
const NAMED: usize = 3;

/// The first of the phrases, and how many more there are.
fn shortened(mut phrases: Vec<Message>) -> Message {
    let more = phrases.len().saturating_sub(NAMED);
    // Naming one more takes no more room than counting it.
    if more > 1 {
        phrases.truncate(NAMED);
        phrases.push(Message::new("thresholds-more").with("more", more as u64));
    }
    Message::list(phrases)
}

/// One finding for all crossed thresholds, because one cause crosses many.
pub(super) fn crossed(summary: &Summary, thresholds: &[ThresholdResult]) -> Option<Finding> {
    let crossed: Vec<_> = thresholds.iter().filter(|result| !result.ok).collect();
    let evidence = crossed.iter().map(|result| {
        let measured = told(summary, result);
        match crossed.len() {
            1 => measured,
            _ => Message::new("with-details").with("what", result.source.as_str()).with("details", measured),
        }
    });
    let what = match crossed.as_slice() {
        [] => return None,
        [only] => Message::new("threshold-crossed").with("threshold", only.source.as_str()),
        several => Message::new("thresholds-crossed").with("count", several.len() as u64),
    };
    let evidence = shortened(evidence.collect());
    Some(Finding::new(FindingKind::ThresholdCrossed, what, evidence, Message::new("remedy-threshold")))
}

/// What crossed a threshold. A check that had no right page to look at counts as one that did not hold, and then it says so.
fn told(summary: &Summary, result: &ThresholdResult) -> Message {
    let threshold = Threshold::parse_flag(&result.source).ok();
    let of_checks = threshold.filter(|of| of.metric == MetricName::Checks && of.expression.window.is_none());
    let filter = of_checks.and_then(|of| Filter::resolve(&of.tags, &summary.layout).ok());
    let tally = filter.map(|filter| summary.total.checks_of(&filter));
    match tally {
        // A command of several runs judges one of them, and the measurements are of all.
        Some(tally) if tally.without_page > 0 && tally.share() == result.value => tally.told(),
        _ => result.told(),
    }
}

/// A finding that our own cap on requests set the pace.
pub(super) fn held_back(summary: &Summary) -> Option<Finding> {
    let (judged, _) = summary.judged();
    Some(Finding::new(
        FindingKind::LoadNotSent,
        Message::new("cap-held-back"),
        delivered::held_back(judged)?,
        Message::new("remedy-cap"),
    ))
}

/// One finding for all thresholds without a measurement, because often the whole run missed a step.
pub(super) fn unmeasured(thresholds: &[ThresholdResult]) -> Option<Finding> {
    let sources: Vec<_> = thresholds
        .iter()
        .filter(|result| result.value.is_none())
        .map(|result| Message::plain(&result.source))
        .collect();
    (!sources.is_empty()).then(|| {
        Finding::new(
            FindingKind::NotMeasured,
            Message::new("thresholds-unmeasured").with("count", sources.len() as u64),
            shortened(sources),
            Message::new("remedy-unmeasured"),
        )
    })
}

/// A finding about iterations that did not start because no virtual user was free. Those that the generator was too late for have
/// a finding of their own.
pub(super) fn dropped(summary: &Summary, health: &GeneratorHealth) -> Option<Finding> {
    let IterationTally { started, dropped, .. } = summary.total.tally();
    let told = |message: Message| message.with("dropped", dropped).with("started", started);
    let (evidence, remedy) = if health.late_starts * 2 > dropped {
        let evidence = Message::new("load-not-sent-late").with("late", health.late_starts);
        (told(evidence), Message::new("remedy-load-not-sent-late"))
    } else {
        (told(Message::new("load-not-sent-busy")), Message::new("remedy-load-not-sent-busy"))
    };
    (dropped > 0)
        .then(|| Finding::new(FindingKind::LoadNotSent, Message::new("load-not-sent"), evidence, remedy))
}

pub(super) fn few(summary: &Summary) -> Option<Finding> {
    let (judged, _) = summary.judged();
    let visits = judged.visits.judged().tally().ended();
    (visits > 0 && visits < FEW).then(|| {
        Finding::new(
            FindingKind::FewRequests,
            Message::new("few-visits"),
            Message::new("few-visits-judged").with("visits", visits),
            Message::new("remedy-few-visits"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::sample_run::{self, SampleCourse};
    use crate::metric::{CheckId, Measurements};
    use crate::words::Lang;

    fn crossed_at(source: String, value: f64) -> ThresholdResult {
        ThresholdResult { source, value: Some(value), ok: false, abort_on_fail: false, worst_at_s: None }
    }

    #[test]
    fn few_thresholds_are_named_and_many_counted() {
        let summary = sample_run::summary(&SampleCourse::default());
        let evidence = |count: usize| {
            let source = |place: usize| format!("checks{{check:c{place}}}: rate>0.99");
            let results: Vec<_> = (0..count).map(|place| crossed_at(source(place), 0.5)).collect();
            crossed(&summary, &results).unwrap().evidence.say(Lang::En)
        };
        assert_eq!(evidence(1), "measured 50 %");
        assert_eq!(evidence(4).matches("measured").count(), 4);
        let many = evidence(17);
        assert_eq!(many.matches("measured").count(), 3, "{many}");
        assert!(many.ends_with("; and 14 more, which stand among the checks and thresholds"), "{many}");
    }

    #[test]
    fn a_check_without_a_right_page_says_so() {
        let mut summary = sample_run::summary(&SampleCourse::default());
        let mut said = |passes: usize, fails: usize, without: usize, value: f64| {
            let mut measured = Measurements::new(&summary.layout);
            (0..passes).for_each(|_| measured.check(CheckId(0), true));
            (0..fails).for_each(|_| measured.check(CheckId(0), false));
            (0..without).for_each(|_| measured.check_without_page(CheckId(0)));
            summary.total = measured;
            let name = summary.layout.checks[0].1.clone();
            let source = format!("checks{{check:{name}}}: rate>0.99");
            crossed(&summary, &[crossed_at(source, value)]).unwrap().evidence
        };
        for (passes, fails, without, value, english) in [
            (1, 1, 0, 0.5, "measured 50 %"),
            (0, 0, 390, 0.0, "there was no right page to look at, 390 times of 390, so it counts as 0 %"),
            (0, 0, 1, 0.0, "there was no right page to look at, 1 time of 1, so it counts as 0 %"),
            (
                2,
                1,
                1,
                0.5,
                "2 of 3 (66.7 %); there was no right page to look at 1 time, so it counts as 50 %",
            ),
            // The judged one of several runs.
            (2, 1, 1, 0.9, "measured 90 %"),
        ] {
            assert_eq!(said(passes, fails, without, value).say(Lang::En), english);
        }
        let french = said(2, 1, 1, 0.5).say(Lang::Fr);
        assert!(french.contains("1 fois, il n’y avait pas de bonne page à regarder"), "{french}");
    }
}
