//! The commands around a test: schemas, completions, the look at the machine, the list of runs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails panics")]

mod doctor;
mod documents;
mod init;
mod install;
mod runs;
mod schema;
mod seconds;

use std::io::Write as _;
use std::process::Command;

/// Whether a program can be started. One that cannot is said to be missing, past the harness, which keeps what a passed test
/// prints to itself.
pub(crate) fn is_there(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        let _unseen = writeln!(std::io::stderr(), "skipped: there is no {program} to try it with");
    }
    found
}
