//! Recordings, scenario files and their data as they come from the field: what is made of them, and what the shop is then sent.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails panics")]

mod addresses;
mod bodies;
mod copies;
mod files;
mod nowhere;
