//! The engine threads of one process: made before the run, started together, joined at its end.

use std::io;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use tokio::runtime::{Builder, LocalOptions, LocalRuntime};
use tokio::sync::watch;

use super::control::{Event, Orders};
use super::engine_thread::{ThreadChannels, work};
use super::settings::{RunError, RunSettings};
use super::share::RunShare;
use super::worker::Shared;
use crate::http::{Cap, ClientSettings, Network};
use crate::metric::Measurements;
use crate::plan::Plan;

/// The greatest answer that is read, in bytes.
const MAX_BODY: usize = 64_000_000;

/// Engine threads that wait for the run's start. Without it, because another could not be made, they end.
pub(super) struct Threads {
    handles: Vec<JoinHandle<()>>,
    starters: Vec<mpsc::Sender<Shared>>,
    /// Take emptied measurements back to each thread.
    spares: Vec<mpsc::Sender<Measurements>>,
}

impl Threads {
    /// Makes those of this share and waits until each has its runtime.
    pub(super) fn ready(
        share: RunShare,
        client_settings: &ClientSettings,
        orders: &watch::Receiver<Orders>,
        events: &mpsc::Sender<Event>,
    ) -> Result<Self, RunError> {
        let mut threads = Self { handles: Vec::new(), starters: Vec::new(), spares: Vec::new() };
        let (told, ready) = mpsc::channel();
        for index in share.first_thread..share.first_thread + share.threads {
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
        for _ in 0..share.threads {
            ready.recv().unwrap_or_else(|_| Err(io::Error::other("an engine thread is gone")))?;
        }
        Ok(threads)
    }

    /// Lets them go; what they are joined by, and what takes spares to each.
    pub(super) fn start(self, shared: &Shared) -> (Vec<JoinHandle<()>>, Vec<mpsc::Sender<Measurements>>) {
        for starter in self.starters {
            // A thread that is gone is found when it is joined.
            let _gone = starter.send(shared.clone());
        }
        (self.handles, self.spares)
    }
}

/// Waits for all threads.
pub(super) fn join(threads: Vec<JoinHandle<()>>) -> Result<(), RunError> {
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

pub(super) fn client_settings(
    plan: &Plan,
    settings: &RunSettings,
    cap: &Cap,
) -> Result<ClientSettings, RunError> {
    let network = Network::new(plan.site().clone(), &settings.network, plan.http_version())
        .with_dns(plan.dns())
        .within(cap.clone());
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
