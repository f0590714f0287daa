//! The plan of a run, as far as its log states it: by this, runs of the same plan are told from others.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::scenario::Scenario;

/// The bytes of a digest that are kept. Two of a thousand million different texts share them with a chance of 3 %.
const KEPT: usize = 8;

/// The plan of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedPlan {
    /// The beginning of the load, by the machine's clock.
    pub begun: jiff::Timestamp,
    /// The seed of think times and journey choice.
    pub seed: u64,
    /// The address of the shop.
    pub base_url: String,
    /// Whether the command measures in several runs: a search for the capacity, or the promotion's cost.
    pub several: bool,
    /// The parts of the scenario with their digests, in its order.
    pub parts: Vec<PlanPart>,
}

/// A part of the scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPart {
    /// The kind of the part.
    pub kind: PartKind,
    /// The name of the part in the scenario; empty for a part that there is only one of.
    pub name: String,
    /// The beginning of the SHA-256 of its JSON, in hexadecimal digits.
    pub digest: String,
}

/// The kinds of parts that have a digest. The rows of data files have none: generators may share them out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// The way in which requests are sent.
    Http,
    /// All loads.
    Load,
    /// A source of data, without its rows.
    Data,
    /// A journey: its weight and the order of its steps.
    Journey,
    /// All steps of one name: their requests, checks and think times.
    Step,
}

impl PartKind {
    /// The name of the kind in the catalogues.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Load => "load",
            Self::Data => "data",
            Self::Journey => "journey",
            Self::Step => "step",
        }
    }
}

impl LoggedPlan {
    /// States the plan of a load that begins now. `scenario` is the written form: placeholders stand for what is secret, so that
    /// no digest tells anything of it.
    ///
    /// # Errors
    ///
    /// The serializer's own, when a part has no JSON form.
    pub fn new(scenario: &Scenario, seed: u64, several: bool) -> Result<Self, serde_json::Error> {
        let mut parts = Vec::new();
        let mut add = |kind, name: &str, json: &str| {
            parts.push(PlanPart { kind, name: name.to_owned(), digest: digest(json) });
        };
        add(PartKind::Http, "", &serde_json::to_string(&scenario.http)?);
        add(PartKind::Load, "", &serde_json::to_string(&scenario.loads)?);
        for source in &scenario.data {
            let mut source = source.clone();
            (source.file, source.delimiter, source.rows) = (None, None, Vec::new());
            add(PartKind::Data, &source.name, &serde_json::to_string(&source)?);
        }
        let mut steps: Vec<(&str, Vec<String>)> = Vec::new();
        for journey in &scenario.journeys {
            let names: Vec<&str> = journey.steps.iter().map(|step| step.name.as_str()).collect();
            add(PartKind::Journey, &journey.name, &serde_json::to_string(&(journey.weight, names))?);
            for step in &journey.steps {
                let json = serde_json::to_string(step)?;
                match steps.iter_mut().find(|(name, _)| *name == step.name) {
                    Some((_, alike)) => alike.push(json),
                    None => steps.push((&step.name, vec![json])),
                }
            }
        }
        steps
            .into_iter()
            .for_each(|(name, alike)| add(PartKind::Step, name, &format!("[{}]", alike.join(","))));
        Ok(Self {
            begun: jiff::Timestamp::now(),
            seed,
            base_url: scenario.base_url.to_string(),
            several,
            parts,
        })
    }
}

fn digest(json: &str) -> String {
    const_hex::encode(&Sha256::digest(json)[..KEPT])
}
