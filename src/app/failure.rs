//! How a command ends: well, or for a reason that has an exit code of its own.

use std::io;

use crate::compile::CompileError;
use crate::config::ConfigError;
use crate::http::CertificateError;
use crate::k6::summary::SummaryError;
use crate::kubernetes::KubernetesError;
use crate::metric::HistogramError;
use crate::plan::{EnvironmentError, PlanError};
use crate::record::RecordError;
use crate::report::ReportError;
use crate::run::{NotReady, RunError};
use crate::scenario::FileError;
use crate::scrape::ScrapeError;
use crate::words::Message;

/// A command that came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// All held.
    Held,
    /// A threshold was crossed.
    ThresholdCrossed,
    /// What decides in a comparison got worse.
    Regressed,
    /// Stopped through the control API.
    Stopped,
    /// Interrupted by a signal or the end of the allowed hours.
    Interrupted,
    /// The generator was the bottleneck, or there was nothing to judge.
    Inconclusive,
    /// This machine cannot carry out a run.
    Unfit,
}

/// A command that could not do its work, with the sentences to say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum Failure {
    /// The command line does not make sense.
    Usage(Message),
    /// The target could not be prepared: not reachable, not a shop page.
    Target(Message),
    /// The scenario is invalid or goes beyond the limits.
    Refused(Message),
    /// A signal came before the load began, or before a command without a load was done.
    Interrupted,
    /// Anything else.
    Unexpected(Message),
}

impl From<&Failure> for Message {
    fn from(failure: &Failure) -> Self {
        match failure {
            Failure::Usage(message)
            | Failure::Target(message)
            | Failure::Refused(message)
            | Failure::Unexpected(message) => message.clone(),
            Failure::Interrupted => Message::new("error-interrupted"),
        }
    }
}

impl Failure {
    /// What cannot be: a library refuses what we ourselves made.
    pub(super) fn unforeseen(error: impl std::fmt::Display) -> Self {
        Self::Unexpected(Message::heard(&error.to_string()))
    }

    /// The same failure with another sentence.
    pub(super) fn said_as(self, say: impl FnOnce(Message) -> Message) -> Self {
        match self {
            Self::Usage(message) => Self::Usage(say(message)),
            Self::Target(message) => Self::Target(say(message)),
            Self::Refused(message) => Self::Refused(say(message)),
            Self::Interrupted => Self::Interrupted,
            Self::Unexpected(message) => Self::Unexpected(say(message)),
        }
    }
}

/// Sorts errors, each kind of which is always the same kind of failure.
macro_rules! sorted {
    ($($error:ty => $failure:ident),+ $(,)?) => {
        $(
            impl From<$error> for Failure {
                fn from(error: $error) -> Self {
                    Self::$failure(Message::from(&error))
                }
            }
        )+
    };
}

sorted! {
    ScrapeError => Target,
    ConfigError => Usage,
    CertificateError => Usage,
    PlanError => Refused,
    EnvironmentError => Refused,
    HistogramError => Unexpected,
    RecordError => Unexpected,
    ReportError => Unexpected,
    SummaryError => Unexpected,
    io::Error => Unexpected,
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        let message = Message::from(&error);
        match error {
            // As on one machine that cannot carry out the plan.
            RunError::Generators(NotReady::Refused(_)) => Self::Refused(message),
            RunError::Generators(NotReady::Gone(_))
            | RunError::Tls(_)
            | RunError::Start(_)
            | RunError::Panicked { .. } => Self::Unexpected(message),
        }
    }
}

/// A value that has no JSON form, which is a mistake of ours.
impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::unforeseen(error)
    }
}

impl From<CompileError> for Failure {
    fn from(error: CompileError) -> Self {
        let message = Message::from(&error);
        match error {
            CompileError::VoucherReadOnly => Self::Usage(message),
            CompileError::Unsuitable { .. } | CompileError::NotAShop(_) | CompileError::NoCart { .. } => {
                Self::Target(message)
            }
        }
    }
}

impl From<KubernetesError> for Failure {
    fn from(error: KubernetesError) -> Self {
        let message = Message::from(&error);
        match error {
            KubernetesError::Path(_) | KubernetesError::TooLarge { .. } => Self::Refused(message),
            KubernetesError::Template(_) => Self::Unexpected(message),
            KubernetesError::Name { .. }
            | KubernetesError::Image(_)
            | KubernetesError::Memory(_)
            | KubernetesError::Variable(_)
            | KubernetesError::Setting(_)
            | KubernetesError::Version(_)
            | KubernetesError::TooOld(_)
            | KubernetesError::Shards => Self::Usage(message),
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        let message = Message::from(&error);
        match error {
            // It is there and readable, but not text.
            FileError::Read { ref source, .. } if source.kind() == io::ErrorKind::InvalidData => {
                Self::Refused(message)
            }
            FileError::Read { .. } => Self::Usage(message),
            FileError::Parse { .. }
            | FileError::Schema { .. }
            | FileError::Data { .. }
            | FileError::Upload { .. } => Self::Refused(message),
            FileError::Format(_) => Self::Unexpected(message),
        }
    }
}
