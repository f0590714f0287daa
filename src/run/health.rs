//! The generator's condition over the run: what its threads cost, how late they were, what the machine had left.

use std::time::Duration;

use super::machine::MachineUse;
use crate::metric::{
    GeneratorHealth, Histogram, Interval, IterationTally, Lag, Measurements, Outcome, Summary, ThreadCost,
    ThreadShare,
};

/// Reads the calling thread's processor time; `None` where the system has no `schedstat`.
/// The file holds nanoseconds on a CPU and nanoseconds runnable without one (Linux `Documentation/scheduler/sched-stats.rst`).
pub(super) fn thread_cost() -> Option<ThreadCost> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let mut numbers = text.split_whitespace().map(str::parse::<u64>);
    let running = numbers.next()?.ok()?;
    let waiting = numbers.next()?.ok()?;
    Some(ThreadCost { running: Duration::from_nanos(running), waiting: Duration::from_nanos(waiting) })
}

/// In less time than this, a few milliseconds of another program's would look like a bottleneck.
const LEAST_WALL: Duration = Duration::from_secs(1);
/// A thread that runs, or waits for a CPU, for more than this share of the time has none left for its virtual users.
const SATURATED: f64 = 0.95;

/// Requests that failed by our own doing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OwnFailures {
    /// By the limits of this machine.
    limits: u64,
    /// Not sent, because of what they would have done or could not carry.
    withheld: u64,
}

impl OwnFailures {
    /// Those of a period.
    pub(super) fn of(measured: &Measurements) -> Self {
        let count = |outcome| measured.count_with_assets(outcome);
        Self { limits: count(Outcome::Generator), withheld: count(Outcome::Withheld) }
    }

    /// Adds those of a later period.
    pub(super) fn add(&mut self, later: Self) {
        self.limits += later.limits;
        self.withheld += later.withheld;
    }
}

/// One thread's time so far.
#[derive(Debug, Clone, Copy, Default)]
struct ThreadLog {
    cost: ThreadCost,
    /// End of its last interval, from the start of the run.
    until: Duration,
}

/// Sums up the generator's condition over the run.
#[derive(Debug, Default)]
pub(super) struct HealthLog {
    /// The number of the first thread that is looked at.
    first: usize,
    threads: Vec<ThreadLog>,
    /// Iterations that found no free virtual user, dropped by a thread in a second in which it was saturated: its virtual users
    /// may have been busy only because it had no time for them.
    crowded_out: u64,
    look: MachineUse,
}

impl HealthLog {
    /// Of the threads from this number on.
    pub(super) fn of_threads_from(first: usize) -> Self {
        Self { first, ..Self::default() }
    }

    /// Adds a thread's interval; its busy share, 0 to 1, or 0 where the system does not tell.
    pub(super) fn add(&mut self, interval: &Interval) -> f64 {
        let Interval { thread, end, cost: Some(cost), measurements, .. } = interval else { return 0.0 };
        let place = thread.saturating_sub(self.first);
        if self.threads.len() <= place {
            self.threads.resize(place + 1, ThreadLog::default());
        }
        let log = &mut self.threads[place];
        // A thread without a CPU hands over late, so its interval is longer than a second.
        let wall = end.saturating_sub(log.until);
        log.cost.running += cost.running;
        log.cost.waiting += cost.waiting;
        log.until = *end;
        let busy =
            ((cost.running + cost.waiting).as_secs_f64() / wall.max(LEAST_WALL / 2).as_secs_f64()).min(1.0);
        if busy > SATURATED {
            let IterationTally { dropped, overdue, .. } = measurements.tally();
            self.crowded_out += dropped - overdue;
        }
        busy
    }

    /// Adds a look at the machine.
    pub(super) fn saw(&mut self, look: MachineUse) {
        self.look = MachineUse {
            descriptors: look
                .descriptors
                .map(|usage| usage.most(self.look.descriptors))
                .or(self.look.descriptors),
            ports: look.ports.map(|usage| usage.most(self.look.ports)).or(self.look.ports),
            time_wait: look.time_wait.max(self.look.time_wait),
        };
    }

    /// The condition over the whole run; the lag is that of the judged part.
    pub(super) fn condition(&self, summary: &Summary) -> GeneratorHealth {
        let (judged, _) = summary.judged();
        let total = &summary.total;
        let own = OwnFailures::of(total);
        self.condition_of(judged.schedule_lag(), own, total.tally())
    }

    /// The condition by how late timers fired, our own failures, and the iterations.
    pub(super) fn condition_of(
        &self,
        lag: &Histogram,
        own: OwnFailures,
        iterations: IterationTally,
    ) -> GeneratorHealth {
        let threads: Vec<ThreadShare> = self.threads.iter().map(ThreadLog::share).collect();
        let greatest = |pick: fn(&ThreadShare) -> f64| threads.iter().map(pick).fold(0.0, f64::max);
        GeneratorHealth {
            lag_p99_us: lag.quantile(lag_quantile(lag.count())),
            cpu_share: greatest(|share| share.cpu),
            run_queue_share: greatest(|share| share.run_queue),
            own_failures: own.limits,
            withheld: own.withheld,
            late_starts: iterations.overdue + self.crowded_out,
            due: iterations.started + iterations.dropped,
            lag: (!lag.is_empty()).then(|| Lag {
                p50_us: lag.quantile(0.5),
                p99_us: lag.quantile(0.99),
                max_us: lag.max(),
            }),
            threads,
            descriptors: self.look.descriptors,
            ports: self.look.ports,
            time_wait: self.look.time_wait,
            shards: Vec::new(),
        }
    }
}

impl ThreadLog {
    fn share(&self) -> ThreadShare {
        let wall = self.until.max(LEAST_WALL).as_secs_f64();
        ThreadShare {
            cpu: self.cost.running.as_secs_f64() / wall,
            run_queue: self.cost.waiting.as_secs_f64() / wall,
        }
    }
}

/// The quantile that accuses the generator: the 99th percentile, or in a short run a lower one, so that at least 20
/// probes (200 ms of one thread's time) lie above it. One hiccup of the machine is not a bottleneck.
fn lag_quantile(probes: u64) -> f64 {
    const LATE_ENOUGH: f64 = 20.0;
    (1.0 - LATE_ENOUGH / probes.max(1) as f64).clamp(0.0, 0.99)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::{Layout, Usage};

    #[test]
    fn one_hiccup_is_no_bottleneck() {
        let lag = |late: u64, probes: u64| {
            let mut summary = Summary::new(Layout::default(), 1);
            (0..probes).for_each(|probe| {
                summary.total.lag(if probe < late { 150_000 } else { 1_000 });
            });
            HealthLog::default().condition(&summary).bottleneck()
        };
        assert_eq!(lag(12, 140), None, "a stall of 120 ms in a run of 1.4 s");
        assert!(lag(60, 140).is_some());
        assert_eq!(lag(90, 10_000), None);
        assert!(lag(150, 10_000).is_some());
    }

    /// A thread's second, or longer, in which it ran, waited for a CPU and dropped iterations.
    fn interval(end_ms: u64, running_ms: u64, waiting_ms: u64, dropped: u64) -> Interval {
        let mut measurements = Measurements::new(&Layout::default());
        measurements.tally_mut(0).dropped = dropped;
        Interval {
            thread: 0,
            index: 0,
            end: Duration::from_millis(end_ms),
            vus: 1,
            connected: 1,
            oldest_pending: None,
            retry_after: None,
            cost: Some(ThreadCost {
                running: Duration::from_millis(running_ms),
                waiting: Duration::from_millis(waiting_ms),
            }),
            measurements,
        }
    }

    #[test]
    fn a_share_needs_time_to_mean_something() {
        let summary = Summary::new(Layout::default(), 1);
        let waiting = |wait_ms: u64, wall_ms| {
            let mut log = HealthLog::default();
            log.add(&interval(wall_ms, 0, wait_ms, 0));
            log.condition(&summary)
        };
        // Three milliseconds, while another program had the CPU.
        assert_eq!(waiting(3, 5).bottleneck(), None);
        assert!(waiting(3_000, 5_000).bottleneck().is_some());
        assert!(waiting(1_000, 5_000).bottleneck().is_none());
    }

    #[test]
    fn a_saturated_thread_is_to_blame_for_the_iterations_that_found_nobody_free() {
        let blamed = |intervals: &[Interval]| {
            let mut log = HealthLog::default();
            let busy: Vec<f64> = intervals.iter().map(|interval| log.add(interval)).collect();
            (log.condition(&Summary::new(Layout::default(), 1)).late_starts, busy)
        };
        assert_eq!(blamed(&[interval(1_000, 300, 100, 50)]), (0, vec![0.4]), "the shop was slow");
        assert_eq!(blamed(&[interval(1_000, 300, 700, 50)]).0, 50);
        // Handed over late: the second interval is short, and still full.
        assert_eq!(
            blamed(&[interval(1_400, 0, 1_400, 50), interval(2_000, 0, 600, 7)]),
            (57, vec![1.0, 1.0])
        );
    }

    #[test]
    fn the_most_of_all_looks_is_kept() {
        let mut log = HealthLog::default();
        let usage = |used| Some(Usage { used, limit: 100 });
        log.saw(MachineUse { descriptors: usage(40), ports: None, time_wait: Some(3) });
        log.saw(MachineUse { descriptors: usage(30), ports: usage(5), time_wait: None });
        log.saw(MachineUse::default());
        let health = log.condition(&Summary::new(Layout::default(), 1));
        assert_eq!((health.descriptors, health.ports, health.time_wait), (usage(40), usage(5), Some(3)));
    }
}
