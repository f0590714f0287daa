//! What the engine's threads cost: read from the scheduler, where it tells.

use std::time::Duration;

use crate::metric::{GeneratorHealth, Outcome, Summary, ThreadCost};

/// Reads the calling thread's processor time; `None` where the system has no `schedstat`.
/// The file holds nanoseconds on a CPU and nanoseconds runnable without one (Linux `Documentation/scheduler/sched-stats.rst`).
pub(crate) fn thread_cost() -> Option<ThreadCost> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let mut numbers = text.split_whitespace().map(str::parse::<u64>);
    let running = numbers.next()?.ok()?;
    let waiting = numbers.next()?.ok()?;
    Some(ThreadCost { running: Duration::from_nanos(running), waiting: Duration::from_nanos(waiting) })
}

/// In less time than this, a few milliseconds of another program's would look like a bottleneck.
const LEAST_WALL: Duration = Duration::from_secs(1);

/// Sums up the generator's condition over the judged part of the run.
#[derive(Debug, Default)]
pub(crate) struct HealthLog {
    threads: Vec<(ThreadCost, Duration)>,
}

impl HealthLog {
    pub(crate) fn add(&mut self, thread: usize, cost: ThreadCost, wall: Duration) {
        if self.threads.len() <= thread {
            self.threads.resize(thread + 1, (ThreadCost::default(), Duration::ZERO));
        }
        let (total, length) = &mut self.threads[thread];
        total.running += cost.running;
        total.waiting += cost.waiting;
        *length += wall;
    }

    /// The condition of the busiest thread, with the lag of all.
    pub(crate) fn condition(&self, summary: &Summary) -> GeneratorHealth {
        let share = |pick: fn(&ThreadCost) -> Duration| {
            self.threads
                .iter()
                .map(|(cost, wall)| pick(cost).as_secs_f64() / (*wall).max(LEAST_WALL).as_secs_f64())
                .fold(0.0, f64::max)
        };
        let (judged, _) = summary.judged();
        GeneratorHealth {
            lag_p99_us: judged.schedule_lag().quantile(lag_quantile(judged.schedule_lag().count())),
            cpu_share: share(|cost| cost.running),
            run_queue_share: share(|cost| cost.waiting),
            own_failures: summary.total.count_with_assets(Outcome::Generator),
        }
    }
}

/// The quantile that accuses the generator: the 99th percentile, or in a short run a lower one, so that at least 20
/// probes (200 ms of one thread's time) lie above it. One hiccup of the machine is no bottleneck.
fn lag_quantile(probes: u64) -> f64 {
    const LATE_ENOUGH: f64 = 20.0;
    (1.0 - LATE_ENOUGH / probes.max(1) as f64).clamp(0.0, 0.99)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Layout;

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

    #[test]
    fn a_share_needs_time_to_mean_something() {
        let summary = Summary::new(Layout::default(), 1);
        let waiting = |wait_ms: u64, wall_ms| {
            let mut log = HealthLog::default();
            let cost = ThreadCost { running: Duration::ZERO, waiting: Duration::from_millis(wait_ms) };
            log.add(0, cost, Duration::from_millis(wall_ms));
            log.condition(&summary)
        };
        // Three milliseconds, while another program had the CPU.
        assert_eq!(waiting(3, 5).bottleneck(), None);
        assert!(waiting(3_000, 5_000).bottleneck().is_some());
        assert!(waiting(1_000, 5_000).bottleneck().is_none());
    }
}
