//! Progress as lines of the log: what changes, and each second for those who want everything.

use std::time::Duration;

use crate::run::Progress;

/// What was last told.
#[derive(Debug, Default)]
pub(in crate::app) struct Changes {
    state: Option<&'static str>,
}

impl Changes {
    /// Tells what has changed since the last second.
    pub(super) fn log(&mut self, progress: &Progress) {
        let state = super::live::state(progress);
        let (vus, requests, failures) = (progress.vus, progress.requests, progress.failures);
        let elapsed_s = progress.elapsed.as_secs_f64();
        if self.state.replace(state) != Some(state) {
            tracing::info!(elapsed_s, vus, requests, failures, "{state}");
        }
        let p95_ms = progress.recent_p95_us.map(|micros| Duration::from_micros(micros).as_secs_f64() * 1e3);
        let requests_per_second = progress.requests_per_second;
        tracing::debug!(elapsed_s, vus, requests, failures, requests_per_second, p95_ms, "a second");
    }
}
