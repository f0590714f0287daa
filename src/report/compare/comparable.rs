//! Whether two runs are runs of the same thing. Numbers of different loads differ for a reason that is not news.

use crate::metric::{Ending, Machine, RunPhase};
use crate::record::{RunRecord, StepRecord};
use crate::report::presentation::ending;
use crate::words::Message;

/// Something that both runs must have in common: its word in a sentence, and a run's own.
type CommonPart = (&'static str, fn(&RunRecord) -> Message);

/// What every file says.
const COMMON: [CommonPart; 7] = [
    ("journeys", |record| journey(&record.steps)),
    ("loads", |record| Message::plain(record.load.executor.as_str())),
    ("modes", |record| Message::plain(record.mode.as_str())),
    ("environments", |record| Message::plain(record.environment.as_str())),
    ("pages", |record| Message::new("page-kind").with("kind", record.page.kind.as_str())),
    ("parts", |record| part(record.judged.phase)),
    ("versions", |record| Message::plain(record.tool_version.as_str())),
];

/// What runs that can be compared have in common, in English.
pub(super) fn kind(record: &RunRecord) -> Vec<String> {
    let common = COMMON.iter().map(|(_, pick)| pick(record).to_string());
    let generator = record.machine.as_ref().map_or_else(String::new, |known| machine(known).to_string());
    let http = record.load.http_version.clone().unwrap_or_default();
    common.chain([generator, http]).collect()
}

/// Why a run is compared with none, without which of two it is; empty for one that can be.
pub(super) fn unfit(record: &RunRecord) -> Vec<Message> {
    let inconclusive = record.verdict.inconclusive.clone();
    let inconclusive = inconclusive.map(|reason| Message::new("compare-inconclusive").with("reason", reason));
    let is_cut = record.ending != Ending::Completed;
    let cut_short = is_cut.then(|| Message::new("compare-cut-short").with("ending", ending(record)));
    inconclusive.into_iter().chain(cut_short).collect()
}

/// Every reason why not.
pub(super) fn reasons(baseline: &RunRecord, run: &RunRecord) -> Vec<Message> {
    let mut pairs: Vec<_> = COMMON.iter().map(|(what, pick)| (*what, (pick(baseline), pick(run)))).collect();
    // What one of the files does not say is a note.
    if let (Some(first), Some(second)) = (&baseline.machine, &run.machine) {
        pairs.push(("generators", (machine(first), machine(second))));
    }
    if let (Some(first), Some(second)) = (&baseline.load.http_version, &run.load.http_version) {
        pairs.push(("http", (Message::plain(first.as_str()), Message::plain(second.as_str()))));
    }
    let differ = pairs.into_iter().filter(|(_, (first, second))| first != second);
    let mut reasons: Vec<Message> = differ
        .map(|(what, (first, second))| {
            Message::new("compare-differ").with("what", what).with("baseline", first).with("run", second)
        })
        .collect();
    for (which, record) in [("baseline", baseline), ("run", run)] {
        reasons.extend(unfit(record).into_iter().map(|reason| reason.with("which", which)));
    }
    reasons
}

/// What a reader must know beside the numbers.
pub(super) fn notes(baseline: &RunRecord, run: &RunRecord) -> Vec<Message> {
    let mut notes = Vec::new();
    for (which, record) in [("baseline", baseline), ("run", run)] {
        if record.machine.is_none() {
            notes.push(Message::new("compare-no-machine").with("which", which));
        }
        if record.load.http_version.is_none() {
            notes.push(Message::new("compare-no-http-version").with("which", which));
        }
    }
    if baseline.target != run.target {
        notes.push(
            Message::new("compare-other-address")
                .with("baseline", baseline.target.as_str())
                .with("run", run.target.as_str()),
        );
    }
    if run.started < baseline.started {
        notes.push(Message::new("compare-older"));
    }
    for (which, mine, others) in [("baseline", baseline, run), ("run", run, baseline)] {
        for step in &mine.steps {
            if !others.steps.iter().any(|other| other.name == step.name) {
                notes.push(
                    Message::new("compare-only-step").with("which", which).with("step", step.name.as_str()),
                );
            }
        }
    }
    notes
}

fn journey(steps: &[StepRecord]) -> Message {
    let step = |step: &StepRecord| match &step.method {
        Some(method) => format!("{method} {}", step.name),
        None => step.name.clone(),
    };
    Message::plain(steps.iter().map(step).collect::<Vec<_>>().join(", "))
}

fn machine(machine: &Machine) -> Message {
    let unknown = || Message::new("compare-unknown-model");
    Message::new("compare-machine")
        .with("cores", machine.cores)
        .with("cpu", machine.cpu.as_deref().map_or_else(unknown, Message::plain))
}

const fn part(phase: RunPhase) -> Message {
    match phase {
        RunPhase::Hold => Message::new("compare-full-load"),
        RunPhase::Ramp | RunPhase::Drain => Message::new("compare-whole-run"),
    }
}
