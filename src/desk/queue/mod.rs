//! From queued to done.
//!
//! One thread takes turns: it looks after the runs that have a process, adds those whose schedule is due, and starts the next.
//! What it does next follows from the database and the folders alone, so after a restart it goes on where it was.
//!
//! A run is started in three steps, each stored before the next: its folder's name is chosen in the database, the folder is made
//! with what was asked for, the process is started. The process makes and locks a file in the folder before anything else, and of
//! two processes in one folder one gives up at once. So a desk that is killed between two steps repeats the last one, and no run
//! is lost or done twice.

mod due;
mod hours;
mod reindex;
mod request;
mod start;
mod turn;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

pub(super) use due::CronTimes;
pub(super) use reindex::{adopt, reindex};
pub(super) use request::{CheckedRun, LONGEST_SCENARIO, OptionValue, RunRequest, host_of, secrets_of};

use super::error::DeskError;
use super::state::DeskState;
use turn::Turns;

/// Starts the queue's thread, which ends when the bell is closed.
///
/// # Errors
///
/// [`DeskError::Thread`] when the system gives none.
pub(super) fn start(desk: Arc<DeskState>, at_once: NonZeroUsize) -> Result<JoinHandle<()>, DeskError> {
    let body = move || {
        let mut turns = Turns::new(&desk, at_once);
        while desk.bell.wait() {
            turns.take();
        }
    };
    thread::Builder::new().name("desk-queue".into()).spawn(body).map_err(DeskError::Thread)
}
