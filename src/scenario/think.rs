//! Think time: what a shopper waits between two steps.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::units::duration::{self, DurationError};
use crate::words::Message;

/// A waiting time drawn evenly between two bounds, so that visitors do not walk in lock-step. Written `2s`
/// or `1s..3s`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ThinkTime {
    min: Duration,
    max: Duration,
}

/// A think time that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum ThinkTimeError {
    /// A bound does not read as a duration.
    Duration(#[from] DurationError),
    /// The bounds are the wrong way round.
    Reversed(String),
}

impl From<&ThinkTimeError> for Message {
    fn from(error: &ThinkTimeError) -> Self {
        match error {
            ThinkTimeError::Duration(error) => Message::from(error),
            ThinkTimeError::Reversed(text) => Message::new("error-think-time-reversed").exact("text", text),
        }
    }
}

impl ThinkTime {
    /// Evenly between two bounds; the order of the bounds does not matter.
    #[must_use]
    pub fn between(one: Duration, other: Duration) -> Self {
        Self { min: one.min(other), max: one.max(other) }
    }

    /// Whether both bounds are zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.max.is_zero()
    }

    /// Shortest and longest.
    #[must_use]
    pub const fn bounds(&self) -> (Duration, Duration) {
        (self.min, self.max)
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> Duration {
        (self.min + self.max) / 2
    }

    /// Draws one waiting time.
    pub fn draw(&self, random: &mut fastrand::Rng) -> Duration {
        self.min + (self.max - self.min).mul_f64(random.f64())
    }
}

impl fmt::Display for ThinkTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.min == self.max {
            formatter.write_str(&duration::format(self.min))
        } else {
            write!(formatter, "{}..{}", duration::format(self.min), duration::format(self.max))
        }
    }
}

impl FromStr for ThinkTime {
    type Err = ThinkTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (min, max) = match text.split_once("..") {
            Some((min, max)) => (duration::parse(min)?, duration::parse(max)?),
            None => {
                let exact = duration::parse(text)?;
                (exact, exact)
            }
        };
        if min > max {
            return Err(ThinkTimeError::Reversed(text.to_owned()));
        }
        Ok(Self { min, max })
    }
}

impl Serialize for ThinkTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ThinkTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        duration::text(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
crate::units::schema::text_schema!(
    ThinkTime,
    r"^\s*0\s*$|[0-9].*[A-Za-zµμ:]|^\s*0\s*\.\.\s*0\s*$",
    &["2s", "1s..3s"]
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn table() {
        for text in ["2s", "1s..3s", "500ms..2s", "0s"] {
            assert_eq!(text.parse::<ThinkTime>().unwrap().to_string(), text);
        }
        assert!(matches!("3s..1s".parse::<ThinkTime>(), Err(ThinkTimeError::Reversed(_))));
        assert!("soon".parse::<ThinkTime>().is_err());
    }

    proptest! {
        #[test]
        fn draws_stay_within_the_bounds(one in 0_u64..10_000, other in 0_u64..10_000, seed: u64) {
            let think = ThinkTime::between(Duration::from_millis(one), Duration::from_millis(other));
            let drawn = think.draw(&mut fastrand::Rng::with_seed(seed));
            let (min, max) = think.bounds();
            prop_assert!(min <= drawn && drawn <= max);
        }
    }
}
