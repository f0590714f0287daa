//! What a step of a journey does.

use super::iteration::Iteration;
use crate::plan::PlannedStep;

/// What a step does. Steps of another kind than HTTP have their place here.
pub(super) enum Action<'a> {
    /// Asks the shop for a page.
    Http(&'a PlannedStep),
}

impl<'a> Action<'a> {
    pub(super) const fn of(step: &'a PlannedStep) -> Self {
        Self::Http(step)
    }

    /// Does it; `false` ends the iteration.
    pub(super) async fn perform(self, iteration: &mut Iteration<'_>) -> bool {
        match self {
            Self::Http(step) => iteration.ask_for_page(step).await || step.dispensable,
        }
    }
}
