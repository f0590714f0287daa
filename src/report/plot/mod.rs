//! Plots as SVG: a plot is described as data ([`Plot`]). The drawing library draws it for a file; for a wide page or a phone
//! ([`Canvas`]) it is written in the page's own colours.

mod axis;
mod brush;
mod draw;
mod ink;
mod inline;
mod legend;
mod sheet;

pub(super) use axis::Axis;
pub(super) use draw::svg;
pub(super) use ink::Ink;
pub(super) use inline::{PageWidth, inline};

/// What is to be drawn. Later layers cover earlier ones.
pub(super) struct Plot {
    pub(super) x: Axis,
    pub(super) y: Axis,
    /// The axis of the areas.
    pub(super) right: Option<Axis>,
    pub(super) layers: Vec<Layer>,
}

/// Something in one colour; the legend names it when it has a label and anything to show.
pub(super) struct Layer {
    pub(super) label: Option<String>,
    pub(super) ink: Ink,
    pub(super) shape: PlotShape,
}

impl Layer {
    /// Whether it lies under the lines of the grid.
    const fn is_background(&self) -> bool {
        matches!(self.shape, PlotShape::Bands(_) | PlotShape::Area(_) | PlotShape::Ribbon(_))
    }
}

/// The row of the axes' titles.
const TITLES: u32 = 22;

/// Pixels around the plotted area; the legend comes on top of them.
struct Margins {
    top: u32,
    bottom: u32,
    left: u32,
    right: u32,
}

/// Room for the titles and for the numbers beside the axes.
fn margins(plot: &Plot) -> Margins {
    // The last number below the x axis reaches half its width beyond its end.
    let last = plot.x.ticks.last().map_or(0, |(_, text)| text_width(text).div_ceil(2));
    let right = plot.right.as_ref().map_or_else(|| last.max(6), |axis| axis.label_width() + 12);
    Margins { top: TITLES + 4, bottom: 42, left: plot.y.label_width() + 12, right }
}

/// Places are in the units of the axes.
pub(super) enum PlotShape {
    /// Shaded from one x to another, over the whole height.
    Bands(Vec<(f64, f64)>),
    /// Filled down to zero; its height is that of the right axis.
    Area(Vec<(f64, f64)>),
    /// Filled from a lower to an upper border: x, low, high.
    Ribbon(Vec<(f64, f64, f64)>),
    /// Stretches without a gap, this wide.
    Lines(Vec<Vec<(f64, f64)>>, u32),
    /// Filled down to zero: from, to, height.
    Bars(Vec<(f64, f64, f64)>),
    Marks(Vec<(f64, f64)>, Glyph),
    /// An upright line over the whole height.
    Upright(f64),
}

/// Shapes that can be told apart without their colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glyph {
    Disc,
    Cross,
    Ring,
}

impl PlotShape {
    /// The corners of a ribbon, along its upper border and back along the lower.
    fn ribbon(points: &[(f64, f64, f64)]) -> impl Iterator<Item = (f64, f64)> + '_ {
        let upper = points.iter().map(|(at, _, high)| (*at, *high));
        upper.chain(points.iter().rev().map(|(at, low, _)| (*at, *low)))
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Bands(bands) => bands.is_empty(),
            Self::Area(points) | Self::Marks(points, _) => points.is_empty(),
            Self::Lines(stretches, _) => stretches.is_empty(),
            Self::Bars(bars) | Self::Ribbon(bars) => bars.is_empty(),
            Self::Upright(_) => false,
        }
    }
}

/// The size of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Canvas {
    /// In pixels of the page.
    width: u32,
    height: u32,
    /// Units of the drawing for one pixel: coordinates are whole numbers, and a screen may have finer pixels.
    scale: u32,
    x_ticks: usize,
    points: usize,
}

impl Canvas {
    /// A file of its own.
    pub(super) const FILE: Self = Self { width: 900, height: 380, scale: 1, x_ticks: 10, points: 400 };
    /// The whole width of a page.
    pub(super) const WIDE: Self = Self { width: 900, height: 340, scale: 2, x_ticks: 10, points: 400 };
    /// A phone, or half of a wide page.
    pub(super) const NARROW: Self = Self { width: 360, height: 300, scale: 2, x_ticks: 5, points: 170 };

    /// About so many numbers fit under the x axis.
    pub(super) const fn x_ticks(self) -> usize {
        self.x_ticks
    }

    /// More points than this beside each other cannot be told apart.
    pub(super) const fn points(self) -> usize {
        self.points
    }

    fn px(self, pixels: u32) -> i32 {
        i32::try_from(pixels * self.scale).unwrap_or(i32::MAX)
    }

    /// A size of text in pixels. The drawing library divides by 1.24.
    fn font(self) -> f64 {
        f64::from(TEXT * self.scale) * 1.24
    }
}

/// Size of text in pixels.
const TEXT: u32 = 12;

/// How wide a text will be in pixels, about: the fonts of the reader are not known here.
fn text_width(text: &str) -> u32 {
    const OF_SIZE: f64 = 0.56;
    (text.chars().count() as f64 * f64::from(TEXT) * OF_SIZE).ceil() as u32
}
