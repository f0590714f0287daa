//! `promo-load.toml`, through the program.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails panics")]

mod environment;
mod hours;
mod looking;
mod precedence;
mod secrets;
