//! Thresholds that follow from the environment of the shop: those that a compiled scenario starts with, and those that always
//! hold.

use std::time::Duration;

use super::Limits;
use crate::plan::{Environment, Intensity};
use crate::threshold::Threshold;

/// The default abort limits of an environment or intensity.
struct Abort {
    failed: &'static str,
    /// The limit of the p95 of the verdict, as far as it is certain: a slow page among the first few ends no run.
    p95: &'static str,
    /// The limit of the p99, only for a live shop: elsewhere one slow page in a hundred is worth measuring.
    p99: Option<&'static str>,
}

/// The time after which a rate means something.
const FIRST_LOOK: Duration = Duration::from_secs(10);

impl Limits {
    fn abort(&self) -> Abort {
        match (self.environment, self.intensity) {
            (Environment::Prod, _) => {
                Abort { failed: "rate<0.05", p95: "p(95)<3000", p99: Some("p(99)<5000") }
            }
            (_, Some(Intensity::Heavy)) => Abort { failed: "rate<0.15", p95: "p(95)<10000", p99: None },
            _ => Abort { failed: "rate<0.10", p95: "p(95)<5000", p99: None },
        }
    }

    /// The thresholds that a compiled scenario starts with: those that end a run to spare the shop, and the verdict's own numbers
    /// at the edge between B and C.
    #[must_use]
    pub fn default_thresholds(&self) -> Vec<Threshold> {
        let abort = self.abort();
        [
            ("http_req_failed", abort.failed, Some(FIRST_LOOK)),
            ("response_time", abort.p95, Some(FIRST_LOOK)),
            ("checks", "rate>0.80", Some(FIRST_LOOK)),
            ("response_time", "p(95)<2000", None),
            ("visits", "rate>0.99", None),
        ]
        .into_iter()
        .chain(abort.p99.map(|p99| ("http_req_duration", p99, Some(FIRST_LOOK))))
        // The expressions are constants; a test below parses each of them.
        .filter_map(|(metric, expression, abort_after)| {
            let mut threshold = Threshold::parse(metric, expression).ok()?;
            threshold.abort_on_fail = abort_after.is_some();
            threshold.delay_abort_eval = abort_after.unwrap_or_default();
            Some(threshold)
        })
        .collect()
    }

    /// The thresholds of a scenario that states none; with the promotion's when a check looks at one.
    pub(in crate::plan) fn default_thresholds_of(&self, promises: bool) -> Vec<Threshold> {
        let promotion = promises.then(|| Threshold::parse("promotion", "rate>0.99").ok()).flatten();
        self.default_thresholds().into_iter().chain(promotion).collect()
    }

    /// Thresholds that hold in every scenario: on a live shop, all that can stop the run.
    #[must_use]
    pub(in crate::plan) fn enforced_thresholds(&self) -> Vec<Threshold> {
        match self.environment {
            Environment::Prod => {
                self.default_thresholds().into_iter().filter(|threshold| threshold.abort_on_fail).collect()
            }
            Environment::Preprod | Environment::Local => Vec::new(),
        }
    }
}
