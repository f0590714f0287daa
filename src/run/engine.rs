//! A run from its first thread to its last.

use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::aggregate::Aggregator;
use super::control::{Controller, Event, Orders};
use super::crew::Crew;
use super::executors::thread_count;
use super::finished::Finished;
use super::generators::{CrewLink, Generators};
use super::listener::Listener;
use super::ports::Ports;
use super::settings::{RunError, RunSettings, cap, port};
use super::share::RunShare;
use super::threads::{Threads, client_settings, join};
use super::worker::Shared;
use crate::plan::Plan;

/// A run that has not begun.
#[derive(Debug)]
pub struct Run {
    plan: Arc<Plan>,
    settings: RunSettings,
    events: (mpsc::Sender<Event>, mpsc::Receiver<Event>),
}

/// Time for all threads to be ready before the first request.
const HEAD_START: Duration = Duration::from_millis(20);

impl Run {
    /// Prepares a run.
    #[must_use]
    pub fn new(plan: Arc<Plan>, settings: RunSettings) -> Self {
        Self { plan, settings, events: mpsc::channel() }
    }

    /// A handle that stops the run from other threads.
    #[must_use]
    pub fn controller(&self) -> Controller {
        Controller::new(self.events.0.clone())
    }

    /// Runs the plan to its end.
    ///
    /// # Errors
    ///
    /// [`RunError`] when the engine cannot start, or fails. What goes wrong with the shop is measured, not returned.
    pub fn go(self, listeners: &mut [&mut dyn Listener]) -> Result<Finished, RunError> {
        self.go_with(None, listeners)
    }

    /// Runs the plan to its end together with other processes, which this one leads.
    ///
    /// # Errors
    ///
    /// As [`Self::go`]; and when another process is not ready. One that is lost later ends the run, or is measured as missing.
    pub fn go_with(
        self,
        mut others: Option<&mut dyn Generators>,
        listeners: &mut [&mut dyn Listener],
    ) -> Result<Finished, RunError> {
        let controller = self.controller();
        listeners.iter_mut().for_each(|listener| listener.begin(&controller));
        let Self { plan, settings, events: (sender, receiver) } = self;
        let mut counts = vec![thread_count(settings.threads, &plan)];
        counts.extend(others.iter().flat_map(|others| others.threads()));
        let shares = RunShare::of_each(&counts);
        let share = shares[0];
        let port = port(&plan, &settings);
        let cap = cap(&plan, share);
        let (orders, order) = watch::channel(Orders::default());
        // All of them before the first request: afterwards the load may hold every descriptor there is.
        let threads = Threads::ready(share, &client_settings(&plan, &settings, &cap)?, &order, &sender)?;
        let mut head_start = HEAD_START;
        if let Some(others) = &mut others {
            others.prepare(&plan, &settings, &shares).map_err(RunError::Generators)?;
            head_start = others.head_start();
        }
        let start = Instant::now() + head_start;
        if let Some(others) = &mut others {
            let link = CrewLink::new(Arc::clone(&plan), shares.clone(), start, order, sender);
            others.start(start, link);
        }
        let shared =
            Shared::new(Arc::clone(&plan), share, start, cap, settings.run_id.into(), settings.trace);
        let (handles, spares) = threads.start(&shared);
        let crew = Crew::new(&plan, shares, spares);
        let aggregator = Aggregator::new(&plan, start, orders, crew, Ports::towards(port));
        let mut finished = aggregator.collect(&receiver, listeners);
        join(handles)?;
        if let Some(others) = others {
            others.end();
            finished.health.take_facts(others.facts());
        }
        listeners.iter_mut().for_each(|listener| listener.end(&finished));
        Ok(finished)
    }
}

#[cfg(test)]
mod tests;
