//! `p(95)<2000`: a statistic, an operator and a bound; `p(95) over 10s<2000`: the same for every window of the run.

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use super::ThresholdError;
use crate::metric::{MetricKind, Statistic};
use crate::units::duration;

/// The lengths that a window may have. The shortest is the second, the interval of measurements; the longest bounds the memory.
const WINDOWS: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(600);
/// The word between statistic and window.
const OVER: &str = "over";

/// The comparison of the measured value with the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// The value is less: `<`.
    Less,
    /// The value is less or equal: `<=`.
    LessOrEqual,
    /// The value is greater: `>`.
    Greater,
    /// The value is greater or equal: `>=`.
    GreaterOrEqual,
    /// The value is equal: `==`, also written `===`.
    Equal,
    /// The value is not equal: `!=`.
    NotEqual,
}

/// The operators in k6's scan order: an operator comes before those that are its prefix.
const TOKENS: [(&str, Operator); 7] = [
    ("<=", Operator::LessOrEqual),
    ("<", Operator::Less),
    (">=", Operator::GreaterOrEqual),
    (">", Operator::Greater),
    ("===", Operator::Equal),
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
];

impl Operator {
    #[expect(clippy::float_cmp, reason = "`==` in a threshold means equal, as in k6")]
    fn holds(self, value: f64, bound: f64) -> bool {
        match self {
            Self::Less => value < bound,
            Self::LessOrEqual => value <= bound,
            Self::Greater => value > bound,
            Self::GreaterOrEqual => value >= bound,
            Self::Equal => value == bound,
            Self::NotEqual => value != bound,
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
        })
    }
}

/// A condition on a metric. [`Expression::parse`] reads its `Display` form back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expression {
    /// The number that is taken from the metric.
    pub statistic: Statistic,
    /// The length of the windows, whole seconds from 1 s to 10 min, each of which must satisfy the condition; `None` applies it
    /// to the whole run so far, as k6 does.
    pub window: Option<Duration>,
    /// The comparison of the number with the bound.
    pub operator: Operator,
    /// The bound: milliseconds for times, 0 to 1 for rates. Never NaN.
    pub bound: f64,
}

impl Expression {
    /// Parses `p(95) < 2000` or `p(95) over 10s < 2000` for a metric of this kind; `key` only appears in errors. The first form
    /// is k6's grammar; the window is our addition.
    ///
    /// # Errors
    ///
    /// [`ThresholdError`] when the text has neither form, the kind has no such method, or the window is not whole seconds from 1
    /// s to 10 min.
    pub fn parse(key: &str, kind: MetricKind, text: &str) -> Result<Self, ThresholdError> {
        let malformed = || ThresholdError::Expression {
            key: key.to_owned(),
            expression: text.trim().to_owned(),
            example: example(kind),
        };
        let (method, operator, bound) = TOKENS
            .iter()
            .find_map(|(token, operator)| {
                let (left, right) = text.split_once(token)?;
                (!right.is_empty()).then_some((left.trim(), *operator, right.trim()))
            })
            .ok_or_else(malformed)?;
        if method.is_empty() {
            return Err(malformed());
        }
        let bound = bound.parse().ok().filter(|bound: &f64| !bound.is_nan()).ok_or_else(|| {
            ThresholdError::Bound {
                key: key.to_owned(),
                expression: text.trim().to_owned(),
                bound: bound.to_owned(),
            }
        })?;
        let (method, window) = match split_window(method) {
            None => (method, None),
            Some((method, text_of_window)) => {
                let window = read_window(text_of_window).ok_or_else(|| ThresholdError::Window {
                    key: key.to_owned(),
                    expression: text.trim().to_owned(),
                    window: text_of_window.to_owned(),
                })?;
                (method, Some(window))
            }
        };
        let statistic = statistic(kind, method).ok_or_else(|| ThresholdError::Method {
            key: key.to_owned(),
            method: method.to_owned(),
            kind: kind.as_str(),
            accepted: accepted(kind),
        })?;
        Ok(Self { statistic, window, operator, bound })
    }

    /// The left side of the expression: `p(95)`, `p(95) over 10s`.
    #[must_use]
    pub fn asked(&self) -> String {
        match self.window {
            Some(window) => format!("{} {OVER} {}", self.statistic, duration::format(window)),
            None => self.statistic.to_string(),
        }
    }

    /// Whether this value satisfies the expression.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        self.operator.holds(value, self.bound)
    }

    /// Whether this value is worse for the expression than the other: greater where less is required, smaller where more is
    /// required. For `==` and `!=`, a value that violates the expression is worse than one that satisfies it.
    pub(super) fn is_worse(&self, value: f64, than: f64) -> bool {
        match self.operator {
            Operator::Less | Operator::LessOrEqual => value > than,
            Operator::Greater | Operator::GreaterOrEqual => value < than,
            Operator::Equal | Operator::NotEqual => self.holds(than) && !self.holds(value),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}{}", self.asked(), self.operator, self.bound)
    }
}

/// Splits a text at the word `over` into statistic and window.
fn split_window(left: &str) -> Option<(&str, &str)> {
    let is_word = |at: &usize| {
        let inside = |c: char| c.is_alphabetic() || c == '_';
        !left[..*at].ends_with(inside) && !left[*at + OVER.len()..].starts_with(inside)
    };
    let at = left.match_indices(OVER).map(|(at, _)| at).find(is_word)?;
    Some((left[..at].trim(), left[at + OVER.len()..].trim()))
}

fn read_window(text: &str) -> Option<Duration> {
    duration::parse(text).ok().filter(|window| window.subsec_nanos() == 0 && WINDOWS.contains(window))
}

fn statistic(kind: MetricKind, method: &str) -> Option<Statistic> {
    match (kind, method) {
        (MetricKind::Counter, "count") => Some(Statistic::Count),
        (MetricKind::Counter | MetricKind::Rate, "rate") => Some(Statistic::Rate),
        (MetricKind::Gauge, "value") => Some(Statistic::Value),
        (MetricKind::Trend, "avg") => Some(Statistic::Avg),
        (MetricKind::Trend, "min") => Some(Statistic::Min),
        (MetricKind::Trend, "max") => Some(Statistic::Max),
        (MetricKind::Trend, "med") => Some(Statistic::Med),
        (MetricKind::Trend, _) => {
            let percent: f64 = method.strip_prefix("p(")?.strip_suffix(')')?.trim().parse().ok()?;
            (0.0..=100.0).contains(&percent).then_some(Statistic::Percentile(percent))
        }
        _ => None,
    }
}

const fn accepted(kind: MetricKind) -> &'static str {
    match kind {
        MetricKind::Counter => "count or rate",
        MetricKind::Gauge => "value",
        MetricKind::Rate => "rate",
        MetricKind::Trend => "avg, min, max, med or p(N) with N from 0 to 100",
    }
}

const fn example(kind: MetricKind) -> &'static str {
    match kind {
        MetricKind::Counter => "count>100",
        MetricKind::Gauge => "value<=200",
        MetricKind::Rate => "rate<0.01",
        MetricKind::Trend => "p(95)<2000",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_grammar() {
        use MetricKind::{Counter, Gauge, Rate, Trend};
        for (kind, text, shown) in [
            (Trend, "p(95)<2000", "p(95)<2000"),
            (Trend, "p(99.9)<=1e3", "p(99.9)<=1000"),
            (Trend, "p(0)>=0", "p(0)>=0"),
            (Trend, "  avg  >  12.5 ", "avg>12.5"),
            (Trend, "med!=1", "med!=1"),
            (Trend, "min==1", "min==1"),
            (Trend, "max===1", "max==1"),
            (Trend, "max<Inf", "max<inf"),
            (Counter, "count>-5", "count>-5"),
            (Counter, "rate>1", "rate>1"),
            (Gauge, "value<5", "value<5"),
            (Rate, "rate<.01", "rate<0.01"),
            (Trend, "p(95) over 10s < 2000", "p(95) over 10s<2000"),
            (Trend, "p(95)over10s<2000", "p(95) over 10s<2000"),
            (Trend, " max  over  90s  >= 1 ", "max over 1m30s>=1"),
            (Counter, "rate over 1s>1", "rate over 1s>1"),
            (Counter, "count over 10m==0", "count over 10m==0"),
            (Rate, "rate over 60s<0.01", "rate over 1m<0.01"),
            (Gauge, "value over 5s<5", "value over 5s<5"),
        ] {
            let expression = Expression::parse("m", kind, text).unwrap();
            assert_eq!(expression.to_string(), shown, "{text}");
            assert_eq!(Expression::parse("m", kind, shown).unwrap(), expression, "{text}");
        }
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "",
            "<",
            "p(95)",
            "<5",
            "p(95)<",
            "p(95)<NaN",
            "p(95)<five",
            "p(95)<<5",
            "p(95)=<5",
            "p(95)=5",
            "p(101)<5",
            "p(-1)<5",
            "p()<5",
            "p(NaN)<5",
            "p95<5",
            "P(95)<5",
            "count<5",
            "p(95)<5ms",
            "p(95)<5<6",
            "over 10s<5",
            "p(95) over<5",
            "p(95) over 10<5",
            "p(95) over 0s<5",
            "p(95) over 999ms<5",
            "p(95) over 1500ms<5",
            "p(95) over 10m1s<5",
            "p(95) over -10s<5",
            "p(95) over P1D<5",
            "p(95) over 10s over 5s<5",
            "p(95) 10s<5",
            "p(95) overs 10s<5",
            "avgover 10s<5",
            "p(95)<5 over 10s",
            "count over 10s<5",
            "é<5",
        ] {
            assert!(Expression::parse("m", MetricKind::Trend, text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_operator_compares() {
        for (operator, below, equal, above) in [
            ("<", true, false, false),
            ("<=", true, true, false),
            (">", false, false, true),
            (">=", false, true, true),
            ("==", false, true, false),
            ("===", false, true, false),
            ("!=", true, false, true),
        ] {
            let expression = Expression::parse("m", MetricKind::Rate, &format!("rate{operator}0.5")).unwrap();
            let results = [0.4, 0.5, 0.6].map(|value| expression.holds(value));
            assert_eq!(results, [below, equal, above], "{operator}");
        }
    }

    #[test]
    fn every_operator_knows_what_is_worse() {
        for (operator, below, equal, above) in [
            ("<", false, false, true),
            ("<=", false, false, true),
            (">", true, false, false),
            (">=", true, false, false),
            ("==", true, false, true),
            ("!=", false, false, false),
        ] {
            let expression = Expression::parse("m", MetricKind::Rate, &format!("rate{operator}0.5")).unwrap();
            let results = [0.4, 0.5, 0.6].map(|value| expression.is_worse(value, 0.5));
            assert_eq!(results, [below, equal, above], "{operator}");
        }
        let differs = Expression::parse("m", MetricKind::Rate, "rate!=0.5").unwrap();
        assert!(differs.is_worse(0.5, 0.6));
    }
}
