//! A drawing as part of a page: it scales, takes the page's colours and font, and says what it shows.

use super::legend::{self, LegendEntry};
use super::sheet::{Anchor, Level, Sheet, SheetPlace, escaped};
use super::{Axis, Canvas, Ink, Layer, Plot, PlotShape, margins};

/// At which widths of the page a drawing is shown; a class of the page's style sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum PageWidth {
    Wide,
    Narrow,
    Always,
}

/// The plot as an `svg` element that says `what` it shows.
pub(in crate::report) fn inline(plot: &Plot, canvas: Canvas, variant: PageWidth, what: &str) -> String {
    let class = match variant {
        PageWidth::Wide => "plot wide",
        PageWidth::Narrow => "plot narrow",
        PageWidth::Always => "plot",
    };
    let (width, height) = (canvas.px(canvas.width), canvas.px(canvas.height));
    let what = escaped(what);
    let elements = elements(plot, canvas);
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{what}\">\n\
         <title>{what}</title>\n{elements}</svg>\n"
    )
}

fn elements(plot: &Plot, canvas: Canvas) -> String {
    let entries = legend::entries(&plot.layers, canvas);
    let mut drawing =
        Drawing { plot, frame: Frame::of(plot, canvas, &entries), canvas, sheet: Sheet::new(canvas) };
    entries.iter().for_each(|entry| drawing.legend(entry));
    drawing.titles(legend::height(&entries));
    let (under, over): (Vec<_>, Vec<_>) = plot.layers.iter().partition(|layer| layer.is_background());
    under.into_iter().for_each(|layer| drawing.layer(layer));
    drawing.axes();
    over.into_iter().for_each(|layer| drawing.layer(layer));
    drawing.sheet.into_elements()
}

/// The edges of the plotted area.
#[derive(Clone, Copy)]
struct Frame {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

impl Frame {
    fn of(plot: &Plot, canvas: Canvas, entries: &[LegendEntry<'_>]) -> Self {
        let room = margins(plot);
        Self {
            left: canvas.px(room.left),
            right: canvas.px(canvas.width - room.right),
            top: canvas.px(legend::height(entries) + room.top),
            bottom: canvas.px(canvas.height - room.bottom),
        }
    }
}

struct Drawing<'a> {
    plot: &'a Plot,
    frame: Frame,
    canvas: Canvas,
    sheet: Sheet,
}

impl Drawing<'_> {
    fn x(&self, at: f64) -> i32 {
        self.plot.x.pixel(at, (self.frame.left, self.frame.right - 1))
    }

    fn y(&self, value: f64) -> i32 {
        self.plot.y.pixel(value, (self.frame.bottom - 1, self.frame.top))
    }

    fn place(&self, (at, value): (f64, f64)) -> SheetPlace {
        (self.x(at), self.y(value))
    }

    /// What the upright axes count, above them: written along them it could not be read on a phone.
    fn titles(&mut self, top: u32) {
        let y = self.canvas.px(top + 4);
        self.sheet.text(&self.plot.y.title, (0, y), Anchor::Start, Level::Below);
        if let Some(right) = &self.plot.right {
            let end = (self.canvas.px(self.canvas.width), y);
            self.sheet.text(&right.title, end, Anchor::End, Level::Below);
        }
        let middle = self.frame.left + (self.frame.right - self.frame.left) / 2;
        let below = (middle, self.canvas.px(self.canvas.height));
        self.sheet.text(&self.plot.x.title, below, Anchor::Middle, Level::Above);
    }

    /// The lines of the grid, then each axis with its numbers.
    fn axes(&mut self) {
        let Frame { left, right, top, bottom } = self.frame;
        for (value, _) in &self.plot.y.ticks {
            let y = self.y(*value);
            self.sheet.stroke((left, y), (right - 1, y), Ink::Text, 1, 0.15);
        }
        let (tick, gap) = (self.canvas.px(4), self.canvas.px(8));
        self.axis((left - 1, top), (left - 1, bottom - 1));
        for (value, text) in &self.plot.y.ticks {
            let y = self.y(*value);
            self.axis((left - 1 - tick, y), (left - 1, y));
            self.sheet.text(text, (left - gap, y), Anchor::End, Level::Beside);
        }
        self.axis((left, bottom), (right - 1, bottom));
        for (value, text) in &self.plot.x.ticks {
            let x = self.x(*value);
            self.axis((x, bottom), (x, bottom + tick));
            self.sheet.text(text, (x, bottom + gap), Anchor::Middle, Level::Below);
        }
        let Some(axis) = &self.plot.right else { return };
        self.axis((right, top), (right, bottom));
        for (value, text) in &axis.ticks {
            let y = axis.pixel(*value, (bottom, top));
            self.axis((right, y), (right + tick, y));
            self.sheet.text(text, (right + gap, y), Anchor::Start, Level::Beside);
        }
    }

    fn axis(&mut self, from: SheetPlace, to: SheetPlace) {
        self.sheet.line(&[from, to], Ink::Text, 1, 0.6);
    }

    fn layer(&mut self, layer: &Layer) {
        let (ink, Frame { top, bottom, .. }) = (layer.ink, self.frame);
        match &layer.shape {
            PlotShape::Bands(bands) => {
                for &(from, to) in bands {
                    let corners = ((self.x(from), bottom - 1), (self.x(to), top));
                    self.sheet.rectangle(corners.0, corners.1, ink, 0.11);
                }
            }
            PlotShape::Area(points) => self.area(points, ink),
            PlotShape::Ribbon(points) => {
                let corners: Vec<_> = PlotShape::ribbon(points).map(|point| self.place(point)).collect();
                self.sheet.polygon(&corners, ink, 0.2);
            }
            PlotShape::Lines(stretches, width) => {
                for stretch in stretches {
                    let places: Vec<_> = stretch.iter().map(|point| self.place(*point)).collect();
                    // A stretch of one point is a dot: a line needs two.
                    match places[..] {
                        [place] => self.sheet.disc(place, *width, ink),
                        _ => self.sheet.line(&places, ink, *width, 1.0),
                    }
                }
            }
            PlotShape::Bars(bars) => {
                for &(from, to, height) in bars {
                    let corners = (self.place((from, 0.0)), self.place((to, height)));
                    self.sheet.rectangle(corners.0, corners.1, ink, 1.0);
                }
            }
            PlotShape::Marks(points, mark) => {
                points.iter().for_each(|point| self.sheet.mark(self.place(*point), *mark, ink));
            }
            PlotShape::Upright(at) => {
                let x = self.x(*at);
                self.sheet.line(&[(x, bottom - 1), (x, top)], ink, 2, 1.0);
            }
        }
    }

    /// Filled down to the end of the right axis.
    fn area(&mut self, points: &[(f64, f64)], ink: Ink) {
        let Frame { left, right, top, bottom } = self.frame;
        let height: &Axis = self.plot.right.as_ref().unwrap_or(&self.plot.y);
        let place = |(at, value): &(f64, f64)| {
            (self.plot.x.pixel(*at, (left, right)), height.pixel(*value, (bottom, top)))
        };
        let border: Vec<SheetPlace> = points.iter().map(place).collect();
        let ground = [border.last(), border.first()].into_iter().flatten().map(|(x, _)| (*x, bottom));
        let filled: Vec<SheetPlace> = border.iter().copied().chain(ground).collect();
        self.sheet.polygon(&filled, ink, 0.2);
        self.sheet.line(&border, ink, 1, 1.0);
    }

    fn legend(&mut self, entry: &LegendEntry<'_>) {
        let (sample, text) = (entry.sample(self.canvas), entry.text(self.canvas));
        let ((left, top), (right, bottom)) = sample;
        let (middle, ink) = ((i32::midpoint(left, right), i32::midpoint(top, bottom)), entry.layer.ink);
        match &entry.layer.shape {
            PlotShape::Bands(_) | PlotShape::Area(_) | PlotShape::Ribbon(_) => {
                self.sheet.rectangle(sample.0, sample.1, ink, 0.35);
            }
            PlotShape::Bars(_) => self.sheet.rectangle(sample.0, sample.1, ink, 1.0),
            PlotShape::Lines(_, width) => {
                self.sheet.line(&[(left, middle.1), (right, middle.1)], ink, *width, 1.0);
            }
            PlotShape::Upright(_) => self.sheet.line(&[(middle.0, top), (middle.0, bottom)], ink, 2, 1.0),
            PlotShape::Marks(_, mark) => self.sheet.mark(middle, *mark, ink),
        }
        self.sheet.text(entry.label, text, Anchor::Start, Level::Below);
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::super::{Glyph, svg};
    use super::*;

    fn plot(label: &str) -> Plot {
        let axis = || Axis::new("ms".to_owned(), 4.0, 4, |value| value.to_string());
        let layers = vec![Layer {
            label: Some(label.to_owned()),
            ink: Ink::Blue,
            shape: PlotShape::Lines(vec![vec![(0.0, 1.0), (4.0, 3.0)]], 2),
        }];
        Plot { x: axis(), y: axis(), right: None, layers }
    }

    #[test]
    fn it_takes_the_colours_and_the_font_of_its_page() {
        let page = inline(&plot("p50"), Canvas::NARROW, PageWidth::Narrow, "Speed & <load>");
        assert!(page.starts_with(
            "<svg class=\"plot narrow\" viewBox=\"0 0 720 600\" role=\"img\" aria-label=\"Speed &amp; &lt;load&gt;\">\n\
             <title>Speed &amp; &lt;load&gt;</title>\n"
        ));
        for absent in ["\"#", "http:", "font-family", "width=\"720\" height=\"600\" viewBox"] {
            assert!(!page.contains(absent), "{absent} in {page}");
        }
        for present in
            ["stroke=\"var(--blue)\"", "stroke-dasharray=\"14 8\"", "fill=\"var(--ink)\"", "</svg>"]
        {
            assert!(page.contains(present), "{present} not in {page}");
        }
    }

    #[test]
    fn labels_stay_what_they_are() {
        let page = inline(&plot("\"#0072B2\" </text><script>"), Canvas::WIDE, PageWidth::Wide, "x");
        assert!(page.contains("&quot;#0072B2&quot; &lt;/text&gt;&lt;script&gt;"));
    }

    #[test]
    fn a_page_shows_what_a_file_shows() {
        let axis = |title: &str| Axis::new(title.to_owned(), 4.0, 4, |value| value.to_string());
        let shapes = [
            PlotShape::Bands(vec![(0.0, 1.0), (2.0, 3.0)]),
            PlotShape::Area(vec![(0.5, 1.0), (2.0, 3.0), (4.0, 2.0)]),
            PlotShape::Lines(vec![vec![(0.0, 1.0), (1.0, 3.0)], vec![(2.0, 1.0), (4.0, 4.0)]], 3),
            PlotShape::Bars(vec![(1.0, 2.0, 3.0)]),
            PlotShape::Ribbon(vec![(0.0, 1.0, 2.0), (1.0, 2.0, 4.0), (3.0, 1.0, 2.0)]),
            PlotShape::Marks(vec![(1.0, 2.0)], Glyph::Cross),
            PlotShape::Upright(2.5),
        ];
        let layers = shapes.into_iter().zip(Ink::ALL).enumerate();
        let layers = layers.map(|(at, (shape, ink))| Layer { label: Some(format!("no. {at}")), ink, shape });
        let plot = Plot { x: axis("x"), y: axis("y"), right: Some(axis("r")), layers: layers.collect() };
        let page = inline(&plot, Canvas::NARROW, PageWidth::Narrow, "x");
        let file = svg(&plot, Canvas::NARROW).unwrap();
        let found = |drawing: &str, pattern: &str| {
            let pattern = Regex::new(pattern).unwrap();
            let mut found: Vec<_> =
                pattern.captures_iter(drawing).map(|found| found[1].trim().to_owned()).collect();
            found.sort();
            found
        };
        let text = "(?s)<text[^>]*>(.*?)</text>";
        assert_eq!(found(&page, text), found(&file, text));
        let (points, places) = ("points=\"([^\"]*)\"", found(&page, "points=\"([^\"]*)\""));
        let drawn = found(&file, points);
        assert!(drawn.len() > 20 && drawn.iter().all(|points| places.contains(points)), "{page}\n{file}");
        let bars = "<rect x=\"[1-9](.*?height=\"[0-9]+\")";
        assert_eq!(found(&page, bars), found(&file, bars));
    }
}
