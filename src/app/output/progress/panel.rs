//! What stands below the live line where the window has room: the course of the last minute, the slowest step, the letter.

use std::collections::VecDeque;
use std::time::Duration;

use super::live::columns;
use super::spark::spark;
use crate::app::output::seen::SeenSoFar;
use crate::metric::Micros;
use crate::run::Progress;
use crate::words::{Lang, Message, Value};

/// Seconds of the curves.
const MINUTE: usize = 60;
/// The fewest columns and rows of a window in which there is room.
const LEAST: (usize, usize) = (60, 12);
/// Columns between a label, its curve and its number.
const GAP: usize = 2;
/// Columns that are kept for the number behind a curve, so that the curve does not change its length every second.
const NUMBER: usize = 26;

/// The course of the last minute.
#[derive(Debug, Default)]
pub(in crate::app) struct Panel {
    seconds: VecDeque<(Option<Micros>, u64)>,
}

/// A line below the live line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PanelRow {
    /// With the spaces that bring all labels to one length.
    pub(super) label: String,
    /// Blocks, with spaces up to their full length; empty where the text is all.
    pub(super) curve: String,
    pub(super) text: String,
}

impl Panel {
    /// Adds a second.
    pub(super) fn add(&mut self, progress: &Progress) {
        if self.seconds.len() == MINUTE {
            self.seconds.pop_front();
        }
        self.seconds.push_back((progress.recent.map(|times| times.p95_us), progress.vus));
    }

    /// The lines, in a window of this many columns and rows of which `indent` columns stay free; none where it is too small.
    pub(super) fn rows(
        &self,
        seen: &SeenSoFar,
        (width, height): (usize, usize),
        indent: usize,
        lang: Lang,
    ) -> Vec<PanelRow> {
        if width < LEAST.0 || height < LEAST.1 {
            return Vec::new();
        }
        let labels = [
            Message::new("live-label-p95"),
            Message::new("live-label-shoppers"),
            Message::new("live-label-slowest"),
            Message::new("live-label-letter"),
        ]
        .map(|label| label.say(lang));
        let longest = labels.iter().map(|label| columns(label)).max().unwrap_or(0);
        // The last column stays free: some terminals go on to the next line with it.
        let room = (width - 1).saturating_sub(indent + longest + GAP);
        let length = room.saturating_sub(GAP + NUMBER).min(MINUTE);
        let shown = self.seconds.iter().skip(self.seconds.len().saturating_sub(length));
        let (times, shoppers): (Vec<Option<Micros>>, Vec<Option<u64>>) =
            shown.map(|(time, shoppers)| (*time, Some(*shoppers))).unzip();
        let time = |micros: Micros| Value::Millis(Duration::from_micros(micros).as_secs_f64() * 1e3);
        let parts = [
            (curve(&times, length), number(&times, time, lang)),
            (curve(&shoppers, length), number(&shoppers, Value::Count, lang)),
            (String::new(), seen.slowest_words(lang)),
            (String::new(), seen.letter.words().say(lang)),
        ];
        let row = |(label, (curve, text)): (String, (String, String))| {
            let room = if curve.is_empty() { room } else { room.saturating_sub(length + GAP) };
            let label = format!("{label}{}", " ".repeat(longest + GAP - columns(&label)));
            let text = console::truncate_str(&crate::units::line::visible(&text), room, "…").into_owned();
            PanelRow { label, curve, text }
        };
        labels.into_iter().zip(parts).map(row).collect()
    }
}

/// A curve with the gap behind it.
fn curve(values: &[Option<u64>], length: usize) -> String {
    format!("{}{}", spark(values), " ".repeat(GAP + length - values.len()))
}

/// The last value, and the greatest that the curve shows.
fn number(values: &[Option<u64>], value: impl Fn(u64) -> Value, lang: Lang) -> String {
    let Some(most) = values.iter().flatten().max() else { return "–".to_owned() };
    let now = values.last().copied().flatten();
    let now = now.map_or_else(|| Message::plain("–"), |now| Message::value(value(now)));
    Message::new("live-number").with("now", now).with("most", value(*most)).say(lang)
}

#[cfg(test)]
mod tests {
    use super::super::live::tests::progress;
    use super::*;
    use crate::app::output::seen::LetterSeen;
    use crate::grade::{SlowestStep, SoFar};
    use crate::run::RecentTimes;

    fn seen() -> SeenSoFar {
        let slowest = Some(SlowestStep { step: "add_to_cart".into(), p95_ms: 310.0 });
        SeenSoFar { slowest, letter: LetterSeen::SoFar(SoFar::TooEarly) }
    }

    /// A run of so many seconds, a millisecond slower and a shopper more in each.
    fn panel(seconds: u64) -> Panel {
        let mut panel = Panel::default();
        for second in 1..=seconds {
            let times = RecentTimes { p50_us: 1, p95_us: second * 1_000, p99_us: 1 };
            panel.add(&Progress { recent: Some(times), vus: second, ..progress() });
        }
        panel
    }

    fn text(rows: &[PanelRow]) -> Vec<String> {
        rows.iter().map(|row| format!("{}{}{}", row.label, row.curve, row.text)).collect()
    }

    #[test]
    fn a_window_with_room_has_curves_and_one_without_has_none() {
        let panel = panel(8);
        assert_eq!(
            text(&panel.rows(&seen(), (80, 24), 2, Lang::En)),
            [
                "p95       ▂▃▄▅▅▆▇█                                 8.00 ms, at most 8.00 ms",
                "shoppers  ▂▃▄▅▅▆▇█                                 8, at most 8",
                "slowest   add_to_cart, p95 310 ms",
                "letter    too early to tell",
            ]
        );
        for small in [(59, 24), (80, 11), (0, 0)] {
            assert_eq!(panel.rows(&seen(), small, 2, Lang::En), [], "{small:?}");
        }
    }

    #[test]
    fn no_row_is_wider_than_the_window() {
        let mut seen = seen();
        seen.slowest = Some(SlowestStep {
            step: "步骤 with a name that does not end\u{1b}[2J".repeat(9),
            p95_ms: 1.0,
        });
        for lang in Lang::ALL {
            for width in 60..200 {
                for row in text(&panel(100).rows(&seen, (width, 24), 2, lang)) {
                    let measured = console::measure_text_width(&row);
                    assert!(measured + 2 < width, "{measured} in {width}: {row:?}");
                    assert!(!row.contains('\u{1b}'), "{row:?}");
                }
            }
        }
    }

    #[test]
    fn the_curves_are_of_the_last_minute_at_most() {
        let curve = |width| panel(100).rows(&seen(), (width, 24), 2, Lang::En).swap_remove(1);
        assert_eq!(curve(200).curve.trim_end().chars().count(), 60);
        assert_eq!(curve(200).text, "100, at most 100");
        assert!(curve(80).curve.trim_end().chars().count() > 30);
        assert!(curve(60).curve.trim_end().chars().count() > 15);
    }

    #[test]
    fn seconds_without_a_page_are_gaps() {
        let mut panel = panel(2);
        panel.add(&Progress { recent: None, ..progress() });
        let rows = panel.rows(&seen(), (80, 24), 2, Lang::Fr);
        assert!(rows[0].curve.starts_with("▅█ "), "{rows:?}");
        assert_eq!(rows[0].text.replace('\u{202F}', " "), "–, au plus 2,00 ms");
        assert_eq!(Panel::default().rows(&seen(), (80, 24), 2, Lang::En)[0].text, "–");
    }
}
