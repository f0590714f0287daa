//! Patterns for host names.

use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Error, MapAccess, Visitor};

/// A host's name or address, or `*.` and a name for all hosts below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HostPattern {
    name: String,
    all_below: bool,
}

/// A text that is not a pattern for hosts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum PatternError {
    /// The text is neither a host nor a pattern.
    #[error("`{0}` is no host; write it like www.shop.example or *.shop.example, without https:// and port")]
    Malformed(String),
    /// The pattern covers hosts that belong to others, such as `*.com`.
    #[error("`{0}` takes in a whole top-level domain; name the shop's own domain, like *.shop.example")]
    TooWide(String),
}

impl HostPattern {
    /// Whether the pattern matches the host of a URL. A trailing dot makes no difference: it is the same host.
    pub(super) fn fits(&self, host: &str) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host);
        if !self.all_below {
            return host == self.name;
        }
        host.strip_suffix(&self.name).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
    }

    /// Orders patterns by precision, the greatest first: names before patterns, long patterns before short ones.
    pub(super) fn precision(&self) -> (Reverse<bool>, usize) {
        (Reverse(self.all_below), self.name.len())
    }
}

impl FromStr for HostPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || PatternError::Malformed(text.to_owned());
        let (name, all_below) = text.strip_prefix("*.").map_or((text, false), |rest| (rest, true));
        // The host is normalised as in a URL: lower case, Punycode, the canonical form of addresses.
        let host = url::Host::parse(name).map_err(|_| malformed())?;
        if name.contains('*') || (all_below && !matches!(host, url::Host::Domain(_))) {
            return Err(malformed());
        }
        let name = host.to_string();
        let name = name.strip_suffix('.').unwrap_or(&name).to_owned();
        if all_below && !name.contains('.') {
            return Err(PatternError::TooWide(text.to_owned()));
        }
        Ok(Self { name, all_below })
    }
}

impl<'de> Deserialize<'de> for HostPattern {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Reads a table whose keys are patterns. Two keys with the same meaning are an error.
pub(super) fn distinct<'de, D, T>(deserializer: D) -> Result<Vec<(HostPattern, T)>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct HostPatterns<T>(std::marker::PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for HostPatterns<T> {
        type Value = Vec<(HostPattern, T)>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("tables like [host.\"www.shop.example\"]")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut found: Vec<(HostPattern, T)> = Vec::new();
            while let Some(pattern) = map.next_key::<HostPattern>()? {
                if found.iter().any(|(known, _)| *known == pattern) {
                    let below = if pattern.all_below { "*." } else { "" };
                    let name = &pattern.name;
                    return Err(A::Error::custom(format!("the host `{below}{name}` is there twice")));
                }
                found.push((pattern, map.next_value()?));
            }
            Ok(found)
        }
    }
    deserializer.deserialize_map(HostPatterns(std::marker::PhantomData))
}
