//! Whether a CDN or firewall answers in the shop's place: then more requests show nothing of the shop, and make it worse.

use std::collections::VecDeque;
use std::time::Duration;

use crate::metric::{Measurements, Outcome};

/// Seconds that are looked at together.
const SECONDS: usize = 10;
/// Refusals below which it may be one visitor's bad luck.
const ENOUGH: u64 = 10;

/// Watches for refusals and challenges (`http/blocked.rs` says what is one).
#[derive(Debug, Default)]
pub(super) struct Firewall {
    /// Refused requests and all, of the last seconds.
    seconds: VecDeque<(u64, u64)>,
    retry_after: Option<Duration>,
}

impl Firewall {
    /// Adds a second; whether half of the requests of the last ten seconds, and at least ten, were refused.
    pub(super) fn answers(&mut self, second: &Measurements) -> bool {
        if self.seconds.len() == SECONDS {
            self.seconds.pop_front();
        }
        let blocked = second.count_where(|outcome| outcome == Outcome::Blocked);
        self.seconds.push_back((blocked, second.requests()));
        self.is_all_that_answers() && self.blocked() >= ENOUGH
    }

    /// Whether refusals are half of the last ten seconds' answers, however few these are.
    pub(super) fn is_all_that_answers(&self) -> bool {
        let all: u64 = self.seconds.iter().map(|(_, all)| all).sum();
        self.blocked() > 0 && self.blocked() * 2 >= all
    }

    /// Refusals in the last ten seconds.
    fn blocked(&self) -> u64 {
        self.seconds.iter().map(|(blocked, _)| blocked).sum()
    }

    /// Whether at least half of everything that failed so far are refusals.
    pub(super) fn failed_most(total: &Measurements) -> bool {
        let blocked = total.count_where(|outcome| outcome == Outcome::Blocked);
        blocked > 0 && blocked * 2 >= total.count_where(Outcome::is_failure)
    }

    /// A refusal asked to be left alone for so long.
    pub(super) fn asks_to_wait(&mut self, time: Option<Duration>) {
        self.retry_after = self.retry_after.max(time);
    }

    /// The longest time that a refusal asked to be left alone.
    pub(super) const fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::{Layout, Sample, StepId, Timings};

    fn second(good: u64, blocked: u64) -> Measurements {
        let mut second = Measurements::new(&Layout { steps: vec!["page".into()], ..Layout::default() });
        let outcomes = (0..good).map(|_| Outcome::Ok).chain((0..blocked).map(|_| Outcome::Blocked));
        for outcome in outcomes {
            second.record(&Sample {
                response_time: 1,
                ..Sample::new(StepId(0), 200, outcome, Timings::default())
            });
        }
        second
    }

    #[test]
    fn half_of_the_last_ten_seconds_is_too_much() {
        for (seconds, expected) in [
            (vec![(0, 9)], false),
            (vec![(0, 10)], true),
            (vec![(10, 10)], true),
            (vec![(11, 10)], false),
            (vec![(0, 5), (0, 5)], true),
            (vec![(100, 0), (0, 60), (0, 30)], false),
            (vec![(100, 0), (0, 60), (0, 40)], true),
            (vec![(0, 0); 10], false),
        ] {
            let mut firewall = Firewall::default();
            let mut answers = false;
            for (good, blocked) in &seconds {
                answers = firewall.answers(&second(*good, *blocked));
            }
            assert_eq!(answers, expected, "{seconds:?}");
            assert!(!answers || firewall.is_all_that_answers());
        }
        let mut firewall = Firewall::default();
        assert!(!firewall.answers(&second(1_000, 0)));
        (0..9).for_each(|_| assert!(!firewall.answers(&second(0, 1))));
        assert!(firewall.answers(&second(0, 1)), "what was good is eleven seconds ago");
        let mut slow = Firewall::default();
        slow.answers(&second(1, 2));
        assert!(slow.is_all_that_answers() && !Firewall::default().is_all_that_answers());
        assert!(Firewall::failed_most(&second(90, 10)) && !Firewall::failed_most(&second(9, 0)));
    }

    #[test]
    fn the_longest_wait_that_was_asked_for_is_kept() {
        let mut firewall = Firewall::default();
        [None, Some(30), Some(5), None].into_iter().for_each(|seconds| {
            firewall.asks_to_wait(seconds.map(Duration::from_secs));
        });
        assert_eq!(firewall.retry_after(), Some(Duration::from_secs(30)));
    }
}
