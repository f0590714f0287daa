//! How often the desk is asked: by each caller, by each address without one, and with wrong tokens.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config::DeskLimits;

const PER_SECOND: NonZeroU32 = NonZeroU32::MIN.saturating_add(49);
const WRONG_PER_MINUTE: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);
/// Seconds whose requests may come at once.
const AT_ONCE: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);
/// Addresses and callers that are remembered before those that have rested are forgotten.
const REMEMBERED: usize = 4096;

/// How often the desk is asked.
pub(in crate::desk) struct RequestLimits {
    callers: DefaultKeyedRateLimiter<i64>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    wrong: DefaultKeyedRateLimiter<IpAddr>,
    /// Until when no token of these addresses is looked at.
    barred: Mutex<HashMap<IpAddr, Instant>>,
}

impl std::fmt::Debug for RequestLimits {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("RequestLimits")
    }
}

impl RequestLimits {
    /// The limits of a configuration.
    pub(in crate::desk) fn new(limits: &DeskLimits) -> Self {
        let per_second = limits.requests_per_second.unwrap_or(PER_SECOND);
        let usual = Quota::per_second(per_second).allow_burst(per_second.saturating_mul(AT_ONCE));
        let wrong = Quota::per_minute(limits.wrong_tokens_per_minute.unwrap_or(WRONG_PER_MINUTE));
        Self {
            callers: RateLimiter::keyed(usual),
            addresses: RateLimiter::keyed(usual),
            wrong: RateLimiter::keyed(wrong),
            barred: Mutex::default(),
        }
    }

    /// Counts a request of a caller by its number.
    ///
    /// # Errors
    ///
    /// How long to wait.
    pub(in crate::desk) fn caller(&self, number: i64) -> Result<(), Duration> {
        count(&self.callers, &number)
    }

    /// Counts a request without a caller.
    ///
    /// # Errors
    ///
    /// How long to wait.
    pub(in crate::desk) fn address(&self, address: IpAddr) -> Result<(), Duration> {
        count(&self.addresses, &network(address))
    }

    /// Whether tokens of this address are looked at: after too many wrong ones not even a right one is, or guessing would go on.
    ///
    /// # Errors
    ///
    /// How long to wait.
    pub(in crate::desk) fn may_show_token(&self, address: IpAddr) -> Result<(), Duration> {
        let barred = self.barred.lock().unwrap_or_else(PoisonError::into_inner);
        let until =
            barred.get(&network(address)).and_then(|until| until.checked_duration_since(Instant::now()));
        until.map_or(Ok(()), Err)
    }

    /// Counts a wrong token.
    pub(in crate::desk) fn wrong_token(&self, address: IpAddr) {
        let address = network(address);
        if let Err(wait) = count(&self.wrong, &address) {
            let mut barred = self.barred.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            barred.retain(|_, until| *until > now);
            barred.insert(address, now + wait);
        }
    }
}

fn count<K: Clone + Eq + std::hash::Hash>(
    limiter: &DefaultKeyedRateLimiter<K>,
    key: &K,
) -> Result<(), Duration> {
    if limiter.len() > REMEMBERED {
        limiter.retain_recent();
    }
    limiter.check_key(key).map_err(|refused| refused.wait_time_from(DefaultClock::default().now()))
}

/// The address, or for IPv6 the network of its first 64 bits, of which one machine has every address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(per_second: u32, wrong: u32) -> RequestLimits {
        RequestLimits::new(&DeskLimits {
            requests_per_second: NonZeroU32::new(per_second),
            wrong_tokens_per_minute: NonZeroU32::new(wrong),
        })
    }

    #[test]
    fn each_caller_and_each_address_has_its_own_limit() {
        let limits = limits(1, 2);
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        for _ in 0..10 {
            assert_eq!(limits.caller(7), Ok(()));
            assert_eq!(limits.address(one), Ok(()));
        }
        for wait in [limits.caller(7).unwrap_err(), limits.address(one).unwrap_err()] {
            assert!(wait <= Duration::from_secs(1), "{wait:?}");
        }
        assert_eq!((limits.caller(8), limits.address(other)), (Ok(()), Ok(())));
    }

    #[test]
    fn after_too_many_wrong_tokens_none_of_the_network_is_looked_at() {
        let limits = limits(1, 2);
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        for _ in 0..2 {
            limits.wrong_token(address("2001:db8::1"));
            assert_eq!(limits.may_show_token(address("2001:db8::1")), Ok(()));
        }
        limits.wrong_token(address("2001:db8::2"));
        let wait = limits.may_show_token(address("2001:db8::3")).unwrap_err();
        assert!(wait <= Duration::from_secs(30), "{wait:?}");
        assert_eq!(limits.may_show_token(address("2001:db8:0:1::1")), Ok(()));
        assert_eq!(network(address("::ffff:192.0.2.1")), address("192.0.2.1"));
    }
}
