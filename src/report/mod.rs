//! Rendering: what `inspect` says of a page, and a finished run as `run.json`, `report.html`, `report.md`, `timeline.svg` and the text at the end of the terminal.
//!
//! Every renderer is a pure function of a [`RunRecord`], so a run can be rendered again from its file. Not here:
//! judging (`grade`), writing files (`app`). Numbers that were not measured read "not measured", never 0.

mod build;
mod error;
pub mod html;
pub mod inspect;
pub mod json;
pub mod markdown;
mod plot;
mod promotion;
mod record;
#[cfg(test)]
mod sample;
pub mod terminal;
mod text;
pub mod timeline;
mod trend;
mod wording;

pub use build::Inputs;
pub use error::ReportError;
pub use record::{
    CheckRecord, ExecutorRecord, HistogramRecord, IterationRecord, JudgedRecord, KindCount, LoadLine,
    MetricRecord, MetricType, PageLine, PhaseMeans, PromotionLine, RunRecord, SCHEMA_VERSION, StatusCount,
    StepKindCount, StepRecord,
};
pub use trend::Trend;
