//! Named loads, for users who do not want to choose numbers.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::scenario::{Executor, Load, Stage};
use crate::words::Message;

/// A load with a name instead of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Intensity {
    /// One visitor, once: does the journey work at all?
    Smoke,
    /// 50 visitors for 2 minutes.
    Light,
    /// 200 visitors for 5 minutes.
    Medium,
    /// 500 visitors for 10 minutes.
    Heavy,
}

/// A text that is not the name of an intensity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub struct UnknownIntensity(String);

impl From<&UnknownIntensity> for Message {
    fn from(error: &UnknownIntensity) -> Self {
        Message::new("error-unknown-intensity").exact("text", &error.0)
    }
}

/// The length of the ramp down at the end of every named load.
const DOWN: Duration = Duration::from_secs(30);

impl Intensity {
    /// The number of virtual users at the top.
    #[must_use]
    pub const fn vus(self) -> u32 {
        match self {
            Self::Smoke => 1,
            Self::Light => 50,
            Self::Medium => 200,
            Self::Heavy => 500,
        }
    }

    /// The length without the ramp down.
    #[must_use]
    pub(super) const fn duration(self) -> Duration {
        match self {
            Self::Smoke => Duration::ZERO,
            Self::Light => Duration::from_secs(120),
            Self::Medium => Duration::from_secs(300),
            Self::Heavy => Duration::from_secs(600),
        }
    }

    /// The load: a ramp up over a fifth of the time, a hold, then 30 s down; smoke is one iteration.
    #[must_use]
    pub fn load(self) -> Load {
        match self {
            Self::Smoke => Load { vus: Some(1), iterations: Some(1), ..Load::new(Executor::PerVuIterations) },
            _ => ramp(self.vus(), self.duration(), DOWN),
        }
    }

    /// The load with other numbers, where they are given.
    #[must_use]
    pub(super) fn load_with(self, vus: Option<u32>, duration: Option<Duration>) -> Load {
        match (self, vus, duration) {
            (_, None, None) => self.load(),
            (Self::Smoke, vus, None) => {
                Load { vus: vus.or(Some(1)), iterations: Some(1), ..Load::new(Executor::PerVuIterations) }
            }
            (Self::Smoke, vus, duration) => Load { vus, duration, ..Load::new(Executor::ConstantVus) },
            (_, vus, duration) => {
                let duration = duration.unwrap_or(self.duration());
                ramp(vus.unwrap_or(self.vus()), duration, DOWN.min(duration / 5))
            }
        }
    }
}

/// A ramp up over a fifth of `duration`, a hold for the rest, then a ramp down over `down`.
#[must_use]
pub fn ramp(vus: u32, duration: Duration, down: Duration) -> Load {
    let up = duration / 5;
    let stages = vec![
        Stage { duration: up, target: vus },
        Stage { duration: duration - up, target: vus },
        Stage { duration: down, target: 0 },
    ];
    Load { start_vus: Some(1.min(vus)), stages, ..Load::new(Executor::RampingVus) }
}

impl fmt::Display for Intensity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Smoke => "smoke",
            Self::Light => "light",
            Self::Medium => "medium",
            Self::Heavy => "heavy",
        })
    }
}

impl FromStr for Intensity {
    type Err = UnknownIntensity;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Smoke, Self::Light, Self::Medium, Self::Heavy]
            .into_iter()
            .find(|intensity| intensity.to_string() == text)
            .ok_or_else(|| UnknownIntensity(text.to_owned()))
    }
}
