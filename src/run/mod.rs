//! The engine: virtual users walk the plan's journeys.
//!
//! One OS thread per core, each with its own current-thread runtime, virtual users, connections and recorder.
//! Nothing is shared while requests are in flight; once a second each thread hands its measurements over to
//! the calling thread, which merges them, looks at the thresholds and reports progress. Not here: what is
//! sent (`plan`), one exchange (`http`), what the numbers mean (`grade`).

mod aggregate;
mod assets;
mod charset;
mod choice;
mod closed;
mod control;
mod control_api;
mod fill;
mod firewall;
mod health;
mod judge;
mod library;
mod machine;
mod open;
mod pause;
mod ports;
mod progress;
mod recent;
mod slot;
mod virtual_user;
mod worker;

use std::num::NonZeroUsize;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, LocalOptions, LocalRuntime};
use tokio::sync::watch;

pub use control::{Controller, StopReason};
pub use control_api::{ControlApi, ControlError, Reach};
pub use machine::{capacity, machine};
pub use progress::{Progress, Tick};

use crate::http::{ClientSettings, HeaderName, HeaderValue, Network, NetworkOptions, TlsError};
use crate::metric::{Ending, ExecutorLine, GeneratorHealth, Measurements, Summary};
use crate::plan::{Plan, PlannedLoad};
use crate::threshold::Windows;
use aggregate::Aggregator;
use control::{Event, Orders};
use ports::Ports;
use worker::{Shared, work};

/// What a run needs beside its plan.
#[derive(Debug, Clone, Default)]
pub struct RunSettings {
    /// How connections are made.
    pub network: NetworkOptions,
    /// Headers of every request that are no part of the plan; a plan's header of the same name goes before.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Engine threads; `None` is one per core, but never more than virtual users.
    pub threads: Option<NonZeroUsize>,
}

/// A run that cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The system gives no thread or runtime.
    #[error("the engine cannot start: {0}")]
    Start(#[from] std::io::Error),
    /// A mistake of ours. The other threads were stopped, and what they measured was observed.
    #[error(
        "the engine failed in thread {thread}: a fault of promo-load; please report it with what stands above"
    )]
    Panicked {
        /// The thread's name.
        thread: String,
    },
}

/// A finished run.
#[derive(Debug)]
pub struct Finished {
    /// What was measured.
    pub summary: Summary,
    /// What the plan's thresholds with a window have seen.
    pub windows: Windows,
    /// Why it ended.
    pub ending: Ending,
    /// The generator's own condition.
    pub health: GeneratorHealth,
    /// How long the run stood still because somebody paused it.
    pub paused: Duration,
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

    /// Runs the plan to its end; `observe` is called for every second that has closed.
    ///
    /// # Errors
    ///
    /// [`RunError`] when the engine cannot start, or fails. What goes wrong with the shop is measured, not returned.
    pub fn go(self, observe: &mut dyn FnMut(&Tick<'_>)) -> Result<Finished, RunError> {
        let Self { plan, settings, events: (sender, receiver) } = self;
        let threads = thread_count(&settings, &plan);
        let port = match &settings.network.proxy {
            Some(proxy) => proxy.port(),
            None => plan.base_url().port_or_known_default().unwrap_or_default(),
        };
        let client_settings = client_settings(&plan, &settings)?;
        let (orders, order) = watch::channel(Orders::default());
        let (ready_sender, ready) = mpsc::channel();
        let mut handles = Vec::new();
        let mut starters = Vec::new();
        let mut spares = Vec::new();
        for index in 0..threads {
            let (spare_sender, spare) = mpsc::channel::<Measurements>();
            let (starter, start) = mpsc::channel::<Shared>();
            spares.push(spare_sender);
            starters.push(starter);
            let (order, sender, ready) = (order.clone(), sender.clone(), ready_sender.clone());
            let client_settings = client_settings.clone();
            let body = move || {
                let Some(runtime) = local_runtime(&ready) else { return };
                // Without a start another thread could not be made, and the run does not begin.
                let Ok(shared) = start.recv() else { return };
                work(index, &runtime, shared, client_settings, order, &sender, spare);
            };
            handles.push(thread::Builder::new().name(format!("vus-{index}")).spawn(body)?);
        }
        // All of them before the first request: afterwards the load may hold every descriptor there is.
        for _ in 0..threads {
            ready.recv().unwrap_or_else(|_| Err(std::io::Error::other("an engine thread is gone")))?;
        }
        let start = Instant::now() + HEAD_START;
        let shared = Shared::new(Arc::clone(&plan), threads, start);
        for starter in starters {
            // A thread that is gone is found when it is joined.
            let _gone = starter.send(shared.clone());
        }
        let ports = Ports::towards(port);
        let aggregator = Aggregator::new(&plan, start, orders, spares, ports);
        let finished = aggregator.collect(&receiver, observe);
        join(handles)?;
        Ok(finished)
    }
}

/// Waits for all threads.
fn join(threads: Vec<thread::JoinHandle<()>>) -> Result<(), RunError> {
    let name = |handle: &thread::JoinHandle<()>| handle.thread().name().unwrap_or_default().to_owned();
    let ended = threads.into_iter().map(|handle| (name(&handle), handle.join()));
    // All of them, before the first that failed is told.
    let failed: Vec<_> = ended.filter(|(_, ended)| ended.is_err()).collect();
    failed.into_iter().next().map_or(Ok(()), |(thread, _)| Err(RunError::Panicked { thread }))
}

/// The runtime of the calling thread, whose tasks never leave it; tells whether it could be made.
fn local_runtime(ready: &mpsc::Sender<std::io::Result<()>>) -> Option<LocalRuntime> {
    let made = Builder::new_current_thread().enable_all().build_local(LocalOptions::default());
    let (runtime, told) = match made {
        Ok(runtime) => (Some(runtime), Ok(())),
        Err(error) => (None, Err(error)),
    };
    // Nobody listens any more when another thread could not be made.
    let _gone = ready.send(told);
    runtime
}

/// The executors of a plan, with the iterations that they have.
#[must_use]
pub fn executors(plan: &Plan, settings: &RunSettings) -> Vec<ExecutorLine> {
    executor_lines(plan, thread_count(settings, plan))
}

/// The plan's executors; `threads` engine threads share their arrivals.
fn executor_lines(plan: &Plan, threads: usize) -> Vec<ExecutorLine> {
    let line = |load: &PlannedLoad| ExecutorLine {
        name: load.name.clone(),
        planned: load.planned_iterations(threads, plan.seed()),
        arrivals: load.schedule.arrivals().is_some(),
        needs: plan.arrival_needs(load),
    };
    plan.timetable().loads().iter().map(line).collect()
}

fn thread_count(settings: &RunSettings, plan: &Plan) -> usize {
    let cores =
        settings.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let vus = usize::try_from(plan.timetable().vus_max()).unwrap_or(usize::MAX);
    cores.min(vus).max(1)
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
