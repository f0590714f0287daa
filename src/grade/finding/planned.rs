//! What was set before the run: thresholds, the planned load, enough of it.

use super::{Finding, FindingKind};
use crate::metric::{GeneratorHealth, IterationTally, Summary};
use crate::threshold::ThresholdResult;
use crate::words::Message;

/// Below this many requests the five slowest percent are fewer than five requests.
const FEW: u64 = 100;

pub(super) fn crossed(result: &ThresholdResult) -> Option<Finding> {
    (!result.ok).then(|| {
        Finding::new(
            FindingKind::ThresholdCrossed,
            Message::new("threshold-crossed").with("threshold", result.source.as_str()),
            Message::new("measured").with("value", result.measured()),
            Message::new("remedy-threshold"),
        )
    })
}

/// One finding for all of them: often the whole run missed a step.
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
            Message::list(sources),
            Message::new("remedy-unmeasured"),
        )
    })
}

/// What did not start because nobody was free. What the generator was too late for stands at its own door.
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
    let requests = judged.requests();
    (requests > 0 && requests < FEW).then(|| {
        Finding::new(
            FindingKind::FewRequests,
            Message::new("few-requests"),
            Message::new("few-requests-judged").with("requests", requests),
            Message::new("remedy-few-requests"),
        )
    })
}
