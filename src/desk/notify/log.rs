//! The log on standard error, where `--log-format` asks for one.

use super::Notifier;
use crate::desk::store::{JobEventRow, JobRow};

/// Writes each new state of a run to the log.
pub(super) struct RunLog;

impl Notifier for RunLog {
    fn name(&self) -> &'static str {
        "log"
    }

    fn notify(&self, event: &JobEventRow, job: &JobRow) -> Result<(), String> {
        let letter = job.outcome.letter.as_deref().filter(|_| event.state.is_over());
        let state = event.state.as_str();
        tracing::info!(run = job.id, host = job.host.as_str(), letter, "the run is {state}");
        Ok(())
    }
}
