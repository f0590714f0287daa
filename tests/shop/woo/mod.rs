//! The demo shop as a WooCommerce: its contract, row by row.

mod captured;
mod classic;
mod orders;
mod pages;
mod refusals;
mod shopper;
mod silent;
mod store;
