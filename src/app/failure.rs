//! How a command ends: well, or for a reason that has an exit code of its own.

use crate::compile::CompileError;
use crate::config::ConfigError;
use crate::http::CertificateError;
use crate::plan::{EnvironmentError, PlanError};
use crate::run::RunError;
use crate::scenario::FileError;
use crate::scrape::ScrapeError;

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

/// A command that could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The command line does not make sense.
    #[error("{0}")]
    Usage(String),
    /// The target could not be prepared: not reachable, not a shop page.
    #[error("{0}")]
    Target(String),
    /// The scenario is invalid or goes beyond the limits.
    #[error("{0}")]
    Refused(String),
    /// A signal came before the load began, or before a command without a load was done.
    #[error("interrupted before anything was written")]
    Interrupted,
    /// Anything else.
    #[error("{0:#}")]
    Unexpected(#[from] anyhow::Error),
}

impl From<ScrapeError> for Failure {
    fn from(error: ScrapeError) -> Self {
        Self::Target(error.to_string())
    }
}

impl From<CompileError> for Failure {
    fn from(error: CompileError) -> Self {
        match error {
            CompileError::VoucherReadOnly => Self::Usage(error.to_string()),
            CompileError::Unsuitable { .. } | CompileError::NotAShop(_) | CompileError::NoCart { .. } => {
                Self::Target(error.to_string())
            }
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        Self::Refused(error.to_string())
    }
}

impl From<EnvironmentError> for Failure {
    fn from(error: EnvironmentError) -> Self {
        Self::Refused(error.to_string())
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        match error {
            // It is there and readable, but not text.
            FileError::Read { ref source, .. } if source.kind() == std::io::ErrorKind::InvalidData => {
                Self::Refused(error.to_string())
            }
            FileError::Read { .. } => Self::Usage(error.to_string()),
            FileError::Parse { .. }
            | FileError::Schema { .. }
            | FileError::Data { .. }
            | FileError::Upload { .. } => Self::Refused(error.to_string()),
            FileError::Format(_) => Self::Unexpected(error.into()),
        }
    }
}

impl From<CertificateError> for Failure {
    fn from(error: CertificateError) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        Self::Unexpected(error.into())
    }
}
