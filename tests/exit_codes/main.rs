//! How the program ends: one exit code for each kind of end, one line for each problem.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its stage has failed"
)]

mod damaged;
mod given_back;
mod held;
#[cfg(target_os = "linux")]
mod inconclusive;
mod refused;
pub(crate) mod servers;
mod signals;
mod target;
mod thresholds;
mod tls;
mod usage;

use crate::support::{Ended, Place};

/// Runs the binary in a fresh folder and makes sure that no run was begun there.
fn run_in_vain(arguments: &[&str]) -> Ended {
    let place = Place::new();
    let ended = place.run(arguments);
    assert_eq!(place.runs(), Vec::<std::path::PathBuf>::new(), "{arguments:?}");
    assert!(!place.path("out").exists(), "{arguments:?} left a folder");
    ended
}
