//! The outcome of iterations, counted for each executor of the plan.

use serde::{Deserialize, Serialize};

/// The iterations of one executor, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IterationTally {
    /// Iterations that began.
    pub started: u64,
    /// Iterations that reached their end, whether they were good or failed.
    pub completed: u64,
    /// Iterations that failed: a page did not come or was wrong, before the iteration reached its end or was cut off.
    pub failed: u64,
    /// Iterations that the end of the run cut off.
    pub interrupted: u64,
    /// Iterations that were due but did not run.
    pub dropped: u64,
    /// Of the dropped ones, those that the generator itself was too late for.
    pub overdue: u64,
    /// Iterations that were not due yet when the run was stopped, or that a process was not heard to begin before it was lost.
    pub not_reached: u64,
    /// Of the started ones, those that were under way in a process when it was lost: how they ended is not known.
    #[serde(default)]
    pub lost: u64,
    /// Of the interrupted ones, those that had failed before: they stand in `failed`, too.
    #[serde(default)]
    pub interrupted_failed: u64,
}

impl IterationTally {
    /// Adds another tally.
    pub fn add(&mut self, other: &Self) {
        self.started = self.started.saturating_add(other.started);
        self.completed = self.completed.saturating_add(other.completed);
        self.failed = self.failed.saturating_add(other.failed);
        self.interrupted = self.interrupted.saturating_add(other.interrupted);
        self.dropped = self.dropped.saturating_add(other.dropped);
        self.overdue = self.overdue.saturating_add(other.overdue);
        self.not_reached = self.not_reached.saturating_add(other.not_reached);
        self.lost = self.lost.saturating_add(other.lost);
        self.interrupted_failed = self.interrupted_failed.saturating_add(other.interrupted_failed);
    }

    /// Accounts for those of the `planned` iterations that were neither started nor dropped. When the executor reached its own
    /// end (`over`), there was no time or no virtual user for them; otherwise the run was stopped before they were due.
    pub fn account_for(&mut self, planned: u64, over: bool, arrivals: bool) {
        let missing = planned.saturating_sub(self.started.saturating_add(self.dropped));
        if !over {
            self.not_reached = missing;
            return;
        }
        self.dropped = self.dropped.saturating_add(missing);
        // Arrivals do not depend on free virtual users, so those that are unaccounted for are the generator's fault.
        if arrivals {
            self.overdue = self.overdue.saturating_add(missing);
        }
    }

    /// The started ones whose end was not told.
    #[must_use]
    pub const fn under_way(&self) -> u64 {
        self.started.saturating_sub(self.completed.saturating_add(self.interrupted).saturating_add(self.lost))
    }

    /// All counts, in the order of the fields.
    pub(super) const fn counts(&self) -> [u64; 9] {
        [
            self.started,
            self.completed,
            self.failed,
            self.interrupted,
            self.dropped,
            self.overdue,
            self.not_reached,
            self.lost,
            self.interrupted_failed,
        ]
    }
}

/// One tally for each executor, in the order of the plan.
#[derive(Debug, Clone, Default)]
pub(super) struct Tallies(Vec<IterationTally>);

impl Tallies {
    /// The tally of an executor. The list grows with the executor's first iteration and keeps its memory from then on.
    pub(super) fn of_mut(&mut self, executor: usize) -> &mut IterationTally {
        if self.0.len() <= executor {
            self.0.resize(executor + 1, IterationTally::default());
        }
        &mut self.0[executor]
    }

    pub(super) fn of(&self, executor: usize) -> IterationTally {
        self.0.get(executor).copied().unwrap_or_default()
    }

    pub(super) fn all(&self) -> &[IterationTally] {
        &self.0
    }

    pub(super) fn sum(&self) -> IterationTally {
        self.0.iter().fold(IterationTally::default(), |mut sum, tally| {
            sum.add(tally);
            sum
        })
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (executor, tally) in other.0.iter().enumerate() {
            self.of_mut(executor).add(tally);
        }
    }

    pub(super) fn clear(&mut self) {
        self.0.fill(IterationTally::default());
    }
}
