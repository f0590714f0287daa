//! Whatever happens to the program or its disk: what was measured is there, nothing is invented, and the shop's load was
//! what was asked for.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its stage has failed"
)]

mod disk;
mod killed;
mod output;
