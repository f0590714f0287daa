//! The environment of a shop, which decides how careful a run has to be.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::http::AddressClass;
use crate::words::Message;

/// The environment of a shop; the strictest is last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Environment {
    /// The shop runs on this machine or in a private network.
    Local,
    /// The shop is a public copy for tests.
    Preprod,
    /// The shop has real customers. Every unknown public host counts as one.
    Prod,
}

/// Why an environment cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum EnvironmentError {
    /// The name is not an environment's.
    Unknown(String),
    /// The host is public, so it cannot be local.
    NotLocal(IpAddr),
}

impl From<&EnvironmentError> for Message {
    fn from(error: &EnvironmentError) -> Self {
        match error {
            EnvironmentError::Unknown(text) => Message::new("error-environment-unknown").exact("text", text),
            EnvironmentError::NotLocal(value) => {
                Message::new("error-environment-not-local").exact("value", value)
            }
        }
    }
}

impl Environment {
    /// The environment that the host's addresses imply: local when all are loopback or private, otherwise prod.
    #[must_use]
    pub fn of(addresses: &[IpAddr]) -> Self {
        match AddressClass::of_all(addresses) {
            AddressClass::Private => Self::Local,
            AddressClass::Public => Self::Prod,
        }
    }

    /// Checks the environment that the user named against the host's addresses.
    ///
    /// # Errors
    ///
    /// [`EnvironmentError::NotLocal`] when a public host is called local.
    pub fn named(self, addresses: &[IpAddr]) -> Result<Self, EnvironmentError> {
        match addresses.iter().find(|address| AddressClass::of(**address) == AddressClass::Public) {
            Some(public) if self == Self::Local => Err(EnvironmentError::NotLocal(*public)),
            _ => Ok(self),
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Local => "local",
            Self::Preprod => "preprod",
            Self::Prod => "prod",
        })
    }
}

impl FromStr for Environment {
    type Err = EnvironmentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "local" => Ok(Self::Local),
            "preprod" => Ok(Self::Preprod),
            "prod" => Ok(Self::Prod),
            _ => Err(EnvironmentError::Unknown(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_hosts_are_prod_and_never_local() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(Environment::of(&[address("127.0.0.1")]), Environment::Local);
        assert_eq!(Environment::of(&[address("8.8.8.8")]), Environment::Prod);
        // One public address among private ones makes the host public.
        assert_eq!(Environment::of(&[address("10.0.0.1"), address("8.8.8.8")]), Environment::Prod);
        assert_eq!(Environment::of(&[]), Environment::Prod);
        assert!(Environment::Local.named(&[address("8.8.8.8")]).is_err());
        assert_eq!(Environment::Preprod.named(&[address("8.8.8.8")]), Ok(Environment::Preprod));
    }
}
