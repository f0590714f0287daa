//! `run.json`: everything that a report says about a run. Times are in milliseconds unless the name says otherwise.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::judged::JudgedRecord;
use super::permission::Permission;
use super::sentence;
use super::visits::VisitsRecord;
use super::{MergedRecord, Trend};
use crate::grade::{Capacity, Landing, Letter, PromoCost, Verdict};
use crate::metric::{CheckTally, Ending, GeneratorHealth, Machine, Outcome, SlowPage, TimelinePoint};
use crate::threshold::ThresholdResult;
use crate::words::Message;

/// Everything that is kept of a finished run: the root of `run.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RunRecord {
    /// The version of the file format, [`SCHEMA_VERSION`](super::SCHEMA_VERSION).
    pub schema_version: u32,
    /// The version of promo-load that ran.
    pub tool_version: String,
    /// The identifier of the run, which is also the name of its directory.
    pub run_id: String,
    /// The beginning of the load.
    pub started: jiff::Timestamp,
    /// The tested address, without credentials.
    pub target: String,
    /// The title and the kind of the tested page.
    pub page: PageLine,
    /// The environment: `local`, `preprod` or `prod`.
    pub environment: String,
    /// The mode: `read-only` or `full`.
    pub mode: String,
    /// The proof that the shop may be tested; absent in older files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<Permission>,
    /// The planned load, in words and numbers.
    pub load: LoadLine,
    /// The number of allocated virtual users.
    pub vus_max: u64,
    /// The reason why the load stopped.
    pub ending: Ending,
    /// From the start of the load to the end of the last iteration, in seconds.
    pub elapsed_s: f64,
    /// The verdict on the shop.
    pub verdict: Verdict,
    /// The measured capacity; `None` when it was not searched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// The measured costs of the promotion, one for each comparison; empty when they were not asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promo_costs: Vec<PromoCost>,
    /// Why requested costs of the promotion are not measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promo_unmeasured: Vec<Message>,
    /// The visits that the verdict is based on; absent in files of version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visits: Option<VisitsRecord>,
    /// The judged part of the run, by requests and time.
    pub judged: JudgedRecord,
    /// The promotions under test.
    pub promotions: Vec<PromotionLine>,
    /// The whole run by step, in the order of the journey.
    pub steps: Vec<StepRecord>,
    /// The results of all checks.
    pub checks: Vec<CheckRecord>,
    /// The results of all thresholds.
    pub thresholds: Vec<ThresholdResult>,
    /// The whole run by metric, with k6's names and meaning.
    pub metrics: Vec<MetricRecord>,
    /// The iterations of the run: walks through a journey.
    pub iterations: IterationRecord,
    /// The iterations of each executor, when there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub executors: Vec<ExecutorRecord>,
    /// Files that pages name and that were not loaded, because they are on other hosts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<ElsewhereRecord>,
    /// One point for each second.
    pub timeline: Vec<TimelinePoint>,
    /// The generator's own condition.
    pub generator: GeneratorHealth,
    /// The machine of the generator; absent in older files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<Machine>,
    /// The runs that the record was made of; absent for a single one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<MergedRecord>,
    /// The expected number of shoppers at once, if it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_shoppers: Option<u64>,
    /// The answer with the landing page at set-up; absent when it was not fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub landing: Option<Landing>,
    /// Facts that a reader needs to understand the numbers.
    #[serde(deserialize_with = "sentence::read_all")]
    pub notes: Vec<Message>,
}

impl RunRecord {
    /// Whether the letter fails the run: it is C or worse, and the thresholds are the verdict's own, not the scenario's.
    #[must_use]
    pub fn letter_fails(&self) -> bool {
        let decides = self.thresholds.iter().any(|threshold| threshold.source.starts_with("visits: "));
        decides && self.verdict.grade.is_some_and(|grade| grade.letter <= Letter::C)
    }
}

/// The page under test, as a report names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PageLine {
    /// The title as the shop writes it; empty when the page has none.
    pub title: String,
    /// The kind of the page: "product".
    pub kind: String,
}

/// The load that the plan asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LoadLine {
    /// The name of the scenario.
    pub scenario: String,
    /// The executor and its numbers in words: "ramping-vus: up to 200 over 1m, hold 3m30s, down 30s".
    pub executor: String,
    /// The same as a sentence of both languages; absent in older files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Message>,
    /// Planned duration in seconds, when the plan has one.
    pub planned_s: Option<f64>,
    /// The version of HTTP: `1.1`, `2`, or `auto` when it was left to the shop. Absent in older files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_version: Option<String>,
}

/// A promotion under test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PromotionLine {
    /// The kind of the promotion: "automatic cart rule".
    pub kind: String,
    /// The promotion in words, with the shop's own texts.
    #[serde(deserialize_with = "sentence::read")]
    pub text: Message,
    /// The result of the run for it: "correct in 12,804 of 12,804 carts".
    pub seen: String,
    /// Whether a check looked at it during the run.
    #[serde(default)]
    pub checked: bool,
}

/// The files of another host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ElsewhereRecord {
    /// The host, with its port unless that is the default.
    pub host: String,
    /// The number of different files.
    pub files: u64,
}

/// One step over the whole run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StepRecord {
    /// The name of the step.
    pub name: String,
    /// The HTTP method of the step, when known.
    pub method: Option<String>,
    /// Requests sent; each hop of a redirect is one.
    pub requests: u64,
    /// Requests that ended well.
    pub ok: u64,
    /// Requests that failed a shopper. Requests cut off by the end of the run are neither.
    pub failures: u64,
    /// The requests that did not end well, by kind.
    pub kinds: Vec<KindCount>,
    /// Statuses, ascending; 0 stands for "no answer".
    pub statuses: Vec<StatusCount>,
    /// k6's duration (sending + waiting + receiving) over all requests, of every outcome.
    pub http_req_duration: Option<Trend>,
    /// From the intended start to the last byte, the worse of successes and of all requests.
    pub response_time: Option<Trend>,
    /// The waiting times for its pages in the judged part, each shopper weighing the same; `count` is of pages. `None` when no
    /// page came, and in files of version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Trend>,
    /// Whether the requests are for the files of another step's page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub assets: bool,
    /// Whether the scripts of pages send the requests by themselves, so that no shopper waits for them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub background: bool,
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
    /// The histograms of both clocks, by outcome.
    pub histograms: Vec<HistogramRecord>,
    /// The step in each of [`JudgedRecord::blocks`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<StepBlockRecord>,
    /// The page that was waited for longest, at full load when there was any, with its trace in the shop's own tracing; `None` when
    /// its requests had no trace context.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slowest_page: Option<SlowPage>,
}

impl StepRecord {
    /// Whether its requests are for pages, which shoppers wait for.
    #[must_use]
    pub const fn is_of_pages(&self) -> bool {
        !self.assets && !self.background
    }

    /// The times that reports show: those of the judged pages, or of all requests in a record without visits. Background requests are
    /// in no visit.
    #[must_use]
    pub fn shown(&self, has_visits: bool) -> Option<Trend> {
        if has_visits && !self.background { self.judged } else { self.response_time }
    }
}

/// A step in one block of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StepBlockRecord {
    /// Requests that ended; those that the end of the run cut off are left out.
    pub ended: u64,
    /// Of these, requests that failed a shopper.
    pub failures: u64,
    /// Their `response_time` in microseconds, of every outcome: HDR V2 compressed, base64.
    pub response_time: String,
}

/// The number of requests with one outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct KindCount {
    /// The outcome of the requests.
    pub outcome: Outcome,
    /// The number of requests.
    pub count: u64,
}

/// The number of answers with one status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StatusCount {
    /// The status; 0 stands for "no answer".
    pub status: u16,
    /// The number of answers.
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

/// Both clocks of the requests with one outcome, in microseconds: HDR V2 compressed, base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HistogramRecord {
    /// The outcome of the requests.
    pub outcome: Outcome,
    /// The durations on k6's clock: sending + waiting + receiving.
    pub http_req_duration: String,
    /// The times from the intended start to the last byte.
    pub response_time: String,
}

/// The results of one check over the whole run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckRecord {
    /// The name of the check's step.
    pub step: String,
    /// The name of the check.
    pub name: String,
    /// Whether it proves that a promotion is right.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub promotion: bool,
    /// The number of times that it held.
    pub passes: u64,
    /// The number of times that it did not hold, including those without a page.
    pub fails: u64,
    /// Of these, the times without a page to look at.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub without_page: u64,
}

impl CheckRecord {
    /// The same numbers as measurements have them.
    #[must_use]
    pub const fn tally(&self) -> CheckTally {
        CheckTally { passes: self.passes, fails: self.fails, without_page: self.without_page }
    }

    /// The number of times that a page came and the check did not hold.
    #[must_use]
    pub const fn wrong(&self) -> u64 {
        self.fails.saturating_sub(self.without_page)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// k6's metric types, which decide the numbers that a metric has.
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
    /// k6's name of the metric.
    pub name: String,
    /// k6's type of the metric.
    pub r#type: MetricType,
    /// The numbers by k6's names (`count`, `rate`, `p(95)`); empty when nothing was measured.
    pub values: BTreeMap<String, f64>,
}

/// The iterations of a run: walks through a journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct IterationRecord {
    /// Iterations that began.
    pub started: u64,
    /// Planned iterations, when the plan states their number: started + dropped + not reached. For all executors, only when each
    /// states it.
    pub planned: Option<u64>,
    /// Iterations that were not due yet when the run was stopped, or that a process was not heard to begin before it was lost.
    pub not_reached: u64,
    /// Iterations that reached their end, whether they were good or failed.
    pub completed: u64,
    /// Iterations that failed, before they reached their end or were cut off.
    pub failed: u64,
    /// Iterations that the end of the run cut off.
    pub interrupted: u64,
    /// Iterations that were due but never began.
    pub dropped: u64,
    /// Of the started ones, those that were under way in a process of the run when it was lost: how they ended is not known.
    /// Started = completed + interrupted + lost.
    #[serde(default)]
    pub lost: u64,
    /// Of the interrupted ones, those that had failed before, which stand in `failed`, too: good ones = completed − (failed −
    /// `interrupted_failed`). 0 in older files, whose `failed` has only completed ones.
    #[serde(default)]
    pub interrupted_failed: u64,
}

impl IterationRecord {
    /// Iterations that reached their end and were good.
    #[must_use]
    pub const fn good(&self) -> u64 {
        self.completed.saturating_sub(self.failed.saturating_sub(self.interrupted_failed))
    }

    /// Iterations that the end of the run cut off before anything was wrong. Started = good + failed + unfinished + lost.
    #[must_use]
    pub const fn unfinished(&self) -> u64 {
        self.interrupted.saturating_sub(self.interrupted_failed)
    }
}

/// The iterations of one of several executors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ExecutorRecord {
    /// The name of the executor in the scenario.
    pub name: String,
    /// The iterations that the executor began.
    #[serde(flatten)]
    pub iterations: IterationRecord,
}
