//! How long journeys take without the shop.

use std::time::Duration;

use crate::scenario::Journey;

/// How long a journey takes without the shop: the think times, by the journeys' weights.
pub(super) fn mean_think_time(journeys: &[Journey]) -> Duration {
    let weights: u32 = journeys.iter().map(|journey| journey.weight).sum();
    let total: f64 = journeys
        .iter()
        .map(|journey| {
            let thinking: Duration = journey.steps.iter().map(|step| step.think_time.mean()).sum();
            thinking.as_secs_f64() * f64::from(journey.weight)
        })
        .sum();
    Duration::from_secs_f64(total / f64::from(weights.max(1)))
}
