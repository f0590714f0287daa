//! `timeline.svg`: response time and virtual users over the run.

use plotters::chart::DualCoordChartContext;
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;

use super::ReportError;
use crate::metric::{RunPhase, TimelinePoint};
use crate::units::count;

/// The name under which `report.md` refers to the drawing.
pub const FILE: &str = "timeline.svg";

const SIZE: (u32, u32) = (900, 380);
/// More points than this cannot be told apart; neighbours are merged, keeping the worst of each.
const POINTS: usize = 400;

// The palette of Okabe and Ito, which colour-blind people can tell apart.
const P95: RGBColor = RGBColor(213, 94, 0);
const P50: RGBColor = RGBColor(0, 114, 178);
const USERS: RGBColor = RGBColor(120, 144, 156);
const HOLD: RGBColor = RGBColor(86, 180, 233);
const FAILED: RGBColor = RGBColor(0, 0, 0);
const INK: RGBColor = RGBColor(60, 60, 60);

/// Height of the legend above the chart.
const LEGEND: u32 = 34;
/// Runs longer than this have their time axis in minutes.
const SECONDS_AT_MOST: f64 = 300.0;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Coord = Cartesian2d<RangedCoordf64, RangedCoordf64>;
type Chart<'a, 'b> = DualCoordChartContext<'b, SVGBackend<'a>, Coord, Coord>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// Draws the timeline as SVG on white, 900 × 380. Seconds without a request leave a gap in the lines. Any number
/// of points will do, also none.
///
/// # Errors
///
/// [`ReportError::Drawing`] when the drawing library fails.
pub fn svg(points: &[TimelinePoint]) -> Result<String, ReportError> {
    let mut drawing = String::new();
    let root = SVGBackend::with_string(&mut drawing, SIZE).into_drawing_area();
    let drawn = draw(&root, &Frame::of(points));
    drop(root);
    drawn.map(|()| drawing).map_err(|error| ReportError::Drawing(error.to_string()))
}

/// The points in the units of the axes.
struct Frame {
    points: Vec<TimelinePoint>,
    /// Seconds per unit of the time axis.
    unit: f64,
    /// Ends of the axes: time, milliseconds, users. Never zero, or there would be no axis.
    end: f64,
    slowest: f64,
    users: f64,
}

impl Frame {
    fn of(points: &[TimelinePoint]) -> Self {
        let points: Vec<_> = points.chunks(points.len().div_ceil(POINTS).max(1)).map(worst).collect();
        let last = points.last().map_or(0.0, |point| point.at_s);
        let unit = if last > SECONDS_AT_MOST { 60.0 } else { 1.0 };
        let slowest = points.iter().map(|point| point.p95_us.max(point.p50_us)).max().unwrap_or(0);
        let users = points.iter().map(|point| point.vus).max().unwrap_or(0);
        Self {
            unit,
            end: (last / unit).max(1.0),
            // Room above the lines for the crosses of the failures.
            slowest: (slowest as f64 / 1e3).max(1.0) * 1.15,
            users: (users as f64).max(1.0) * 1.15,
            points,
        }
    }

    fn x(&self, point: &TimelinePoint) -> f64 {
        point.at_s / self.unit
    }

    /// Where the hold begins and ends on the time axis.
    fn hold(&self) -> Option<(f64, f64)> {
        let first = self.points.iter().position(|point| point.phase == RunPhase::Hold)?;
        let last = self.points.iter().rposition(|point| point.phase == RunPhase::Hold)?;
        let start = first.checked_sub(1).map_or(0.0, |before| self.x(&self.points[before]));
        Some((start, self.x(&self.points[last])))
    }

    /// Stretches without a gap.
    fn lines(&self, pick: fn(&TimelinePoint) -> u64) -> Vec<Vec<(f64, f64)>> {
        self.points
            .split(|point| point.requests == 0)
            .filter(|stretch| !stretch.is_empty())
            .map(|stretch| stretch.iter().map(|point| (self.x(point), pick(point) as f64 / 1e3)).collect())
            .collect()
    }
}

/// One point for its neighbours: the sum of the counts, the worst of the times.
fn worst(points: &[TimelinePoint]) -> TimelinePoint {
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

fn draw(root: &Area<'_>, frame: &Frame) -> Drawn {
    root.fill(&WHITE)?;
    let (top, rest) = root.split_vertically(LEGEND);
    legend(&top)?;
    let mut chart = ChartBuilder::on(&rest)
        .margin(6)
        .margin_right(12)
        .set_label_area_size(LabelAreaPosition::Left, 72)
        .set_label_area_size(LabelAreaPosition::Right, 60)
        .set_label_area_size(LabelAreaPosition::Bottom, 44)
        .build_cartesian_2d(0.0..frame.end, 0.0..frame.slowest)?
        .set_secondary_coord(0.0..frame.end, 0.0..frame.users);
    background(&mut chart, frame)?;
    axes(&mut chart, frame)?;
    for (colour, width, lines) in
        [(P50, 2, frame.lines(|point| point.p50_us)), (P95, 3, frame.lines(|point| point.p95_us))]
    {
        for line in lines {
            // A stretch of one second is a dot: a line needs two.
            if let [(x, y)] = line[..] {
                chart.draw_series([Circle::new((x, y), width, colour.filled())])?;
            }
            chart.draw_series(LineSeries::new(line, colour.stroke_width(width)))?;
        }
    }
    let failed = frame.points.iter().filter(|point| point.failures > 0);
    chart.draw_series(
        failed.map(|point| Cross::new((frame.x(point), frame.slowest * 0.96), 4, FAILED.stroke_width(2))),
    )?;
    root.present()
}

fn background(chart: &mut Chart<'_, '_>, frame: &Frame) -> Drawn {
    if let Some((from, to)) = frame.hold() {
        chart.draw_series([Rectangle::new([(from, 0.0), (to, frame.slowest)], HOLD.mix(0.14).filled())])?;
    }
    let users = frame.points.iter().map(|point| (frame.x(point), point.vus as f64));
    chart.draw_secondary_series(
        AreaSeries::new(users, 0.0, USERS.mix(0.22)).border_style(USERS.stroke_width(1)),
    )?;
    Ok(())
}

fn axes(chart: &mut Chart<'_, '_>, frame: &Frame) -> Drawn {
    let font = ("sans-serif", 13).into_font().color(&INK);
    let number = |value: &f64| {
        // Ticks between whole numbers would repeat them.
        if (value - value.round()).abs() < 1e-6 {
            count::display(value.round() as u64)
        } else {
            String::new()
        }
    };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(INK.mix(0.15))
        .axis_style(INK.mix(0.6))
        .label_style(font.clone())
        .axis_desc_style(font.clone())
        .x_desc(if frame.unit > 1.0 { "time since the start (min)" } else { "time since the start (s)" })
        .y_desc("response time (ms)")
        .x_label_formatter(&number)
        .y_label_formatter(&number)
        .y_labels(6)
        .draw()?;
    chart
        .configure_secondary_axes()
        .axis_style(INK.mix(0.6))
        .label_style(font.clone())
        .axis_desc_style(font)
        .y_desc("virtual users")
        .y_label_formatter(&number)
        .y_labels(6)
        .draw()
}

fn legend(area: &Area<'_>) -> Drawn {
    let font = ("sans-serif", 14).into_font().color(&INK);
    let (line, middle) = (26, LEGEND as i32 / 2 + 2);
    let bar = |x: i32| [(x, middle - 6), (x + line, middle + 6)];
    for (x, colour, width) in [(80, P95, 3), (240, P50, 2)] {
        area.draw(&PathElement::new(vec![(x, middle), (x + line, middle)], colour.stroke_width(width)))?;
    }
    area.draw(&Rectangle::new(bar(400), USERS.mix(0.35).filled()))?;
    area.draw(&Rectangle::new(bar(535), HOLD.mix(0.35).filled()))?;
    area.draw(&Cross::new((660, middle), 4, FAILED.stroke_width(2)))?;
    for (x, text) in [
        (80 + line, "p95 response time"),
        (240 + line, "p50 response time"),
        (400 + line, "virtual users"),
        (535 + line, "full load"),
        (668, "failures"),
    ] {
        area.draw(&Text::new(text, (x + 6, middle - 7), font.clone()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::sample_run::{self, Course};

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
            let drawing = svg(&points).unwrap();
            assert!(drawing.starts_with("<svg") && drawing.trim_end().ends_with("</svg>"));
            assert!(drawing.len() < 100_000, "{} points: {} bytes", points.len(), drawing.len());
        }
    }

    #[test]
    fn axes_have_units_and_text_is_text() {
        let drawing = svg(&sample_run::summary(&Course::default()).timeline).unwrap();
        for part in ["<text", "response time (ms)", "virtual users", "time since the start (s)"] {
            assert!(drawing.contains(part), "{part}");
        }
    }

    #[test]
    fn merging_keeps_the_worst() {
        let merged = worst(&[point(1.0, 10), point(2.0, 90), point(3.0, 20)]);
        assert_eq!((merged.at_s, merged.p95_us, merged.requests, merged.failures), (3.0, 90, 9, 3));
    }
}
