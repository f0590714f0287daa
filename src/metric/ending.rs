//! Why a run ended and whether the generator itself was fit to judge.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Micros;

/// Why the load stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Ending {
    /// The plan was carried out.
    Completed,
    /// Thresholds with `abort_on_fail` were crossed.
    Aborted {
        /// Their sources, as `metric: expression`.
        thresholds: Vec<String>,
    },
    /// The shop gave no successful answer for this long while requests were waiting or failing.
    Silent {
        /// Length of the silence.
        #[serde(with = "crate::units::duration")]
        lasted: Duration,
    },
    /// The hours in which a live shop may be tested are over.
    WindowClosed,
    /// A signal asked for the end.
    Interrupted,
    /// The control API asked for the end.
    Stopped,
}

/// The generator's own condition while it was measuring.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct GeneratorHealth {
    /// How late its timers fired, in microseconds: the 99th percentile, in short runs a lower one.
    pub lag_p99_us: Micros,
    /// CPU share of the busiest engine thread, 0 to 1.
    pub cpu_share: f64,
    /// Share of the time, 0 to 1, in which an engine thread was ready to run but had no CPU.
    pub run_queue_share: f64,
    /// Requests that failed by our own limits (descriptors, ports, memory).
    pub own_failures: u64,
}

/// Timers later than this, at the 99th percentile, make every latency doubtful.
const LAG_LIMIT: Micros = 100_000;
/// Beyond this share of waiting for a CPU the generator measures its own machine.
const RUN_QUEUE_LIMIT: f64 = 0.5;
/// A saturated thread with lag above [`BUSY_LAG_LIMIT`] delays its own requests.
const CPU_LIMIT: f64 = 0.95;
const BUSY_LAG_LIMIT: Micros = 20_000;

impl GeneratorHealth {
    /// Why the generator, and not the shop, may have made the numbers; `None` when it was healthy.
    #[must_use]
    pub fn bottleneck(&self) -> Option<String> {
        let lag_ms = self.lag_p99_us / 1_000;
        if self.own_failures > 0 {
            Some(format!("{} requests failed by this machine's own limits", self.own_failures))
        } else if self.lag_p99_us > LAG_LIMIT {
            Some(format!("timers fired up to {lag_ms} ms late (p99)"))
        } else if self.run_queue_share > RUN_QUEUE_LIMIT {
            Some(format!("it waited for a CPU {:.0} % of the time", self.run_queue_share * 100.0))
        } else if self.cpu_share > CPU_LIMIT && self.lag_p99_us > BUSY_LAG_LIMIT {
            Some(format!(
                "a thread used {:.0} % of its CPU and fired timers {lag_ms} ms late (p99)",
                self.cpu_share * 100.0
            ))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accuses_itself_only_with_a_reason() {
        let healthy = GeneratorHealth { lag_p99_us: 2_000, cpu_share: 0.99, ..GeneratorHealth::default() };
        assert_eq!(healthy.bottleneck(), None);
        for sick in [
            GeneratorHealth { lag_p99_us: 150_000, ..healthy },
            GeneratorHealth { lag_p99_us: 30_000, ..healthy },
            GeneratorHealth { run_queue_share: 0.6, ..healthy },
            GeneratorHealth { own_failures: 1, ..healthy },
        ] {
            assert!(sick.bottleneck().is_some(), "{sick:?}");
        }
    }
}
