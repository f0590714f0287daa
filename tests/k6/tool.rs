//! The real k6, run on an exported script: reading what it says.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use serde_json::Value;

pub(crate) use crate::support::k6::K6;
use crate::support::k6::installed;
use crate::support::{Ended, Place};

/// k6 for as long as a test needs it.
pub(crate) struct Turn<G> {
    k6: &'static K6,
    _guard: G,
}

impl<G> Deref for Turn<G> {
    type Target = K6;

    fn deref(&self) -> &K6 {
        self.k6
    }
}

static TURNS: RwLock<()> = RwLock::new(());

/// The k6 on PATH. Without one, says so once and gives none; fails when one is needed. A test asks once, at its beginning.
pub(crate) fn k6() -> Option<Turn<RwLockReadGuard<'static, ()>>> {
    let k6 = installed()?;
    Some(Turn { k6, _guard: TURNS.read().unwrap_or_else(PoisonError::into_inner) })
}

/// The same while no other test of this crate runs, for the one that looks at the clock.
pub(crate) fn k6_alone() -> Option<Turn<RwLockWriteGuard<'static, ()>>> {
    let k6 = installed()?;
    Some(Turn { k6, _guard: TURNS.write().unwrap_or_else(PoisonError::into_inner) })
}

impl K6 {
    /// Runs a script to its end, with more environment variables.
    pub(crate) fn run(&self, place: &Place, script: &str, variables: &[(&str, &str)]) -> Ran {
        self.run_with(place, script, &[], variables)
    }

    /// The same with more flags.
    pub(crate) fn run_with(
        &self,
        place: &Place,
        script: &str,
        flags: &[&str],
        variables: &[(&str, &str)],
    ) -> Ran {
        let mut command = self.command(place);
        command.args([
            "run",
            "--no-usage-report",
            "--quiet",
            "--no-color",
            "--summary-export",
            "k6.json",
            script,
        ]);
        command.args(flags);
        command.envs(variables.iter().copied());
        let ended = place.start(&mut command).wait();
        let summary = std::fs::read_to_string(place.path("k6.json"));
        let summary = summary.unwrap_or_else(|error| panic!("no summary, {error}: {ended:?}"));
        std::fs::remove_file(place.path("k6.json")).unwrap();
        Ran { ended, summary: serde_json::from_str(&summary).unwrap() }
    }

    /// What k6 understands of a script; fails when it does not accept it.
    pub(crate) fn inspect(&self, place: &Place, script: &str) -> Value {
        let mut command = self.command(place);
        let ended = place.start(command.args(["inspect", "--execution-requirements", script])).wait();
        assert_eq!(ended.code, Some(0), "k6 refuses {script}: {}\n{}", ended.stderr, place.read(script));
        serde_json::from_str(&ended.stdout).unwrap()
    }
}

/// A run of k6.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) ended: Ended,
    /// What `--summary-export` wrote.
    pub(crate) summary: Value,
}

impl Ran {
    /// A number of a metric; none when k6 has no such metric, because nothing was measured.
    pub(crate) fn number(&self, metric: &str, value: &str) -> Option<f64> {
        self.summary["metrics"].get(metric)?.get(value)?.as_f64()
    }

    /// A whole number of a metric; 0 without the metric.
    pub(crate) fn count(&self, metric: &str, value: &str) -> u64 {
        self.number(metric, value).unwrap_or(0.0) as u64
    }

    /// Passes and fails of all checks by name, over all groups.
    pub(crate) fn checks(&self) -> BTreeMap<String, (u64, u64)> {
        let mut checks = BTreeMap::new();
        add_checks(&self.summary["root_group"], &mut checks);
        checks
    }

    /// Whether each threshold held: `metric: expression`. In this file k6 writes whether it was *crossed*.
    pub(crate) fn thresholds(&self) -> BTreeMap<String, bool> {
        let metrics = self.summary["metrics"].as_object().unwrap();
        let of = |(name, metric): (&String, &Value)| {
            let thresholds = metric["thresholds"].as_object().cloned().unwrap_or_default();
            let name = name.clone();
            thresholds
                .into_iter()
                .map(move |(source, crossed)| (format!("{name}: {source}"), crossed == false))
        };
        metrics.iter().flat_map(of).collect()
    }
}

fn add_checks(group: &Value, sum: &mut BTreeMap<String, (u64, u64)>) {
    for (name, check) in group["checks"].as_object().unwrap() {
        let known = sum.entry(name.clone()).or_default();
        known.0 += check["passes"].as_u64().unwrap();
        known.1 += check["fails"].as_u64().unwrap();
    }
    for inner in group["groups"].as_object().unwrap().values() {
        add_checks(inner, sum);
    }
}
