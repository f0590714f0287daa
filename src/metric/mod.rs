//! What is measured: samples, histograms, their merging, and the numbers read out of them.
//!
//! Metric names and meanings are k6's, plus `response_time`, `schedule_lag` and `http_req_retried`.
//! Not here: clocks and sockets (`http` takes the times), rules about the numbers (`threshold`, `grade`).

mod blocks;
mod codings;
mod elsewhere;
mod ending;
mod filter;
mod generator;
mod histogram;
mod iterations;
mod measurements;
mod name;
mod outcome;
mod portion;
mod query;
mod recorder;
mod sample;
mod stall;
mod step;
mod stored;
mod summary;
mod tagged;
mod usual;
mod values;
mod visit;

pub use blocks::{Block, Blocks, StepBlock};
pub use codings::UnknownCodings;
pub use elsewhere::Elsewhere;
pub use ending::Ending;
pub use filter::Filter;
pub use generator::{GeneratorHealth, Lag, Machine, Strain, ThreadShare, Usage};
pub use histogram::{Histogram, HistogramEncoder, HistogramError};
pub use iterations::IterationTally;
pub use measurements::{CheckTally, Measurements};
pub use name::{MetricKind, MetricName, UnknownMetric};
pub use outcome::Outcome;
pub use portion::{Portion, Portions};
pub use query::Statistic;
pub use recorder::{Interval, PageEnd, Recorder, ThreadCost};
pub use sample::{Micros, Phase, Sample, Timings};
pub use step::StepSeries;
pub(crate) use step::honest_quantile;
pub use stored::{StoredError, StoredMeasurements};
pub use summary::{ArrivalNeeds, ExecutorLine, RunPhase, Summary, TimelinePoint};
pub use tagged::{SampleTags, TagSet};
pub use usual::Usual;
pub use visit::{
    Broken, BrokenVisit, Cause, Failing, Part, Shoppers, Specimen, Spread, StepPages, StepTime,
    TimeStatistic, VisitEnd, VisitKey, VisitSeries, VisitTally, Visits, certain_share, rank_for_sure,
};

use serde::{Deserialize, Serialize};

/// Index of a step in the plan's [`Layout`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StepId(pub u16);

/// Index of a check in the plan's [`Layout`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CheckId(pub u16);

/// The series a run will record: fixed before the first sample, so that recording never allocates names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Step names in the order of the report.
    pub steps: Vec<String>,
    /// Check names with the step that each belongs to.
    pub checks: Vec<(StepId, String)>,
    /// The journeys' names in the order of the plan.
    #[serde(default)]
    pub journeys: Vec<String>,
    /// The names of the loads (executors) in the order of the plan.
    #[serde(default)]
    pub loads: Vec<String>,
    /// The methods with which requests may be sent, those after a redirect included.
    #[serde(default)]
    pub methods: Vec<String>,
    /// The tags of thresholds that no series of a step answers. Each set has a series of its own.
    #[serde(default)]
    pub tagged: Vec<TagSet>,
    /// The values that steps need of their answers, with the step that each belongs to.
    #[serde(default)]
    pub extracts: Vec<(StepId, String)>,
    /// Which of the steps are series of assets: the requests for the files that another step's page needs. They are
    /// requests that were sent, but no pages: what is said of all steps together says nothing of them, because fast
    /// files would hide a slow page.
    pub assets: Vec<StepId>,
}

impl Layout {
    /// The place of a method, as [`SampleTags::method`] has it; the number of methods when it is not one of them.
    #[must_use]
    pub fn method(&self, method: &str) -> usize {
        self.methods.iter().position(|known| known == method).unwrap_or(self.methods.len())
    }
}
