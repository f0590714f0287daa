//! The commands around a test: schemas, completions, the look at the machine, the list of runs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails panics")]

mod doctor;
mod documents;
mod init;
mod install;
mod runs;
mod schema;
mod seconds;
