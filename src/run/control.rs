//! Stopping and pausing a run: from inside by its rules, from outside by signals and people.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::machine::MachineUse;
use super::pause::Pauses;
use crate::metric::Interval;

/// What the engine's threads are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Orders {
    /// How to go on.
    pub(super) order: Order,
    /// Whether to, at the moment.
    pub(super) pauses: Pauses,
}

/// How to go on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Order {
    /// Go on.
    #[default]
    Run,
    /// Begin no new iteration; running ones may finish.
    Drain,
    /// Stop now.
    Interrupt,
    /// Stop now, because the shop does not answer: what is in flight counts as unanswered.
    GiveUp,
}

/// The end of a thread's load: from a moment on no iteration begins, and the running ones have a time to finish.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drain {
    grace: Duration,
    by: Option<Instant>,
}

impl Drain {
    /// Not begun; running iterations will have `grace`.
    pub(super) const fn new(grace: Duration) -> Self {
        Self { grace, by: None }
    }

    /// Begins at `from`; when it had begun already, the earlier end holds.
    pub(super) fn begin(&mut self, from: Instant) {
        let by = from + self.grace;
        self.by = Some(self.by.map_or(by, |earlier| earlier.min(by)));
    }

    /// It ends later by a pause.
    pub(super) fn postpone(&mut self, by: Duration) {
        self.by = self.by.map(|end| end + by);
    }

    /// When the last iterations are cut off; `None` before it began.
    pub(super) const fn by(&self) -> Option<Instant> {
        self.by
    }

    /// Whether it began.
    pub(super) const fn has_begun(&self) -> bool {
        self.by.is_some()
    }

    /// Whether its time is over.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.by.is_some_and(|by| by <= now)
    }
}

/// What reaches the aggregator.
#[derive(Debug)]
pub(super) enum Event {
    /// A thread's second.
    Interval(Box<Interval>),
    /// A thread has finished.
    Done(usize),
    /// A thread panicked.
    Failed(usize),
    /// How much of its machine the process with this number uses.
    Machine(usize, MachineUse),
    /// A process is gone.
    Lost(Loss),
    /// Somebody asks for the end.
    Stop(StopReason),
    /// Somebody wants the run to stand still, or to go on.
    Pause(bool),
}

/// What happens when a process of a run is lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnLostShard {
    /// The run ends, and is not graded.
    #[default]
    Stop,
    /// The others go on; what the lost one had still to begin counts as not reached.
    Continue,
}

/// A process of a run that is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// Its number.
    pub shard: usize,
    /// What happens then.
    pub then: OnLostShard,
    /// How long the process that leads stood still shortly before: then the other one has given it up, and not been lost.
    pub stood_still: Option<Duration>,
}

/// Who asks for the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// A signal: the first lets running iterations finish, the second does not.
    Signal,
    /// The control API.
    Control,
    /// What was to be measured is measured: the run ends as if its plan had been carried out.
    Enough,
}

/// Stops a run from other threads.
#[derive(Debug, Clone)]
pub struct Controller {
    events: mpsc::Sender<Event>,
}

impl Controller {
    pub(super) const fn new(events: mpsc::Sender<Event>) -> Self {
        Self { events }
    }

    /// Asks for the end. Asking again stops without waiting. After the end it does nothing.
    pub fn stop(&self, reason: StopReason) {
        // A run that is over has nothing to stop.
        let _over = self.events.send(Event::Stop(reason));
    }

    /// Lets the run stand still: nothing is sent, and the clock of its load stops. What is in flight may end.
    /// After the end it does nothing.
    pub fn pause(&self) {
        let _over = self.events.send(Event::Pause(true));
    }

    /// Lets a paused run go on.
    pub fn resume(&self) {
        let _over = self.events.send(Event::Pause(false));
    }
}
