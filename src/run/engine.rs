//! A run from its first thread to its last.

use std::io;
use std::num::NonZeroUsize;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::aggregate::Aggregator;
use super::control::{Controller, Event, Orders};
use super::crew::Crew;
use super::executors::thread_count;
use super::finished::Finished;
use super::generators::{Generators, Link};
use super::listener::Listener;
use super::ports::Ports;
use super::share::Share;
use super::threads::{Threads, client_settings, join};
use super::worker::Shared;
use crate::http::{Cap, HeaderName, HeaderValue, NetworkOptions, TlsError};
use crate::plan::Plan;
use crate::words::Message;

/// What a run needs beside its plan.
#[derive(Debug, Clone, Default)]
pub struct RunSettings {
    /// How connections are made.
    pub network: NetworkOptions,
    /// Headers of every request beside the plan's, which override them by name.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Engine threads; `None` is one per core, but never more than virtual users.
    pub threads: Option<NonZeroUsize>,
    /// What `${run.id}` stands for.
    pub run_id: String,
}

/// A run that cannot begin.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum RunError {
    /// TLS cannot be set up.
    Tls(#[from] TlsError),
    /// The system gives no thread or runtime.
    Start(#[from] io::Error),
    /// The other processes are not ready.
    Generators(Message),
    /// A mistake of ours. The other threads were stopped, and what they measured was observed.
    Panicked {
        /// The thread's name.
        thread: String,
    },
}

impl From<&RunError> for Message {
    fn from(error: &RunError) -> Self {
        match error {
            RunError::Tls(error) => Message::from(error),
            RunError::Start(error) => Message::new("error-run-start").with("why", Message::from(error)),
            RunError::Generators(why) => why.clone(),
            RunError::Panicked { thread } => Message::new("error-run-panicked").exact("thread", thread),
        }
    }
}

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
        let shares = Share::of_each(&counts);
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
            let link = Link::new(Arc::clone(&plan), shares.clone(), start, order, sender);
            others.start(start, link).map_err(RunError::Generators)?;
        }
        let shared = Shared::new(Arc::clone(&plan), share, start, cap, settings.run_id.into());
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

/// The port that connections are made to: the proxy's or the shop's.
pub(super) fn port(plan: &Plan, settings: &RunSettings) -> u16 {
    match &settings.network.proxy {
        Some(proxy) => proxy.port(),
        None => plan.base_url().port_or_known_default().unwrap_or_default(),
    }
}

/// The cap on the requests of a share: that of set-up and of all runs, or its part of it.
pub(super) fn cap(plan: &Plan, share: Share) -> Cap {
    match share.shards {
        1 => plan.limits().cap().clone(),
        _ => Cap::of(share.cap(plan.limits().max_requests_per_second())),
    }
}

#[cfg(test)]
mod tests;
