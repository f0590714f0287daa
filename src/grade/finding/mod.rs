//! Findings of a run, each with its evidence and a remedy, the most important first.
//!
//! Every rule has its numbers beside it and is silent when the run was too short or too small for it. One file for each kind of
//! evidence: how requests ended, which step is slow, the course over time, connections, the page itself, what was planned and
//! expected.

mod advice;
mod beside;
mod broken;
mod connection;
mod course;
mod expected;
mod failed;
mod page;
mod planned;
mod rules;
pub(super) mod series;
mod slow;
mod uneven;

use serde::{Deserialize, Serialize};

pub(super) use broken::{worst_break, worst_promise};
pub(super) use expected::Expectation;
pub(super) use failed::mostly_blocked;
pub use page::Landing;

use super::Capacity;
use super::weakest::WeakestRun;
use crate::metric::{Ending, GeneratorHealth, Measurements, StepId, StepSeries, Summary};
use crate::threshold::ThresholdResult;
use crate::words::{Message, Value};

/// A notable fact about a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding {
    /// The rule that found it.
    pub kind: FindingKind,
    /// The step that it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The time from which it shows, in seconds from the start of the run, when that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since_s: Option<f64>,
    /// How certain the numbers make it.
    pub confidence: Confidence,
    /// The problem in one sentence.
    pub what: Message,
    /// The numbers that show it.
    pub evidence: Message,
    /// The advice on what to do about it.
    pub remedy: Message,
}

/// The rule behind a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// The load generator set the pace.
    Generator,
    /// A CDN or firewall answered.
    Blocked,
    /// The run was ended to spare the shop.
    GivenUp,
    /// The expected shoppers are not shown to be held, or with little margin.
    CapacityMargin,
    /// Requests failed by HTTP or without an answer.
    Failures,
    /// A check that proves a promotion failed.
    PromotionWrong,
    /// A check that does not prove a promotion failed.
    CheckFailed,
    /// Files of a page failed.
    AssetsFailed,
    /// What the scripts of pages ask by themselves failed.
    BackgroundFailed,
    /// The load was without what the scripts of pages ask by themselves.
    BackgroundLeftOut,
    /// A threshold was crossed.
    ThresholdCrossed,
    /// One step is slow.
    SlowStep,
    /// Answers become slower with the number of shoppers.
    DegradesWithLoad,
    /// Answers become slower with time, at the same load.
    LatencyLeak,
    /// Some requests take many times as long as the usual one.
    UnevenLatency,
    /// The TLS handshake is slow.
    SlowTls,
    /// Connections are not kept.
    ConnectionChurn,
    /// Answers were slower at first, at the same load.
    WarmUp,
    /// The page is heavy.
    HeavyPage,
    /// The page is sent uncompressed.
    NotCompressed,
    /// No cache may keep the page.
    NotCached,
    /// Part of the planned load was not sent.
    LoadNotSent,
    /// Thresholds had no measurement.
    NotMeasured,
    /// The requests are too few to rely on.
    FewRequests,
    /// A cart rule is worked at once for each of its countries.
    RuleByCountry,
    /// There are more cart rules than a page should look at.
    ManyRules,
    /// Several cart rules apply to one cart.
    RulesTogether,
}

/// How certain the numbers make a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A hint that is worth a look.
    Low,
    /// Likely; a longer run would tell.
    Medium,
    /// CensusItem, or far beyond chance.
    High,
}

/// Facts about a run besides the measurements.
#[derive(Debug, Clone, Copy, Default)]
pub struct Background<'a> {
    /// For each check of the layout, whether it proves a promotion; absent ones do not.
    pub promotion_checks: &'a [bool],
    /// The answer with the landing page at set-up; `None` when it was not fetched.
    pub landing: Option<&'a Landing>,
    /// What was found out before the run.
    pub known: &'a [Finding],
    /// The expected number of shoppers at once.
    pub expected_shoppers: Option<u64>,
    /// The measured capacity, after a search.
    pub capacity: Option<&'a Capacity>,
    /// Whether the plan gives each iteration new connections, like those of a new visitor.
    pub connections_per_iteration: bool,
    /// What the scripts of the pages ask by themselves and the load did not send, in a word each.
    pub left_out: &'a [String],
    /// The run that did worst by itself, of several one after the other.
    pub weakest: Option<&'a WeakestRun>,
}

impl Background<'_> {
    /// What is said of a capacity, with what the load was without.
    pub(super) fn said_of(&self, capacity: Message) -> Message {
        if self.left_out.is_empty() {
            capacity
        } else {
            Message::new("capacity-without-background").with("found", capacity)
        }
    }
}

impl Finding {
    fn new(kind: FindingKind, what: Message, evidence: Message, remedy: Message) -> Self {
        Self { kind, step: None, since_s: None, confidence: Confidence::High, what, evidence, remedy }
    }

    /// The numbers behind it, since when they show it, and how far they carry it.
    #[must_use]
    pub fn told_evidence(&self) -> Message {
        let evidence = self.evidence.clone();
        let told = match self.since_s {
            None => evidence,
            Some(since) if since < 1.0 => Message::new("since-start").with("evidence", evidence),
            Some(since) => {
                Message::new("since-later").with("evidence", evidence).with("since", Value::Seconds(since))
            }
        };
        match self.confidence {
            Confidence::High => told,
            Confidence::Medium => Message::new("sure-medium").with("evidence", told),
            Confidence::Low => Message::new("sure-low").with("evidence", told),
        }
    }

    fn of_step(self, step: &str) -> Self {
        Self { step: Some(step.to_owned()), ..self }
    }

    fn since(self, since_s: Option<f64>) -> Self {
        Self { since_s, ..self }
    }

    fn sure(self, confidence: Confidence) -> Self {
        Self { confidence, ..self }
    }
}

/// A finding about time with its cost to shoppers, in milliseconds of a request, by which findings are ordered.
type Costly = (f64, Finding);

/// All findings in order: what spoils the measurement (without the errors that it causes), what ended the run, what broke visits,
/// files and background requests that fail, thresholds, slowness by its cost to shoppers, load that was not sent, what was too
/// little to judge, the page itself, what was known before.
pub(super) fn all(
    summary: &Summary,
    thresholds: &[ThresholdResult],
    ending: &Ending,
    health: &GeneratorHealth,
    background: &Background<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let spoilt = failed::bottleneck(health);
    let is_spoilt = spoilt.is_some();
    findings.extend(spoilt);
    let kept_away = failed::kept_away(summary, ending);
    let is_blocked = kept_away.is_some();
    // A shop that was hardly asked neither stopped answering nor answered wrongly.
    findings.extend(kept_away.or_else(|| failed::given_up(ending)));
    findings.extend(broken::findings(summary, background.promotion_checks, is_blocked));
    findings.extend(beside::failures(summary));
    if !is_blocked {
        findings.extend(planned::crossed(summary, thresholds));
        findings.extend(slowness(summary, background, is_spoilt));
    }
    findings.extend(planned::dropped(summary, health));
    findings.extend(planned::held_back(summary));
    findings.extend(beside::left_out(background.left_out));
    findings.extend(planned::unmeasured(thresholds));
    findings.extend(planned::few(summary));
    // Facts about the page and the shop at any load come last.
    if !is_blocked {
        findings.extend(background.landing.into_iter().flat_map(page::of));
    }
    findings.extend_from_slice(background.known);
    findings
}

/// Findings about slowness, the most costly first. When the generator itself was late, only the slowest step is named: the finer
/// rules would find the generator's own hiccups.
fn slowness(summary: &Summary, background: &Background<'_>, is_spoilt: bool) -> Vec<Finding> {
    let mut found: Vec<Costly> = slow::slowest(summary).into_iter().collect();
    if !is_spoilt {
        found.extend(course::degrades(summary));
        found.extend(course::leaks(summary));
        found.extend(course::warms_up(summary));
        found.extend(uneven::uneven(summary));
        found.extend(connection::slow_tls(summary));
        found.extend(connection::churn(summary, background.connections_per_iteration));
    }
    found.sort_by(|(cost, _), (other, _)| other.total_cmp(cost));
    found.into_iter().map(|(_, finding)| finding).collect()
}

/// The name of a step.
pub(super) fn step_name(summary: &Summary, step: StepId) -> &str {
    summary.layout.steps.get(usize::from(step.0)).map_or("?", String::as_str)
}

/// The steps with their names, without the series of pages' files and of background requests.
pub(super) fn pages<'a>(
    summary: &'a Summary,
    measured: &'a Measurements,
) -> impl Iterator<Item = (&'a str, &'a StepSeries)> {
    let named = summary.layout.steps.iter().map(String::as_str).zip(measured.steps());
    named.filter(|(_, series)| series.is_of_pages())
}
