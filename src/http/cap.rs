//! The hard cap on requests per second. Never the pacer.

use std::num::NonZeroU32;
use std::sync::Arc;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// How many requests per second a shop may be asked; clones count together. The default is any number.
#[derive(Debug, Clone, Default)]
pub struct Cap(Option<Arc<DefaultDirectRateLimiter>>);

impl Cap {
    /// At most so many in any second; `None` is any number.
    #[must_use]
    pub fn of(rate: Option<NonZeroU32>) -> Self {
        // A burst of one: the cap holds within every second, not only on average.
        Self(
            rate.map(|rate| {
                Arc::new(RateLimiter::direct(Quota::per_second(rate).allow_burst(NonZeroU32::MIN)))
            }),
        )
    }

    /// Whether it can keep anything back.
    #[must_use]
    pub const fn is_set(&self) -> bool {
        self.0.is_some()
    }

    /// Waits until one more request may be sent; tells whether it had to.
    pub async fn leave_to_send(&self) -> bool {
        let Some(limiter) = &self.0 else { return false };
        let mut waited = false;
        while let Err(not_yet) = limiter.check() {
            waited = true;
            tokio::time::sleep(not_yet.wait_time_from(DefaultClock::default().now())).await;
        }
        waited
    }
}
