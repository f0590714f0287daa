//! A run over several processes, as the one that leads it sees the others: an engine thread in another process is one whose
//! channel is a socket. Which socket, and who may speak on it, is not decided here.

use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::control::{Event, Loss, Order, Orders};
use super::machine::MachineUse;
use super::not_ready::NotReady;
use super::pause::Pauses;
use super::settings::RunSettings;
use super::share::RunShare;
use crate::metric::{Interval, ShardFacts, StoredError, StoredInterval};
use crate::plan::Plan;
use crate::words::Message;

/// The other processes of a run, in the order of their shards, from 1 on.
pub trait Generators {
    /// How many engine threads each of them has.
    fn threads(&self) -> Vec<usize>;

    /// Gives each its part of the plan, and waits until all are ready; `shares` begins with the caller's own.
    ///
    /// # Errors
    ///
    /// Which of them is not ready, and why.
    fn prepare(
        &mut self,
        plan: &Arc<Plan>,
        settings: &RunSettings,
        shares: &[RunShare],
    ) -> Result<(), NotReady>;

    /// How long before the start all of them can be told of it.
    fn head_start(&self) -> Duration;

    /// Tells all of them when to begin. From then on they are told what to do and heard through the link; one that is gone
    /// meanwhile is lost there.
    fn start(&mut self, start: Instant, link: CrewLink);

    /// The run has ended: nothing is heard or told any more.
    fn end(&mut self);

    /// What is known of each process, the caller's own first.
    fn facts(&self) -> Vec<ShardFacts>;
}

/// What the threads of another process tell.
#[derive(Debug, Serialize, Deserialize)]
pub enum ThreadNews {
    /// What a thread measured in a second.
    Second(Box<StoredInterval>),
    /// A thread has finished.
    Done(usize),
    /// A thread failed, by a mistake of ours.
    Failed(usize),
    /// How much of its machine the process uses.
    Machine(MachineUse),
}

/// What the threads of a run are told, with times since its start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    order: Order,
    paused: Duration,
    paused_since: Option<Duration>,
}

impl Told {
    fn new(orders: Orders, start: Instant) -> Self {
        let Orders { order, pauses } = orders;
        let paused_since = pauses.since().map(|since| since.saturating_duration_since(start));
        Self { order, paused: pauses.over(), paused_since }
    }

    /// The same for a process whose clock says `start` at the start of the run.
    pub(super) fn at(self, start: Instant) -> Orders {
        let since = self.paused_since.map(|since| start + since);
        Orders { order: self.order, pauses: Pauses::known(self.paused, since) }
    }

    /// What a process is told that has lost the one that leads it: to stop at once.
    #[must_use]
    pub fn to_stop() -> Self {
        Self { order: Order::Interrupt, ..Self::default() }
    }
}

/// Takes what other processes tell to the run, and what the run tells to them.
#[derive(Debug, Clone)]
pub struct CrewLink {
    plan: Arc<Plan>,
    shares: Vec<RunShare>,
    start: Instant,
    orders: watch::Receiver<Orders>,
    events: mpsc::Sender<Event>,
}

/// What another process told that it cannot have measured.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum NewsError {
    /// The measurements cannot be of this run.
    Stored(#[from] StoredError),
    /// A thread that is not the process's.
    Thread(usize),
}

impl From<&NewsError> for Message {
    fn from(error: &NewsError) -> Self {
        match error {
            NewsError::Stored(error) => Message::from(error),
            NewsError::Thread(thread) => Message::new("error-shard-thread").exact("thread", thread),
        }
    }
}

impl CrewLink {
    pub(super) const fn new(
        plan: Arc<Plan>,
        shares: Vec<RunShare>,
        start: Instant,
        orders: watch::Receiver<Orders>,
        events: mpsc::Sender<Event>,
    ) -> Self {
        Self { plan, shares, start, orders, events }
    }

    /// Passes on what a process told.
    ///
    /// # Errors
    ///
    /// [`NewsError`] when it is nothing that this process can tell.
    pub fn hear(&self, shard: usize, news: ThreadNews) -> Result<(), NewsError> {
        let known = |thread: usize| match self.shares.get(shard) {
            Some(share) if share.has(thread) => Ok(thread),
            _ => Err(NewsError::Thread(thread)),
        };
        let event = match news {
            ThreadNews::Second(stored) => {
                known(stored.thread())?;
                let executors = self.plan.timetable().loads().len();
                let interval: Interval = stored.restore(self.plan.layout(), executors)?;
                Event::Interval(Box::new(interval))
            }
            ThreadNews::Done(thread) => Event::Done(known(thread)?),
            ThreadNews::Failed(thread) => Event::Failed(known(thread)?),
            ThreadNews::Machine(look) => Event::Machine(shard, look),
        };
        // A run that is over needs no news.
        let _over = self.events.send(event);
        Ok(())
    }

    /// A process is gone.
    pub fn lost(&self, loss: Loss) {
        let _over = self.events.send(Event::Lost(loss));
    }

    /// What the threads are told now.
    #[must_use]
    pub fn told(&self) -> Told {
        Told::new(*self.orders.borrow(), self.start)
    }

    /// Waits until something else is told; `false` when the run is over.
    pub async fn changed(&mut self) -> bool {
        self.orders.changed().await.is_ok()
    }
}
