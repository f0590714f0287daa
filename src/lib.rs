//! promo-load: will this promotion page hold, for how many shoppers, and what does the promotion cost?
//!
//! The library behind the `promo-load` binary. ARCHITECTURE.md describes the floors; a module uses only
//! the floors below it, which `tests/layers.rs` enforces.

pub mod shop;
pub mod units;
