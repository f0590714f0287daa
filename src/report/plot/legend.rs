//! The legend above a plot, in as many rows as its width needs.

use plotters::prelude::*;

use super::brush::{Area, Drawn, line, mark};
use super::{Canvas, Layer, PlotShape, text_width};

const ROW: u32 = 20;
const SAMPLE: u32 = 24;
/// Between a sample and its label, and between two entries.
const GAPS: (u32, u32) = (6, 18);

/// A layer with the place of its entry: row, and pixels from the left.
pub(super) struct LegendEntry<'a> {
    pub(super) layer: &'a Layer,
    pub(super) label: &'a str,
    row: u32,
    left: u32,
}

impl LegendEntry<'_> {
    /// Two corners of its sample, in units of the drawing.
    pub(super) fn sample(&self, canvas: Canvas) -> ((i32, i32), (i32, i32)) {
        let (left, middle) = (canvas.px(self.left), canvas.px(self.row * ROW + ROW / 2));
        let half = canvas.px(6);
        ((left, middle - half), (left + canvas.px(SAMPLE), middle + half))
    }

    /// Where its label begins.
    pub(super) fn text(&self, canvas: Canvas) -> (i32, i32) {
        let ((_, top), (right, _)) = self.sample(canvas);
        (right + canvas.px(GAPS.0), top)
    }
}

/// The entries of all layers that have something to show.
pub(super) fn entries(layers: &[Layer], canvas: Canvas) -> Vec<LegendEntry<'_>> {
    let (mut row, mut left) = (0, 0);
    let shown = layers.iter().filter(|layer| !layer.shape.is_empty());
    let named = shown.filter_map(|layer| Some((layer, layer.label.as_deref()?)));
    named
        .map(|(layer, label)| {
            let width = SAMPLE + GAPS.0 + text_width(label);
            if left > 0 && left + width > canvas.width {
                (row, left) = (row + 1, 0);
            }
            let entry = LegendEntry { layer, label, row, left };
            left += width + GAPS.1;
            entry
        })
        .collect()
}

/// Pixels that the legend needs.
pub(super) fn height(entries: &[LegendEntry<'_>]) -> u32 {
    entries.last().map_or(0, |last| (last.row + 1) * ROW + 6)
}

pub(super) fn draw(
    area: &Area<'_>,
    entries: &[LegendEntry<'_>],
    canvas: Canvas,
    font: &TextStyle<'_>,
) -> Drawn {
    for entry in entries {
        sample(area, entry, canvas)?;
        area.draw(&Text::new(entry.label, entry.text(canvas), font.clone()))?;
    }
    Ok(())
}

fn sample(area: &Area<'_>, entry: &LegendEntry<'_>, canvas: Canvas) -> Drawn {
    let corners = entry.sample(canvas);
    let ((left, top), (right, bottom)) = corners;
    let (x, y) = (i32::midpoint(left, right), i32::midpoint(top, bottom));
    let ink = entry.layer.ink;
    let colour = ink.rgb();
    match &entry.layer.shape {
        PlotShape::Bands(_) | PlotShape::Area(_) | PlotShape::Ribbon(_) => {
            area.draw(&Rectangle::new([corners.0, corners.1], colour.mix(0.35).filled()))
        }
        PlotShape::Bars(_) => area.draw(&Rectangle::new([corners.0, corners.1], colour.filled())),
        PlotShape::Lines(_, width) => area.draw(&line(vec![(left, y), (right, y)], ink, *width, canvas)),
        PlotShape::Upright(_) => area.draw(&line(vec![(x, top), (x, bottom)], ink, 2, canvas)),
        PlotShape::Marks(_, shape) => area.draw(&mark((x, y), *shape, ink, canvas)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Ink;
    use super::*;

    #[test]
    fn entries_stay_within_their_canvas() {
        let layer = |label: &str| Layer {
            label: Some(label.to_owned()),
            ink: Ink::Blue,
            shape: PlotShape::Upright(1.0),
        };
        let mut layers = ["response time, 95 %", "virtual users", "full load", "failures"]
            .map(layer)
            .into_iter()
            .collect::<Vec<_>>();
        layers.push(Layer { shape: PlotShape::Bars(Vec::new()), ..layer("nothing to show") });
        let narrow = entries(&layers, Canvas::NARROW);
        assert_eq!(narrow.iter().map(|entry| entry.row).collect::<Vec<_>>(), [0, 0, 1, 1]);
        assert!(narrow.iter().all(|entry| entry.left < Canvas::NARROW.width));
        assert_eq!((height(&narrow), height(&entries(&layers, Canvas::WIDE)), height(&[])), (46, 26, 0));
    }
}
