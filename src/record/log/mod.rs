//! The interval log: a run's measurements, second by second, so that a run that was killed still has a report.
//!
//! The log has one line for each record: the CRC-32 of its JSON as eight hexadecimal digits, a space, the JSON. The first record
//! has everything that is known before the load ([`Start`]), each further one a second ([`Second`]), the last the end of the run
//! ([`End`]). Any records behind the start may be missing: the others are read. Not here: files (`app` writes and reads them).

mod entry;
#[cfg(any(all(unix, feature = "serve"), test))]
mod follow;
mod frame;
mod merge;
mod plan;
mod read;
mod seconds;

pub use entry::{End, Entry, LoggedExecutor, LoggedThreshold, Part, Second, Start};
#[cfg(any(all(unix, feature = "serve"), test))]
pub use follow::{FollowedSecond, LogFollower};
pub use frame::line;
pub use merge::{LoggedRun, MergeError, PlanDifference, merge};
pub use plan::{LoggedPlan, PartKind, PlanPart};
pub use read::{LogError, Rebuilt, pause_note, read};
pub use seconds::{SecondLine, seconds};

/// The name of the log in a run's directory.
pub const FILE: &str = "intervals.log";

/// The name of the part with the capacity, as far as it was searched; each later one has more.
pub const CAPACITY: &str = "capacity";

/// The name of a part with a cost of the promotion in one comparison, as far as it is measured; each later one of the same
/// comparison has more.
pub const PROMO_COST: &str = "promo-cost";

/// The name of a part that says which cost of the promotion is not measured, and why.
pub const PROMO_UNMEASURED: &str = "promo-unmeasured";

/// The name of a part with the names in `Content-Encoding` that are not codings; each later one has more.
pub const UNKNOWN_CODINGS: &str = "unknown-codings";

/// The version of the log's records. It changes whenever an older reader would misread a newer log. Version 3 packs the numbers
/// of each second and leaves out the steps and checks that it did not use.
pub const LOG_VERSION: u32 = 3;
