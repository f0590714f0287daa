//! Exported scripts and k6's summary, beside k6 itself where it is installed.
//!
//! One program for all of them: each program more costs a link and the shared helpers once more.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set its stage has failed")]

#[path = "k6/main.rs"]
mod k6;
#[path = "k6_summary/main.rs"]
mod k6_summary;
mod support;
