//! `bench --measure-promo`: the journey with and without its promotion, in turns, at the same light load.
//!
//! What the blocks mean is decided by `grade::PromoCost`; this is finding something to compare with, and the sending.

mod blocks;
mod comparisons;
mod pairing;
mod parts;
mod sibling;

use std::sync::Arc;
use std::time::Duration;

use super::recovery::Waited;
use super::{Experiment, Session};
use crate::app::failure::Failure;
use crate::app::measured::Measured;
use crate::grade::{Counterpart, NoCost, PromoCost};
use crate::metric::{Ending, ExecutorLine};
use crate::plan::Plan;
use crate::record::log;
use crate::words::Message;
use blocks::BlockPlan;
use pairing::Pairing;

pub(super) use comparisons::Comparisons;

/// What the visits of the blocks are called among those of the run's executors: as the flag that asks for them.
const VISITS: &str = "measure-promo";

/// An experiment, and after it the promotion's cost. Its requests count, its times are not judged. Its visits are those of an
/// executor of their own, so that what is said of the judged load adds up.
pub(super) struct PromotionCost {
    first: Box<dyn Experiment>,
    comparisons: Comparisons,
    seed: u64,
}

impl PromotionCost {
    pub(super) fn after(first: Box<dyn Experiment>, comparisons: Comparisons, seed: u64) -> Self {
        Self { first, comparisons, seed }
    }

    /// Measures each comparison and adds it to what was measured. When the run ends before, the pairs that were finished are
    /// compared.
    fn measure(&self, session: &Session<'_>, measured: &mut Measured) -> Result<(), Failure> {
        let blocks = BlockPlan::after(measured);
        measured.summary.executors.push(executor());
        for pairing in &self.comparisons.all {
            match self.compare(pairing, session, blocks, measured)? {
                Ok(cost) => measured.promo_costs.push(cost),
                Err(reason) => leave_out(session, measured, &pairing.comparison, &reason),
            }
        }
        if let Some((comparison, reason)) = &self.comparisons.vain {
            leave_out(session, measured, comparison, reason);
        }
        Ok(())
    }

    /// The cost by one comparison, or why it is not measured.
    fn compare(
        &self,
        pairing: &Pairing,
        session: &Session<'_>,
        blocks: BlockPlan,
        measured: &mut Measured,
    ) -> Result<Result<PromoCost, NoCost>, Failure> {
        if measured.ending != Ending::Completed {
            return Ok(Err(NoCost::Few(0)));
        }
        // Hours that are over are the end of the run.
        match session.wait_for_recovery(true)? {
            Waited::Recovered => return pairing.measure(session, self.seed, blocks, measured),
            Waited::WindowClosed => measured.ending = Ending::WindowClosed,
            Waited::Stopped => measured.ending = Ending::Stopped,
            Waited::InVain | Waited::Interrupted => return Ok(Err(NoCost::NotRecovered)),
        }
        Ok(Err(NoCost::Few(0)))
    }
}

impl Experiment for PromotionCost {
    fn plan(&self) -> &Arc<Plan> {
        self.first.plan()
    }

    fn describe(&self) -> Message {
        self.first.describe()
    }

    fn lasts(&self) -> Option<Duration> {
        self.first.lasts()
    }

    /// The blocks after the load end when the difference is clear.
    fn takes(&self) -> Option<Message> {
        None
    }

    fn warnings(&self) -> Vec<Message> {
        self.first.warnings()
    }

    fn executors(&self) -> Vec<ExecutorLine> {
        let mut executors = self.first.executors();
        executors.push(executor());
        executors
    }

    fn carry_out(&self, session: &Session<'_>) -> Result<Measured, Failure> {
        session.see_shop_at_rest()?;
        let mut measured = self.first.carry_out(session)?;
        self.measure(session, &mut measured)?;
        Ok(measured)
    }
}

/// The executor that the visits of the blocks are counted for. How many there will be depends on the run before them.
fn executor() -> ExecutorLine {
    ExecutorLine { name: VISITS.to_owned(), planned: None, arrivals: false, needs: None }
}

/// Says that a cost is not measured.
fn leave_out(session: &Session<'_>, measured: &mut Measured, comparison: &Counterpart, reason: &NoCost) {
    let why = reason.words(comparison);
    session.log_part(log::PROMO_UNMEASURED, &why);
    measured.promo_unmeasured.push(why);
}
