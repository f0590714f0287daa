//! Rendering: what `inspect` says of a page, and a finished run as `run.json`, `report.html`, `report.md`, `timeline.svg` and the text at the end of the terminal.
//!
//! Every renderer is a pure function of a [`RunRecord`], so a run can be rendered again from its file. Not here:
//! judging (`grade`), writing files (`app`). Numbers that were not measured read "not measured", never 0.

mod about;
mod advice;
mod build;
pub mod compare;
mod error;
pub mod html;
pub mod inspect;
pub mod json;
mod judged;
pub mod junit;
pub mod log;
pub mod markdown;
mod measured;
mod permission;
mod plot;
mod promotion;
mod record;
mod rows;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod schema;
mod template;
pub mod terminal;
mod text;
pub mod timeline;
mod trend;
mod version;
mod visits;
mod wording;

pub use about::About;
pub use build::Inputs;
pub use error::ReportError;
pub use judged::{BlockRecord, JudgedRecord, StepKindCount};
pub use permission::Permission;
pub use record::{
    CheckRecord, ExecutorRecord, HistogramRecord, IterationRecord, KindCount, LoadLine, MetricRecord,
    MetricType, PageLine, PhaseMeans, PromotionLine, RunRecord, StatusCount, StepBlockRecord, StepRecord,
};
pub use trend::Trend;
pub use version::{OLDEST_VERSION, SCHEMA_VERSION};
pub use visits::{BrokenKind, BrokenRecord, JourneyRecord, TimeRecord, VisitCounts, VisitsRecord};
