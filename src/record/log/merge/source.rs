//! A run that is merged with others: its log, and what it is by itself.

use std::time::Duration;

use super::super::super::RunRecord;
use super::super::read::{entries, read, start, usable_seconds};
use super::super::{CAPACITY, LoggedPlan, PROMO_COST, PROMO_UNMEASURED, Second, Start};
use super::error::MergeError;
use crate::metric::{IterationTally, Measurements, UnknownCodings};
use crate::threshold::{ThresholdSet, Worst};

/// The parts of commands that measure in several runs.
const SEVERAL: [&str; 3] = [CAPACITY, PROMO_COST, PROMO_UNMEASURED];

/// The interval log of a run.
#[derive(Debug, Clone)]
pub struct LoggedRun {
    /// The place that the log comes from, for messages.
    pub place: String,
    /// The content of the log.
    pub log: Vec<u8>,
}

/// A run of a single load, which stated its plan.
pub(super) struct MergeSource<'a> {
    pub(super) place: &'a str,
    log: &'a [u8],
    pub(super) start: Start,
    pub(super) plan: LoggedPlan,
    /// The run judged by itself.
    pub(super) record: RunRecord,
    pub(super) thresholds: ThresholdSet,
    /// The worst window of each threshold.
    pub(super) worst: Vec<Option<Worst>>,
    /// The iterations of each executor.
    pub(super) tallies: Vec<IterationTally>,
    pub(super) codings: UnknownCodings,
    pub(super) paused: Duration,
    /// Seconds that the log misses.
    pub(super) missing: u64,
}

impl<'a> MergeSource<'a> {
    pub(super) fn read(run: &'a LoggedRun) -> Result<Self, MergeError> {
        let place = || run.place.clone();
        let unread = |source| MergeError::Log { place: place(), source };
        let rebuilt = read(&run.log).map_err(unread)?;
        let start = entries(&run.log).and_then(|(first, _)| start(first)).map_err(unread)?;
        let plan = start.plan.clone().ok_or_else(|| MergeError::NoPlan { place: place() })?;
        if plan.several || rebuilt.parts.iter().any(|part| SEVERAL.contains(&part.name.as_str())) {
            return Err(MergeError::Several { place: place() });
        }
        Ok(Self {
            place: &run.place,
            log: &run.log,
            plan,
            thresholds: rebuilt.thresholds.clone(),
            worst: rebuilt.windows.over_run(),
            tallies: (0..start.executors.len()).map(|at| rebuilt.summary.total.tally_of(at)).collect(),
            codings: rebuilt.codings(),
            paused: rebuilt.paused,
            missing: rebuilt.missing,
            start,
            record: rebuilt.record()?,
        })
    }

    /// The run's identifier.
    pub(super) fn id(&self) -> &str {
        &self.start.about.run_id
    }

    /// The seconds of the run with their measurements, in their order.
    pub(super) fn seconds(&self) -> impl Iterator<Item = (Second, Measurements)> {
        // A log that was read once has a beginning.
        let all = entries(self.log).ok().map(|(_, entries)| usable_seconds(entries, &self.start));
        all.into_iter().flatten()
    }
}
