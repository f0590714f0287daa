//! The pause between two loads: until the shop answers a single visitor as it did before the search.

use std::cell::Cell;
use std::time::{Duration, Instant};

use crate::app::failure::Failure;
use crate::app::prepare::Prepared;
use crate::app::process::in_runtime;
use crate::app::signals::Signals;
use crate::app::target::TargetOptions;
use crate::app::visitor::visitor;
use crate::run::ControlApi;
use crate::words::Message;

/// Looks at the shop before the first load.
const LOOKS: usize = 3;
/// The shop has recovered when it takes at most this many times as long as before …
const FACTOR: u32 = 2;
/// … or at most so much longer: below that, the network and timers differ.
const SLACK: Duration = Duration::from_millis(50);
/// Between two looks, and at least before the next load.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest wait after a load that held, and after one that did not.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(20), Duration::from_secs(120));

/// How the wait for a shop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waited {
    /// It is as fast as before.
    Recovered,
    /// It did not become so in time.
    InVain,
    /// A signal came.
    Interrupted,
    /// The allowed hours are over: it was not looked at any more.
    WindowClosed,
    /// The control API was asked for the end.
    Stopped,
}

/// Waits for a shop to recover. Its looks are set-up traffic and in no number.
pub(super) struct Recovery<'a> {
    prepared: &'a Prepared,
    reach: &'a TargetOptions,
    /// How fast the shop was before the load; `None` when it gave no answer.
    usual: Option<Duration>,
    /// Requests that it sent.
    looks: Cell<u64>,
}

impl Recovery<'_> {
    /// Looks at the page a few times: this is how fast the shop is without load.
    pub(super) fn new<'a>(prepared: &'a Prepared, reach: &'a TargetOptions) -> Result<Recovery<'a>, Failure> {
        let mut recovery = Recovery { prepared, reach, usual: None, looks: Cell::new(0) };
        let mut times: Vec<Duration> = in_runtime(async {
            let mut times = Vec::new();
            for _ in 0..LOOKS {
                // What is run next finds the same, and says so.
                if prepared.limits.must_stop() {
                    break;
                }
                times.extend(recovery.look().await?);
            }
            Ok(times)
        })?;
        times.sort_unstable();
        recovery.usual = times.get(times.len() / 2).copied();
        Ok(recovery)
    }

    /// How long the page takes for a new visitor; `None` without an answer.
    async fn look(&self) -> Result<Option<Duration>, Failure> {
        let version = self.prepared.scenario.http.version;
        let Prepared { limits, network, .. } = self.prepared;
        let page = self.prepared.page_url();
        let mut scraper = visitor(self.reach, limits, network, version)?;
        let begin = Instant::now();
        let answer = scraper.reach(page).await;
        self.looks.set(self.looks.get() + scraper.requests());
        Ok(answer.ok().map(|_| begin.elapsed()))
    }

    /// What it sent, for the report of a run.
    pub(super) fn note(&self) -> Message {
        Message::new("note-recovery").with("requests", self.looks.get())
    }

    /// Waits until the shop is as fast as before.
    pub(super) fn wait(
        &self,
        signals: &Signals,
        control: Option<&ControlApi>,
        broke: bool,
    ) -> Result<Waited, Failure> {
        let patience = if broke { PATIENCE.1 } else { PATIENCE.0 };
        let allowed = self.usual.map(|usual| (usual * FACTOR).max(usual + SLACK));
        in_runtime(async {
            let mut begin = Instant::now();
            loop {
                tokio::select! {
                    () = tokio::time::sleep(PAUSE) => {}
                    () = signals.received() => return Ok(Waited::Interrupted),
                }
                if control.is_some_and(ControlApi::is_stopped) {
                    return Ok(Waited::Stopped);
                }
                if control.is_some_and(ControlApi::is_paused) {
                    begin += PAUSE;
                    continue;
                }
                if self.prepared.limits.must_stop() {
                    return Ok(Waited::WindowClosed);
                }
                let recovered = match (self.look().await?, allowed) {
                    (Some(took), Some(allowed)) => took <= allowed,
                    (answer, None) => answer.is_some(),
                    (None, Some(_)) => false,
                };
                if recovered {
                    return Ok(Waited::Recovered);
                }
                if begin.elapsed() > patience {
                    return Ok(if signals.any() { Waited::Interrupted } else { Waited::InVain });
                }
            }
        })
    }
}
