//! Rows of text that the Markdown and the HTML report share.

use serde::Serialize;

use super::visits;
use super::wording::{self, GeneratorNumbers, say};
use crate::metric::{MetricName, Statistic};
use crate::record::{BrokenRecord, CheckRecord, IterationRecord, RunRecord, StepRecord};
use crate::threshold::{Threshold, ThresholdResult};
use crate::units::duration;
use crate::words::{self, Lang, Message, Value};

/// A promotion under test.
#[derive(Serialize)]
pub(super) struct PromotionRow<'a> {
    kind: String,
    text: &'a str,
    seen: &'a str,
    checked: bool,
}

/// The promotions under test.
pub(super) fn promotions(record: &RunRecord, lang: Lang) -> Vec<PromotionRow<'_>> {
    let row = |line| wording::promotion_kind(line).say(lang);
    let rows = record.promotions.iter().map(|line| PromotionRow {
        kind: row(line),
        text: &line.text,
        seen: &line.seen,
        checked: line.checked,
    });
    rows.collect()
}

/// Step, pages, and how long they took with their files: p50, p95, max.
pub(super) fn page_loads(record: &RunRecord, lang: Lang) -> Vec<[String; 5]> {
    let row = |step: &StepRecord| {
        let trend = step.page_load_time?;
        let time = |pick: fn(&crate::record::Trend) -> f64| wording::time(Some(trend), pick, lang);
        Some([
            Message::new("page-with-assets").with("step", step.name.as_str()).say(lang),
            words::count(trend.count, lang),
            time(|trend| trend.med),
            time(|trend| trend.p95),
            time(|trend| trend.max),
        ])
    };
    record.steps.iter().filter_map(row).collect()
}

/// Step, kind, count, share of the step's requests.
pub(super) fn kinds(record: &RunRecord, lang: Lang) -> Vec<[String; 4]> {
    let mut rows = Vec::new();
    for step in &record.steps {
        for kind in &step.kinds {
            rows.push([
                step.name.clone(),
                kind.outcome.words().say(lang),
                words::count(kind.count, lang),
                words::share(kind.count as f64 / step.requests.max(1) as f64, lang),
            ]);
        }
    }
    rows
}

/// How often a check held of the pages that came, and for how many none did.
pub(super) fn held(check: &CheckRecord) -> Message {
    let looked = check.passes + check.wrong();
    let told = if looked == 0 {
        Message::new("not-measured")
    } else {
        let rate = Value::Share(check.passes as f64 / looked as f64);
        Message::new("held-of").with("held", check.passes).with("all", looked).with("share", rate)
    };
    match check.without_page {
        0 => told,
        times => Message::new("held-without-page").with("held", told).with("times", times),
    }
}

/// Step, check, how often it held.
pub(super) fn checks(record: &RunRecord, lang: Lang) -> Vec<[String; 3]> {
    let row = |check: &CheckRecord| [check.step.clone(), check.name.clone(), held(check).say(lang)];
    record.checks.iter().map(row).collect()
}

/// Threshold, of which period, measured value, whether it held.
pub(super) fn thresholds(record: &RunRecord, lang: Lang) -> Vec<[String; 4]> {
    let row = |result: &ThresholdResult| {
        let held = match (result.value, result.ok) {
            (None, _) => Message::new("not-measured"),
            (_, true) => Message::new("md-threshold-held"),
            (_, false) => Message::new("md-threshold-crossed"),
        };
        let period = period(record, result).say(lang);
        [result.source.clone(), period, result.measured().say(lang), held.say(lang)]
    };
    record.thresholds.iter().map(row).collect()
}

/// What a threshold looks at: the verdict's own numbers are those of the verdict's period.
fn period(record: &RunRecord, result: &ThresholdResult) -> Message {
    let Ok(threshold) = Threshold::parse_flag(&result.source) else { return visits::period(false) };
    let expected = threshold.tags.iter().any(|(tag, _)| tag == "expected_response");
    let is_judged = match (threshold.metric, threshold.expression.statistic) {
        (MetricName::Visits | MetricName::Promotion, _) => true,
        (MetricName::ResponseTime, Statistic::Percentile(_) | Statistic::Med) => !expected,
        _ => false,
    };
    match (threshold.expression.window, &record.visits) {
        (Some(window), _) => Message::new("period-window").with("window", duration::format(window)),
        (None, Some(judged)) if is_judged => visits::period(judged.at_full_load),
        _ => visits::period(false),
    }
}

/// Cause with its step, how many visits, and the sample of what the shop sent.
#[derive(Serialize)]
pub(super) struct BrokenRow {
    pub(super) what: String,
    pub(super) visits: String,
    /// What the sample shows; `None` without a sample.
    pub(super) sample: Option<String>,
    pub(super) headers: Vec<String>,
    /// The beginning of the body; empty when there was none.
    pub(super) body: String,
}

/// What broke visits.
pub(super) fn broken(record: &RunRecord, lang: Lang) -> Vec<BrokenRow> {
    let Some(judged) = &record.visits else { return Vec::new() };
    let several = judged.journeys.len() > 1;
    let row = |broken: &BrokenRecord| {
        let what = visits::where_and_what(broken);
        let what = if several {
            Message::new("of-journey").with("what", what).with("journey", broken.journey.as_str())
        } else {
            what
        };
        let specimen = broken.specimen.as_ref();
        BrokenRow {
            what: what.say(lang),
            visits: visits::how_many(broken, judged.at_full_load).say(lang),
            sample: specimen.map(|specimen| visits::sample_of(specimen).say(lang)),
            headers: specimen.map(visits::headers).unwrap_or_default(),
            body: specimen.map(|specimen| specimen.body.clone()).unwrap_or_default(),
        }
    };
    judged.broken.iter().map(row).collect()
}

/// What became of the iterations, in words.
fn journeys(walks: &IterationRecord, lang: Lang) -> String {
    let mut parts = vec![
        Message::new("journeys-started").with("n", walks.started),
        Message::new("journeys-completed").with("n", walks.completed.saturating_sub(walks.failed)),
        Message::new("journeys-failed").with("n", walks.failed),
    ];
    if walks.interrupted > 0 {
        parts.push(Message::new("journeys-cut-off").with("n", walks.interrupted));
    }
    if let Some(planned) = walks.planned {
        parts.push(Message::new("journeys-planned").with("n", planned));
    }
    if walks.not_reached > 0 {
        parts.push(Message::new("journeys-not-due").with("n", walks.not_reached));
    }
    if walks.dropped > 0 {
        parts.push(Message::new("journeys-never-started").with("n", walks.dropped));
    }
    Message::value(Value::Row(parts)).say(lang)
}

/// Label and text.
pub(super) fn plan(record: &RunRecord, lang: Lang) -> Vec<[String; 2]> {
    let planned = record.load.planned_s.map(|seconds| words::seconds(seconds, lang));
    let kind = Message::new("page-kind").with("kind", record.page.kind.as_str());
    let line = |label: Message, text: String| [label.say(lang), text];
    let mut lines = vec![
        line(Message::new("md-plan-address"), record.target.clone()),
        line(Message::new("md-plan-page"), kind.say(lang)),
        line(Message::new("md-plan-environment"), format!("{}, {}", record.environment, record.mode)),
        line(Message::new("md-plan-permission"), wording::permission(record).say(lang)),
        line(Message::new("md-plan-scenario"), record.load.scenario.clone()),
        line(Message::new("md-plan-load"), record.load.executor.clone()),
        line(Message::new("md-plan-vus"), words::count(record.vus_max, lang)),
        line(Message::new("md-plan-planned"), planned.unwrap_or_else(|| say("md-plan-no-duration", lang))),
        line(Message::new("md-plan-started"), words::date_time(record.started, lang)),
        line(Message::new("md-plan-ended"), wording::ending(record).say(lang)),
        line(Message::new("md-plan-journeys"), journeys(&record.iterations, lang)),
    ];
    for executor in &record.executors {
        let label = Message::new("md-plan-journeys-of").with("name", executor.name.as_str());
        lines.push(line(label, journeys(&executor.iterations, lang)));
    }
    lines.push(line(Message::new("md-plan-run"), record.run_id.clone()));
    lines.push(["promo-load".to_owned(), record.tool_version.clone()]);
    lines
}

/// Label and text.
pub(super) fn generator(record: &RunRecord, lang: Lang) -> Vec<[String; 2]> {
    let health = &record.generator;
    let line = |label: Message, text: String| [label.say(lang), text];
    let count = |count| words::count(count, lang);
    let numbers = GeneratorNumbers::of(health, true, lang);
    let time_wait = health.time_wait.map_or_else(|| wording::not_measured(lang), count);
    vec![
        line(Message::new("md-generator-itself"), wording::generator(record).say(lang)),
        line(Message::new("md-generator-late"), numbers.late_by),
        line(Message::new("md-generator-cpu"), numbers.cpu),
        line(Message::new("md-generator-waited"), numbers.run_queue),
        line(Message::new("md-generator-descriptors"), numbers.descriptors),
        line(Message::new("md-generator-ports"), numbers.ports),
        line(Message::new("md-generator-time-wait"), time_wait),
        line(Message::new("md-generator-own"), count(health.own_failures)),
        line(Message::new("md-generator-late-starts"), count(health.late_starts)),
    ]
}
