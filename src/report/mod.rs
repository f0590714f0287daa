//! Rendering: what `inspect` says of a page, and a finished run as `report.html`, `report.md`, `timeline.svg`, `junit.xml` and the
//! text at the end of the terminal.
//!
//! Every renderer is a pure function of a [`RunRecord`](crate::record::RunRecord), so a run can be rendered again from its file. Not
//! here: judging (`grade`), what is kept of a run (`record`), writing files (`app`). Numbers that were not measured read "not measured", never 0.

mod advice;
pub mod compare;
mod error;
pub mod html;
pub mod inspect;
pub mod junit;
pub mod markdown;
mod measured;
#[cfg(test)]
mod older;
mod plot;
mod promotion;
mod rows;
mod template;
pub mod terminal;
mod text;
pub mod timeline;
mod visits;
mod wording;

pub use error::ReportError;
