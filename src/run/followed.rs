//! The part of a run that another process leads: its engine threads, what they are told, and what they tell.

use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Instant;

use tokio::sync::watch;

use super::clockwork::INTERVAL;
use super::control::{Event, Orders};
use super::generators::{ThreadNews, Told};
use super::machine::MachineUse;
use super::ports::Ports;
use super::settings::{RunError, RunSettings, cap, port};
use super::share::RunShare;
use super::threads::{Threads, client_settings, join};
use super::trace::TraceOrigin;
use super::worker::Shared;
use crate::http::Cap;
use crate::metric::{Measurements, StoredInterval};
use crate::plan::Plan;

/// A part of a run whose threads are ready.
pub struct FollowedRun {
    plan: Arc<Plan>,
    run_id: String,
    trace: Option<TraceOrigin>,
    share: RunShare,
    cap: Cap,
    threads: Threads,
    ports: Ports,
    orders: watch::Sender<Orders>,
    events: mpsc::Receiver<Event>,
}

impl FollowedRun {
    /// Makes the threads of a share and waits until they are ready.
    ///
    /// # Errors
    ///
    /// [`RunError`] when the engine cannot start.
    pub fn prepare(plan: Arc<Plan>, settings: RunSettings, share: RunShare) -> Result<Self, RunError> {
        let (orders, order) = watch::channel(Orders::default());
        let (sender, events) = mpsc::channel();
        let cap = cap(&plan, share);
        let ports = Ports::towards(port(&plan, &settings));
        let threads = Threads::ready(share, &client_settings(&plan, &settings, &cap)?, &order, &sender)?;
        let RunSettings { run_id, trace, .. } = settings;
        Ok(Self { plan, run_id, trace, share, cap, threads, ports, orders, events })
    }

    /// Begins at this instant.
    #[must_use]
    pub fn start(self, start: Instant) -> (FollowedThreads, FollowedOrders) {
        let Self { plan, run_id, trace, share, cap, threads, ports, orders, events } = self;
        let shared = Shared::new(plan, share, start, cap, run_id.into(), trace);
        let (handles, spares) = threads.start(&shared);
        let threads =
            FollowedThreads { share, handles, spares, ports, events, running: share.threads, looked: start };
        (threads, FollowedOrders { start, orders })
    }
}

/// Tells the threads of a part what to do.
#[derive(Debug)]
pub struct FollowedOrders {
    start: Instant,
    orders: watch::Sender<Orders>,
}

impl FollowedOrders {
    /// Tells them.
    pub fn tell(&self, told: Told) {
        self.orders.send_replace(told.at(self.start));
    }
}

/// The running threads of a part.
pub struct FollowedThreads {
    share: RunShare,
    handles: Vec<JoinHandle<()>>,
    spares: Vec<mpsc::Sender<Measurements>>,
    ports: Ports,
    events: mpsc::Receiver<Event>,
    running: usize,
    looked: Instant,
}

impl FollowedThreads {
    /// Waits for what the threads tell next; `None` once all of them have finished.
    pub fn hear(&mut self) -> Option<ThreadNews> {
        while self.running > 0 {
            if self.looked.elapsed() >= INTERVAL {
                self.looked += INTERVAL;
                // How many connections there are is only known to the threads.
                return Some(ThreadNews::Machine(MachineUse::now(&mut self.ports, None)));
            }
            match self.events.recv_timeout(INTERVAL / 4) {
                Ok(Event::Interval(interval)) => {
                    let stored = StoredInterval::of(&interval);
                    let mut spare = interval.measurements;
                    spare.clear();
                    // A thread that has ended needs no spare.
                    let _ended = self.spares[interval.thread - self.share.first_thread].send(spare);
                    return Some(ThreadNews::Second(Box::new(stored)));
                }
                Ok(Event::Done(thread)) => {
                    self.running -= 1;
                    return Some(ThreadNews::Done(thread));
                }
                Ok(Event::Failed(thread)) => {
                    self.running -= 1;
                    return Some(ThreadNews::Failed(thread));
                }
                // Only those who lead a run tell the others.
                Ok(Event::Machine(..) | Event::Lost(_) | Event::Stop(_) | Event::Pause(_))
                | Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => return None,
            }
        }
        None
    }

    /// Waits for the threads.
    ///
    /// # Errors
    ///
    /// [`RunError::Panicked`] when one failed.
    pub fn join(self) -> Result<(), RunError> {
        join(self.handles)
    }
}
