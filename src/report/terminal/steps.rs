//! The table of steps, and the times of whole pages.

use comfy_table::{CellAlignment, ContentArrangement, presets};
use console::Style;

use super::super::presentation::{Row, Steps, TextTable};
use super::super::text::{shorten, wrap};
use super::{MARGIN, TerminalPage};
use crate::units::line::plain;

/// Below this width the table drops p50 and p99.
const WIDE: usize = 80;

impl TerminalPage {
    pub(super) fn step_table(&self, steps: &Steps) -> Vec<String> {
        let (shown, longest): (&[&str], usize) = if self.width >= WIDE {
            (&["step", "sent", "ok", "p50", "p95", "p99", "max"], 28)
        } else {
            (&["step", "sent", "ok", "p95", "max"], 16)
        };
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(shown.iter().map(|&name| steps.table.title_of(name)));
        for row in &steps.table.rows {
            let cell = |&name: &&str| match row[name].text.as_deref() {
                Some(text) if name == "step" => shorten(&plain(text), longest),
                text => text.unwrap_or("–").to_owned(),
            };
            table.add_row(shown.iter().map(cell));
        }
        for (position, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, 3));
            column.set_cell_alignment(if position == 0 { CellAlignment::Left } else { CellAlignment::Right });
        }
        let text = table.to_string();
        let mut lines: Vec<String> = text
            .lines()
            .enumerate()
            .map(|(position, line)| {
                let style = if position == 0 { Style::new().dim() } else { Style::new() };
                format!("{:MARGIN$}{}", "", self.style(style, line.trim_end()))
            })
            .collect();
        for line in wrap(&steps.periods, self.width - MARGIN) {
            lines.push(format!("{:MARGIN$}{}", "", self.style(Style::new().dim(), &line)));
        }
        lines
    }
}

/// How long each page took with its files; empty when files were not loaded.
pub(super) fn page_loads(table: &TextTable) -> Vec<String> {
    let line = |row: &Row| {
        let text = |name: &str| row[name].text.as_deref().unwrap_or_default();
        let times = ["p50", "p95", "max"].map(|name| format!("{name} {}", text(name)));
        format!("{} {}", text("step"), times.join("   "))
    };
    table.rows.iter().map(line).collect()
}
