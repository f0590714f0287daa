//! The answer of a comparison in one line. It never denies its own table: what the exit code does not depend on is named, too,
//! where no deciding number says the same, and "too short to tell" is said of those numbers alone of which it is true.

use super::Comparison;
use super::numbers::{change, label, scope};
use crate::grade::compare::{CompareVerdict, Compared, CriterionOutcome, Difference, Differences};
use crate::words::{Lang, Message, Value};

/// The numbers that decide in runs that are long enough.
const USUALLY_DECIDING: [Compared; 2] = [Compared::P95, Compared::Failures];

/// The answer in one line.
pub(super) fn headline(comparison: &Comparison, lang: Lang) -> Message {
    let differences = &comparison.differences;
    let mut parts = if differences.criteria.is_empty() {
        by_default(differences, lang)
    } else {
        by_criteria(differences, lang)
    };
    match parts.len() {
        0 => Message::new("compare-too-short"),
        1 => parts.remove(0),
        _ => Message::list(parts),
    }
}

/// What the deciding numbers say, then what others say that they do not, then what is too short; empty when everything is.
fn by_default(differences: &Differences, lang: Lang) -> Vec<Message> {
    let decided = |verdict| {
        let found = differences.deciding().filter(move |(_, difference)| difference.verdict == verdict);
        found.map(|(step, difference)| named(step, difference, lang)).collect::<Vec<_>>()
    };
    let (worse, better) = (decided(CompareVerdict::Worse), decided(CompareVerdict::Better));
    let beside = [
        worse.is_empty().then(|| beside(differences, CompareVerdict::Worse, lang)).flatten(),
        better.is_empty().then(|| beside(differences, CompareVerdict::Better, lang)).flatten(),
    ];
    let beside: Vec<_> = beside.into_iter().flatten().collect();
    let short = too_short(differences);
    let mut parts = Vec::new();
    if worse.is_empty() && better.is_empty() {
        let same = without_change(differences);
        if same.is_empty() && beside.is_empty() {
            return parts;
        }
        if beside.is_empty() && short.is_none() {
            parts.push(Message::new("compare-no-difference"));
        } else {
            parts.extend(in_row(Message::new("compare-no-difference-in"), same));
        }
    }
    parts.extend(in_row(Message::new("compare-worse-are"), worse));
    parts.extend(in_row(Message::new("compare-better-are"), better));
    parts.extend(beside);
    parts.extend(short);
    parts
}

/// What became of the criteria; empty when nothing at all can be told.
fn by_criteria(differences: &Differences, lang: Lang) -> Vec<Message> {
    let crossed: Vec<_> =
        differences.crossed().map(|result| Message::plain(result.source.as_str())).collect();
    let short =
        differences.criteria.iter().filter(|result| result.outcome == CriterionOutcome::TooShort).count();
    let all = differences.criteria.len();
    if !crossed.is_empty() {
        return vec![Message::new("compare-regression").with("criteria", Value::Row(crossed))];
    }
    if short == 0 {
        return vec![Message::new("compare-criteria-held")];
    }
    if short < all {
        let held = Message::new("compare-some-criteria-held").with("held", (all - short) as u64);
        return vec![held.with("all", all as u64).with("short", short as u64)];
    }
    let beside = [CompareVerdict::Worse, CompareVerdict::Better]
        .into_iter()
        .filter_map(|verdict| beside(differences, verdict, lang));
    let beside: Vec<_> = beside.collect();
    let criteria = (!beside.is_empty()).then(|| Message::new("compare-criteria-too-short"));
    criteria.into_iter().chain(beside).collect()
}

/// The numbers of all pages that changed like this without deciding. Those of single steps are left to the table: among so many,
/// each at 95 %, one is always wrong.
fn beside(differences: &Differences, verdict: CompareVerdict, lang: Lang) -> Option<Message> {
    let whole = differences.scopes.iter().find(|scope| scope.step.is_none())?;
    let found = whole.differences.iter().filter(|found| !found.decides && found.verdict == verdict);
    let told = match verdict {
        CompareVerdict::Worse => Message::new("compare-beside-worse"),
        _ => Message::new("compare-beside-better"),
    };
    in_row(told, found.map(|difference| named(None, difference, lang)).collect())
}

/// The deciding numbers in which no difference was seen, each once.
fn without_change(differences: &Differences) -> Vec<Message> {
    let is_same = |statistic| {
        differences.deciding().any(|(_, difference)| {
            difference.statistic == statistic && difference.verdict == CompareVerdict::NoDifferenceSeen
        })
    };
    Compared::ALL.into_iter().filter(|statistic| is_same(*statistic)).map(label).collect()
}

/// The numbers that would decide in longer runs.
fn too_short(differences: &Differences) -> Option<Message> {
    let mut numbers = Vec::new();
    for statistic in USUALLY_DECIDING {
        let of_scopes = differences.scopes.iter().filter(|scope| {
            let mut all = scope.differences.iter();
            all.any(|found| found.statistic == statistic && found.verdict == CompareVerdict::TooShort)
        });
        let of_scopes: Vec<_> = of_scopes.map(|scope| scope.step.as_deref()).collect();
        // What is too short of all pages is too short of each step.
        numbers.extend(match of_scopes.as_slice() {
            [] => None,
            all if all.len() == differences.scopes.len() => Some(label(statistic)),
            [only] => Some(
                Message::new("compare-number-in")
                    .with("number", label(statistic))
                    .with("scope", scope(*only)),
            ),
            several => {
                let told = Message::new("compare-number-in-steps").with("number", label(statistic));
                Some(told.with("steps", several.len() as u64))
            }
        });
    }
    in_row(Message::new("compare-too-short-are"), numbers)
}

fn in_row(sentence: Message, numbers: Vec<Message>) -> Option<Message> {
    (!numbers.is_empty()).then(|| sentence.with("numbers", Value::Row(numbers)))
}

/// `p95 of add_to_cart +18.2 %`.
fn named(step: Option<&str>, difference: &Difference, lang: Lang) -> Message {
    Message::new("compare-number-of")
        .with("number", label(difference.statistic))
        .with("scope", scope(step))
        .with("change", change(difference, lang))
}
