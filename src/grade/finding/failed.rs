//! Findings about what spoilt the measurement, and what ended the run.

use super::{Finding, FindingKind, advice};
use crate::grade::wording::of_requests;
use crate::metric::{Ending, GeneratorHealth, Measurements, Outcome, StepSeries, Summary};
use crate::words::{Message, Value};

/// The share of requests answered by a CDN or firewall from which the shop was not measured.
const BLOCKED_LIMIT: f64 = 0.5;

pub(super) fn bottleneck(health: &GeneratorHealth) -> Option<Finding> {
    let why = health.bottleneck()?;
    // The step that was not sent has a finding of its own.
    (health.withheld == 0).then(|| {
        let what = Message::new("generator-set-the-pace");
        Finding::new(FindingKind::Generator, what, why, Message::new("remedy-generator"))
    })
}

/// The number of requests that a CDN or firewall answered; `None` when they are too few to spoil the measurement.
pub(in crate::grade) fn mostly_blocked(measured: &Measurements) -> Option<u64> {
    let blocked = measured.count_where(|outcome| outcome == Outcome::Blocked);
    (blocked > 0 && blocked as f64 >= measured.requests() as f64 * BLOCKED_LIMIT).then_some(blocked)
}

/// A finding when the shop was not measured, because of the judged part or because a firewall ended the run.
pub(super) fn kept_away(summary: &Summary, ending: &Ending) -> Option<Finding> {
    let (judged, _) = summary.judged();
    let (blocked, of, asked) = match (mostly_blocked(judged), ending) {
        (Some(blocked), Ending::Blocked { retry_after }) => (blocked, judged, *retry_after),
        (Some(blocked), _) => (blocked, judged, None),
        (None, Ending::Blocked { retry_after }) => {
            (summary.total.count_where(|outcome| outcome == Outcome::Blocked), &summary.total, *retry_after)
        }
        (None, _) => return None,
    };
    let mut evidence = of_requests(blocked, of.requests());
    if let Some(time) = asked {
        let details = Message::new("asks-to-wait").with("time", Value::Seconds(time.as_secs_f64()));
        evidence = Message::new("with-details").with("what", evidence).with("details", details);
    }
    Some(Finding::new(FindingKind::Blocked, Message::new("kept-away"), evidence, advice::for_blocked()))
}

pub(super) fn given_up(ending: &Ending) -> Option<Finding> {
    let (what, evidence) = match ending {
        Ending::Silent { lasted } => (
            Message::new("stopped-answering"),
            Message::new("no-answer-for").with("lasted", Value::Seconds(lasted.as_secs_f64())),
        ),
        Ending::Aborted { thresholds } => {
            let thresholds: Vec<_> = thresholds.iter().map(Message::plain).collect();
            (Message::new("given-up"), Message::new("crossed").with("thresholds", thresholds))
        }
        Ending::Completed
        | Ending::Blocked { .. }
        | Ending::WindowClosed
        | Ending::Interrupted
        | Ending::Stopped
        | Ending::GeneratorLost { .. }
        | Ending::Killed => {
            return None;
        }
    };
    Some(Finding::new(FindingKind::GivenUp, what, evidence, Message::new("remedy-given-up")))
}

/// The time from which requests fail: the beginning of the first second with a failure. Seconds do not tell kinds apart, so the
/// time of a kind is known only when it is the only one.
pub(super) fn since(summary: &Summary, is_only_kind: bool) -> Option<f64> {
    let first = summary.timeline.iter().position(|point| point.failures > 0).filter(|_| is_only_kind)?;
    Some(first.checked_sub(1).map_or(0.0, |before| summary.timeline[before].at_s))
}

/// The statuses other than successes, the usual reason for an unexpected status: `404 × 1,200, 503 × 3`.
pub(super) fn statuses(series: &StepSeries) -> Option<Message> {
    let bad: Vec<_> = series
        .statuses()
        .into_iter()
        .filter(|(status, _)| *status >= 400)
        .map(|(status, times)| {
            Message::new("status-times").with("status", status.to_string()).with("times", times)
        })
        .collect();
    (!bad.is_empty()).then(|| Message::value(Value::Row(bad)))
}
