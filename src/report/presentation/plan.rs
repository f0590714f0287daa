//! What was planned, what became of it, and who allowed it.

use serde::Serialize;

use super::{TextLine, say};
use crate::metric::Ending;
use crate::record::{ExecutorRecord, IterationRecord, Permission, RunRecord};
use crate::words::{self, Lang, Message, Value};

/// The plan and its end.
#[derive(Serialize)]
pub(in crate::report) struct PlanSection {
    /// All of it.
    lines: Vec<TextLine>,
    /// Why the run ended.
    #[serde(skip)]
    pub(in crate::report) ending: String,
    /// What became of the planned visits; `None` when the load did not say how many there would be.
    #[serde(skip)]
    pub(in crate::report) visits: Option<String>,
    /// The same for each of several executors.
    #[serde(skip)]
    pub(in crate::report) executors: Vec<String>,
    /// What showed that the shop may be tested; `None` when nothing had to.
    #[serde(skip)]
    pub(in crate::report) permission: Option<String>,
}

impl PlanSection {
    pub(super) fn of(record: &RunRecord, lang: Lang) -> Self {
        let needed = matches!(record.permission, Some(Permission::File | Permission::Confirmed { .. }));
        Self {
            lines: lines(record, lang),
            ending: ending(record).say(lang),
            visits: planned(&record.iterations).map(|visits| visits.say(lang)),
            executors: record.executors.iter().map(|executor| of_executor(executor).say(lang)).collect(),
            permission: needed.then(|| permission(record).say(lang)),
        }
    }
}

fn lines(record: &RunRecord, lang: Lang) -> Vec<TextLine> {
    let planned = record.load.planned_s.map(|seconds| words::seconds(seconds, lang));
    let environment = Message::new("environment-and-mode")
        .with("environment", record.environment.as_str())
        .with("mode", record.mode.as_str());
    let kind = Message::new("page-kind").with("kind", record.page.kind.as_str());
    let load = record.load.words.as_ref().map_or_else(|| record.load.executor.clone(), |load| load.say(lang));
    let lost = record.generator.lost_shards() as u64;
    let line = |label: Message, text: String| TextLine { label: label.say(lang), text };
    let mut lines = vec![
        line(Message::new("md-plan-address"), record.target.clone()),
        line(Message::new("md-plan-page"), kind.say(lang)),
        line(Message::new("md-plan-environment"), environment.say(lang)),
        line(Message::new("md-plan-permission"), permission(record).say(lang)),
        line(Message::new("md-plan-scenario"), record.load.scenario.clone()),
        line(Message::new("md-plan-load"), load),
        line(Message::new("md-plan-vus"), words::count(record.vus_max, lang)),
        line(Message::new("md-plan-planned"), planned.unwrap_or_else(|| say("md-plan-no-duration", lang))),
        line(Message::new("md-plan-started"), words::date_time(record.started, lang)),
        line(Message::new("md-plan-ended"), ending(record).say(lang)),
        line(Message::new("md-plan-journeys"), journeys(&record.iterations, lost, lang)),
    ];
    for executor in &record.executors {
        let label = Message::new("md-plan-journeys-of").with("name", executor.name.as_str());
        lines.push(line(label, journeys(&executor.iterations, lost, lang)));
    }
    lines.push(line(Message::new("md-plan-run"), record.run_id.clone()));
    lines.push(TextLine { label: "promo-load".to_owned(), text: record.tool_version.clone() });
    lines
}

/// What became of the iterations, in words; so many processes were lost.
fn journeys(walks: &IterationRecord, lost: u64, lang: Lang) -> String {
    let mut parts = vec![
        Message::new("journeys-started").with("n", walks.started),
        Message::new("journeys-completed").with("n", walks.good()),
        Message::new("journeys-failed").with("n", walks.failed),
    ];
    let cut_off = walks.unfinished();
    if cut_off > 0 {
        parts.push(Message::new("journeys-cut-off").with("n", cut_off));
    }
    if walks.lost > 0 {
        parts.push(Message::new("journeys-lost").with("n", walks.lost));
    }
    if let Some(planned) = walks.planned {
        parts.push(Message::new("journeys-planned").with("n", planned));
    }
    if walks.not_reached > 0 {
        parts.push(Message::new("journeys-not-due").with("n", walks.not_reached).with("lost", lost));
    }
    if walks.dropped > 0 {
        parts.push(Message::new("journeys-never-started").with("n", walks.dropped));
    }
    Message::value(Value::Row(parts)).say(lang)
}

/// What became of the planned iterations; `None` when the load did not say how many there would be.
fn planned(walks: &IterationRecord) -> Option<Message> {
    Some(
        Message::new("planned-iterations")
            .with("planned", walks.planned?)
            .with("started", walks.started)
            .with("dropped", walks.dropped)
            .with("not-reached", walks.not_reached),
    )
}

/// What became of the iterations of one of several executors.
fn of_executor(record: &ExecutorRecord) -> Message {
    let walks = &record.iterations;
    let text =
        planned(walks).unwrap_or_else(|| Message::new("iterations-started").with("started", walks.started));
    Message::new("with-details").with("what", record.name.as_str()).with("details", text)
}

/// What showed that the shop may be tested; nothing had to in the files of older versions.
fn permission(record: &RunRecord) -> Message {
    match &record.permission {
        None | Some(Permission::NotNeeded) => Message::new("permission-not-needed"),
        Some(Permission::File) => Message::new("permission-file"),
        Some(Permission::Confirmed { by, on }) => {
            Message::new("permission-confirmed").with("who", by.as_str()).with("date", on.to_string())
        }
    }
}

/// Why the run ended.
pub(in crate::report) fn ending(record: &RunRecord) -> Message {
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
        Ending::GeneratorLost { shard } => Message::new("ending-generator-lost").with("shard", *shard),
        Ending::Killed => Message::new("ending-killed"),
    };
    told.with("after", Value::Seconds(record.elapsed_s))
}
