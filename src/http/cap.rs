//! The hard cap on requests per second. It is a limit and never sets the pace.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Instant;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::Mutex;

use super::timer::Timer;

/// The most requests per second that a shop may receive; clones share it. The default is unlimited.
#[derive(Debug, Clone, Default)]
pub struct Cap(Option<Arc<Turnstile>>);

/// Lets requests pass one by one in the order of their arrival. If all of them waited for the same moment, one would pass and the
/// others would wait again, some of them for ever.
#[derive(Debug)]
struct Turnstile {
    /// Held by the request whose turn is next. tokio's mutex is fair.
    turn: Mutex<()>,
    limiter: DefaultDirectRateLimiter,
}

impl Cap {
    /// A cap of this many requests in any second; `None` is unlimited.
    #[must_use]
    pub fn of(rate: Option<NonZeroU32>) -> Self {
        // The burst is one, so that the cap holds within every second and not only on average.
        Self(rate.map(|rate| {
            let quota = Quota::per_second(rate).allow_burst(NonZeroU32::MIN);
            Arc::new(Turnstile { turn: Mutex::default(), limiter: RateLimiter::direct(quota) })
        }))
    }

    /// Whether a limit is set, so that requests may have to wait.
    #[must_use]
    pub const fn is_set(&self) -> bool {
        self.0.is_some()
    }

    /// Waits until one more request may be sent; returns whether it had to wait.
    pub async fn leave_to_send(&self) -> bool {
        let Some(turnstile) = &self.0 else { return false };
        let free = turnstile.turn.try_lock().ok();
        let mut waited = free.is_none();
        let _turn = match free {
            Some(turn) => turn,
            None => turnstile.turn.lock().await,
        };
        while let Err(not_yet) = turnstile.limiter.check() {
            waited = true;
            let wait = not_yet.wait_time_from(DefaultClock::default().now());
            // Lost time is not made up: with a timer of whole milliseconds only 47 of 50 requests a second would pass.
            Timer::new().sleep_until(Instant::now() + wait).await;
        }
        waited
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::time::Duration;

    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn all_pass_in_the_order_in_which_they_came_and_not_too_soon() {
        let cap = Cap::of(NonZeroU32::new(200));
        let passed = RefCell::new(Vec::new());
        let begun = Instant::now();
        let (cap, seen) = (&cap, &passed);
        let pass = |number: u32| async move {
            let waited = cap.leave_to_send().await;
            seen.borrow_mut().push((number, waited, begun.elapsed()));
        };
        join_all((0..12).map(pass)).await;
        let passed = passed.into_inner();
        for (place, (number, waited, at)) in (0_u32..).zip(&passed) {
            assert_eq!((*number, *waited), (place, place > 0));
            // The limiter reads another clock.
            assert!(*at + Duration::from_millis(1) >= Duration::from_millis(5) * place, "{passed:?}");
        }
    }

    #[tokio::test]
    async fn one_who_gives_up_keeps_nobody_back() {
        let cap = Cap::of(NonZeroU32::new(100));
        assert!(!cap.leave_to_send().await);
        tokio::select! {
            biased;
            _ = cap.leave_to_send() => panic!("not yet"),
            () = tokio::task::yield_now() => {}
        }
        assert!(cap.leave_to_send().await);
    }
}
