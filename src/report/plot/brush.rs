//! Lines and marks, as a plot and its legend draw them.

use plotters::coord::Shift;
use plotters::element::{DashedPathElement, DynElement};
use plotters::prelude::*;

use super::{Canvas, Glyph, Ink};

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
pub(super) type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

pub(super) fn stroke(ink: Ink, width: u32, canvas: Canvas) -> ShapeStyle {
    ink.rgb().stroke_width(width * canvas.scale)
}

/// A line through points in the dashes of its ink.
pub(super) fn line<'a, Coord: Clone + 'static>(
    points: Vec<Coord>,
    ink: Ink,
    width: u32,
    canvas: Canvas,
) -> DynElement<'static, SVGBackend<'a>, Coord> {
    let style = stroke(ink, width, canvas);
    match ink.dashes() {
        None => PathElement::new(points, style).into_dyn(),
        Some((length, gap)) => {
            DashedPathElement::new(points, canvas.px(length), canvas.px(gap), style).into_dyn()
        }
    }
}

/// The mark around a pixel.
pub(super) fn mark<'a>(
    at: (i32, i32),
    shape: Glyph,
    ink: Ink,
    canvas: Canvas,
) -> DynElement<'static, SVGBackend<'a>, (i32, i32)> {
    let line = stroke(ink, 2, canvas);
    match shape {
        Glyph::Disc => Circle::new(at, canvas.px(5), ink.rgb().filled()).into_dyn(),
        Glyph::Ring => Circle::new(at, canvas.px(5), line).into_dyn(),
        Glyph::Cross => Cross::new(at, canvas.px(5), line).into_dyn(),
    }
}
