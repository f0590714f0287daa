//! Pauses: the clock of a run's load stands still, and nothing is sent.

use std::cell::Cell;
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// The pauses of a run, as its threads are told of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pauses {
    /// Those that are over, together.
    over: Duration,
    /// Since when the load stands still.
    since: Option<Instant>,
}

impl Pauses {
    /// The load stands still from `now` on; `false` when it did already.
    pub(super) fn begin(&mut self, now: Instant) -> bool {
        let begins = self.since.is_none();
        self.since.get_or_insert(now);
        begins
    }

    /// The load goes on at `now`; `false` when it did already.
    pub(super) fn end(&mut self, now: Instant) -> bool {
        let Some(since) = self.since.take() else { return false };
        self.over += now.saturating_duration_since(since);
        true
    }

    /// Pauses that are known from another process: those that are over, together, and since when the load stands still.
    pub(super) const fn known(over: Duration, since: Option<Instant>) -> Self {
        Self { over, since }
    }

    /// Since when the load stands still.
    pub(super) const fn since(&self) -> Option<Instant> {
        self.since
    }

    pub(super) const fn is_paused(&self) -> bool {
        self.since.is_some()
    }

    /// How long the pauses that are over took together.
    pub(super) const fn over(&self) -> Duration {
        self.over
    }
}

/// When things of a load's schedule are due: its beginning, put off by each pause.
#[derive(Debug)]
pub(super) struct LoadClock {
    start: Instant,
    pauses: Pauses,
}

impl LoadClock {
    /// The clock of a load that begins at `start` while it is not paused.
    pub(super) const fn new(start: Instant) -> Self {
        Self { start, pauses: Pauses { over: Duration::ZERO, since: None } }
    }

    /// The instant of an offset from the load's beginning; while it stands still, as if it went on now.
    pub(super) fn at(&self, offset: Duration) -> Instant {
        self.start + self.pauses.over + offset
    }

    /// Takes what is told over; how much later than before everything is due.
    pub(super) fn follow(&mut self, told: Pauses) -> Duration {
        let before = std::mem::replace(&mut self.pauses, told);
        told.over.saturating_sub(before.over)
    }

    pub(super) const fn stands_still(&self) -> bool {
        self.pauses.is_paused()
    }
}

/// Where the virtual users of one thread wait while the run is paused.
#[derive(Debug, Default)]
pub(super) struct PauseGate {
    closed: Cell<bool>,
    opened: Notify,
}

impl PauseGate {
    pub(super) fn set_closed(&self, closed: bool) {
        self.closed.set(closed);
        if !closed {
            self.opened.notify_waiters();
        }
    }

    pub(super) const fn is_closed(&self) -> bool {
        self.closed.get()
    }

    /// Waits until it is open; how long that took.
    pub(super) async fn pass(&self) -> Duration {
        if !self.is_closed() {
            return Duration::ZERO;
        }
        let begun = Instant::now();
        while self.is_closed() {
            self.opened.notified().await;
        }
        begun.elapsed()
    }
}

/// When a run stood still, as times of the run.
#[derive(Debug, Default)]
pub(super) struct PauseLog {
    over: Vec<(Duration, Duration)>,
    since: Option<Duration>,
}

impl PauseLog {
    pub(super) fn begin(&mut self, at: Duration) {
        self.since.get_or_insert(at);
    }

    pub(super) fn end(&mut self, at: Duration) {
        self.over.extend(self.since.take().map(|since| (since, at)));
    }

    fn spans(&self) -> impl Iterator<Item = (Duration, Duration)> {
        self.over.iter().copied().chain(self.since.map(|since| (since, Duration::MAX)))
    }

    /// Time that the run has stood still until `at`.
    pub(super) fn until(&self, at: Duration) -> Duration {
        self.spans().map(|(from, to)| to.min(at).saturating_sub(from)).sum()
    }

    /// The time of the plan at a time of the run.
    pub(super) fn plan_time(&self, at: Duration) -> Duration {
        at.saturating_sub(self.until(at))
    }

    /// Whether the run stood still at any moment between two times.
    pub(super) fn touches(&self, begin: Duration, end: Duration) -> bool {
        self.spans().any(|(from, to)| from < end && begin < to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_schedule_is_put_off_by_what_it_stood_still() {
        let start = Instant::now();
        let (mut pauses, mut clock) = (Pauses::default(), LoadClock::new(start));
        assert!(pauses.begin(start + SECOND) && !pauses.begin(start + SECOND * 2));
        assert_eq!((clock.follow(pauses), clock.stands_still()), (Duration::ZERO, true));
        assert!(pauses.end(start + SECOND * 4) && !pauses.end(start + SECOND * 9));
        assert_eq!((clock.follow(pauses), clock.stands_still()), (SECOND * 3, false));
        assert_eq!(clock.at(SECOND * 2), start + SECOND * 5);
        pauses.begin(start + SECOND * 6);
        pauses.end(start + SECOND * 7);
        assert_eq!(clock.follow(pauses), SECOND);
        assert_eq!(clock.follow(pauses), Duration::ZERO, "told twice");
        assert_eq!(clock.at(SECOND * 4), start + SECOND * 8);
    }

    #[test]
    fn the_time_of_the_plan_leaves_pauses_out() {
        let seconds = Duration::from_secs;
        let mut log = PauseLog::default();
        log.begin(seconds(2));
        log.begin(seconds(3));
        assert_eq!((log.plan_time(seconds(1)), log.plan_time(seconds(5))), (seconds(1), seconds(2)));
        log.end(seconds(6));
        log.end(seconds(7));
        assert_eq!((log.until(seconds(9)), log.plan_time(seconds(9))), (seconds(4), seconds(5)));
        log.begin(seconds(8));
        assert_eq!(log.plan_time(seconds(10)), seconds(4));
        for (begin, end, expected) in [
            (0, 2, false),
            (1, 3, true),
            (4, 5, true),
            (6, 8, false),
            (5, 7, true),
            (7, 9, true),
            (20, 21, true),
        ] {
            assert_eq!(log.touches(seconds(begin), seconds(end)), expected, "{begin}–{end}");
        }
    }

    #[tokio::test]
    async fn a_gate_lets_nobody_pass_while_it_is_closed() {
        let gate = PauseGate::default();
        assert_eq!(gate.pass().await, Duration::ZERO);
        gate.set_closed(true);
        tokio::select! {
            biased;
            _ = gate.pass() => panic!("it was closed"),
            () = tokio::task::yield_now() => {}
        }
        tokio::join!(gate.pass(), async {
            gate.set_closed(false);
        });
        assert!(!gate.is_closed());
    }
}
