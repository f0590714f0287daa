//! The time at the shop. Limits read it here only, so that tests can set it.

use std::fmt;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Tells the time in one time zone; clones tell the same time.
#[derive(Clone)]
pub struct Clock {
    source: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    zone: TimeZone,
}

impl Clock {
    /// Creates a clock that reads the machine's clock, in the machine's time zone.
    #[must_use]
    pub fn system() -> Self {
        Self::asking(Timestamp::now, TimeZone::system())
    }

    /// Creates a clock that asks `source` at each reading, at least once a second during a run.
    pub fn asking(source: impl Fn() -> Timestamp + Send + Sync + 'static, zone: TimeZone) -> Self {
        Self { source: Arc::new(source), zone }
    }

    /// The same clock in another time zone.
    #[must_use]
    pub(super) fn in_zone(self, zone: TimeZone) -> Self {
        Self { zone, ..self }
    }

    /// The current time in the clock's zone.
    #[must_use]
    pub(super) fn now(&self) -> Zoned {
        (self.source)().to_zoned(self.zone.clone())
    }
}

impl From<Zoned> for Clock {
    /// Creates a clock that stands still.
    fn from(moment: Zoned) -> Self {
        let timestamp = moment.timestamp();
        Self::asking(move || timestamp, moment.time_zone().clone())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Clock({})", self.now())
    }
}
