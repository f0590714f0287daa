//! Two journeys of one scenario, with and without the promotion, that walk in turns.

use super::blocks::BlockPlan;
use crate::app::experiment::Session;
use crate::app::failure::Failure;
use crate::app::measured::Measured;
use crate::grade::{Counterpart, NoCost, PromoCost, Setting};
use crate::record::log;
use crate::words::Message;

/// Pairs of blocks: Student's interval of twelve differences is 1.12 times as wide as that of very many.
const PAIRS: u32 = 12;

/// Two journeys of one scenario.
#[derive(Debug)]
pub(super) struct Pairing {
    pub(super) comparison: Counterpart,
    pub(super) with: String,
    pub(super) without: String,
}

impl Pairing {
    /// Measures pairs of blocks until all are measured or the run ends; a pair that was cut off is left out.
    pub(super) fn measure(
        &self,
        session: &Session<'_>,
        seed: u64,
        blocks: BlockPlan,
        measured: &mut Measured,
    ) -> Result<Result<PromoCost, NoCost>, Failure> {
        let mut order = fastrand::Rng::with_seed(seed);
        let setting = Setting {
            comparison: self.comparison.clone(),
            vus: blocks.vus,
            steps: measured.summary.layout.steps.clone(),
            planned_pairs: PAIRS,
        };
        let mut pairs = Vec::new();
        // The first pair warms caches up and is thrown away.
        for pair in 0..=PAIRS {
            let seed = seed.wrapping_add(u64::from(pair));
            let names = [&self.with, &self.without];
            let with_first = order.bool();
            let (mut with, mut without) = (None, None);
            for is_with in [with_first, !with_first] {
                let block = blocks.run(session, names[usize::from(!is_with)], seed, measured)?;
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
            let told = Message::new("live-pair").with("pair", u64::from(pair)).with("of", u64::from(PAIRS));
            session.say(&format!("  {}", told.say(session.lang)));
        }
        Ok(PromoCost::of(&pairs, setting))
    }
}
