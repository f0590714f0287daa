//! The table of steps.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use console::Style;

use super::super::text::{shorten, wrap};
use super::super::visits;
use super::super::wording::{self, say};
use super::{MARGIN, Page};
use crate::record::{RunRecord, StepRecord, Trend};
use crate::units::line::plain;
use crate::words::{self, Lang};

/// Below this width the table drops p50 and p99.
const WIDE: usize = 80;

impl Page {
    pub(super) fn step_table(&self, record: &RunRecord) -> Vec<String> {
        let wide = self.width >= WIDE;
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        let named =
            [say("column-step", self.lang), say("column-sent", self.lang), say("column-ok", self.lang)];
        let times: &[&str] = if wide { &["p50", "p95", "p99", "max"] } else { &["p95", "max"] };
        table.set_header(named.into_iter().chain(times.iter().map(|&time| time.to_owned())));
        for step in &record.steps {
            table.add_row(row(step, record.visits.is_some(), wide, self.lang));
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
        for line in wrap(&visits::of_steps(record).say(self.lang), self.width - MARGIN) {
            lines.push(format!("{:MARGIN$}{}", "", self.style(Style::new().dim(), &line)));
        }
        lines
    }
}

/// One step: requests of the whole run, times of the judged pages. Requests that the end of the run cut off are sent, but neither
/// ok nor failed.
fn row(step: &StepRecord, has_visits: bool, wide: bool, lang: Lang) -> Vec<String> {
    let ended = step.ok + step.failures;
    let ok = if ended > 0 { words::share(step.ok as f64 / ended as f64, lang) } else { "–".to_owned() };
    let times = step.shown(has_visits);
    let time = |pick: fn(&Trend) -> f64| match times {
        Some(_) => wording::time(times, pick, lang),
        None => "–".to_owned(),
    };
    let name = shorten(&plain(&step.name), if wide { 28 } else { 16 });
    let (p50, p95, p99, max) = (time(|t| t.med), time(|t| t.p95), time(|t| t.p99), time(|t| t.max));
    let sent = words::count(step.requests, lang);
    if wide { vec![name, sent, ok, p50, p95, p99, max] } else { vec![name, sent, ok, p95, max] }
}
