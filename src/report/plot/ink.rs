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
    #[cfg(test)]
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

    /// Length and gap of the dashes of lines of this colour, in pixels; `None` draws them solid. Lines must differ without their
    /// colours, too.
    pub(super) const fn dashes(self) -> Option<(u32, u32)> {
        match self {
            Self::Blue => Some((7, 4)),
            Self::Purple => Some((3, 4)),
            _ => None,
        }
    }
}
