//! The summaries in k6's formats, beside those of the real k6 for the same journey through the same shop.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its stage has failed"
)]

mod files;
mod pair;
mod parity;
