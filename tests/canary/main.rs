//! Secrets stay secret: each kind is a text that nobody else would write, the binary is run in every way that knows it, and no
//! file and no stream may have it, however it is written.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its stage has failed"
)]

mod encodings;
mod environment;
mod files;
mod headers;
mod log_in;
mod mirror;
mod placeholders;
mod refused;
mod search;
mod voucher;
mod words;
