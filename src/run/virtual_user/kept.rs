//! What a virtual user keeps of the steps that it walks once.

use crate::plan::PlannedJourney;
use crate::scenario::Values;

/// What a virtual user keeps for as long as its cookies: the values of the steps that it walks once, and its rows of their data.
#[derive(Debug, Default)]
pub(super) struct ShopperMemory {
    /// The values that each group of such steps brought, once all of them held.
    groups: Vec<(usize, Vec<(String, String)>)>,
    /// The data sources of which it has its row.
    rows: Vec<usize>,
}

impl ShopperMemory {
    /// Whether it has no row of this data source yet; from now on it has one.
    pub(super) fn is_first_row(&mut self, source: usize) -> bool {
        let is_first = !self.rows.contains(&source);
        if is_first {
            self.rows.push(source);
        }
        is_first
    }

    /// A journey begins; returns the number of its first steps that were walked before, whose values it has again.
    pub(super) fn comes_back(&self, journey: &PlannedJourney, values: &mut Values) -> usize {
        let Some(once) = &journey.once else { return 0 };
        let Some((_, brought)) = self.groups.iter().find(|(group, _)| *group == once.group) else {
            return 0;
        };
        brought.iter().for_each(|(name, value)| values.set(name, value.clone()));
        once.steps
    }

    /// The first `walked` steps of the journey held. After the last of those that are walked once, their values are kept.
    pub(super) fn has_walked(&mut self, journey: &PlannedJourney, walked: usize, values: &Values) {
        let Some(once) = journey.once.as_ref().filter(|once| once.steps == walked) else { return };
        let extracts = journey.steps[..walked].iter().flat_map(|step| &step.extracts);
        let value = |name: &String| Some((name.clone(), values.get(name)?.into_owned()));
        let brought = extracts.filter_map(|extract| value(&extract.name)).collect();
        self.groups.push((once.group, brought));
    }
}
