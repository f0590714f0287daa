//! The course of a shop's runs: the p95 of each, with the band in which noise may put it.

use super::plot::{Axis, Canvas, Glyph, Ink, Layer, PageWidth, Plot, PlotShape, inline};
use super::timeline::LatencyAxis;
use crate::grade::compare::IntervalEnds;
use crate::words::{Lang, Message, Value};

/// A run in the course of a shop.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryPoint {
    /// The number by which people know the run.
    pub run: i64,
    /// Its p95 of all pages, in milliseconds.
    pub p95_ms: f64,
    /// Between which values noise may put that, in milliseconds; `None` when the run is too short to tell.
    pub band: Option<IntervalEnds>,
    /// The letter of its grade.
    pub letter: Option<char>,
    /// Whether it can be compared with the newest run.
    pub is_comparable: bool,
}

/// Draws the runs, the oldest first, for a wide page and for a phone: SVG elements in the page's colours, and the drawing in words.
/// `None` without any run.
#[must_use]
pub fn figure(points: &[HistoryPoint], lang: Lang) -> Option<(String, String)> {
    let newest = points.last()?;
    let caption = Message::new("history-caption")
        .with("runs", points.len() as u64)
        .exact("run", newest.run)
        .with("p95", Value::Millis(newest.p95_ms))
        .say(lang);
    let sizes = [(Canvas::WIDE, PageWidth::Wide), (Canvas::NARROW, PageWidth::Narrow)];
    let drawings = sizes.map(|(canvas, width)| inline(&plot(points, canvas, lang), canvas, width, &caption));
    Some((drawings.concat(), caption))
}

fn plot(points: &[HistoryPoint], canvas: Canvas, lang: Lang) -> Plot {
    let say = |id: &'static str| Message::new(id).say(lang);
    let times = points.iter().flat_map(|point| {
        std::iter::once(point.p95_ms).chain(point.band.map(|band| band.high)).filter(|time| time.is_finite())
    });
    let y = LatencyAxis::new(&say("history-p95"), times.collect(), lang);
    let place = |at: usize, point: &HistoryPoint| (at as f64 + 0.5, y.place(point.p95_ms));
    let numbered = || points.iter().enumerate();
    let comparable = || numbered().filter(|(_, point)| point.is_comparable);
    let bands = comparable().filter_map(|(at, point)| {
        let band = point.band?;
        let (low, high) = (y.place(band.low), y.place(band.high));
        Some([(at as f64, low, high), (at as f64 + 1.0, low, high)])
    });
    let ribbon = |band: [(f64, f64, f64); 2]| Layer {
        label: None,
        ink: Ink::Sky,
        shape: PlotShape::Ribbon(band.to_vec()),
    };
    let mut layers: Vec<Layer> = bands.map(ribbon).collect();
    // The legend names the band once.
    if let Some(first) = layers.first_mut() {
        first.label = Some(say("history-band"));
    }
    let line: Vec<_> = comparable().map(|(at, point)| place(at, point)).collect();
    layers.push(Layer { label: None, ink: Ink::Slate, shape: PlotShape::Lines(vec![line], 2) });
    let marks = |label, ink, glyph, wanted: fn(&HistoryPoint) -> bool| Layer {
        label: Some(label),
        ink,
        shape: PlotShape::Marks(
            numbered().filter(|(_, point)| wanted(point)).map(|(at, point)| place(at, point)).collect(),
            glyph,
        ),
    };
    let held = |point: &HistoryPoint| matches!(point.letter, Some('A' | 'B'));
    layers.extend([
        marks(say("history-held"), Ink::Green, Glyph::Disc, held),
        marks(say("history-not-held"), Ink::Vermilion, Glyph::Cross, |point| {
            matches!(point.letter, Some('C' | 'D' | 'F'))
        }),
        marks(say("history-no-letter"), Ink::Slate, Glyph::Ring, |point| point.letter.is_none()),
    ]);
    let x = Axis {
        title: say("history-runs"),
        begin: 0.0,
        end: points.len() as f64,
        ticks: ticks(points, canvas).collect(),
    };
    Plot { x, y: y.axis, right: None, layers }
}

/// The numbers of runs below the axis, as many as find room, and always the newest.
fn ticks(points: &[HistoryPoint], canvas: Canvas) -> impl Iterator<Item = (f64, String)> + '_ {
    let apart = points.len().div_ceil(canvas.x_ticks()).max(1);
    let numbered = points.iter().enumerate();
    let shown = numbered.filter(move |(at, _)| (points.len() - 1 - at).is_multiple_of(apart));
    shown.map(|(at, point)| (at as f64 + 0.5, point.run.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(run: i64, letter: Option<char>) -> HistoryPoint {
        let p95_ms = 100.0 + run as f64;
        let band = Some(IntervalEnds { low: p95_ms - 9.0, high: p95_ms + 9.0 });
        HistoryPoint { run, p95_ms, band, letter, is_comparable: true }
    }

    #[test]
    fn each_run_has_its_mark_and_its_band() {
        let letters = [Some('A'), Some('B'), Some('C'), Some('F'), None];
        let mut points: Vec<_> = letters.iter().zip(1..).map(|(letter, run)| point(run, *letter)).collect();
        points[0].is_comparable = false;
        points[1].band = None;
        let (drawn, caption) = figure(&points, Lang::En).unwrap();
        assert!(caption.contains("105 ms"), "{caption}");
        let (wide, narrow) = drawn.split_once("plot narrow").unwrap();
        for (drawing, size) in [(wide, "wide"), (narrow, "narrow")] {
            let count = |text: &str| drawing.matches(text).count();
            assert_eq!(count("<polygon"), 3, "{size}: no band of another load, or of one that is not known");
            assert_eq!(
                count("fill=\"none\" stroke=\"var(--slate)\" stroke-width"),
                3,
                "{size}: one ring, its legend, and the line"
            );
            assert_eq!(
                count("<circle"),
                2 + 1 + 2,
                "{size}: two discs and a ring, two of them in the legend"
            );
            for run in 1..=5 {
                assert_eq!(count(&format!(">{run}</text>")), 1, "{size}: {run}");
            }
        }
    }

    #[test]
    fn any_number_of_runs_has_room() {
        assert_eq!(figure(&[], Lang::Fr), None);
        for (count, shown) in [(1, 1), (11, 6), (40, 10)] {
            let points: Vec<_> = (1..=count).map(|run| point(run, None)).collect();
            let said: Vec<_> = ticks(&points, Canvas::WIDE).map(|(_, text)| text).collect();
            assert_eq!((said.len(), said.last()), (shown, Some(&count.to_string())));
            assert!(figure(&points, Lang::Fr).is_some());
        }
        let broken = HistoryPoint {
            p95_ms: f64::NAN,
            band: Some(IntervalEnds { low: f64::NAN, high: f64::INFINITY }),
            ..point(1, None)
        };
        assert!(figure(&[broken], Lang::En).unwrap().0.contains("<svg"));
    }
}
