//! Counts and histograms of a stretch of the run, for all steps.

use serde::{Deserialize, Serialize};

use super::iterations::Tallies;
use super::tagged::Tagged;
use super::{
    Broken, CheckId, Elsewhere, Histogram, IterationTally, Layout, Micros, Outcome, PageTimes, Sample,
    SlowPages, StepId, StepSeries, UnknownCodings, Visits,
};
use crate::words::{Message, Value};

/// The results of one check.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckTally {
    /// The number of times that it held.
    pub passes: u64,
    /// The number of times that it did not hold, including those without a page.
    pub fails: u64,
    /// Of these, the times without a page to look at: an error, or nothing.
    #[serde(default)]
    pub without_page: u64,
}

impl CheckTally {
    /// The number of times that a page came and the check did not hold.
    #[must_use]
    pub const fn wrong(&self) -> u64 {
        self.fails.saturating_sub(self.without_page)
    }

    /// The share of all times that it held, 0 to 1, as thresholds compare it; `None` before the first.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        let all = self.passes.saturating_add(self.fails);
        (all > 0).then(|| self.passes as f64 / all as f64)
    }

    /// How often it held where there was a right page to look at, and how often there was none, with the share that a threshold
    /// compares.
    #[must_use]
    pub fn told(&self) -> Message {
        let looked = self.passes.saturating_add(self.wrong());
        let counted = self.share().unwrap_or_default();
        let without =
            |told: Message| told.with("times", self.without_page).with("counted", Value::Share(counted));
        match (looked, self.without_page) {
            (0, 0) => Message::new("not-measured"),
            (0, _) => without(Message::new("held-never")),
            (_, none) => {
                let held = Message::new("held-of").with("held", self.passes).with("all", looked);
                let held = held.with("share", Value::Share(self.passes as f64 / looked as f64));
                if none == 0 { held } else { without(Message::new("held-without-page")).with("held", held) }
            }
        }
    }

    pub(super) const fn count(&mut self, held: bool) {
        if held { self.passes += 1 } else { self.fails += 1 }
    }

    pub(super) const fn count_without_page(&mut self) {
        self.fails += 1;
        self.without_page += 1;
    }

    /// Adds another tally.
    pub(super) const fn merge(&mut self, other: &Self) {
        self.passes += other.passes;
        self.fails += other.fails;
        self.without_page += other.without_page;
    }
}

/// Everything measured in a stretch of time. Merging two gives the measurements that one recorder would have.
#[derive(Debug, Clone)]
pub struct Measurements {
    pub(crate) steps: Vec<StepSeries>,
    pub(crate) checks: Vec<CheckTally>,
    pub(crate) iteration_duration: Histogram,
    pub(crate) schedule_lag: Histogram,
    tallies: Tallies,
    pub(super) tagged: Tagged,
    /// The greatest number of virtual users active at once.
    pub vus_peak: u64,
    /// Files of other hosts, which pages name and no visitor loads.
    pub elsewhere: Elsewhere,
    /// The names in `Content-Encoding` that are not codings; each once for each thread and run.
    pub codings: UnknownCodings,
    /// The visits, by whether they are judged.
    pub visits: Visits,
    /// The causes of broken visits.
    pub broken: Broken,
    /// Requests that waited because of our own cap on requests per second.
    pub held_back: u64,
    /// The slowest page of each step, with its trace.
    pub slow_pages: SlowPages,
}

impl Measurements {
    /// Creates empty measurements for a layout.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        Self {
            steps: (0..).map(StepId).take(layout.steps.len()).map(|id| StepSeries::new(layout, id)).collect(),
            checks: vec![CheckTally::default(); layout.checks.len()],
            iteration_duration: Histogram::new(),
            schedule_lag: Histogram::new(),
            tallies: Tallies::default(),
            tagged: Tagged::new(layout),
            vus_peak: 0,
            elsewhere: Elsewhere::default(),
            codings: UnknownCodings::default(),
            visits: Visits::new(layout),
            broken: Broken::default(),
            held_back: 0,
            slow_pages: SlowPages::new(layout.steps.len()),
        }
    }

    /// Counts one request. Steps outside the layout are ignored.
    pub fn record(&mut self, sample: &Sample) {
        if let Some(series) = self.steps.get_mut(usize::from(sample.step.0)) {
            series.record(sample);
            self.tagged.of(sample, series.is_of_pages()).for_each(|tagged| tagged.record(sample));
        }
    }

    /// Counts one request whose answer leads to another request of the same page.
    pub fn record_hop(&mut self, sample: &Sample) {
        if let Some(series) = self.steps.get_mut(usize::from(sample.step.0)) {
            series.record_hop(sample);
            self.tagged.of(sample, series.is_of_pages()).for_each(|tagged| tagged.record_hop(sample));
        }
    }

    /// Counts pages that were not asked for because of a stall; `page` is the one that was delayed.
    pub(super) fn kept_back(&mut self, page: &Sample, waited: Micros, times: u64) {
        if let Some(series) = self.steps.get_mut(usize::from(page.step.0)) {
            series.record_kept_back(page.outcome, waited, times);
            let tagged = self.tagged.of(page, series.is_of_pages());
            tagged.for_each(|tagged| tagged.record_kept_back(page.outcome, waited, times));
        }
    }

    /// Counts a step's page with its files, from the step's intended start on, in microseconds.
    pub(super) fn page_load(&mut self, step: StepId, lasted: Micros) {
        if let Some(series) = self.steps.get_mut(usize::from(step.0)) {
            series.page_load(lasted);
        }
    }

    /// Counts a step with its think time, as k6 counts a group, in microseconds.
    pub(super) fn group(&mut self, step: StepId, lasted: Micros) {
        if let Some(series) = self.steps.get_mut(usize::from(step.0)) {
            series.group(lasted);
        }
    }

    /// Counts the result of one check.
    pub fn check(&mut self, check: CheckId, held: bool) {
        if let Some(tally) = self.checks.get_mut(usize::from(check.0)) {
            tally.count(held);
        }
    }

    /// Counts a check without a page.
    pub(crate) fn check_without_page(&mut self, check: CheckId) {
        if let Some(tally) = self.checks.get_mut(usize::from(check.0)) {
            tally.count_without_page();
        }
    }

    /// Counts one complete iteration of an executor, think times included, in microseconds.
    pub fn iteration(&mut self, executor: usize, duration: Micros) {
        self.iteration_duration.record(duration);
        self.tally_mut(executor).completed += 1;
    }

    /// The tally of one executor, counted from 0, to be added to.
    pub(crate) fn tally_mut(&mut self, executor: usize) -> &mut IterationTally {
        self.tallies.of_mut(executor)
    }

    /// The tally of one executor of the plan, counted from 0.
    #[must_use]
    pub fn tally_of(&self, executor: usize) -> IterationTally {
        self.tallies.of(executor)
    }

    /// The tallies of the executors that have begun an iteration.
    pub fn tallies(&self) -> &[IterationTally] {
        self.tallies.all()
    }

    /// The sum of all executors' tallies.
    #[must_use]
    pub fn tally(&self) -> IterationTally {
        self.tallies.sum()
    }

    /// Moves the tallies of all iterations to this executor, counted from 0.
    pub fn count_as(&mut self, executor: usize) {
        let all = self.tallies.sum();
        self.tallies = Tallies::default();
        *self.tallies.of_mut(executor) = all;
    }

    /// Counts how late one of the generator's timers fired, in microseconds.
    pub fn lag(&mut self, lag: Micros) {
        self.schedule_lag.record(lag);
    }

    /// Adds another stretch, or another thread's share of the same stretch.
    pub fn merge(&mut self, other: &Self) {
        self.steps.iter_mut().zip(&other.steps).for_each(|(mine, theirs)| mine.merge(theirs));
        self.checks.iter_mut().zip(&other.checks).for_each(|(mine, theirs)| mine.merge(theirs));
        self.iteration_duration.merge(&other.iteration_duration);
        self.schedule_lag.merge(&other.schedule_lag);
        self.tallies.merge(&other.tallies);
        self.tagged.merge(&other.tagged);
        self.vus_peak = self.vus_peak.max(other.vus_peak);
        self.elsewhere.merge(&other.elsewhere);
        self.codings.merge(&other.codings);
        self.visits.merge(&other.visits);
        self.broken.merge(&other.broken);
        self.held_back += other.held_back;
        self.slow_pages.merge(&other.slow_pages);
    }

    /// Removes all values and keeps the memory.
    pub fn clear(&mut self) {
        self.steps.iter_mut().for_each(StepSeries::clear);
        self.checks.iter_mut().for_each(|tally| *tally = CheckTally::default());
        self.iteration_duration.clear();
        self.schedule_lag.clear();
        self.tallies.clear();
        self.tagged.clear();
        self.vus_peak = 0;
        self.elsewhere.clear();
        self.codings.clear();
        self.visits.clear();
        self.broken.clear();
        self.held_back = 0;
        self.slow_pages.clear();
    }

    /// The series of one step; `None` when the layout does not have it.
    #[must_use]
    pub fn step(&self, step: StepId) -> Option<&StepSeries> {
        self.steps.get(usize::from(step.0))
    }

    /// All steps in the layout's order.
    #[must_use]
    pub fn steps(&self) -> &[StepSeries] {
        &self.steps
    }

    /// All checks in the layout's order.
    #[must_use]
    pub fn checks(&self) -> &[CheckTally] {
        &self.checks
    }

    /// The number of complete iterations.
    #[must_use]
    pub fn iterations(&self) -> u64 {
        self.iteration_duration.count()
    }

    /// Mean length of the complete iterations, think times included, in microseconds; 0 without any.
    #[must_use]
    pub fn mean_iteration(&self) -> f64 {
        self.iteration_duration.mean()
    }

    /// How late the generator's own timers fired.
    #[must_use]
    pub fn schedule_lag(&self) -> &Histogram {
        &self.schedule_lag
    }

    /// The steps without the series of assets and of background requests.
    fn pages(&self) -> impl Iterator<Item = &StepSeries> {
        self.steps.iter().filter(|step| step.is_of_pages())
    }

    /// Requests sent, without those for pages' files and in the background (see [`Layout::assets`]), as in every number of all steps
    /// together.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.pages().map(StepSeries::requests).sum()
    }

    /// Requests sent, for pages, their files, and in the background.
    #[must_use]
    pub fn requests_with_assets(&self) -> u64 {
        self.steps.iter().map(StepSeries::requests).sum()
    }

    /// Requests of all kinds with this outcome.
    #[must_use]
    pub fn count_with_assets(&self, outcome: Outcome) -> u64 {
        self.steps.iter().map(|step| step.count(outcome)).sum()
    }

    /// Whether the shop answered anything, be it an error. The answer of a firewall does not count.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        let answers = |outcome: Outcome| outcome.is_answer() && outcome != Outcome::Blocked;
        self.steps.iter().any(|step| step.count_where(answers) > 0)
    }

    /// Requests whose outcome satisfies the condition.
    #[must_use]
    pub fn count_where(&self, condition: impl Fn(Outcome) -> bool + Copy) -> u64 {
        self.pages().map(|step| step.count_where(condition)).sum()
    }

    /// Share (0 to 1) of requests that failed a shopper; `None` before the first request.
    #[must_use]
    pub fn failure_rate(&self) -> Option<f64> {
        let judged = self.count_where(|outcome| outcome != Outcome::Interrupted);
        (judged > 0).then(|| self.count_where(Outcome::is_failure) as f64 / judged as f64)
    }

    /// `response_time` over all steps of the requests whose outcome satisfies the condition.
    #[must_use]
    pub fn response_times(&self, condition: impl Fn(Outcome) -> bool + Copy) -> Histogram {
        let mut merged = Histogram::new();
        self.pages().for_each(|step| step.add_response_times(condition, &mut merged));
        merged
    }

    /// k6's `http_req_duration` over all steps of the requests whose outcome satisfies the condition.
    #[must_use]
    pub fn durations(&self, condition: impl Fn(Outcome) -> bool + Copy) -> Histogram {
        let mut merged = Histogram::new();
        self.pages().for_each(|step| step.add_durations(condition, &mut merged));
        merged
    }

    /// A quantile (0 to 1) of `response_time` over all steps in microseconds, as [`PageTimes::quantiles`] has it.
    #[must_use]
    pub fn honest_quantile(&self, quantile: f64) -> Option<Micros> {
        self.honest_quantiles([quantile]).map(|[value]| value)
    }

    /// Several of [`Measurements::honest_quantile`].
    #[must_use]
    pub fn honest_quantiles<const N: usize>(&self, quantiles: [f64; N]) -> Option<[Micros; N]> {
        PageTimes::of(self).quantiles(quantiles)
    }

    /// Bytes written to and read from sockets, for requests of all kinds.
    #[must_use]
    pub fn bytes(&self) -> (u64, u64) {
        self.steps
            .iter()
            .fold((0, 0), |(sent, received), step| (sent + step.bytes_sent, received + step.bytes_received))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_counted_beside_the_others() {
        let mut judged = Measurements::new(&Layout::default());
        judged.tally_mut(0).started = 6;
        let mut part = Measurements::new(&Layout::default());
        (part.tally_mut(0).started, part.tally_mut(1).started) = (3, 4);
        part.count_as(1);
        judged.merge(&part);
        assert_eq!((judged.tally_of(0).started, judged.tally_of(1).started), (6, 7));
    }
}
