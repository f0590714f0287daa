//! Resolves host names and remembers the addresses for a while.

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::address::AddressClass;
use crate::units::duration;
use crate::words::Message;

/// Why a host must not or cannot be connected to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum ResolveError {
    /// The host has no address.
    NotFound {
        /// The name of the host.
        host: String,
        /// What the system says.
        reason: Message,
    },
    /// The host has only addresses of another class than the one for which the run was allowed.
    Moved {
        /// The name of the host.
        host: String,
        /// The class of its addresses when the limits were asked.
        allowed: AddressClass,
        /// The address that it resolves to now.
        found: IpAddr,
    },
}

impl From<&ResolveError> for Message {
    fn from(error: &ResolveError) -> Self {
        match error {
            ResolveError::NotFound { host, reason } => {
                Message::new("error-resolve-not-found").exact("host", host).with("reason", reason.clone())
            }
            ResolveError::Moved { host, allowed, found } => Message::new("error-resolve-moved")
                .exact("host", host)
                .exact("allowed", allowed)
                .exact("found", found),
        }
    }
}

/// The default time for which an answer of DNS is used; k6's default (`dns.ttl`).
const TTL: Duration = Duration::from_secs(300);

/// How long an answer of DNS is used for new connections (`[http] dns`). Written as `ttl`, a duration or `per-connection`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum DnsUse {
    /// For 300 s, because the system's resolver does not report the time to live of an answer.
    #[default]
    Ttl,
    /// For this time, which is more than 0.
    For(Duration),
    /// For one connection: each one asks DNS itself.
    PerConnection,
}

#[cfg(test)]
crate::units::schema::text_schema!(
    DnsUse,
    r"^(ttl|per-connection)$|[0-9].*[A-Za-zµμ:]",
    &["ttl", "1m", "per-connection"]
);

/// A text that is not a [`DnsUse`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub struct UnknownDnsUse(String);

impl From<&UnknownDnsUse> for Message {
    fn from(error: &UnknownDnsUse) -> Self {
        Message::new("error-unknown-dns-use").exact("text", &error.0)
    }
}

impl DnsUse {
    /// Whether it is the default.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The time for which an answer is used; `None` when it is for one connection alone.
    #[must_use]
    pub const fn lifetime(self) -> Option<Duration> {
        match self {
            Self::Ttl => Some(TTL),
            Self::For(lifetime) => Some(lifetime),
            Self::PerConnection => None,
        }
    }
}

impl fmt::Display for DnsUse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ttl => formatter.write_str("ttl"),
            Self::For(lifetime) => formatter.write_str(&duration::format(*lifetime)),
            Self::PerConnection => formatter.write_str("per-connection"),
        }
    }
}

impl FromStr for DnsUse {
    type Err = UnknownDnsUse;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "ttl" => Ok(Self::Ttl),
            "per-connection" => Ok(Self::PerConnection),
            _ => match duration::parse(text) {
                Ok(lifetime) if !lifetime.is_zero() => Ok(Self::For(lifetime)),
                _ => Err(UnknownDnsUse(text.to_owned())),
            },
        }
    }
}

impl TryFrom<String> for DnsUse {
    type Error = UnknownDnsUse;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<DnsUse> for String {
    fn from(dns: DnsUse) -> Self {
        dns.to_string()
    }
}

/// The time in which one connection refreshes a stale answer while the others go on using it.
const ASKING: Duration = Duration::from_secs(5);

/// Resolves names; clones share the answers. It is used only when a connection is made, so its lock is not on the path of a
/// request.
#[derive(Debug, Clone, Default)]
pub struct Resolver {
    known: Arc<Mutex<HashMap<String, KnownHost>>>,
    /// The hosts that may only be reached at addresses of one class.
    allowed: Arc<Mutex<HashMap<String, AddressClass>>>,
    turn: Arc<AtomicUsize>,
    /// How long this clone uses an answer.
    answers: DnsUse,
}

#[derive(Debug, Clone)]
struct KnownHost {
    addresses: Vec<IpAddr>,
    /// The time of the question to DNS; `None` for an address that the user gave.
    asked: Option<Instant>,
    /// The end of the time in which one connection refreshes the answer while others use it.
    asking: Option<Instant>,
}

impl KnownHost {
    fn said(address: IpAddr) -> Self {
        Self { addresses: vec![address], asked: None, asking: None }
    }
}

/// The state of a host's known addresses.
#[derive(Debug, PartialEq, Eq)]
enum Recalled {
    Fresh(Vec<IpAddr>),
    Stale(Vec<IpAddr>),
    Nothing,
}

impl Resolver {
    /// Creates a resolver with fixed addresses for these hosts (`--resolve`); DNS is not asked for them.
    #[must_use]
    pub fn with_overrides(overrides: impl IntoIterator<Item = (String, IpAddr)>) -> Self {
        let known = overrides
            .into_iter()
            .map(|(host, address)| (host.to_ascii_lowercase(), KnownHost::said(address)))
            .collect();
        Self { known: Arc::new(Mutex::new(known)), ..Self::default() }
    }

    /// Sets how long this clone uses answers, also those that other clones received.
    #[must_use]
    pub(super) fn using(self, answers: DnsUse) -> Self {
        Self { answers, ..self }
    }

    /// Restricts a host to addresses of this class, whatever DNS says: the limits of a run follow from the address at the time
    /// when they were asked. A host behind a proxy is resolved by the proxy and not checked.
    pub fn keep_to(&self, host: &str, class: AddressClass) {
        let mut allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        allowed.insert(bare(host).to_ascii_lowercase(), class);
    }

    /// The addresses of a host that may be connected to.
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
        known.get(host).filter(|known| known.asked.is_none())?.addresses.first().copied()
    }

    /// The addresses of a host in the order in which to try them: IPv4 before IPv6 (as k6 prefers), and within each family
    /// another one first every time, so that a shop behind several addresses is loaded evenly.
    ///
    /// # Errors
    ///
    /// [`ResolveError`] when the host has no address, or none that it may be reached at ([`Self::keep_to`]).
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
            // While DNS does not answer, the stale addresses are better than none.
            Recalled::Stale(addresses) => Ok(self.ask(host).await.unwrap_or(addresses)),
            Recalled::Nothing => self.ask(host).await,
        }
    }

    /// Looks up the known addresses of a host. Once they are stale, one caller is told so and asks DNS.
    fn recall(&self, host: &str, now: Instant) -> Recalled {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = known.get_mut(host) else { return Recalled::Nothing };
        let Some(asked) = known.asked else { return Recalled::Fresh(known.addresses.clone()) };
        // With `per-connection` each connection depends on DNS, so addresses that another one received are not used.
        let Some(lifetime) = self.answers.lifetime() else { return Recalled::Nothing };
        let addresses = known.addresses.clone();
        let is_used = now.saturating_duration_since(asked) < lifetime;
        if is_used || known.asking.is_some_and(|until| now < until) {
            return Recalled::Fresh(addresses);
        }
        known.asking = Some(now + ASKING);
        Recalled::Stale(addresses)
    }

    async fn ask(&self, host: &str) -> Result<Vec<IpAddr>, ResolveError> {
        let not_found = |reason: Message| ResolveError::NotFound { host: host.to_owned(), reason };
        let found =
            tokio::net::lookup_host((host, 0)).await.map_err(|error| not_found(Message::from(&error)))?;
        let addresses: Vec<IpAddr> = found.map(|socket| socket.ip()).collect();
        if addresses.is_empty() {
            return Err(not_found(Message::new("error-resolve-no-address")));
        }
        let known = KnownHost { addresses: addresses.clone(), asked: Some(Instant::now()), asking: None };
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned(), known);
        Ok(addresses)
    }
}

/// The host without the brackets that a URL puts around an IPv6 address: `[::1]` becomes `::1`.
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

    fn asked(address: IpAddr, asked: Instant) -> KnownHost {
        KnownHost { addresses: vec![address], asked: Some(asked), asking: None }
    }

    #[test]
    fn one_asks_again_while_the_others_use_what_was_known() {
        let address = IpAddr::from([10, 0, 0, 1]);
        let resolver = Resolver::with_overrides([("Said.test".to_owned(), address)]);
        let now = Instant::now();
        resolver.known.lock().unwrap().insert("asked.test".to_owned(), asked(address, now));
        assert_eq!((resolver.said("said.test"), resolver.said("asked.test")), (Some(address), None));
        let minute = resolver.clone().using("1m".parse().unwrap());
        let alone = resolver.clone().using(DnsUse::PerConnection);
        let second = Duration::from_secs(1);
        for (who, host, after, expected) in [
            (&resolver, "said.test", 2 * TTL, Recalled::Fresh(vec![address])),
            (&alone, "said.test", 2 * TTL, Recalled::Fresh(vec![address])),
            (&resolver, "unknown.test", ASKING, Recalled::Nothing),
            (&resolver, "asked.test", TTL - second, Recalled::Fresh(vec![address])),
            (&alone, "asked.test", Duration::ZERO, Recalled::Nothing),
            (&minute, "asked.test", 59 * second, Recalled::Fresh(vec![address])),
            (&minute, "asked.test", 60 * second, Recalled::Stale(vec![address])),
            (&minute, "asked.test", 60 * second, Recalled::Fresh(vec![address])),
            (&resolver, "asked.test", TTL, Recalled::Stale(vec![address])),
            (&resolver, "asked.test", TTL, Recalled::Fresh(vec![address])),
            (&resolver, "asked.test", TTL + ASKING, Recalled::Stale(vec![address])),
        ] {
            assert_eq!(who.recall(host, now + after), expected, "{host} after {after:?}");
        }
    }

    #[test]
    fn how_long_an_answer_is_used() {
        let of = |text: &str| text.parse::<DnsUse>().map(|dns| (dns.lifetime(), dns.to_string()));
        for (text, lifetime, again) in [
            ("ttl", Some(TTL), "ttl"),
            ("1m", Some(Duration::from_secs(60)), "1m"),
            ("90s", Some(Duration::from_secs(90)), "1m30s"),
            ("per-connection", None, "per-connection"),
        ] {
            assert_eq!(of(text), Ok((lifetime, again.to_owned())), "{text}");
        }
        for wrong in ["", "0s", "TTL", "per-iteration", "-1s", "5"] {
            assert!(of(wrong).is_err_and(|error| error.to_string().contains("per-connection")), "{wrong}");
        }
    }

    #[test]
    fn each_connection_asks_for_itself() {
        // An earlier answer with an outdated address; the system resolves to another one.
        let (old, local) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([127, 0, 0, 1]));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for (answers, expected) in [(DnsUse::Ttl, old), (DnsUse::PerConnection, local)] {
            let resolver = Resolver::default().using(answers);
            resolver.known.lock().unwrap().insert("localhost".to_owned(), asked(old, Instant::now()));
            let found = runtime.block_on(resolver.resolve("localhost", 80)).unwrap();
            assert_eq!(found[0], SocketAddr::new(expected, 80), "{answers}");
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
            // The state in which DNS answers after its first answer has expired.
            let resolver = Resolver::default();
            resolver.keep_to("Shop.test", allowed);
            let known = KnownHost { addresses: dns.to_vec(), asked: Some(Instant::now()), asking: None };
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
