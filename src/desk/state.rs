//! What all parts of an open desk share.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Notify;

use super::access::{Providers, RequestLimits};
use super::bell::Bell;
use super::entrance::Entrance;
use super::live::LiveRuns;
use super::marker::MarkerKey;
use super::options::BenchCheck;
use super::outward::OutwardSettings;
use super::store::DeskStore;
use super::troubles::DeskTroubles;
use crate::config::Config;
use crate::words::Lang;

/// An open desk. It is shared by its threads, and has no lock of its own.
#[derive(Debug)]
pub(super) struct DeskState {
    /// The database.
    pub(super) store: DeskStore,
    /// The folder of the database.
    pub(super) data: PathBuf,
    /// The folder of the runs' folders.
    pub(super) runs: PathBuf,
    /// Wakes the queue's thread.
    pub(super) bell: Bell,
    /// Wakes the notifiers' thread.
    pub(super) post: Bell,
    /// Wakes the thread that sends to others.
    pub(super) outbox: Notify,
    /// How others are known.
    pub(super) outward: OutwardSettings,
    /// The runs that are listened to.
    pub(super) live: LiveRuns,
    /// What is agreed about each host.
    pub(super) config: Arc<Config>,
    /// The language of the runs' reports.
    pub(super) lang: Lang,
    /// Reads the arguments of a run.
    pub(super) check: BenchCheck,
    /// What the markers of comments are derived from.
    pub(super) markers: MarkerKey,
    /// What its person was told of its troubles.
    pub(super) troubles: DeskTroubles,
    /// How often it is asked.
    pub(super) limits: RequestLimits,
    /// With whom people sign in.
    pub(super) providers: Providers,
    /// How it is reached from outside.
    pub(super) entrance: Entrance,
}

#[cfg(test)]
impl DeskState {
    /// A desk without any thread or option, for tests of its parts.
    pub(super) fn of_test(store: DeskStore, runs: &std::path::Path) -> Self {
        Self {
            store,
            data: runs.to_owned(),
            runs: runs.to_owned(),
            troubles: DeskTroubles::new(|_| {}),
            bell: Bell::default(),
            post: Bell::default(),
            outbox: Notify::new(),
            outward: OutwardSettings::of_test(),
            live: LiveRuns::default(),
            config: Arc::default(),
            lang: Lang::En,
            check: |_| Err(crate::words::Message::plain("no command line")),
            markers: MarkerKey::new([0; 32]),
            limits: RequestLimits::new(&crate::config::DeskLimits::default()),
            providers: Providers::default(),
            entrance: Entrance::default(),
        }
    }
}
