//! `report.md`: the verdict first, then what to do, then the numbers, then what the words mean.
//!
//! The template holds the prose; every value it prints goes through `text::markdown`, so nothing a shop writes
//! can become markup.

use minijinja::value::Serde;
use serde::Serialize;

use super::advice::{Advice, advice};
use super::measured::{CapacityTable, CostTable};
use super::rows::{self, BrokenRow, PromotionRow};
use super::visits::{self, GradedPart};
use super::wording::Done;
use super::{ReportError, template, text, timeline, wording};
use crate::record::{RunRecord, StepRecord};
use crate::words::{self, Lang, Message};

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
    claim: Option<String>,
    /// What was measured, and its grade where there is one.
    parts: Vec<[String; 3]>,
    done: String,
    thresholds_text: String,
    capacity: String,
    margin: Option<String>,
    judged_on: String,
    advice: Vec<Advice>,
    nothing_broke: String,
    broken: Vec<BrokenRow>,
    thresholds: Vec<[String; 4]>,
    promotions: Vec<PromotionRow<'a>>,
    promotion_under_load: Option<String>,
    promo_costs: Vec<CostTable>,
    promo_unmeasured: Vec<String>,
    search: Option<CapacityTable>,
    steps_of: String,
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
            letter: wording::letter_at_best(record, lang),
            title: wording::title(record),
            it: with(Message::new("md-it"), "headline", &verdict.headline),
            no_grade: verdict
                .inconclusive
                .as_ref()
                .map(|reason| with(Message::new("md-no-grade"), "reason", reason)),
            meaning: grade.map(|grade| grade.letter.meaning().say(lang)),
            overall: grade.map(|grade| format!("{} {}", grade.letter, grade.score)),
            claim: verdict.claim.as_ref().map(|claim| claim.say(lang)),
            parts: parts(record, lang),
            done: Done::of(record).words(record).say(lang),
            thresholds_text: wording::thresholds(record, lang),
            capacity: verdict.capacity.say(lang),
            margin: verdict.margin.as_ref().map(|margin| margin.say(lang)),
            judged_on: with(Message::new("md-judged-on"), "basis", &verdict.basis),
            advice: advice(&verdict.findings, lang),
            nothing_broke: visits::nothing_broke(record).say(lang),
            broken: rows::broken(record, lang),
            thresholds: rows::thresholds(record, lang),
            promotions: rows::promotions(record, lang),
            promo_costs: CostTable::all(record, lang),
            promo_unmeasured: record.promo_unmeasured.iter().map(|why| why.say(lang)).collect(),
            search: CapacityTable::of(record, lang),
            promotion_under_load: visits::promotion(record)
                .map(|seen| Message::new("md-checked-under-load").with("seen", seen).say(lang)),
            steps_of: visits::of_steps(record).say(lang),
            steps: record.steps.iter().map(|step| StepRow::of(step, record.visits.is_some(), lang)).collect(),
            page_loads: rows::page_loads(record, lang),
            sent: record.steps.iter().any(|step| step.requests > 0),
            kinds: rows::kinds(record, lang),
            checks: rows::checks(record, lang),
            timeline: (!record.timeline.is_empty()).then_some(timeline::FILE),
            plan: rows::plan(record, lang),
            generator: rows::generator(record, lang),
            notes: &record.notes,
        }
    }
}

/// The three parts of the grade: label, what was measured, letter and score.
fn parts(record: &RunRecord, lang: Lang) -> Vec<[String; 3]> {
    let row = |label: Message, text: String, part| {
        [label.say(lang), text, visits::graded(record, part, lang).unwrap_or_else(|| "–".to_owned())]
    };
    let mut times = wording::percentiles(record, " · ", lang);
    if let Some(more) = record.visits.as_ref().and_then(visits::beside_the_time) {
        times = Message::list(vec![Message::plain(times), more]).say(lang);
    }
    let promotion = visits::promotion(record).unwrap_or_else(|| Message::new("not-measured"));
    vec![
        row(Message::new("md-response-time"), times, GradedPart::Time),
        row(Message::new("md-failing"), wording::failures(record, lang), GradedPart::Failures),
        row(Message::new("md-promotion-under-load"), promotion.say(lang), GradedPart::Promotion),
    ]
}

/// A row of the tables of steps; times are text with their unit.
#[derive(Serialize)]
struct StepRow {
    name: String,
    method: String,
    pages: String,
    p50: String,
    p95: String,
    p99: String,
    p99_9: String,
    max: String,
    sent: String,
    ok: String,
    k6_p95: String,
    waiting: String,
    receiving: String,
}

impl StepRow {
    fn of(step: &StepRecord, has_visits: bool, lang: Lang) -> Self {
        let ended = step.ok + step.failures;
        let times = step.shown(has_visits);
        let time = |pick: fn(&crate::record::Trend) -> f64| wording::time(times, pick, lang);
        let mean = |pick: fn(&crate::record::PhaseMeans) -> f64| {
            step.phases
                .as_ref()
                .map_or_else(|| wording::not_measured(lang), |phases| words::millis(pick(phases), lang))
        };
        Self {
            name: step.name.clone(),
            method: step.method.clone().unwrap_or_default(),
            pages: words::count(times.map_or(0, |times| times.count), lang),
            p50: time(|trend| trend.med),
            p95: time(|trend| trend.p95),
            p99: time(|trend| trend.p99),
            p99_9: time(|trend| trend.p99_9),
            max: time(|trend| trend.max),
            sent: words::count(step.requests, lang),
            ok: if ended > 0 {
                words::share(step.ok as f64 / ended as f64, lang)
            } else {
                wording::not_measured(lang)
            },
            k6_p95: wording::time(step.http_req_duration, |trend| trend.p95, lang),
            waiting: mean(|phases| phases.waiting),
            receiving: mean(|phases| phases.receiving),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::sample_run::Course;
    use crate::metric::{Ending, GeneratorHealth, Lag};
    use crate::record::sample;

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
