//! What went wrong, on standard error.

use std::backtrace::{Backtrace, BacktraceStatus};

use super::failure::Failure;
use super::{logs, process};
use crate::words::Message;

/// The most characters of a problem: one that repeats a megabyte of a file would drown the others.
const LONGEST_PROBLEM: usize = 2_000;

/// Says on standard error why a command failed: each problem in a line of its own.
pub fn tell(failure: &Failure) {
    for problem in Message::from(failure).say(process::spoken()).lines() {
        let problem = match problem.char_indices().nth(LONGEST_PROBLEM) {
            Some((end, _)) => format!("{}…", &problem[..end]),
            None => problem.to_owned(),
        };
        process::problem(&problem);
    }
}

/// From now on a panic's message is without the known secrets.
pub fn guard_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let trace = Backtrace::capture();
        let trace =
            if trace.status() == BacktraceStatus::Captured { trace.to_string() } else { String::new() };
        if logs::are_written() {
            tracing::error!("{panic}");
        } else {
            process::note(&format!("{panic}\n{trace}"));
        }
    }));
}
