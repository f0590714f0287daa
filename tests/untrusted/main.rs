//! What comes from outside may be made to harm: a shop's words, its answers, a stranger's scenario, recording or run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its stage has failed"
)]

mod answers;
mod files;
mod harmless;
mod recordings;
mod script;
mod words;
