//! Whether two runs are runs of the same thing. Numbers of different loads differ for a reason that is not news.

use crate::metric::{Ending, Machine, RunPhase};
use crate::record::{RunRecord, StepRecord};
use crate::report::presentation::ending;
use crate::units::count;
use crate::words::Lang;

/// Every reason why not, in one line each.
pub(super) fn reasons(baseline: &RunRecord, run: &RunRecord) -> Vec<String> {
    let both = |pick: fn(&RunRecord) -> String| (pick(baseline), pick(run));
    let mut pairs = vec![
        ("journeys", both(|record| journey(&record.steps))),
        ("loads", both(|record| record.load.executor.clone())),
        ("modes", both(|record| record.mode.clone())),
        ("environments", both(|record| record.environment.clone())),
        ("kinds of page", both(|record| record.page.kind.clone())),
        ("judged parts", both(|record| part(record.judged.phase).to_owned())),
        ("versions of promo-load", both(|record| record.tool_version.clone())),
    ];
    // What one of the files does not say is a note.
    if let (Some(first), Some(second)) = (&baseline.machine, &run.machine) {
        pairs.push(("generators", (machine(first), machine(second))));
    }
    if let (Some(first), Some(second)) = (&baseline.load.http_version, &run.load.http_version) {
        pairs.push(("HTTP versions", (first.clone(), second.clone())));
    }
    let differ = pairs.into_iter().filter(|(_, (first, second))| first != second);
    let mut reasons: Vec<String> = differ
        .map(|(what, (first, second))| {
            format!("the {what} differ: {first} in the baseline, {second} in the run")
        })
        .collect();
    for (which, record) in [("baseline", baseline), ("run", run)] {
        if let Some(reason) = &record.verdict.inconclusive {
            reasons.push(format!("the {which} is inconclusive: {}", reason.say(Lang::En)));
        }
        if record.ending != Ending::Completed {
            reasons.push(format!("the {which} was cut short: {}", ending(record).say(Lang::En)));
        }
    }
    reasons
}

/// What a reader must know beside the numbers.
pub(super) fn notes(baseline: &RunRecord, run: &RunRecord) -> Vec<String> {
    let mut notes = Vec::new();
    for (which, record) in [("baseline", baseline), ("run", run)] {
        if record.machine.is_none() {
            notes.push(format!(
                "the {which}'s file does not say which machine it ran on: whether it was the same is not known"
            ));
        }
        if record.load.http_version.is_none() {
            notes.push(format!("the {which}'s file does not say which HTTP version was spoken"));
        }
    }
    if baseline.target != run.target {
        notes.push(format!("the addresses differ: {} and {}", baseline.target, run.target));
    }
    if run.started < baseline.started {
        notes.push("the run is older than its baseline".to_owned());
    }
    for (which, mine, others) in [("baseline", baseline, run), ("run", run, baseline)] {
        for step in &mine.steps {
            if !others.steps.iter().any(|other| other.name == step.name) {
                notes.push(format!("only the {which} has the step {}", step.name));
            }
        }
    }
    notes
}

fn journey(steps: &[StepRecord]) -> String {
    let step = |step: &StepRecord| match &step.method {
        Some(method) => format!("{method} {}", step.name),
        None => step.name.clone(),
    };
    steps.iter().map(step).collect::<Vec<_>>().join(", ")
}

fn machine(machine: &Machine) -> String {
    let cpu = machine.cpu.as_deref().unwrap_or("an unknown model");
    format!("{} of {cpu}", count::of(machine.cores, "core"))
}

const fn part(phase: RunPhase) -> &'static str {
    match phase {
        RunPhase::Hold => "full load",
        RunPhase::Ramp | RunPhase::Drain => "the whole run",
    }
}
