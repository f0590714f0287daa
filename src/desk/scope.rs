//! What a token may do.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a token may do; each scope includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum TokenScope {
    /// Look at everything but tokens and the audit log.
    Read,
    /// Submit, approve, pause and stop runs, and make schedules.
    Run,
    /// Decide about hosts and tokens.
    Admin,
}

impl TokenScope {
    /// Its word in the tables and the API.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Run => "run",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for TokenScope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for TokenScope {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Read, Self::Run, Self::Admin].into_iter().find(|scope| scope.as_str() == text).ok_or(())
    }
}
