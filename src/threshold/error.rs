//! What can be wrong with a threshold.

use crate::metric::UnknownMetric;

/// A threshold that cannot be used. One line: what is wrong, where, and what would be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThresholdError {
    /// The text of `--threshold` does not separate metric and expression.
    #[error("`{text}` is not METRIC:EXPRESSION; write it like `http_req_duration:p(95)<2000`")]
    Flag {
        /// The whole text.
        text: String,
    },
    /// No such metric.
    #[error(transparent)]
    Metric(#[from] UnknownMetric),
    /// The part in braces is malformed.
    #[error("`{key}`: {reason}")]
    Key {
        /// The metric key as written.
        key: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The metric is not recorded by this tag.
    #[error("`{key}`: {metric} is not recorded by `{tag}`; it takes {accepted}")]
    Tag {
        /// The metric key as written.
        key: String,
        /// The metric's name.
        metric: &'static str,
        /// The tag that does not fit.
        tag: String,
        /// The tags that do.
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
        /// One that would be accepted for this metric.
        example: &'static str,
    },
    /// The right side is no number.
    #[error("`{key}`: `{bound}` in `{expression}` is not a number")]
    Bound {
        /// The metric key as written.
        key: String,
        /// The expression as written.
        expression: String,
        /// Its right side.
        bound: String,
    },
    /// The window has no length that can be used.
    #[error(
        "`{key}`: `{window}` in `{expression}` is no window: write whole seconds from 1s to 10m, like `over 10s`"
    )]
    Window {
        /// The metric key as written.
        key: String,
        /// The expression as written.
        expression: String,
        /// What stands behind `over`.
        window: String,
    },
    /// The metric has no such statistic.
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
    /// The plan has no such step, check, load, journey or method.
    #[error("`{key}`: {reason}")]
    Unresolved {
        /// The metric key.
        key: String,
        /// What does not exist, and what does.
        reason: String,
    },
}
