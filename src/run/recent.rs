//! The last ten seconds' response times: what a shopper waits now, not on average since the start.

use std::collections::VecDeque;

use super::progress::RecentTimes;
use crate::metric::{Histogram, Measurements, Outcome, honest_quantile};

/// Seconds that count as recent.
const SECONDS: usize = 10;

/// Response times of one second.
#[derive(Debug)]
struct RecentPages {
    successes: Histogram,
    all: Histogram,
}

/// A window over the last seconds of a run.
#[derive(Debug, Default)]
pub(super) struct Recent {
    seconds: VecDeque<RecentPages>,
}

impl Recent {
    /// Adds a second; the oldest one leaves.
    pub(super) fn add(&mut self, second: &Measurements) {
        if self.seconds.len() == SECONDS {
            self.seconds.pop_front();
        }
        self.seconds.push_back(RecentPages {
            successes: second.response_times(|outcome| outcome == Outcome::Ok),
            all: second.response_times(|_| true),
        });
    }

    /// The times within the window, each the worse of successes and all, as in the verdict; `None` when no request ended in it.
    pub(super) fn times(&self) -> Option<RecentTimes> {
        let together = |pick: fn(&RecentPages) -> &Histogram| {
            let mut merged = Histogram::new();
            self.seconds.iter().for_each(|times| merged.merge(pick(times)));
            merged
        };
        let (successes, all) = (together(|times| &times.successes), together(|times| &times.all));
        let quantile = |quantile| honest_quantile(&successes, &all, quantile);
        (!all.is_empty()).then(|| RecentTimes {
            p50_us: quantile(0.5),
            p95_us: quantile(0.95),
            p99_us: quantile(0.99),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::{Layout, Sample, StepId, Timings};

    fn second(times_ms: &[u64], outcome: Outcome) -> Measurements {
        let mut second = Measurements::new(&Layout { steps: vec!["page".into()], ..Layout::default() });
        for ms in times_ms {
            second.record(&Sample {
                response_time: ms * 1_000,
                ..Sample::new(StepId(0), 200, outcome, Timings::default())
            });
        }
        second
    }

    #[test]
    fn what_is_long_ago_is_forgotten() {
        let mut recent = Recent::default();
        let p95_ms = |recent: &Recent| recent.times().map(|times| (times.p95_us + 500) / 1_000);
        assert_eq!(p95_ms(&recent), None);
        recent.add(&second(&[900], Outcome::Ok));
        for _ in 0..9 {
            recent.add(&second(&[100], Outcome::Ok));
        }
        assert_eq!(p95_ms(&recent), Some(900), "it is still one of ten");
        recent.add(&second(&[], Outcome::Ok));
        assert_eq!(p95_ms(&recent), Some(100));
        (0..10).for_each(|_| recent.add(&second(&[], Outcome::Ok)));
        assert_eq!(p95_ms(&recent), None);
    }

    #[test]
    fn fast_failures_do_not_make_it_better() {
        let mut recent = Recent::default();
        recent.add(&second(&[400; 10], Outcome::Ok));
        recent.add(&second(&[1; 500], Outcome::Status));
        assert_eq!(recent.times().map(|times| times.p95_us / 1_000), Some(400));
    }
}
