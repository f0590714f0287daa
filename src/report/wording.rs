//! Sentences that several reports share.

use super::visits;
use crate::grade::{Component, Confidence, Finding};
use crate::metric::{Ending, GeneratorHealth, MetricName, ThreadShare};
use crate::record::{
    ExecutorRecord, IterationRecord, Permission, PromotionLine, RunRecord, StepRecord, Trend,
};
use crate::words::{self, Lang, Message, Value};

/// A sentence without values.
pub(super) fn say(id: &'static str, lang: Lang) -> String {
    Message::new(id).say(lang)
}

pub(super) fn not_measured(lang: Lang) -> String {
    say("not-measured", lang)
}

/// The letter, or `?` without a grade.
pub(super) fn letter(record: &RunRecord) -> String {
    record.verdict.grade.map_or_else(|| "?".to_owned(), |grade| grade.letter.to_string())
}

/// The letter, and that it is one at best where so few visits cannot carry it.
pub(super) fn letter_at_best(record: &RunRecord, lang: Lang) -> String {
    let letter = letter(record);
    if record.verdict.grade.is_some_and(|grade| grade.at_best) {
        Message::new("letter-at-best").with("letter", letter).say(lang)
    } else {
        letter
    }
}

/// The page's title, or its address when it has none.
pub(super) fn title(record: &RunRecord) -> &str {
    if record.page.title.trim().is_empty() { &record.target } else { &record.page.title }
}

/// `B 87`.
pub(super) fn component(component: Option<Component>, lang: Lang) -> String {
    component
        .map_or_else(|| not_measured(lang), |component| format!("{} {}", component.letter, component.score))
}

/// `1.31 s`, or "not measured".
pub(super) fn time(trend: Option<Trend>, pick: impl Fn(&Trend) -> f64, lang: Lang) -> String {
    trend.map_or_else(|| not_measured(lang), |trend| words::millis(pick(&trend), lang))
}

/// `p50 84 ms   p95 1.31 s   p99 1.9 s at order_page, at full load` of the judged part; of a record without visits, of all
/// requests.
pub(super) fn percentiles(record: &RunRecord, between: &str, lang: Lang) -> String {
    let trend = record.judged.response_time;
    if trend.is_none() {
        return not_measured(lang);
    }
    let parts = [
        format!("p50 {}", time(trend, |trend| trend.med, lang)),
        format!("p95 {}", time(trend, |trend| trend.p95, lang)),
        format!("p99 {}", time(trend, |trend| trend.p99, lang)),
    ];
    times_of(record).with("times", parts.join(between)).say(lang)
}

/// Of which pages and of which period the judged times are; without the times.
fn times_of(record: &RunRecord) -> Message {
    let told = match (&record.visits, &record.judged.slowest_step) {
        (None, _) => Message::new("times-of-requests"),
        (Some(_), None) => Message::new("times-of-all"),
        (Some(_), Some(step)) => Message::new("times-of-step").with("step", step.as_str()),
    };
    told.with("period", visits::judged_period(record))
}

/// Where and when the judged times are from: `at order_page, at full load`; `None` when nothing was measured.
pub(super) fn where_judged(record: &RunRecord, lang: Lang) -> Option<String> {
    record.judged.response_time?;
    let told = match (&record.visits, &record.judged.slowest_step) {
        (None, _) => Message::new("where-requests"),
        (Some(_), None) => Message::new("where-all"),
        (Some(_), Some(step)) => Message::new("where-step").with("step", step.as_str()),
    };
    Some(told.with("period", visits::judged_period(record)).say(lang))
}

/// `of 1,000 visits at full load 998 were good`, and what broke most of the others. Of a record without visits
/// `0.3 % of the requests (41 × no answer in time on add_to_cart)`.
pub(super) fn failures(record: &RunRecord, lang: Lang) -> String {
    let Some(judged) = &record.visits else { return failed_requests(record, lang) };
    let Some(good) = visits::good(judged) else { return not_measured(lang) };
    let told = std::iter::once(good).chain(visits::failed_by(judged));
    Message::list(told.collect()).say(lang)
}

fn failed_requests(record: &RunRecord, lang: Lang) -> String {
    let Some(rate) = record.judged.failure_rate else { return not_measured(lang) };
    let told = match record.judged.kinds.first() {
        None => Message::new("failures-none"),
        Some(worst) => {
            let others: u64 = record.judged.kinds.iter().skip(1).map(|kind| kind.count).sum();
            let told = match others {
                0 => Message::new("failures-worst"),
                _ => Message::new("failures-worst-and-others").with("others", others),
            };
            told.with("times", worst.count)
                .with("outcome", worst.outcome.words())
                .with("step", worst.step.as_str())
        }
    };
    told.with("share", Value::Share(rate)).say(lang)
}

/// What was done in the whole run: visits, requests, data.
pub(super) struct Done {
    /// Visits that began.
    pub(super) visits: u64,
    /// Requests that were sent, for pages and their files.
    pub(super) requests: u64,
    /// The same per second; `None` when the run had no time.
    pub(super) per_second: Option<f64>,
    /// Data received, with its unit.
    pub(super) data: Message,
}

impl Done {
    pub(super) fn of(record: &RunRecord) -> Self {
        let requests: u64 = record.steps.iter().map(|step| step.requests).sum();
        let rate = record.metrics.iter().find(|metric| metric.name == MetricName::HttpReqs.as_str());
        let rate = rate.and_then(|metric| metric.values.get("rate")).copied();
        Self {
            visits: record.iterations.started,
            requests,
            per_second: rate.map(|rate| (rate * 10.0).round() / 10.0),
            data: data(record.steps.iter().map(|step| step.bytes_received).sum()),
        }
    }

    /// In one sentence, with the period.
    pub(super) fn words(&self, record: &RunRecord) -> Message {
        Message::new("done")
            .with("visits", self.visits)
            .with("requests", self.requests)
            .with("rate", self.rate())
            .with("data", self.data.clone())
            .with("lasted", Value::Seconds(record.elapsed_s))
    }

    pub(super) fn rate(&self) -> Message {
        self.per_second.map_or_else(
            || Message::new("not-measured"),
            |rate| Message::new("per-second").with("number", Value::Number(rate)),
        )
    }
}

/// Bytes in the greatest unit of which there is one.
fn data(bytes: u64) -> Message {
    let (unit, of_unit) = match bytes {
        0..1_000_000 => ("kb", 1e3),
        1_000_000..1_000_000_000 => ("mb", 1e6),
        _ => ("gb", 1e9),
    };
    let number = (bytes as f64 / of_unit * 10.0).round() / 10.0;
    Message::new("data").with("number", Value::Number(number)).with("unit", unit)
}

/// The numbers behind a finding, since when they show it, and how far they carry it.
pub(super) fn evidence(finding: &Finding, lang: Lang) -> String {
    let evidence = finding.evidence.clone();
    let told = match finding.since_s {
        None => evidence,
        Some(since) if since < 1.0 => Message::new("since-start").with("evidence", evidence),
        Some(since) => {
            Message::new("since-later").with("evidence", evidence).with("since", Value::Seconds(since))
        }
    };
    match finding.confidence {
        Confidence::High => told,
        Confidence::Medium => Message::new("sure-medium").with("evidence", told),
        Confidence::Low => Message::new("sure-low").with("evidence", told),
    }
    .say(lang)
}

/// How many thresholds held; those that nothing was measured for are counted apart.
pub(super) fn thresholds(record: &RunRecord, lang: Lang) -> String {
    let all = record.thresholds.len() as u64;
    let crossed = record.thresholds.iter().filter(|result| !result.ok).count() as u64;
    let unmeasured = record.thresholds.iter().filter(|result| result.value.is_none()).count() as u64;
    let told = match crossed {
        _ if all == 0 => Message::new("thresholds-none"),
        0 if unmeasured == 0 => Message::new("thresholds-all-held"),
        0 => Message::new("thresholds-some-held").with("held", all - unmeasured).with("all", all),
        _ => Message::new("thresholds-some-crossed").with("crossed", crossed).with("all", all),
    };
    if unmeasured == 0 {
        return told.say(lang);
    }
    let both = Message::new("thresholds-and-unmeasured").with("text", told);
    both.with("unmeasured", unmeasured).say(lang)
}

/// Whether the promotion was right under load, by checks; `None` when no check looked.
pub(super) fn promotion_by_checks(record: &RunRecord) -> Option<Message> {
    let proofs = record.checks.iter().filter(|check| check.promotion);
    let (right, wrong) =
        proofs.fold((0, 0), |(right, wrong), check| (right + check.passes, wrong + check.wrong()));
    let all = right + wrong;
    let told = match wrong {
        0 => Message::new("promotion-right").with("right", right),
        _ => Message::new("promotion-not-right").with("wrong", wrong),
    };
    (all > 0).then(|| told.with("all", all))
}

/// What kind of promotion it is.
pub(super) fn promotion_kind(line: &PromotionLine) -> Message {
    Message::new("promotion-kind").with("kind", line.kind.as_str())
}

/// What became of the planned iterations; `None` when the load did not say how many there would be.
pub(super) fn planned(walks: &IterationRecord) -> Option<Message> {
    Some(
        Message::new("planned-iterations")
            .with("planned", walks.planned?)
            .with("started", walks.started)
            .with("dropped", walks.dropped)
            .with("not-reached", walks.not_reached),
    )
}

/// What became of the iterations of one of several executors.
pub(super) fn executor(record: &ExecutorRecord) -> Message {
    let walks = &record.iterations;
    let text =
        planned(walks).unwrap_or_else(|| Message::new("iterations-started").with("started", walks.started));
    Message::new("with-details").with("what", record.name.as_str()).with("details", text)
}

/// How long each page took with its files; empty when files were not loaded.
pub(super) fn page_loads(record: &RunRecord, between: &str, lang: Lang) -> Vec<String> {
    let line = |step: &StepRecord| {
        step.page_load_time.map(|trend| {
            let parts = [
                format!("p50 {}", time(Some(trend), |trend| trend.med, lang)),
                format!("p95 {}", time(Some(trend), |trend| trend.p95, lang)),
                format!("max {}", time(Some(trend), |trend| trend.max, lang)),
            ];
            let told = Message::new("page-load").with("step", step.name.as_str());
            told.with("times", parts.join(between)).say(lang)
        })
    };
    record.steps.iter().filter_map(line).collect()
}

/// What showed that the shop may be tested; nothing had to in the files of older versions.
pub(super) fn permission(record: &RunRecord) -> Message {
    match &record.permission {
        None | Some(Permission::NotNeeded) => Message::new("permission-not-needed"),
        Some(Permission::File) => Message::new("permission-file"),
        Some(Permission::Confirmed { by, on }) => {
            Message::new("permission-confirmed").with("who", by.as_str()).with("date", on.to_string())
        }
    }
}

/// Why the run ended.
pub(super) fn ending(record: &RunRecord) -> Message {
    let told = match &record.ending {
        Ending::Completed => Message::new("ending-completed"),
        Ending::Aborted { thresholds } => {
            let thresholds = thresholds.iter().map(Message::plain).collect();
            Message::new("ending-aborted").with("thresholds", Value::Row(thresholds))
        }
        Ending::Silent { lasted } => {
            Message::new("ending-silent").with("lasted", Value::Seconds(lasted.as_secs_f64()))
        }
        Ending::Blocked { .. } => Message::new("ending-blocked"),
        Ending::WindowClosed => Message::new("ending-window-closed"),
        Ending::Interrupted => Message::new("ending-interrupted"),
        Ending::Stopped => Message::new("ending-stopped"),
        Ending::Killed => Message::new("ending-killed"),
    };
    told.with("after", Value::Seconds(record.elapsed_s))
}

/// Whether the generator was fit to measure.
pub(super) fn generator(record: &RunRecord) -> Message {
    record.generator.bottleneck().map_or_else(
        || Message::new("generator-healthy"),
        |reason| Message::new("generator-was-bottleneck").with("reason", reason),
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
    pub(super) fn of(health: &GeneratorHealth, each: bool, lang: Lang) -> Self {
        let known = |text: Option<String>| text.unwrap_or_else(|| not_measured(lang));
        let late = |micros: u64| words::millis(micros as f64 / 1e3, lang);
        let shares = |pick: fn(&ThreadShare) -> f64| {
            let shown: Vec<String> =
                health.threads.iter().map(|thread| words::share(pick(thread), lang)).collect();
            let greatest = words::share(health.threads.iter().map(pick).reduce(f64::max)?, lang);
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
            descriptors: known(health.descriptors.map(|usage| usage.words().say(lang))),
            ports: known(health.ports.map(|usage| usage.words().say(lang))),
        }
    }
}
