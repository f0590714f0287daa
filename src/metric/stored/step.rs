//! Steps and checks in the form for files.

use serde::{Deserialize, Serialize};

use super::super::step::OutcomeSeries;
use super::super::{CheckTally, Outcome, Phase, StepSeries};
use super::histogram::StoredHistogram;
use super::{StoredError, sane};

/// The measurements of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredStep {
    outcomes: Vec<StoredOutcome>,
    statuses: Vec<(u16, u64)>,
    /// The phases in the order of [`Phase::ALL`].
    phases: Option<[StoredHistogram; Phase::ALL.len()]>,
    page_loads: Option<StoredHistogram>,
    groups: Option<StoredHistogram>,
    retried: u64,
    bytes_sent: u64,
    bytes_received: u64,
}

/// The series of an outcome. It may have waiting times without a request: those of pages that a stall kept back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredOutcome {
    outcome: Outcome,
    count: u64,
    /// Of these, the requests that were refused before they were sent.
    unsent: u64,
    duration: StoredHistogram,
    response_time: StoredHistogram,
}

/// The results of a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredCheck {
    /// The index of the check in the layout.
    check: usize,
    passes: u64,
    fails: u64,
    without_page: u64,
}

impl StoredOutcome {
    fn of(series: &OutcomeSeries) -> Self {
        Self {
            outcome: series.outcome,
            count: series.count,
            unsent: series.unsent,
            duration: StoredHistogram::of(&series.duration),
            response_time: StoredHistogram::of(&series.response_time),
        }
    }
}

impl StoredStep {
    pub(super) fn of(series: &StepSeries) -> Self {
        // In one order, whichever came first: equal measurements have equal forms.
        let mut outcomes: Vec<_> = series.outcomes.iter().filter(|series| !series.is_empty()).collect();
        outcomes.sort_by_key(|series| series.outcome);
        Self {
            outcomes: outcomes.into_iter().map(StoredOutcome::of).collect(),
            statuses: series.statuses(),
            phases: series.phases.as_deref().map(|phases| phases.each_ref().map(StoredHistogram::of)),
            page_loads: series.page_loads().map(StoredHistogram::of),
            groups: series.groups().map(StoredHistogram::of),
            retried: series.retried,
            bytes_sent: series.bytes_sent,
            bytes_received: series.bytes_received,
        }
    }

    /// Fills an empty series.
    pub(super) fn restore(&self, series: &mut StepSeries) -> Result<(), StoredError> {
        for stored in &self.outcomes {
            series.outcomes.push(OutcomeSeries {
                outcome: stored.outcome,
                count: sane(stored.count)?,
                unsent: sane(stored.unsent)?,
                duration: stored.duration.restore()?,
                response_time: stored.response_time.restore()?,
            });
        }
        for (status, count) in &self.statuses {
            series.count_status(*status, sane(*count)?);
        }
        if let Some(stored) = &self.phases {
            let phases = series.phases.get_or_insert_default();
            for (phase, stored) in phases.iter_mut().zip(stored) {
                *phase = stored.restore()?;
            }
        }
        if let Some(stored) = &self.page_loads {
            series.set_page_loads(stored.restore()?);
        }
        if let Some(stored) = &self.groups {
            series.set_groups(stored.restore()?);
        }
        series.retried = sane(self.retried)?;
        series.bytes_sent = sane(self.bytes_sent)?;
        series.bytes_received = sane(self.bytes_received)?;
        Ok(())
    }
}

/// The steps that have measurements.
pub(super) fn stored_steps(all: &[StepSeries]) -> Vec<(usize, StoredStep)> {
    let used = all.iter().enumerate().filter(|(_, series)| !series.is_empty());
    used.map(|(step, series)| (step, StoredStep::of(series))).collect()
}

/// Fills empty series.
pub(super) fn restore_steps(
    all: &mut [StepSeries],
    stored: &[(usize, StoredStep)],
) -> Result<(), StoredError> {
    for (step, stored) in stored {
        stored.restore(all.get_mut(*step).ok_or(StoredError::Layout(*step))?)?;
    }
    Ok(())
}

/// The checks that have results.
pub(super) fn stored_checks(all: &[CheckTally]) -> Vec<StoredCheck> {
    let made = all.iter().enumerate().filter(|(_, tally)| **tally != CheckTally::default());
    made.map(|(check, &CheckTally { passes, fails, without_page })| StoredCheck {
        check,
        passes,
        fails,
        without_page,
    })
    .collect()
}

/// Fills empty tallies.
pub(super) fn restore_checks(all: &mut [CheckTally], stored: &[StoredCheck]) -> Result<(), StoredError> {
    for stored in stored {
        *all.get_mut(stored.check).ok_or(StoredError::Layout(stored.check))? = CheckTally {
            passes: sane(stored.passes)?,
            fails: sane(stored.fails)?,
            without_page: sane(stored.without_page)?,
        };
    }
    Ok(())
}
