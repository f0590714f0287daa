//! What time it is at the shop. The only way in which limits learn of it, so that tests can say it.

use std::fmt;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Tells the time in one time zone; clones tell the same.
#[derive(Clone)]
pub struct Clock {
    source: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    zone: TimeZone,
}

impl Clock {
    /// The machine's clock in the machine's time zone.
    #[must_use]
    pub fn system() -> Self {
        Self::asking(Timestamp::now, TimeZone::system())
    }

    /// A clock that asks `source` whenever it is looked at; at least once a second during a run.
    pub fn asking(source: impl Fn() -> Timestamp + Send + Sync + 'static, zone: TimeZone) -> Self {
        Self { source: Arc::new(source), zone }
    }

    /// The same clock, read in another time zone.
    #[must_use]
    pub fn in_zone(self, zone: TimeZone) -> Self {
        Self { zone, ..self }
    }

    /// The moment, by the wall clocks of its zone.
    #[must_use]
    pub fn now(&self) -> Zoned {
        (self.source)().to_zoned(self.zone.clone())
    }
}

impl From<Zoned> for Clock {
    /// A clock that stands still.
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
