//! A comparison for a pull request: what decides is seen at once, the rest unfolds.
//!
//! Every text goes through `text::markdown`, so nothing that a shop writes can become markup.

use super::Comparison;
use super::presentation::{CompareReport, NumberRow};
use crate::report::text::markdown;
use crate::words::{Lang, Message};

/// Renders a comparison in a language.
#[must_use]
pub fn render(comparison: &Comparison, lang: Lang) -> String {
    let shown = CompareReport::of(comparison, lang);
    let mut lines = vec![format!("**promo-load: {}**", markdown(&shown.headline)), String::new()];
    if !shown.different.is_empty() {
        lines.push(Message::new("compare-md-not-comparable").say(lang));
        lines.push(String::new());
        lines.extend(shown.different.iter().map(|reason| format!("- {}", markdown(reason))));
        lines.push(String::new());
    }
    if shown.criteria.is_empty() {
        table(&mut lines, &shown, lang, |row| row.decides);
    }
    for criterion in &shown.criteria {
        let mark = if criterion.crossed { "**" } else { "" };
        let colon = Message::new("colon").say(lang);
        let source = markdown(criterion.source);
        lines.push(format!("- {mark}{source}{mark}{colon}{}", markdown(&criterion.text)));
    }
    let all = Message::new("compare-md-all-numbers").say(lang);
    lines.extend([String::new(), format!("<details><summary>{all}</summary>"), String::new()]);
    table(&mut lines, &shown, lang, |_| true);
    lines.push(String::new());
    for (which, run) in shown.runs {
        let (label, colon) = (which.title().say(lang), Message::new("colon").say(lang));
        lines.push(format!("- {label}{colon}{}, {}", markdown(&run.run_id), markdown(&run.load)));
    }
    lines.extend(shown.remarks.iter().map(|text| format!("- {}", markdown(text))));
    lines.extend([String::new(), "</details>".to_owned()]);
    lines.iter().map(|line| line.to_owned() + "\n").collect()
}

fn table(lines: &mut Vec<String>, shown: &CompareReport<'_>, lang: Lang, is_shown: fn(&NumberRow) -> bool) {
    let step = Message::new("column-step").say(lang);
    lines.push(format!("| {step} | | {} | |", shown.columns.join(" | ")));
    lines.push("| --- | --- | ---: | ---: | ---: | ---: | --- |".to_owned());
    let rows = shown.scopes.iter().flat_map(|scope| scope.rows.iter().map(|row| (scope.name.as_str(), row)));
    for (name, row) in rows.filter(|(_, row)| is_shown(row)) {
        let label = row.label.clone() + if row.decides { " *" } else { "" };
        let cells = [name, &label, &row.baseline, &row.run, &row.change, &row.interval, &row.said];
        lines.push(format!("| {} |", cells.map(markdown).join(" | ")));
    }
}
