//! A comparison for the terminal, within 80 columns.

use console::Style;

use super::Comparison;
use super::presentation::{CompareReport, NumberRow, ScopeTable};
use crate::grade::compare::CompareVerdict;
use crate::report::text::{hanging, shorten, styled, wrap};
use crate::units::line::plain;
use crate::words::{Lang, Message};

const WIDTH: usize = 80;
/// The marks stand in it.
const MARGIN: usize = 4;

/// Renders a comparison in a language. With `colour` it contains escape sequences; without, none at all, whatever is in the files.
#[must_use]
pub fn render(comparison: &Comparison, colour: bool, lang: Lang) -> String {
    let shown = CompareReport::of(comparison, lang);
    let mut lines = vec![String::new()];
    if !shown.different.is_empty() {
        lines.extend(marked("▲", &Message::new("compare-not-comparable").say(lang)));
        shown.different.iter().for_each(|reason| lines.extend(marked(" ", reason)));
        lines.push(String::new());
    }
    for (which, run) in shown.runs {
        let text = format!("{:10}{}", which.label().say(lang), plain(&run.run_id));
        lines.push(format!("  {}", shorten(&text, WIDTH - 2)));
    }
    lines.push(String::new());
    for line in wrap(&plain(&shown.headline), WIDTH - 2) {
        lines.push(format!("  {}", styled(colour, Style::new().bold(), &line)));
    }
    for criterion in &shown.criteria {
        let mark = if criterion.crossed { "▲" } else { "·" };
        let colon = Message::new("colon").say(lang);
        lines.extend(marked(mark, &format!("{}{colon}{}", criterion.source, criterion.text)));
    }
    for scope in &shown.scopes {
        lines.push(String::new());
        lines.extend(table(scope, &shown.columns, colour));
    }
    lines.push(String::new());
    shown.remarks.iter().for_each(|text| lines.extend(marked("·", text)));
    lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn marked(mark: &str, text: &str) -> Vec<String> {
    hanging(&format!("  {mark} "), MARGIN, &plain(text), WIDTH)
}

fn table(scope: &ScopeTable, [baseline, run, change, interval]: &[String; 4], colour: bool) -> Vec<String> {
    let name = shorten(&plain(&scope.name), WIDTH - 2);
    let head = columns("", ["", baseline, run, change, interval]);
    let mut lines = vec![
        format!("  {}", styled(colour, Style::new().bold(), &name)),
        styled(colour, Style::new().dim(), &head),
    ];
    lines.extend(scope.rows.iter().map(|number| row(number, colour)));
    lines
}

fn row(row: &NumberRow, colour: bool) -> String {
    let style = match row.verdict {
        CompareVerdict::Better => Style::new().green(),
        CompareVerdict::Worse => Style::new().red(),
        CompareVerdict::NoDifferenceSeen => Style::new(),
        CompareVerdict::TooShort => Style::new().dim(),
    };
    let mark = if row.decides { "*" } else { "" };
    let numbers = columns(mark, [&row.label, &row.baseline, &row.run, &row.change, &row.interval]);
    format!("{numbers} {}", styled(colour, style, &row.said))
}

/// 61 columns, which leaves room for the longest verdict.
fn columns(mark: &str, [label, baseline, run, change, interval]: [&str; 5]) -> String {
    format!("{mark:2}{label:12}{baseline:>9}{run:>9}{change:>10}{interval:>18}")
}
