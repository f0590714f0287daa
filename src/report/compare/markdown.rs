//! A comparison for a pull request: what decides is seen at once, the rest unfolds.
//!
//! Every text goes through `text::markdown`, so nothing that a shop writes can become markup.

use super::Comparison;
use super::presentation::{NumberRow, Presentation};
use crate::report::text::markdown;

/// Renders a comparison.
#[must_use]
pub fn render(comparison: &Comparison) -> String {
    let shown = Presentation::of(comparison);
    let mut lines = vec![format!("**promo-load: {}**", markdown(&shown.headline)), String::new()];
    if !shown.different.is_empty() {
        lines.push("These runs are **not comparable**:".to_owned());
        lines.push(String::new());
        lines.extend(shown.different.iter().map(|reason| format!("- {}", markdown(reason))));
        lines.push(String::new());
    }
    if shown.criteria.is_empty() {
        table(&mut lines, &shown, |row| row.decides);
    }
    for criterion in &shown.criteria {
        let mark = if criterion.crossed { "**" } else { "" };
        lines.push(format!("- {mark}{}{mark}: {}", markdown(criterion.source), markdown(&criterion.text)));
    }
    lines.extend([String::new(), "<details><summary>All numbers</summary>".to_owned(), String::new()]);
    table(&mut lines, &shown, |_| true);
    lines.push(String::new());
    for (label, (_, run)) in ["Baseline", "Run"].into_iter().zip(shown.runs) {
        lines.push(format!("- {label}: {}, {}", markdown(&run.run_id), markdown(&run.load)));
    }
    lines.extend(shown.remarks.iter().map(|text| format!("- {}", markdown(text))));
    lines.extend([String::new(), "</details>".to_owned()]);
    lines.iter().map(|line| line.to_owned() + "\n").collect()
}

fn table(lines: &mut Vec<String>, shown: &Presentation<'_>, is_shown: fn(&NumberRow) -> bool) {
    lines.push("| step | | baseline | run | change | interval | |".to_owned());
    lines.push("| --- | --- | ---: | ---: | ---: | ---: | --- |".to_owned());
    let rows = shown.scopes.iter().flat_map(|scope| scope.rows.iter().map(|row| (scope.name, row)));
    for (name, row) in rows.filter(|(_, row)| is_shown(row)) {
        let label = row.label.to_owned() + if row.decides { " *" } else { "" };
        let cells = [name, &label, &row.baseline, &row.run, &row.change, &row.interval, row.said];
        lines.push(format!("| {} |", cells.map(markdown).join(" | ")));
    }
}
