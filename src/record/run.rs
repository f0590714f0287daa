//! `run.json`: everything a report says about a run. Times in milliseconds unless the name says otherwise.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Trend;
use super::judged::JudgedRecord;
use super::permission::Permission;
use super::visits::VisitsRecord;
use crate::grade::{Capacity, Landing, Letter, PromoCost, Verdict};
use crate::metric::{Ending, GeneratorHealth, Machine, Outcome, TimelinePoint};
use crate::threshold::ThresholdResult;
use crate::words::Message;

/// A finished run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RunRecord {
    /// The version of the file's shape, [`SCHEMA_VERSION`](super::SCHEMA_VERSION).
    pub schema_version: u32,
    /// The promo-load that ran.
    pub tool_version: String,
    /// Names the run; also its directory.
    pub run_id: String,
    /// When the load began.
    pub started: jiff::Timestamp,
    /// The tested address, without credentials.
    pub target: String,
    /// The tested page.
    pub page: PageLine,
    /// `local`, `preprod` or `prod`.
    pub environment: String,
    /// `read-only` or `full`.
    pub mode: String,
    /// What showed that the shop may be tested; absent in older files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<Permission>,
    /// What was planned.
    pub load: LoadLine,
    /// Virtual users allocated.
    pub vus_max: u64,
    /// Why the load stopped.
    pub ending: Ending,
    /// From the start of the load to the end of the last iteration, in seconds.
    pub elapsed_s: f64,
    /// What it all means.
    pub verdict: Verdict,
    /// The measured capacity; `None` when nobody asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// The promotion's measured cost, against each thing it was compared with; empty when nobody asked for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promo_costs: Vec<PromoCost>,
    /// Which of the promotion's costs that were asked for are not measured, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promo_unmeasured: Vec<Message>,
    /// What the verdict is made of; absent in files of version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visits: Option<VisitsRecord>,
    /// The part of the run the verdict is taken on, by requests and time.
    pub judged: JudgedRecord,
    /// The promotions under test.
    pub promotions: Vec<PromotionLine>,
    /// The whole run by step, in the order of the journey.
    pub steps: Vec<StepRecord>,
    /// Every check.
    pub checks: Vec<CheckRecord>,
    /// Every threshold.
    pub thresholds: Vec<ThresholdResult>,
    /// The whole run by metric, with k6's names and meaning.
    pub metrics: Vec<MetricRecord>,
    /// Visits that began: walks through the journey.
    pub iterations: IterationRecord,
    /// The same for each executor, when there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub executors: Vec<ExecutorRecord>,
    /// Files that pages name and that were not loaded, because they are on other hosts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<ElsewhereRecord>,
    /// One point per second.
    pub timeline: Vec<TimelinePoint>,
    /// The generator's own condition.
    pub generator: GeneratorHealth,
    /// What the generator ran on; absent in older files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<Machine>,
    /// How many shoppers at once are expected, when that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_shoppers: Option<u64>,
    /// The answer that brought the landing page at set-up; absent when it was not fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub landing: Option<Landing>,
    /// What a reader must know about the numbers, in English.
    pub notes: Vec<String>,
}

impl RunRecord {
    /// Whether the letter fails the run: it is C or worse, and the thresholds are the verdict's own, not the scenario's.
    #[must_use]
    pub fn letter_fails(&self) -> bool {
        let decides = self.thresholds.iter().any(|threshold| threshold.source.starts_with("visits: "));
        decides && self.verdict.grade.is_some_and(|grade| grade.letter <= Letter::C)
    }
}

/// The tested page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PageLine {
    /// Its title, as the shop writes it; empty when it has none.
    pub title: String,
    /// Its kind: "product".
    pub kind: String,
}

/// What was planned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LoadLine {
    /// The scenario's name.
    pub scenario: String,
    /// The executor and its numbers in words: "ramping-vus: up to 200 over 1m, hold 3m30s, down 30s".
    pub executor: String,
    /// Planned duration in seconds, when the plan has one.
    pub planned_s: Option<f64>,
    /// The HTTP that was spoken: `1.1`, `2`, or `auto` where that was left to the shop. Absent in older files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_version: Option<String>,
}

/// A promotion under test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PromotionLine {
    /// Its kind: "automatic cart rule".
    pub kind: String,
    /// Its text, as the shop writes it.
    pub text: String,
    /// What the run saw of it: "correct in 12,804 of 12,804 carts".
    pub seen: String,
    /// Whether a check looked at it during the run.
    #[serde(default)]
    pub checked: bool,
}

/// Files of another host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ElsewhereRecord {
    /// The host, with its port when it has one of its own.
    pub host: String,
    /// Different files.
    pub files: u64,
}

/// One step over the whole run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StepRecord {
    /// The step's name.
    pub name: String,
    /// Its HTTP method, when known.
    pub method: Option<String>,
    /// Requests sent; each redirect hop is one.
    pub requests: u64,
    /// Requests that ended well.
    pub ok: u64,
    /// Requests that failed a shopper. Requests cut off by the end of the run are neither.
    pub failures: u64,
    /// Everything that did not end well, by kind.
    pub kinds: Vec<KindCount>,
    /// Statuses, ascending; 0 stands for "no answer".
    pub statuses: Vec<StatusCount>,
    /// k6's clock over all requests, whatever their outcome: sending + waiting + receiving.
    pub http_req_duration: Option<Trend>,
    /// From the intended start to the last byte, honest (see [`Trend::honest`]).
    pub response_time: Option<Trend>,
    /// What shoppers wait for its pages in the judged part, each shopper weighing the same; `count` is of pages. `None` when no
    /// page came, and in files of version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Trend>,
    /// Whether the requests are for the files that another step's page needs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub assets: bool,
    /// From the intended start of a page to the last of its files; `None` when files were not loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_load_time: Option<Trend>,
    /// Mean of each phase over all requests; `None` without requests.
    pub phases: Option<PhaseMeans>,
    /// Requests sent again after a reset on a reused connection.
    pub retried: u64,
    /// Bytes written to sockets.
    pub bytes_sent: u64,
    /// Bytes read from sockets.
    pub bytes_received: u64,
    /// Both clocks by outcome.
    pub histograms: Vec<HistogramRecord>,
    /// The step in each of [`JudgedRecord::blocks`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<StepBlockRecord>,
}

impl StepRecord {
    /// The times that reports show: those of the judged pages, or of all requests in a record without visits.
    #[must_use]
    pub fn shown(&self, has_visits: bool) -> Option<Trend> {
        if has_visits { self.judged } else { self.response_time }
    }
}

/// A step in one block of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StepBlockRecord {
    /// Requests that came to an end; those that the end of the run cut off are left out.
    pub ended: u64,
    /// Of these, requests that failed a shopper.
    pub failures: u64,
    /// Their `response_time` in microseconds, whatever their outcome: HDR V2 compressed, base64.
    pub response_time: String,
}

/// How often requests ended in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct KindCount {
    /// The way.
    pub outcome: Outcome,
    /// How often.
    pub count: u64,
}

/// How often a status came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StatusCount {
    /// The status; 0 stands for "no answer".
    pub status: u16,
    /// How often.
    pub count: u64,
}

/// Mean milliseconds of each phase. `blocked` contains `connecting` and `tls_handshaking`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[expect(missing_docs, reason = "the names are those of metric::Phase")]
pub struct PhaseMeans {
    pub blocked: f64,
    pub connecting: f64,
    pub tls_handshaking: f64,
    pub sending: f64,
    pub waiting: f64,
    pub receiving: f64,
}

/// Both clocks of the requests that ended in one way, in microseconds: HDR V2 compressed, base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HistogramRecord {
    /// The way they ended.
    pub outcome: Outcome,
    /// k6's clock.
    pub http_req_duration: String,
    /// From the intended start to the last byte.
    pub response_time: String,
}

/// One check over the whole run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckRecord {
    /// The step it belongs to.
    pub step: String,
    /// Its name.
    pub name: String,
    /// Whether it proves that a promotion is right.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub promotion: bool,
    /// Times it held.
    pub passes: u64,
    /// Times it did not, also because no page came to look at.
    pub fails: u64,
    /// Of these, the times that no page came to look at.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub without_page: u64,
}

impl CheckRecord {
    /// Times that a page came and it did not hold.
    #[must_use]
    pub const fn wrong(&self) -> u64 {
        self.fails.saturating_sub(self.without_page)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// k6's metric types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are those of metric::MetricKind")]
pub enum MetricType {
    Counter,
    Gauge,
    Rate,
    Trend,
}

/// One metric over the whole run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MetricRecord {
    /// k6's name.
    pub name: String,
    /// Its type.
    pub r#type: MetricType,
    /// Its numbers by k6's names (`count`, `rate`, `p(95)`); empty when nothing was measured.
    pub values: BTreeMap<String, f64>,
}

/// Visits that began: walks through the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct IterationRecord {
    /// Began.
    pub started: u64,
    /// Those that the plan had, when it says how many: started + dropped + not reached. Of all executors: when each says
    /// how many.
    pub planned: Option<u64>,
    /// Those that were not due yet when the run was stopped.
    pub not_reached: u64,
    /// Came to their end, also where they failed.
    pub completed: u64,
    /// Of the completed ones, those that failed.
    pub failed: u64,
    /// Cut off by the end of the run.
    pub interrupted: u64,
    /// Were due but never began.
    pub dropped: u64,
}

/// Walks through the journey that one of several executors began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ExecutorRecord {
    /// What the scenario calls it.
    pub name: String,
    /// Its share.
    #[serde(flatten)]
    pub iterations: IterationRecord,
}
