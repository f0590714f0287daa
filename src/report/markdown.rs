//! `report.md`: the verdict first, then what to do, then the numbers, then what the words mean.
//!
//! The template holds the prose; every value it prints goes through `text::markdown`, so nothing a shop writes
//! can become markup.

use std::fmt::Write as _;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::record::{IterationRecord, PromotionLine, RunRecord, StepRecord};
use super::wording::GeneratorNumbers;
use super::{ReportError, text, timeline, wording};
use crate::grade::Verdict;
use crate::units::{count, duration, share};

const TEMPLATE: &str = include_str!("templates/report.md.jinja");

/// Renders the report. It refers to [`timeline::FILE`] next to it.
///
/// # Errors
///
/// [`ReportError::Template`] when the template fails.
pub fn render(record: &RunRecord) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    // Block tags on lines of their own leave no trace, so the template reads like the report.
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(|out, _, value| Ok(out.write_str(&text::markdown(&value.to_string()))?));
    environment.add_template("report.md", TEMPLATE)?;
    Ok(environment.get_template("report.md")?.render(Serde(View::of(record)))?)
}

/// What the template sees.
#[derive(Serialize)]
struct View<'a> {
    letter: String,
    title: &'a str,
    verdict: &'a Verdict,
    meaning: Option<&'a str>,
    overall: Option<String>,
    response_time: Option<String>,
    failures: Option<String>,
    percentiles: String,
    failure_text: String,
    thresholds_text: String,
    thresholds: Vec<[String; 3]>,
    promotions: &'a [PromotionLine],
    promotion_under_load: Option<String>,
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
    fn of(record: &'a RunRecord) -> Self {
        let grade = record.verdict.grade;
        Self {
            letter: wording::letter(record),
            title: wording::title(record),
            verdict: &record.verdict,
            meaning: grade.map(|grade| grade.letter.meaning()),
            overall: grade.map(|grade| format!("{} {}", grade.letter, grade.score)),
            response_time: grade.map(|grade| wording::component(grade.response_time)),
            failures: grade.map(|grade| wording::component(grade.failures)),
            percentiles: wording::percentiles(record, " · "),
            failure_text: wording::failures(record),
            thresholds_text: wording::thresholds(record),
            thresholds: thresholds(record),
            promotions: &record.promotions,
            promotion_under_load: wording::promotion_under_load(record),
            steps: record.steps.iter().map(StepRow::of).collect(),
            page_loads: page_loads(record),
            sent: record.steps.iter().any(|step| step.requests > 0),
            kinds: kinds(record),
            checks: checks(record),
            timeline: (!record.timeline.is_empty()).then_some(timeline::FILE),
            plan: plan(record),
            generator: generator(record),
            notes: &record.notes,
        }
    }
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
    fn of(step: &StepRecord) -> Self {
        let judged = step.ok + step.failures;
        let time = |pick: fn(&super::Trend) -> f64| wording::time(step.response_time, pick);
        let mean = |pick: fn(&super::PhaseMeans) -> f64| {
            step.phases.as_ref().map_or_else(
                || wording::NOT_MEASURED.to_owned(),
                |phases| duration::display_millis(pick(phases)),
            )
        };
        Self {
            name: step.name.clone(),
            method: step.method.clone().unwrap_or_default(),
            sent: count::display(step.requests),
            ok: if judged > 0 {
                share::display(step.ok as f64 / judged as f64)
            } else {
                wording::NOT_MEASURED.to_owned()
            },
            p50: time(|trend| trend.med),
            p95: time(|trend| trend.p95),
            p99: time(|trend| trend.p99),
            p99_9: time(|trend| trend.p99_9),
            max: time(|trend| trend.max),
            k6_p95: wording::time(step.http_req_duration, |trend| trend.p95),
            waiting: mean(|phases| phases.waiting),
            receiving: mean(|phases| phases.receiving),
        }
    }
}

/// Step, pages, and how long they took with their files: p50, p95, max.
pub(super) fn page_loads(record: &RunRecord) -> Vec<[String; 5]> {
    let row = |step: &StepRecord| {
        let trend = step.page_load_time?;
        let time = |pick: fn(&super::Trend) -> f64| wording::time(Some(trend), pick);
        Some([
            step.name.clone(),
            count::display(trend.count),
            time(|trend| trend.med),
            time(|trend| trend.p95),
            time(|trend| trend.max),
        ])
    };
    record.steps.iter().filter_map(row).collect()
}

/// Step, kind, count, share of the step's requests.
pub(super) fn kinds(record: &RunRecord) -> Vec<[String; 4]> {
    let mut rows = Vec::new();
    for step in &record.steps {
        for kind in &step.kinds {
            rows.push([
                step.name.clone(),
                kind.outcome.words().to_owned(),
                count::display(kind.count),
                share::display(kind.count as f64 / step.requests.max(1) as f64),
            ]);
        }
    }
    rows
}

/// Step, check, how often it held.
pub(super) fn checks(record: &RunRecord) -> Vec<[String; 3]> {
    let row = |check: &super::CheckRecord| {
        let total = check.passes + check.fails;
        let held = if total == 0 {
            wording::NOT_MEASURED.to_owned()
        } else {
            let rate = share::display(check.passes as f64 / total as f64);
            format!("{} of {} ({rate})", count::display(check.passes), count::display(total))
        };
        [check.step.clone(), check.name.clone(), held]
    };
    record.checks.iter().map(row).collect()
}

/// Threshold, measured value, whether it held.
pub(super) fn thresholds(record: &RunRecord) -> Vec<[String; 3]> {
    let row = |result: &crate::threshold::ThresholdResult| {
        let held = match (result.value, result.ok) {
            (None, _) => wording::NOT_MEASURED,
            (_, true) => "held",
            (_, false) => "crossed",
        };
        [result.source.clone(), result.value_text(), held.to_owned()]
    };
    record.thresholds.iter().map(row).collect()
}

/// What became of the iterations, in words.
fn journeys(walks: &IterationRecord) -> String {
    let mut text = format!(
        "{} started, {} completed, {} ended early by a failure",
        count::display(walks.started),
        count::display(walks.completed.saturating_sub(walks.failed)),
        count::display(walks.failed)
    );
    if walks.interrupted > 0 {
        let _ = write!(text, ", {} cut off by the end of the run", count::display(walks.interrupted));
    }
    if let Some(planned) = walks.planned {
        let _ = write!(text, ", of {} planned", count::display(planned));
    }
    if walks.not_reached > 0 {
        let _ = write!(text, ", {} not due yet when the run was stopped", count::display(walks.not_reached));
    }
    if walks.dropped > 0 {
        let _ = write!(text, ", {} due but never started", count::display(walks.dropped));
    }
    text
}

/// Label and text.
pub(super) fn plan(record: &RunRecord) -> Vec<[String; 2]> {
    let planned = record.load.planned_s.map(|seconds| duration::display_millis(seconds * 1e3));
    let line = |label: &str, text: String| [label.to_owned(), text];
    let mut lines = vec![
        line("Address", record.target.clone()),
        line("Page", record.page.kind.clone()),
        line("Environment", format!("{}, {}", record.environment, record.mode)),
        line("Scenario", record.load.scenario.clone()),
        line("Load", record.load.executor.clone()),
        line("Virtual users", count::display(record.vus_max)),
        line("Planned", planned.unwrap_or_else(|| "no fixed duration".to_owned())),
        line("Started", record.started.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()),
        line("Ended", wording::ending(record)),
        line("Journeys", journeys(&record.iterations)),
    ];
    for executor in &record.executors {
        lines.push(line(&format!("Journeys of {}", executor.name), journeys(&executor.iterations)));
    }
    lines.push(line("Run", record.run_id.clone()));
    lines.push(line("promo-load", record.tool_version.clone()));
    lines
}

/// Label and text.
pub(super) fn generator(record: &RunRecord) -> Vec<[String; 2]> {
    let health = &record.generator;
    let line = |label: &str, text: String| [label.to_owned(), text];
    let numbers = GeneratorNumbers::of(health, true);
    vec![
        line("Verdict on itself", wording::generator(record)),
        line("Timers and arrivals late by", numbers.late_by),
        line("CPU of the busiest thread (of each)", numbers.cpu),
        line("Waited for a CPU, of the time", numbers.run_queue),
        line("Descriptors in use, at most", numbers.descriptors),
        line("Local ports in use, at most", numbers.ports),
        line(
            "Sockets of this machine in TIME_WAIT, at most",
            health.time_wait.map_or_else(|| wording::NOT_MEASURED.to_owned(), count::display),
        ),
        line("Requests failed by its own limits", count::display(health.own_failures)),
        line("Arrivals it could not start in time", count::display(health.late_starts)),
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
        insta::assert_snapshot!(render(&sample::record()).unwrap());
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
        insta::assert_snapshot!(render(&record).unwrap());
    }

    #[test]
    fn shop_text_stays_text() {
        let report = render(&sample::record()).unwrap();
        for raw in ["<script>", "admin:secret", "| `best`", "[free](", "https://evil", "\u{1b}"] {
            assert!(!report.contains(raw), "{raw}");
        }
        let columns = |line: &str| line.replace(r"\|", "").matches('|').count();
        let rows: Vec<_> = report.lines().filter(|line| line.contains("cart rule")).collect();
        assert!(rows.iter().any(|line| columns(line) == 5), "{rows:?}");
    }
}
