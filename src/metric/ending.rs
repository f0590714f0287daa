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
        /// Its number; 0, the one that leads, when it stood still until the others had given it up.
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

    /// The worse of the endings of two runs: what the shop did comes first, then what kept the load away, then what cut it off.
    /// Of two aborted runs all crossed thresholds are kept, of two silences the longer.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        match (self, other) {
            (Self::Aborted { mut thresholds }, Self::Aborted { thresholds: others }) => {
                let new = others.into_iter().filter(|other| !thresholds.contains(other));
                let new: Vec<String> = new.collect();
                thresholds.extend(new);
                Self::Aborted { thresholds }
            }
            (Self::Silent { lasted }, Self::Silent { lasted: other }) => {
                Self::Silent { lasted: lasted.max(other) }
            }
            (Self::Blocked { retry_after }, Self::Blocked { retry_after: other }) => {
                Self::Blocked { retry_after: retry_after.max(other) }
            }
            (one, other) => {
                if other.severity() > one.severity() {
                    other
                } else {
                    one
                }
            }
        }
    }

    const fn severity(&self) -> u8 {
        match self {
            Self::Completed => 0,
            Self::Stopped => 1,
            Self::WindowClosed => 2,
            Self::Interrupted => 3,
            Self::Killed => 4,
            Self::GeneratorLost { .. } => 5,
            Self::Blocked { .. } => 6,
            Self::Aborted { .. } => 7,
            Self::Silent { .. } => 8,
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

    #[test]
    fn the_worse_ending_tells_most_of_the_shop() {
        let aborted = |names: &[&str]| Ending::Aborted {
            thresholds: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        let silent = |seconds| Ending::Silent { lasted: Duration::from_secs(seconds) };
        let blocked = |retry_after| Ending::Blocked { retry_after };
        for (one, other, worse) in [
            (Ending::Completed, Ending::Killed, Ending::Killed),
            (Ending::Killed, aborted(&["a"]), aborted(&["a"])),
            (aborted(&["a"]), silent(10), silent(10)),
            (silent(10), silent(12), silent(12)),
            (Ending::Interrupted, Ending::Stopped, Ending::Interrupted),
            (blocked(None), Ending::Killed, blocked(None)),
            (blocked(None), blocked(Some(Duration::MAX)), blocked(Some(Duration::MAX))),
        ] {
            assert_eq!(one.clone().worse(other.clone()), worse, "{one:?} {other:?}");
            assert_eq!(other.worse(one), worse);
        }
        assert_eq!(aborted(&["a", "b"]).worse(aborted(&["b", "c"])), aborted(&["a", "b", "c"]));
    }
}
