//! The exported script against the native run, with the real k6: the same requests, checks, counts and verdict.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its stage has failed"
)]

mod alike;
mod background;
mod behaviour;
mod data;
mod executors;
mod latency;
mod log_in;
mod pair;
mod secrets;
mod shipped;
mod tool;
mod traces;
mod verdicts;
mod woo;
