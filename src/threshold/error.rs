//! The errors of thresholds.

use crate::metric::UnknownMetric;
use crate::units::duration;
use crate::words::Message;

/// Why a threshold cannot be used. The message is one line: the mistake, its place, and the accepted form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum ThresholdError {
    /// The text of `--threshold` does not separate metric and expression.
    Flag {
        /// The whole text of the flag.
        text: String,
    },
    /// The metric does not exist.
    Metric(#[from] UnknownMetric),
    /// The part in braces is malformed.
    Key {
        /// The metric key as written.
        key: String,
        /// The syntax error in the part in braces.
        reason: KeyProblem,
    },
    /// The metric is not recorded by this tag.
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
    Expression {
        /// The metric key as written.
        key: String,
        /// The expression as written.
        expression: String,
        /// A valid expression for this metric.
        example: &'static str,
    },
    /// The right side of the expression is not a number.
    Bound {
        /// The metric key as written.
        key: String,
        /// The expression as written.
        expression: String,
        /// The right side of the expression.
        bound: String,
    },
    /// The window is not a duration that can be used.
    Window {
        /// The metric key as written.
        key: String,
        /// The expression as written.
        expression: String,
        /// The text behind `over`.
        window: String,
    },
    /// The metric does not have this statistic.
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
    Unresolved {
        /// The metric key as written.
        key: String,
        /// The name that does not exist, and the names that do.
        reason: Message,
    },
}

impl From<&ThresholdError> for Message {
    fn from(error: &ThresholdError) -> Self {
        match error {
            ThresholdError::Flag { text } => Message::new("error-threshold-flag").exact("text", text),
            ThresholdError::Metric(error) => Message::from(error),
            ThresholdError::Key { key, reason } => {
                Message::new("error-threshold-key").exact("key", key).with("reason", Message::from(*reason))
            }
            ThresholdError::Tag { key, metric, tag, accepted } => Message::new("error-threshold-tag")
                .exact("key", key)
                .exact("metric", metric)
                .exact("tag", tag)
                .exact("accepted", accepted),
            ThresholdError::Expression { key, expression, example } => {
                Message::new("error-threshold-expression")
                    .exact("key", key)
                    .exact("expression", expression)
                    .exact("example", example)
            }
            ThresholdError::Bound { key, bound, expression } => {
                let message = match plain(bound) {
                    Some((id, number)) => Message::new(id).exact("number", number),
                    None => Message::new("error-threshold-bound"),
                };
                message.exact("key", key).exact("bound", bound).exact("expression", expression)
            }
            ThresholdError::Window { key, window, expression } => Message::new("error-threshold-window")
                .exact("key", key)
                .exact("window", window)
                .exact("expression", expression),
            ThresholdError::Method { key, method, kind, accepted } => Message::new("error-threshold-method")
                .exact("key", key)
                .exact("method", method)
                .exact("kind", kind)
                .exact("accepted", accepted),
            ThresholdError::Unresolved { key, reason } => {
                Message::new("error-threshold-key").exact("key", key).with("reason", reason.clone())
            }
        }
    }
}

/// What is wrong with the part in braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyProblem {
    /// It does not end.
    Unclosed,
    /// It is not made of pairs.
    NotPairs,
    /// A tag or a value has no letter.
    Empty,
    /// A tag stands in it twice.
    Twice,
}

impl From<KeyProblem> for Message {
    fn from(problem: KeyProblem) -> Self {
        match problem {
            KeyProblem::Unclosed => Message::new("error-key-unclosed"),
            KeyProblem::NotPairs => Message::new("error-key-not-pairs"),
            KeyProblem::Empty => Message::new("error-key-empty"),
            KeyProblem::Twice => Message::new("error-key-twice"),
        }
    }
}

/// The plain number that a bound with a unit stands for, and the sentence with it as a hint; `None` where there is none.
fn plain(bound: &str) -> Option<(&'static str, f64)> {
    if let Some(percent) = bound.strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok()) {
        return Some(("error-threshold-share", percent / 100.0));
    }
    let time = duration::parse(bound).ok()?;
    Some(("error-threshold-time", time.as_secs_f64() * 1e3))
}
