//! The measured capacity: the highest load that held, the lowest that did not, and why.
//!
//! Not here: sending the load (`app`), and any load beyond those that were tried.

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

/// What a search counts its load in.
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

/// What became of one load of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StepOutcome {
    /// Everything held.
    Held,
    /// Something did not.
    Broke,
    /// The generator or a firewall made the numbers, or the step was cut short.
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
        /// What was measured, in the metric's unit.
        value: Option<f64>,
    },
    /// The p95 was still rising when the time was out: work piled up.
    Rising {
        /// `response_time` p95 in milliseconds at the beginning of the hold.
        from_ms: f64,
        /// The same at its end.
        to_ms: f64,
    },
    /// So many visits failed that the letter would be C or worse.
    VisitsFailed {
        /// Their share of those that ended, 0 to 1.
        share: f64,
    },
    /// Journeys that were due could not begin, because all virtual users waited for the shop.
    NotDelivered {
        /// Their share of the due ones, 0 to 1.
        share: f64,
    },
    /// The shop gave no good answer for this many seconds.
    Silent {
        /// Seconds.
        seconds: f64,
    },
}

/// One load of a search. Everything is of its hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CapacityStep {
    /// The load, in the search's unit.
    pub load: u32,
    /// What became of it.
    pub outcome: StepOutcome,
    /// Why it did not hold; empty when it did.
    pub breaks: Vec<Break>,
    /// Why nobody can know; `None` unless the outcome is unknown.
    pub unknown: Option<Message>,
    /// The journey's step with the highest p95.
    pub slowest: Option<SlowestStep>,
    /// When the step began, in seconds from the start of the search.
    pub begin_s: f64,
    /// How long the load was held, in seconds.
    pub hold_s: f64,
    /// Whether the percentiles had become steady.
    pub steady: bool,
    /// Mean number of virtual users that were walking.
    pub vus: f64,
    /// Requests.
    pub requests: u64,
    /// Requests per second.
    pub requests_per_s: f64,
    /// Journeys per second: the requests per second divided by the requests of a journey.
    pub journeys_per_s: f64,
    /// Mean length of a journey in milliseconds, think times included; `None` when none came to its end.
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

/// The journey's step that a load slowed most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SlowestStep {
    /// Its name.
    pub step: String,
    /// Its graded p95 of `response_time` in milliseconds.
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
    /// Somebody stopped the run, or the hours in which a live shop may be tested were over.
    Stopped,
}

/// What a search found. It says nothing of loads above the highest that was tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Capacity {
    /// What the load is counted in.
    pub unit: LoadUnit,
    /// The highest load that might be tried.
    pub ceiling: u32,
    /// Every load, in the order in which they were tried.
    pub steps: Vec<CapacityStep>,
    /// Why the search ended.
    pub end: SearchEnd,
    /// The highest load that held, of those below every load that did not.
    pub held: Option<u32>,
    /// The lowest load that did not hold.
    pub broke: Option<u32>,
    /// The Universal Scalability Law through the steps; `None` when there were too few.
    pub usl: Option<UslFit>,
}

/// Shoppers and visits that a held load stands for, with what the arithmetic needs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Shoppers {
    /// Virtual users at once.
    pub at_once: f64,
    /// Mean length of a journey in seconds, think times included.
    pub journey_s: f64,
    /// Journeys per second of the held load, as its row of the table has them.
    pub visits_per_s: f64,
    /// Journeys in an hour: those per second × 3600.
    pub visits_per_hour: f64,
}

impl Capacity {
    /// The step of the highest load that held.
    #[must_use]
    pub fn held_step(&self) -> Option<&CapacityStep> {
        let held = self.held?;
        self.steps.iter().rev().find(|step| step.load == held && step.outcome == StepOutcome::Held)
    }

    /// The step of the lowest load that did not hold.
    #[must_use]
    pub fn broken_step(&self) -> Option<&CapacityStep> {
        let broke = self.broke?;
        self.steps.iter().rev().find(|step| step.load == broke && step.outcome == StepOutcome::Broke)
    }

    /// What the highest load that held means. Visits are the measured ones; shoppers of a load in visits follow by Little's
    /// law: at once = visits per second × length of a visit.
    #[must_use]
    pub fn shoppers(&self) -> Option<Shoppers> {
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
        (journey_s > 0.0).then_some(Shoppers { at_once, journey_s, visits_per_s, visits_per_hour })
    }
}

/// The Universal Scalability Law, X(N) = λN / (1 + σ(N − 1) + κN(N − 1)), fitted to the steps: X in journeys per second, N
/// in virtual users (N. J. Gunther, Guerrilla Capacity Planning, 2007).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UslFit {
    /// λ: journeys per second of one virtual user alone.
    pub lambda: f64,
    /// σ: the share of the work that queues.
    pub sigma: f64,
    /// κ: what each pair of virtual users costs.
    pub kappa: f64,
    /// Share of the throughput's variance that the law explains, 0 to 1.
    pub r_squared: f64,
    /// Where more virtual users stop bringing more: where λN meets the highest fitted throughput within the measured
    /// loads. In virtual users, with a bootstrap interval; never above the highest load measured.
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
