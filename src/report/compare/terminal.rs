//! A comparison for the terminal, within 80 columns.

use console::Style;

use super::{Comparison, words};
use crate::grade::compare::{CompareVerdict, Difference, Outcome, ScopeDifferences};
use crate::report::text::{shorten, wrap};
use crate::units::line::plain;

const WIDTH: usize = 80;

/// Renders a comparison. With `colour` it contains escape sequences; without, none at all, whatever is in the files.
#[must_use]
pub fn render(comparison: &Comparison, colour: bool) -> String {
    let page = Page { colour };
    let mut lines = vec![String::new()];
    if !comparison.different.is_empty() {
        lines.extend(page.marked("▲", "these runs are not comparable:"));
        comparison.different.iter().for_each(|reason| lines.extend(page.marked(" ", reason)));
        lines.push(String::new());
    }
    for (label, run) in [("baseline", &comparison.baseline), ("run", &comparison.run)] {
        let text = format!("{label:10}{}", plain(&run.run_id));
        lines.push(format!("  {}", shorten(&text, WIDTH - 2)));
    }
    lines.push(String::new());
    let headline = words::headline(comparison);
    for line in wrap(&plain(&headline), WIDTH - 2) {
        lines.push(format!("  {}", page.style(Style::new().bold(), &line)));
    }
    for result in &comparison.differences.criteria {
        let mark = if result.outcome == Outcome::Crossed { "▲" } else { "·" };
        lines.extend(page.marked(mark, &format!("{}: {}", result.source, words::criterion(result))));
    }
    for scope in &comparison.differences.scopes {
        lines.push(String::new());
        lines.extend(page.scope(scope));
    }
    lines.push(String::new());
    for text in words::legend(&comparison.differences).iter().chain(&comparison.notes) {
        lines.extend(page.marked("·", text));
    }
    lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

struct Page {
    colour: bool,
}

impl Page {
    fn style(&self, style: Style, text: &str) -> String {
        style.force_styling(self.colour).apply_to(text).to_string()
    }

    fn marked(&self, mark: &str, text: &str) -> Vec<String> {
        let lines = wrap(&plain(text), WIDTH - 4).into_iter().enumerate();
        lines.map(|(at, line)| format!("  {} {line}", if at == 0 { mark } else { " " })).collect()
    }

    fn scope(&self, scope: &ScopeDifferences) -> Vec<String> {
        let name = shorten(&plain(words::scope(scope.step.as_deref())), WIDTH - 2);
        let head = columns("", ["", "baseline", "run", "change", "interval"]);
        let mut lines = vec![
            format!("  {}", self.style(Style::new().bold(), &name)),
            self.style(Style::new().dim(), &head),
        ];
        lines.extend(scope.differences.iter().map(|difference| self.row(difference)));
        lines
    }

    fn row(&self, difference: &Difference) -> String {
        let Difference { statistic, baseline, run, verdict, decides, .. } = *difference;
        let numbers = [
            words::label(statistic).to_owned(),
            words::value(statistic, baseline),
            words::value(statistic, run),
            words::change(difference),
            words::interval(difference),
        ];
        let style = match verdict {
            CompareVerdict::Better => Style::new().green(),
            CompareVerdict::Worse => Style::new().red(),
            CompareVerdict::NoDifferenceSeen => Style::new(),
            CompareVerdict::TooShort => Style::new().dim(),
        };
        let numbers = columns(if decides { "*" } else { "" }, numbers.each_ref().map(String::as_str));
        format!("{numbers} {}", self.style(style, words::verdict(verdict)))
    }
}

/// 61 columns, which leaves room for the longest verdict.
fn columns(mark: &str, [label, baseline, run, change, interval]: [&str; 5]) -> String {
    format!("{mark:2}{label:12}{baseline:>9}{run:>9}{change:>10}{interval:>18}")
}
