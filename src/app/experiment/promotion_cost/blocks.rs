//! The blocks of a comparison: a few virtual users walk one journey a few times, each time to its end.

use std::sync::Arc;
use std::time::Duration;

use crate::app::experiment::Session;
use crate::app::experiment::think_time::mean_think_time;
use crate::app::failure::Failure;
use crate::app::measured::{Measured, Role};
use crate::app::prepare::{Prepared, unless_closed};
use crate::app::target::LoadOptions;
use crate::grade::{BlockTimes, Capacity, NoCost};
use crate::metric::Ending;
use crate::plan::Plan;
use crate::run::Finished;
use crate::scenario::{Executor, Journey, Load, Scenario};

/// A block is about a sixth of the run, within these bounds; journeys are never cut.
const BLOCK: (u32, Duration, Duration) = (6, Duration::from_secs(1), Duration::from_secs(5));
/// What a journey takes beside its think times, roughly.
const ANSWERS: Duration = Duration::from_millis(500);
/// The part of the run's virtual users that walk: few, so that no one queues and the shop's own time shows.
const PART: u32 = 10;
/// The fewest and the most of them.
const VUS: (u32, u32) = (2, 20);

/// What all blocks of a comparison have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct BlockPlan {
    pub(super) vus: u32,
    /// About this long.
    lasting: Duration,
}

impl BlockPlan {
    /// The lightest and shortest.
    pub(super) const LIGHTEST: Self = Self { vus: VUS.0, lasting: BLOCK.1 };

    /// Those that suit the load that was measured before them.
    pub(super) fn after(measured: &Measured) -> Self {
        let (part, shortest, longest) = BLOCK;
        let searched = measured.capacity.as_ref().and_then(Capacity::held_shoppers);
        let shoppers = u32::try_from(searched.unwrap_or(measured.summary.vus_max)).unwrap_or(u32::MAX);
        Self {
            vus: (shoppers / PART).clamp(VUS.0, VUS.1),
            lasting: (measured.summary.elapsed / part).clamp(shortest, longest),
        }
    }

    /// The plan of a block: each virtual user walks the journey a few times to its end.
    pub(super) fn plan(self, prepared: &Prepared, journey: &str, seed: u64) -> Result<Plan, Failure> {
        let mut scenario: Scenario = prepared.scenario.clone();
        scenario.journeys.iter_mut().for_each(|known| known.weight = u32::from(known.name == journey));
        let walked: Vec<Journey> =
            scenario.journeys.iter().filter(|known| known.weight > 0).cloned().collect();
        let journey = mean_think_time(&walked) + ANSWERS;
        let iterations = (self.lasting.as_secs_f64() / journey.as_secs_f64()).ceil().clamp(1.0, 20.0) as u64;
        scenario.loads = vec![Load {
            vus: Some(self.vus),
            iterations: Some(iterations),
            max_duration: Some((self.lasting + journey) * 10),
            ..Load::new(Executor::PerVuIterations)
        }];
        prepared.plan_of(scenario, &LoadOptions { seed, ..LoadOptions::default() })
    }

    /// Runs a block and adds it to what was measured; `None` when the run has ended before it was finished.
    pub(super) fn run(
        self,
        session: &Session<'_>,
        journey: &str,
        seed: u64,
        measured: &mut Measured,
    ) -> Result<Option<Result<BlockTimes, NoCost>>, Failure> {
        if measured.ending != Ending::Completed {
            return Ok(None);
        }
        let plan = || self.plan(session.prepared, journey, seed);
        let Some(plan) = unless_closed(&session.prepared.limits, plan)? else {
            measured.ending = Ending::WindowClosed;
            return Ok(None);
        };
        let begin = session.elapsed();
        // The last executor of the run is that of the blocks.
        let executor = measured.summary.executors.len().saturating_sub(1);
        let Finished { mut summary, ending, .. } =
            session.run(&Arc::new(plan), Role::Beside(executor), None)?;
        let block = BlockTimes::of(&summary);
        summary.total.count_as(executor);
        measured.summary.append(&summary, begin, false);
        measured.ending = ending;
        Ok((measured.ending == Ending::Completed).then_some(block))
    }
}
