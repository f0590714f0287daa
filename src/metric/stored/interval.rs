//! A thread's second in a form for other processes.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{StoredError, StoredMeasurements};
use crate::metric::{Interval, Layout, Micros, ThreadCost, UnknownCodings};

/// An [`Interval`] for another process. Its measurements have the form of the interval log.
#[derive(Debug, Serialize, Deserialize)]
pub struct StoredInterval {
    thread: usize,
    index: u64,
    end_us: Micros,
    vus: u64,
    connected: u64,
    oldest_pending_us: Option<Micros>,
    retry_after_us: Option<Micros>,
    /// Microseconds running and waiting for a CPU.
    cost_us: Option<(Micros, Micros)>,
    codings: UnknownCodings,
    measured: StoredMeasurements,
}

/// The greatest number of an interval: 30 years.
const MOST_SECONDS: u64 = 1 << 30;

impl StoredInterval {
    /// Converts an interval into the form for other processes.
    #[must_use]
    pub fn of(interval: &Interval) -> Self {
        Self {
            thread: interval.thread,
            index: interval.index,
            end_us: micros(interval.end),
            vus: interval.vus,
            connected: interval.connected,
            oldest_pending_us: interval.oldest_pending.map(micros),
            retry_after_us: interval.retry_after.map(micros),
            cost_us: interval.cost.map(|cost| (micros(cost.running), micros(cost.waiting))),
            codings: interval.measurements.codings.clone(),
            measured: StoredMeasurements::of(&interval.measurements),
        }
    }

    /// The number of the thread.
    #[must_use]
    pub const fn thread(&self) -> usize {
        self.thread
    }

    /// Restores the interval of a run with this layout and this many executors.
    ///
    /// # Errors
    ///
    /// [`StoredError`] when its measurements are damaged, belong to another layout, or cannot be a run's.
    pub fn restore(&self, layout: &Layout, executors: usize) -> Result<Interval, StoredError> {
        if self.index > MOST_SECONDS {
            return Err(StoredError::Number(self.index));
        }
        let mut measurements = self.measured.restore(layout, executors)?;
        measurements.codings.merge(&self.codings);
        let cost = |(running, waiting)| ThreadCost {
            running: Duration::from_micros(running),
            waiting: Duration::from_micros(waiting),
        };
        Ok(Interval {
            thread: self.thread,
            index: self.index,
            end: Duration::from_micros(self.end_us),
            vus: super::sane(self.vus)?,
            connected: super::sane(self.connected)?,
            oldest_pending: self.oldest_pending_us.map(Duration::from_micros),
            retry_after: self.retry_after_us.map(Duration::from_micros),
            cost: self.cost_us.map(cost),
            measurements,
        })
    }
}

fn micros(time: Duration) -> Micros {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
