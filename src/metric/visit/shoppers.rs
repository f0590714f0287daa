//! What each shopper of a thread met: from it follow the weights of his pages.
//!
//! A slow shopper asks for fewer pages than a fast one, so pages alone would count him less (a balancer that pins a tenth of the
//! shoppers to a slow server would hide in 2 % of the pages). Each shopper's pages of a step share one weight. A page changes
//! the weights of the ones before; only these changes go to the second's measurements.

use super::super::{Micros, StepId};
use super::spread::{SHOPPER, bucket};
use super::{Part, VisitSeries, Visits};

/// Of one shopper: how often his pages of a step took how long.
#[derive(Debug, Clone, Default)]
struct Pages {
    /// Step, bucket, count; ascending.
    cells: Vec<(u16, u16, u32)>,
    /// Bucket, count over all steps; ascending.
    all: Vec<(u16, u32)>,
    /// How many in all.
    count: u32,
}

/// The shoppers of one thread, by their places in it.
#[derive(Debug, Clone, Default)]
pub struct Shoppers(Vec<[Pages; 2]>);

impl Shoppers {
    /// Counts a page that took `micros` and, behind a stall, several that would have taken as long.
    pub(in super::super) fn page(
        &mut self,
        visits: &mut Visits,
        shopper: usize,
        part: Part,
        step: StepId,
        micros: Micros,
        times: u32,
    ) {
        if self.0.len() <= shopper {
            self.0.resize_with(shopper + 1, Default::default);
        }
        let pages = &mut self.0[shopper][part.index()];
        pages.weigh(visits.part_mut(part), step, bucket(micros), times);
    }

    /// Counts the page among those of which a shopper's usual waiting is the median.
    pub(in super::super) fn waited(
        &mut self,
        visits: &mut Visits,
        shopper: usize,
        part: Part,
        micros: Micros,
    ) {
        if let Some(pages) = self.0.get_mut(shopper) {
            pages[part.index()].wait(visits.part_mut(part), bucket(micros));
        }
    }
}

impl Pages {
    fn weigh(&mut self, series: &mut VisitSeries, step: StepId, bucket: u16, times: u32) {
        let from = self.cells.partition_point(|(known, ..)| *known < step.0);
        let to = self.cells.partition_point(|(known, ..)| *known <= step.0);
        let share = |count: u32, of: u32| SHOPPER * i64::from(count) / i64::from(of.max(1));
        let before: u32 = self.cells[from..to].iter().map(|(.., count)| count).sum();
        let after = before.saturating_add(times);
        let Some(spread) = series.spread_mut(step) else { return };
        let mut found = false;
        for (_, known, count) in &mut self.cells[from..to] {
            let old = share(*count, before);
            if *known == bucket {
                *count = count.saturating_add(times);
                found = true;
            }
            spread.add(*known, share(*count, after) - old);
        }
        if !found {
            let place = self.cells.partition_point(|(known, other, _)| (*known, *other) < (step.0, bucket));
            self.cells.insert(place, (step.0, bucket, times));
            spread.add(bucket, share(times, after));
        }
    }

    fn wait(&mut self, series: &mut VisitSeries, bucket: u16) {
        let before = self.median();
        match self.all.binary_search_by_key(&bucket, |(known, _)| *known) {
            Ok(place) => self.all[place].1 = self.all[place].1.saturating_add(1),
            Err(place) => self.all.insert(place, (bucket, 1)),
        }
        self.count = self.count.saturating_add(1);
        let after = self.median();
        if before != after {
            before.into_iter().for_each(|bucket| series.waits.add(bucket, -SHOPPER));
            after.into_iter().for_each(|bucket| series.waits.add(bucket, SHOPPER));
        }
    }

    /// The bucket of the lower median; `None` with a single page, which may be anybody's bad luck.
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

/// The lower median of a visit's pages, which are put in order; `None` with fewer than two.
pub(super) fn lower_median(pages: &mut [Micros]) -> Option<Micros> {
    if pages.len() < 2 {
        return None;
    }
    pages.sort_unstable();
    pages.get((pages.len() - 1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::super::super::{Histogram, Layout};
    use super::*;

    const SECOND: Micros = 1_000_000;

    #[test]
    fn a_slow_shopper_weighs_as_one_however_few_pages_he_gets() {
        let layout = Layout { steps: vec!["page".into()], ..Layout::default() };
        let (mut visits, mut shoppers, mut times) =
            (Visits::new(&layout), Shoppers::default(), Histogram::new());
        let step = StepId(0);
        for shopper in 0..20 {
            let (pages, micros) = if shopper < 2 { (1, 8 * SECOND) } else { (30, SECOND / 10) };
            for _ in 0..pages {
                shoppers.page(&mut visits, shopper, Part::FullLoad, step, micros, 1);
                shoppers.waited(&mut visits, shopper, Part::FullLoad, micros);
                times.record(micros);
            }
        }
        let spread = &visits.part(Part::FullLoad).steps[0].spread;
        assert!((spread.shoppers() - 20.0).abs() < 1e-6);
        assert_eq!(spread.quantile(0.91, &times).map(|micros| micros / SECOND), Some(8));
        assert_eq!(spread.quantile(0.9, &times).map(|micros| micros / SECOND), Some(0));
        assert_eq!(times.quantile(0.95) / SECOND, 0, "the pages alone hide them");
        // A single page may be bad luck.
        assert!((visits.part(Part::FullLoad).waits.shoppers() - 18.0).abs() < 1e-6);
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
