//! Wakes a thread of the desk.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long the thread sleeps at most: processes end, and hours and schedules begin, without a ring.
const LONGEST: Duration = Duration::from_millis(250);

/// Wakes a thread when there is something to do.
#[derive(Debug, Default)]
pub(super) struct Bell {
    rung: Mutex<Rung>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Rung {
    rung: bool,
    closed: bool,
}

impl Bell {
    /// There is something to do.
    pub(super) fn ring(&self) {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner).rung = true;
        self.changed.notify_all();
    }

    /// The desk closes.
    pub(super) fn close(&self) {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.changed.notify_all();
    }

    /// Waits for the next turn; whether there is one.
    pub(super) fn wait(&self) -> bool {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(rung, LONGEST, |state| !state.rung && !state.closed);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.rung = false;
        !state.closed
    }
}
