//! Output for k6: a plan as a k6 script, a run's numbers in k6's formats.
//!
//! Not here: k6's grammar of thresholds and its names of metrics and executors, which the whole program uses.

#[cfg(test)]
mod engine;
mod regex;
mod script;
pub mod summary;
mod tags;

pub use script::{ExportError, Script, ScriptNetwork, Settings, export};
