//! A plan for another process. It has passed the leader's limits, and stands for no other run.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::ClusterError;
use crate::http::{AddressClass, HeaderName, HeaderValue, Site};
use crate::plan::{Limits, Overrides, Plan};
use crate::run::{RunSettings, RunShare, TraceOrigin};
use crate::scenario::{Parcel, ParcelMaker, Scenario};
use crate::threshold::ThresholdTable;
use crate::words::Message;

/// A plan with what its requests carry beside, as one process needs it.
#[derive(Serialize, Deserialize)]
pub(super) struct Assignment {
    scenario: Parcel,
    seed: u64,
    /// Whether the shop is on a private network.
    private: bool,
    /// The cap on requests per second, of all processes together.
    cap: Option<NonZeroU32>,
    headers: Vec<(String, Vec<u8>)>,
    run_id: String,
    trace: Option<TraceOrigin>,
    fingerprint: String,
}

impl fmt::Debug for Assignment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It has secrets.
        formatter.debug_struct("Assignment").field("fingerprint", &self.fingerprint).finish_non_exhaustive()
    }
}

/// What a follower carries out.
pub(super) struct Accepted {
    pub(super) plan: Plan,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) run_id: String,
    pub(super) trace: Option<TraceOrigin>,
    pub(super) fingerprint: String,
}

/// What the processes of a run are given: each gets the plan, and the rows of data that it needs.
pub(super) struct AssignmentMaker {
    plan: Arc<Plan>,
    scenario: ParcelMaker,
    headers: Vec<(String, Vec<u8>)>,
    run_id: String,
    trace: Option<TraceOrigin>,
    fingerprint: String,
}

impl fmt::Debug for AssignmentMaker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It has secrets.
        formatter
            .debug_struct("AssignmentMaker")
            .field("fingerprint", &self.fingerprint)
            .finish_non_exhaustive()
    }
}

impl AssignmentMaker {
    /// Gets ready to pack a plan and what its requests carry for the processes with these shares.
    pub(super) fn new(
        plan: &Arc<Plan>,
        settings: &RunSettings,
        shares: &[RunShare],
    ) -> Result<Self, ClusterError> {
        let thresholds: Vec<_> = plan.thresholds().thresholds().cloned().collect();
        let scenario = Scenario { thresholds: ThresholdTable::from(thresholds), ..plan.scenario() };
        let sources = plan.data().sources();
        let is_dealt = |place: usize| {
            sources
                .get(place)
                .is_some_and(|source| shares.iter().any(|share| share.rows_of(plan, source).is_some()))
        };
        let scenario = scenario
            .parcels(is_dealt)
            .map_err(|error| ClusterError::Plan(Box::new(Message::from(&error))))?;
        let header =
            |(name, value): &(HeaderName, HeaderValue)| (name.as_str().to_owned(), value.as_bytes().to_vec());
        Ok(Self {
            scenario,
            headers: settings.headers.iter().map(header).collect(),
            run_id: settings.run_id.clone(),
            trace: settings.trace,
            fingerprint: fingerprint(plan),
            plan: Arc::clone(plan),
        })
    }

    /// What the process with this share is given.
    pub(super) fn of(&self, share: RunShare) -> Assignment {
        let (plan, sources) = (&self.plan, self.plan.data().sources());
        Assignment {
            scenario: self.scenario.parcel(|place| share.rows_of(plan, sources.get(place)?)),
            seed: plan.seed(),
            private: plan.site().class() == AddressClass::Private,
            cap: plan.limits().max_requests_per_second(),
            headers: self.headers.clone(),
            run_id: self.run_id.clone(),
            trace: self.trace,
            fingerprint: self.fingerprint.clone(),
        }
    }

    /// The leader's fingerprint of the plan.
    pub(super) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

impl Assignment {
    /// The plan as this process understands it.
    pub(super) fn unpack(self) -> Result<Accepted, ClusterError> {
        let refused = |why: Message| ClusterError::Plan(Box::new(why));
        let scenario = self.scenario.unpack().map_err(|error| refused(Message::from(&error)))?;
        let class = if self.private { AddressClass::Private } else { AddressClass::Public };
        let site = Site::of(&scenario.base_url, class).map_err(|error| refused(Message::from(&error)))?;
        let overrides = Overrides { seed: self.seed, ..Overrides::default() };
        let plan = Plan::new(scenario, overrides, Limits::of_leader(site, self.cap))
            .map_err(|error| refused(Message::from(&error)))?;
        let mut headers = Vec::new();
        for (name, value) in self.headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            let value = HeaderValue::from_bytes(&value);
            let (Ok(name), Ok(value)) = (name, value) else {
                return Err(ClusterError::Garbled("a header".to_owned()));
            };
            headers.push((name, value));
        }
        let fingerprint = fingerprint(&plan);
        Ok(Accepted { plan, headers, run_id: self.run_id, trace: self.trace, fingerprint })
    }
}

/// What two processes must agree on, to merge their measurements: the series, the executors, the seed and the scenario.
fn fingerprint(plan: &Plan) -> String {
    let mut digest = Sha256::new();
    digest.update(format!("{:?}\n{:?}\n{}\n", plan.layout(), plan.timetable(), plan.seed()));
    digest.update(format!("{:?}", plan.journeys()));
    const_hex::encode(&digest.finalize()[..16])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::plan::Environment;
    use crate::threshold::Threshold;

    fn shipped() -> Vec<Scenario> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
        files.map(|path| Scenario::read(&path).unwrap()).collect()
    }

    fn moved(job: &Assignment) -> Assignment {
        serde_json::from_str(&serde_json::to_string(job).unwrap()).unwrap()
    }

    #[test]
    fn a_plan_means_the_same_to_another_process() {
        let scenarios = shipped();
        assert!(scenarios.len() > 3);
        for scenario in scenarios {
            for (class, environment) in
                [(AddressClass::Private, Environment::Local), (AddressClass::Public, Environment::Preprod)]
            {
                let site = Site::of(&scenario.base_url, class).unwrap();
                let limits = Limits::new(site, environment, jiff::Zoned::now(), None, false)
                    .with_ownership(crate::plan::Ownership::File)
                    .at_most(NonZeroU32::new(40));
                let thresholds =
                    vec![Threshold::parse("http_req_duration{status:200}", "p(95)<5000").unwrap()];
                let overrides = Overrides { seed: 9, thresholds, ..Overrides::default() };
                let plan = Arc::new(Plan::new(scenario.clone(), overrides, limits).unwrap());
                let settings = RunSettings {
                    headers: vec![(HeaderName::from_static("x-key"), HeaderValue::from_static("a b"))],
                    run_id: "run".into(),
                    trace: Some(TraceOrigin::new("run", 0, true)),
                    ..RunSettings::default()
                };
                let shares = RunShare::of_each(&[1, 2, 1]);
                let maker = AssignmentMaker::new(&plan, &settings, &shares).unwrap();
                for share in shares {
                    let there = moved(&maker.of(share)).unpack().unwrap();
                    assert_eq!(there.fingerprint, maker.fingerprint, "{}", scenario.name);
                    assert_eq!(there.plan.limits().max_requests_per_second(), NonZeroU32::new(40));
                    assert!(!there.plan.limits().must_stop());
                    assert_eq!((&there.headers, &there.run_id), (&settings.headers, &settings.run_id));
                    assert_eq!(there.trace, settings.trace);
                }
            }
        }
    }

    #[test]
    fn another_seed_is_another_plan() {
        let scenario = shipped().remove(0);
        let fingerprint = |seed| {
            let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
            let limits = Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false);
            let plan = Plan::new(scenario.clone(), Overrides { seed, ..Overrides::default() }, limits);
            let (plan, shares) = (Arc::new(plan.unwrap()), RunShare::of_each(&[1, 1]));
            AssignmentMaker::new(&plan, &RunSettings::default(), &shares).unwrap().fingerprint
        };
        assert_ne!(fingerprint(1), fingerprint(2));
        assert_eq!(fingerprint(1), fingerprint(1));
    }

    /// The accounts of a shop's customers, each on the wire to the process that walks with it, and to no other.
    #[test]
    fn a_process_is_sent_its_own_rows() {
        let rows = |name: &str, count: usize| {
            let rows: Vec<_> = (0..count).map(|row| format!("{{ word = '{name}-{row}-word' }}")).collect();
            rows.join(", ")
        };
        let text = format!(
            "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1:1/'\n[load]\nexecutor = 'constant-vus'\nvus = 9\n\
             duration = '1s'\n[[data]]\nname = 'own'\npick = 'unique'\nrows = [{}]\n[[data]]\nname = 'turn'\nrows = [{}]\n\
             [[data]]\nname = 'hidden'\nsecret = true\nrows = [{}]\n[[data]]\nname = 'few'\nrows = [{}]\n[[data]]\n\
             name = 'any'\npick = 'random'\nrows = [{}]\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 's'\npath = \
             '/?a=${{own.word}}&b=${{turn.word}}&c=${{hidden.word}}&d=${{few.word}}&e=${{any.word}}'\n",
            rows("own", 30),
            rows("turn", 600),
            rows("hidden", 5),
            rows("few", 5),
            rows("any", 60),
        );
        let scenario = Scenario::parse(&text, Path::new("s.toml")).unwrap();
        let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
        let limits = Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false);
        let plan = Arc::new(Plan::new(scenario, Overrides::default(), limits).unwrap());
        let shares = RunShare::of_each(&[1, 1, 1]);
        let maker = AssignmentMaker::new(&plan, &RunSettings::default(), &shares).unwrap();
        let sent: Vec<String> =
            shares.iter().map(|share| serde_json::to_string(&maker.of(*share)).unwrap()).collect();
        for (name, count, needed) in [("own", 30, 9), ("turn", 600, 600), ("hidden", 5, 5)] {
            let holders = |row: usize| {
                let word = format!("\"{name}-{row}-word\"");
                (0..3).filter(|shard| sent[*shard].contains(&word)).collect::<Vec<_>>()
            };
            for row in 0..count {
                let expected = if row < needed { vec![row % 3] } else { Vec::new() };
                assert_eq!(holders(row), expected, "{name} {row}");
            }
        }
        assert!(sent.iter().all(|sent| sent.contains("few-4-word") && sent.contains("any-59-word")));
        let whole = serde_json::to_string(&maker.of(RunShare::whole(1))).unwrap();
        assert!(
            sent.iter().all(|sent| sent.len() < whole.len() * 3 / 4),
            "{:?}",
            sent.iter().map(String::len).collect::<Vec<_>>()
        );
    }
}
