//! What the promotion costs: the same load with and without it, in turns.

mod paired;
mod words;

use serde::{Deserialize, Serialize};

use super::Estimate;
pub use paired::{Block, Setting};
pub use words::{interval, parts, signed};

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
        /// The parts of the promotion that this page is without: what the difference is of. Empty when none is known.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        without: Vec<Part>,
    },
}

/// A part of the tested promotion, such as a struck-through price or a cart rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Part {
    /// The kind of promotion, as `promotions` of the record names it: `auto-cart-rule`.
    pub kind: String,
    /// Its code, name and rule as far as they are known: `"Welcome 3 EUR off" (rule 1)`.
    pub text: String,
}

/// Why the cost of a promotion, or of a part of it, is not said.
#[derive(Debug, Clone, PartialEq)]
pub enum NoCost {
    /// This share of the requests of a block failed: journeys that fail end early and take less time.
    Failures(f64),
    /// No journey came to its end in a block.
    Nothing,
    /// Only so many pairs of blocks came to their end.
    Few(usize),
    /// The shop did not become as fast as it was before the load.
    NotRecovered,
    /// These parts are on the page of comparison, or in the cart there, as well.
    OnBothPages {
        /// The page of comparison.
        url: String,
        /// What both have.
        parts: Vec<Part>,
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
    /// Pairs of blocks that were measured, one with and one without the promotion in each, in random order.
    pub pairs: u32,
    /// Pairs that were planned; more than `pairs` when the run ended before. 0 in files of older versions.
    #[serde(default)]
    pub planned_pairs: u32,
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
    /// Whether the run ended before all planned pairs were measured.
    #[must_use]
    pub const fn is_cut_short(&self) -> bool {
        self.pairs < self.planned_pairs
    }

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
