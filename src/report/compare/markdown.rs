//! A comparison for a pull request: what decides is seen at once, the rest unfolds.
//!
//! Every text goes through `text::markdown`, so nothing that a shop writes can become markup.

use super::{Comparison, words};
use crate::grade::compare::{Difference, Outcome};
use crate::report::text::markdown;

/// Renders a comparison.
#[must_use]
pub fn render(comparison: &Comparison) -> String {
    let differences = &comparison.differences;
    let mut lines =
        vec![format!("**promo-load: {}**", markdown(&words::headline(comparison))), String::new()];
    if !comparison.different.is_empty() {
        lines.push("These runs are **not comparable**:".to_owned());
        lines.push(String::new());
        lines.extend(comparison.different.iter().map(|reason| format!("- {}", markdown(reason))));
        lines.push(String::new());
    }
    if differences.criteria.is_empty() {
        table(&mut lines, differences.deciding());
    }
    for result in &differences.criteria {
        let source = markdown(&result.source);
        let mark = if result.outcome == Outcome::Crossed { "**" } else { "" };
        lines.push(format!("- {mark}{source}{mark}: {}", markdown(&words::criterion(result))));
    }
    lines.extend([String::new(), "<details><summary>All numbers</summary>".to_owned(), String::new()]);
    let all = differences
        .scopes
        .iter()
        .flat_map(|scope| scope.differences.iter().map(|difference| (scope.step.as_deref(), difference)));
    table(&mut lines, all);
    lines.push(String::new());
    for (label, run) in [("Baseline", &comparison.baseline), ("Run", &comparison.run)] {
        lines.push(format!("- {label}: {}, {}", markdown(&run.run_id), markdown(&run.load)));
    }
    let remarks = words::legend(differences);
    lines.extend(remarks.iter().chain(&comparison.notes).map(|text| format!("- {}", markdown(text))));
    lines.extend([String::new(), "</details>".to_owned()]);
    lines.iter().map(|line| line.to_owned() + "\n").collect()
}

fn table<'a>(lines: &mut Vec<String>, rows: impl Iterator<Item = (Option<&'a str>, &'a Difference)>) {
    lines.push("| step | | baseline | run | change | interval | |".to_owned());
    lines.push("| --- | --- | ---: | ---: | ---: | ---: | --- |".to_owned());
    for (step, difference) in rows {
        let Difference { statistic, baseline, run, verdict, decides, .. } = *difference;
        let cells = [
            words::scope(step).to_owned(),
            words::label(statistic).to_owned() + if decides { " *" } else { "" },
            words::value(statistic, baseline),
            words::value(statistic, run),
            words::change(difference),
            words::interval(difference),
            words::verdict(verdict).to_owned(),
        ];
        lines.push(format!("| {} |", cells.map(|cell| markdown(&cell)).join(" | ")));
    }
}
