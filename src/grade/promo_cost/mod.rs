//! What the promotion costs: the same load with and without it, in turns.

mod paired;
mod words;

use serde::{Deserialize, Serialize};

use super::Estimate;
pub use paired::{Block, NoCost, Setting};
pub use words::{interval, signed};

/// What the journey with the promotion was compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "against", rename_all = "kebab-case")]
pub enum Comparison {
    /// The same journey without the steps that only the promotion needs.
    WithoutItsSteps {
        /// The steps left out.
        left_out: Vec<String>,
    },
    /// The same journey on a page of the same kind without promotion.
    Sibling {
        /// That page's address, without credentials.
        url: String,
    },
}

/// The difference that the promotion makes. Positive: it costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PromoCost {
    /// What it was compared with.
    pub comparison: Comparison,
    /// Virtual users in all blocks.
    pub vus: u32,
    /// Pairs of blocks, one with and one without the promotion in each, in random order.
    pub pairs: u32,
    /// How long each block was measured, in seconds.
    pub block_s: f64,
    /// Journeys in the blocks with the promotion.
    pub journeys_with: u64,
    /// Journeys in the blocks without it.
    pub journeys_without: u64,
    /// `response_time` of a whole journey (the sum of its steps, without think times) in milliseconds: the difference.
    pub journey_ms: Estimate,
    /// The same journey without the promotion, in milliseconds.
    pub journey_without_ms: f64,
    /// Time that the shop itself takes for a journey (waiting for its first bytes), in milliseconds: the difference.
    pub shop_time_ms: Estimate,
    /// The share of the journeys per second that the shop's workers lose to the promotion, 0 to 1: shop time with ÷ without,
    /// under the assumption that the workers are what limits it. Negative: they gain.
    pub lost_capacity: Estimate,
    /// Each step.
    pub steps: Vec<StepCost>,
}

impl PromoCost {
    /// Whether a difference was seen at all.
    #[must_use]
    pub fn is_seen(&self) -> bool {
        self.journey_ms.is_sure()
    }
}

/// What the promotion costs one step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StepCost {
    /// The step's name.
    pub step: String,
    /// Mean `response_time` with the promotion in milliseconds; `None` when the step has no part in that journey.
    pub with_ms: Option<f64>,
    /// The same without it.
    pub without_ms: Option<f64>,
    /// The difference per journey in milliseconds.
    pub difference_ms: Estimate,
}
