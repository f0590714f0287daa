//! What is written of a run and read again; inputs by the thousand; the floors of the sources.
//!
//! One program for all of them: each program more costs a link and the shared helpers once more.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set its stage has failed")]

#[path = "compare/main.rs"]
mod compare;
#[path = "fuzz/main.rs"]
mod fuzz;
mod layers;
#[path = "records/main.rs"]
mod records;
mod report;
mod report_html;
mod report_live;
mod support;
