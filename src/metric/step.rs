//! The series of one step.

use super::{Histogram, Micros, Outcome, Phase, Sample};

/// Both clocks of what ended with one outcome: requests on k6's, pages on the shopper's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Latency {
    pub(crate) duration: Histogram,
    pub(crate) response_time: Histogram,
}

/// Everything recorded for one step. Histograms of an outcome appear with its first request: most steps only
/// ever see one or two of the eighteen.
#[derive(Debug, Clone, Default)]
pub struct StepSeries {
    pub(crate) latencies: [Option<Box<Latency>>; Outcome::ALL.len()],
    pub(crate) phases: Option<Box<[Histogram; Phase::ALL.len()]>>,
    counts: [u64; Outcome::ALL.len()],
    /// Of these, the requests that were refused before they were sent.
    unsent: [u64; Outcome::ALL.len()],
    statuses: Vec<(u16, u64)>,
    pub(crate) retried: u64,
    pub(crate) bytes_sent: u64,
    pub(crate) bytes_received: u64,
    /// Whether the requests are for a page's files (see [`Layout::assets`](super::Layout::assets)).
    pub(crate) assets: bool,
    /// How long whole pages took with their files; only when files are loaded.
    page_loads: Option<Box<Histogram>>,
    /// How long the step took with its think time.
    groups: Option<Box<Histogram>>,
}

impl StepSeries {
    /// An empty series.
    pub(crate) fn new(assets: bool) -> Self {
        Self { assets, ..Self::default() }
    }

    /// Whether its requests are for a page's files, not for pages.
    #[must_use]
    pub const fn is_assets(&self) -> bool {
        self.assets
    }

    /// Counts a page with its files, in microseconds.
    pub(crate) fn page_load(&mut self, lasted: Micros) {
        self.page_loads.get_or_insert_default().record(lasted);
    }

    /// From the intended start of the step to the last of its page's files; `None` when no files were loaded.
    #[must_use]
    pub fn page_loads(&self) -> Option<&Histogram> {
        self.page_loads.as_deref()
    }

    /// Counts the step as k6 counts a group, in microseconds.
    pub(crate) fn group(&mut self, lasted: Micros) {
        self.groups.get_or_insert_default().record(lasted);
    }

    /// From the first request of the step to the end of its think time; `None` when it never came to that.
    pub(crate) fn groups(&self) -> Option<&Histogram> {
        self.groups.as_deref()
    }

    /// Requests with these outcomes that left.
    pub(super) fn sent_where(&self, matches: impl Fn(Outcome) -> bool) -> u64 {
        let sent =
            |outcome: &Outcome| self.counts[outcome.index()].saturating_sub(self.unsent[outcome.index()]);
        Outcome::ALL.iter().filter(|outcome| matches(**outcome)).map(sent).sum()
    }

    /// Requests with this outcome that did not leave.
    pub(super) const fn unsent(&self, outcome: Outcome) -> u64 {
        self.unsent[outcome.index()]
    }

    /// Counts a request that ends a page: its `response_time` is the page's.
    pub(crate) fn record(&mut self, sample: &Sample) {
        self.record_hop(sample);
        let latency = self.latencies[sample.outcome.index()].get_or_insert_default();
        latency.response_time.record(sample.response_time);
    }

    /// Counts a request whose answer leads on to another one.
    pub(crate) fn record_hop(&mut self, sample: &Sample) {
        let outcome = sample.outcome.index();
        self.counts[outcome] += 1;
        if sample.was_sent() {
            let latency = self.latencies[outcome].get_or_insert_default();
            latency.duration.record(sample.timings.duration());
        } else {
            self.unsent[outcome] += 1;
        }
        if sample.was_sent() && sample.outcome != Outcome::Interrupted {
            let phases = self.phases.get_or_insert_default();
            for phase in Phase::ALL {
                phases[phase as usize].record(sample.timings.phase(phase));
            }
        }
        self.count_status(sample.status, 1);
        self.retried += u64::from(sample.retried);
        self.bytes_sent += sample.bytes_sent;
        self.bytes_received += sample.bytes_received;
    }

    /// Counts pages that were not asked for because of a stall. They are not requests, so only `response_time` has them.
    pub(crate) fn record_kept_back(&mut self, outcome: Outcome, waited: Micros, times: u64) {
        let latency = self.latencies[outcome.index()].get_or_insert_default();
        latency.response_time.record_many(waited, times);
    }

    pub(super) fn set_count(&mut self, outcome: Outcome, count: u64, unsent: u64) {
        self.counts[outcome.index()] = count;
        self.unsent[outcome.index()] = unsent;
    }

    pub(super) fn set_groups(&mut self, groups: Histogram) {
        self.groups = Some(Box::new(groups));
    }

    pub(super) fn set_page_loads(&mut self, loads: Histogram) {
        self.page_loads = Some(Box::new(loads));
    }

    /// A handful of statuses at most: a linear scan beats a map.
    pub(super) fn count_status(&mut self, status: u16, times: u64) {
        match self.statuses.iter_mut().find(|(known, _)| *known == status) {
            Some((_, count)) => *count += times,
            None => self.statuses.push((status, times)),
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.latencies.iter_mut().zip(&other.latencies) {
            if let Some(theirs) = theirs {
                let mine = mine.get_or_insert_default();
                mine.duration.merge(&theirs.duration);
                mine.response_time.merge(&theirs.response_time);
            }
        }
        if let Some(theirs) = &other.phases {
            let mine = self.phases.get_or_insert_default();
            mine.iter_mut().zip(theirs.iter()).for_each(|(mine, theirs)| mine.merge(theirs));
        }
        if let Some(theirs) = other.page_loads() {
            self.page_loads.get_or_insert_default().merge(theirs);
        }
        if let Some(theirs) = other.groups() {
            self.groups.get_or_insert_default().merge(theirs);
        }
        self.unsent.iter_mut().zip(other.unsent).for_each(|(mine, theirs)| *mine += theirs);
        self.counts.iter_mut().zip(other.counts).for_each(|(mine, theirs)| *mine += theirs);
        for &(status, count) in &other.statuses {
            self.count_status(status, count);
        }
        self.retried += other.retried;
        self.bytes_sent += other.bytes_sent;
        self.bytes_received += other.bytes_received;
    }

    pub(crate) fn clear(&mut self) {
        for latency in self.latencies.iter_mut().flatten() {
            latency.duration.clear();
            latency.response_time.clear();
        }
        self.phases.iter_mut().flat_map(|phases| phases.iter_mut()).for_each(Histogram::clear);
        self.page_loads.iter_mut().chain(&mut self.groups).for_each(|lengths| lengths.clear());
        self.unsent = [0; Outcome::ALL.len()];
        self.counts = [0; Outcome::ALL.len()];
        self.statuses.iter_mut().for_each(|(_, count)| *count = 0);
        (self.retried, self.bytes_sent, self.bytes_received) = (0, 0, 0);
    }

    /// Requests sent (each redirect hop is one).
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Requests that ended with this outcome.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> u64 {
        self.counts[outcome.index()]
    }

    /// Requests that failed a shopper (see [`Outcome::is_failure`]).
    #[must_use]
    pub fn failures(&self) -> u64 {
        self.count_where(Outcome::is_failure)
    }

    /// Requests whose outcome satisfies the condition.
    #[must_use]
    pub fn count_where(&self, condition: impl Fn(Outcome) -> bool) -> u64 {
        Outcome::ALL
            .into_iter()
            .filter(|outcome| condition(*outcome))
            .map(|outcome| self.count(outcome))
            .sum()
    }

    /// Statuses seen with their counts, ascending; 0 stands for "no answer".
    #[must_use]
    pub fn statuses(&self) -> Vec<(u16, u64)> {
        let mut seen: Vec<_> = self.statuses.iter().copied().filter(|(_, count)| *count > 0).collect();
        seen.sort_unstable();
        seen
    }

    /// k6's `http_req_duration` of the requests whose outcome satisfies the condition.
    #[must_use]
    pub fn durations(&self, condition: impl Fn(Outcome) -> bool) -> Histogram {
        self.merged(condition, |latency| &latency.duration)
    }

    /// `response_time` of the requests whose outcome satisfies the condition.
    #[must_use]
    pub fn response_times(&self, condition: impl Fn(Outcome) -> bool) -> Histogram {
        self.merged(condition, |latency| &latency.response_time)
    }

    fn merged(
        &self,
        condition: impl Fn(Outcome) -> bool,
        pick: impl Fn(&Latency) -> &Histogram,
    ) -> Histogram {
        let mut merged = Histogram::new();
        for outcome in Outcome::ALL.into_iter().filter(|outcome| condition(*outcome)) {
            if let Some(latency) = &self.latencies[outcome.index()] {
                merged.merge(pick(latency));
            }
        }
        merged
    }

    /// Mean of one phase over all requests, in microseconds.
    #[must_use]
    pub fn phase_mean(&self, phase: Phase) -> f64 {
        self.phases.as_ref().map_or(0.0, |phases| phases[phase as usize].mean())
    }

    /// Histogram of one phase over all requests, when there were any.
    #[must_use]
    pub fn phase(&self, phase: Phase) -> Option<&Histogram> {
        self.phases.as_ref().map(|phases| &phases[phase as usize])
    }

    /// The p95 that grades this step, in microseconds of `response_time`: the worse of "successes only" and
    /// "all requests", so that fast failures cannot lower it and slow ones cannot hide.
    #[must_use]
    pub fn honest_p95(&self) -> Micros {
        honest_quantile(
            &self.response_times(|outcome| outcome == Outcome::Ok),
            &self.response_times(|_| true),
            0.95,
        )
    }

    /// Bytes read from sockets for this step, TLS included.
    #[must_use]
    pub const fn bytes_received(&self) -> u64 {
        self.bytes_received
    }

    /// Bytes written to sockets for this step, TLS included.
    #[must_use]
    pub const fn bytes_sent(&self) -> u64 {
        self.bytes_sent
    }

    /// Requests that were sent a second time after a reset on a reused connection.
    #[must_use]
    pub const fn retried(&self) -> u64 {
        self.retried
    }
}

/// The worse of a quantile over successes and over everything.
pub(crate) fn honest_quantile(successes: &Histogram, all: &Histogram, quantile: f64) -> Micros {
    successes.quantile(quantile).max(all.quantile(quantile))
}
