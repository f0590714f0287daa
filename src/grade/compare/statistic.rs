//! The numbers that are compared.

use std::fmt;

use serde::{Serialize, Serializer};

/// A number of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// Median of `response_time`, in milliseconds.
    P50,
    /// 95th percentile of `response_time`, in milliseconds.
    P95,
    /// 99th percentile of `response_time`, in milliseconds.
    P99,
    /// Mean of `response_time`, in milliseconds.
    Mean,
    /// Requests that failed a shopper among those that ended, 0 to 1.
    Failures,
    /// Requests that ended per second.
    Requests,
    /// Complete iterations per second; only of all pages together.
    Iterations,
}

/// The number of values that must lie beyond a percentile.
const BEYOND: f64 = 10.0;

impl Compared {
    /// All numbers in the order of reports.
    pub const ALL: [Self; 7] =
        [Self::P50, Self::P95, Self::P99, Self::Mean, Self::Failures, Self::Requests, Self::Iterations];

    /// The names that `--fail-if` accepts, for messages.
    pub const NAMES: &'static str = "p(50), p(95), p(99), avg, failures or rps";

    /// The name in files and in `--fail-if`.
    #[must_use]
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::P50 => "p(50)",
            Self::P95 => "p(95)",
            Self::P99 => "p(99)",
            Self::Mean => "avg",
            Self::Failures => "failures",
            Self::Requests => "rps",
            Self::Iterations => "iterations",
        }
    }

    /// Whether it is a time in milliseconds.
    #[must_use]
    pub const fn is_time(self) -> bool {
        self.quantile().is_some() || matches!(self, Self::Mean)
    }

    /// Whether shoppers are better off with more of it.
    #[must_use]
    pub(super) const fn more_is_better(self) -> bool {
        matches!(self, Self::Requests | Self::Iterations)
    }

    /// The quantile of `response_time` that it is, 0 to 1; `None` for other numbers.
    #[must_use]
    pub(super) const fn quantile(self) -> Option<f64> {
        match self {
            Self::P50 => Some(0.5),
            Self::P95 => Some(0.95),
            Self::P99 => Some(0.99),
            _ => None,
        }
    }

    /// The fewest requests (or iterations) in each run with which the number means something: ten values beyond a percentile, and
    /// as many as the p(95) needs for failures, which are rare.
    pub(super) fn fewest(self) -> u64 {
        let quantile = match self {
            Self::Failures => Some(0.95),
            _ => self.quantile(),
        };
        (BEYOND / (1.0 - quantile.unwrap_or(0.5))).round() as u64
    }

    pub(super) const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Serialize for Compared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
