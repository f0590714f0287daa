//! `--show-failures`: what broke visits, with what the shop sent.

use console::{Style, measure_text_width};

use super::super::rows::{self, BrokenRow};
use super::super::text::wrap;
use super::super::visits;
use super::super::wording::say;
use super::{MARGIN, Page};
use crate::record::RunRecord;
use crate::units::line::plain;

impl Page {
    /// Each cause with its step, how many visits, and the sample. All of it stays text on lines of the page.
    pub(super) fn failures(&self, record: &RunRecord) -> Vec<String> {
        let broken = rows::broken(record, self.lang);
        let title = self.style(Style::new().bold(), &say("what-broke", self.lang));
        let mut lines = vec![String::new(), format!("{:MARGIN$}{title}", "")];
        if broken.is_empty() {
            let none = visits::nothing_broke(record).say(self.lang);
            lines.push(format!("{:MARGIN$}{none}", ""));
        }
        broken.iter().for_each(|row| lines.extend(self.broken(row)));
        lines.push(String::new());
        lines
    }

    fn broken(&self, row: &BrokenRow) -> Vec<String> {
        let what = format!("{} — {}", plain(&row.what), plain(&row.visits));
        let mut lines = self.marked(&self.style(Style::new().red(), "✕"), &what);
        let sent = row.sample.iter().chain(&row.headers).chain((!row.body.is_empty()).then_some(&row.body));
        for text in sent {
            let room = self.width - MARGIN - 2;
            for line in wrap(&plain(text), room).iter().flat_map(|line| folded(line, room)) {
                lines.push(format!("{:MARGIN$}  {}", "", self.style(Style::new().dim(), &line)));
            }
        }
        lines
    }
}

/// Pieces of at most `width` columns: JSON has no spaces to break at.
fn folded(line: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut columns = 0;
    for character in line.chars() {
        let wide = measure_text_width(character.encode_utf8(&mut [0; 4]));
        if columns + wide > width {
            pieces.push(String::new());
            columns = 0;
        }
        columns += wide;
        if let Some(piece) = pieces.last_mut() {
            piece.push(character);
        }
    }
    pieces
}
