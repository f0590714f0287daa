//! Rendering: what a person or another program sees of a page or a run.
//!
//! Not here: deciding anything. A report only shows what the floors below have found.

pub mod inspect;
