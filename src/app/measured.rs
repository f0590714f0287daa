//! What a command measured, in one run or several.

use crate::grade::{Capacity, PromoCost};
use crate::metric::{Ending, GeneratorHealth, Summary};
use crate::plan::Plan;
use crate::run::Finished;
use crate::threshold::ThresholdResult;
use crate::words::Message;

/// What a command measured.
pub(super) struct Measured {
    pub(super) summary: Summary,
    pub(super) thresholds: Vec<ThresholdResult>,
    pub(super) ending: Ending,
    pub(super) health: GeneratorHealth,
    /// The capacity, when it was searched.
    pub(super) capacity: Option<Capacity>,
    /// What the promotion costs, against each thing it was compared with.
    pub(super) promo_costs: Vec<PromoCost>,
    /// Which of these costs are not measured, and why.
    pub(super) promo_unmeasured: Vec<Message>,
    /// What a reader must know about all this.
    pub(super) notes: Vec<Message>,
}

impl Measured {
    /// A single run.
    pub(super) fn of(finished: Finished, plan: &Plan) -> Self {
        let Finished { summary, windows, ending, health, paused } = finished;
        let active = summary.elapsed.saturating_sub(paused);
        let worst = windows.over_run();
        let thresholds = plan.thresholds().evaluate(&summary.total, active, summary.vus_max, &worst);
        Self {
            summary,
            thresholds,
            ending,
            health,
            capacity: None,
            promo_costs: Vec::new(),
            promo_unmeasured: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// What a run is to its command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Its hold is what the verdict judges.
    Judged,
    /// One of several, of which the best may be judged later.
    Part,
    /// Never judged. Its iterations are not those of the judged load: they count as those of this executor of the command,
    /// counted from 0.
    Beside(usize),
}
