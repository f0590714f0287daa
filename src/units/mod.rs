//! Quantities and their text forms: durations, money, percentages, byte counts.
//!
//! Not here: anything that knows what the quantity is *of*.

pub mod count;
pub mod duration;
pub mod line;
pub mod money;
pub mod price;
pub mod secret;
pub mod share;
