//! Drawing a plot.

use plotters::chart::DualCoordChartContext;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axis::Scale;
use super::brush::{Area, Drawn, line, mark};
use super::{Canvas, Ink, Layer, Plot, PlotShape, TITLES, legend, margins};
use crate::report::ReportError;

type Coord = Cartesian2d<Scale, Scale>;
type Chart<'a, 'b> = DualCoordChartContext<'b, SVGBackend<'a>, Coord, Coord>;

/// Draws the plot on white. Text is text, in the reader's own font.
///
/// # Errors
///
/// [`ReportError::Drawing`] when the drawing library fails.
pub(in crate::report) fn svg(plot: &Plot, canvas: Canvas) -> Result<String, ReportError> {
    let mut drawing = String::new();
    let size = (canvas.width * canvas.scale, canvas.height * canvas.scale);
    let root = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
    let drawn = draw(&root, plot, canvas);
    drop(root);
    drawn.map_err(|error| ReportError::Drawing(error.to_string()))?;
    Ok(drawing)
}

fn draw(root: &Area<'_>, plot: &Plot, canvas: Canvas) -> Drawn {
    root.fill(&WHITE)?;
    let ink = Ink::Text.rgb();
    let font = TextStyle::from(("sans-serif", canvas.font()).into_font()).color(&ink);
    let entries = legend::entries(&plot.layers, canvas);
    let (top, rest) = root.split_vertically(canvas.px(legend::height(&entries)));
    legend::draw(&top, &entries, canvas, &font)?;
    let (titles, rest) = rest.split_vertically(canvas.px(TITLES));
    title(&titles, plot, canvas, &font)?;

    let right = plot.right.as_ref().unwrap_or(&plot.y);
    let room = margins(plot);
    let mut chart = ChartBuilder::on(&rest)
        .margin_top(canvas.px(room.top - TITLES))
        .set_label_area_size(LabelAreaPosition::Left, canvas.px(room.left))
        .set_label_area_size(LabelAreaPosition::Right, canvas.px(room.right))
        .set_label_area_size(LabelAreaPosition::Bottom, canvas.px(room.bottom))
        .build_cartesian_2d(plot.x.scale(), plot.y.scale())?
        .set_secondary_coord(plot.x.scale(), right.scale());
    for layer in plot.layers.iter().filter(|layer| layer.is_background()) {
        paint(&mut chart, plot, layer, canvas)?;
    }
    axes(&mut chart, plot, &font, canvas)?;
    for layer in plot.layers.iter().filter(|layer| !layer.is_background()) {
        paint(&mut chart, plot, layer, canvas)?;
    }
    root.present()
}

/// What the upright axes count, above them: written along them it could not be read on a phone.
fn title(area: &Area<'_>, plot: &Plot, canvas: Canvas, font: &TextStyle<'_>) -> Drawn {
    area.draw(&Text::new(plot.y.title.clone(), (0, canvas.px(4)), font.clone()))?;
    if let Some(right) = &plot.right {
        let font = font.pos(Pos::new(HPos::Right, VPos::Top));
        area.draw(&Text::new(right.title.clone(), (canvas.px(canvas.width), canvas.px(4)), font))?;
    }
    Ok(())
}

fn axes(chart: &mut Chart<'_, '_>, plot: &Plot, font: &TextStyle<'_>, canvas: Canvas) -> Drawn {
    let ink = Ink::Text.rgb();
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(ink.mix(0.15).stroke_width(canvas.scale))
        .axis_style(ink.mix(0.6).stroke_width(canvas.scale))
        .label_style(font.clone())
        .axis_desc_style(font.clone())
        .set_all_tick_mark_size(canvas.px(4))
        .x_desc(plot.x.title.clone())
        .x_label_formatter(&|value| plot.x.label(*value))
        .y_label_formatter(&|value| plot.y.label(*value))
        .draw()?;
    let Some(right) = &plot.right else { return Ok(()) };
    chart
        .configure_secondary_axes()
        .axis_style(ink.mix(0.6).stroke_width(canvas.scale))
        .label_style(font.clone())
        .set_all_tick_mark_size(canvas.px(4))
        .y_label_formatter(&|value| right.label(*value))
        .draw()
}

fn paint<'a>(chart: &mut Chart<'a, '_>, plot: &Plot, layer: &Layer, canvas: Canvas) -> Drawn {
    let colour = layer.ink.rgb();
    let (x, y) = (&plot.x, &plot.y);
    let place = |&(at, value): &(f64, f64)| (x.place(at), y.place(value));
    match &layer.shape {
        PlotShape::Bands(bands) => {
            let band = |&(from, to): &(f64, f64)| {
                Rectangle::new([(x.place(from), y.begin), (x.place(to), y.end)], colour.mix(0.11).filled())
            };
            chart.draw_series(bands.iter().map(band))?;
        }
        PlotShape::Area(points) => {
            let right = plot.right.as_ref().unwrap_or(y);
            let points = points.iter().map(|(at, value)| (x.place(*at), right.place(*value)));
            let border = colour.stroke_width(canvas.scale);
            chart.draw_secondary_series(
                AreaSeries::new(points, right.begin, colour.mix(0.2)).border_style(border),
            )?;
        }
        PlotShape::Ribbon(points) => {
            let corners: Vec<_> = PlotShape::ribbon(points).map(|point| place(&point)).collect();
            chart.draw_series([Polygon::new(corners, colour.mix(0.2))])?;
        }
        PlotShape::Lines(stretches, width) => {
            for stretch in stretches {
                let points: Vec<_> = stretch.iter().map(place).collect();
                // A stretch of one point is a dot: a line needs two.
                if let [point] = points[..] {
                    chart.draw_series([Circle::new(point, width * canvas.scale, colour.filled())])?;
                }
                chart.draw_series([line(points, layer.ink, *width, canvas)])?;
            }
        }
        PlotShape::Bars(bars) => {
            let bar = |&(from, to, height): &(f64, f64, f64)| {
                Rectangle::new([place(&(from, 0.0)), place(&(to, height))], colour.filled())
            };
            chart.draw_series(bars.iter().map(bar))?;
        }
        PlotShape::Marks(points, shape) => {
            let marks = points
                .iter()
                .map(|point| EmptyElement::at(place(point)) + mark((0, 0), *shape, layer.ink, canvas));
            chart.draw_series(marks)?;
        }
        PlotShape::Upright(at) => {
            let ends = vec![(x.place(*at), y.begin), (x.place(*at), y.end)];
            chart.draw_series([line(ends, layer.ink, 2, canvas)])?;
        }
    }
    Ok(())
}
