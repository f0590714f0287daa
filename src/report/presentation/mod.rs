//! What a run's report says, built once for each language. HTML, Markdown, the terminal and JUnit only lay it out.
//!
//! Everything is text. A text that was not measured is absent, and each layout says so in its own way. Texts of the shop are as
//! they came: the layouts escape them. Not here: plots (`figures`), and the prose around the numbers (the templates).

mod advice;
mod capacity;
mod done;
mod failures;
mod generator;
mod plan;
mod promotion;
pub(super) mod rules;
mod steps;
mod table;
mod verdict;
mod visits;

use serde::Serialize;

pub(super) use advice::Advice;
pub(super) use failures::BrokenCause;
pub(super) use plan::ending;
pub(super) use promotion::Offer;
pub(super) use steps::Steps;
pub(super) use table::{Row, TextTable};
pub(super) use verdict::PartLetter;

use super::text::ticked;
use crate::record::RunRecord;
use crate::words::{self, Lang, Message};

/// A run in words.
#[derive(Serialize)]
pub(super) struct Presentation<'a> {
    /// The page's title, or its address when it has none.
    pub(super) title: &'a str,
    target: &'a str,
    started: String,
    pub(super) verdict: verdict::VerdictSection,
    pub(super) advice: Vec<Advice>,
    pub(super) broken: Vec<BrokenCause>,
    /// Why nothing is known to have broken a visit.
    pub(super) nothing_broke: String,
    pub(super) promotions: promotion::Promotions,
    pub(super) capacity: Option<capacity::CapacitySection>,
    /// What is known of the capacity without a search.
    capacity_unmeasured: String,
    /// Whether a second was measured, so that there is a course over time.
    has_course: bool,
    pub(super) steps: steps::Steps,
    /// Whether any request was sent.
    sent: bool,
    /// Failed requests by kind.
    kinds: TextTable,
    /// The slowest page of each step, with its trace.
    traces: TextTable,
    checks: TextTable,
    /// The thresholds that are not the default limit of a check.
    thresholds: TextTable,
    /// Whether checks have limits that are left to their rows.
    has_check_limits: bool,
    pub(super) generator: generator::Generator,
    pub(super) plan: plan::PlanSection,
    pub(super) notes: Vec<String>,
    tool_version: &'a str,
}

/// A row of a list of labels and texts.
#[derive(Serialize)]
struct TextLine {
    label: String,
    text: String,
}

impl<'a> Presentation<'a> {
    pub(super) fn of(record: &'a RunRecord, lang: Lang) -> Self {
        let thresholds = rules::thresholds(record, lang);
        Self {
            title: title(record),
            target: &record.target,
            started: words::date_time(record.started, lang),
            verdict: verdict::VerdictSection::of(record, lang),
            advice: advice::advice(&record.verdict.findings, lang),
            broken: failures::broken(record, lang),
            nothing_broke: failures::nothing_broke(record).say(lang),
            promotions: promotion::Promotions::of(record, lang),
            capacity: record.capacity.as_ref().map(|capacity| capacity::CapacitySection::of(capacity, lang)),
            capacity_unmeasured: capacity::unmeasured(record).say(lang),
            has_course: !record.timeline.is_empty(),
            steps: steps::Steps::of(record, lang),
            sent: record.steps.iter().any(|step| step.requests > 0),
            kinds: failures::kinds(record, lang),
            traces: failures::traces(record, lang),
            checks: rules::checks(record, lang),
            has_check_limits: thresholds.rows.len() < record.thresholds.len(),
            thresholds,
            generator: generator::Generator::of(record, lang),
            plan: plan::PlanSection::of(record, lang),
            notes: record.notes.iter().map(|note| ticked(note, lang)).collect(),
            tool_version: &record.tool_version,
        }
    }
}

fn title(record: &RunRecord) -> &str {
    if record.page.title.trim().is_empty() { &record.target } else { &record.page.title }
}

/// A sentence without values.
fn say(id: &'static str, lang: Lang) -> String {
    Message::new(id).say(lang)
}

/// `at full load`, or `over the whole run`.
const fn period(at_full_load: bool) -> Message {
    if at_full_load { Message::new("period-full-load") } else { Message::new("period-whole-run") }
}
