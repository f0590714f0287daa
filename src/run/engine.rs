//! A run from its first thread to its last.

use std::io;
use std::num::NonZeroUsize;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, LocalOptions, LocalRuntime};
use tokio::sync::watch;

use super::aggregate::Aggregator;
use super::control::{Controller, Event, Orders};
use super::engine_thread::{ThreadChannels, work};
use super::executors::thread_count;
use super::finished::Finished;
use super::listener::Listener;
use super::ports::Ports;
use super::worker::Shared;
use crate::http::{ClientSettings, HeaderName, HeaderValue, Network, NetworkOptions, TlsError};
use crate::metric::Measurements;
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

/// The greatest answer that is read, in bytes.
const MAX_BODY: usize = 64_000_000;

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
        let controller = self.controller();
        listeners.iter_mut().for_each(|listener| listener.begin(&controller));
        let Self { plan, settings, events: (sender, receiver) } = self;
        let count = thread_count(settings.threads, &plan);
        let port = match &settings.network.proxy {
            Some(proxy) => proxy.port(),
            None => plan.base_url().port_or_known_default().unwrap_or_default(),
        };
        let (orders, order) = watch::channel(Orders::default());
        // All of them before the first request: afterwards the load may hold every descriptor there is.
        let threads = Threads::ready(count, &client_settings(&plan, &settings)?, &order, &sender)?;
        let start = Instant::now() + HEAD_START;
        let (handles, spares) =
            threads.start(&Shared::new(Arc::clone(&plan), count, start, settings.run_id.into()));
        let aggregator = Aggregator::new(&plan, start, orders, spares, Ports::towards(port));
        let finished = aggregator.collect(&receiver, listeners);
        join(handles)?;
        listeners.iter_mut().for_each(|listener| listener.end(&finished));
        Ok(finished)
    }
}

/// Engine threads that wait for the run's start. Without it, because another could not be made, they end.
struct Threads {
    handles: Vec<JoinHandle<()>>,
    starters: Vec<mpsc::Sender<Shared>>,
    /// Take emptied measurements back to each thread.
    spares: Vec<mpsc::Sender<Measurements>>,
}

impl Threads {
    /// Makes them and waits until each has its runtime.
    fn ready(
        count: usize,
        client_settings: &ClientSettings,
        orders: &watch::Receiver<Orders>,
        events: &mpsc::Sender<Event>,
    ) -> Result<Self, RunError> {
        let mut threads = Self { handles: Vec::new(), starters: Vec::new(), spares: Vec::new() };
        let (told, ready) = mpsc::channel();
        for index in 0..count {
            let (spare, spares) = mpsc::channel();
            let (starter, start) = mpsc::channel();
            threads.spares.push(spare);
            threads.starters.push(starter);
            let line = ThreadChannels { orders: orders.clone(), events: events.clone(), spares };
            let (client_settings, told) = (client_settings.clone(), told.clone());
            let body = move || {
                let Some(runtime) = local_runtime(&told) else { return };
                let Ok(shared) = start.recv() else { return };
                work(index, &runtime, shared, client_settings, line);
            };
            threads.handles.push(thread::Builder::new().name(format!("vus-{index}")).spawn(body)?);
        }
        for _ in 0..count {
            ready.recv().unwrap_or_else(|_| Err(io::Error::other("an engine thread is gone")))?;
        }
        Ok(threads)
    }

    /// Lets them go; what they are joined by, and what takes spares to each.
    fn start(self, shared: &Shared) -> (Vec<JoinHandle<()>>, Vec<mpsc::Sender<Measurements>>) {
        for starter in self.starters {
            // A thread that is gone is found when it is joined.
            let _gone = starter.send(shared.clone());
        }
        (self.handles, self.spares)
    }
}

/// Waits for all threads.
fn join(threads: Vec<JoinHandle<()>>) -> Result<(), RunError> {
    let name = |handle: &JoinHandle<()>| handle.thread().name().unwrap_or_default().to_owned();
    let ended = threads.into_iter().map(|handle| (name(&handle), handle.join()));
    // All of them, before the first that failed is told.
    let failed: Vec<_> = ended.filter(|(_, ended)| ended.is_err()).collect();
    failed.into_iter().next().map_or(Ok(()), |(thread, _)| Err(RunError::Panicked { thread }))
}

/// The runtime of the calling thread, whose tasks never leave it; tells whether it could be made.
fn local_runtime(ready: &mpsc::Sender<io::Result<()>>) -> Option<LocalRuntime> {
    let made = Builder::new_current_thread().enable_all().build_local(LocalOptions::default());
    let (runtime, told) = match made {
        Ok(runtime) => (Some(runtime), Ok(())),
        Err(error) => (None, Err(error)),
    };
    // No one listens any more when another thread could not be made.
    let _gone = ready.send(told);
    runtime
}

fn client_settings(plan: &Plan, settings: &RunSettings) -> Result<ClientSettings, RunError> {
    let network = Network::new(plan.site().clone(), &settings.network, plan.http_version())
        .with_dns(plan.dns())
        .within(plan.limits().cap().clone());
    if plan.base_url().scheme() == "https" {
        network.prepare_tls()?;
    }
    Ok(ClientSettings {
        user_agent: plan.user_agent().clone(),
        headers: [&settings.headers, plan.headers()].concat(),
        timeouts: plan.timeouts(),
        max_body: MAX_BODY,
        network,
    })
}

#[cfg(test)]
mod tests;
