//! The series of one step.

use super::{Histogram, Layout, Micros, Outcome, Phase, Sample, StepId};

/// The requests and pages with one outcome.
#[derive(Debug, Clone)]
pub(crate) struct OutcomeSeries {
    pub(crate) outcome: Outcome,
    /// The number of requests.
    pub(crate) count: u64,
    /// Of these, the requests that were refused before they were sent.
    pub(crate) unsent: u64,
    /// The durations of requests, on k6's clock.
    pub(crate) duration: Histogram,
    /// The waiting times for pages, on the shopper's clock.
    pub(crate) response_time: Histogram,
}

impl OutcomeSeries {
    const fn new(outcome: Outcome) -> Self {
        Self { outcome, count: 0, unsent: 0, duration: Histogram::new(), response_time: Histogram::new() }
    }

    /// Whether the series has neither a request nor a waiting time. Pages that a stall kept back have waiting times without a
    /// request.
    pub(crate) const fn is_empty(&self) -> bool {
        self.count == 0 && self.response_time.is_empty()
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.unsent += other.unsent;
        self.duration.merge(&other.duration);
        self.response_time.merge(&other.response_time);
    }

    fn clear(&mut self) {
        (self.count, self.unsent) = (0, 0);
        self.duration.clear();
        self.response_time.clear();
    }
}

/// Everything recorded for one step. The series of an outcome is created with its first request: most steps have only one or two.
#[derive(Debug, Clone, Default)]
pub struct StepSeries {
    /// The series of the outcomes, in no particular order.
    pub(crate) outcomes: Vec<OutcomeSeries>,
    pub(crate) phases: Option<Box<[Histogram; Phase::ALL.len()]>>,
    statuses: Vec<(u16, u64)>,
    pub(crate) retried: u64,
    pub(crate) bytes_sent: u64,
    pub(crate) bytes_received: u64,
    /// Whether the requests are for a page's files (see [`Layout::assets`](super::Layout::assets)).
    pub(crate) assets: bool,
    /// Whether scripts of pages send the requests by themselves (see [`Layout::background`](super::Layout::background)).
    background: bool,
    /// The times of whole pages with their files; only when files are loaded.
    page_loads: Histogram,
    /// The times of the step with its think time.
    groups: Histogram,
}

impl StepSeries {
    /// Creates the empty series of a step of the layout.
    pub(crate) fn new(layout: &Layout, step: StepId) -> Self {
        let (assets, background) = (layout.assets.contains(&step), layout.background.contains(&step));
        Self { assets, background, ..Self::default() }
    }

    /// Creates an empty series of requests that are not for pages.
    pub(super) fn beside_pages() -> Self {
        Self { assets: true, ..Self::default() }
    }

    /// Whether its requests are for a page's files, not for pages.
    #[must_use]
    pub const fn is_assets(&self) -> bool {
        self.assets
    }

    /// Whether the scripts of pages send its requests by themselves.
    #[must_use]
    pub const fn is_background(&self) -> bool {
        self.background
    }

    /// Whether its requests are for pages, which shoppers wait for.
    #[must_use]
    pub const fn is_of_pages(&self) -> bool {
        !self.assets && !self.background
    }

    /// Counts a page with its files, in microseconds.
    pub(crate) fn page_load(&mut self, lasted: Micros) {
        self.page_loads.record(lasted);
    }

    /// From the intended start of the step to the last of its page's files; `None` when no files were loaded.
    #[must_use]
    pub fn page_loads(&self) -> Option<&Histogram> {
        Some(&self.page_loads).filter(|loads| !loads.is_empty())
    }

    /// Counts the step as k6 counts a group, in microseconds.
    pub(crate) fn group(&mut self, lasted: Micros) {
        self.groups.record(lasted);
    }

    /// From the first request of the step to the end of its think time; `None` when no step was completed.
    pub(crate) fn groups(&self) -> Option<&Histogram> {
        Some(&self.groups).filter(|groups| !groups.is_empty())
    }

    /// Requests with these outcomes that were sent.
    pub(super) fn sent_where(&self, matches: impl Fn(Outcome) -> bool) -> u64 {
        self.outcomes_where(matches).map(|series| series.count.saturating_sub(series.unsent)).sum()
    }

    fn outcomes_where(&self, matches: impl Fn(Outcome) -> bool) -> impl Iterator<Item = &OutcomeSeries> {
        self.outcomes.iter().filter(move |series| matches(series.outcome))
    }

    /// The series of an outcome. There are only a few outcomes, so a linear scan beats a map.
    fn outcome_mut(&mut self, outcome: Outcome) -> &mut OutcomeSeries {
        let known = self.outcomes.iter().position(|series| series.outcome == outcome);
        let place = known.unwrap_or_else(|| {
            self.outcomes.push(OutcomeSeries::new(outcome));
            self.outcomes.len() - 1
        });
        &mut self.outcomes[place]
    }

    /// Counts a request that ends a page: its `response_time` is the page's.
    pub(crate) fn record(&mut self, sample: &Sample) {
        self.count_request(sample).response_time.record(sample.response_time);
    }

    /// Counts a request whose answer leads to another one.
    pub(crate) fn record_hop(&mut self, sample: &Sample) {
        self.count_request(sample);
    }

    fn count_request(&mut self, sample: &Sample) -> &mut OutcomeSeries {
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
        let series = self.outcome_mut(sample.outcome);
        series.count += 1;
        if sample.was_sent() {
            series.duration.record(sample.timings.duration());
        } else {
            series.unsent += 1;
        }
        series
    }

    /// Counts pages that were not asked for because of a stall. They are not requests, so only `response_time` has them.
    pub(crate) fn record_kept_back(&mut self, outcome: Outcome, waited: Micros, times: u64) {
        self.outcome_mut(outcome).response_time.record_many(waited, times);
    }

    pub(super) fn set_groups(&mut self, groups: Histogram) {
        self.groups = groups;
    }

    pub(super) fn set_page_loads(&mut self, loads: Histogram) {
        self.page_loads = loads;
    }

    /// Counts a status. There are only a few statuses, so a linear scan beats a map.
    pub(super) fn count_status(&mut self, status: u16, times: u64) {
        match self.statuses.iter_mut().find(|(known, _)| *known == status) {
            Some((_, count)) => *count += times,
            None => self.statuses.push((status, times)),
        }
    }

    /// Whether nothing was recorded, so that there is nothing to merge, to clear or to write.
    pub(super) fn is_empty(&self) -> bool {
        self.statuses.iter().all(|(_, count)| *count == 0)
            && self.outcomes.iter().all(OutcomeSeries::is_empty)
            && self.page_loads.is_empty()
            && self.groups.is_empty()
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        if other.is_empty() {
            return;
        }
        for theirs in other.outcomes.iter().filter(|theirs| !theirs.is_empty()) {
            self.outcome_mut(theirs.outcome).merge(theirs);
        }
        if let Some(theirs) = &other.phases {
            let mine = self.phases.get_or_insert_default();
            mine.iter_mut().zip(theirs.iter()).for_each(|(mine, theirs)| mine.merge(theirs));
        }
        self.page_loads.merge(&other.page_loads);
        self.groups.merge(&other.groups);
        for &(status, count) in &other.statuses {
            self.count_status(status, count);
        }
        self.retried += other.retried;
        self.bytes_sent += other.bytes_sent;
        self.bytes_received += other.bytes_received;
    }

    pub(crate) fn clear(&mut self) {
        if self.is_empty() {
            return;
        }
        self.outcomes.iter_mut().for_each(OutcomeSeries::clear);
        self.phases.iter_mut().flat_map(|phases| phases.iter_mut()).for_each(Histogram::clear);
        self.page_loads.clear();
        self.groups.clear();
        self.statuses.iter_mut().for_each(|(_, count)| *count = 0);
        (self.retried, self.bytes_sent, self.bytes_received) = (0, 0, 0);
    }

    /// Requests sent, each hop of a redirect counted.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.outcomes.iter().map(|series| series.count).sum()
    }

    /// Requests that ended with this outcome.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> u64 {
        self.count_where(|other| other == outcome)
    }

    /// Requests that failed a shopper (see [`Outcome::is_failure`]).
    #[must_use]
    pub fn failures(&self) -> u64 {
        self.count_where(Outcome::is_failure)
    }

    /// Requests whose outcome satisfies the condition.
    #[must_use]
    pub fn count_where(&self, condition: impl Fn(Outcome) -> bool) -> u64 {
        self.outcomes_where(condition).map(|series| series.count).sum()
    }

    /// The statuses that occurred, ascending, each with its count; 0 stands for "no answer".
    #[must_use]
    pub fn statuses(&self) -> Vec<(u16, u64)> {
        let mut seen: Vec<_> = self.statuses.iter().copied().filter(|(_, count)| *count > 0).collect();
        seen.sort_unstable();
        seen
    }

    /// k6's `http_req_duration` of the requests whose outcome satisfies the condition.
    #[must_use]
    pub fn durations(&self, condition: impl Fn(Outcome) -> bool) -> Histogram {
        let mut merged = Histogram::new();
        self.add_durations(condition, &mut merged);
        merged
    }

    /// Adds [`StepSeries::durations`] to those of other steps.
    pub(super) fn add_durations(&self, condition: impl Fn(Outcome) -> bool, to: &mut Histogram) {
        self.outcomes_where(condition).for_each(|series| to.merge(&series.duration));
    }

    /// `response_time` of the requests whose outcome satisfies the condition.
    #[must_use]
    pub fn response_times(&self, condition: impl Fn(Outcome) -> bool) -> Histogram {
        let mut merged = Histogram::new();
        self.add_response_times(condition, &mut merged);
        merged
    }

    /// Adds [`StepSeries::response_times`] to those of other steps.
    pub(super) fn add_response_times(&self, condition: impl Fn(Outcome) -> bool, to: &mut Histogram) {
        self.outcomes_where(condition).for_each(|series| to.merge(&series.response_time));
    }

    /// Mean of one phase over all requests, in microseconds.
    #[must_use]
    pub fn phase_mean(&self, phase: Phase) -> f64 {
        self.phases.as_ref().map_or(0.0, |phases| phases[phase as usize].mean())
    }

    /// Histogram of one phase over all requests; `None` without a request.
    #[must_use]
    pub fn phase(&self, phase: Phase) -> Option<&Histogram> {
        self.phases.as_ref().map(|phases| &phases[phase as usize])
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
