//! Computes differences with their intervals from pairs of blocks of journeys.

use super::{Counterpart, NoCost, PromoCost, StepCost};
use crate::grade::Estimate;
use crate::grade::student::student;
use crate::metric::{Phase, StepSeries, Summary};

/// The greatest share of failures in a block; with more, the times of journeys say nothing, because they end early.
const MOST_FAILURES: f64 = 0.05;
/// The fewest pairs with a meaningful interval.
const LEAST_PAIRS: usize = 3;

/// The times of the journeys of one block. A journey counts when it is completed.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockTimes {
    journeys: u64,
    seconds: f64,
    /// Microseconds for each step of the layout: whole requests, and waiting for the first byte.
    steps: Vec<(f64, f64)>,
}

impl BlockTimes {
    /// Takes the block out of a run.
    ///
    /// # Errors
    ///
    /// [`NoCost`] when its journeys failed too often or none was completed.
    pub fn of(summary: &Summary) -> Result<Self, NoCost> {
        let measured = &summary.total;
        let failures = measured.failure_rate().unwrap_or(0.0);
        if failures > MOST_FAILURES {
            return Err(NoCost::Failures(failures));
        }
        if measured.iterations() == 0 {
            return Err(NoCost::Nothing);
        }
        let steps =
            measured.steps().iter().map(|series| (sum(series, &WHOLE), sum(series, &[Phase::Waiting])));
        Ok(Self {
            journeys: measured.iterations(),
            seconds: summary.elapsed.as_secs_f64(),
            steps: steps.collect(),
        })
    }

    fn per_journey(&self, micros: f64) -> f64 {
        micros / self.journeys as f64 / 1e3
    }

    fn step(&self, index: usize) -> f64 {
        self.per_journey(self.steps.get(index).map_or(0.0, |(whole, _)| *whole))
    }

    fn journey(&self) -> f64 {
        self.per_journey(self.steps.iter().map(|(whole, _)| whole).sum())
    }

    fn shop(&self) -> f64 {
        self.per_journey(self.steps.iter().map(|(_, waiting)| waiting).sum())
    }
}

/// The phases that add up to a request, from its intended start.
const WHOLE: [Phase; 4] = [Phase::Blocked, Phase::Sending, Phase::Waiting, Phase::Receiving];

/// The sum of these phases over all requests of a step, in microseconds.
fn sum(series: &StepSeries, phases: &[Phase]) -> f64 {
    let of_phase =
        |phase: &Phase| series.phase(*phase).map_or(0.0, |values| values.mean() * values.count() as f64);
    phases.iter().map(of_phase).sum()
}

/// The settings of the blocks.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The journey that the one with the promotion is compared with.
    pub comparison: Counterpart,
    /// Virtual users in all blocks.
    pub vus: u32,
    /// Names of the layout's steps; those of pages' files belong to their pages.
    pub steps: Vec<String>,
    /// Pairs of blocks that were planned.
    pub planned_pairs: u32,
}

impl PromoCost {
    /// Compares pairs of blocks, with and without the promotion. The intervals are Student's for paired differences: a slow
    /// change (a cache that warms, a neighbour's load) is in both blocks of a pair. Fewer pairs than planned widen the intervals
    /// by themselves.
    ///
    /// # Errors
    ///
    /// [`NoCost::Few`] with fewer than three pairs.
    pub fn of(pairs: &[(BlockTimes, BlockTimes)], setting: Setting) -> Result<Self, NoCost> {
        if pairs.len() < LEAST_PAIRS {
            return Err(NoCost::Few(pairs.len()));
        }
        let differences = |value: &dyn Fn(&BlockTimes) -> f64| {
            estimate(pairs.iter().map(|(with, without)| value(with) - value(without)))
        };
        let mean = |value: &dyn Fn(&(BlockTimes, BlockTimes)) -> f64| {
            pairs.iter().map(value).sum::<f64>() / pairs.len() as f64
        };
        let steps = setting.steps.iter().enumerate().filter_map(|(index, name)| {
            let with = mean(&|(with, _)| with.step(index));
            let without = mean(&|(_, without)| without.step(index));
            let taken = |millis: f64| (millis > 0.0).then_some(millis);
            taken(with + without).map(|_| StepCost {
                step: name.clone(),
                with_ms: taken(with),
                without_ms: taken(without),
                difference_ms: differences(&|block| block.step(index)),
            })
        });
        let lost = pairs.iter().map(|(with, without)| {
            let (with, without) = (with.shop(), without.shop());
            if with > 0.0 { 1.0 - without / with } else { 0.0 }
        });
        Ok(Self {
            steps: steps.collect(),
            pairs: u32::try_from(pairs.len()).unwrap_or(u32::MAX),
            planned_pairs: setting.planned_pairs,
            block_s: mean(&|(with, without)| (with.seconds + without.seconds) / 2.0),
            journeys_with: pairs.iter().map(|(with, _)| with.journeys).sum(),
            journeys_without: pairs.iter().map(|(_, without)| without.journeys).sum(),
            journey_ms: differences(&BlockTimes::journey),
            journey_without_ms: mean(&|(_, without)| without.journey()),
            shop_time_ms: differences(&BlockTimes::shop),
            lost_capacity: estimate(lost),
            comparison: setting.comparison,
            vus: setting.vus,
        })
    }
}

/// The mean of the differences with Student's 95 % interval.
fn estimate(differences: impl Iterator<Item = f64>) -> Estimate {
    let differences: Vec<f64> = differences.collect();
    let count = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / count;
    let squares: f64 = differences.iter().map(|difference| (difference - mean).powi(2)).sum();
    let error = (squares / (count - 1.0) / count).sqrt();
    let t = student(count - 1.0, 0.95);
    Estimate { value: mean, low: mean - t * error, high: mean + t * error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block(page_ms: f64, code_ms: f64) -> BlockTimes {
        let step = |millis: f64| (millis * 10_000.0, millis * 9_000.0);
        BlockTimes { journeys: 10, seconds: 10.0, steps: vec![step(page_ms), step(code_ms)] }
    }

    fn setting() -> Setting {
        Setting {
            comparison: Counterpart::WithoutItsSteps { left_out: vec!["code".into()] },
            vus: 5,
            steps: vec!["page".into(), "code".into()],
            planned_pairs: 12,
        }
    }

    #[test]
    fn says_what_the_promotion_adds() {
        let pairs: Vec<_> =
            [100.0, 102.0, 98.0].map(|page| (block(page + 5.0, 40.0), block(page, 0.0))).into();
        let cost = PromoCost::of(&pairs, setting()).unwrap();
        assert!((cost.journey_ms.value - 45.0).abs() < 1e-9 && cost.is_seen());
        assert!((cost.journey_without_ms - 100.0).abs() < 1e-9);
        assert!((cost.shop_time_ms.value - 40.5).abs() < 1e-9);
        assert!((cost.lost_capacity.value - 45.0 / 145.0).abs() < 0.01);
        assert_eq!((cost.pairs, cost.block_s, cost.journeys_with), (3, 10.0, 30));
        assert!(cost.is_cut_short());
        let code = &cost.steps[1];
        assert_eq!((code.with_ms, code.without_ms), (Some(40.0), None));
        assert!((cost.steps[0].difference_ms.value - 5.0).abs() < 1e-9);
    }

    #[test]
    fn student_s_interval_is_that_of_the_tables() {
        // Five differences with mean 3 and deviation √2.5: t(4, 97.5 %) = 2.776.
        let found = estimate([1.0, 2.0, 3.0, 4.0, 5.0].into_iter());
        let half = 2.776 * (2.5_f64 / 5.0).sqrt();
        assert!((found.value - 3.0).abs() < 1e-9);
        assert!((found.high - 3.0 - half).abs() < 1e-3 && (3.0 - found.low - half).abs() < 1e-3);
    }

    #[test]
    fn noise_is_no_difference() {
        let pairs: Vec<_> = [(100.0, 103.0), (104.0, 99.0), (98.0, 101.0), (102.0, 100.0)]
            .map(|(with, without)| (block(with, 0.0), block(without, 0.0)))
            .into();
        assert!(!PromoCost::of(&pairs, setting()).unwrap().is_seen());
    }

    #[test]
    fn two_pairs_say_nothing() {
        let pairs = vec![(block(1.0, 0.0), block(1.0, 0.0)); 2];
        assert_eq!(PromoCost::of(&pairs, setting()), Err(NoCost::Few(2)));
    }

    proptest! {
        #[test]
        fn what_both_blocks_of_a_pair_feel_is_no_cost(drift in prop::collection::vec(50.0_f64..500.0, 4..12)) {
            let pairs: Vec<_> = drift.iter().map(|page| (block(*page + 7.0, 0.0), block(*page, 0.0))).collect();
            let cost = PromoCost::of(&pairs, setting()).unwrap();
            prop_assert!((cost.journey_ms.value - 7.0).abs() < 1e-6);
            prop_assert!(cost.journey_ms.high - cost.journey_ms.low < 1e-6);
        }
    }
}
