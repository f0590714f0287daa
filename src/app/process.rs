//! The process: a runtime for set-up work, and standard output.

use std::future::Future;
use std::io::{self, Write};

use tokio::task::LocalSet;

use super::failure::Failure;
use super::secrets::scrub;
use crate::units::line::visible;

/// Runs set-up work on this thread.
pub(super) fn in_runtime<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(anyhow::Error::from)?;
    LocalSet::new().block_on(&runtime, work)
}

/// Writes to standard output, without what is secret. A reader that has gone (`| head`) is no error.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    print_data(&scrub(text))
}

/// Writes what is made of scrubbed values, such as JSON, as it is.
pub(super) fn print_data(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(anyhow::Error::from(error).into()),
        _ => Ok(()),
    }
}

/// Writes to standard error, without what is secret and what a terminal would obey. Not being read there is no reason to stop.
pub(super) fn note(text: &str) {
    let _closed = io::stderr().lock().write_all(harmless(text).as_bytes());
}

/// Lines of a text that may repeat the shop's words or the user's.
pub(super) fn harmless(text: &str) -> String {
    let lines: Vec<String> = scrub(text).split('\n').map(visible).collect();
    lines.join("\n")
}
