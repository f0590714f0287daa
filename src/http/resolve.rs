//! Host names to addresses, asked once and remembered for the run.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

/// A host name that has no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the host `{host}` was not found ({reason}); check the spelling and your DNS")]
pub struct ResolveError {
    host: String,
    reason: String,
}

/// Resolves names; clones share what was found. Consulted only when a connection is made, so its lock is not
/// on the path of a request.
#[derive(Debug, Clone, Default)]
pub struct Resolver {
    known: Arc<Mutex<HashMap<String, Vec<IpAddr>>>>,
}

impl Resolver {
    /// A resolver that answers these hosts without asking DNS (`--resolve`).
    #[must_use]
    pub fn with_overrides(overrides: impl IntoIterator<Item = (String, IpAddr)>) -> Self {
        let known = overrides.into_iter().map(|(host, address)| (host, vec![address])).collect();
        Self { known: Arc::new(Mutex::new(known)) }
    }

    /// The addresses of a host, IPv4 first (as k6 prefers), in the order of DNS otherwise.
    ///
    /// # Errors
    ///
    /// [`ResolveError`] when there is none.
    pub async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, ResolveError> {
        // `[::1]` in a URL is the address ::1.
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(bare).cloned();
        let addresses = match known {
            Some(addresses) => addresses,
            None => self.ask(bare).await?,
        };
        Ok(addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect())
    }

    async fn ask(&self, host: &str) -> Result<Vec<IpAddr>, ResolveError> {
        let not_found = |reason: String| ResolveError { host: host.to_owned(), reason };
        let mut addresses: Vec<IpAddr> = tokio::net::lookup_host((host, 0))
            .await
            .map_err(|error| not_found(error.to_string()))?
            .map(|socket| socket.ip())
            .collect();
        if addresses.is_empty() {
            return Err(not_found("no address".to_owned()));
        }
        addresses.sort_by_key(IpAddr::is_ipv6);
        addresses.dedup();
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned(), addresses.clone());
        Ok(addresses)
    }
}
