//! The hours in which a run on a live shop is allowed.

use std::fmt;

use jiff::Zoned;
use jiff::civil::Time;

/// Hours of the day in the shop's time zone, from `opens` up to but not including `closes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    opens: Time,
    closes: Time,
}

impl Default for Window {
    /// 03:00 to 06:00: when the fewest customers are there.
    fn default() -> Self {
        Self { opens: Time::constant(3, 0, 0, 0), closes: Time::constant(6, 0, 0, 0) }
    }
}

impl Window {
    /// Whether the moment lies in the window, by the wall clock of its time zone.
    #[must_use]
    pub fn contains(&self, moment: &Zoned) -> bool {
        let time = moment.time();
        if self.opens <= self.closes {
            self.opens <= time && time < self.closes
        } else {
            // Across midnight.
            self.opens <= time || time < self.closes
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}–{}", self.opens.strftime("%H:%M"), self.closes.strftime("%H:%M"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_at_three_and_closes_at_six() {
        for (text, inside) in [
            ("2026-11-27T02:59:59[Europe/Paris]", false),
            ("2026-11-27T03:00:00[Europe/Paris]", true),
            ("2026-11-27T05:59:59[Europe/Paris]", true),
            ("2026-11-27T06:00:00[Europe/Paris]", false),
            ("2026-11-27T14:00:00[Europe/Paris]", false),
        ] {
            assert_eq!(Window::default().contains(&text.parse().unwrap()), inside, "{text}");
        }
    }
}
