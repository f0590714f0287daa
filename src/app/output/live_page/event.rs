//! What the page is sent: numbers for its curves, and texts in the language of the run.

use std::time::Duration;

use serde::Serialize;

use super::Before;
use crate::app::output::progress::live;
use crate::app::output::seen::SeenSoFar;
use crate::grade::SlowestStep;
use crate::metric::{Filter, Measurements, MetricName, Micros, Outcome, RunPhase, Statistic, Summary};
use crate::record::RunRecord;
use crate::run::Tick;
use crate::words::{self, Lang, Message, Value};

/// A moment of the curves. Times are in milliseconds; `None` where no page came.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct CurvePoint {
    /// Seconds from the start of the first run.
    pub(super) at: f64,
    pub(super) vus: u64,
    /// Requests per second.
    pub(super) rate: f64,
    /// Requests per second that failed a shopper.
    pub(super) failed: f64,
    pub(super) p50: Option<f64>,
    pub(super) p95: Option<f64>,
    pub(super) p99: Option<f64>,
}

/// What all runs of the command have sent so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct Totals {
    pub(super) requests: u64,
    pub(super) failures: u64,
    pub(super) iterations: u64,
}

impl Totals {
    pub(super) fn with(self, measured: &Measurements) -> Self {
        Self {
            requests: self.requests + measured.requests_with_assets(),
            failures: self.failures + measured.count_where(Outcome::is_failure),
            iterations: self.iterations + measured.iterations(),
        }
    }
}

/// `response_time` of the whole run in milliseconds, as its record has it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct RunTimes {
    p50: Option<f64>,
    p95: Option<f64>,
    p99: Option<f64>,
}

impl RunTimes {
    fn of(summary: &Summary) -> Self {
        let statistics = [Statistic::Med, Statistic::Percentile(95.0), Statistic::Percentile(99.0)];
        let values = summary.values(MetricName::ResponseTime, &Filter::default(), &statistics);
        let value = |place: usize| values.get(place).map(|(_, value)| *value);
        Self { p50: value(0), p95: value(1), p99: value(2) }
    }
}

/// A second of a run.
#[derive(Debug, Serialize)]
pub(super) struct SecondEvent {
    pub(super) point: CurvePoint,
    phase: RunPhase,
    #[serde(flatten)]
    totals: Totals,
    run: RunTimes,
    slowest: Option<SlowestStep>,
    /// The letter alone; `–` without one.
    letter: String,
    generator_ok: bool,
    text: Texts,
}

/// What the page shows of a second, by the keys of its elements.
#[derive(Debug, Serialize)]
struct Texts {
    state: String,
    left: Option<String>,
    vus: String,
    rate: String,
    requests: String,
    failures: String,
    p50: String,
    p95: String,
    p99: String,
    slowest: String,
    generator: String,
    letter: String,
}

impl SecondEvent {
    pub(super) fn of(before: Before, tick: &Tick<'_>, seen: &SeenSoFar, lang: Lang) -> Self {
        let progress = tick.progress;
        let millis = |pick: fn(&crate::run::RecentTimes) -> Micros| {
            progress.recent.map(|times| Duration::from_micros(pick(&times)).as_secs_f64() * 1e3)
        };
        let begun = tick.summary.timeline.iter().rev().nth(1).map_or(0.0, |point| point.at_s);
        // The last one may be short, in which one request would be thousands a second.
        let lasted = (tick.end.as_secs_f64() - begun).max(1.0);
        let point = CurvePoint {
            at: (before.begin + tick.end).as_secs_f64(),
            vus: tick.vus,
            rate: tick.second.requests_with_assets() as f64 / lasted,
            failed: tick.second.count_where(Outcome::is_failure) as f64 / lasted,
            p50: millis(|times| times.p50_us),
            p95: millis(|times| times.p95_us),
            p99: millis(|times| times.p99_us),
        };
        let totals = before.totals.with(&tick.summary.total);
        let strain = live::strain(&progress.generator, lang);
        Self {
            text: Texts::of(&point, totals, tick, seen, strain.as_deref(), lang),
            point,
            phase: tick.phase,
            totals,
            run: RunTimes::of(tick.summary),
            slowest: seen.slowest.clone(),
            letter: seen.letter.mark(),
            generator_ok: strain.is_none(),
        }
    }
}

impl Texts {
    fn of(
        point: &CurvePoint,
        totals: Totals,
        tick: &Tick<'_>,
        seen: &SeenSoFar,
        strain: Option<&str>,
        lang: Lang,
    ) -> Self {
        let progress = tick.progress;
        let time = |millis: Option<f64>| {
            millis.map_or_else(|| "–".to_owned(), |millis| Message::value(Value::Millis(millis)).say(lang))
        };
        Self {
            state: live::LiveState::of(progress).words().say(lang),
            left: live::left(progress, lang),
            vus: live::vus(progress).say(lang),
            rate: words::number(point.rate.round(), lang),
            requests: words::count(totals.requests, lang),
            failures: words::count(totals.failures, lang),
            p50: time(point.p50),
            p95: time(point.p95),
            p99: time(point.p99),
            slowest: seen.slowest_words(lang),
            generator: strain.map_or_else(|| live::healthy().say(lang), str::to_owned),
            letter: seen.letter.words().say(lang),
        }
    }
}

/// The end of the command.
#[derive(Debug, Serialize)]
pub(super) struct EndEvent {
    state: String,
    headline: String,
    /// The letter; `–` for a run without one, `None` when the command failed.
    letter: Option<String>,
    /// What stands above the letter, and what it means.
    about_letter: String,
    meaning: String,
    report: Option<String>,
    #[serde(flatten)]
    totals: Option<Totals>,
}

impl EndEvent {
    /// With the verdict, and where the report is.
    pub(super) fn of(record: &RunRecord, report: &str, lang: Lang) -> Self {
        let sum = |count: fn(&crate::record::StepRecord) -> u64| record.steps.iter().map(count).sum();
        let grade = record.verdict.grade;
        Self {
            state: Message::new("page-over").say(lang),
            headline: record.verdict.headline.say(lang),
            about_letter: Message::new("live-label-letter").say(lang),
            meaning: grade.map_or_else(String::new, |grade| grade.letter.meaning().say(lang)),
            letter: Some(grade.map_or_else(|| "–".to_owned(), |grade| grade.letter.to_string())),
            report: Some(Message::new("page-report").with("report", report).say(lang)),
            totals: Some(Totals {
                requests: sum(|step| step.requests),
                failures: sum(|step| step.failures),
                iterations: record.iterations.completed,
            }),
        }
    }

    /// Without a verdict.
    pub(super) fn broken_off(lang: Lang) -> Self {
        Self {
            state: Message::new("page-over").say(lang),
            headline: Message::new("page-broken-off").say(lang),
            letter: None,
            about_letter: String::new(),
            meaning: String::new(),
            report: None,
            totals: None,
        }
    }
}
