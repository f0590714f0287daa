//! One engine thread: drives its share of each executor, and hands over once a second.

use std::panic::resume_unwind;
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;

use tokio::runtime::LocalRuntime;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::clockwork::{Clockwork, keep_gate, probe_lag};
use super::control::{Event, Orders};
use super::worker::{Duty, Shared, Worker};
use super::{closed, open};
use crate::http::ClientSettings;
use crate::metric::Measurements;

/// Tells the aggregator that a thread is gone, also when it panics: no one must wait for it.
pub(super) struct Farewell {
    pub(super) index: usize,
    pub(super) events: mpsc::Sender<Event>,
}

impl Drop for Farewell {
    fn drop(&mut self) {
        let event = if thread::panicking() { Event::Failed(self.index) } else { Event::Done(self.index) };
        // Without an aggregator the run is over anyway.
        let _gone = self.events.send(event);
    }
}

/// How a thread and the aggregator reach each other.
pub(super) struct ThreadChannels {
    pub(super) orders: watch::Receiver<Orders>,
    pub(super) events: mpsc::Sender<Event>,
    /// Emptied measurements that come back.
    pub(super) spares: mpsc::Receiver<Measurements>,
}

/// Runs one engine thread to its end.
pub(super) fn work(
    index: usize,
    runtime: &LocalRuntime,
    shared: Shared,
    client_settings: ClientSettings,
    line: ThreadChannels,
) {
    let ThreadChannels { orders, events, spares } = line;
    let _farewell = Farewell { index, events: events.clone() };
    let worker = Rc::new(Worker::new(index, shared, client_settings));
    let mut clockwork = Clockwork::new(Rc::clone(&worker), spares, events);
    runtime.block_on(async {
        let lag = tokio::task::spawn_local(probe_lag(Rc::clone(&worker)));
        let gate = tokio::task::spawn_local(keep_gate(Rc::clone(&worker), orders.clone()));
        let driver = drive(Rc::clone(&worker), orders);
        tokio::pin!(driver);
        loop {
            let due = clockwork.due();
            tokio::select! {
                () = &mut driver => break,
                () = tokio::time::sleep_until(due.into()) => clockwork.hand_over(),
            }
        }
        lag.abort();
        gate.abort();
    });
    clockwork.hand_over();
}

/// Runs the thread's share of all executors side by side, each in its own model, until the last has ended.
async fn drive(worker: Rc<Worker>, orders: watch::Receiver<Orders>) {
    let mut drivers = JoinSet::new();
    let Shared { plan, share, .. } = worker.shared.clone();
    for (executor, load) in plan.timetable().loads().iter().enumerate() {
        let Some(lane) = load.lane(worker.index, share.all_threads) else { continue };
        let duty = Duty { worker: Rc::clone(&worker), executor, lane };
        let orders = orders.clone();
        if load.schedule.arrivals().is_some() {
            drivers.spawn_local(open::drive(duty, orders));
        } else {
            drivers.spawn_local(closed::drive(duty, orders));
        }
    }
    while let Some(ended) = drivers.join_next().await {
        // A mistake of ours ends the thread, as it would without tasks.
        if let Err(error) = ended
            && error.is_panic()
        {
            resume_unwind(error.into_panic());
        }
    }
}
