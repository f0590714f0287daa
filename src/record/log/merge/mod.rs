//! Runs of the same plan, made apart, as one record.
//!
//! | the runs | their seconds | the number of shoppers |
//! | --- | --- | --- |
//! | side by side: at full load together | lie on each other, by their machines' clocks | is the sum |
//! | in turn: no two have load at the same time | follow each other without a gap | is that of each, never the sum |
//! | overlapping in part | follow each other without a gap | is not known, so there is no grade |
//!
//! Counts and histograms add up exactly in all three. Rates are per second of load.

mod alike;
mod arranged;
mod course;
mod error;
mod notes;
mod source;
#[cfg(test)]
mod tests;

pub use error::{MergeError, PlanDifference};
pub use source::LoggedRun;

use super::super::{About, Inputs, LoadLine, MergedInputs, MergedRecord, MergedRun, RunRecord};
use crate::grade::{Letter, Verdict, WeakestRun};
use crate::metric::{Arrangement, Ending, GeneratorHealth, RunPhase};
use crate::words::{Lang, Message};
use arranged::Arranged;
use course::MergedCourse;
use source::MergeSource;

/// Merges the interval logs of runs of the same plan into one record, which has the identifier `run_id`.
///
/// # Errors
///
/// [`MergeError`] when a log cannot be read or is not of a single run, when a run is there twice, or when the plans differ.
pub fn merge(logs: &[LoggedRun], run_id: &str) -> Result<RunRecord, MergeError> {
    let mut sources = logs.iter().map(MergeSource::read).collect::<Result<Vec<_>, _>>()?;
    let [first, others @ ..] = &sources[..] else { return Err(MergeError::TooFew) };
    if others.is_empty() {
        return Err(MergeError::TooFew);
    }
    alike::refuse_the_same_run(&sources)?;
    let differences: Vec<PlanDifference> =
        others.iter().flat_map(|run| alike::differences(first, run)).collect();
    if !differences.is_empty() {
        return Err(MergeError::Different(differences));
    }
    sources.sort_by_key(|source| source.plan.begun);
    let arranged = Arranged::of(&sources);
    let course = MergedCourse::of(&sources, &arranged);
    let thresholds = course.thresholds(&sources);
    let notes = notes::notes(&sources, &arranged);
    let health: Vec<&GeneratorHealth> = sources.iter().map(|source| &source.record.generator).collect();
    let worst = GeneratorHealth::worst(health.iter().copied()).unwrap_or(0);
    let endings = sources.iter().map(|source| source.record.ending.clone());
    Ok(RunRecord::new(Inputs {
        about: about(&sources, &arranged, worst, run_id),
        summary: &course.summary,
        thresholds,
        ending: endings.fold(Ending::Completed, Ending::worse),
        generator: generator(&health, worst),
        capacity: None,
        promo_costs: Vec::new(),
        promo_unmeasured: Vec::new(),
        notes,
        merged: Some(merged(&sources, &arranged)),
    })?)
}

/// The facts that all runs share; the machine is that of the generator that is shown.
fn about(sources: &[MergeSource<'_>], arranged: &Arranged, worst: usize, run_id: &str) -> About {
    let first = &sources[0];
    let of_each = &first.start.about.load;
    let words = of_each.words.clone().unwrap_or_else(|| Message::plain(of_each.executor.as_str()));
    let words = Message::new("load-merged")
        .exact("arrangement", arranged.arrangement.as_str())
        .with("runs", sources.len() as u64)
        .with("load", words);
    let times = match arranged.arrangement {
        Arrangement::SideBySide => 1.0,
        Arrangement::InTurn | Arrangement::Overlapping => sources.len() as f64,
    };
    About {
        run_id: run_id.to_owned(),
        started: first.plan.begun,
        load: LoadLine {
            executor: words.say(Lang::En),
            words: Some(words),
            planned_s: of_each.planned_s.map(|planned| planned * times),
            ..of_each.clone()
        },
        expected_shoppers: sources.iter().filter_map(|source| source.start.about.expected_shoppers).max(),
        machine: sources[worst].start.about.machine.clone(),
        // Those of each run are among the notes of the whole.
        notes: Vec::new(),
        ..first.start.about.clone()
    }
}

/// The condition of the worst generator. Sums would hide one that was late among others that were not.
fn generator(health: &[&GeneratorHealth], worst: usize) -> GeneratorHealth {
    let shown = health[worst].clone();
    if shown.bottleneck().is_some() {
        return shown;
    }
    let sum = |count: fn(&GeneratorHealth) -> u64| {
        health.iter().fold(0_u64, |sum, health| sum.saturating_add(count(health)))
    };
    GeneratorHealth { late_starts: sum(|health| health.late_starts), due: sum(|health| health.due), ..shown }
}

/// What is kept of the runs, and the one that did worst by itself when each had the shop for itself.
fn merged(sources: &[MergeSource<'_>], arranged: &Arranged) -> MergedInputs {
    let run = |source: &MergeSource<'_>| MergedRun {
        run_id: source.id().to_owned(),
        begun: source.plan.begun,
        elapsed_s: source.record.elapsed_s,
        ending: source.record.ending.clone(),
        missing: source.missing,
        seed: source.plan.seed,
        machine: source.start.about.machine.clone(),
        headline: source.record.verdict.headline.clone(),
    };
    // A run that never came to its full load says nothing about that load.
    let has_hold =
        |source: &MergeSource<'_>| source.record.timeline.iter().any(|point| point.phase == RunPhase::Hold);
    let is_held = sources.iter().any(has_hold);
    let judged = sources.iter().filter(|source| !is_held || has_hold(source));
    let is_in_turn = arranged.arrangement == Arrangement::InTurn;
    MergedInputs {
        record: MergedRecord { arrangement: arranged.arrangement, runs: sources.iter().map(run).collect() },
        weakest: is_in_turn.then(|| WeakestRun::of(judged.map(by_itself))).flatten(),
    }
}

/// A run as it was judged by itself: no better than C when it crossed a threshold.
fn by_itself(source: &MergeSource<'_>) -> WeakestRun {
    let Verdict { grade, inconclusive, headline, .. } = &source.record.verdict;
    let crossed = source.record.thresholds.iter().any(|threshold| !threshold.ok);
    let letter = grade.map(|grade| if crossed { grade.letter.min(Letter::C) } else { grade.letter });
    let why = inconclusive.as_ref().unwrap_or(headline).clone();
    WeakestRun { run: source.id().to_owned(), letter, why }
}
