//! The lasting data of a run: `run.json` with its types, its schema and its older versions, and the interval log.
//!
//! A [`RunRecord`] has everything that a report says. It is built from a run's measurements, or from its log when the run was
//! killed. Not here: judging (`grade`), the looks of a report (`report`), writing files (`app`).

mod about;
mod build;
mod error;
mod folder;
pub mod json;
mod judged;
pub mod log;
mod merged;
mod permission;
#[cfg(all(unix, feature = "serve"))]
pub mod process;
mod run;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod schema;
mod sentence;
mod trend;
mod version;
mod visits;

pub use about::About;
pub use build::{Inputs, MergedInputs};
pub use error::RecordError;
pub use folder::folder_name;
pub use judged::{BlockRecord, JudgedRecord, StepKindCount};
pub use merged::{MergedRecord, MergedRun};
pub use permission::Permission;
pub use run::{
    CheckRecord, ExecutorRecord, HistogramRecord, IterationRecord, KindCount, LoadLine, MetricRecord,
    MetricType, PageLine, PhaseMeans, PromotionLine, RunRecord, StatusCount, StepBlockRecord, StepRecord,
};
pub use trend::Trend;
pub use version::{OLDEST_VERSION, SCHEMA_VERSION};
pub use visits::{BrokenKind, BrokenRecord, JourneyRecord, TimeRecord, VisitCounts, VisitsRecord};

/// The JSON Schema of `run.json` in its newest version.
pub const JSON_SCHEMA: &str = include_str!("run.schema.json");
