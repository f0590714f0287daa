//! The last ten seconds' response times: what a shopper waits now, not on average since the start.

use std::collections::VecDeque;

use super::progress::RecentTimes;
use crate::metric::PageTimes;

/// Seconds that count as recent.
const SECONDS: usize = 10;

/// A window over the last seconds of a run.
#[derive(Debug, Default)]
pub(super) struct Recent {
    seconds: VecDeque<PageTimes>,
}

impl Recent {
    /// Adds a second; the oldest one leaves.
    pub(super) fn add(&mut self, second: PageTimes) {
        if self.seconds.len() == SECONDS {
            self.seconds.pop_front();
        }
        self.seconds.push_back(second);
    }

    /// The times within the window; `None` when no page came in it.
    pub(super) fn times(&self) -> Option<RecentTimes> {
        let mut together = PageTimes::default();
        self.seconds.iter().for_each(|times| together.merge(times));
        let [p50_us, p95_us, p99_us] = together.quantiles([0.5, 0.95, 0.99])?;
        Some(RecentTimes { p50_us, p95_us, p99_us })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::{Layout, Measurements, Outcome, Sample, StepId, Timings};

    fn second(times_ms: &[u64], outcome: Outcome) -> PageTimes {
        let mut second = Measurements::new(&Layout { steps: vec!["page".into()], ..Layout::default() });
        for ms in times_ms {
            second.record(&Sample {
                response_time: ms * 1_000,
                ..Sample::new(StepId(0), 200, outcome, Timings::default())
            });
        }
        PageTimes::of(&second)
    }

    #[test]
    fn what_is_long_ago_is_forgotten() {
        let mut recent = Recent::default();
        let p95_ms = |recent: &Recent| recent.times().map(|times| (times.p95_us + 500) / 1_000);
        assert_eq!(p95_ms(&recent), None);
        recent.add(second(&[900], Outcome::Ok));
        for _ in 0..9 {
            recent.add(second(&[100], Outcome::Ok));
        }
        assert_eq!(p95_ms(&recent), Some(900), "it is still one of ten");
        recent.add(second(&[], Outcome::Ok));
        assert_eq!(p95_ms(&recent), Some(100));
        (0..10).for_each(|_| recent.add(second(&[], Outcome::Ok)));
        assert_eq!(p95_ms(&recent), None);
    }

    #[test]
    fn fast_failures_do_not_make_it_better() {
        let mut recent = Recent::default();
        recent.add(second(&[400; 10], Outcome::Ok));
        recent.add(second(&[1; 500], Outcome::Status));
        assert_eq!(recent.times().map(|times| times.p95_us / 1_000), Some(400));
    }
}
