//! The engine: virtual users walk the plan's journeys.
//!
//! One OS thread per core, each with its own current-thread runtime, virtual users, connections and recorder.
//! Nothing is shared while requests are in flight; once a second each thread hands its measurements over to
//! the calling thread, which merges them, looks at the thresholds and reports progress. Not here: what is
//! sent (`plan`), one exchange (`http`), what the numbers mean (`grade`).

mod aggregate;
mod assets;
mod charset;
mod choice;
mod clockwork;
mod closed;
mod control;
mod control_api;
mod engine;
mod engine_thread;
mod executors;
mod fill;
mod finished;
mod firewall;
mod health;
mod interruption;
mod judge;
mod library;
mod life;
mod listener;
mod machine;
mod open;
mod pause;
mod ports;
mod progress;
mod recent;
mod silence;
mod slot;
mod virtual_user;
mod worker;

pub use control::{Controller, StopReason};
pub use control_api::{ControlApi, ControlError, Reach};
pub use engine::{Run, RunError, RunSettings};
pub use executors::executors;
pub use finished::Finished;
pub use listener::Listener;
pub use machine::{capacity, machine};
pub use progress::{Progress, Tick};
