//! Quantities and their text forms: durations, money, counts, shares, secrets.
//!
//! Not here: what a quantity measures.

pub mod count;
pub mod duration;
pub mod json;
pub mod line;
pub mod money;
pub mod price;
#[cfg(test)]
pub(crate) mod schema;
pub mod secret;
pub mod share;
