//! `bench --measure-promo`: the journey with and without its promotion, in turns, at the same light load.
//!
//! What the blocks mean is decided by `grade::PromoCost`; this is finding something to compare with, and the sending.

mod parts;
mod sibling;

use std::sync::Arc;
use std::time::Duration;

use super::capacity::mean_think_time;
use super::failure::Failure;
use super::measured::{Measured, Role};
use super::prepare::{Prepared, unless_closed};
use super::recovery::{Recovery, Waited};
use super::session::Session;
use super::target::{LoadOptions, TargetOptions};
use crate::grade::{Block, Capacity, Comparison, NoCost, PromoCost, Setting};
use crate::metric::{Ending, ExecutorLine};
use crate::plan::{self, Plan};
use crate::record::log;
use crate::run::Finished;
use crate::scenario::{Executor, Journey, Load, Scenario};
use sibling::Sibling;

/// Pairs of blocks: Student's interval of twelve differences is 1.12 times as wide as that of very many.
const PAIRS: u32 = 12;
/// A block is about a sixth of the run, within these bounds; journeys are never cut.
const BLOCK: (u32, Duration, Duration) = (6, Duration::from_secs(1), Duration::from_secs(5));
/// What a journey takes beside its think times, roughly.
const ANSWERS: Duration = Duration::from_millis(500);
/// The part of the run's virtual users that walk: few, so that nobody queues and the shop's own time shows.
const PART: u32 = 10;
/// The fewest and the most of them.
const VUS: (u32, u32) = (2, 20);

/// What the visits of the blocks are called among those of the run's executors: as the flag that asks for them.
const VISITS: &str = "measure-promo";

/// What the promotion's cost will be measured against.
#[derive(Debug)]
pub(super) struct Comparisons {
    all: Vec<Pairing>,
    /// A comparison that would show nothing, and why.
    vain: Option<(Comparison, NoCost)>,
}

/// Two journeys of one scenario.
#[derive(Debug)]
struct Pairing {
    comparison: Comparison,
    with: String,
    without: String,
}

/// What all blocks of a comparison have in common.
#[derive(Debug, Clone, Copy)]
struct Blocks {
    vus: u32,
    /// About this long.
    lasting: Duration,
}

impl Comparisons {
    /// Finds what to compare with, and adds those journeys to the scenario; they have no weight, so no load but that of a block
    /// walks them.
    ///
    /// # Errors
    ///
    /// [`Failure`] when there is nothing to compare with, or a block would be refused: before the first load.
    pub(super) async fn prepare(
        prepared: &mut Prepared,
        reach: &TargetOptions,
        load: &LoadOptions,
        machine: plan::Capacity,
        sibling: Option<&url::Url>,
    ) -> Result<Self, Failure> {
        let mut all = Vec::new();
        if let Some(variant) = prepared.scenario.without_promotion() {
            let comparison = Comparison::WithoutItsSteps { left_out: variant.left_out };
            let without = prepared.scenario.add_comparison(variant.without);
            all.push(Pairing { comparison, with: variant.with, without });
        }
        let (found, why_not) = sibling::find(prepared, reach, load, machine, sibling).await?;
        let mut vain = None;
        if let Some(Sibling { url, with, journey, parts }) = found {
            let url = url.to_string();
            let comparison = Comparison::Sibling { url: url.clone(), without: parts.missing };
            if !parts.shared.is_empty() {
                vain = Some((comparison.clone(), NoCost::OnBothPages { url, parts: parts.shared }));
            }
            if !parts.is_in_vain {
                let without = prepared.scenario.add_comparison(journey);
                all.push(Pairing { comparison, with, without });
            }
        }
        if all.is_empty() && vain.is_none() {
            return Err(Failure::Target(format!(
                "--measure-promo has nothing to compare with: no step of the journey is there for the promotion alone \
                 (a voucher, or `promotion = true` in the scenario), and {}; name a page of the same kind without promotion \
                 with --without-promo",
                why_not.unwrap_or_else(|| "no page like it without promotion was found".into())
            )));
        }
        prepared
            .notes
            .extend(why_not.map(|why| format!("the promotion is not compared with another page: {why}")));
        let light = Blocks { vus: VUS.0, lasting: BLOCK.1 };
        for pairing in &all {
            plan_of(prepared, &pairing.with, light, load.seed)?;
            plan_of(prepared, &pairing.without, light, load.seed)?;
        }
        Ok(Self { all, vain })
    }

    /// The executor that the visits of the blocks are counted for. How many there will be depends on the run before them.
    pub(super) fn executor() -> ExecutorLine {
        ExecutorLine { name: VISITS.to_owned(), planned: None, arrivals: false, needs: None }
    }

    /// Measures each comparison and adds it to what was measured; its requests count, its times are not judged. Its visits are
    /// those of an executor of their own, so that what is said of the judged load adds up. When the run ends before, the
    /// pairs that were finished are compared.
    pub(super) fn measure(
        &self,
        session: &Session<'_>,
        recovery: &Recovery<'_>,
        load: &LoadOptions,
        measured: &mut Measured,
    ) -> Result<(), Failure> {
        let (part, shortest, longest) = BLOCK;
        let block = (measured.summary.elapsed / part).clamp(shortest, longest);
        let searched = measured.capacity.as_ref().and_then(Capacity::held_shoppers);
        let shoppers = u32::try_from(searched.unwrap_or(measured.summary.vus_max)).unwrap_or(u32::MAX);
        let vus = (shoppers / PART).clamp(VUS.0, VUS.1);
        measured.summary.executors.push(Self::executor());
        for pairing in &self.all {
            let found = if measured.ending != Ending::Completed {
                Err(NoCost::Few(0))
            } else if is_ready(recovery, session, measured)? {
                pairing.measure(session, load, Blocks { vus, lasting: block }, measured)?
            } else if measured.ending == Ending::Completed {
                Err(NoCost::NotRecovered)
            } else {
                Err(NoCost::Few(0))
            };
            match found {
                Ok(cost) => measured.promo_costs.push(cost),
                Err(reason) => leave_out(session, measured, &pairing.comparison, &reason),
            }
        }
        if let Some((comparison, reason)) = &self.vain {
            leave_out(session, measured, comparison, reason);
        }
        Ok(())
    }
}

/// Says that a cost is not measured.
fn leave_out(session: &Session<'_>, measured: &mut Measured, comparison: &Comparison, reason: &NoCost) {
    let why = reason.words(comparison);
    session.log_part(log::PROMO_UNMEASURED, &why);
    measured.promo_unmeasured.push(why);
}

impl Pairing {
    /// Measures pairs of blocks until all are measured or the run ends; a pair that was cut off is left out.
    fn measure(
        &self,
        session: &Session<'_>,
        load: &LoadOptions,
        blocks: Blocks,
        measured: &mut Measured,
    ) -> Result<Result<PromoCost, NoCost>, Failure> {
        let mut order = fastrand::Rng::with_seed(load.seed);
        let setting = Setting {
            comparison: self.comparison.clone(),
            vus: blocks.vus,
            steps: measured.summary.layout.steps.clone(),
            planned_pairs: PAIRS,
        };
        let mut pairs = Vec::new();
        // The first pair warms caches up and is thrown away.
        for pair in 0..=PAIRS {
            let seed = load.seed.wrapping_add(u64::from(pair));
            let names = [&self.with, &self.without];
            let with_first = order.bool();
            let (mut with, mut without) = (None, None);
            for is_with in [with_first, !with_first] {
                let block = block(session, names[usize::from(!is_with)], blocks, seed, measured)?;
                *(if is_with { &mut with } else { &mut without }) = block;
            }
            let (Some(with), Some(without)) = (with, without) else { break };
            match (with, without) {
                (Ok(with), Ok(without)) if pair > 0 => pairs.push((with, without)),
                (Ok(_), Ok(_)) => {}
                (Err(reason), _) | (_, Err(reason)) => return Ok(Err(reason)),
            }
            if let Ok(so_far) = PromoCost::of(&pairs, setting.clone()) {
                session.log_part(log::PROMO_COST, &so_far);
            }
            session.say(&format!("  promotion's cost: pair {pair} of {PAIRS}"));
        }
        Ok(PromoCost::of(&pairs, setting))
    }
}

/// Runs a block and adds it to the run; `None` when the run has ended before it was finished.
fn block(
    session: &Session<'_>,
    journey: &str,
    blocks: Blocks,
    seed: u64,
    measured: &mut Measured,
) -> Result<Option<Result<Block, NoCost>>, Failure> {
    if measured.ending != Ending::Completed {
        return Ok(None);
    }
    let plan = || plan_of(session.prepared, journey, blocks, seed);
    let Some(plan) = unless_closed(&session.prepared.limits, plan)? else {
        measured.ending = Ending::WindowClosed;
        return Ok(None);
    };
    let begin = session.elapsed();
    // The last executor of the run is that of the blocks.
    let executor = measured.summary.executors.len().saturating_sub(1);
    let Finished { mut summary, ending, .. } =
        session.run(&Arc::new(plan), Role::Beside(executor), &mut |_, _| {})?;
    let block = Block::of(&summary);
    summary.total.count_as(executor);
    measured.summary.append(&summary, begin, false);
    measured.ending = ending;
    Ok((measured.ending == Ending::Completed).then_some(block))
}

/// Whether the shop has recovered, so that a comparison can begin. Hours that are over are the end of the run.
fn is_ready(
    recovery: &Recovery<'_>,
    session: &Session<'_>,
    measured: &mut Measured,
) -> Result<bool, Failure> {
    let waited = recovery.wait(session, true)?;
    match waited {
        Waited::WindowClosed => measured.ending = Ending::WindowClosed,
        Waited::Stopped => measured.ending = Ending::Stopped,
        Waited::Recovered | Waited::InVain | Waited::Interrupted => {}
    }
    Ok(waited == Waited::Recovered)
}

/// The plan of a block: each virtual user walks the journey a few times to its end.
fn plan_of(prepared: &Prepared, journey: &str, blocks: Blocks, seed: u64) -> Result<Plan, Failure> {
    let mut scenario: Scenario = prepared.scenario.clone();
    scenario.journeys.iter_mut().for_each(|known| known.weight = u32::from(known.name == journey));
    let walked: Vec<Journey> = scenario.journeys.iter().filter(|known| known.weight > 0).cloned().collect();
    let journey = mean_think_time(&walked) + ANSWERS;
    let iterations = (blocks.lasting.as_secs_f64() / journey.as_secs_f64()).ceil().clamp(1.0, 20.0) as u64;
    scenario.loads = vec![Load {
        vus: Some(blocks.vus),
        iterations: Some(iterations),
        max_duration: Some((blocks.lasting + journey) * 10),
        ..Load::new(Executor::PerVuIterations)
    }];
    prepared.plan_of(scenario, &LoadOptions { seed, ..LoadOptions::default() })
}
