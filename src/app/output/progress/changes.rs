//! Progress as lines of the log: what changes, and each second for those who want everything.

use std::time::Duration;

use super::live::LiveState;
use crate::run::Progress;
use crate::words::Lang;

/// What was last told.
#[derive(Debug, Default)]
pub(in crate::app) struct Changes {
    state: Option<LiveState>,
}

impl Changes {
    /// Tells what has changed since the last second.
    pub(super) fn log(&mut self, progress: &Progress) {
        let state = LiveState::of(progress);
        let (vus, requests, failures) = (progress.vus, progress.requests, progress.failures);
        let elapsed_s = progress.elapsed.as_secs_f64();
        if self.state.replace(state) != Some(state) {
            tracing::info!(elapsed_s, vus, requests, failures, "{}", state.words().say(Lang::En));
        }
        let p95_ms = progress.recent.map(|times| Duration::from_micros(times.p95_us).as_secs_f64() * 1e3);
        let requests_per_second = progress.requests_per_second;
        tracing::debug!(elapsed_s, vus, requests, failures, requests_per_second, p95_ms, "a second");
    }
}
