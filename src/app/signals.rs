//! Ctrl-C, SIGTERM and SIGHUP: the first lets running iterations finish, the second stops now.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::run::{Controller, StopReason};

/// Receives the signals of the process from its creation on.
#[derive(Debug)]
pub(super) struct Signals {
    received: watch::Receiver<u32>,
    controller: Arc<Mutex<Option<Controller>>>,
}

impl Signals {
    /// Takes over the process's signals.
    pub(super) fn install() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (count, received) = watch::channel(0);
        let controller: Arc<Mutex<Option<Controller>>> = Arc::default();
        let (mut interrupt, mut terminate, mut hang_up) = {
            let _context = runtime.enter();
            (
                signal(SignalKind::interrupt())?,
                signal(SignalKind::terminate())?,
                signal(SignalKind::hangup())?,
            )
        };
        let shared = Arc::clone(&controller);
        thread::Builder::new().name("signals".into()).spawn(move || {
            runtime.block_on(async {
                loop {
                    tokio::select! {
                        _ = interrupt.recv() => {}
                        _ = terminate.recv() => {}
                        _ = hang_up.recv() => {}
                    }
                    // Counted under the lock: `stop_run` sees either the count or not the signal at all.
                    let run = shared.lock().unwrap_or_else(PoisonError::into_inner);
                    count.send_modify(|received| *received += 1);
                    if let Some(run) = &*run {
                        run.stop(StopReason::Signal);
                    }
                }
            });
        })?;
        Ok(Self { received, controller })
    }

    /// Waits for a signal; for work before the run.
    pub(super) async fn received(&self) {
        let mut received = self.received.clone();
        if received.wait_for(|count| *count > 0).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Whether a signal came.
    pub(super) fn any(&self) -> bool {
        *self.received.borrow() > 0
    }

    /// Sends signals to a run from now on, and those that came since the preparation ended.
    pub(super) fn stop_run(&self, run: Controller) {
        let mut controller = self.controller.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..*self.received.borrow() {
            run.stop(StopReason::Signal);
        }
        *controller = Some(run);
    }
}
