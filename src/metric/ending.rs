//! Why a run ended.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The reason why the load stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Ending {
    /// The plan was carried out.
    Completed,
    /// Thresholds with `abort_on_fail` were crossed.
    Aborted {
        /// The crossed thresholds as `metric: expression`.
        thresholds: Vec<String>,
    },
    /// The shop gave no successful answer for this long while requests were waiting or failing.
    Silent {
        /// The length of the silence.
        #[serde(with = "crate::units::duration")]
        #[cfg_attr(test, schemars(with = "String"))]
        lasted: Duration,
    },
    /// A CDN or firewall answered in the shop's place.
    Blocked {
        /// The time that it asked to wait (`Retry-After`, RFC 9110 §10.2.3).
        #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::units::duration::optional")]
        #[cfg_attr(test, schemars(with = "Option<String>"))]
        retry_after: Option<Duration>,
    },
    /// The hours in which a live shop may be tested are over.
    WindowClosed,
    /// A signal asked for the end.
    Interrupted,
    /// The control API asked for the end.
    Stopped,
    /// One of several processes that brought the load was lost.
    GeneratorLost {
        /// Its number.
        shard: u64,
    },
    /// The program was killed, or its machine lost power; the numbers come from its interval log.
    Killed,
}

impl Ending {
    /// The name of the reason in files: `window_closed`.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Aborted { .. } => "aborted",
            Self::Silent { .. } => "silent",
            Self::Blocked { .. } => "blocked",
            Self::WindowClosed => "window_closed",
            Self::Interrupted => "interrupted",
            Self::Stopped => "stopped",
            Self::GeneratorLost { .. } => "generator_lost",
            Self::Killed => "killed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_those_of_files() {
        for ending in [
            Ending::Completed,
            Ending::Aborted { thresholds: Vec::new() },
            Ending::Silent { lasted: Duration::from_secs(10) },
            Ending::Blocked { retry_after: None },
            Ending::WindowClosed,
            Ending::Interrupted,
            Ending::Stopped,
            Ending::GeneratorLost { shard: 1 },
            Ending::Killed,
        ] {
            assert_eq!(serde_json::to_value(&ending).unwrap()["reason"], ending.reason());
        }
    }
}
