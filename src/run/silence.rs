//! Whether the shop answers at all while visitors want to be served.

use std::time::Duration;

use crate::metric::{Measurements, Outcome};

/// Watches how long no answer has come.
#[derive(Debug, Default)]
pub(super) struct Silence {
    last_answer: Duration,
    /// Requests that failed since then.
    failures: u64,
}

impl Silence {
    /// Adds a second from `begin` to `end`; `is_asked` says that a request waits at its end, and `is_over` that no more shoppers
    /// arrive: then each one that still waits is one visit.
    pub(super) fn add(
        &mut self,
        second: &Measurements,
        begin: Duration,
        end: Duration,
        is_asked: bool,
        is_over: bool,
    ) {
        if second.is_answered() || is_over {
            *self = Self { last_answer: end, failures: 0 };
            return;
        }
        let failures = second.count_where(Outcome::is_failure);
        self.failures += failures;
        // No one waits and nothing failed: no one asked, because all of them think or the next executor is still to come. Such a
        // second is not part of a silence.
        if failures == 0 && !is_asked {
            self.last_answer = (self.last_answer + end.saturating_sub(begin)).min(end);
        }
    }

    /// How long the shop has not answered at `end`, when that is at least `limit`. `waited` is how long the request has waited that
    /// waits longest: a shop that was not asked for so long is not silent.
    pub(super) fn lasts(&self, end: Duration, limit: Duration, waited: Option<Duration>) -> Option<Duration> {
        let silent_for = end.saturating_sub(self.last_answer);
        let asked = self.failures > 0 || waited.is_some_and(|age| age >= limit);
        (silent_for >= limit && asked).then_some(silent_for)
    }
}
