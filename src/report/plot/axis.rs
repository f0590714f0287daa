//! Axes with round numbers.

use std::ops::Range;

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};

use super::text_width;

/// No axis is longer, or its numbers would be no numbers any more.
const LONGEST: f64 = 1e15;

/// From `begin` to `end`, with what stands at the ticks.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Axis {
    pub(in crate::report) title: String,
    pub(in crate::report) begin: f64,
    pub(in crate::report) end: f64,
    pub(in crate::report) ticks: Vec<(f64, String)>,
}

impl Axis {
    /// From zero to at least `greatest`, about `ticks` round numbers apart, said by `number`.
    pub(in crate::report) fn new(
        title: String,
        greatest: f64,
        ticks: usize,
        number: impl Fn(f64) -> String,
    ) -> Self {
        let greatest = if greatest > 0.0 { greatest.min(LONGEST) } else { 1.0 };
        let step = round_step(greatest / ticks.max(1) as f64);
        // With room for a mark above the greatest value.
        let end = greatest * 1.06;
        let steps = (end / step).floor() as u32;
        let at = (0..=steps).map(|tick| f64::from(tick) * step);
        Self { title, begin: 0.0, end, ticks: at.map(|value| (value, number(value))).collect() }
    }

    /// The same, but it ends with the values.
    pub(in crate::report) fn exact(
        title: String,
        greatest: f64,
        ticks: usize,
        number: impl Fn(f64) -> String,
    ) -> Self {
        let end = if greatest > 0.0 { greatest.min(LONGEST) } else { 1.0 };
        let mut axis = Self::new(title, greatest, ticks, number);
        axis.end = end;
        axis.ticks.retain(|(value, _)| *value <= end);
        axis
    }

    /// A value that has a place on the axis.
    pub(super) fn place(&self, value: f64) -> f64 {
        if value.is_nan() { self.begin } else { value.clamp(self.begin, self.end) }
    }

    /// Where a value stands between the pixels of the axis's begin and end.
    pub(super) fn pixel(&self, value: f64, pixels: (i32, i32)) -> i32 {
        pixel(self.place(value), self.begin..self.end, pixels)
    }

    pub(super) fn scale(&self) -> Scale {
        let ticks = self.ticks.iter().map(|(value, _)| *value).collect();
        Scale { begin: self.begin, end: self.end, ticks }
    }

    pub(super) fn label(&self, value: f64) -> String {
        let near = |other: f64| (other - value).abs() <= (self.end - self.begin) * 1e-9;
        self.ticks.iter().find(|(tick, _)| near(*tick)).map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// Pixels that the longest label needs.
    pub(super) fn label_width(&self) -> u32 {
        self.ticks.iter().map(|(_, text)| text_width(text)).max().unwrap_or(0)
    }
}

/// The axis as the drawing library asks for it.
pub(super) struct Scale {
    begin: f64,
    end: f64,
    ticks: Vec<f64>,
}

impl Ranged for Scale {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, pixels: (i32, i32)) -> i32 {
        pixel(*value, self.begin..self.end, pixels)
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.begin..self.end
    }
}

fn pixel(value: f64, scale: Range<f64>, (from, to): (i32, i32)) -> i32 {
    let share = (value - scale.start) / (scale.end - scale.start);
    (f64::from(from) + share * f64::from(to - from)).round() as i32
}

/// The next of 1, 2, 5, 10, 20 …, or of 0.1, 0.2, 0.5.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0].into_iter().find(|step| step * power >= rough * 0.999).unwrap_or(10.0);
    step * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        let cases: [(f64, &[&str]); 5] = [
            (16.0, &["0", "5", "10", "15"]),
            (210.0, &["0", "50", "100", "150", "200"]),
            (0.9, &["0", "0.2", "0.4", "0.6", "0.8"]),
            (4.0, &["0", "1", "2", "3", "4"]),
            (0.0, &["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ];
        for (greatest, labels) in cases {
            let axis =
                Axis::new(String::new(), greatest, 5, |value| ((value * 10.0).round() / 10.0).to_string());
            let said: Vec<_> = axis.ticks.iter().map(|(_, text)| text.as_str()).collect();
            assert_eq!(said, labels, "{greatest}");
            assert!(axis.end > greatest);
        }
    }

    #[test]
    fn any_value_has_a_place() {
        for greatest in [f64::NAN, f64::INFINITY, -3.0, 1e300, 1e-300, f64::from(u32::MAX)] {
            for axis in [
                Axis::new(String::new(), greatest, 6, |value| value.to_string()),
                Axis::exact(String::new(), greatest, 6, |value| value.to_string()),
            ] {
                assert!(axis.end.is_finite() && axis.end > 0.0 && axis.ticks.len() < 20, "{greatest}");
                for value in [f64::NAN, f64::INFINITY, -1.0, 1e300] {
                    assert!((0.0..=axis.end).contains(&axis.place(value)));
                }
            }
        }
    }
}
