//! What one thread does by the clock, beside its virtual users: it hands its measurements over, measures how late its timers
//! fire, and keeps its gate.

use std::rc::Rc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::control::{Event, Orders};
use super::health::thread_cost;
use super::judge::elapsed_micros;
use super::worker::Worker;
use crate::http::Timer;
use crate::metric::{Interval, Measurements, ThreadCost};

/// How often a thread hands over.
pub(super) const INTERVAL: Duration = Duration::from_secs(1);
/// How often a thread measures how late its timers are.
const LAG_PROBE: Duration = Duration::from_millis(10);

/// Hands the thread's measurements over once a second.
pub(super) struct Clockwork {
    worker: Rc<Worker>,
    spares: mpsc::Receiver<Measurements>,
    events: mpsc::Sender<Event>,
    index: u64,
    cost: Option<ThreadCost>,
}

impl Clockwork {
    pub(super) fn new(
        worker: Rc<Worker>,
        spares: mpsc::Receiver<Measurements>,
        events: mpsc::Sender<Event>,
    ) -> Self {
        Self { worker, spares, events, index: 0, cost: thread_cost() }
    }

    /// The end of the current interval: whole seconds from the start, the same in all threads.
    pub(super) fn due(&self) -> Instant {
        let seconds = u32::try_from(self.index + 1).unwrap_or(u32::MAX);
        self.worker.shared.start + INTERVAL * seconds
    }

    /// Hands over what was measured since the last time.
    pub(super) fn hand_over(&mut self) {
        let now = Instant::now();
        // Drop surplus buffers: otherwise one stall raises memory for the rest of the run.
        let spare = self.spares.try_iter().last();
        let spare = spare.unwrap_or_else(|| Measurements::new(self.worker.plan().layout()));
        let mut recorder = self.worker.recorder.borrow_mut();
        let measurements = recorder.hand_over(spare);
        recorder.vus(self.worker.active());
        drop(recorder);
        let cost_now = thread_cost();
        let cost = self.cost.zip(cost_now).map(|(before, now)| ThreadCost {
            running: now.running.saturating_sub(before.running),
            waiting: now.waiting.saturating_sub(before.waiting),
        });
        self.cost = cost_now;
        let interval = Interval {
            thread: self.worker.index,
            index: self.index,
            end: now.saturating_duration_since(self.worker.shared.start),
            vus: self.worker.active(),
            connected: self.worker.connected(),
            oldest_pending: self.worker.oldest_pending(now),
            retry_after: self.worker.retry_after.take(),
            cost,
            measurements,
        };
        self.index += 1;
        // Without an aggregator the run is over anyway.
        let _gone = self.events.send(Event::Interval(Box::new(interval)));
    }
}

/// Closes and opens the thread's gate as it is told.
pub(super) async fn keep_gate(worker: Rc<Worker>, mut orders: watch::Receiver<Orders>) {
    loop {
        worker.follow(orders.borrow_and_update().pauses);
        if orders.changed().await.is_err() {
            return;
        }
    }
}

/// Measures how late this thread's timers fire. The probes' due times are fixed, so that one long stall
/// counts for every probe it delayed.
pub(super) async fn probe_lag(worker: Rc<Worker>) {
    let mut due = worker.shared.start;
    let mut timer = Timer::new();
    loop {
        due += LAG_PROBE;
        timer.sleep_until(due).await;
        worker.recorder.borrow_mut().lag(elapsed_micros(due, Instant::now()));
    }
}
