//! Exit codes: one documented constant each, one exhaustive match. They are k6's where k6 has one.

use crate::app::{Ended, Failure};

/// All held.
pub const HELD: u8 = 0;
/// Something that should not happen: a disk that is full, a system that gives no thread, a machine in which doctor finds a problem.
pub const UNEXPECTED: u8 = 1;
/// The command line does not make sense.
pub const USAGE: u8 = 2;
/// A threshold was crossed, or a comparison found a regression.
pub const THRESHOLD_CROSSED: u8 = 99;
/// The target could not be prepared: not reachable, not a shop page.
pub const TARGET: u8 = 100;
/// Stopped through the control API.
pub const STOPPED: u8 = 103;
/// The scenario is invalid, or refused by the limits.
pub const REFUSED: u8 = 104;
/// Interrupted by a signal, or by the end of the allowed hours.
pub const INTERRUPTED: u8 = 105;
/// The generator was the bottleneck, so the numbers say nothing about the shop.
pub const INCONCLUSIVE: u8 = 120;

/// Every code with its meaning, as `--help` lists them.
pub const MEANINGS: [(u8, &str); 9] = [
    (HELD, "everything held"),
    (UNEXPECTED, "something that should not happen, such as a full disk; doctor: a problem"),
    (USAGE, "the command line does not make sense"),
    (THRESHOLD_CROSSED, "the shop did not hold: a threshold was crossed; compare: it got worse"),
    (TARGET, "the shop cannot be reached, or the page is not a shop's"),
    (STOPPED, "stopped through the control API"),
    (REFUSED, "the scenario is wrong, or more than is allowed or possible here"),
    (INTERRUPTED, "interrupted by a signal or the end of the allowed hours"),
    (INCONCLUSIVE, "inconclusive: this machine was the bottleneck, or there was nothing to judge"),
];

/// The exit code of a command's end.
#[must_use]
pub const fn code(result: &Result<Ended, Failure>) -> u8 {
    match result {
        Ok(Ended::Held) => HELD,
        Ok(Ended::ThresholdCrossed | Ended::Regressed) => THRESHOLD_CROSSED,
        Ok(Ended::Stopped) => STOPPED,
        Ok(Ended::Interrupted) | Err(Failure::Interrupted) => INTERRUPTED,
        Ok(Ended::Inconclusive) => INCONCLUSIVE,
        Err(Failure::Usage(_)) => USAGE,
        Err(Failure::Target(_)) => TARGET,
        Err(Failure::Refused(_)) => REFUSED,
        Ok(Ended::Unfit) | Err(Failure::Unexpected(_)) => UNEXPECTED,
    }
}
