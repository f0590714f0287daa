//! The engine: virtual users walk the plan's journeys.
//!
//! One OS thread per core, each with its own current-thread runtime, virtual users, connections and recorder.
//! Nothing is shared while requests are in flight; once a second each thread hands its measurements over to
//! the calling thread, which merges them, looks at the thresholds and reports progress. Not here: what is
//! sent (`plan`), one exchange (`http`), what the numbers mean (`grade`).
//!
//! ```text
//! engine          a run, from its first thread to its last; followed is a part of one that another process leads
//! crew            the processes of a run; generators is how other ones are told and heard, share what belongs to each
//! aggregate       merges the threads' seconds, stops the run, tells the listeners
//! threads         the engine threads of a process
//! engine_thread   drives a thread's share of each executor; clockwork hands over
//! closed, open    the two models: who walks when
//! virtual_user    walks journeys; assets loads a page's files
//! worker          what the virtual users of a thread share; slot is what it knows of each, life where it is
//! ```
//!
//! A file uses those below it.

mod aggregate;
mod assets;
mod charset;
mod choice;
mod clockwork;
mod closed;
mod control;
mod control_api;
mod cores;
mod crew;
mod engine;
mod engine_thread;
mod executors;
mod fill;
mod finished;
mod firewall;
mod followed;
mod generators;
mod health;
mod interruption;
mod judge;
mod library;
mod life;
mod listener;
mod local_server;
mod machine;
mod not_ready;
mod open;
mod pause;
mod ports;
mod progress;
mod recent;
mod settings;
mod share;
mod silence;
mod slot;
mod threads;
mod trace;
mod virtual_user;
mod worker;

pub use control::{Controller, Loss, OnLostShard, StopReason};
pub use control_api::{ControlApi, ControlError, Reach};
pub use cores::Cores;
pub use engine::Run;
pub use executors::executors;
pub use finished::Finished;
pub use followed::{FollowedOrders, FollowedRun, FollowedThreads};
pub use generators::{CrewLink, Generators, NewsError, ThreadNews, Told};
pub use listener::Listener;
pub use local_server::{ConnectionSlots, Guest, LocalServer, is_for_loopback};
pub use machine::{MachineUse, capacity, machine};
pub use not_ready::NotReady;
pub use progress::{Progress, RecentTimes, Tick};
pub use settings::{RunError, RunSettings};
pub use share::RunShare;
pub use trace::TraceOrigin;
