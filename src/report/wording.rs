//! Sentences that the terminal and the Markdown report share.

use super::record::{ElsewhereRecord, ExecutorRecord, IterationRecord, RunRecord, StepRecord};
use super::trend::Trend;
use crate::grade::Component;
use crate::metric::{Ending, GeneratorHealth, ThreadShare};
use crate::units::{count, duration, share};

pub(super) const NOT_MEASURED: &str = "not measured";

/// The letter, or `?` without a grade.
pub(super) fn letter(record: &RunRecord) -> String {
    record.verdict.grade.map_or_else(|| "?".to_owned(), |grade| grade.letter.to_string())
}

/// The page's title, or its address when it has none.
pub(super) fn title(record: &RunRecord) -> &str {
    if record.page.title.trim().is_empty() { &record.target } else { &record.page.title }
}

/// `B 87`.
pub(super) fn component(component: Option<Component>) -> String {
    component.map_or_else(
        || NOT_MEASURED.to_owned(),
        |component| format!("{} {}", component.letter, component.score),
    )
}

/// `1.31 s`, or "not measured".
pub(super) fn time(trend: Option<Trend>, pick: impl Fn(&Trend) -> f64) -> String {
    trend.map_or_else(|| NOT_MEASURED.to_owned(), |trend| duration::display_millis(pick(&trend)))
}

/// `p50 84 ms   p95 1.31 s   p99 1.9 s` of the judged part.
pub(super) fn percentiles(record: &RunRecord, between: &str) -> String {
    let trend = record.judged.response_time;
    if trend.is_none() {
        return NOT_MEASURED.to_owned();
    }
    let parts = [
        format!("p50 {}", time(trend, |trend| trend.med)),
        format!("p95 {}", time(trend, |trend| trend.p95)),
        format!("p99 {}", time(trend, |trend| trend.p99)),
    ];
    parts.join(between)
}

/// `0.3 % (41 × no answer in time on add_to_cart)` of the judged part.
pub(super) fn failures(record: &RunRecord) -> String {
    let Some(rate) = record.judged.failure_rate else { return NOT_MEASURED.to_owned() };
    let rate = share::display(rate);
    let Some(worst) = record.judged.kinds.first() else { return rate };
    let others: u64 = record.judged.kinds.iter().skip(1).map(|kind| kind.count).sum();
    let more = if others > 0 { format!(", {} others", count::display(others)) } else { String::new() };
    format!("{rate} ({} × {} on {}{more})", count::display(worst.count), worst.outcome.words(), worst.step)
}

/// How many thresholds held; those that nothing was measured for are counted apart.
pub(super) fn thresholds(record: &RunRecord) -> String {
    let all = record.thresholds.len() as u64;
    let crossed = record.thresholds.iter().filter(|result| !result.ok).count() as u64;
    let unmeasured = record.thresholds.iter().filter(|result| result.value.is_none()).count() as u64;
    let mut text = match crossed {
        _ if all == 0 => "none set".to_owned(),
        0 if unmeasured == 0 => "all held".to_owned(),
        0 => format!("{} of {all} held", all - unmeasured),
        _ => format!("{crossed} of {all} crossed"),
    };
    if unmeasured > 0 {
        text += &format!(", {unmeasured} {NOT_MEASURED}");
    }
    text
}

/// Whether the promotion was right under load; `None` when no check looked.
pub(super) fn promotion_under_load(record: &RunRecord) -> Option<String> {
    let proofs = record.checks.iter().filter(|check| check.promotion);
    let (right, wrong) =
        proofs.fold((0, 0), |(right, wrong), check| (right + check.passes, wrong + check.fails));
    let all = right + wrong;
    (all > 0).then(|| match wrong {
        0 => format!("correct in {} of {} checks", count::display(right), count::display(all)),
        _ => format!("wrong or missing in {} of {} checks", count::display(wrong), count::display(all)),
    })
}

/// What became of the planned iterations; `None` when the load did not say how many there would be.
pub(super) fn planned(walks: &IterationRecord) -> Option<String> {
    let planned = walks.planned?;
    Some(format!(
        "{} planned = {} started + {} dropped + {} not reached",
        count::display(planned),
        count::display(walks.started),
        count::display(walks.dropped),
        count::display(walks.not_reached)
    ))
}

/// What became of the iterations of one of several executors.
pub(super) fn executor(record: &ExecutorRecord) -> String {
    let walks = &record.iterations;
    let text = planned(walks).unwrap_or_else(|| format!("{} started", count::display(walks.started)));
    format!("{}: {text}", record.name)
}

/// Which files of other hosts were left out; `None` when there were none.
pub(super) fn elsewhere(hosts: &[ElsewhereRecord]) -> Option<String> {
    let parts: Vec<String> =
        hosts.iter().map(|host| format!("{} ({})", host.host, count::of(host.files, "file"))).collect();
    (!parts.is_empty())
        .then(|| format!("pages name files of other hosts, which were not loaded: {}", parts.join(", ")))
}

/// How long each page took with its files; empty when files were not loaded.
pub(super) fn page_loads(record: &RunRecord, between: &str) -> Vec<String> {
    let line = |step: &StepRecord| {
        step.page_load_time.map(|trend| {
            let parts = [
                format!("p50 {}", time(Some(trend), |trend| trend.med)),
                format!("p95 {}", time(Some(trend), |trend| trend.p95)),
                format!("max {}", time(Some(trend), |trend| trend.max)),
            ];
            format!("{} with its assets {}", step.name, parts.join(between))
        })
    };
    record.steps.iter().filter_map(line).collect()
}

/// Why the run ended.
pub(super) fn ending(record: &RunRecord) -> String {
    let after = duration::display(record.elapsed());
    match &record.ending {
        Ending::Completed => format!("the plan was carried out in {after}"),
        Ending::Aborted { thresholds } => {
            format!("given up after {after}: crossed {}", thresholds.join(", "))
        }
        Ending::Silent { lasted } => {
            format!("given up after {after}: no successful answer for {}", duration::display(*lasted))
        }
        Ending::WindowClosed => {
            format!("stopped after {after}: the hours in which a live shop may be tested are over")
        }
        Ending::Interrupted => format!("interrupted after {after}"),
        Ending::Stopped => format!("stopped through the control API after {after}"),
        Ending::Killed => format!(
            "the run was killed after {after}; rebuilt from its interval log; at most its last second is missing"
        ),
    }
}

/// Whether the generator was fit to measure.
pub(super) fn generator(record: &RunRecord) -> String {
    record.generator.bottleneck().map_or_else(
        || "healthy: it was in time".to_owned(),
        |reason| format!("it was the bottleneck: {reason}"),
    )
}

/// What the generator measured of itself, in words.
pub(super) struct GeneratorNumbers {
    pub(super) late_by: String,
    pub(super) cpu: String,
    pub(super) run_queue: String,
    pub(super) descriptors: String,
    pub(super) ports: String,
}

impl GeneratorNumbers {
    /// Of the busiest thread, and with `each` of every one.
    pub(super) fn of(health: &GeneratorHealth, each: bool) -> Self {
        let known = |text: Option<String>| text.unwrap_or_else(|| NOT_MEASURED.to_owned());
        let late = |micros: u64| duration::display_millis(micros as f64 / 1e3);
        let shares = |pick: fn(&ThreadShare) -> f64| {
            let shown: Vec<String> =
                health.threads.iter().map(|thread| share::display(pick(thread))).collect();
            let greatest = share::display(health.threads.iter().map(pick).reduce(f64::max)?);
            Some(if each && shown.len() > 1 {
                format!("{greatest} ({})", shown.join(", "))
            } else {
                greatest
            })
        };
        let lag = health.lag;
        Self {
            late_by: known(lag.map(|lag| {
                format!("p50 {}, p99 {}, max {}", late(lag.p50_us), late(lag.p99_us), late(lag.max_us))
            })),
            cpu: known(shares(|thread| thread.cpu)),
            run_queue: known(shares(|thread| thread.run_queue)),
            descriptors: known(health.descriptors.map(|usage| usage.to_string())),
            ports: known(health.ports.map(|usage| usage.to_string())),
        }
    }
}
