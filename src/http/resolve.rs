//! Host names to addresses, remembered for a while.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::address::AddressClass;

/// A host that cannot be connected to, or must not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// It has no address.
    #[error("the host `{host}` was not found ({reason}); check the spelling and your DNS")]
    NotFound {
        /// Its name.
        host: String,
        /// What the system says.
        reason: String,
    },
    /// It has only addresses of the class for which the run was not allowed.
    #[error(
        "the run was allowed for `{host}` at a {allowed} address, and now the name leads to {found}, which is none; nothing \
         was sent there; look at your DNS and start again"
    )]
    Moved {
        /// Its name.
        host: String,
        /// Where it was when the limits were asked.
        allowed: AddressClass,
        /// Where it is now.
        found: IpAddr,
    },
}

/// How long an answer of DNS is used; k6's default (`dns.ttl`).
const TTL: Duration = Duration::from_secs(300);

/// How long one connection's question to DNS is left to it alone, while others use what was known.
const ASKING: Duration = Duration::from_secs(5);

/// Resolves names; clones share what was found. Consulted only when a connection is made, so its lock is not
/// on the path of a request.
#[derive(Debug, Clone, Default)]
pub struct Resolver {
    known: Arc<Mutex<HashMap<String, Known>>>,
    /// The hosts that may only be reached at addresses of one class.
    allowed: Arc<Mutex<HashMap<String, AddressClass>>>,
    turn: Arc<AtomicUsize>,
}

#[derive(Debug, Clone)]
struct Known {
    addresses: Vec<IpAddr>,
    /// When to ask again; never for what the user said.
    until: Option<Instant>,
}

/// What is known of a host.
#[derive(Debug, PartialEq, Eq)]
enum Recalled {
    Fresh(Vec<IpAddr>),
    Stale(Vec<IpAddr>),
    Nothing,
}

impl Resolver {
    /// A resolver that answers these hosts without asking DNS (`--resolve`).
    #[must_use]
    pub fn with_overrides(overrides: impl IntoIterator<Item = (String, IpAddr)>) -> Self {
        let known = overrides
            .into_iter()
            .map(|(host, address)| {
                (host.to_ascii_lowercase(), Known { addresses: vec![address], until: None })
            })
            .collect();
        Self { known: Arc::new(Mutex::new(known)), ..Self::default() }
    }

    /// From now on this host is only reached at addresses of this class, whatever DNS says: the limits of a run follow from
    /// where the shop was when they were asked. A host behind a proxy is resolved there, and not watched.
    pub fn keep_to(&self, host: &str, class: AddressClass) {
        let mut allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        allowed.insert(bare(host).to_ascii_lowercase(), class);
    }

    /// Those of a host's addresses that it may be reached at.
    fn permitted(&self, host: &str, mut addresses: Vec<IpAddr>) -> Result<Vec<IpAddr>, ResolveError> {
        let allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner).get(host).copied();
        let Some(allowed) = allowed else { return Ok(addresses) };
        let other = addresses.iter().copied().find(|address| AddressClass::of(*address) != allowed);
        addresses.retain(|address| AddressClass::of(*address) == allowed);
        match other {
            Some(found) if addresses.is_empty() => {
                Err(ResolveError::Moved { host: host.to_owned(), allowed, found })
            }
            _ => Ok(addresses),
        }
    }

    /// The address that the user gave for a host.
    pub(super) fn said(&self, host: &str) -> Option<IpAddr> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(host).filter(|known| known.until.is_none())?.addresses.first().copied()
    }

    /// The addresses of a host in the order in which to try them: IPv4 before IPv6 (as k6 prefers), and within each a
    /// different one first every time, so that a shop behind several addresses is loaded evenly.
    ///
    /// # Errors
    ///
    /// [`ResolveError`] when there is none, or none that the host may be reached at ([`Self::keep_to`]).
    pub async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, ResolveError> {
        let host = bare(host);
        let addresses = match host.parse::<IpAddr>() {
            Ok(address) => vec![address],
            Err(_) => self.addresses(host).await?,
        };
        let addresses = self.permitted(host, addresses)?;
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        Ok(in_turn(addresses, turn).into_iter().map(|address| SocketAddr::new(address, port)).collect())
    }

    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, ResolveError> {
        match self.recall(host, Instant::now()) {
            Recalled::Fresh(addresses) => Ok(addresses),
            // What was known is better than nothing while DNS does not answer.
            Recalled::Stale(addresses) => Ok(self.ask(host).await.unwrap_or(addresses)),
            Recalled::Nothing => self.ask(host).await,
        }
    }

    /// What is known of a host. Of those who come once it is stale only one is told so, and shall ask.
    fn recall(&self, host: &str, now: Instant) -> Recalled {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = known.get_mut(host) else { return Recalled::Nothing };
        let addresses = known.addresses.clone();
        match &mut known.until {
            Some(until) if *until <= now => {
                *until = now + ASKING;
                Recalled::Stale(addresses)
            }
            _ => Recalled::Fresh(addresses),
        }
    }

    async fn ask(&self, host: &str) -> Result<Vec<IpAddr>, ResolveError> {
        let not_found = |reason: String| ResolveError::NotFound { host: host.to_owned(), reason };
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

/// `[::1]` in a URL is the address ::1.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
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
    fn one_asks_again_while_the_others_use_what_was_known() {
        let address = IpAddr::from([10, 0, 0, 1]);
        let resolver = Resolver::with_overrides([("Said.test".to_owned(), address)]);
        let now = Instant::now();
        let known = Known { addresses: vec![address], until: Some(now) };
        resolver.known.lock().unwrap().insert("asked.test".to_owned(), known);
        assert_eq!((resolver.said("said.test"), resolver.said("asked.test")), (Some(address), None));
        for (host, after, expected) in [
            ("said.test", ASKING, Recalled::Fresh(vec![address])),
            ("unknown.test", ASKING, Recalled::Nothing),
            ("asked.test", Duration::ZERO, Recalled::Stale(vec![address])),
            ("asked.test", Duration::ZERO, Recalled::Fresh(vec![address])),
            ("asked.test", ASKING, Recalled::Stale(vec![address])),
        ] {
            assert_eq!(resolver.recall(host, now + after), expected, "{host} after {after:?}");
        }
    }

    #[test]
    fn a_host_never_moves_to_the_other_class() {
        let (private, public) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([192, 0, 2, 7]));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for (allowed, dns, expected) in [
            (AddressClass::Private, &[private][..], Ok(private)),
            (AddressClass::Private, &[public], Err(public)),
            (AddressClass::Private, &[public, private], Ok(private)),
            (AddressClass::Public, &[public], Ok(public)),
            (AddressClass::Public, &[private], Err(private)),
            (AddressClass::Public, &[private, public], Ok(public)),
        ] {
            // As DNS answers after its first answer has expired.
            let resolver = Resolver::default();
            resolver.keep_to("Shop.test", allowed);
            let until = Some(Instant::now() + TTL);
            let known = Known { addresses: dns.to_vec(), until };
            resolver.known.lock().unwrap().insert("shop.test".to_owned(), known);
            let found = runtime.block_on(resolver.clone().resolve("shop.test", 80));
            let expected = expected
                .map(|address| vec![SocketAddr::new(address, 80)])
                .map_err(|found| ResolveError::Moved { host: "shop.test".to_owned(), allowed, found });
            assert_eq!(found, expected, "{allowed} {dns:?}");
        }
        let resolver = Resolver::default();
        resolver.keep_to("[::1]", AddressClass::Public);
        let refused = runtime.block_on(resolver.resolve("[::1]", 80)).unwrap_err().to_string();
        assert!(refused.contains("at a public address") && refused.contains("::1"), "{refused}");
    }

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
