//! The version of Kubernetes that manifests are written for.

use std::fmt;
use std::str::FromStr;

use super::KubernetesError;

/// A minor version of Kubernetes: the oldest that has to take the manifests. Newer ones take them, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClusterVersion(u16);

impl ClusterVersion {
    /// 1.29, the first that counts failures of each index apart (`backoffLimitPerIndex`). Before, the field is dropped silently,
    /// and a generator that failed, or a leader whose thresholds were crossed, would be started again.
    pub const OLDEST: Self = Self(29);
    /// 1.37, the newest whose schemas were tried.
    pub const NEWEST: Self = Self(37);

    /// Whether a Job can be done with one index (`successPolicy`): on without a feature gate since 1.31.
    #[must_use]
    pub fn has_success_policy(self) -> bool {
        self >= Self(31)
    }
}

impl Default for ClusterVersion {
    /// The oldest that has all that is written.
    fn default() -> Self {
        Self(31)
    }
}

impl fmt::Display for ClusterVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "1.{}", self.0)
    }
}

impl FromStr for ClusterVersion {
    type Err = KubernetesError;

    /// Reads `1.31`, and what clusters say of themselves: `v1.31.4`, `1.31.4-gke.100`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || KubernetesError::Version(text.to_owned());
        let rest = text.trim().trim_start_matches('v').strip_prefix("1.").ok_or_else(unknown)?;
        let minor = rest.split(['.', '+', '-']).next().unwrap_or_default();
        let version = minor.parse().map(Self).map_err(|_| unknown())?;
        match version {
            version if version < Self::OLDEST => Err(KubernetesError::TooOld(text.to_owned())),
            version if version > Self::NEWEST => Err(unknown()),
            version => Ok(version),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_clusters_say_them() {
        for (text, minor) in [("1.29", 29), ("v1.31.4", 31), (" 1.37 ", 37), ("1.33.1-gke.1788", 33)] {
            assert_eq!(text.parse(), Ok(ClusterVersion(minor)), "{text}");
        }
        for text in ["1.28", "1.28.15", "1.0"] {
            assert!(matches!(text.parse::<ClusterVersion>(), Err(KubernetesError::TooOld(_))), "{text}");
        }
        for text in ["", "1", "31", "2.31", "1.38", "1.x", "1.-31", "latest"] {
            assert!(matches!(text.parse::<ClusterVersion>(), Err(KubernetesError::Version(_))), "{text}");
        }
    }

    #[test]
    fn one_index_is_enough_since_1_31() {
        let knows = |text: &str| text.parse::<ClusterVersion>().unwrap().has_success_policy();
        assert_eq!(["1.29", "1.30", "1.31", "1.37"].map(knows), [false, false, true, true]);
    }
}
