//! A comparison in words, built once: Markdown and the terminal only lay it out.

use super::{ComparedRun, Comparison};
use crate::grade::compare::{
    CompareVerdict, Compared, CriterionResult, Difference, Differences, LEAST_FAILURES, LEAST_MS,
    LEAST_SHARE, Outcome, ScopeDifferences,
};
use crate::units::{count, duration, share};
use crate::words::{Lang, Message};

/// Everything that is said of two runs.
pub(super) struct Presentation<'a> {
    /// The answer in one line.
    pub(super) headline: String,
    /// Why the runs are not comparable; empty when they are.
    pub(super) different: &'a [String],
    pub(super) criteria: Vec<CriterionLine<'a>>,
    pub(super) runs: [(&'static str, &'a ComparedRun); 2],
    pub(super) scopes: Vec<ScopeTable<'a>>,
    /// How to read the tables, and what else a reader must know.
    pub(super) remarks: Vec<String>,
}

/// What became of a criterion.
pub(super) struct CriterionLine<'a> {
    pub(super) source: &'a str,
    pub(super) text: String,
    pub(super) crossed: bool,
}

/// The numbers of one step, or of all pages.
pub(super) struct ScopeTable<'a> {
    pub(super) name: &'a str,
    pub(super) rows: Vec<NumberRow>,
}

/// One number in both runs.
pub(super) struct NumberRow {
    pub(super) label: &'static str,
    pub(super) baseline: String,
    pub(super) run: String,
    pub(super) change: String,
    pub(super) interval: String,
    pub(super) verdict: CompareVerdict,
    pub(super) said: &'static str,
    /// Whether the exit code follows from it.
    pub(super) decides: bool,
}

impl<'a> Presentation<'a> {
    pub(super) fn of(comparison: &'a Comparison) -> Self {
        let differences = &comparison.differences;
        let criterion = |result: &'a CriterionResult| CriterionLine {
            source: &result.source,
            text: criterion(result),
            crossed: result.outcome == Outcome::Crossed,
        };
        let table = |found: &'a ScopeDifferences| ScopeTable {
            name: scope(found.step.as_deref()),
            rows: found.differences.iter().map(row).collect(),
        };
        let mut remarks = legend(differences);
        remarks.extend(comparison.notes.iter().cloned());
        Self {
            headline: headline(comparison),
            different: &comparison.different,
            criteria: differences.criteria.iter().map(criterion).collect(),
            runs: [("baseline", &comparison.baseline), ("run", &comparison.run)],
            scopes: differences.scopes.iter().map(table).collect(),
            remarks,
        }
    }
}

fn row(difference: &Difference) -> NumberRow {
    let Difference { statistic, baseline, run, verdict, decides, .. } = *difference;
    NumberRow {
        label: label(statistic),
        baseline: value(statistic, baseline),
        run: value(statistic, run),
        change: change(difference),
        interval: interval(difference),
        verdict,
        said: self::verdict(verdict),
        decides,
    }
}

/// The answer in one line.
pub(super) fn headline(comparison: &Comparison) -> String {
    let differences = &comparison.differences;
    if !differences.criteria.is_empty() {
        return criteria_headline(differences);
    }
    let named = |verdict| {
        let found = differences.deciding().filter(move |(_, difference)| difference.verdict == verdict);
        found.map(|(step, difference)| named(step, difference)).collect::<Vec<_>>()
    };
    let (worse, better) = (named(CompareVerdict::Worse), named(CompareVerdict::Better));
    let short = named(CompareVerdict::TooShort).len();
    let mut text = match (worse.as_slice(), better.as_slice()) {
        ([], []) if short == differences.deciding => return "too short to tell".to_owned(),
        ([], []) => "no difference seen".to_owned(),
        ([], better) => format!("better: {}", better.join(", ")),
        (worse, []) => format!("worse: {}", worse.join(", ")),
        (worse, better) => format!("worse: {}; better: {}", worse.join(", "), better.join(", ")),
    };
    if short > 0 {
        text +=
            &format!(" ({short} of {} too short to tell)", count::of(differences.deciding as u64, "number"));
    }
    text
}

fn criteria_headline(differences: &Differences) -> String {
    let crossed: Vec<_> = differences.crossed().map(|result| result.source.as_str()).collect();
    let short = differences.criteria.iter().filter(|result| result.outcome == Outcome::TooShort).count();
    let all = differences.criteria.len();
    match (crossed.as_slice(), short) {
        ([], 0) => "all criteria held".to_owned(),
        ([], short) if short == all => "too short to tell".to_owned(),
        ([], short) => format!("{} of {all} criteria held, {short} too short to tell", all - short),
        (crossed, _) => format!("regression: {}", crossed.join(", ")),
    }
}

/// `p95 of add_to_cart +18.2 %`.
fn named(step: Option<&str>, difference: &Difference) -> String {
    let change = self::change(difference);
    format!("{} of {} {change}", label(difference.statistic), scope(step))
}

fn scope(step: Option<&str>) -> &str {
    step.unwrap_or("all pages")
}

const fn label(statistic: Compared) -> &'static str {
    match statistic {
        Compared::P50 => "p50",
        Compared::P95 => "p95",
        Compared::P99 => "p99",
        Compared::Mean => "mean",
        Compared::Failures => "failures",
        Compared::Requests => "requests/s",
        Compared::Iterations => "iterations/s",
    }
}

/// `84 ms`, `0.3 %`, `50.5/s`.
fn value(statistic: Compared, value: Option<f64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(value) if statistic.is_time() => duration::display_millis(value),
        Some(value) if statistic == Compared::Failures => share::display(value),
        Some(value) if value < 999.95 => format!("{value:.1}"),
        Some(value) => count::display(value.round() as u64),
    }
}

/// `+18.2 %`, or `+0.5 pt` for failures.
fn change(difference: &Difference) -> String {
    difference.change.map_or_else(
        || "–".to_owned(),
        |change| format!("{} {}", signed(change.by), unit(difference.statistic)),
    )
}

/// `+9.1 … +28 %`.
fn interval(difference: &Difference) -> String {
    difference.change.map_or_else(String::new, |change| {
        let (low, high) = (signed(change.interval.low), signed(change.interval.high));
        format!("{low} … {high} {}", unit(difference.statistic))
    })
}

const fn unit(statistic: Compared) -> &'static str {
    if matches!(statistic, Compared::Failures) { "pt" } else { "%" }
}

/// A hundred times a share, with its sign and in few characters.
fn signed(share: f64) -> String {
    let percent = share * 100.0;
    if percent.abs() >= 1e5 {
        return format!("{percent:+.0e}");
    }
    let text = if percent.abs() < 99.95 { format!("{percent:+.1}") } else { format!("{percent:+.0}") };
    if text == "-0.0" || text == "+0.0" { "0.0".to_owned() } else { text }
}

const fn verdict(verdict: CompareVerdict) -> &'static str {
    match verdict {
        CompareVerdict::Better => "better",
        CompareVerdict::Worse => "worse",
        CompareVerdict::NoDifferenceSeen => "no difference seen",
        CompareVerdict::TooShort => "too short to tell",
    }
}

/// What became of a criterion, with its numbers.
fn criterion(result: &CriterionResult) -> String {
    let Difference { statistic, baseline, run, change: known, .. } = result.difference;
    let numbers = format!("{} to {}", value(statistic, baseline), value(statistic, run));
    let outcome = match result.outcome {
        Outcome::Held => "held",
        Outcome::Crossed => "crossed",
        Outcome::TooShort if baseline.is_none() || run.is_none() => {
            return Message::new("not-measured").say(Lang::En);
        }
        Outcome::TooShort => return format!("too short to tell: {numbers}"),
    };
    let interval = known.map_or_else(String::new, |_| format!(", interval {}", interval(&result.difference)));
    format!("{outcome}: {numbers}, {}{interval}", change(&result.difference))
}

/// How to read the table.
fn legend(differences: &Differences) -> Vec<String> {
    let (sure, deciding) =
        (share::display(differences.confidence), share::display(differences.deciding_confidence));
    let decides = if differences.criteria.is_empty() {
        format!(
            "* decides the exit code: these intervals hold at {deciding} each, so that all {} hold together at {sure} \
             (Bonferroni). The other intervals hold at {sure} each: one in twenty is wrong.",
            differences.deciding,
        )
    } else {
        format!(
            "only the criteria decide the exit code: one is crossed when the change is beyond its bound and its \
             interval, which holds at {deciding}, excludes 0. The intervals of the table hold at {sure} each."
        )
    };
    let verdicts = format!(
        "better and worse need an interval without 0, and a change of at least {:.0} % (of times {LEAST_MS:.0} ms, too; of \
         failures {} pt). \"No difference seen\" proves nothing.",
        LEAST_SHARE * 100.0,
        LEAST_FAILURES * 100.0,
    );
    vec![decides, verdicts]
}
