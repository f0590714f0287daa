//! promo-load: will this promotion page hold, for how many shoppers, and what does the promotion cost?
//!
//! The library behind the `promo-load` binary. ARCHITECTURE.md describes the floors; a module uses only
//! the floors below it, which `tests/layers.rs` enforces.

pub mod app;
pub mod cli;
pub mod cluster;
pub mod compile;
pub mod config;
#[cfg(all(unix, feature = "serve"))]
pub mod desk;
pub mod exit;
pub mod grade;
pub mod http;
pub mod k6;
pub mod kubernetes;
pub mod metric;
pub mod page;
pub mod plan;
pub mod promotion;
pub mod record;
pub mod report;
pub mod run;
pub mod scenario;
pub mod scrape;
pub mod shop;
pub mod shops;
pub mod threshold;
pub mod units;
pub mod words;
