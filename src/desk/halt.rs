//! Points at which tests stop the process, to kill it there: a moment is a place in the code, not a time.

/// A place in the life of a job between two writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HaltPoint {
    /// The job is submitted, and its answer not sent.
    Submitted,
    /// The folder is chosen and stored, and nothing is made of it.
    Intent,
    /// The folder is there with the request, and no process.
    Prepared,
    /// The process is started, and not stored.
    Spawned,
    /// The process has ended, and that is not stored.
    Ended,
}

/// The environment variable that names the point at which a test wants the process to stand still.
#[cfg(debug_assertions)]
const VARIABLE: &str = "PROMO_LOAD_TEST_HALT";

/// Stands still for ever at the point that a test names, after a line on standard error; passes every other point.
#[cfg(debug_assertions)]
pub(super) fn halt_at(point: HaltPoint) {
    use std::io::Write as _;

    if std::env::var(VARIABLE).is_ok_and(|named| named == format!("{point:?}")) {
        let _closed = writeln!(std::io::stderr(), "halted at {point:?}");
        loop {
            std::thread::park();
        }
    }
}

/// A release passes all points.
#[cfg(not(debug_assertions))]
pub(super) const fn halt_at(_: HaltPoint) {}
