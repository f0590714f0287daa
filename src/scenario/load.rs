//! The load as a scenario states it: an executor and its options, with k6's names. `plan` validates it.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::units;

/// Who decides when an iteration starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Executor {
    /// A fixed number of virtual users for a time.
    ConstantVus,
    /// A number of virtual users that changes along stages.
    RampingVus,
    /// A number of iterations that all virtual users share.
    SharedIterations,
    /// A number of iterations for each virtual user.
    PerVuIterations,
    /// Iterations start at a fixed rate, whether or not the ones before have ended.
    ConstantArrivalRate,
    /// Iterations start at a rate that changes along stages.
    RampingArrivalRate,
}

/// How arrivals are spaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Spacing {
    /// Evenly, as k6 does.
    #[default]
    Even,
    /// As independent shoppers come: a Poisson process.
    Poisson,
}

/// What to do about arrivals that are overdue because the generator was held up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AfterStall {
    /// Start them all at once, as k6 does.
    #[default]
    CatchUp,
    /// Leave them out, counted as dropped.
    Skip,
}

impl Executor {
    /// k6's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConstantVus => "constant-vus",
            Self::RampingVus => "ramping-vus",
            Self::SharedIterations => "shared-iterations",
            Self::PerVuIterations => "per-vu-iterations",
            Self::ConstantArrivalRate => "constant-arrival-rate",
            Self::RampingArrivalRate => "ramping-arrival-rate",
        }
    }
}

impl fmt::Display for Executor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A stage of a ramp: within `duration` the number of virtual users (or of arrivals per time unit) moves in a
/// straight line to `target`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// How long it takes; zero is a jump.
    #[serde(with = "units::duration")]
    #[cfg_attr(test, schemars(schema_with = "units::duration::schema"))]
    pub duration: Duration,
    /// Virtual users, or arrivals per time unit, at its end.
    pub target: u32,
}

/// A `[load]` table. Which options an executor takes and their defaults are k6's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// What it is called among several (default: the executor's name).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who decides when an iteration starts.
    pub executor: Executor,
    /// When it begins, from the start of the run (default 0).
    #[serde(default, with = "units::duration::optional", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "units::duration::schema"))]
    pub start_time: Option<Duration>,
    /// The journeys that its virtual users walk (default: all with a weight above 0).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub journeys: Option<Vec<String>>,
    /// Virtual users (default 1; not for `ramping-vus` and arrival rates).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vus: Option<u32>,
    /// Length of `constant-vus` and `constant-arrival-rate`.
    #[serde(default, with = "units::duration::optional", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "units::duration::schema"))]
    pub duration: Option<Duration>,
    /// Iterations, in all or for each virtual user (default 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iterations: Option<u64>,
    /// The longest that iterations may take in all (default 10m).
    #[serde(default, with = "units::duration::optional", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "units::duration::schema"))]
    pub max_duration: Option<Duration>,
    /// Virtual users at the beginning of `ramping-vus` (default 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_vus: Option<u32>,
    /// Arrivals per time unit of `constant-arrival-rate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<u32>,
    /// Arrivals per time unit at the beginning of `ramping-arrival-rate` (default 0).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_rate: Option<u32>,
    /// What rates are per (default 1s).
    #[serde(default, with = "units::duration::optional", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "units::duration::schema"))]
    pub time_unit: Option<Duration>,
    /// Virtual users ready at the start of an arrival rate (default: `max_vus`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pre_allocated_vus: Option<u32>,
    /// The most virtual users that an arrival rate may use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_vus: Option<u32>,
    /// How arrivals are spaced (default even).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spacing: Option<Spacing>,
    /// What to do about overdue arrivals (default catch-up).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_stall: Option<AfterStall>,
    /// Stages of `ramping-vus` and `ramping-arrival-rate`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Stage>,
    /// How long iterations may go on after the end (default 30s).
    #[serde(default, with = "units::duration::optional", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "units::duration::schema"))]
    pub graceful_stop: Option<Duration>,
    /// How long an iteration may go on when a stage takes its virtual user away (default 30s).
    #[serde(default, with = "units::duration::optional", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "units::duration::schema"))]
    pub graceful_ramp_down: Option<Duration>,
    /// Virtual users that come at one instant begin their first iteration at random within this time (default: at
    /// most 1s; see `plan`). k6 has no such option: there they stay in lock-step.
    #[serde(default, with = "units::duration::optional", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "units::duration::schema"))]
    pub start_jitter: Option<Duration>,
}

impl Load {
    /// An executor with all its options left to their defaults.
    #[must_use]
    pub const fn new(executor: Executor) -> Self {
        Self {
            name: None,
            executor,
            start_time: None,
            journeys: None,
            vus: None,
            duration: None,
            iterations: None,
            max_duration: None,
            start_vus: None,
            rate: None,
            start_rate: None,
            time_unit: None,
            pre_allocated_vus: None,
            max_vus: None,
            spacing: None,
            after_stall: None,
            stages: Vec::new(),
            graceful_stop: None,
            graceful_ramp_down: None,
            start_jitter: None,
        }
    }

    /// Its own name, or its executor's.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.executor.name())
    }
}

/// One `[load]` table or several `[[load]]` tables: `#[serde(with = "several")]`.
pub(super) mod several {
    use std::fmt;

    use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
    use serde::de::{MapAccess, SeqAccess, Visitor};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Load;

    /// A load without a name that is alone is written as the only one was ever written.
    pub(in super::super) fn serialize<S: Serializer>(
        loads: &[Load],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match loads {
            [only] if only.name.is_none() => only.serialize(serializer),
            _ => loads.serialize(serializer),
        }
    }

    /// The errors of a load stay as they are, with the place that the format gives them.
    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Load>, D::Error> {
        deserializer.deserialize_any(Loads)
    }

    /// The schema of both forms.
    #[cfg(test)]
    pub(in super::super) fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let load = generator.subschema_for::<Load>();
        schemars::json_schema!({ "anyOf": [load, { "type": "array", "items": load }] })
    }

    struct Loads;

    impl<'de> Visitor<'de> for Loads {
        type Value = Vec<Load>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("one [load] table, or [[load]] several times")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            Ok(vec![Load::deserialize(MapAccessDeserializer::new(map))?])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(list))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use proptest::prelude::*;
    use std::path::Path;

    const HEAD: &str = "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1/'\n";

    fn parse(loads: &str) -> Result<Scenario, String> {
        Scenario::parse(&format!("{HEAD}{loads}"), Path::new("s.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn one_table_or_several() {
        for (text, names) in [
            ("", &[][..]),
            ("[load]\nexecutor = 'constant-vus'", &["constant-vus"]),
            ("[load]\nexecutor = 'constant-vus'\nname = 'crowd'", &["crowd"]),
            ("[[load]]\nexecutor = 'constant-vus'", &["constant-vus"]),
            (
                "[[load]]\nname = 'crowd'\nexecutor = 'constant-vus'\n\
                 [[load]]\nexecutor = 'ramping-vus'\nstart_time = '2m'\nstages = [{ duration = '9s', target = 4 }]",
                &["crowd", "ramping-vus"],
            ),
        ] {
            let scenario = parse(text).unwrap();
            let found: Vec<&str> = scenario.loads.iter().map(Load::name).collect();
            assert_eq!(found, names, "{text}");
            let written = scenario.to_toml().unwrap();
            assert_eq!(Scenario::parse(&written, Path::new("again.toml")).unwrap(), scenario, "{written}");
            assert_eq!(written.contains("\n[load]"), names == ["constant-vus"], "{written}");
        }
    }

    #[test]
    fn errors_name_line_and_key() {
        let first = "[[load]]\nexecutor = 'constant-vus'\nvus = 2\n";
        for (text, message) in [
            (
                "load = 5",
                "s.toml:4: load: invalid type: integer `5`, expected one [load] table, or [[load]] several times",
            ),
            ("[load]\nvus = 2", "s.toml:4: [load]: missing field `executor`"),
            (&format!("{first}[[load]]\nvus = 2"), "s.toml:7: [[load]]: missing field `executor`"),
            (&format!("{first}start_time = 'soon'"), "s.toml:7: start_time: `soon` is not a duration"),
            (
                &format!("{first}[[load]]\nexecutor = 'constant-vus'\nvuz = 3"),
                "s.toml:9: vuz: unknown field `vuz`, expected one of `name`, `executor`",
            ),
            (
                &format!("{first}[[load]]\nexecutor = 'constant'"),
                "s.toml:8: executor: unknown variant `constant`, expected one of `constant-vus`",
            ),
            (&format!("{first}journeys = 'look'"), "s.toml:7: journeys: invalid type: string"),
            (&format!("{first}[load]\nexecutor = 'constant-vus'"), "s.toml:7: [load]: duplicate key"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.starts_with(message), "{error}\nis not\n{message}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            list in prop::collection::vec(
                (
                    prop::option::of("[a-zA-Z0-9_-]{1,9}"),
                    prop::option::of(0_u64..9_000_000),
                    prop::option::of(prop::collection::vec("[a-z \"'\\\\]{0,9}", 0..3)),
                    prop::collection::vec((0_u64..100_000, 0_u32..500), 0..3),
                ),
                0..4,
            ),
        ) {
            let load = |(name, start, journeys, stages): (_, Option<u64>, _, Vec<(u64, u32)>)| Load {
                name,
                start_time: start.map(Duration::from_millis),
                journeys,
                stages: stages
                    .into_iter()
                    .map(|(millis, target)| Stage { duration: Duration::from_millis(millis), target })
                    .collect(),
                ..Load::new(Executor::RampingVus)
            };
            let mut scenario = parse("").unwrap();
            scenario.loads = list.into_iter().map(load).collect();
            let written = scenario.to_toml().unwrap();
            prop_assert_eq!(Scenario::parse(&written, Path::new("s.toml")).unwrap(), scenario);
        }
    }
}
