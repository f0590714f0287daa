//! A comparison in words, built once for each language: Markdown and the terminal only lay it out.

use super::headline::headline;
use super::numbers::{change, interval, label, scope, value};
use super::{ComparedRun, Comparison};
use crate::grade::compare::{
    CompareVerdict, Compared, CriterionOutcome, CriterionResult, Difference, Differences, LEAST_FAILURES,
    LEAST_MS, LEAST_SHARE, ScopeDifferences,
};
use crate::units::count;
use crate::words::{Lang, Message, Value};

/// Everything that is said of two runs.
pub(super) struct CompareReport<'a> {
    /// The answer in one line.
    pub(super) headline: String,
    /// Why the runs are not comparable; empty when they are.
    pub(super) different: Vec<String>,
    pub(super) criteria: Vec<CriterionLine<'a>>,
    pub(super) runs: [(Which, &'a ComparedRun); 2],
    pub(super) scopes: Vec<ScopeTable>,
    /// How to read the tables, and what else a reader must know.
    pub(super) remarks: Vec<String>,
    /// The heads of the columns: baseline, run, change, interval.
    pub(super) columns: [String; 4],
}

/// One of the two runs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    Baseline,
    Run,
}

/// What became of a criterion.
pub(super) struct CriterionLine<'a> {
    pub(super) source: &'a str,
    pub(super) text: String,
    pub(super) crossed: bool,
}

/// The numbers of one step, or of all pages.
pub(super) struct ScopeTable {
    pub(super) name: String,
    pub(super) rows: Vec<NumberRow>,
}

/// One number in both runs.
pub(super) struct NumberRow {
    pub(super) label: String,
    pub(super) baseline: String,
    pub(super) run: String,
    pub(super) change: String,
    pub(super) interval: String,
    pub(super) verdict: CompareVerdict,
    pub(super) said: String,
    /// Whether the exit code follows from it.
    pub(super) decides: bool,
}

impl Which {
    /// Its label in a list.
    pub(super) fn label(self) -> Message {
        match self {
            Self::Baseline => Message::new("compare-baseline"),
            Self::Run => Message::new("compare-run"),
        }
    }

    /// The same as the beginning of a line.
    pub(super) fn title(self) -> Message {
        match self {
            Self::Baseline => Message::new("compare-title-baseline"),
            Self::Run => Message::new("compare-title-run"),
        }
    }
}

impl<'a> CompareReport<'a> {
    pub(super) fn of(comparison: &'a Comparison, lang: Lang) -> Self {
        let differences = &comparison.differences;
        let criterion = |result: &'a CriterionResult| CriterionLine {
            source: &result.source,
            text: criterion(result, lang).say(lang),
            crossed: result.outcome == CriterionOutcome::Crossed,
        };
        let table = |found: &'a ScopeDifferences| ScopeTable {
            // A table has the name that criteria and thresholds refer to.
            name: found.step.clone().unwrap_or_else(|| scope(None).say(lang)),
            rows: found.differences.iter().map(|difference| row(difference, lang)).collect(),
        };
        let remarks = legend(differences).into_iter().chain(comparison.notes.iter().cloned());
        let columns = [
            Which::Baseline.label(),
            Which::Run.label(),
            Message::new("compare-change"),
            Message::new("compare-interval"),
        ];
        Self {
            headline: headline(comparison, lang).say(lang),
            different: comparison.different.iter().map(|reason| reason.say(lang)).collect(),
            criteria: differences.criteria.iter().map(criterion).collect(),
            runs: [(Which::Baseline, &comparison.baseline), (Which::Run, &comparison.run)],
            scopes: differences.scopes.iter().map(table).collect(),
            remarks: remarks.map(|remark| remark.say(lang)).collect(),
            columns: columns.map(|column| column.say(lang)),
        }
    }
}

fn row(difference: &Difference, lang: Lang) -> NumberRow {
    let Difference { statistic, baseline, run, verdict, decides, .. } = *difference;
    NumberRow {
        label: label(statistic).say(lang),
        baseline: value(statistic, baseline, lang),
        run: value(statistic, run, lang),
        change: change(difference, lang),
        interval: interval(difference, lang),
        verdict,
        said: self::verdict(verdict).say(lang),
        decides,
    }
}

fn verdict(verdict: CompareVerdict) -> Message {
    match verdict {
        CompareVerdict::Better => Message::new("compare-better"),
        CompareVerdict::Worse => Message::new("compare-worse"),
        CompareVerdict::NoDifferenceSeen => Message::new("compare-no-difference"),
        CompareVerdict::TooShort => Message::new("compare-too-short"),
    }
}

/// What became of a criterion, with its numbers.
fn criterion(result: &CriterionResult, lang: Lang) -> Message {
    let Difference { statistic, baseline, run, change: known, .. } = result.difference;
    let numbers = |sentence: Message| {
        sentence.with("baseline", value(statistic, baseline, lang)).with("run", value(statistic, run, lang))
    };
    let outcome = match result.outcome {
        CriterionOutcome::Held => Message::new("compare-held"),
        CriterionOutcome::Crossed => Message::new("compare-crossed"),
        CriterionOutcome::TooShort if baseline.is_none() || run.is_none() => {
            return Message::new("not-measured");
        }
        CriterionOutcome::TooShort => return numbers(Message::new("compare-criterion-too-short")),
    };
    let sentence = match known {
        Some(_) => {
            Message::new("compare-criterion-interval").with("interval", interval(&result.difference, lang))
        }
        None => Message::new("compare-criterion"),
    };
    numbers(sentence).with("outcome", outcome).with("change", change(&result.difference, lang))
}

/// How to read the table.
fn legend(differences: &Differences) -> Vec<Message> {
    let decides = if differences.criteria.is_empty() {
        Message::new("compare-legend-numbers").with("numbers", count::display(differences.deciding as u64))
    } else {
        Message::new("compare-legend-criteria")
    };
    let decides = decides
        .with("sure", Value::Share(differences.confidence))
        .with("deciding", Value::Share(differences.deciding_confidence));
    let verdicts = Message::new("compare-legend-verdicts")
        .with("share", Value::Share(LEAST_SHARE))
        .with("time", Value::Number(LEAST_MS))
        .with("points", Value::Number(LEAST_FAILURES * 100.0));
    let has_median = differences.deciding().any(|(_, difference)| difference.statistic == Compared::P50);
    let median = has_median.then(|| Message::new("compare-legend-median"));
    std::iter::once(decides).chain(median).chain([verdicts]).collect()
}
