//! Findings about settings from before the run: thresholds, the planned load, its size.

use super::{Finding, FindingKind};
use crate::grade::delivered;
use crate::metric::{GeneratorHealth, IterationTally, Summary};
use crate::threshold::ThresholdResult;
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
pub(super) fn crossed(thresholds: &[ThresholdResult]) -> Option<Finding> {
    let crossed: Vec<_> = thresholds.iter().filter(|result| !result.ok).collect();
    let evidence = crossed.iter().map(|result| {
        let measured = result.told();
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
    use crate::words::Lang;

    #[test]
    fn few_thresholds_are_named_and_many_counted() {
        let result = |place: usize| ThresholdResult {
            source: format!("checks{{check:c{place}}}: rate>0.99"),
            value: Some(0.5),
            ok: false,
            abort_on_fail: false,
            worst_at_s: None,
        };
        let evidence = |count: usize| {
            let results: Vec<_> = (0..count).map(result).collect();
            crossed(&results).unwrap().evidence.say(Lang::En)
        };
        assert_eq!(evidence(1), "measured 50 %");
        assert_eq!(evidence(4).matches("measured").count(), 4);
        let many = evidence(17);
        assert_eq!(many.matches("measured").count(), 3, "{many}");
        assert!(many.ends_with("; and 14 more, which stand among the checks and thresholds"), "{many}");
    }
}
