//! A clock that is not read twice for one moment.

use std::time::Instant;

/// The clock as it was last read, where nothing but bookkeeping has happened since: reading it costs as much as recording a
/// whole sample.
#[derive(Debug, Default)]
pub(super) struct JustNow(Option<Instant>);

impl JustNow {
    /// The time now, before bookkeeping.
    pub(super) fn read(&mut self) -> Instant {
        *self.0.get_or_insert_with(Instant::now)
    }

    /// The time now, before something that takes time.
    pub(super) fn take(&mut self) -> Instant {
        self.0.take().unwrap_or_else(Instant::now)
    }

    /// Nothing but bookkeeping has happened since this moment.
    pub(super) fn set(&mut self, now: Instant) {
        self.0 = Some(now);
    }

    /// Time has passed.
    pub(super) fn forget(&mut self) {
        self.0 = None;
    }
}
