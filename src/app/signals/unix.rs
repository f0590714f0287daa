//! What asks a program to stop on Unix: SIGINT, SIGTERM and SIGHUP.

use std::io;

use rustix::process::Signal;
use tokio::signal::unix::{self, SignalKind};

use crate::app::inherited::is_ignored;

/// The signals that ask for the end.
pub(super) struct StopSignals {
    interrupt: SignalStream,
    terminate: SignalStream,
    hang_up: SignalStream,
}

impl StopSignals {
    /// Takes over those that the process was not told to ignore; within a runtime.
    pub(super) fn install() -> io::Result<Self> {
        Ok(Self {
            interrupt: SignalStream::unless_ignored(Signal::INT)?,
            terminate: SignalStream::unless_ignored(Signal::TERM)?,
            hang_up: SignalStream::unless_ignored(Signal::HUP)?,
        })
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) {
        tokio::select! {
            () = self.interrupt.next() => {}
            () = self.terminate.next() => {}
            () = self.hang_up.next() => {}
        }
    }
}

/// The signals of a kind; none when they are ignored.
struct SignalStream(Option<unix::Signal>);

impl SignalStream {
    fn unless_ignored(signal: Signal) -> io::Result<Self> {
        if is_ignored(signal) {
            return Ok(Self(None));
        }
        unix::signal(SignalKind::from_raw(signal.as_raw())).map(Some).map(Self)
    }

    async fn next(&mut self) {
        let received = match &mut self.0 {
            Some(signals) => signals.recv().await,
            None => None,
        };
        if received.is_none() {
            std::future::pending::<()>().await;
        }
    }
}
