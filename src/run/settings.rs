//! What a run needs beside its plan, and why it cannot begin.

use std::io;
use std::num::NonZeroUsize;

use super::not_ready::NotReady;
use super::share::RunShare;
use super::trace::TraceOrigin;
use crate::http::{Cap, HeaderName, HeaderValue, NetworkOptions, TlsError};
use crate::plan::Plan;
use crate::words::Message;

/// What a run needs beside its plan.
#[derive(Debug, Clone, Default)]
pub struct RunSettings {
    /// How connections are made.
    pub network: NetworkOptions,
    /// Headers of every request beside the plan's, which override them by name.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Engine threads; `None` is one per core, but never more than virtual users.
    pub threads: Option<NonZeroUsize>,
    /// What `${run.id}` stands for.
    pub run_id: String,
    /// The source of the trace ids that requests carry in `traceparent`; `None` leaves the header out.
    pub trace: Option<TraceOrigin>,
}

/// A run that cannot begin.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum RunError {
    /// TLS cannot be set up.
    Tls(#[from] TlsError),
    /// The system gives no thread or runtime.
    Start(#[from] io::Error),
    /// The other processes are not ready.
    Generators(NotReady),
    /// A mistake of ours. The other threads were stopped, and what they measured was observed.
    Panicked {
        /// The thread's name.
        thread: String,
    },
}

impl From<&RunError> for Message {
    fn from(error: &RunError) -> Self {
        match error {
            RunError::Tls(error) => Message::from(error),
            RunError::Start(error) => Message::new("error-run-start").with("why", Message::from(error)),
            RunError::Generators(why) => Message::from(why),
            RunError::Panicked { thread } => Message::new("error-run-panicked").exact("thread", thread),
        }
    }
}

/// The port that connections are made to: the proxy's or the shop's.
pub(super) fn port(plan: &Plan, settings: &RunSettings) -> u16 {
    match &settings.network.proxy {
        Some(proxy) => proxy.port(),
        None => plan.base_url().port_or_known_default().unwrap_or_default(),
    }
}

/// The cap on the requests of a share: that of set-up and of all runs, or its part of it.
pub(super) fn cap(plan: &Plan, share: RunShare) -> Cap {
    match share.shards {
        1 => plan.limits().cap().clone(),
        _ => Cap::of(share.cap(plan.limits().max_requests_per_second())),
    }
}
