//! `--show-failures`: what broke visits, with what the shop sent.

use console::{Style, measure_text_width};

use super::super::presentation::{BrokenCause, Presentation};
use super::super::text::wrap;
use super::{MARGIN, TerminalPage};
use crate::units::line::plain;
use crate::words::Message;

impl TerminalPage {
    /// Each cause with its step, how many visits, and the sample. All of it stays text on lines of the page.
    pub(super) fn failures(&self, shown: &Presentation<'_>) -> Vec<String> {
        let title = self.style(Style::new().bold(), &Message::new("what-broke").say(self.lang));
        let mut lines = vec![String::new(), format!("{:MARGIN$}{title}", "")];
        if shown.broken.is_empty() {
            lines.push(format!("{:MARGIN$}{}", "", shown.nothing_broke));
        }
        shown.broken.iter().for_each(|cause| lines.extend(self.broken(cause)));
        lines.push(String::new());
        lines
    }

    fn broken(&self, cause: &BrokenCause) -> Vec<String> {
        let what = format!("{} — {}", plain(&cause.what), plain(&cause.visits));
        let mut lines = self.marked(&self.style(Style::new().red(), "✕"), &what);
        let sent =
            cause.sample.iter().chain(&cause.headers).chain((!cause.body.is_empty()).then_some(&cause.body));
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
