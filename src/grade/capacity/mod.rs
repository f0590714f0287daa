//! The measured capacity: the highest load that held, the lowest that did not, and the reasons.
//!
//! Not here: sending the load (`app`), and any load that was not tried.

mod search;
mod steady;
mod step;
mod usl;
mod words;

use serde::{Deserialize, Serialize};

use super::Estimate;
use crate::words::Message;
pub use search::{Next, Search};
pub use steady::Course;
pub use step::thresholds_on_hold;

/// The unit of a search's load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LoadUnit {
    /// Virtual users at once.
    Shoppers,
    /// Journeys begun per second.
    VisitsPerSecond,
    /// Journeys begun per minute.
    VisitsPerMinute,
}

/// The result of one load of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StepOutcome {
    /// The load held.
    Held,
    /// The load did not hold.
    Broke,
    /// The result is unknown: the generator or a firewall determined the numbers, or the step was cut short.
    Unknown,
}

/// Why a load did not hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Break {
    /// A threshold was crossed.
    Threshold {
        /// The threshold as it was written.
        source: String,
        /// The measured number in the metric's unit; `None` when nothing was measured.
        value: Option<f64>,
    },
    /// The p95 was still rising at the end: a queue grew.
    Rising {
        /// The p95 of `response_time` in milliseconds at the beginning of the hold.
        from_ms: f64,
        /// The p95 of `response_time` in milliseconds at the end of the hold.
        to_ms: f64,
    },
    /// So many visits failed that the letter would be C or worse.
    VisitsFailed {
        /// The failed share of the visits that ended, 0 to 1.
        share: f64,
    },
    /// Journeys that were due could not begin, because all virtual users waited for the shop.
    NotDelivered {
        /// The share of the due journeys, 0 to 1.
        share: f64,
    },
    /// The shop gave no good answer for this many seconds.
    Silent {
        /// The length of the silence in seconds.
        seconds: f64,
    },
}

/// One load of a search. All numbers are those of its hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CapacityStep {
    /// The load, in the search's unit.
    pub load: u32,
    /// Whether the load held.
    pub outcome: StepOutcome,
    /// Why the load did not hold; empty when it did.
    pub breaks: Vec<Break>,
    /// Why the result is unknown; `None` unless it is.
    pub unknown: Option<Message>,
    /// The journey's step with the highest p95.
    pub slowest: Option<SlowestStep>,
    /// The beginning of the load, in seconds from the start of the search.
    pub begin_s: f64,
    /// The length of the hold, in seconds.
    pub hold_s: f64,
    /// Whether the percentiles had become steady.
    pub steady: bool,
    /// Mean number of virtual users that were walking.
    pub vus: f64,
    /// Requests that were sent.
    pub requests: u64,
    /// Requests per second.
    pub requests_per_s: f64,
    /// Journeys per second: the requests per second divided by the requests of a journey.
    pub journeys_per_s: f64,
    /// Mean length of a journey in milliseconds, think times included; `None` when none was completed.
    pub journey_ms: Option<f64>,
    /// Share of the requests that failed a shopper, 0 to 1.
    pub failure_rate: Option<f64>,
    /// Graded `response_time` in milliseconds: median.
    pub p50_ms: Option<f64>,
    /// Graded `response_time` in milliseconds: 95th percentile.
    pub p95_ms: Option<f64>,
    /// Graded `response_time` in milliseconds: 99th percentile.
    pub p99_ms: Option<f64>,
}

/// The journey's step with the highest p95.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SlowestStep {
    /// The name of the step.
    pub step: String,
    /// The graded p95 of its `response_time` in milliseconds.
    pub p95_ms: f64,
}

/// Why a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SearchEnd {
    /// The highest load that held and the lowest that did not are close enough.
    Found,
    /// Even the highest load that may be tried held.
    CeilingHeld,
    /// Even the lowest load did not hold.
    LowestBroke,
    /// The generator or a firewall stood in the way.
    Unknown,
    /// The shop did not recover after a load that was too high.
    NotRecovered,
    /// A person stopped the run, or the hours in which a live shop may be tested were over.
    Stopped,
}

/// The result of a search. It says nothing about loads above the highest that was tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Capacity {
    /// The unit of the load.
    pub unit: LoadUnit,
    /// The highest load that the search may try.
    pub ceiling: u32,
    /// All loads, in the order in which they were tried.
    pub steps: Vec<CapacityStep>,
    /// Why the search ended.
    pub end: SearchEnd,
    /// The highest load that held, of those below every load that did not.
    pub held: Option<u32>,
    /// The lowest load that did not hold.
    pub broke: Option<u32>,
    /// The Universal Scalability Law fitted to the steps; `None` when they are too few.
    pub usl: Option<UslFit>,
}

/// The shoppers and visits that a held load corresponds to, with the numbers of the arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HeldShoppers {
    /// Virtual users at once.
    pub at_once: f64,
    /// Mean length of a journey in seconds, think times included.
    pub journey_s: f64,
    /// Journeys per second of the held load, as in its row of the table.
    pub visits_per_s: f64,
    /// Journeys in an hour: those per second × 3600.
    pub visits_per_hour: f64,
}

impl Capacity {
    /// The step of the highest load that held.
    #[must_use]
    fn held_step(&self) -> Option<&CapacityStep> {
        let held = self.held?;
        self.steps.iter().rev().find(|step| step.load == held && step.outcome == StepOutcome::Held)
    }

    /// The step of the lowest load that did not hold.
    #[must_use]
    fn broken_step(&self) -> Option<&CapacityStep> {
        let broke = self.broke?;
        self.steps.iter().rev().find(|step| step.load == broke && step.outcome == StepOutcome::Broke)
    }

    /// The meaning of the highest load that held. Visits are the measured ones; shoppers of a load in visits follow from Little's
    /// law: at once = visits per second × length of a visit.
    #[must_use]
    pub fn shoppers(&self) -> Option<HeldShoppers> {
        let step = self.held_step()?;
        let journey_s = step.journey_ms? / 1e3;
        let load = f64::from(step.load);
        let at_once = match self.unit {
            LoadUnit::Shoppers => load,
            LoadUnit::VisitsPerSecond => load * journey_s,
            LoadUnit::VisitsPerMinute => load / 60.0 * journey_s,
        };
        let visits_per_s = step.journeys_per_s;
        let visits_per_hour = visits_per_s * 3_600.0;
        (journey_s > 0.0).then_some(HeldShoppers { at_once, journey_s, visits_per_s, visits_per_hour })
    }
}

/// The Universal Scalability Law, X(N) = λN / (1 + σ(N − 1) + κN(N − 1)), fitted to the steps: X in journeys per second, N in
/// virtual users (N. J. Gunther, Guerrilla Capacity Planning, 2007).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UslFit {
    /// λ: the journeys per second of a single virtual user.
    pub lambda: f64,
    /// σ: the share of the work that queues.
    pub sigma: f64,
    /// κ: the cost of each pair of virtual users.
    pub kappa: f64,
    /// The share of the throughput's variance that the law explains, 0 to 1.
    pub r_squared: f64,
    /// The number of virtual users beyond which more bring nothing: where λN meets the highest fitted throughput within the
    /// measured loads. With a bootstrap interval; never above the highest load measured.
    pub knee: Estimate,
}

impl UslFit {
    /// The fitted throughput at this many virtual users, in journeys per second.
    #[must_use]
    pub fn throughput(&self, vus: f64) -> f64 {
        usl::throughput(self.lambda, self.sigma, self.kappa, vus)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A search up to 200 shoppers that tried these loads.
    pub(crate) fn capacity(tried: &[(u32, StepOutcome)], end: SearchEnd) -> Capacity {
        let step = |&(load, outcome): &(u32, StepOutcome)| CapacityStep {
            load,
            outcome,
            breaks: match outcome {
                StepOutcome::Broke => {
                    let source = "http_req_duration: p(95)<2000".to_owned();
                    vec![Break::Threshold { source, value: Some(2_150.0) }]
                }
                _ => Vec::new(),
            },
            unknown: (outcome == StepOutcome::Unknown).then(|| Message::new("no-grade-no-request")),
            slowest: Some(SlowestStep { step: "add_to_cart".into(), p95_ms: 1_900.0 }),
            begin_s: 0.0,
            hold_s: 20.0,
            steady: true,
            vus: f64::from(load),
            requests: u64::from(load) * 10,
            requests_per_s: f64::from(load) / 2.0,
            journeys_per_s: f64::from(load) / 20.0,
            journey_ms: Some(20_000.0),
            failure_rate: Some(0.0),
            p50_ms: Some(80.0),
            p95_ms: Some(f64::from(load) * 9.0),
            p99_ms: Some(f64::from(load) * 10.0),
        };
        let of = |wanted| tried.iter().filter(move |(_, outcome)| *outcome == wanted).map(|(load, _)| *load);
        Capacity {
            unit: LoadUnit::Shoppers,
            ceiling: 200,
            steps: tried.iter().map(step).collect(),
            end,
            held: of(StepOutcome::Held).max(),
            broke: of(StepOutcome::Broke).min(),
            usl: None,
        }
    }
}
