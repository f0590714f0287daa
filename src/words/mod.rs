//! Sentences as data, said in English or French, and numbers as each language writes them.
//!
//! The sentences are in `en.ftl` and `fr.ftl` (Project Fluent); what a run keeps is an id with typed values
//! ([`Message`]), so that its report can be said in the other language later. Not here: escaping what came from a shop
//! (renderers do that), and errors, which are English only.

mod catalogue;
mod lang;
mod message;
mod names;
mod number;
#[cfg(test)]
mod tests;

pub use lang::{Lang, LangError};
pub use message::{Message, Value};
pub use number::{count, date_time, millis, money, number, planned, seconds, share};
