//! The hours in which a run on a shop is allowed.

use std::fmt;
use std::str::FromStr;

use jiff::Zoned;
use jiff::civil::Time;
use serde::Deserialize;
use serde::de::{Error, SeqAccess, Visitor};

use crate::words::Message;

/// Hours of the day in the shop's time zone, from `opens` up to but not including `closes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    opens: Time,
    closes: Time,
}

/// Why a text is not a window.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum WindowError {
    /// It does not have two times.
    Malformed(String),
    /// Both times are the same, so it never closes or never opens.
    Empty(String),
}

impl From<&WindowError> for Message {
    fn from(error: &WindowError) -> Self {
        match error {
            WindowError::Malformed(text) => Message::new("error-window-malformed").exact("text", text),
            WindowError::Empty(text) => Message::new("error-window-empty").exact("text", text),
        }
    }
}

impl Default for Window {
    /// 03:00 to 06:00, when a shop has the fewest customers.
    fn default() -> Self {
        Self { opens: Time::constant(3, 0, 0, 0), closes: Time::constant(6, 0, 0, 0) }
    }
}

impl Window {
    /// Whether the moment lies in the window, by the wall clock of its time zone. When clocks are set forward, the window opens
    /// with the first time that exists; an hour that occurs twice is inside, or outside, twice.
    #[must_use]
    pub(super) fn contains(&self, moment: &Zoned) -> bool {
        let time = moment.time();
        if self.opens <= self.closes {
            self.opens <= time && time < self.closes
        } else {
            // The window crosses midnight.
            self.opens <= time || time < self.closes
        }
    }
}

impl FromStr for Window {
    type Err = WindowError;

    /// Reads a window in the form `HH:MM-HH:MM`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || WindowError::Malformed(text.to_owned());
        let time = |part: &str| Time::strptime("%H:%M", part.trim()).map_err(|_| malformed());
        let (opens, closes) = text.split_once(['-', '–']).ok_or_else(malformed)?;
        let (opens, closes) = (time(opens)?, time(closes)?);
        if opens == closes {
            return Err(WindowError::Empty(text.to_owned()));
        }
        Ok(Self { opens, closes })
    }
}

impl fmt::Display for Window {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}–{}", self.opens.strftime("%H:%M"), self.closes.strftime("%H:%M"))
    }
}

/// One or several windows of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours(Vec<Window>);

impl Default for Hours {
    fn default() -> Self {
        Self(vec![Window::default()])
    }
}

impl Hours {
    /// Whether the moment lies in one of the windows, by the wall clock of its time zone.
    #[must_use]
    pub(super) fn contain(&self, moment: &Zoned) -> bool {
        self.0.iter().any(|window| window.contains(moment))
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, window) in self.0.iter().enumerate() {
            if place > 0 {
                formatter.write_str(" and ")?;
            }
            window.fmt(formatter)?;
        }
        Ok(())
    }
}

impl From<&Hours> for Message {
    fn from(hours: &Hours) -> Self {
        let windows = hours.0.iter().map(|window| Message::verbatim(&window.to_string()));
        let both = |one, other| Message::new("both").with("first", one).with("second", other);
        windows.reduce(both).unwrap_or_else(|| Message::verbatim(""))
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Hours {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Hours".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let window = crate::units::schema::text(":.*[-–].*:", &["03:00-06:00"]);
        schemars::json_schema!({ "anyOf": [window, { "type": "array", "items": window, "minItems": 1 }] })
    }
}

impl<'de> Deserialize<'de> for Hours {
    /// Reads a window as text, or a list of them.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;

        impl<'de> Visitor<'de> for OneOrMore {
            type Value = Hours;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a window like \"03:00-06:00\", or a list of them")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Hours, E> {
                text.parse().map(|window| Hours(vec![window])).map_err(E::custom)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Hours, A::Error> {
                let mut windows = Vec::new();
                while let Some(text) = list.next_element::<String>()? {
                    windows.push(text.parse().map_err(A::Error::custom)?);
                }
                if windows.is_empty() {
                    return Err(A::Error::custom(Message::new("error-no-window")));
                }
                Ok(Hours(windows))
            }
        }
        deserializer.deserialize_any(OneOrMore)
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

    #[test]
    fn midnight_and_changed_clocks() {
        for (window, moment, inside) in [
            // The window crosses midnight.
            ("23:00-02:00", "2026-11-27T22:59:59+01:00[Europe/Paris]", false),
            ("23:00-02:00", "2026-11-27T23:00:00+01:00[Europe/Paris]", true),
            ("23:00-02:00", "2026-11-28T00:00:00+01:00[Europe/Paris]", true),
            ("23:00-02:00", "2026-11-28T01:59:59+01:00[Europe/Paris]", true),
            ("23:00-02:00", "2026-11-28T02:00:00+01:00[Europe/Paris]", false),
            // Clocks jump from 02:00 to 03:00: 02:30 does not exist, 03:00 is the first moment of the window.
            ("02:30-03:30", "2026-03-29T01:59:59+01:00[Europe/Paris]", false),
            ("02:30-03:30", "2026-03-29T03:00:00+02:00[Europe/Paris]", true),
            ("02:30-03:30", "2026-03-29T03:29:59+02:00[Europe/Paris]", true),
            ("02:30-03:30", "2026-03-29T03:30:00+02:00[Europe/Paris]", false),
            ("03:00-06:00", "2026-03-29T01:59:59+01:00[Europe/Paris]", false),
            ("03:00-06:00", "2026-03-29T03:00:00+02:00[Europe/Paris]", true),
            ("03:00-06:00", "2026-03-29T05:59:59+02:00[Europe/Paris]", true),
            ("03:00-06:00", "2026-03-29T06:00:00+02:00[Europe/Paris]", false),
            // Clocks go from 03:00 back to 02:00: the hour occurs twice.
            ("02:00-03:00", "2026-10-25T01:59:59+02:00[Europe/Paris]", false),
            ("02:00-03:00", "2026-10-25T02:00:00+02:00[Europe/Paris]", true),
            ("02:00-03:00", "2026-10-25T02:59:59+02:00[Europe/Paris]", true),
            ("02:00-03:00", "2026-10-25T02:00:00+01:00[Europe/Paris]", true),
            ("02:00-03:00", "2026-10-25T02:59:59+01:00[Europe/Paris]", true),
            ("02:00-03:00", "2026-10-25T03:00:00+01:00[Europe/Paris]", false),
            // A window that began in the first of these hours ends, and opens again.
            ("02:30-03:30", "2026-10-25T02:59:59+02:00[Europe/Paris]", true),
            ("02:30-03:30", "2026-10-25T02:00:00+01:00[Europe/Paris]", false),
            ("02:30-03:30", "2026-10-25T02:30:00+01:00[Europe/Paris]", true),
        ] {
            let window: Window = window.parse().unwrap();
            assert_eq!(window.contains(&moment.parse().unwrap()), inside, "{window} {moment}");
        }
    }

    #[test]
    fn hours_are_read_from_text() {
        #[derive(Debug, Deserialize)]
        struct Table {
            hours: Hours,
        }
        let read = |text: &str| toml::from_str::<Table>(text).map(|table| table.hours.to_string());
        assert_eq!(read("hours = '3:00 - 06:30'").unwrap(), "03:00–06:30");
        assert_eq!(read("hours = ['23:00-02:00', '12:00-12:30']").unwrap(), "23:00–02:00 and 12:00–12:30");
        for (text, part) in [
            ("hours = 'night'", "`night` is no window"),
            ("hours = '03:00-25:00'", "is no window"),
            ("hours = '03:00-03:00'", "the same time"),
            ("hours = []", "has no window"),
            ("hours = 3", "a window like"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
