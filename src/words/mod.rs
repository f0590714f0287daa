//! Sentences as data, said in English or French, and numbers as each language writes them.
//!
//! The sentences are in `*.en.ftl` and `*.fr.ftl` (Project Fluent); what a run keeps is an id with typed values
//! ([`Message`]), so that its report can be said in the other language later. An error is a message, too: its type has
//! `From<&…Error> for Message`, and its `Display` is the English sentence of that. Not here: escaping what came from a shop
//! (renderers do that).

mod catalogue;
mod heard;
mod io_error;
mod lang;
mod message;
mod names;
mod number;
mod quantity_error;
#[cfg(test)]
mod tests;

pub use lang::{Lang, LangError};
pub use message::{Message, Value};
pub use number::{clock, count, date_time, millis, money, number, planned, seconds, share};
