//! Host names to addresses, remembered for a while.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A host name that has no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the host `{host}` was not found ({reason}); check the spelling and your DNS")]
pub struct ResolveError {
    host: String,
    reason: String,
}

/// How long an answer of DNS is used; k6's default (`dns.ttl`).
const TTL: Duration = Duration::from_secs(300);

/// Resolves names; clones share what was found. Consulted only when a connection is made, so its lock is not
/// on the path of a request.
#[derive(Debug, Clone, Default)]
pub struct Resolver {
    known: Arc<Mutex<HashMap<String, Known>>>,
    turn: Arc<AtomicUsize>,
}

#[derive(Debug, Clone)]
struct Known {
    addresses: Vec<IpAddr>,
    /// When to ask again; never for what the user said.
    until: Option<Instant>,
}

impl Resolver {
    /// A resolver that answers these hosts without asking DNS (`--resolve`).
    #[must_use]
    pub fn with_overrides(overrides: impl IntoIterator<Item = (String, IpAddr)>) -> Self {
        let known = overrides
            .into_iter()
            .map(|(host, address)| (host, Known { addresses: vec![address], until: None }))
            .collect();
        Self { known: Arc::new(Mutex::new(known)), turn: Arc::default() }
    }

    /// The addresses of a host in the order in which to try them: IPv4 before IPv6 (as k6 prefers), and within each a
    /// different one first every time, so that a shop behind several addresses is loaded evenly.
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
            Some(known) if known.until.is_none_or(|until| Instant::now() < until) => known.addresses,
            // What was known is better than nothing while DNS does not answer.
            stale => match (self.ask(bare).await, stale) {
                (Ok(addresses), _) => addresses,
                (Err(_), Some(stale)) => stale.addresses,
                (Err(error), None) => return Err(error),
            },
        };
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        Ok(in_turn(addresses, turn).into_iter().map(|address| SocketAddr::new(address, port)).collect())
    }

    async fn ask(&self, host: &str) -> Result<Vec<IpAddr>, ResolveError> {
        let not_found = |reason: String| ResolveError { host: host.to_owned(), reason };
        let found = tokio::net::lookup_host((host, 0)).await.map_err(|error| not_found(error.to_string()))?;
        let addresses: Vec<IpAddr> = found.map(|socket| socket.ip()).collect();
        if addresses.is_empty() {
            return Err(not_found("no address".to_owned()));
        }
        let known = Known { addresses: addresses.clone(), until: Some(Instant::now() + TTL) };
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned(), known);
        Ok(addresses)
    }
}

fn in_turn(addresses: Vec<IpAddr>, turn: usize) -> Vec<IpAddr> {
    let (mut v4, mut v6): (Vec<_>, Vec<_>) = addresses.into_iter().partition(IpAddr::is_ipv4);
    for family in [&mut v4, &mut v6] {
        family.sort_unstable();
        family.dedup();
        if !family.is_empty() {
            let first = turn % family.len();
            family.rotate_left(first);
        }
    }
    v4.append(&mut v6);
    v4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_has_its_turn() {
        let of = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<IpAddr>>();
        let found = of(&["10.0.0.2", "::2", "10.0.0.1", "::1", "10.0.0.2", "10.0.0.3"]);
        for (turn, expected) in [
            (0, ["10.0.0.1", "10.0.0.2", "10.0.0.3", "::1", "::2"]),
            (1, ["10.0.0.2", "10.0.0.3", "10.0.0.1", "::2", "::1"]),
            (5, ["10.0.0.3", "10.0.0.1", "10.0.0.2", "::2", "::1"]),
        ] {
            assert_eq!(in_turn(found.clone(), turn), of(&expected), "turn {turn}");
        }
        assert!(in_turn(Vec::new(), 3).is_empty());
    }
}
