//! `bench --measure-promo`: the journey with and without its promotion, in turns, at the same light load.
//!
//! What the blocks mean is decided by `grade::PromoCost`; this is finding something to compare with, and the sending.

mod sibling;

use std::sync::Arc;
use std::time::Duration;

use super::capacity::mean_think_time;
use super::failure::Failure;
use super::prepare::{Prepared, unless_closed};
use super::recovery::{Recovery, Waited};
use super::session::{Measured, Role, Session};
use super::target::{LoadOptions, TargetOptions};
use crate::grade::{Block, Capacity, Comparison, NoCost, PromoCost, Setting};
use crate::metric::Ending;
use crate::plan::{self, Plan};
use crate::report::log;
use crate::run::Finished;
use crate::scenario::{Executor, Journey, Load, Scenario};

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

/// What the promotion's cost will be measured against.
#[derive(Debug)]
pub(super) struct Comparisons {
    all: Vec<Pairing>,
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
    /// Finds what to compare with, and adds those journeys to the scenario; they have no weight, so nobody walks them
    /// outside the comparison.
    pub(super) async fn prepare(
        prepared: &mut Prepared,
        reach: &TargetOptions,
        load: &LoadOptions,
        machine: plan::Capacity,
        sibling: Option<&url::Url>,
    ) -> Result<Self, Failure> {
        let mut all = Vec::new();
        if let Some(variant) = prepared.scenario.without_promotion() {
            all.push(Pairing {
                comparison: Comparison::WithoutItsSteps { left_out: variant.left_out },
                with: variant.with,
                without: variant.without.name.clone(),
            });
            prepared.scenario.journeys.push(variant.without);
        }
        let (found, why_not) = sibling::find(prepared, reach, load, machine, sibling).await?;
        if let Some(found) = found {
            all.push(Pairing {
                comparison: Comparison::Sibling { url: found.url.to_string() },
                with: found.with,
                without: found.journey.name.clone(),
            });
            prepared.scenario.journeys.push(found.journey);
        }
        if all.is_empty() {
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
        Ok(Self { all })
    }

    /// Measures each comparison and adds it to what was measured; its requests count, its times are not judged.
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
        for pairing in &self.all {
            if measured.ending != Ending::Completed || !is_ready(recovery, session, measured)? {
                measured.notes.push("the promotion's cost was not measured: the run ended before".to_owned());
                return Ok(());
            }
            match pairing.measure(session, load, Blocks { vus, lasting: block }, measured)? {
                Ok(cost) => {
                    session.log_part(log::PROMO_COST, &cost);
                    measured.promo_costs.push(cost);
                }
                Err(reason) => {
                    measured.notes.push(format!("the promotion's cost was not measured: {reason}"));
                }
            }
        }
        Ok(())
    }
}

impl Pairing {
    fn measure(
        &self,
        session: &Session<'_>,
        load: &LoadOptions,
        blocks: Blocks,
        measured: &mut Measured,
    ) -> Result<Result<PromoCost, NoCost>, Failure> {
        let mut order = fastrand::Rng::with_seed(load.seed);
        let mut pairs = Vec::new();
        let mut seconds = 0.0;
        // The first pair warms caches up and is thrown away.
        for pair in 0..=PAIRS {
            let seed = load.seed.wrapping_add(u64::from(pair));
            let done = pairs.len();
            let mut block = |journey: &str| -> Result<Result<Block, NoCost>, Failure> {
                let plan = || plan_of(session.prepared, journey, blocks, seed);
                let Some(plan) = unless_closed(&session.prepared.limits, plan)? else {
                    measured.ending = Ending::WindowClosed;
                    return Ok(Err(NoCost::Few(done)));
                };
                let plan = Arc::new(plan);
                let begin = session.elapsed();
                let finished = session.run(&plan, Role::Part, &mut |_, _| {})?;
                seconds += if pair > 0 { finished.summary.elapsed.as_secs_f64() } else { 0.0 };
                let block = Block::of(&finished.summary);
                take(measured, finished, begin);
                Ok(block)
            };
            let (with, without) = if order.bool() {
                let with = block(&self.with)?;
                (with, block(&self.without)?)
            } else {
                let without = block(&self.without)?;
                (block(&self.with)?, without)
            };
            if measured.ending != Ending::Completed {
                return Ok(Err(NoCost::Few(pairs.len())));
            }
            match (with, without) {
                (Ok(with), Ok(without)) if pair > 0 => pairs.push((with, without)),
                (Ok(_), Ok(_)) => {}
                (Err(reason), _) | (_, Err(reason)) => return Ok(Err(reason)),
            }
            session.say(&format!("  promotion's cost: pair {pair} of {PAIRS}"));
        }
        let steps = measured.summary.layout.steps.clone();
        let setting = Setting { comparison: self.comparison.clone(), vus: blocks.vus, steps, seconds };
        Ok(PromoCost::of(&pairs, setting))
    }
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

/// Adds a block to the run; a block that did not come to its end is the run's end.
fn take(measured: &mut Measured, block: Finished, begin: Duration) {
    measured.summary.append(&block.summary, begin, false);
    if measured.ending == Ending::Completed {
        measured.ending = block.ending;
    }
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
