//! The whole run: totals, the part that is judged, and the course over time.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Block, Blocks, Layout, Measurements, MergedRuns, Micros, Outcome, PageTimes};

/// The part of the load's shape that a moment belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RunPhase {
    /// The load is changing.
    Ramp,
    /// The load is constant at its greatest, which is judged.
    Hold,
    /// The load goes down, or the last iterations finish.
    Drain,
}

/// One second of the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TimelinePoint {
    /// End of the second, in seconds from the start of the run.
    pub at_s: f64,
    /// The part of the load's shape.
    pub phase: RunPhase,
    /// Virtual users active at the end of the second.
    pub vus: u64,
    /// Requests that ended in this second, without those for pages' files.
    pub requests: u64,
    /// Of these, requests that failed a shopper.
    pub failures: u64,
    /// Median of `response_time` in microseconds, the worse of the pages that came and of all; 0 where no page came.
    pub p50_us: Micros,
    /// The p95 of `response_time` in microseconds: the worse of the pages that came and of all; 0 where no page came.
    pub p95_us: Micros,
}

/// The measurements of a run. Thresholds look at the totals, the grade at the hold.
#[derive(Debug, Clone)]
pub struct Summary {
    /// The names of steps and checks.
    pub layout: Layout,
    /// The measurements of the whole run.
    pub total: Measurements,
    /// The measurements at constant full load.
    pub hold: Measurements,
    total_blocks: Blocks,
    hold_blocks: Blocks,
    /// One point for each second.
    pub timeline: Vec<TimelinePoint>,
    /// From the start of the load to the end of the last iteration.
    pub elapsed: Duration,
    /// The number of allocated virtual users.
    pub vus_max: u64,
    /// The executors of the plan, in its order.
    pub executors: Vec<ExecutorLine>,
    /// The runs that the summary was made of; `None` for a single one.
    pub merged: Option<MergedRuns>,
}

/// An executor of the plan, as a summary names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExecutorLine {
    /// The name of the executor.
    pub name: String,
    /// The number of its iterations, when the plan states one: started + dropped + not reached.
    pub planned: Option<u64>,
    /// Whether its iterations arrive at a rate, instead of being started by free virtual users.
    pub arrivals: bool,
    /// The needs of a rate of arrivals; `None` for other executors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<ArrivalNeeds>,
}

/// The numbers that determine how many virtual users a rate of arrivals needs (Little's law: the rate times the length of a
/// visit).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ArrivalNeeds {
    /// The highest rate, in visits per second.
    pub rate: f64,
    /// The most virtual users that the executor may use.
    pub max_vus: u32,
    /// The pauses of a visit, in seconds, on average over its journeys.
    pub think_s: f64,
    /// The pages of a visit, on average over its journeys.
    pub pages: f64,
}

impl ArrivalNeeds {
    /// The virtual users that the rate needs when each page takes `page_s` seconds.
    #[must_use]
    pub fn vus(&self, page_s: f64) -> f64 {
        self.rate * (self.think_s + self.pages * page_s)
    }
}

impl Summary {
    /// Creates an empty summary for this layout.
    #[must_use]
    pub fn new(layout: Layout, vus_max: u64) -> Self {
        Self {
            total: Measurements::new(&layout),
            hold: Measurements::new(&layout),
            total_blocks: Blocks::default(),
            hold_blocks: Blocks::default(),
            timeline: Vec::new(),
            elapsed: Duration::ZERO,
            vus_max,
            executors: Vec::new(),
            merged: None,
            layout,
        }
    }

    /// Adds one second, merged over all threads, that ended `end` after the start of the run. Returns the times of its pages.
    pub fn add_second(
        &mut self,
        end: Duration,
        phase: RunPhase,
        vus: u64,
        second: &Measurements,
    ) -> PageTimes {
        let lasted = end.saturating_sub(self.elapsed);
        self.total.merge(second);
        // A judged visit is judged to its end, whichever second that falls into.
        if phase == RunPhase::Hold {
            self.hold.merge(second);
            self.hold_blocks.add(lasted, second);
        } else {
            self.hold.visits.merge(&second.visits);
            self.hold.broken.merge(&second.broken);
        }
        if self.judged().1 == RunPhase::Hold {
            // As soon as the hold has a request, it is what is judged, in its own blocks.
            self.total_blocks = Blocks::default();
        } else {
            self.total_blocks.add(lasted, second);
        }
        let times = PageTimes::of(second);
        let [p50_us, p95_us] = times.quantiles([0.5, 0.95]).unwrap_or_default();
        self.timeline.push(TimelinePoint {
            at_s: end.as_secs_f64(),
            phase,
            vus,
            requests: second.requests(),
            failures: second.count_where(Outcome::is_failure),
            p50_us,
            p95_us,
        });
        self.elapsed = self.elapsed.max(end);
        times
    }

    /// Adds another part of the run, which began `begin` after its start. Only one part is judged: the hold of any other part
    /// counts as load that changes.
    pub fn append(&mut self, part: &Self, begin: Duration, judged: bool) {
        if judged {
            self.total.merge(&part.total);
        } else {
            let mut unjudged = part.total.clone();
            unjudged.visits = unjudged.visits.unjudged();
            unjudged.broken = unjudged.broken.unjudged();
            unjudged.slow_pages = unjudged.slow_pages.unjudged();
            self.total.merge(&unjudged);
        }
        if judged {
            self.hold = part.hold.clone();
            self.hold_blocks = part.hold_blocks.clone();
        }
        // Blocks have equal lengths and no gaps, but the parts of a run do.
        self.total_blocks = Blocks::default();
        self.timeline.extend(part.timeline.iter().map(|point| TimelinePoint {
            at_s: point.at_s + begin.as_secs_f64(),
            phase: match point.phase {
                RunPhase::Hold if !judged => RunPhase::Ramp,
                phase => phase,
            },
            ..point.clone()
        }));
        self.timeline.sort_by(|one, other| one.at_s.total_cmp(&other.at_s));
        self.elapsed = self.elapsed.max(begin + part.elapsed);
        self.vus_max = self.vus_max.max(part.vus_max);
    }

    /// The number of planned iterations; `None` when one of the executors does not state it.
    #[must_use]
    pub fn planned_iterations(&self) -> Option<u64> {
        let (first, rest) = self.executors.split_first()?;
        rest.iter().try_fold(first.planned?, |sum, executor| Some(sum.saturating_add(executor.planned?)))
    }

    /// How long the load was held.
    #[must_use]
    pub fn hold_time(&self) -> Duration {
        let (mut held, mut before) = (0.0, 0.0);
        for point in &self.timeline {
            if point.phase == RunPhase::Hold {
                held += point.at_s - before;
            }
            before = point.at_s;
        }
        Duration::try_from_secs_f64(held).unwrap_or_default()
    }

    /// The measurements that are judged: the hold when it has requests, otherwise the whole run.
    #[must_use]
    pub fn judged(&self) -> (&Measurements, RunPhase) {
        if self.hold.requests() > 0 { (&self.hold, RunPhase::Hold) } else { (&self.total, RunPhase::Ramp) }
    }

    /// [`Summary::judged`] in blocks of time, in their order.
    #[must_use]
    pub fn judged_blocks(&self) -> &[Block] {
        match self.judged() {
            (_, RunPhase::Hold) => self.hold_blocks.all(),
            _ => self.total_blocks.all(),
        }
    }
}
