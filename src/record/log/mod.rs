//! The interval log: a run's measurements, second by second, so that a run that was killed still has a report.
//!
//! A line for each record: the CRC-32 of its JSON as eight hexadecimal digits, a space, the JSON. First what is known
//! before the load ([`Start`]), then each second ([`Second`]), at last how it ended ([`End`]). Anything may be missing
//! behind the start: what is left is read. Not here: files (`app` writes and reads them).

mod entry;
mod frame;
mod read;

pub use entry::{End, Entry, LoggedExecutor, LoggedThreshold, Part, Second, Start};
pub use frame::line;
pub use read::{LogError, Rebuilt, pause_note, read};

/// The name of the log in a run's directory.
pub const FILE: &str = "intervals.log";

/// The name of the part that has the capacity as far as it was searched; a later one has more.
pub const CAPACITY: &str = "capacity";

/// The name of a part that has what the promotion costs, against one thing, as far as it is measured; a later one against the
/// same thing has more.
pub const PROMO_COST: &str = "promo-cost";

/// The name of a part that says which cost of the promotion is not measured, and why.
pub const PROMO_UNMEASURED: &str = "promo-unmeasured";

/// The name of a part that has what `Content-Encoding` said that is not a coding; a later one has more.
pub const UNKNOWN_CODINGS: &str = "unknown-codings";

/// The version of the log's records. Changes whenever an older reader would misread a newer log.
/// Version 3 packs the numbers of each second and leaves out the steps and checks that it did not use.
pub const LOG_VERSION: u32 = 3;
