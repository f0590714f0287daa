//! `report.md`: the verdict first, then what to do, then the numbers, then what the words mean.
//!
//! The template holds the prose; every value it prints goes through `text::markdown`, so nothing a shop writes
//! can become markup.

use minijinja::value::Serde;
use serde::Serialize;

use super::measured::{CapacityTable, CostTable};
use super::record::{IterationRecord, RunRecord, StepRecord};
use super::wording::{GeneratorNumbers, say};
use super::{ReportError, template, text, timeline, wording};
use crate::words::{self, Lang, Message, Value};

const TEMPLATE: &str = include_str!("templates/report.md.jinja");

/// Renders the report. It refers to [`timeline::FILE`] next to it.
///
/// # Errors
///
/// [`ReportError::Template`] when the template fails.
pub fn render(record: &RunRecord, lang: Lang) -> Result<String, ReportError> {
    let mut environment = template::environment()?;
    environment.set_formatter(|out, _, value| {
        let text = value.to_string();
        Ok(out.write_str(&if value.is_safe() { text } else { text::markdown(&text) })?)
    });
    // The catalogue's own sentences are Markdown; they have no values here, so nothing of the shop is in them.
    environment.add_function("say", move |id: String| {
        minijinja::Value::from_safe_string(Message::of_catalogue(id).say(lang))
    });
    environment.add_template("report.md", TEMPLATE)?;
    Ok(environment.get_template("report.md")?.render(Serde(View::of(record, lang)))?)
}

/// What the template sees.
#[derive(Serialize)]
struct View<'a> {
    letter: String,
    title: &'a str,
    it: String,
    no_grade: Option<String>,
    meaning: Option<String>,
    overall: Option<String>,
    response_time: Option<String>,
    failures: Option<String>,
    percentiles: String,
    failure_text: String,
    thresholds_text: String,
    capacity: String,
    margin: Option<String>,
    judged_on: String,
    /// What, evidence, remedy.
    findings: Vec<[String; 3]>,
    thresholds: Vec<[String; 3]>,
    promotions: Vec<PromotionRow<'a>>,
    promotion_under_load: Option<String>,
    promo_costs: Vec<CostTable>,
    promo_unmeasured: Vec<String>,
    search: Option<CapacityTable>,
    steps: Vec<StepRow>,
    page_loads: Vec<[String; 5]>,
    sent: bool,
    kinds: Vec<[String; 4]>,
    checks: Vec<[String; 3]>,
    timeline: Option<&'a str>,
    plan: Vec<[String; 2]>,
    generator: Vec<[String; 2]>,
    notes: &'a [String],
}

impl<'a> View<'a> {
    fn of(record: &'a RunRecord, lang: Lang) -> Self {
        let verdict = &record.verdict;
        let grade = verdict.grade;
        let with = |id: Message, name, value: &Message| id.with(name, value.clone()).say(lang);
        Self {
            letter: wording::letter(record),
            title: wording::title(record),
            it: with(Message::new("md-it"), "headline", &verdict.headline),
            no_grade: verdict
                .inconclusive
                .as_ref()
                .map(|reason| with(Message::new("md-no-grade"), "reason", reason)),
            meaning: grade.map(|grade| grade.letter.meaning().say(lang)),
            overall: grade.map(|grade| format!("{} {}", grade.letter, grade.score)),
            response_time: grade.map(|grade| wording::component(grade.response_time, lang)),
            failures: grade.map(|grade| wording::component(grade.failures, lang)),
            percentiles: wording::percentiles(record, " · ", lang),
            failure_text: wording::failures(record, lang),
            thresholds_text: wording::thresholds(record, lang),
            capacity: verdict.capacity.say(lang),
            margin: verdict.margin.as_ref().map(|margin| margin.say(lang)),
            judged_on: with(Message::new("md-judged-on"), "basis", &verdict.basis),
            findings: findings(record, lang),
            thresholds: thresholds(record, lang),
            promotions: promotions(record, lang),
            promo_costs: CostTable::all(record, lang),
            promo_unmeasured: record.promo_unmeasured.iter().map(|why| why.say(lang)).collect(),
            search: CapacityTable::of(record, lang),
            promotion_under_load: wording::promotion_under_load(record)
                .map(|seen| Message::new("md-checked-under-load").with("seen", seen).say(lang)),
            steps: record.steps.iter().map(|step| StepRow::of(step, lang)).collect(),
            page_loads: page_loads(record, lang),
            sent: record.steps.iter().any(|step| step.requests > 0),
            kinds: kinds(record, lang),
            checks: checks(record, lang),
            timeline: (!record.timeline.is_empty()).then_some(timeline::FILE),
            plan: plan(record, lang),
            generator: generator(record, lang),
            notes: &record.notes,
        }
    }
}

fn findings(record: &RunRecord, lang: Lang) -> Vec<[String; 3]> {
    let row = |finding: &crate::grade::Finding| {
        [finding.what.say(lang), wording::evidence(finding, lang), finding.remedy.say(lang)]
    };
    record.verdict.findings.iter().map(row).collect()
}

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

/// A row of the table of steps; times are text with their unit.
#[derive(Serialize)]
struct StepRow {
    name: String,
    method: String,
    sent: String,
    ok: String,
    p50: String,
    p95: String,
    p99: String,
    p99_9: String,
    max: String,
    k6_p95: String,
    waiting: String,
    receiving: String,
}

impl StepRow {
    fn of(step: &StepRecord, lang: Lang) -> Self {
        let judged = step.ok + step.failures;
        let time = |pick: fn(&super::Trend) -> f64| wording::time(step.response_time, pick, lang);
        let mean = |pick: fn(&super::PhaseMeans) -> f64| {
            step.phases
                .as_ref()
                .map_or_else(|| wording::not_measured(lang), |phases| words::millis(pick(phases), lang))
        };
        Self {
            name: step.name.clone(),
            method: step.method.clone().unwrap_or_default(),
            sent: words::count(step.requests, lang),
            ok: if judged > 0 {
                words::share(step.ok as f64 / judged as f64, lang)
            } else {
                wording::not_measured(lang)
            },
            p50: time(|trend| trend.med),
            p95: time(|trend| trend.p95),
            p99: time(|trend| trend.p99),
            p99_9: time(|trend| trend.p99_9),
            max: time(|trend| trend.max),
            k6_p95: wording::time(step.http_req_duration, |trend| trend.p95, lang),
            waiting: mean(|phases| phases.waiting),
            receiving: mean(|phases| phases.receiving),
        }
    }
}

/// Step, pages, and how long they took with their files: p50, p95, max.
pub(super) fn page_loads(record: &RunRecord, lang: Lang) -> Vec<[String; 5]> {
    let row = |step: &StepRecord| {
        let trend = step.page_load_time?;
        let time = |pick: fn(&super::Trend) -> f64| wording::time(Some(trend), pick, lang);
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

/// Step, check, how often it held.
pub(super) fn checks(record: &RunRecord, lang: Lang) -> Vec<[String; 3]> {
    let row = |check: &super::CheckRecord| {
        let total = check.passes + check.fails;
        let held = if total == 0 {
            Message::new("not-measured")
        } else {
            let rate = Value::Share(check.passes as f64 / total as f64);
            Message::new("held-of").with("held", check.passes).with("all", total).with("share", rate)
        };
        [check.step.clone(), check.name.clone(), held.say(lang)]
    };
    record.checks.iter().map(row).collect()
}

/// Threshold, measured value, whether it held.
pub(super) fn thresholds(record: &RunRecord, lang: Lang) -> Vec<[String; 3]> {
    let row = |result: &crate::threshold::ThresholdResult| {
        let held = match (result.value, result.ok) {
            (None, _) => Message::new("not-measured"),
            (_, true) => Message::new("md-threshold-held"),
            (_, false) => Message::new("md-threshold-crossed"),
        };
        [result.source.clone(), result.measured().say(lang), held.say(lang)]
    };
    record.thresholds.iter().map(row).collect()
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

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::grade::sample_run::Course;
    use crate::metric::{Ending, GeneratorHealth, Lag};

    #[test]
    fn graded() {
        insta::assert_snapshot!(render(&sample::record(), Lang::En).unwrap());
    }

    #[test]
    fn inconclusive_without_promotions_and_numbers() {
        let lag = Some(Lag { p50_us: 90_000, p99_us: 400_000, max_us: 520_000 });
        let sick = GeneratorHealth { lag_p99_us: 400_000, lag, threads: Vec::new(), ..sample::health() };
        let course = Course { ramp_s: 0, hold_s: 0, ..Course::default() };
        let mut record = sample::record_of(&course, Ending::Interrupted, sick);
        record.promotions.clear();
        record.thresholds.clear();
        record.notes.clear();
        insta::assert_snapshot!(render(&record, Lang::En).unwrap());
    }

    #[test]
    fn french() {
        insta::assert_snapshot!(render(&sample::record(), Lang::Fr).unwrap());
    }

    #[test]
    fn shop_text_stays_text() {
        let report = Lang::ALL.map(|lang| render(&sample::record(), lang).unwrap()).concat();
        for raw in ["<script>", "admin:secret", "| `best`", "[free](", "https://evil", "\u{1b}"] {
            assert!(!report.contains(raw), "{raw}");
        }
        let columns = |line: &str| line.replace(r"\|", "").matches('|').count();
        let rows: Vec<_> = report.lines().filter(|line| line.contains("cart rule")).collect();
        assert!(rows.iter().any(|line| columns(line) == 5), "{rows:?}");
    }
}
