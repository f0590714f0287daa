//! What became of iterations, counted for each executor of the plan.

/// Iterations of one executor, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IterationTally {
    /// Began.
    pub started: u64,
    /// Came to their end, also where a step failed.
    pub completed: u64,
    /// Of the completed ones, those that ended early because a step failed.
    pub failed: u64,
    /// Cut off by the end of the run.
    pub interrupted: u64,
    /// Were due but did not run.
    pub dropped: u64,
    /// Of the dropped ones, those that the generator itself was too late for.
    pub overdue: u64,
    /// Were not due yet when the run was stopped.
    pub not_reached: u64,
}

impl IterationTally {
    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        self.started += other.started;
        self.completed += other.completed;
        self.failed += other.failed;
        self.interrupted += other.interrupted;
        self.dropped += other.dropped;
        self.overdue += other.overdue;
        self.not_reached += other.not_reached;
    }
}

/// One tally for each executor, in the order of the plan.
#[derive(Debug, Clone, Default)]
pub(super) struct Tallies(Vec<IterationTally>);

impl Tallies {
    /// An executor's tally. The list grows when the executor is first heard of and keeps its memory from then on.
    pub(super) fn of_mut(&mut self, executor: usize) -> &mut IterationTally {
        if self.0.len() <= executor {
            self.0.resize(executor + 1, IterationTally::default());
        }
        &mut self.0[executor]
    }

    pub(super) fn of(&self, executor: usize) -> IterationTally {
        self.0.get(executor).copied().unwrap_or_default()
    }

    pub(super) fn sum(&self) -> IterationTally {
        self.0.iter().fold(IterationTally::default(), |mut sum, tally| {
            sum.merge(tally);
            sum
        })
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (executor, tally) in other.0.iter().enumerate() {
            self.of_mut(executor).merge(tally);
        }
    }

    pub(super) fn clear(&mut self) {
        self.0.fill(IterationTally::default());
    }
}
