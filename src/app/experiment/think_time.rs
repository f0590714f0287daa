//! How long journeys take without the shop.

use std::time::Duration;

use crate::scenario::Journey;

/// How long a journey takes without the shop: the think times, by the journeys' weights.
pub(super) fn mean_think_time(journeys: &[Journey]) -> Duration {
    Duration::from_secs_f64(Journey::mean(journeys, |journey| journey.think_time().as_secs_f64()))
}
