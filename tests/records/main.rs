//! Recordings, scenario files and their data as they come from the field: what is made of them, and what the shop is then sent.

#[path = "../support/mod.rs"]
mod support;

mod addresses;
mod bodies;
mod copies;
mod files;
mod nowhere;
