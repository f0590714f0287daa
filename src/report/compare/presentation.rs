//! A comparison in words, built once for each language: Markdown and the terminal only lay it out.

use super::{ComparedRun, Comparison};
use crate::grade::compare::{
    CompareVerdict, Compared, CriterionOutcome, CriterionResult, Difference, Differences, LEAST_FAILURES,
    LEAST_MS, LEAST_SHARE, ScopeDifferences,
};
use crate::units::count;
use crate::words::{self, Lang, Message, Value};

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

/// The answer in one line.
fn headline(comparison: &Comparison, lang: Lang) -> Message {
    let differences = &comparison.differences;
    if !differences.criteria.is_empty() {
        return criteria_headline(differences);
    }
    let named = |verdict| {
        let found = differences.deciding().filter(move |(_, difference)| difference.verdict == verdict);
        found.map(|(step, difference)| named(step, difference, lang)).collect::<Vec<_>>()
    };
    let (worse, better) = (named(CompareVerdict::Worse), named(CompareVerdict::Better));
    let short = named(CompareVerdict::TooShort).len();
    let in_row = |sentence: Message, numbers: Vec<Message>| sentence.with("numbers", Value::Row(numbers));
    let text = match (worse.is_empty(), better.is_empty()) {
        (true, true) if short == differences.deciding => return Message::new("compare-too-short"),
        (true, true) => Message::new("compare-no-difference"),
        (true, false) => in_row(Message::new("compare-better-are"), better),
        (false, true) => in_row(Message::new("compare-worse-are"), worse),
        (false, false) => Message::list(vec![
            in_row(Message::new("compare-worse-are"), worse),
            in_row(Message::new("compare-better-are"), better),
        ]),
    };
    if short == 0 {
        return text;
    }
    Message::new("compare-some-too-short")
        .with("text", text)
        .with("short", short as u64)
        .with("all", differences.deciding as u64)
}

fn criteria_headline(differences: &Differences) -> Message {
    let crossed: Vec<_> =
        differences.crossed().map(|result| Message::plain(result.source.as_str())).collect();
    let short =
        differences.criteria.iter().filter(|result| result.outcome == CriterionOutcome::TooShort).count();
    let all = differences.criteria.len();
    match (crossed.is_empty(), short) {
        (true, 0) => Message::new("compare-criteria-held"),
        (true, short) if short == all => Message::new("compare-too-short"),
        (true, short) => Message::new("compare-some-criteria-held")
            .with("held", (all - short) as u64)
            .with("all", all as u64)
            .with("short", short as u64),
        (false, _) => Message::new("compare-regression").with("criteria", Value::Row(crossed)),
    }
}

/// `p95 of add_to_cart +18.2 %`.
fn named(step: Option<&str>, difference: &Difference, lang: Lang) -> Message {
    Message::new("compare-number-of")
        .with("number", label(difference.statistic))
        .with("scope", scope(step))
        .with("change", change(difference, lang))
}

fn scope(step: Option<&str>) -> Message {
    step.map_or_else(|| Message::new("compare-all-pages"), Message::plain)
}

fn label(statistic: Compared) -> Message {
    match statistic {
        Compared::P50 => Message::plain("p50"),
        Compared::P95 => Message::plain("p95"),
        Compared::P99 => Message::plain("p99"),
        Compared::Mean => Message::new("compare-mean"),
        Compared::Failures => Message::new("compare-failures"),
        Compared::Requests => Message::new("compare-requests"),
        Compared::Iterations => Message::new("compare-iterations"),
    }
}

/// `84 ms`, `0.3 %`, `50.5/s`.
fn value(statistic: Compared, value: Option<f64>, lang: Lang) -> String {
    match value {
        None => "–".to_owned(),
        Some(value) if statistic.is_time() => words::millis(value, lang),
        Some(value) if statistic == Compared::Failures => words::share(value, lang),
        Some(value) if value < 999.95 => marked(format!("{value:.1}"), lang),
        Some(value) => words::count(value.round() as u64, lang),
    }
}

/// Writes the language's mark before decimals.
fn marked(english: String, lang: Lang) -> String {
    match lang {
        Lang::En => english,
        Lang::Fr => english.replace('.', ","),
    }
}

/// `+18.2 %`, or `+0.5 pt` for failures.
fn change(difference: &Difference, lang: Lang) -> String {
    difference.change.map_or_else(
        || "–".to_owned(),
        |change| format!("{}{}", signed(change.by, lang), unit(difference.statistic, lang)),
    )
}

/// `+9.1 … +28 %`.
fn interval(difference: &Difference, lang: Lang) -> String {
    difference.change.map_or_else(String::new, |change| {
        let (low, high) = (signed(change.interval.low, lang), signed(change.interval.high, lang));
        format!("{low} … {high}{}", unit(difference.statistic, lang))
    })
}

/// The unit, with the space that the language has before it.
const fn unit(statistic: Compared, lang: Lang) -> &'static str {
    match (statistic, lang) {
        (Compared::Failures, Lang::En) => " pt",
        (Compared::Failures, Lang::Fr) => "\u{202F}pt",
        (_, Lang::En) => " %",
        (_, Lang::Fr) => "\u{202F}%",
    }
}

/// A hundred times a share, with its sign and in few characters.
fn signed(share: f64, lang: Lang) -> String {
    let percent = share * 100.0;
    if percent.abs() >= 1e5 {
        return format!("{percent:+.0e}");
    }
    let text = if percent.abs() < 99.95 { format!("{percent:+.1}") } else { format!("{percent:+.0}") };
    marked(if text == "-0.0" || text == "+0.0" { "0.0".to_owned() } else { text }, lang)
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
    vec![decides, verdicts]
}
