//! The client and the engine against servers whose own counters are the truth.
//!
//! One program for all of them: each program more costs a link and the shared helpers once more.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set its stage has failed")]

#[path = "support/authority.rs"]
mod authority;
#[path = "cluster/main.rs"]
mod cluster;
#[path = "fault_matrix/main.rs"]
mod fault_matrix;
#[path = "http/main.rs"]
mod http;
#[path = "network/main.rs"]
mod network;
#[path = "other_hosts/main.rs"]
mod other_hosts;
mod pause;
mod stall;
mod start;
mod starved;
mod support;
#[path = "survival/main.rs"]
mod survival;
mod traces;
mod window;
mod wire;
