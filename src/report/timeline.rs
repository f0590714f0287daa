//! `timeline.svg`: response time and virtual users over the run; and the same plot for pages.

use super::ReportError;
use super::plot::{self, Axis, Canvas, Glyph, Ink, Layer, Plot, PlotShape};
use crate::metric::{RunPhase, TimelinePoint};
use crate::words::{self, Lang, Message};

/// The name under which `report.md` refers to the drawing.
pub const FILE: &str = "timeline.svg";

/// Runs longer than this have their time axis in minutes.
const SECONDS_AT_MOST: f64 = 300.0;
/// Slower answers have their axis in seconds.
const MILLIS_AT_MOST: f64 = 10_000.0;
/// When the slowest is more than this many times the usual one, even steps would only show the slowest.
const SPREAD: f64 = 30.0;

/// Draws the timeline as SVG on white, 900 × 380. Seconds without a page leave a gap in the lines. Any number
/// of points will do, also none.
///
/// # Errors
///
/// [`ReportError::Drawing`] when the drawing library fails.
pub fn svg(points: &[TimelinePoint], lang: Lang) -> Result<String, ReportError> {
    plot::svg(&plot(points, Canvas::FILE, lang), Canvas::FILE)
}

/// Response times against virtual users, with the phases of the load.
pub(super) fn plot(points: &[TimelinePoint], canvas: Canvas, lang: Lang) -> Plot {
    let say = |id: &'static str| Message::new(id).say(lang);
    let frame = TimelineFrame::of(points, canvas);
    let (x, unit) = time_axis(frame.points.last().map_or(0.0, |point| point.at_s), canvas, lang);
    let busy = frame.points.iter().filter(|point| point.requests > 0);
    let times = busy.flat_map(|point| [point.p50_us, point.p95_us].map(|micros| micros as f64 / 1e3));
    let y = LatencyAxis::new(&say("plot-response-time"), times.collect(), lang);
    let users = frame.points.iter().map(|point| point.vus).max().unwrap_or(0);
    let right = Axis::new(say("plot-virtual-users"), users as f64, 5, |value| whole(value, lang));
    let failures = frame.points.iter().filter(|point| point.failures > 0);
    let crosses = failures.map(|point| (point.at_s / unit, y.top())).collect();
    let band = |phase, label, ink| Layer {
        label: Some(label),
        ink,
        shape: PlotShape::Bands(frame.bands(phase, unit)),
    };
    let line = |label, ink, width, pick| Layer {
        label: Some(label),
        ink,
        shape: PlotShape::Lines(frame.lines(unit, &y, pick), width),
    };
    let layers = vec![
        line(say("plot-p95"), Ink::Vermilion, 3, |point| point.p95_us),
        line(say("plot-p50"), Ink::Blue, 2, |point| point.p50_us),
        Layer {
            label: Some(say("plot-virtual-users")),
            ink: Ink::Slate,
            shape: PlotShape::Area(
                frame.points.iter().map(|point| (point.at_s / unit, point.vus as f64)).collect(),
            ),
        },
        band(RunPhase::Ramp, say("plot-ramp"), Ink::Orange),
        band(RunPhase::Hold, say("plot-hold"), Ink::Sky),
        band(RunPhase::Drain, say("plot-drain"), Ink::Purple),
        Layer {
            label: Some(say("plot-failures")),
            ink: Ink::Black,
            shape: PlotShape::Marks(crosses, Glyph::Cross),
        },
    ];
    Plot { x, y: y.axis, right: Some(right), layers }
}

/// Time since the start, with the seconds that its unit has.
pub(super) fn time_axis(last_s: f64, canvas: Canvas, lang: Lang) -> (Axis, f64) {
    let (title, unit) = if last_s > SECONDS_AT_MOST {
        (Message::new("plot-time-in-minutes"), 60.0)
    } else {
        (Message::new("plot-time-in-seconds"), 1.0)
    };
    let ticks = canvas.x_ticks();
    (Axis::exact(title.say(lang), last_s / unit, ticks, |value| words::number(value, lang)), unit)
}

/// An axis of times: in even steps; or in powers of ten, where the slowest would press all others down to the ground.
pub(super) struct LatencyAxis {
    pub(super) axis: Axis,
    /// The milliseconds of its unit; `None` in powers of ten.
    unit: Option<f64>,
}

impl LatencyAxis {
    /// For these times in milliseconds; the title names the timed thing.
    pub(super) fn new(what: &str, mut times: Vec<f64>, lang: Lang) -> Self {
        times.retain(|millis| *millis > 0.0);
        times.sort_by(f64::total_cmp);
        let slowest = times.last().copied().unwrap_or(0.0);
        let usual = times.get(times.len() / 2).copied().unwrap_or(0.0);
        if let (Some(fastest), true) = (times.first(), slowest > SPREAD * usual) {
            return Self { axis: powers(what, *fastest, slowest, lang), unit: None };
        }
        let (unit, name) = if slowest > MILLIS_AT_MOST { (1e3, "s") } else { (1.0, "ms") };
        let title = format!("{what} ({name})");
        let axis = Axis::new(title, slowest / unit, 5, |value| words::number(value, lang));
        Self { axis, unit: Some(unit) }
    }

    /// Where a time stands on the axis.
    pub(super) fn place(&self, millis: f64) -> f64 {
        match self.unit {
            Some(unit) => millis / unit,
            None if millis > 0.0 => millis.log10(),
            None => self.axis.begin,
        }
    }

    /// Just below its upper end.
    fn top(&self) -> f64 {
        self.axis.begin + (self.axis.end - self.axis.begin) * 0.97
    }
}

/// Each tick ten times the one before.
fn powers(what: &str, fastest: f64, slowest: f64, lang: Lang) -> Axis {
    let (begin, end) = (fastest.log10().floor(), slowest.log10());
    let number = |power: f64| match 10_f64.powf(power) {
        millis if millis < 999.0 => format!("{}\u{A0}ms", words::number(millis, lang)),
        millis => format!("{}\u{A0}s", words::number(millis / 1e3, lang)),
    };
    // No more than the decades of a floating-point number.
    let ticks = (0..=(end - begin).floor() as u32).map(|power| begin + f64::from(power));
    Axis {
        title: Message::new("plot-in-powers").with("what", what).say(lang),
        begin,
        // With room for a mark above the greatest value.
        end: end + (end - begin) * 0.08,
        ticks: ticks.map(|power| (power, number(power))).collect(),
    }
}

/// A number of something that has no halves; nothing between two of them.
pub(super) fn whole(value: f64, lang: Lang) -> String {
    if (value - value.round()).abs() < 1e-6 {
        words::count(value.round() as u64, lang)
    } else {
        String::new()
    }
}

/// The points that have room on a canvas.
struct TimelineFrame {
    points: Vec<TimelinePoint>,
}

impl TimelineFrame {
    fn of(points: &[TimelinePoint], canvas: Canvas) -> Self {
        let together = points.len().div_ceil(canvas.points()).max(1);
        Self { points: points.chunks(together).map(worst).collect() }
    }

    /// Where a phase begins and ends, each time.
    fn bands(&self, phase: RunPhase, unit: f64) -> Vec<(f64, f64)> {
        let mut bands: Vec<(f64, f64)> = Vec::new();
        let mut before = 0.0;
        for point in &self.points {
            let end = point.at_s / unit;
            if point.phase == phase {
                match bands.last_mut() {
                    Some(band) if band.1 >= before => band.1 = end,
                    _ => bands.push((before, end)),
                }
            }
            before = end;
        }
        bands
    }

    /// Stretches without a gap: a second in which no page came has no percentile, also where requests failed.
    fn lines(&self, unit: f64, y: &LatencyAxis, pick: fn(&TimelinePoint) -> u64) -> Vec<Vec<(f64, f64)>> {
        let place = |point: &TimelinePoint| (point.at_s / unit, y.place(pick(point) as f64 / 1e3));
        self.points
            .split(|point| pick(point) == 0)
            .filter(|stretch| !stretch.is_empty())
            .map(|stretch| stretch.iter().map(place).collect())
            .collect()
    }
}

/// One point for its neighbours: the sum of the counts, the worst of the times.
pub(super) fn worst(points: &[TimelinePoint]) -> TimelinePoint {
    let greatest = |pick: fn(&TimelinePoint) -> u64| points.iter().map(pick).max().unwrap_or(0);
    TimelinePoint {
        at_s: points.last().map_or(0.0, |point| point.at_s),
        phase: points.last().map_or(RunPhase::Ramp, |point| point.phase),
        vus: greatest(|point| point.vus),
        requests: points.iter().map(|point| point.requests).sum(),
        failures: points.iter().map(|point| point.failures).sum(),
        p50_us: greatest(|point| point.p50_us),
        p95_us: greatest(|point| point.p95_us),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::sample_run::{self, SampleCourse};

    fn point(at_s: f64, p95_us: u64) -> TimelinePoint {
        let (phase, vus, requests, failures) = (RunPhase::Hold, 5, 3, 1);
        TimelinePoint { at_s, phase, vus, requests, failures, p50_us: p95_us / 2, p95_us }
    }

    #[test]
    fn any_number_of_points_can_be_drawn() {
        let silent = TimelinePoint { requests: 0, vus: 0, ..point(2.0, 0) };
        for points in [
            vec![],
            vec![point(0.0, 0)],
            vec![point(1.0, 60_000_000)],
            vec![point(1.0, 1), silent.clone(), point(3.0, 1)],
            vec![silent],
            vec![point(1e9, u64::MAX), point(2e9, 0)],
            (0..7_200).map(|at| point(f64::from(at), 1_000)).collect(),
        ] {
            let drawing = svg(&points, Lang::En).unwrap();
            assert!(drawing.starts_with("<svg") && drawing.trim_end().ends_with("</svg>"));
            assert!(drawing.len() < 100_000, "{} points: {} bytes", points.len(), drawing.len());
        }
    }

    #[test]
    fn axes_have_units_and_text_is_text() {
        let drawing = svg(&sample_run::summary(&SampleCourse::default()).timeline, Lang::En).unwrap();
        for part in ["<text", "response time (ms)", "virtual users", "time since the start (s)"] {
            assert!(drawing.contains(part), "{part}");
        }
    }

    #[test]
    fn one_very_slow_second_hides_no_other() {
        let axis = |times: &[f64]| LatencyAxis::new("x", times.to_vec(), Lang::En);
        let even = axis(&[80.0, 90.0, 100.0, 2_000.0]);
        assert_eq!((even.axis.begin, even.place(90.0), even.axis.title.as_str()), (0.0, 90.0, "x (ms)"));
        let powers = axis(&[0.0, 80.0, 90.0, 100.0, 28_000.0]);
        let said: Vec<_> = powers.axis.ticks.iter().map(|(at, text)| (*at, text.as_str())).collect();
        assert_eq!(said, [(1.0, "10\u{A0}ms"), (2.0, "100\u{A0}ms"), (3.0, "1\u{A0}s"), (4.0, "10\u{A0}s")]);
        let places = [0.0, 10.0, 100.0, 28_000.0].map(|millis| powers.place(millis));
        assert!(places.is_sorted() && places[0] >= powers.axis.begin && places[3] < powers.top());
    }

    #[test]
    fn a_phase_that_comes_back_has_two_bands() {
        use RunPhase::{Drain, Hold, Ramp};
        let phases = [Ramp, Hold, Hold, Ramp, Hold, Drain];
        let points = phases.iter().zip(1_u8..);
        let points: Vec<_> =
            points.map(|(phase, at)| TimelinePoint { phase: *phase, ..point(f64::from(at), 9) }).collect();
        let frame = TimelineFrame::of(&points, Canvas::FILE);
        assert_eq!(frame.bands(Hold, 1.0), [(1.0, 3.0), (4.0, 5.0)]);
        assert_eq!(frame.bands(Ramp, 1.0), [(0.0, 1.0), (3.0, 4.0)]);
        assert_eq!(frame.bands(Drain, 0.5), [(10.0, 12.0)]);
    }

    #[test]
    fn seconds_without_a_page_are_a_gap_and_their_failures_stay() {
        let refused = TimelinePoint { requests: 400, failures: 400, ..point(2.0, 0) };
        let points = [point(1.0, 90_000), refused, point(3.0, 90_000)];
        let plot = plot(&points, Canvas::WIDE, Lang::En);
        let PlotShape::Lines(stretches, _) = &plot.layers[0].shape else { panic!("a percentile is a line") };
        assert_eq!(stretches.len(), 2, "{stretches:?}");
        assert!(stretches.iter().flatten().all(|(_, millis)| (millis - 90.0).abs() < 1e-9));
        let Some(PlotShape::Marks(crosses, _)) = plot.layers.last().map(|layer| &layer.shape) else {
            panic!("failures are marks")
        };
        assert_eq!(crosses.len(), 3);
    }

    #[test]
    fn merging_keeps_the_worst() {
        let merged = worst(&[point(1.0, 10), point(2.0, 90), point(3.0, 20)]);
        assert_eq!((merged.at_s, merged.p95_us, merged.requests, merged.failures), (3.0, 90, 9, 3));
    }
}
