//! Whether the generator itself was fit to judge.

use serde::{Deserialize, Serialize};

use super::{Micros, Shard, ShardFacts};
use crate::words::{Message, Value};

/// The greatest use of a limited resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Usage {
    /// The amount in use.
    pub used: u64,
    /// The amount that exists.
    pub limit: u64,
}

impl Usage {
    /// The part in use, 0 to 1; 1 when the limit is 0.
    #[must_use]
    pub fn share(self) -> f64 {
        if self.limit == 0 { 1.0 } else { self.used as f64 / self.limit as f64 }
    }

    /// The greater of two uses of the same resource.
    #[must_use]
    pub fn most(self, earlier: Option<Self>) -> Self {
        Self { used: earlier.map_or(0, |earlier| earlier.used).max(self.used), ..self }
    }

    /// The use in words: `231 of 20,000`.
    #[must_use]
    pub fn words(self) -> Message {
        Message::new("usage").with("used", self.used).with("limit", self.limit)
    }
}

/// How late the generator's timers fired and its arrivals were dispatched, in microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Lag {
    /// The median, in microseconds.
    pub p50_us: Micros,
    /// The 99th percentile, in microseconds.
    pub p99_us: Micros,
    /// The greatest value, in microseconds.
    pub max_us: Micros,
}

/// The use of one engine thread's time, each part 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ThreadShare {
    /// The part spent running on a CPU.
    pub cpu: f64,
    /// The part spent ready to run but without a CPU.
    pub run_queue: f64,
}

/// The machine that the generator runs on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Machine {
    /// The number of cores that the program may use.
    pub cores: u64,
    /// The processor's model; `None` where the system does not report it.
    pub cpu: Option<String>,
}

/// The generator's own condition while it was measuring.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GeneratorHealth {
    /// How late its timers fired, in microseconds: the 99th percentile, in short runs a lower one, so that a single hiccup of the
    /// machine does not count.
    pub lag_p99_us: Micros,
    /// CPU share of the busiest engine thread, 0 to 1; 0 where the system does not report it.
    pub cpu_share: f64,
    /// Share of the time, 0 to 1, in which an engine thread was ready to run but had no CPU; 0 where the system does not report
    /// it.
    pub run_queue_share: f64,
    /// Requests that failed because of our own limits (descriptors, ports, memory).
    pub own_failures: u64,
    /// Requests that were not sent because of what they would have done, or could not carry.
    #[serde(default)]
    pub withheld: u64,
    /// Iterations that were due, but dropped because the generator could not start them in time.
    #[serde(default)]
    pub late_starts: u64,
    /// Iterations that were due, started or dropped.
    #[serde(default)]
    pub due: u64,
    /// The plain percentiles of the lag; `None` when nothing was measured.
    #[serde(default)]
    pub lag: Option<Lag>,
    /// The use of each engine thread's time; empty where the system does not report it.
    #[serde(default)]
    pub threads: Vec<ThreadShare>,
    /// The most open descriptors of the process, read once a second; `None` where the system does not report them.
    #[serde(default)]
    pub descriptors: Option<Usage>,
    /// Local ports that no new connection to the shop's address can use, of those that the system provides for one address: those
    /// of connections, and those in TIME_WAIT that the system does not use again. `None` where it does not report them.
    #[serde(default)]
    pub ports: Option<Usage>,
    /// The most TCP sockets of the whole machine in TIME_WAIT, which may hold local ports back; `None` where the system does not
    /// report them.
    #[serde(default)]
    pub time_wait: Option<u64>,
    /// Each process of a run over several; empty for one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shards: Vec<Shard>,
}

/// The lag at the 99th percentile, in microseconds, above which every latency is doubtful.
const LAG_LIMIT: Micros = 100_000;
/// The share of waiting for a CPU above which the generator measures its own machine.
const RUN_QUEUE_LIMIT: f64 = 0.5;
/// The CPU share above which a thread delays its own requests, if its lag is above [`BUSY_LAG_LIMIT`].
const CPU_LIMIT: f64 = 0.95;
const BUSY_LAG_LIMIT: Micros = 20_000;
/// The share of the descriptors above which the next connection may be the one that fails.
const DESCRIPTOR_LIMIT: f64 = 0.95;
/// The share of due iterations dropped by the generator above which the load was not the planned one.
const LATE_START_LIMIT: f64 = 0.01;

impl GeneratorHealth {
    /// The share of the virtual users, 0 to 1, whose processes stayed to the end; 1 for a single process.
    #[must_use]
    pub fn share_left(&self) -> f64 {
        let vus = |shards: &mut dyn Iterator<Item = &Shard>| shards.map(|shard| shard.vus).sum::<u64>();
        let all = vus(&mut self.shards.iter());
        let left = vus(&mut self.shards.iter().filter(|shard| shard.lost_s.is_none()));
        if all == 0 { 1.0 } else { left as f64 / all as f64 }
    }

    /// When the last of its processes was lost, in seconds from the start of the run; `None` when all stayed.
    #[must_use]
    pub fn last_loss_s(&self) -> Option<f64> {
        self.shards.iter().filter_map(|shard| shard.lost_s).reduce(f64::max)
    }

    /// How many of its processes were lost during the run.
    #[must_use]
    pub fn lost_shards(&self) -> usize {
        self.shards.iter().filter(|shard| shard.lost_s.is_some()).count()
    }

    /// Within which time all of its processes began, in microseconds, as far as their clocks are known: a bound. `None` for a single
    /// one, and where that is not known, as in the log of a leader that was killed.
    #[must_use]
    pub fn start_spread_us(&self) -> Option<Micros> {
        let followers = || self.shards.iter().skip(1).filter(|shard| shard.vus > 0);
        if followers().any(|shard| shard.facts.clock_error_us.is_none()) {
            return None;
        }
        let late = || self.shards.iter().map(|shard| shard.facts.late_us.unwrap_or(0));
        let mut errors: Vec<Micros> =
            self.shards.iter().map(|shard| shard.facts.clock_error_us.unwrap_or(0)).collect();
        errors.sort_unstable_by(|a, b| b.cmp(a));
        let unknown: Micros = errors.iter().take(2).sum();
        Some(late().max()? - late().min()? + unknown)
    }

    /// Adds what is known of each process.
    pub fn take_facts(&mut self, facts: Vec<ShardFacts>) {
        for (shard, facts) in self.shards.iter_mut().zip(facts) {
            shard.facts = facts;
        }
    }

    /// The worst of several generators, by its place; `None` without any. One that was the bottleneck is worse than all others,
    /// then one that lost processes; among equals the later timers decide.
    #[must_use]
    pub fn worst<'a>(of: impl IntoIterator<Item = &'a Self>) -> Option<usize> {
        let places = of.into_iter().enumerate();
        let worst = places.max_by_key(|(_, health)| {
            (health.bottleneck().is_some(), health.lost_shards(), health.lag_p99_us)
        });
        worst.map(|(place, _)| place)
    }

    /// Why the generator, and not the shop, may have determined the numbers; `None` when it was healthy.
    #[must_use]
    pub fn bottleneck(&self) -> Option<Message> {
        let sick = |shard: &Shard| {
            let why = shard.health.bottleneck()?;
            Some(shard.name_in(Message::new("generator-shard")).with("why", why))
        };
        if let Some(why) = self.shards.iter().find_map(sick) {
            return Some(why);
        }
        let lag = Value::Millis((self.lag_p99_us / 1_000) as f64);
        let late = self.late_starts as f64 / self.due.max(1) as f64;
        if self.withheld > 0 {
            Some(Message::new("generator-withheld").with("times", self.withheld))
        } else if self.own_failures > 0 {
            Some(Message::new("generator-own-failures").with("times", self.own_failures))
        } else if let Some(descriptors) = self.descriptors.filter(|usage| usage.share() > DESCRIPTOR_LIMIT) {
            Some(Message::new("generator-descriptors").with("usage", descriptors.words()))
        } else if late > LATE_START_LIMIT {
            let told = Message::new("generator-late-starts").with("late", self.late_starts);
            Some(told.with("due", self.due).with("share", Value::Share(late)))
        } else if self.lag_p99_us > LAG_LIMIT {
            Some(Message::new("generator-lag").with("lag", lag))
        } else if self.run_queue_share > RUN_QUEUE_LIMIT {
            Some(Message::new("generator-run-queue").with("share", Value::Share(self.run_queue_share)))
        } else if self.cpu_share > CPU_LIMIT && self.lag_p99_us > BUSY_LAG_LIMIT {
            let told = Message::new("generator-cpu").with("share", Value::Share(self.cpu_share));
            Some(told.with("lag", lag))
        } else {
            None
        }
    }
}

/// The generator's condition in the last second.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Strain {
    /// Share of the second, 0 to 1, in which the busiest thread ran or waited for a CPU; 0 where the system does not report it.
    pub busy: f64,
    /// The 99th percentile of how late its timers fired, in microseconds.
    pub lag_p99_us: Micros,
    /// Open descriptors; `None` where the system does not report them.
    pub descriptors: Option<Usage>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn accuses_itself_only_with_a_reason() {
        let full = |used| Some(Usage { used, limit: 1_000 });
        let healthy = GeneratorHealth {
            lag_p99_us: 2_000,
            cpu_share: 0.99,
            late_starts: 10,
            due: 1_000,
            descriptors: full(950),
            ports: full(1_000),
            ..GeneratorHealth::default()
        };
        assert_eq!(healthy.bottleneck(), None);
        for (sick, words) in [
            (GeneratorHealth { lag_p99_us: 150_000, ..healthy.clone() }, "150 ms late"),
            (GeneratorHealth { lag_p99_us: 30_000, ..healthy.clone() }, "99 % of its CPU"),
            (GeneratorHealth { run_queue_share: 0.6, ..healthy.clone() }, "waited for a CPU 60 %"),
            (GeneratorHealth { own_failures: 1, ..healthy.clone() }, "this machine's own limits"),
            (GeneratorHealth { late_starts: 11, ..healthy.clone() }, "11 of 1,000 arrivals in time (1.1 %)"),
            (GeneratorHealth { descriptors: full(951), ..healthy.clone() }, "951 of 1,000 descriptors"),
        ] {
            let reason = sick.bottleneck().unwrap().say(Lang::En);
            assert!(reason.contains(words), "{reason}");
        }
    }

    #[test]
    fn reads_what_an_older_version_wrote() {
        let old = r#"{"lag_p99_us": 320, "cpu_share": 0.2, "run_queue_share": 0.0, "own_failures": 0}"#;
        let read: GeneratorHealth = serde_json::from_str(old).unwrap();
        assert_eq!((read.lag, read.descriptors, read.bottleneck()), (None, None, None));
    }
}
