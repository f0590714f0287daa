//! Whether runs are of the same plan. Seeds, times, machines and the rows of data may differ.

use super::super::{LoggedThreshold, PartKind, PlanPart};
use super::error::{MergeError, PlanDifference};
use super::source::MergeSource;
use crate::words::Message;

/// Refuses a run that is there twice, whatever its folder is called.
pub(super) fn refuse_the_same_run(sources: &[MergeSource<'_>]) -> Result<(), MergeError> {
    for (place, run) in sources.iter().enumerate() {
        if let Some(first) = sources[..place].iter().find(|first| first.id() == run.id()) {
            return Err(MergeError::Twice {
                run: run.id().to_owned(),
                first: first.place.to_owned(),
                again: run.place.to_owned(),
            });
        }
    }
    Ok(())
}

/// What a run has in another way than the first one; each difference names the part.
pub(super) fn differences(first: &MergeSource<'_>, run: &MergeSource<'_>) -> Vec<PlanDifference> {
    let mut found = values(first, run);
    found.extend(names(first, run));
    let (first_layout, layout) = (&first.start.layout, &run.start.layout);
    let is_other_order = first_layout != layout
        || first.start.about.methods != run.start.about.methods
        || first.start.about.promotion_checks != run.start.about.promotion_checks;
    if found.is_empty() && is_other_order {
        found.push(between(Message::new("merge-differs-order"), first, run));
    }
    found.into_iter().map(PlanDifference::new).collect()
}

fn between(message: Message, first: &MergeSource<'_>, run: &MergeSource<'_>) -> Message {
    message.exact("run", run.place).exact("first", first.place)
}

/// Facts of the whole run.
fn values(first: &MergeSource<'_>, run: &MergeSource<'_>) -> Vec<Message> {
    let both = |pick: &dyn Fn(&MergeSource<'_>) -> Message| (pick(first), pick(run));
    let plain = |text: &str| Message::plain(text);
    let pairs = [
        ("versions", both(&|run| plain(&run.start.about.tool_version))),
        ("shops", both(&|run| plain(&run.plan.base_url))),
        ("pages", both(&|run| plain(run.start.about.target.as_str()))),
        ("environments", both(&|run| plain(&run.start.about.environment))),
        ("modes", both(&|run| plain(&run.start.about.mode))),
        ("loads", both(&load)),
    ];
    let differ = pairs.into_iter().filter(|(_, (one, other))| one != other);
    let said = differ.map(|(what, (one, other))| {
        let told = Message::new("merge-differs-value").exact("what", what);
        between(told.with("theirs", one).with("ours", other), first, run)
    });
    said.collect()
}

/// Parts with names: those that only one has, and those that differ.
fn names(first: &MergeSource<'_>, run: &MergeSource<'_>) -> Vec<Message> {
    let mut found = Vec::new();
    for (has, lacks) in [(first, run), (run, first)] {
        let mut lack = |kind: &'static str, name: &str| {
            let told = Message::new("merge-lacks").exact("kind", kind).with("name", name);
            found.push(told.exact("run", lacks.place).exact("other", has.place));
        };
        let known = |part: &&PlanPart| other_of(lacks, part).is_some();
        has.plan
            .parts
            .iter()
            .filter(|part| !known(part))
            .for_each(|part| lack(part.kind.as_str(), &part.name));
        let missing = |threshold: &&LoggedThreshold| !lacks.start.thresholds.contains(threshold);
        has.start
            .thresholds
            .iter()
            .filter(missing)
            .for_each(|threshold| lack("threshold", &threshold.source));
    }
    // Other words for the load have said already that it differs.
    let is_said = load(first) != load(run);
    for part in run.plan.parts.iter().filter(|part| part.kind != PartKind::Load || !is_said) {
        if other_of(first, part).is_some_and(|known| known.digest != part.digest) {
            let told = Message::new("merge-differs-part").exact("kind", part.kind.as_str());
            found.push(between(told.with("name", part.name.as_str()), first, run));
        }
    }
    found
}

/// The same part of a run's plan.
fn other_of<'a>(run: &'a MergeSource<'_>, part: &PlanPart) -> Option<&'a PlanPart> {
    run.plan.parts.iter().find(|known| known.kind == part.kind && known.name == part.name)
}

/// The load in words.
fn load(run: &MergeSource<'_>) -> Message {
    let load = &run.start.about.load;
    load.words.clone().unwrap_or_else(|| Message::plain(load.executor.as_str()))
}
