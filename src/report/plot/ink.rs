//! Colours that colour-blind people can tell apart.

use plotters::style::RGBColor;

/// The palette of Okabe and Ito (Color Universal Design, 2008), with greys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Ink {
    Text,
    Slate,
    Black,
    Blue,
    Sky,
    Green,
    Orange,
    Vermilion,
    Purple,
}

impl Ink {
    pub(super) const ALL: [Self; 9] = [
        Self::Text,
        Self::Slate,
        Self::Black,
        Self::Blue,
        Self::Sky,
        Self::Green,
        Self::Orange,
        Self::Vermilion,
        Self::Purple,
    ];

    pub(super) const fn rgb(self) -> RGBColor {
        match self {
            Self::Text => RGBColor(60, 60, 60),
            Self::Slate => RGBColor(120, 144, 156),
            Self::Black => RGBColor(0, 0, 0),
            Self::Blue => RGBColor(0, 114, 178),
            Self::Sky => RGBColor(86, 180, 233),
            Self::Green => RGBColor(0, 158, 115),
            Self::Orange => RGBColor(230, 159, 0),
            Self::Vermilion => RGBColor(213, 94, 0),
            Self::Purple => RGBColor(204, 121, 167),
        }
    }

    /// As it stands in a drawing.
    pub(super) fn hex(self) -> String {
        let RGBColor(red, green, blue) = self.rgb();
        format!("#{red:02X}{green:02X}{blue:02X}")
    }

    /// The CSS variable that a page colours it by.
    pub(super) const fn variable(self) -> &'static str {
        match self {
            Self::Text => "--ink",
            Self::Slate => "--slate",
            Self::Black => "--black",
            Self::Blue => "--blue",
            Self::Sky => "--sky",
            Self::Green => "--green",
            Self::Orange => "--orange",
            Self::Vermilion => "--vermilion",
            Self::Purple => "--purple",
        }
    }

    /// How lines of this colour are broken, in pixels: they must differ without their colours, too.
    pub(super) const fn dashes(self) -> &'static [u32] {
        match self {
            Self::Blue => &[7, 4],
            Self::Purple => &[10, 4, 2, 4],
            _ => &[],
        }
    }
}
