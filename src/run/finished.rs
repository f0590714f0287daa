//! What a run leaves.

use std::time::Duration;

use crate::metric::{Ending, GeneratorHealth, Summary};
use crate::threshold::Windows;

/// A finished run.
#[derive(Debug)]
pub struct Finished {
    /// What was measured.
    pub summary: Summary,
    /// What the plan's thresholds with a window have seen.
    pub windows: Windows,
    /// Why it ended.
    pub ending: Ending,
    /// The generator's own condition.
    pub health: GeneratorHealth,
    /// How long the run stood still because it was paused.
    pub paused: Duration,
}
