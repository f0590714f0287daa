//! Lets one task drive both an exchange and the connection under it.
//!
//! ```text
//!  task of the exchange ──polls──▶ work, then connection ──wait for──▶ channels, socket, alarm
//!           ▲                                                                   │ wake
//!           └── outside a poll: wakes the task ◀──────── Gate ◀─────────────────┘
//!               inside a poll: notes it in `woken`, and the poll goes round again
//! ```

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Instant;

use atomic_waker::AtomicWaker;
use tokio::time::Sleep;

/// The waker between a connection and the task that drives it. While that task is being polled, a wake-up comes from the task
/// itself (the request in the connection's channel, the room for the next piece of a body); the gate notes it instead of queueing
/// the task a second time.
#[derive(Debug, Default)]
struct Gate {
    task: AtomicWaker,
    within: AtomicBool,
    woken: AtomicBool,
}

impl Wake for Gate {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    // Everything a gate connects lives on one thread, so the order of these accesses is the order of the program.
    fn wake_by_ref(self: &Arc<Self>) {
        if self.within.load(Ordering::Relaxed) {
            self.woken.store(true, Ordering::Relaxed);
        } else {
            self.task.wake();
        }
    }
}

/// The time of an exchange was up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Expired;

/// The waker and the alarm of a connection.
#[derive(Debug)]
pub(super) struct Drive {
    gate: Arc<Gate>,
    waker: Waker,
    /// Rings at the deadline of an earlier exchange or later. As every new deadline is later than the one before, the alarm is
    /// moved only when it rings too early, instead of once per request.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Default for Drive {
    fn default() -> Self {
        let gate = Arc::new(Gate::default());
        Self { waker: Waker::from(Arc::clone(&gate)), gate, alarm: None }
    }
}

impl Drive {
    /// Runs `work` until it is done or `deadline` has passed, and drives `connection` with it. `work` must wait for nothing but
    /// the connection.
    pub(super) async fn run<T>(
        &mut self,
        mut connection: impl FnMut(&mut Context<'_>),
        work: impl Future<Output = T>,
        deadline: impl Fn() -> Instant,
    ) -> Result<T, Expired> {
        let mut work = pin!(work);
        let Self { gate, waker, alarm } = self;
        let result = poll_fn(|task| {
            gate.task.register(task.waker());
            gate.within.store(true, Ordering::Relaxed);
            let mut inner = Context::from_waker(waker);
            let polled = loop {
                if let Poll::Ready(done) = work.as_mut().poll(&mut inner) {
                    break Poll::Ready(Ok(done));
                }
                // The connection sees the effects of `work` now; only its own progress requires more work.
                gate.woken.store(false, Ordering::Relaxed);
                connection(&mut inner);
                let spent = !tokio::task::coop::has_budget_remaining();
                // A peer that sends without a pause (interim answers, chunks of a byte) uses up the task's budget every time, so
                // the alarm is never polled.
                if spent && Instant::now() >= deadline() {
                    break Poll::Ready(Err(Expired));
                }
                if !gate.woken.load(Ordering::Relaxed) {
                    break rings(alarm, deadline(), &mut inner).map(|()| Err(Expired));
                }
                if spent {
                    break Poll::Pending;
                }
            };
            gate.within.store(false, Ordering::Relaxed);
            // Everything that tokio's budget turned away, the alarm included, has woken the gate and waits for nothing else.
            if polled.is_pending() && gate.woken.load(Ordering::Relaxed) {
                task.waker().wake_by_ref();
            }
            polled
        })
        .await;
        // Between exchanges the gate wakes no task, and keeps none alive.
        gate.task.take();
        result
    }
}

fn rings(alarm: &mut Option<Pin<Box<Sleep>>>, deadline: Instant, context: &mut Context<'_>) -> Poll<()> {
    let alarm = alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline.into())));
    if alarm.deadline() > deadline.into() {
        alarm.as_mut().reset(deadline.into());
    }
    while alarm.as_mut().poll(context).is_ready() {
        if Instant::now() >= deadline {
            return Poll::Ready(());
        }
        alarm.as_mut().reset(deadline.into());
    }
    Poll::Pending
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::task::coop::consume_budget;

    use super::*;

    #[tokio::test]
    async fn a_peer_that_never_pauses_has_no_more_time_than_others() {
        let mut drive = Drive::default();
        // Uses up the task's budget each time.
        let flood = |context: &mut Context<'_>| while pin!(consume_budget()).poll(context).is_ready() {};
        let deadline = Instant::now() + Duration::from_millis(20);
        let run = drive.run(flood, std::future::pending::<()>(), || deadline);
        let ended = tokio::time::timeout(Duration::from_secs(60), run).await;
        assert_eq!(ended, Ok(Err(Expired)));
        assert!(Instant::now() >= deadline);
    }
}
