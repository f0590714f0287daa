//! Measurements: samples, histograms, their merging, and the numbers read out of them.
//!
//! Metric names and meanings are k6's, plus `response_time`, `schedule_lag`, `http_req_retried` and those of visits. Not here:
//! clocks and sockets (`http` takes the times), rules about the numbers (`threshold`, `grade`).

mod blocks;
mod codings;
mod elsewhere;
mod ending;
mod filter;
mod generator;
mod histogram;
mod iterations;
mod measurements;
mod merged;
mod name;
mod outcome;
mod page_times;
mod portion;
mod query;
mod recorder;
mod sample;
mod shard;
mod slow_pages;
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
pub use merged::{Arrangement, MergedRuns};
pub use name::{MetricKind, MetricName, UnknownMetric};
pub use outcome::Outcome;
pub use page_times::PageTimes;
pub use portion::{Portion, Portions};
pub use query::Statistic;
pub use recorder::{Interval, PageEnd, Recorder, ThreadCost};
pub use sample::{Micros, Phase, Sample, Timings};
pub use shard::{Shard, ShardFacts};
pub use slow_pages::{SlowPage, SlowPages, TraceId};
pub use step::StepSeries;
pub use stored::{StoredError, StoredInterval, StoredMeasurements};
pub use summary::{ArrivalNeeds, ExecutorLine, RunPhase, Summary, TimelinePoint};
pub use tagged::{SampleTags, TagSet};
pub use usual::Usual;
pub use visit::{
    Broken, BrokenVisit, Cause, Failing, HOLDS_BELOW, HeldWait, LoadPart, Seconds, Shoppers, SlowEnd,
    SlowTime, Specimen, Spread, StepPages, StepTime, TimeStatistic, VisitEnd, VisitKey, VisitSeries,
    VisitTally, Visits, certain_share, rank_for_sure,
};

use serde::{Deserialize, Serialize};

/// Index of a step in the plan's [`Layout`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StepId(pub u16);

/// Index of a check in the plan's [`Layout`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CheckId(pub u16);

/// The series that a run records. They are fixed before the first sample, so that recording never allocates names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Step names in the order of the report.
    pub steps: Vec<String>,
    /// Check names, each with its step.
    pub checks: Vec<(StepId, String)>,
    /// The names of the journeys in the order of the plan.
    #[serde(default)]
    pub journeys: Vec<String>,
    /// The names of the loads (executors) in the order of the plan.
    #[serde(default)]
    pub loads: Vec<String>,
    /// The methods that requests may have, also after a redirect.
    #[serde(default)]
    pub methods: Vec<String>,
    /// The tags of thresholds that no step's series can answer. Each set has a series of its own.
    #[serde(default)]
    pub tagged: Vec<TagSet>,
    /// The values that steps extract from their answers, each with its step.
    #[serde(default)]
    pub extracts: Vec<(StepId, String)>,
    /// The steps that are series of assets: the requests for the files of another step's page. They are requests that were sent,
    /// but not pages, so they are left out of every number of all steps together: fast files would hide a slow page.
    pub assets: Vec<StepId>,
    /// The steps that the scripts of pages send by themselves. No shopper waits for them, so they are left out of the same numbers.
    #[serde(default)]
    pub background: Vec<StepId>,
}

impl Layout {
    /// The index of a method, as in [`SampleTags::method`]; the number of methods for an unknown one.
    #[must_use]
    pub fn method(&self, method: &str) -> usize {
        self.methods.iter().position(|known| known == method).unwrap_or(self.methods.len())
    }
}
