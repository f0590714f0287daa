//! The meaning of the numbers: letters and scores, the headline, and findings with evidence and a remedy.
//!
//! Not here: the evaluation of thresholds (`threshold`), the wording of whole reports (`report`), and capacity beyond the load
//! that ran: nothing is extrapolated.

mod capacity;
pub mod compare;
mod delivered;
mod estimate;
mod finding;
mod judged;
mod promo_cost;
mod reason;
#[cfg(test)]
pub(crate) mod sample_run;
mod scale;
mod so_far;
mod steadiness;
mod student;
mod verdict;
mod weakest;
mod wording;

pub use capacity::{
    Break, Capacity, CapacityStep, Course, HeldShoppers, LoadUnit, Next, Search, SearchEnd, SlowestStep,
    StepOutcome, UslFit, thresholds_on_hold,
};
pub use estimate::Estimate;
pub use finding::{Background, Confidence, Finding, FindingKind, Landing};
pub use judged::turned_away;
pub use promo_cost::{
    BlockTimes, Counterpart, NoCost, PromoCost, PromotionPart, Setting, StepCost, interval, parts, signed,
};
pub use scale::{Component, Grade, Letter, Score};
pub use so_far::{SoFar, slowest};
pub use verdict::Verdict;
pub use weakest::WeakestRun;
