//! What the numbers mean: letters and scores, the headline, and findings with evidence and a remedy.
//!
//! Not here: thresholds (`threshold` says which were crossed), the wording of whole reports (`report`), and
//! capacity beyond the load that ran: nothing is extrapolated.

mod advice;
mod assets;
pub mod compare;
mod finding;
mod judged;
#[cfg(test)]
pub(crate) mod sample_run;
mod scale;
mod verdict;

pub use finding::Finding;
pub use scale::{Component, Grade, Letter, Score};
pub use verdict::Verdict;
