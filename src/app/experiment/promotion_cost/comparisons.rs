//! What the promotion's cost is measured against.

use url::Url;

use super::blocks::BlockPlan;
use super::pairing::Pairing;
use super::sibling::{self, Sibling};
use crate::app::failure::Failure;
use crate::app::notes::Note;
use crate::app::prepare::Prepared;
use crate::app::target::{LoadOptions, TargetOptions};
use crate::grade::{Counterpart, NoCost};
use crate::plan::MachineCapacity;
use crate::words::Message;

/// What the promotion's cost will be measured against.
#[derive(Debug)]
pub(in crate::app::experiment) struct Comparisons {
    pub(super) all: Vec<Pairing>,
    /// A comparison that would show nothing, and why.
    pub(super) vain: Option<(Counterpart, NoCost)>,
}

impl Comparisons {
    /// Finds what to compare with, and adds those journeys to the scenario; they have no weight, so no load but that of a block
    /// walks them.
    ///
    /// # Errors
    ///
    /// [`Failure`] when there is nothing to compare with, or a block would be refused: before the first load.
    pub(in crate::app::experiment) async fn prepare(
        prepared: &mut Prepared,
        reach: &TargetOptions,
        load: &LoadOptions,
        machine: MachineCapacity,
        sibling: Option<&Url>,
    ) -> Result<Self, Failure> {
        let mut all = Vec::new();
        if let Some(variant) = prepared.scenario.without_promotion() {
            let comparison = Counterpart::WithoutItsSteps { left_out: variant.left_out };
            let without = prepared.scenario.add_comparison(variant.without);
            all.push(Pairing { comparison, with: variant.with, without });
        }
        let (found, why_not) = sibling::find(prepared, reach, load, machine, sibling).await?;
        let mut vain = None;
        if let Some(Sibling { url, with, journey, parts }) = found {
            let url = url.to_string();
            let comparison = Counterpart::Sibling { url: url.clone(), without: parts.missing };
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
                why_not.map_or_else(
                    || "no page like it without promotion was found".to_owned(),
                    |why| Message::from(&why).to_string()
                )
            )));
        }
        prepared.notes.extend(why_not.map(Note::NotCompared));
        for pairing in &all {
            BlockPlan::LIGHTEST.plan(prepared, &pairing.with, load.seed)?;
            BlockPlan::LIGHTEST.plan(prepared, &pairing.without, load.seed)?;
        }
        Ok(Self { all, vain })
    }
}
