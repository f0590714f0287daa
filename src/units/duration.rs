//! Durations as people and k6 write them: `300ms`, `30s`, `1m30s`, `2h`.

use std::fmt;
use std::time::Duration;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

/// A text that is not a duration. The message gives examples of durations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DurationError {
    /// Not a duration at all.
    Malformed(String),
    /// A bare number.
    NoUnit(String),
    /// A bare number with a point.
    NoUnitFraction {
        /// As it was written.
        number: String,
        /// The milliseconds, if seconds were meant.
        millis: String,
    },
}

/// Reads `300ms`, `30s`, `1m30s` or `2h`. A bare `0` is accepted; any other bare number is refused, because seconds or
/// milliseconds would be a guess. Negative durations are refused.
///
/// # Errors
///
/// [`DurationError`] for any other text.
pub fn parse(text: &str) -> Result<Duration, DurationError> {
    let trimmed = text.trim();
    if trimmed == "0" {
        return Ok(Duration::ZERO);
    }
    trimmed
        .parse::<jiff::SignedDuration>()
        .ok()
        .filter(|_| !trimmed.contains(['P', 'p']))
        .and_then(|signed| Duration::try_from(signed).ok())
        .ok_or_else(|| DurationError::Malformed(text.to_owned()))
}

/// Writes the exact form for files, which [`parse`] reads back: 90 s becomes `1m30s`.
#[must_use]
pub fn format(duration: Duration) -> String {
    let Ok(signed) = jiff::SignedDuration::try_from(duration) else {
        return format!("{}s", duration.as_secs());
    };
    jiff::fmt::friendly::SpanPrinter::new()
        .spacing(jiff::fmt::friendly::Spacing::None)
        .duration_to_string(&signed)
}

/// Writes the short form for people, rounded to what matters: `84 ms`, `1.31 s`, `2m30s`.
#[must_use]
pub fn display(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds >= 99.5 {
        format(Duration::from_secs(seconds.round() as u64))
    } else if seconds >= 0.9995 {
        // At most three significant digits: the histogram keeps no more.
        if seconds < 9.995 { format!("{seconds:.2} s") } else { format!("{seconds:.1} s") }
    } else if seconds >= 0.000_999_5 {
        let millis = seconds * 1e3;
        if millis < 9.995 { format!("{millis:.2} ms") } else { format!("{millis:.0} ms") }
    } else {
        format!("{:.0} µs", seconds * 1e6)
    }
}

/// Writes a planned duration for people: `2.6 s`, `15 s`, `2m30s`. Tenths of a second are kept below a minute, and are left out
/// where they are zero.
#[must_use]
pub fn planned(duration: Duration) -> String {
    let tenths = (duration.as_secs_f64() * 10.0).round();
    if tenths < 1.0 {
        return display(duration);
    }
    if tenths >= 600.0 {
        return format(Duration::from_secs((tenths / 10.0).round() as u64));
    }
    let digits = format!("{:.1}", tenths / 10.0);
    format!("{} s", digits.strip_suffix(".0").unwrap_or(&digits))
}

/// [`display`] for milliseconds, the unit of metrics and thresholds. Negative values and NaN read as zero.
#[must_use]
pub fn display_millis(millis: f64) -> String {
    display(Duration::try_from_secs_f64((millis / 1e3).max(0.0)).unwrap_or(Duration::MAX))
}

/// Writes a duration as its text: `#[serde(with = "units::duration")]`.
///
/// # Errors
///
/// The serializer's own.
pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format(*duration))
}

/// Reads a duration from its text.
///
/// # Errors
///
/// The deserializer's own, and a message when the text is not a duration.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    parse(&text(deserializer)?).map_err(serde::de::Error::custom)
}

/// Reads the text of a duration, for [`parse`] or a type of its own.
///
/// # Errors
///
/// The deserializer's own; for a number the text with a unit that it is to be.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_str(DurationText)
}

/// Takes texts, and refuses numbers, whose unit would be a guess, with an example.
struct DurationText;

impl Visitor<'_> for DurationText {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a duration such as \"30s\"")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
        Err(E::custom(DurationError::NoUnit(number.to_string())))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
        Err(E::custom(DurationError::NoUnit(number.to_string())))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<String, E> {
        let millis = (number * 1e3).round();
        Err(E::custom(DurationError::NoUnitFraction {
            number: number.to_string(),
            millis: millis.to_string(),
        }))
    }
}

/// The text of a duration that may be absent.
struct OptionalText;

impl<'de> Visitor<'de> for OptionalText {
    type Value = Option<String>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        DurationText.expecting(formatter)
    }

    fn visit_none<E: Error>(self) -> Result<Option<String>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        text(deserializer).map(Some)
    }
}

/// The schema of a duration's text.
#[cfg(test)]
pub(crate) fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    super::schema::text(r"^\s*0\s*$|[0-9].*[A-Za-zµμ:]", &["300ms", "30s", "1m30s", "2h"])
}

/// Optional durations: `#[serde(with = "units::duration::optional")]`.
pub mod optional {
    use super::{Deserializer, Duration, OptionalText, Serializer};

    /// Writes the duration's text, or nothing for `None`.
    ///
    /// # Errors
    ///
    /// The serializer's own.
    pub fn serialize<S: Serializer>(duration: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
        match duration {
            Some(duration) => super::serialize(duration, serializer),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a duration that is present; the field's default stands for an absent one.
    ///
    /// # Errors
    ///
    /// The deserializer's own, and a message when the text is not a duration.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
        deserializer
            .deserialize_option(OptionalText)?
            .map(|text| super::parse(&text).map_err(serde::de::Error::custom))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_written_for_people() {
        for (millis, text) in [
            (0, "0 µs"),
            (50, "0.1 s"),
            (300, "0.3 s"),
            (2_600, "2.6 s"),
            (13_000, "13 s"),
            (59_940, "59.9 s"),
            (59_960, "1m"),
            (90_400, "1m30s"),
            (150_000, "2m30s"),
            (7_200_000, "2h"),
        ] {
            assert_eq!(planned(Duration::from_millis(millis)), text);
        }
    }
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_write() {
        for (text, millis) in
            [("300ms", 300), ("30s", 30_000), ("1m30s", 90_000), ("2h", 7_200_000), ("0", 0), (" 5s ", 5_000)]
        {
            assert_eq!(parse(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "30", "-5s", "abc", "5 parsecs", "PT5S", "NaN"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shows_three_significant_digits() {
        for (micros, text) in [
            (0, "0 µs"),
            (850, "850 µs"),
            (1_310, "1.31 ms"),
            (84_200, "84 ms"),
            (999_400, "999 ms"),
            (1_310_000, "1.31 s"),
            (45_670_000, "45.7 s"),
            (150_000_000, "2m30s"),
        ] {
            assert_eq!(display(Duration::from_micros(micros)), text);
        }
    }

    proptest! {
        #[test]
        fn file_form_survives(millis in 0_u64..400_000_000) {
            let duration = Duration::from_millis(millis);
            prop_assert_eq!(parse(&format(duration)), Ok(duration));
        }
    }
}
