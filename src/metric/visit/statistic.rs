//! The numbers of a verdict, and how certain they are with so many visits.
//!
//! | number | of what | how chance is kept out |
//! | --- | --- | --- |
//! | time | the p95 of the step where it is worst, of its pages or with each shopper weighing the same, whichever is longer; that of all pages together, when it is longer | it counts as far as it is certain at 90 % (the order statistic of a binomial count of slower pages), because the worst of many steps is worse by chance. What was seen beyond that counts up to the edge between holding and not ([`HOLDS_BELOW`]): no shop is said to hold against what was seen |
//! | time as time goes by | the time that most shoppers wait at once in more than a twentieth of the seconds of full load | `seconds.rs` has the rule |
//! | time of shoppers | the p95 of each shopper's usual waiting | usual is the lower median of the shopper's pages: one slow page does not change it |
//! | failures | the share of visits that failed, of all and of the worst journey | a journey counts with two failures or more; one of few visits as far as it is certain at 90 % (Clopper and Pearson 1934) |
//! | promotion | the share of visits in which it was wrong, of those in which it could be looked at | |

use statrs::distribution::{Beta, Binomial, ContinuousCDF, DiscreteCDF};

use super::super::{Histogram, Micros, StepId};
use super::seconds::{HOLDS_BELOW, SlowTime};
use super::{Spread, Visits};

/// The certainty with which a step's percentile, or a journey's share of failures, is at least the number that counts.
const CERTAINTY: f64 = 0.9;
/// The certainty with which the share of failing visits is at most the bound.
const BOUND_CERTAINTY: f64 = 0.95;
/// The fewest pages of a step that say something about its slowest twentieth.
const FEWEST_PAGES: u64 = 3;
/// The number of visits from which a journey's observed share of failures counts unchanged.
const MANY_VISITS: u64 = 20;
/// The fewest failed visits that count for a journey: a single one may be chance.
const FEWEST_FAILURES: u64 = 2;

/// A percentile of a step's times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepTime {
    /// The step; `None` for all of them together, when none has enough pages of its own.
    pub step: Option<StepId>,
    /// The number of pages behind it.
    pub pages: u64,
    /// The observed percentile, in microseconds.
    pub seen: Micros,
    /// The lower bound of the percentile, in microseconds, with a certainty of 90 %.
    pub at_least: Micros,
}

impl StepTime {
    /// The time that is graded, in microseconds: what is certain, and what was seen up to the edge between holding and not.
    #[must_use]
    pub fn graded(self) -> Micros {
        self.at_least.max(self.seen.min(HOLDS_BELOW))
    }
}

/// A percentile of the times that shoppers wait.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TimeStatistic {
    /// The percentile of the step where it is worst; `None` before the first page.
    pub step: Option<StepTime>,
    /// The number of shoppers, and the percentile of their usual waiting in microseconds.
    pub shoppers: Option<(f64, Micros)>,
    /// The part of the load's time in which pages were slow, when it is more than the percentile leaves.
    pub seconds: Option<SlowTime>,
}

impl TimeStatistic {
    /// Whether the slow pages belong to whole shoppers, for whom most pages are slow, and not to a slow step.
    #[must_use]
    pub fn is_of_shoppers(&self) -> bool {
        let others = self.of_step().max(self.of_seconds());
        self.shoppers.is_some_and(|(_, wait)| Some(wait) > others)
    }

    /// Whether the slow pages came all together in a part of the time.
    #[must_use]
    pub fn is_of_seconds(&self) -> bool {
        self.of_seconds() > self.of_step()
    }

    fn of_step(&self) -> Option<Micros> {
        self.step.map(StepTime::graded)
    }

    fn of_seconds(&self) -> Option<Micros> {
        self.seconds.map(|slow| slow.wait)
    }

    /// The time that is graded, in microseconds.
    #[must_use]
    pub fn graded(&self) -> Option<Micros> {
        self.of_step().max(self.shoppers.map(|(_, wait)| wait)).max(self.of_seconds())
    }
}

/// A share of visits that failed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Failing {
    /// The journey's index in the plan; `None` for all journeys together.
    pub journey: Option<usize>,
    /// The number of visits that failed.
    pub failed: u64,
    /// The number of visits that ended.
    pub ended: u64,
    /// The share that counts, 0 to 1: a lower bound for journeys with few visits.
    pub share: f64,
}

/// The rank (0 to 1) of the value, among `count` values, that is at most the percentile `quantile` (0 to 1) with a certainty of
/// 90 %: the greatest `k / count` for which at least `k` of them lie below the percentile that often.
#[must_use]
pub fn rank_for_sure(count: u64, quantile: f64) -> f64 {
    let Ok(below) = Binomial::new(quantile.clamp(0.0, 1.0), count) else { return 1.0 };
    // P(at least k) falls with k.
    let sure = |k: u64| k == 0 || below.sf(k - 1) >= CERTAINTY;
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if sure(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low as f64 / count.max(1) as f64
}

/// The lower bound of the share of failing visits, with a certainty of 90 %.
pub(super) fn at_least(failed: u64, ended: u64) -> f64 {
    if failed == 0 {
        return 0.0;
    }
    Beta::new(failed as f64, (ended - failed + 1) as f64)
        .map_or(0.0, |beta| beta.inverse_cdf(1.0 - CERTAINTY).clamp(0.0, 1.0))
}

/// The upper bound of the share of failing visits (0 to 1) after `failed` of `ended` visits failed, with a certainty of 95 %
/// (Clopper and Pearson 1934): 7 % after 40 good visits of 40.
#[must_use]
pub fn certain_share(failed: u64, ended: u64) -> f64 {
    if failed >= ended {
        return 1.0;
    }
    Beta::new((failed + 1) as f64, (ended - failed) as f64)
        .map_or(1.0, |beta| beta.inverse_cdf(BOUND_CERTAINTY).clamp(0.0, 1.0))
}

impl Visits {
    /// A percentile (0 to 1) of the times that shoppers wait in the judged visits.
    #[must_use]
    pub fn time(&self, quantile: f64) -> TimeStatistic {
        let steps = self.judged().steps.iter().enumerate();
        let of_steps: Vec<StepTime> = steps
            .filter_map(|(place, step)| {
                let id = StepId(u16::try_from(place).ok()?);
                step_time(Some(id), step.pages, &step.spread, step.times()?, quantile)
            })
            .collect();
        let key = |time: &StepTime| (time.graded(), time.at_least, time.step.is_some(), time.seen);
        let worst = of_steps.iter().copied().filter(|time| time.pages >= FEWEST_PAGES).max_by_key(key);
        // A step has its own name for a slow page, but few pages; together they may say more. They never show more than the step
        // that shows most, and taking them together costs as much as there are steps.
        let may_say_more = worst.is_none_or(|worst| of_steps.iter().any(|time| time.seen > worst.graded()));
        let together = may_say_more.then(|| self.pooled(quantile)).flatten();
        let worst = worst.into_iter().chain(together).max_by_key(key);
        let waits = &self.judged().waits;
        TimeStatistic {
            step: worst,
            shoppers: waits.at_least(quantile).map(|wait| (waits.shoppers(), wait)),
            seconds: self.seconds.slow_time(quantile, waits.shoppers()),
        }
    }

    /// The percentile of all steps together.
    fn pooled(&self, quantile: f64) -> Option<StepTime> {
        let (mut spread, mut times, mut pages) = (Spread::default(), Histogram::new(), 0);
        for step in &self.judged().steps {
            spread.merge(&step.spread);
            step.times().into_iter().for_each(|known| times.merge(known));
            pages += step.pages;
        }
        step_time(None, pages, &spread, &times, quantile)
    }

    /// A percentile (0 to 1) of the pages of one step in the judged visits, each shopper weighing the same.
    #[must_use]
    pub fn time_of(&self, step: StepId, quantile: f64) -> Option<StepTime> {
        let pages = self.judged().steps.get(usize::from(step.0))?;
        step_time(Some(step), pages.pages, &pages.spread, pages.times()?, quantile)
    }

    /// The share of judged visits that failed: of all, or of the journey for which it is worst. `more` counts further visits that
    /// failed before they began. `None` before a visit has ended.
    #[must_use]
    pub fn failing(&self, more: u64) -> Option<Failing> {
        let all = self.judged().tally();
        let (failed, ended) = (all.failed + more, all.ended() + more);
        let together = (ended > 0).then(|| Failing {
            journey: None,
            failed,
            ended,
            share: failed as f64 / ended as f64,
        });
        let journeys = (0..self.journeys).filter_map(|journey| {
            let tally = self.judged_of(None, Some(journey));
            let (failed, ended) = (tally.failed, tally.ended());
            let share =
                if ended >= MANY_VISITS { failed as f64 / ended as f64 } else { at_least(failed, ended) };
            let counts = self.journeys > 1 && failed >= FEWEST_FAILURES;
            counts.then_some(Failing { journey: Some(journey), failed, ended, share })
        });
        // The share of all together counts unless a journey is worse.
        together
            .into_iter()
            .chain(journeys)
            .reduce(|worst, next| if next.share > worst.share { next } else { worst })
    }
}

fn step_time(
    step: Option<StepId>,
    pages: u64,
    spread: &Spread,
    times: &Histogram,
    quantile: f64,
) -> Option<StepTime> {
    // The greater of two values: the p95 of all pages, and that of shoppers, some of whom get slow pages again and again.
    let value = |rank: f64| {
        // The histogram rounds 0.28 × 25 up to the eighth value.
        let of_pages = times.quantile((rank - 1e-9).max(0.0));
        spread.quantile(rank, times).map_or(of_pages, |of_shoppers| of_shoppers.max(of_pages))
    };
    (pages > 0).then(|| StepTime {
        step,
        pages,
        seen: value(quantile),
        at_least: value(rank_for_sure(pages, quantile)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ranks_are_those_of_the_binomial_distribution() {
        // P(at least k of n below the p95) ≥ 0.9, by hand from the distribution's table.
        for (count, sure) in [(1, 1), (2, 2), (3, 2), (10, 9), (20, 18), (56, 51), (100, 92), (1_000, 941)] {
            let found = rank_for_sure(count, 0.95) * count as f64;
            assert!((found - f64::from(sure)).abs() < 1e-9, "{count}: {found}");
        }
        assert!((rank_for_sure(1_000_000, 0.95) - 0.95).abs() < 0.001);
    }

    #[test]
    fn bounds_are_clopper_and_pearsons() {
        for (failed, ended, bound) in
            [(0, 40, 0.0722), (0, 1, 0.95), (0, 300, 0.00994), (2, 40, 0.149), (5, 5, 1.0)]
        {
            assert!((certain_share(failed, ended) - bound).abs() < 0.001, "{failed} of {ended}");
        }
        for (failed, ended, bound) in [(0, 9, 0.0), (3, 3, 0.4642), (2, 10, 0.0545), (2, 2, 0.3162)] {
            assert!((at_least(failed, ended) - bound).abs() < 0.001, "{failed} of {ended}");
        }
    }

    proptest! {
        #[test]
        fn more_failures_are_never_a_smaller_share(failed in 0_u64..50, more in 1_u64..50, good in 0_u64..400) {
            let ended = failed + more + good;
            prop_assert!(at_least(failed + more, ended) >= at_least(failed, ended));
            prop_assert!(certain_share(failed + more, ended) >= certain_share(failed, ended));
        }
    }
}
