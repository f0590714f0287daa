//! How requests ended: what spoils the measurement, what ended the run, failures, wrong content.

use super::{Finding, FindingKind, advice, pages};
use crate::metric::{Ending, GeneratorHealth, Measurements, Outcome, StepId, StepSeries, Summary};
use crate::words::{Message, Value};

/// When a CDN or firewall answered this share of the requests, the shop was not what was measured.
const BLOCKED_LIMIT: f64 = 0.5;
/// More kinds of failure than this would hide the important ones.
const FAILURE_LINES: usize = 4;

pub(super) fn bottleneck(health: &GeneratorHealth) -> Option<Finding> {
    Some(Finding::new(
        FindingKind::Generator,
        Message::new("generator-set-the-pace"),
        health.bottleneck()?,
        Message::new("remedy-generator"),
    ))
}

/// How many requests a CDN or firewall answered, when that were so many that the shop was not what was measured.
pub(in crate::grade) fn mostly_blocked(measured: &Measurements) -> Option<u64> {
    let blocked = measured.count_where(|outcome| outcome == Outcome::Blocked);
    (blocked > 0 && blocked as f64 >= measured.requests() as f64 * BLOCKED_LIMIT).then_some(blocked)
}

/// That the shop was not what was measured, when that is so: by what was judged, or because it ended the run.
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

/// `16 of 160 requests (10 %)`.
pub(super) fn of_requests(times: u64, of: u64) -> Message {
    let told = Message::new("of-requests").with("times", times).with("total", of);
    told.with("share", Value::Share(times as f64 / of as f64))
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
        | Ending::Killed => {
            return None;
        }
    };
    Some(Finding::new(FindingKind::GivenUp, what, evidence, Message::new("remedy-given-up")))
}

/// Since when requests fail: the beginning of the first second with a failure. Seconds do not tell kinds apart, so that is
/// known of a kind only when it is the only one.
fn since(summary: &Summary, is_only_kind: bool) -> Option<f64> {
    let first = summary.timeline.iter().position(|point| point.failures > 0).filter(|_| is_only_kind)?;
    Some(first.checked_sub(1).map_or(0.0, |before| summary.timeline[before].at_s))
}

/// Each step with each way in which its requests failed.
fn kinds(summary: &Summary) -> Vec<(u64, &str, &StepSeries, Outcome)> {
    let mut found = Vec::new();
    for (name, series) in pages(summary, &summary.total) {
        for outcome in Outcome::ALL.into_iter().filter(|outcome| outcome.is_failure()) {
            let times = series.count(outcome);
            if times > 0 {
                found.push((times, name, series, outcome));
            }
        }
    }
    found.sort_by_key(|(times, ..)| std::cmp::Reverse(*times));
    found
}

/// The most frequent kinds of failure. Wrong content has its own lines, by check; refusals have one for all steps when
/// there are many.
pub(super) fn failures(summary: &Summary, blocked: bool) -> Vec<Finding> {
    let is_told = |outcome| outcome == Outcome::Check || (blocked && outcome == Outcome::Blocked);
    let found = kinds(summary);
    let is_only_kind = found.len() == 1;
    let line = |(times, name, series, outcome): (u64, &str, &StepSeries, Outcome)| {
        let mut evidence = of_requests(times, series.requests());
        if let Some(statuses) = statuses(series).filter(|_| outcome == Outcome::Status) {
            evidence = Message::new("with-details").with("what", evidence).with("details", statuses);
        }
        let what = Message::new("step-fails").with("step", name).with("outcome", outcome.words());
        Finding::new(FindingKind::Failures, what, evidence, advice::for_failure(outcome))
            .of_step(name)
            .since(since(summary, is_only_kind))
    };
    found.into_iter().filter(|(.., outcome)| !is_told(*outcome)).take(FAILURE_LINES).map(line).collect()
}

/// Statuses that are no success: the usual reason for an unexpected status. `404 × 1,200, 503 × 3`.
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

/// Checks that failed: those that prove a promotion first, then the most frequent.
pub(super) fn checks(summary: &Summary, promotion: &[bool]) -> Vec<Finding> {
    let kinds = kinds(summary);
    let tallies = summary.layout.checks.iter().zip(summary.total.checks());
    let failing = tallies.clone().filter(|(_, tally)| tally.fails > 0).count();
    let is_only_kind = failing == 1 && matches!(kinds[..], [(.., Outcome::Check)]);
    let mut found = Vec::new();
    for (position, ((step, name), tally)) in tallies.enumerate() {
        if tally.fails == 0 {
            continue;
        }
        let proves = promotion.get(position).copied().unwrap_or(false);
        let step = step_name(summary, *step);
        let total = tally.passes + tally.fails;
        let evidence = Message::new("of-checks").with("times", tally.fails).with("total", total);
        let evidence = evidence.with("share", Value::Share(tally.fails as f64 / total as f64));
        let (kind, what, remedy) = if proves {
            let what = Message::new("promotion-wrong").with("step", step).with("check", name.as_str());
            (FindingKind::PromotionWrong, what, Message::new("remedy-promotion-wrong"))
        } else {
            let what = Message::new("check-failed").with("step", step).with("check", name.as_str());
            (FindingKind::CheckFailed, what, advice::for_check())
        };
        let finding = Finding::new(kind, what, evidence, remedy);
        found.push((proves, tally.fails, finding.of_step(step).since(since(summary, is_only_kind))));
    }
    found.sort_by_key(|(proves, fails, _)| std::cmp::Reverse((*proves, *fails)));
    found.into_iter().map(|(.., finding)| finding).collect()
}

fn step_name(summary: &Summary, step: StepId) -> &str {
    summary.layout.steps.get(usize::from(step.0)).map_or("?", String::as_str)
}
