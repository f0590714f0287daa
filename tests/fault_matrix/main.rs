//! A table of faults: whatever a server does, the run ends by itself, every request has the right outcome and is counted
//! once, and the visitors of a healthy page beside it notice nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its stage has failed"
)]

mod answers;
mod handshakes;
mod http2;
mod raw_http2;
mod restart;
mod rig;
mod server;
mod setup;
mod silence;

use std::sync::Mutex;
use std::thread;

use rig::Row;

fn rows() -> Vec<Row> {
    [answers::rows(), silence::rows(), handshakes::rows(), http2::rows(), raw_http2::rows()]
        .into_iter()
        .flatten()
        .collect()
}

/// Tries all rows out, so many at the same time; fails with a table of those that went wrong.
fn try_all(rows: &[Row], at_once: usize, problems_of: impl Fn(&Row) -> Vec<String> + Sync) {
    let left = Mutex::new(rows.iter());
    let wrong = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                loop {
                    let Some(row) = left.lock().unwrap().next() else { return };
                    let problems = problems_of(row);
                    if !problems.is_empty() {
                        wrong.lock().unwrap().push(format!("{}: {}", row.name, problems.join("; ")));
                    }
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    assert!(wrong.is_empty(), "{} of {} rows failed:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn every_fault_has_its_outcome_and_hurts_nobody_else() {
    // Most of the time they wait: for a time-out, or for the healthy page's visitors to think.
    try_all(&rows(), 10, Row::try_out);
}
