//! What asks a program to stop on Windows: Ctrl-C, Ctrl-Break, and its console when it is closed.

use std::io;

use tokio::signal::windows::{CtrlBreak, CtrlC, CtrlClose, ctrl_break, ctrl_c, ctrl_close};

/// The events that ask for the end.
pub(super) struct StopSignals {
    interrupt: CtrlC,
    terminate: CtrlBreak,
    hang_up: CtrlClose,
}

impl Stops {
    /// Takes them over; within a runtime.
    pub(super) fn install() -> io::Result<Self> {
        Ok(Self { interrupt: ctrl_c()?, terminate: ctrl_break()?, hang_up: ctrl_close()? })
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) {
        let received = tokio::select! {
            received = self.interrupt.recv() => received,
            received = self.terminate.recv() => received,
            received = self.hang_up.recv() => received,
        };
        if received.is_none() {
            std::future::pending::<()>().await;
        }
    }
}
