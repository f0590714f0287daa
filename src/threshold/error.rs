//! The errors of thresholds.

use crate::metric::UnknownMetric;
use crate::units::duration;

/// Why a threshold cannot be used. The message is one line: the mistake, its place, and the accepted form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThresholdError {
    /// The text of `--threshold` does not separate metric and expression.
    #[error("`{text}` is not METRIC:EXPRESSION; write it like `http_req_duration:p(95)<2000`")]
    Flag {
        /// The whole text of the flag.
        text: String,
    },
    /// The metric does not exist.
    #[error(transparent)]
    Metric(#[from] UnknownMetric),
    /// The part in braces is malformed.
    #[error("`{key}`: {reason}")]
    Key {
        /// The metric key as written.
        key: String,
        /// The syntax error in the part in braces.
        reason: &'static str,
    },
    /// The metric is not recorded by this tag.
    #[error("`{key}`: {metric} is not recorded by `{tag}`; it takes {accepted}")]
    Tag {
        /// The metric key as written.
        key: String,
        /// The name of the metric.
        metric: &'static str,
        /// The tag that the metric does not have.
        tag: String,
        /// The tags that the metric has.
        accepted: &'static str,
    },
    /// The expression is not `METHOD [over DURATION] OPERATOR NUMBER`.
    #[error(
        "`{key}`: `{expression}` is not METHOD OPERATOR NUMBER or METHOD over DURATION OPERATOR NUMBER, with one of < <= > >= == === !=, like `{example}`"
    )]
    Expression {
        /// The metric key as written.
        key: String,
        /// The expression as written.
        expression: String,
        /// A valid expression for this metric.
        example: &'static str,
    },
    /// The right side of the expression is not a number.
    #[error("`{key}`: `{bound}` in `{expression}` is not a number{}", plain(bound))]
    Bound {
        /// The metric key as written.
        key: String,
        /// The expression as written.
        expression: String,
        /// The right side of the expression.
        bound: String,
    },
    /// The window is not a duration that can be used.
    #[error(
        "`{key}`: `{window}` in `{expression}` is no window: write whole seconds from 1s to 10m, like `over 10s`"
    )]
    Window {
        /// The metric key as written.
        key: String,
        /// The expression as written.
        expression: String,
        /// The text behind `over`.
        window: String,
    },
    /// The metric does not have this statistic.
    #[error("`{key}`: `{method}` cannot be asked of a {kind}; it accepts {accepted}")]
    Method {
        /// The metric key as written.
        key: String,
        /// The statistic as written.
        method: String,
        /// The metric's type in k6's words.
        kind: &'static str,
        /// The statistics of that type.
        accepted: &'static str,
    },
    /// The plan does not have this step, check, load, journey or method.
    #[error("`{key}`: {reason}")]
    Unresolved {
        /// The metric key as written.
        key: String,
        /// The name that does not exist, and the names that do.
        reason: String,
    },
}

/// The plain number that a bound with a unit stands for, as a hint; nothing where there is none.
fn plain(bound: &str) -> String {
    if let Some(percent) = bound.strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok()) {
        return format!("; shares are written from 0 to 1: {}", percent / 100.0);
    }
    match duration::parse(bound) {
        Ok(time) => format!("; times are written in milliseconds: {}", time.as_secs_f64() * 1e3),
        Err(_) => String::new(),
    }
}
