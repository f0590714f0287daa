//! The cost of the promotion: the same load with and without it, in turns.

mod paired;
mod words;

use serde::{Deserialize, Serialize};

use super::Estimate;
pub use paired::{BlockTimes, Setting};
pub use words::{interval, parts, signed};

/// The journey that the one with the promotion is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "against", rename_all = "kebab-case")]
pub enum Counterpart {
    /// The same journey without the steps that only the promotion needs.
    WithoutItsSteps {
        /// The steps left out.
        left_out: Vec<String>,
    },
    /// The same journey on a page of the same kind without the promotion.
    Sibling {
        /// The address of that page, without credentials.
        url: String,
        /// The parts of the promotion that this page does not have, which cause the difference. Empty when none is known.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        without: Vec<PromotionPart>,
    },
}

/// A part of the tested promotion, such as a struck-through price or a cart rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PromotionPart {
    /// The kind of promotion, as `promotions` of the record names it: `auto-cart-rule`.
    pub kind: String,
    /// Its code, name and rule as far as they are known: `"Welcome 3 EUR off" (rule 1)`.
    pub text: String,
}

/// Why the cost of a promotion, or of a part of it, is unknown.
#[derive(Debug, Clone, PartialEq)]
pub enum NoCost {
    /// This share of the requests of a block failed: journeys that fail end early and take less time.
    Failures(f64),
    /// No journey was completed in a block.
    Nothing,
    /// Only this many pairs of blocks were completed.
    Few(usize),
    /// The shop did not become as fast as it was before the load.
    NotRecovered,
    /// These parts are also on the page of comparison, or in the cart there.
    OnBothPages {
        /// The address of the page of comparison.
        url: String,
        /// The parts that both pages have.
        parts: Vec<PromotionPart>,
    },
}

/// The difference that the promotion makes. A positive one is a cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PromoCost {
    /// The journey that was compared.
    pub comparison: Counterpart,
    /// Virtual users in all blocks.
    pub vus: u32,
    /// Pairs of blocks that were measured, one with and one without the promotion in each, in random order.
    pub pairs: u32,
    /// Pairs that were planned; more than `pairs` when the run ended early. 0 in files of older versions.
    #[serde(default)]
    pub planned_pairs: u32,
    /// The measured length of each block, in seconds.
    pub block_s: f64,
    /// Journeys in the blocks with the promotion.
    pub journeys_with: u64,
    /// Journeys in the blocks without the promotion.
    pub journeys_without: u64,
    /// The difference in `response_time` of a whole journey (the sum of its steps, without think times), in milliseconds.
    pub journey_ms: Estimate,
    /// The time of the same journey without the promotion, in milliseconds.
    pub journey_without_ms: f64,
    /// The difference in the time that the shop itself takes for a journey (the waiting for first bytes), in milliseconds.
    pub shop_time_ms: Estimate,
    /// The share of the journeys per second that the shop's workers lose to the promotion, 0 to 1: shop time with ÷ without,
    /// under the assumption that the workers are the limit. Negative when they gain.
    pub lost_capacity: Estimate,
    /// The cost of each step.
    pub steps: Vec<StepCost>,
}

impl PromoCost {
    /// Whether the run ended before all planned pairs were measured.
    #[must_use]
    const fn is_cut_short(&self) -> bool {
        self.pairs < self.planned_pairs
    }

    /// Whether a difference was seen at all.
    #[must_use]
    pub fn is_seen(&self) -> bool {
        self.journey_ms.is_sure()
    }
}

/// The cost of the promotion in one step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StepCost {
    /// The name of the step.
    pub step: String,
    /// Mean `response_time` with the promotion in milliseconds; `None` when that journey does not have the step.
    pub with_ms: Option<f64>,
    /// Mean `response_time` without the promotion in milliseconds; `None` when that journey does not have the step.
    pub without_ms: Option<f64>,
    /// The difference per journey in milliseconds.
    pub difference_ms: Estimate,
}
