//! The pages of each shopper of a thread, from which the weights of the pages follow.
//!
//! A slow shopper asks for fewer pages than a fast one and would count less if all pages weighed the same (a balancer that pins a
//! tenth of the shoppers to a slow server would hide in 2 % of the pages). The pages of one shopper and step therefore share one
//! weight, so a page changes the weights of the ones before.
//!
//! The slowest page of a shopper has no weight. It kept the shopper from asking for more, so there are few others because of it,
//! and a page that is slow by chance would weigh more than its share: with one of 25 at 7 s, 13 % after the first ten seconds.
//! The share without the page that ends the counting is the unbiased one (Haldane 1945, inverse sampling). Slowness by chance
//! shows in the plain distribution, where all pages weigh the same.
//!
//! While recording only counts change; once a second [`Shoppers::settle`] computes how the weights of the shoppers who asked have
//! changed, and adds the changes to the second's measurements. Even the counts wait: those of one shopper are rarely in a cache
//! when a page of that shopper comes, and fetching them would be the greatest part of recording it, so that a thousand pages are
//! counted together, shopper by shopper.

use super::super::{Micros, StepId};
use super::spread::{SHOPPER, bucket};
use super::{LoadPart, VisitSeries, Visits};

/// The pages that are counted together, 24 KB.
const BATCH: usize = 1_024;

/// A page that is not counted yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct LatestPage {
    shopper: usize,
    part: LoadPart,
    step: StepId,
    bucket: u16,
}

/// The number of a step's pages with one time, and the weight that they were given.
#[derive(Debug, Clone, Copy)]
struct ShopperCell {
    bucket: u16,
    count: u32,
    share: i64,
}

/// The pages of one step. Each step has a list of its own, so that a new time moves only the cells behind it, however long
/// the journey.
#[derive(Debug, Clone)]
struct ShopperStepPages {
    step: StepId,
    /// Whether a page came since the weights were computed.
    is_changed: bool,
    /// The cells in ascending order of their buckets.
    cells: Vec<ShopperCell>,
}

/// The pages of one shopper in one part of the load.
#[derive(Debug, Clone, Default)]
struct ShopperPages {
    /// The steps in ascending order.
    steps: Vec<ShopperStepPages>,
    /// Bucket and count over all steps, ascending, without pages that a stall kept back.
    all: Vec<(u16, u32)>,
    /// The number of pages in `all`.
    count: u32,
    /// The bucket of the median that was counted.
    median: Option<u16>,
    /// Whether a page came since the weights were computed.
    is_changed: bool,
}

/// The shoppers of one thread, by their places in it.
#[derive(Debug, Clone, Default)]
pub struct Shoppers {
    all: Vec<[ShopperPages; 2]>,
    changed: Vec<(usize, LoadPart)>,
    /// At most [`BATCH`].
    latest: Vec<LatestPage>,
}

impl Shoppers {
    /// Counts a page that took `micros`.
    pub(in super::super) fn page(&mut self, shopper: usize, part: LoadPart, step: StepId, micros: Micros) {
        if self.latest.is_empty() {
            self.latest.reserve_exact(BATCH);
        }
        self.latest.push(LatestPage { shopper, part, step, bucket: bucket(micros) });
        if self.latest.len() == BATCH {
            self.count();
        }
    }

    /// Counts the latest pages.
    fn count(&mut self) {
        let mut latest = std::mem::take(&mut self.latest);
        latest.sort_unstable();
        for same in latest.chunk_by(PartialEq::eq) {
            let (LatestPage { shopper, part, step, bucket }, times) = (same[0], same.len() as u32);
            let pages = self.of(shopper, part);
            pages.add(step, bucket, times);
            pages.wait(bucket, times);
        }
        latest.clear();
        self.latest = latest;
    }

    /// Counts pages that were not asked for because of a stall, with the time that they would have taken.
    pub(in super::super) fn kept_back(
        &mut self,
        shopper: usize,
        part: LoadPart,
        step: StepId,
        micros: Micros,
        times: u32,
    ) {
        self.of(shopper, part).add(step, bucket(micros), times);
    }

    fn of(&mut self, shopper: usize, part: LoadPart) -> &mut ShopperPages {
        if self.all.len() <= shopper {
            self.all.resize_with(shopper + 1, Default::default);
        }
        let pages = &mut self.all[shopper][part.index()];
        if !pages.is_changed {
            pages.is_changed = true;
            self.changed.push((shopper, part));
        }
        pages
    }

    /// Adds the changes since the last call to the visits.
    pub(in super::super) fn settle(&mut self, visits: &mut Visits) {
        self.count();
        let Self { all, changed, .. } = self;
        for (shopper, part) in changed.drain(..) {
            if let Some(pages) = all.get_mut(shopper) {
                pages[part.index()].settle(visits.part_mut(part));
            }
        }
    }
}

impl ShopperPages {
    fn add(&mut self, step: StepId, bucket: u16, times: u32) {
        let place = self.steps.binary_search_by_key(&step, |pages| pages.step).unwrap_or_else(|place| {
            self.steps.insert(place, ShopperStepPages { step, is_changed: true, cells: Vec::new() });
            place
        });
        let ShopperStepPages { is_changed, cells, .. } = &mut self.steps[place];
        *is_changed = true;
        match cells.binary_search_by_key(&bucket, |cell| cell.bucket) {
            Ok(place) => cells[place].count = cells[place].count.saturating_add(times),
            Err(place) => cells.insert(place, ShopperCell { bucket, count: times, share: 0 }),
        }
    }

    fn wait(&mut self, bucket: u16, times: u32) {
        match self.all.binary_search_by_key(&bucket, |(known, _)| *known) {
            Ok(place) => self.all[place].1 = self.all[place].1.saturating_add(times),
            Err(place) => self.all.insert(place, (bucket, times)),
        }
        self.count = self.count.saturating_add(times);
    }

    fn settle(&mut self, series: &mut VisitSeries) {
        self.is_changed = false;
        for ShopperStepPages { step, is_changed, cells } in &mut self.steps {
            let Some(spread) = std::mem::take(is_changed).then(|| series.spread_mut(*step)).flatten() else {
                continue;
            };
            let of = cells.iter().fold(0_u32, |sum, cell| sum.saturating_add(cell.count));
            let slowest = cells.len().saturating_sub(1);
            for (place, cell) in cells.iter_mut().enumerate() {
                let count = i64::from(cell.count) - i64::from(place == slowest);
                let share = if of < 2 { 0 } else { SHOPPER * count / (i64::from(of) - 1) };
                if share != cell.share {
                    spread.add(cell.bucket, share - cell.share);
                    cell.share = share;
                }
            }
        }
        let (before, after) = (self.median, self.median());
        if before != after {
            before.into_iter().for_each(|bucket| series.waits.add(bucket, -SHOPPER));
            after.into_iter().for_each(|bucket| series.waits.add(bucket, SHOPPER));
            self.median = after;
        }
    }

    /// The bucket of the lower median; `None` with a single page, which may be slow by chance.
    fn median(&self) -> Option<u16> {
        if self.count < 2 {
            return None;
        }
        let rank = self.count.div_ceil(2);
        let mut seen = 0_u32;
        self.all.iter().find_map(|(bucket, count)| {
            seen = seen.saturating_add(*count);
            (seen >= rank).then_some(*bucket)
        })
    }
}

/// The lower median of a visit's pages, which are sorted in place; `None` with fewer than two.
pub(super) fn lower_median(pages: &mut [Micros]) -> Option<Micros> {
    if pages.len() < 2 {
        return None;
    }
    pages.sort_unstable();
    pages.get((pages.len() - 1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::{Histogram, Layout};
    use super::*;

    const SECOND: Micros = 1_000_000;

    #[test]
    fn a_slow_shopper_weighs_as_one_although_he_gets_few_pages() {
        let layout = Layout { steps: vec!["page".into()], ..Layout::default() };
        let (mut visits, mut shoppers, mut times) =
            (Visits::new(&layout), Shoppers::default(), Histogram::new());
        let step = StepId(0);
        for shopper in 0..20 {
            let (pages, micros) = if shopper < 2 { (2, 8 * SECOND) } else { (30, SECOND / 10) };
            for _ in 0..pages {
                shoppers.page(shopper, LoadPart::FullLoad, step, micros);
                times.record(micros);
                // The result does not depend on how often the weights are computed.
                if micros % 3 == 0 {
                    shoppers.settle(&mut visits);
                }
            }
        }
        shoppers.settle(&mut visits);
        let spread = &visits.part(LoadPart::FullLoad).steps[0].spread;
        assert!((spread.shoppers() - 20.0).abs() < 1e-6);
        assert_eq!(spread.quantile(0.91, &times).map(|micros| micros / SECOND), Some(8));
        assert_eq!(spread.quantile(0.9, &times).map(|micros| micros / SECOND), Some(0));
        assert_eq!(times.quantile(0.95) / SECOND, 0, "the pages alone hide them");
        assert!((visits.part(LoadPart::FullLoad).waits.shoppers() - 20.0).abs() < 1e-6);
    }

    /// Ten seconds into a load with a slow page in a hundred, the shoppers who met it have few pages because of it.
    #[test]
    fn a_page_that_is_slow_by_chance_weighs_no_more_than_its_share() {
        let layout = Layout { steps: vec!["page".into()], ..Layout::default() };
        let (mut visits, mut shoppers) = (Visits::new(&layout), Shoppers::default());
        for shopper in 0..20 {
            let fast = if shopper < 8 { shopper } else { 60 };
            for _ in 0..fast {
                shoppers.page(shopper, LoadPart::FullLoad, StepId(0), SECOND / 10);
            }
            if shopper < 8 {
                shoppers.page(shopper, LoadPart::FullLoad, StepId(0), 7 * SECOND);
            }
        }
        shoppers.settle(&mut visits);
        let spread = &visits.part(LoadPart::FullLoad).steps[0].spread;
        assert!(spread.at_least(1.0).is_some_and(|micros| micros < SECOND));
        assert!((spread.shoppers() - 19.0).abs() < 1e-6, "a single page may be bad luck");
        assert!(visits.part(LoadPart::FullLoad).waits.at_least(1.0).is_some_and(|micros| micros < SECOND));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Whether each page is counted at once or a thousand of them together, in between two settlements or three.
        #[test]
        fn it_does_not_matter_when_pages_are_counted(
            pages in prop::collection::vec((0_usize..7, any::<bool>(), 0_u16..2, 100_u64..400), 0..3 * BATCH),
            settled in 0..BATCH,
        ) {
            let layout = Layout { steps: vec!["a".into(), "b".into()], ..Layout::default() };
            let spreads = |settles: &dyn Fn(usize) -> bool| {
                let (mut visits, mut shoppers) = (Visits::new(&layout), Shoppers::default());
                for (number, (shopper, full, step, micros)) in pages.iter().enumerate() {
                    let part = if *full { LoadPart::FullLoad } else { LoadPart::Rest };
                    shoppers.page(*shopper, part, StepId(*step), *micros);
                    if settles(number) {
                        shoppers.settle(&mut visits);
                    }
                }
                shoppers.settle(&mut visits);
                LoadPart::ALL.map(|part| {
                    let series = visits.part(part);
                    let of_steps = series.steps.iter().map(|step| &step.spread);
                    serde_json::to_string(&of_steps.chain([&series.waits]).collect::<Vec<_>>()).unwrap()
                })
            };
            prop_assert_eq!(spreads(&|_| true), spreads(&|number| number == settled));
        }
    }

    #[test]
    fn a_shoppers_wait_is_what_half_of_his_pages_take() {
        for (pages, expected) in [
            (vec![], None),
            (vec![9], None),
            (vec![9, 1], Some(1)),
            (vec![9, 1, 8], Some(8)),
            (vec![4, 3, 2, 1], Some(2)),
        ] {
            let mut pages: Vec<Micros> = pages;
            assert_eq!(lower_median(&mut pages), expected);
        }
    }
}
