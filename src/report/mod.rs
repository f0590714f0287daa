//! Rendering: what `inspect` says of a page, and a finished run as `report.html`, `report.md`, `timeline.svg`, `junit.xml` and the
//! text at the end of the terminal; and the page that shows a run while it goes on (`live`).
//!
//! What is said of a run is built once for each language (`presentation`, `figures`), and the renderers lay it out. Each is a pure
//! function of a [`RunRecord`](crate::record::RunRecord), so a run can be rendered again from its file. Not here: judging (`grade`),
//! a run's record (`record`), writing files (`app`). Numbers that were not measured read "not measured", never 0.

pub mod compare;
pub mod doctor;
mod error;
mod figures;
pub mod history;
pub mod html;
pub mod inspect;
pub mod junit;
pub mod live;
pub mod markdown;
#[cfg(test)]
mod older;
mod plot;
mod presentation;
mod promotion;
pub mod runs;
mod template;
pub mod terminal;
mod text;
pub mod timeline;

pub use error::ReportError;
#[cfg(all(unix, feature = "serve"))]
pub(crate) use text::markdown as markdown_text;
