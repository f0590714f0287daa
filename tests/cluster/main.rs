//! A run over several processes against servers whose own counters are the truth: the same visits however many there are, nothing
//! counted twice or left out, and no load without a leader.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set its stage has failed")]

mod counts;
mod exit_codes;
mod loss;
#[cfg(target_os = "linux")]
mod partition;
mod processes;
mod same_visits;
#[cfg(target_os = "linux")]
mod skew;
mod stand_in;
mod team;
