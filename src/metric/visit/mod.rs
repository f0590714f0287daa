//! Visits: one walk of a journey each. A visit is good when each of its pages came, was right and came in time.
//!
//! Judged are the visits that were in progress at full load, up to their end. A page is the whole chain of its redirects, from
//! the intended start to the last byte of the last hop.

mod broken;
mod seconds;
mod shoppers;
mod spread;
mod statistic;

pub use broken::{Broken, BrokenVisit, Cause, Specimen};
pub use seconds::{HOLDS_BELOW, HeldWait, Seconds, SlowEnd, SlowTime};
pub use shoppers::Shoppers;
pub use spread::Spread;
pub use statistic::{Failing, StepTime, TimeStatistic, certain_share, rank_for_sure};

use serde::{Deserialize, Serialize};

use super::{Histogram, Layout, Micros, StepId};
use shoppers::lower_median;
use spread::{SHOPPER, bucket};

/// The part of the load that a visit belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadPart {
    /// The visit was in progress while the load was constant at its greatest.
    FullLoad,
    /// The visit was not in progress at full load.
    Rest,
}

impl LoadPart {
    /// Both parts, in the order of their indices.
    pub const ALL: [Self; 2] = [Self::FullLoad, Self::Rest];

    pub(super) const fn index(self) -> usize {
        self as usize
    }
}

/// The end of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitEnd {
    /// Each page came, was right and came in time.
    Good,
    /// A page did not come, was wrong, or was late.
    Failed,
    /// The end of the run cut off the visit while it was good, and the next page was not overdue.
    Unfinished,
}

/// The results of visits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitTally {
    /// Visits in which each page came, was right and came in time.
    pub good: u64,
    /// Visits in which a page did not come, was wrong, or was not answered in time.
    pub failed: u64,
    /// Visits that the end of the run cut off while they were good. They are in no share.
    pub unfinished: u64,
    /// Visits of any end in which the promotion was right on each page that came and shows it.
    pub promotion_right: u64,
    /// Visits in which the promotion was wrong on one of these pages.
    pub promotion_wrong: u64,
}

impl VisitTally {
    /// Visits that were good or failed.
    #[must_use]
    pub const fn ended(&self) -> u64 {
        self.good + self.failed
    }

    /// Visits in which the promotion could be looked at.
    #[must_use]
    pub const fn promotion_seen(&self) -> u64 {
        self.promotion_right + self.promotion_wrong
    }

    /// Adds another tally.
    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts_mut().into_iter().zip(other.counts()) {
            *mine = mine.saturating_add(theirs);
        }
    }

    pub(super) const fn counts(&self) -> [u64; 5] {
        [self.good, self.failed, self.unfinished, self.promotion_right, self.promotion_wrong]
    }

    fn counts_mut(&mut self) -> [&mut u64; 5] {
        let Self { good, failed, unfinished, promotion_right, promotion_wrong } = self;
        [good, failed, unfinished, promotion_right, promotion_wrong]
    }
}

/// The pages of one step.
#[derive(Debug, Clone, Default)]
pub struct StepPages {
    /// The number of pages that ended.
    pub pages: u64,
    pub(super) times: Option<Box<Histogram>>,
    /// The same times with each shopper weighing as one: of a shopper's two or more pages, without the slowest.
    pub spread: Spread,
}

/// The visits of one part of the load.
#[derive(Debug, Clone, Default)]
pub struct VisitSeries {
    /// The tallies by executor and journey, at the index `executor × journeys + journey`.
    pub(super) tallies: Vec<VisitTally>,
    pub(super) steps: Vec<StepPages>,
    /// The usual waiting (the lower median of the pages) of each shopper who asked for two or more pages.
    pub waits: Spread,
}

/// All visits, judged or not.
#[derive(Debug, Clone, Default)]
pub struct Visits {
    journeys: usize,
    parts: [VisitSeries; 2],
    /// The shoppers who waited at full load, by the second.
    pub(in crate::metric) seconds: Seconds,
}

/// The group that a visit is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisitKey {
    /// The part of the load that the visit belongs to.
    pub part: LoadPart,
    /// The executor's index in the plan.
    pub executor: usize,
    /// The journey's index in the plan.
    pub journey: usize,
}

impl StepPages {
    /// The times of the pages, of every outcome and with those that a stall kept back; `None` without a page.
    #[must_use]
    pub fn times(&self) -> Option<&Histogram> {
        self.times.as_deref().filter(|times| !times.is_empty())
    }

    pub(super) fn record(&mut self, micros: Micros, times: u64) {
        self.times.get_or_insert_default().record_many(micros, times);
    }

    fn merge(&mut self, other: &Self) {
        self.pages += other.pages;
        if let Some(theirs) = other.times() {
            self.times.get_or_insert_default().merge(theirs);
        }
        self.spread.merge(&other.spread);
    }

    fn clear(&mut self) {
        self.pages = 0;
        self.times.iter_mut().for_each(|times| times.clear());
        self.spread.clear();
    }
}

impl VisitSeries {
    fn new(layout: &Layout) -> Self {
        Self { steps: vec![StepPages::default(); layout.steps.len()], ..Self::default() }
    }

    fn spread_mut(&mut self, step: StepId) -> Option<&mut Spread> {
        self.steps.get_mut(usize::from(step.0)).map(|pages| &mut pages.spread)
    }

    /// The pages of each step in the layout's order.
    #[must_use]
    pub fn steps(&self) -> &[StepPages] {
        &self.steps
    }

    /// The results of all visits of this part.
    #[must_use]
    pub fn tally(&self) -> VisitTally {
        sum(self.tallies.iter())
    }

    fn is_empty(&self) -> bool {
        self.tally() == VisitTally::default() && self.steps.iter().all(|step| step.pages == 0)
    }

    fn merge(&mut self, other: &Self) {
        if self.tallies.len() < other.tallies.len() {
            self.tallies.resize(other.tallies.len(), VisitTally::default());
        }
        self.tallies.iter_mut().zip(&other.tallies).for_each(|(mine, theirs)| mine.merge(theirs));
        self.steps.iter_mut().zip(&other.steps).for_each(|(mine, theirs)| mine.merge(theirs));
        self.waits.merge(&other.waits);
    }

    fn clear(&mut self) {
        self.tallies.fill(VisitTally::default());
        self.steps.iter_mut().for_each(StepPages::clear);
        self.waits.clear();
    }
}

fn sum<'a>(tallies: impl Iterator<Item = &'a VisitTally>) -> VisitTally {
    tallies.fold(VisitTally::default(), |mut sum, tally| {
        sum.merge(tally);
        sum
    })
}

impl Visits {
    /// Creates empty counts for a layout.
    #[must_use]
    pub(in crate::metric) fn new(layout: &Layout) -> Self {
        Self {
            journeys: layout.journeys.len().max(1),
            parts: [VisitSeries::new(layout), VisitSeries::new(layout)],
            seconds: Seconds::default(),
        }
    }

    /// The visits of one part.
    #[must_use]
    pub(in crate::metric) const fn part(&self, part: LoadPart) -> &VisitSeries {
        &self.parts[part.index()]
    }

    pub(super) const fn part_mut(&mut self, part: LoadPart) -> &mut VisitSeries {
        &mut self.parts[part.index()]
    }

    /// The visits that are judged: those at full load when there are any, otherwise all.
    #[must_use]
    pub fn judged(&self) -> &VisitSeries {
        self.part(self.judged_part())
    }

    /// The part that [`Visits::judged`] returns.
    #[must_use]
    pub fn judged_part(&self) -> LoadPart {
        if self.part(LoadPart::FullLoad).is_empty() { LoadPart::Rest } else { LoadPart::FullLoad }
    }

    /// The results of all visits of the run.
    #[must_use]
    pub fn whole(&self) -> VisitTally {
        sum(self.parts.iter().flat_map(|part| &part.tallies))
    }

    /// The judged visits of one journey, of one executor, or of both; of all when neither is given.
    #[must_use]
    pub fn judged_of(&self, executor: Option<usize>, journey: Option<usize>) -> VisitTally {
        let chosen = self.judged().tallies.iter().enumerate().filter(|(place, _)| {
            executor.is_none_or(|executor| place / self.journeys == executor)
                && journey.is_none_or(|journey| place % self.journeys == journey)
        });
        sum(chosen.map(|(_, tally)| tally))
    }

    /// The number of journeys in the plan.
    #[must_use]
    pub(in crate::metric) const fn journeys(&self) -> usize {
        self.journeys
    }

    /// Counts a page of a visit at a rate of arrivals. Its pages share no weight, because each visit is another shopper.
    pub(crate) fn page_of_arrival(&mut self, part: LoadPart, step: StepId, micros: Micros) {
        if let Some(spread) = self.part_mut(part).spread_mut(step) {
            spread.add(bucket(micros), SHOPPER);
        }
    }

    /// Counts the usual waiting of a visit at a rate of arrivals.
    pub(super) fn wait_of_arrival(&mut self, part: LoadPart, pages: &mut [Micros]) {
        if let Some(micros) = lower_median(pages) {
            self.part_mut(part).waits.add(bucket(micros), SHOPPER);
        }
    }

    /// Counts `times` pages of a step that took `micros` each; `pages` of them were really asked for.
    pub(crate) fn record(&mut self, part: LoadPart, step: StepId, micros: Micros, times: u64, pages: u64) {
        if let Some(known) = self.part_mut(part).steps.get_mut(usize::from(step.0)) {
            known.pages += pages;
            known.record(micros, times);
        }
    }

    /// Counts a page that a shopper asked for at full load, with the waiting time in microseconds.
    pub(crate) fn waited(&mut self, waited: HeldWait, micros: Micros) {
        self.seconds.record(waited, micros);
    }

    /// The shoppers who waited when full load ended, if they were most; `None` at a rate of arrivals, where waiting shoppers keep
    /// nobody from coming.
    #[must_use]
    pub fn slow_end(&self) -> Option<SlowEnd> {
        self.seconds.slow_end(self.judged().waits.shoppers())
    }

    /// Counts a visit that has ended. `promotion` says whether the promotion was right on every page that shows it; `None` when
    /// there was no such page.
    pub(crate) fn ended(&mut self, key: VisitKey, end: VisitEnd, promotion: Option<bool>) {
        let tally = self.tally_mut(key);
        match end {
            VisitEnd::Good => tally.good += 1,
            VisitEnd::Failed => tally.failed += 1,
            VisitEnd::Unfinished => tally.unfinished += 1,
        }
        match promotion {
            Some(true) => tally.promotion_right += 1,
            Some(false) => tally.promotion_wrong += 1,
            None => {}
        }
    }

    fn tally_mut(&mut self, key: VisitKey) -> &mut VisitTally {
        let place = key.executor * self.journeys + key.journey.min(self.journeys - 1);
        let tallies = &mut self.part_mut(key.part).tallies;
        if tallies.len() <= place {
            tallies.resize(place + 1, VisitTally::default());
        }
        &mut tallies[place]
    }

    /// The same visits as part of a load that is not judged.
    #[must_use]
    pub(in crate::metric) fn unjudged(&self) -> Self {
        let mut all = self.clone();
        let [full, rest] = &mut all.parts;
        rest.merge(full);
        full.clear();
        all.seconds.clear();
        all
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.parts.iter_mut().zip(&other.parts).for_each(|(mine, theirs)| mine.merge(theirs));
        self.seconds.merge(&other.seconds);
    }

    pub(super) fn clear(&mut self) {
        self.parts.iter_mut().for_each(VisitSeries::clear);
        self.seconds.clear();
    }
}
