//! SVG for a page, element by element: coordinates are whole units of the drawing, colours are the page's.

use std::fmt::Write as _;

use super::{Canvas, Glyph, Ink};

/// What is drawn so far.
pub(super) struct Sheet {
    canvas: Canvas,
    elements: String,
}

pub(super) type SheetPlace = (i32, i32);

/// On which side of its place a text stands: an SVG `text-anchor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text stands to its place: an SVG `dy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Below,
    Beside,
    Above,
}

impl Sheet {
    pub(super) const fn new(canvas: Canvas) -> Self {
        Self { canvas, elements: String::new() }
    }

    /// The elements, one a line.
    pub(super) fn into_elements(self) -> String {
        self.elements
    }

    /// Writing to a string cannot fail.
    fn element(&mut self, element: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.elements, "{element}");
    }

    pub(super) fn rectangle(&mut self, one: SheetPlace, other: SheetPlace, ink: Ink, opacity: f64) {
        let (left, right) = (one.0.min(other.0), one.0.max(other.0));
        let (top, bottom) = (one.1.min(other.1), one.1.max(other.1));
        let (width, height) = (right - left, bottom - top);
        let (opacity, fill) = (faded(opacity), colour(ink));
        self.element(format_args!(
            "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"{opacity} fill=\"{fill}\"/>"
        ));
    }

    /// A line in the dashes of its ink, so many pixels wide.
    pub(super) fn line(&mut self, places: &[SheetPlace], ink: Ink, pixels: u32, opacity: f64) {
        let dashes = match ink.dashes() {
            None => String::new(),
            Some((length, gap)) => {
                format!(" stroke-dasharray=\"{} {}\"", self.canvas.px(length), self.canvas.px(gap))
            }
        };
        let (opacity, stroke, width) = (faded(opacity), colour(ink), self.canvas.px(pixels));
        let points = points(places);
        self.element(format_args!(
            "<polyline fill=\"none\"{opacity} stroke=\"{stroke}\"{dashes} stroke-width=\"{width}\" points=\"{points}\"/>"
        ));
    }

    /// One straight stroke without dashes.
    pub(super) fn stroke(
        &mut self,
        (x1, y1): SheetPlace,
        (x2, y2): SheetPlace,
        ink: Ink,
        pixels: u32,
        opacity: f64,
    ) {
        let (opacity, stroke, width) = (faded(opacity), colour(ink), self.canvas.px(pixels));
        self.element(format_args!(
            "<line{opacity} stroke=\"{stroke}\" stroke-width=\"{width}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>"
        ));
    }

    pub(super) fn polygon(&mut self, places: &[SheetPlace], ink: Ink, opacity: f64) {
        let (opacity, fill, points) = (faded(opacity), colour(ink), points(places));
        self.element(format_args!("<polygon{opacity} fill=\"{fill}\" points=\"{points}\"/>"));
    }

    pub(super) fn disc(&mut self, (x, y): SheetPlace, pixels: u32, ink: Ink) {
        let (radius, fill) = (self.canvas.px(pixels), colour(ink));
        self.element(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\"/>"));
    }

    pub(super) fn mark(&mut self, place: SheetPlace, mark: Glyph, ink: Ink) {
        const SIZE: u32 = 5;
        const WIDTH: u32 = 2;
        let ((x, y), size) = (place, self.canvas.px(SIZE));
        match mark {
            Glyph::Disc => self.disc(place, SIZE, ink),
            Glyph::Ring => {
                let (stroke, width) = (colour(ink), self.canvas.px(WIDTH));
                self.element(format_args!(
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"{size}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width}\"/>"
                ));
            }
            Glyph::Cross => {
                self.stroke((x - size, y - size), (x + size, y + size), ink, WIDTH, 1.0);
                self.stroke((x - size, y + size), (x + size, y - size), ink, WIDTH, 1.0);
            }
        }
    }

    pub(super) fn text(&mut self, text: &str, (x, y): SheetPlace, anchor: Anchor, level: Level) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let dy = match level {
            Level::Below => "0.76em",
            Level::Beside => "0.5ex",
            Level::Above => "-0.5ex",
        };
        let (size, fill, text) = (self.canvas.px(super::TEXT), colour(Ink::Text), escaped(text));
        self.element(format_args!(
            "<text x=\"{x}\" y=\"{y}\" dy=\"{dy}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"{fill}\">{text}</text>"
        ));
    }
}

fn colour(ink: Ink) -> String {
    format!("var({})", ink.variable())
}

fn faded(opacity: f64) -> String {
    if opacity < 1.0 { format!(" opacity=\"{opacity}\"") } else { String::new() }
}

fn points(places: &[SheetPlace]) -> String {
    places.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
}

/// Text for an element or an attribute.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
