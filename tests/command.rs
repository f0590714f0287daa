//! The commands as a user types them: what they say, write and return, and what they keep to themselves.
//!
//! One program for all of them: each program more costs a link and the shared helpers once more.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set its stage has failed")]

#[path = "bench/main.rs"]
mod bench;
#[path = "canary/main.rs"]
mod canary;
#[path = "config/main.rs"]
mod config;
mod control;
#[path = "exit_codes/main.rs"]
mod exit_codes;
mod french;
mod inspect_cli;
#[path = "kubernetes/main.rs"]
mod kubernetes;
mod live;
mod logs;
#[path = "merging/main.rs"]
mod merging;
mod messages;
mod results_to;
mod support;
mod tags;
#[path = "tools/main.rs"]
mod tools;
#[path = "untrusted/main.rs"]
mod untrusted;
