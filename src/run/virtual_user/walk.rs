//! The life of a virtual user in the closed model.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::user::VirtualUser;
use crate::plan::Quota;
use crate::run::choice::start_delay;
use crate::run::life::Life;

impl VirtualUser {
    /// Walks until it is dismissed or its iterations are used up, from a random moment within `jitter` on.
    pub(in crate::run) async fn walk(mut self, jitter: Duration) {
        let delay = start_delay(jitter, &mut self.random);
        if !delay.is_zero() && self.slot.turn(Life::hesitates) == Life::Ready {
            tokio::time::sleep(delay).await;
            self.slot.turn(Life::may_begin);
        }
        while self.is_wanted().await && self.take_iteration() {
            if !self.iterate(None).await {
                // A shop that refuses connections answers without ever waiting: the others need their turn.
                self.clock.forget();
                tokio::task::yield_now().await;
            }
        }
    }

    /// Whether it may begin another iteration. A pause is waited for: it may be wanted no longer afterwards.
    async fn is_wanted(&mut self) -> bool {
        if !self.worker.gate.pass().await.is_zero() {
            self.clock.forget();
        }
        self.slot.life.get().is_wanted()
    }

    /// Takes one of the iterations that are left.
    fn take_iteration(&self) -> bool {
        let executor = self.slot.executor;
        match self.worker.load(executor).schedule.quota() {
            Quota::Unlimited => true,
            Quota::PerVu(iterations) => self.slot.iterations.get() < iterations,
            Quota::Shared(_) => self.worker.shared.iterations_left[executor]
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
                .is_ok(),
        }
    }
}
