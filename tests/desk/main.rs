//! The team's desk: its API as clients see it, and what becomes of its queue when it is killed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set its stage has failed")]

mod api;
mod assistant;
#[allow(dead_code, reason = "each test crate uses the part that it needs")]
#[path = "../support/authority.rs"]
mod authority;
mod client;
mod events;
mod folders;
mod killed;
mod mcp;
mod outward;
mod outward_github;
mod pages;
mod pages_browser;
mod people;
mod private;
mod queue;
mod secrets;
mod signin;
mod signin_limits;
mod signin_providers;
#[path = "../support/mod.rs"]
mod support;
mod trouble;
