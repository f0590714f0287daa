//! What stands out in a run: each finding with its evidence and a remedy, the most important first.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{advice, assets};
use crate::metric::{
    Ending, GeneratorHealth, IterationTally, Measurements, Micros, Outcome, Phase, StepId, StepSeries,
    Summary,
};
use crate::threshold::ThresholdResult;
use crate::units::{count, duration, share};

/// One thing that stands out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What is the matter.
    pub what: String,
    /// The numbers that show it.
    pub evidence: String,
    /// What to do about it.
    pub remedy: String,
}

/// A step whose p95 leaves the band of an A is worth a word.
const SLOW: Micros = 1_000_000;
/// When a CDN or firewall answered this share of the requests, the shop was not what was measured.
const BLOCKED_LIMIT: f64 = 0.5;
/// More kinds of failure than this would hide the important ones.
const FAILURE_LINES: usize = 4;
/// Below this many requests the five slowest percent are fewer than five requests.
const FEW: u64 = 100;
/// Waiting longer for its turn than this many times the exchange itself: the step queues behind others.
const LATE_FACTOR: u64 = 2;

/// All findings, ordered: what spoils the measurement (without what it makes look wrong), what ended the run, failures, checks, files that fail, thresholds,
/// slowness, load that was not sent, what was too little to judge.
pub(super) fn all(
    summary: &Summary,
    thresholds: &[ThresholdResult],
    ending: &Ending,
    health: &GeneratorHealth,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(bottleneck(health));
    let blocked = mostly_blocked(summary.judged().0);
    match blocked {
        // A shop that was hardly asked neither stopped answering nor answered wrongly.
        Some(times) => findings.push(kept_away(times, summary.judged().0.requests())),
        None => findings.extend(given_up(ending)),
    }
    findings.extend(failures(summary, blocked.is_some()));
    if blocked.is_none() {
        findings.extend(checks(summary));
    }
    findings.extend(assets::failures(summary));
    findings.extend(thresholds.iter().filter_map(crossed));
    if blocked.is_none() {
        findings.extend(slowest(summary));
    }
    findings.extend(dropped(summary, health));
    findings.extend(unmeasured(thresholds));
    findings.extend(few(summary));
    findings
}

fn bottleneck(health: &GeneratorHealth) -> Option<Finding> {
    Some(Finding {
        what: "this machine, not the shop, set the pace".to_owned(),
        evidence: health.bottleneck()?,
        remedy: "run with less load, on a machine with more free cores, or raise its limits (`ulimit -n`)"
            .to_owned(),
    })
}

/// How many requests a CDN or firewall answered, when that were so many that the shop was not what was measured.
pub(super) fn mostly_blocked(measured: &Measurements) -> Option<u64> {
    let blocked = measured.count_where(|outcome| outcome == Outcome::Blocked);
    (blocked > 0 && blocked as f64 >= measured.requests() as f64 * BLOCKED_LIMIT).then_some(blocked)
}

fn kept_away(blocked: u64, requests: u64) -> Finding {
    Finding {
        what: "a CDN or firewall answered instead of the shop".to_owned(),
        evidence: format!(
            "{} of {} ({})",
            count::display(blocked),
            count::of(requests, "request"),
            share::display(blocked as f64 / requests as f64)
        ),
        remedy: advice::FOR_BLOCKED.to_owned(),
    }
}

fn given_up(ending: &Ending) -> Option<Finding> {
    let (what, evidence) = match ending {
        Ending::Silent { lasted } => {
            ("the shop stopped answering", format!("no successful answer for {}", duration::display(*lasted)))
        }
        Ending::Aborted { thresholds } => {
            ("the run was given up to spare the shop", format!("crossed {}", thresholds.join("; ")))
        }
        Ending::Completed | Ending::WindowClosed | Ending::Interrupted | Ending::Stopped | Ending::Killed => {
            return None;
        }
    };
    Some(Finding {
        what: what.to_owned(),
        evidence,
        remedy: "check that the shop has recovered before anything else, then find the load it holds with a smaller run"
            .to_owned(),
    })
}

/// The most frequent kinds of failure. Wrong content has its own lines, by check; refusals have one for all steps when
/// there are many.
fn failures(summary: &Summary, blocked: bool) -> Vec<Finding> {
    let is_told = |outcome| outcome == Outcome::Check || (blocked && outcome == Outcome::Blocked);
    let mut found: Vec<(u64, &str, &StepSeries, Outcome)> = Vec::new();
    for (name, series) in pages(summary, &summary.total) {
        for outcome in Outcome::ALL.into_iter().filter(|outcome| outcome.is_failure()) {
            let times = series.count(outcome);
            if times > 0 && !is_told(outcome) {
                found.push((times, name, series, outcome));
            }
        }
    }
    found.sort_by_key(|(times, ..)| std::cmp::Reverse(*times));
    let line = |&(times, name, series, outcome): &(u64, &str, &StepSeries, Outcome)| Finding {
        what: format!("{name}: {}", outcome.words()),
        evidence: format!(
            "{} of {} ({}){}",
            count::display(times),
            count::of(series.requests(), "request"),
            share::display(times as f64 / series.requests() as f64),
            if outcome == Outcome::Status { statuses(series) } else { String::new() }
        ),
        remedy: advice::for_failure(outcome).to_owned(),
    };
    found.iter().take(FAILURE_LINES).map(line).collect()
}

/// The steps with their names, without the series of pages' files.
fn pages<'a>(
    summary: &'a Summary,
    measured: &'a Measurements,
) -> impl Iterator<Item = (&'a str, &'a StepSeries)> {
    let named = summary.layout.steps.iter().map(String::as_str).zip(measured.steps());
    named.filter(|(_, series)| !series.is_assets())
}

/// Statuses that are no success: the usual reason for an unexpected status.
pub(super) fn statuses(series: &StepSeries) -> String {
    let bad: Vec<_> = series
        .statuses()
        .into_iter()
        .filter(|(status, _)| *status >= 400)
        .map(|(status, times)| format!("{status} × {}", count::display(times)))
        .collect();
    if bad.is_empty() { String::new() } else { format!(": {}", bad.join(", ")) }
}

fn checks(summary: &Summary) -> Vec<Finding> {
    let mut found = Vec::new();
    for ((step, name), tally) in summary.layout.checks.iter().zip(summary.total.checks()) {
        if tally.fails > 0 {
            let step = step_name(summary, *step);
            let total = tally.passes + tally.fails;
            found.push((
                tally.fails,
                Finding {
                    what: format!("{step}: the check `{name}` failed"),
                    evidence: format!(
                        "{} of {} ({})",
                        count::display(tally.fails),
                        count::of(total, "check"),
                        share::display(tally.fails as f64 / total as f64)
                    ),
                    remedy: advice::FOR_CHECK.to_owned(),
                },
            ));
        }
    }
    found.sort_by_key(|(fails, _)| std::cmp::Reverse(*fails));
    found.into_iter().map(|(_, finding)| finding).collect()
}

fn crossed(result: &ThresholdResult) -> Option<Finding> {
    (!result.ok).then(|| Finding {
        what: format!("threshold crossed: {}", result.source),
        evidence: format!("measured {}", result.value_text()),
        remedy: "decide whether the limit or the shop has to change; a crossed threshold fails the run"
            .to_owned(),
    })
}

/// One finding for all of them: often the whole run missed a step.
fn unmeasured(thresholds: &[ThresholdResult]) -> Option<Finding> {
    let sources: Vec<_> = thresholds
        .iter()
        .filter(|result| result.value.is_none())
        .map(|result| result.source.as_str())
        .collect();
    (!sources.is_empty()).then(|| Finding {
        what: format!("nothing was measured for {}", count::of(sources.len() as u64, "threshold")),
        evidence: sources.join("; "),
        remedy: "they neither held nor failed: check their metrics and tags, or run long enough to reach those steps"
            .to_owned(),
    })
}

fn slowest(summary: &Summary) -> Option<Finding> {
    let (judged, _) = summary.judged();
    let mut by_p95: Vec<(Micros, &str, &StepSeries)> =
        pages(summary, judged).map(|(name, series)| (series.honest_p95(), name, series)).collect();
    by_p95.sort_by_key(|(p95, ..)| std::cmp::Reverse(*p95));
    let &(p95, name, series) = by_p95.first()?;
    if p95 < SLOW {
        return None;
    }
    let mut evidence = format!("p95 {}", duration::display(Duration::from_micros(p95)));
    if let Some((next, other, _)) = by_p95.get(1).filter(|(_, _, series)| series.requests() > 0) {
        evidence += &format!(
            "; the next slowest is {other} with {}",
            duration::display(Duration::from_micros(*next))
        );
    }
    let (phase, part) = dominant_phase(series);
    let exchange = series
        .durations(|outcome| outcome == Outcome::Ok)
        .quantile(0.95)
        .max(series.durations(|_| true).quantile(0.95));
    // Making a connection is not part of the exchange either, but no sign of a queue.
    if phase != Phase::Blocked && p95 > exchange.saturating_mul(LATE_FACTOR) {
        evidence += &format!(
            "; the exchange itself takes {}, the rest is waiting for its turn",
            duration::display(Duration::from_micros(exchange))
        );
        return Some(slow(name, evidence, advice::FOR_LATE));
    }
    evidence += &format!("; {:.0} % of the mean time is {}", part * 100.0, advice::phase_words(phase));
    Some(slow(name, evidence, advice::for_phase(phase)))
}

fn slow(name: &str, evidence: String, remedy: &str) -> Finding {
    Finding { what: format!("{name} is the slowest step"), evidence, remedy: remedy.to_owned() }
}

/// The phase with the greatest mean among those that add up to the whole, and its share of it.
fn dominant_phase(series: &StepSeries) -> (Phase, f64) {
    let means = [Phase::Blocked, Phase::Sending, Phase::Waiting, Phase::Receiving]
        .map(|phase| (phase, series.phase_mean(phase)));
    let whole: f64 = means.iter().map(|(_, mean)| mean).sum();
    let (phase, mean) =
        means.into_iter().fold((Phase::Waiting, 0.0), |most, next| if next.1 > most.1 { next } else { most });
    (phase, if whole > 0.0 { mean / whole } else { 0.0 })
}

/// What did not start because nobody was free. What the generator was too late for stands at its own door.
fn dropped(summary: &Summary, health: &GeneratorHealth) -> Option<Finding> {
    let IterationTally { started, dropped, .. } = summary.total.tally();
    let (remedy, of_these) = if health.late_starts * 2 > dropped {
        (
            "the generator was too busy to start them: fewer arrivals, a machine with more free cores, or several of them",
            format!(", {} of them because the generator was late", count::display(health.late_starts)),
        )
    } else {
        (
            "all virtual users were busy: allow more (`--max-vus`) or more time, to tell a slow shop from too few users",
            String::new(),
        )
    };
    (dropped > 0).then(|| Finding {
        what: "part of the planned load was not sent".to_owned(),
        evidence: format!(
            "{} dropped{of_these}, {} started",
            count::of(dropped, "journey"),
            count::display(started)
        ),
        remedy: remedy.to_owned(),
    })
}

fn few(summary: &Summary) -> Option<Finding> {
    let (judged, _) = summary.judged();
    let requests = judged.requests();
    (requests > 0 && requests < FEW).then(|| Finding {
        what: "few requests were judged".to_owned(),
        evidence: format!("{}: single slow ones decide the p95", count::of(requests, "request")),
        remedy: "run longer or with more shoppers before relying on the grade".to_owned(),
    })
}

fn step_name(summary: &Summary, step: StepId) -> &str {
    summary.layout.steps.get(usize::from(step.0)).map_or("?", String::as_str)
}
