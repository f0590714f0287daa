//! The team's desk: its API as clients see it, and what becomes of its queue when it is killed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set its stage has failed")]

mod api;
mod assistant;
mod client;
mod events;
mod folders;
mod killed;
mod mcp;
mod people;
mod private;
mod queue;
#[path = "../support/mod.rs"]
mod support;
