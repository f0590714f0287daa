//! `--fail-if 'p(95) +10%'`: the user's own definition of a regression.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::Serialize;

use super::{Compared, Difference};
use crate::threshold::{ThresholdError, split_tags};
use crate::units::duration;

/// The distance that a number may move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// A share of the first run's number: 0.1 for `10%`.
    Share(f64),
    /// A distance in the number's own unit: milliseconds, 0 to 1, per second.
    Absolute(f64),
}

/// A regression by the user's own measure: the measured change is beyond the bound, and the interval of the change excludes 0.
/// The interval need not be beyond the bound as a whole, because a bound would then mean less the shorter the run is.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// The number that is compared.
    pub statistic: Compared,
    /// The step; `None` for all pages.
    pub step: Option<String>,
    /// Whether more than the bound is the regression; otherwise less.
    pub more: bool,
    /// The distance that the number may move.
    pub bound: Tolerance,
    /// The criterion as it was written.
    pub source: String,
}

/// The result of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CriterionOutcome {
    /// The change is within the bound, or may be chance.
    Held,
    /// The change is beyond the bound, and is not chance.
    Crossed,
    /// One of the runs is too short for a result.
    TooShort,
}

/// The result of a criterion with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CriterionResult {
    /// The criterion as it was written.
    pub source: String,
    /// Whether the criterion held.
    pub outcome: CriterionOutcome,
    /// The change of its number.
    pub difference: Difference,
}

/// Why a criterion cannot be used. The message is one line: the mistake, its place, and the accepted form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CriterionError {
    /// The bound has no sign.
    #[error("`{text}`: no `+` or `-` with a bound; write it like 'p(95) +10%' or 'rps -5%'")]
    Sign {
        /// The criterion as it was written.
        text: String,
    },
    /// The left side is not a number that is compared.
    #[error("`{text}`: `{name}` is not compared; use {known}", known = Compared::NAMES)]
    Statistic {
        /// The criterion as it was written.
        text: String,
        /// The text in the place of the number.
        name: String,
    },
    /// The part in braces is malformed.
    #[error(transparent)]
    Tags(#[from] ThresholdError),
    /// The part in braces is not exactly one step.
    #[error("`{text}`: the braces take one step, like p(95){{name:product_page}}")]
    Tag {
        /// The criterion as it was written.
        text: String,
    },
    /// The text behind the sign is not a bound in this number's unit.
    #[error("`{text}`: `{bound}` is no bound for {statistic}; write {accepted}")]
    Bound {
        /// The criterion as it was written.
        text: String,
        /// The part behind the sign.
        bound: String,
        /// The number that is compared.
        statistic: Compared,
        /// Examples of bounds for this number.
        accepted: &'static str,
    },
    /// The runs have no such step.
    #[error("`{text}`: no step is named `{step}`; steps are {known}")]
    Step {
        /// The criterion as it was written.
        text: String,
        /// The step that does not exist.
        step: String,
        /// The steps that exist.
        known: String,
    },
}

impl FromStr for Criterion {
    type Err = CriterionError;

    /// Reads `STATISTIC[{name:STEP}] SIGN BOUND`.
    fn from_str(text: &str) -> Result<Self, CriterionError> {
        let text = text.trim();
        // A step's name may contain signs.
        let braces = text.rfind('}').map_or(0, |brace| brace + 1);
        let sign = text[braces..].find(['+', '-']).map(|sign| braces + sign);
        let sign = sign.ok_or_else(|| CriterionError::Sign { text: text.to_owned() })?;
        let (key, more, bound) =
            (text[..sign].trim(), text[sign..].starts_with('+'), text[sign + 1..].trim());
        let (name, tags) = split_tags(key)?;
        let statistic = Compared::ALL
            .into_iter()
            .find(|statistic| statistic.name() == name && *statistic != Compared::Iterations)
            .ok_or_else(|| CriterionError::Statistic { text: text.to_owned(), name: name.to_owned() })?;
        let step = match tags.as_slice() {
            [] => None,
            [(tag, step)] if tag == "name" || tag == "step" => Some(step.clone()),
            _ => return Err(CriterionError::Tag { text: text.to_owned() }),
        };
        let bound = read_bound(statistic, bound).ok_or_else(|| CriterionError::Bound {
            text: text.to_owned(),
            bound: bound.to_owned(),
            statistic,
            accepted: accepted(statistic),
        })?;
        Ok(Self { statistic, step, more, bound, source: text.to_owned() })
    }
}

const fn accepted(statistic: Compared) -> &'static str {
    match statistic {
        Compared::Failures => "points, like 0.5pt",
        Compared::Requests | Compared::Iterations => "a percentage like 10% or a rate like 5/s",
        _ => "a percentage like 10% or a time like 50ms",
    }
}

fn read_bound(statistic: Compared, text: &str) -> Option<Tolerance> {
    let number = |unit| {
        let number: f64 = text.strip_suffix(unit)?.trim().parse().ok()?;
        (number.is_finite() && number >= 0.0).then_some(number)
    };
    match statistic {
        // A percentage of a rate that is usually nearly zero would be mistaken for points.
        Compared::Failures => number("pt").map(|points| Tolerance::Absolute(points / 100.0)),
        Compared::Requests | Compared::Iterations => number("%")
            .map(|percent| Tolerance::Share(percent / 100.0))
            .or_else(|| number("/s").map(Tolerance::Absolute)),
        _ => number("%").map(|percent| Tolerance::Share(percent / 100.0)).or_else(|| {
            let millis = |time: Duration| Tolerance::Absolute(time.as_secs_f64() * 1e3);
            duration::parse(text).ok().map(millis)
        }),
    }
}

impl Criterion {
    /// Refuses a step that the runs do not have.
    pub(super) fn check(&self, steps: &[&str]) -> Result<(), CriterionError> {
        match &self.step {
            Some(step) if !steps.contains(&step.as_str()) => Err(CriterionError::Step {
                text: self.source.clone(),
                step: step.clone(),
                known: steps.join(", "),
            }),
            _ => Ok(()),
        }
    }

    /// Judges the change of the criterion's number.
    pub(super) fn judge(&self, difference: Difference) -> CriterionResult {
        let outcome = match difference.change {
            None => CriterionOutcome::TooShort,
            Some(change) => {
                let (moved, bound) = match self.bound {
                    Tolerance::Share(bound) => (change.by, bound),
                    Tolerance::Absolute(bound) => (change.difference, bound),
                };
                let beyond = if self.more { moved > bound } else { -moved > bound };
                if beyond && change.interval.excludes_zero() {
                    CriterionOutcome::Crossed
                } else {
                    CriterionOutcome::Held
                }
            }
        };
        CriterionResult { source: self.source.clone(), outcome, difference }
    }
}

impl fmt::Display for Criterion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.source)
    }
}
