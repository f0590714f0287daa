//! What the scripts of pages ask by themselves, as a whole: leaving it out, and telling what is left out.

use super::{Fields, Scenario, Step};

impl Scenario {
    /// Takes the background requests out, with the thresholds about them and the columns of addresses that only they use.
    pub fn leave_out_background(&mut self) {
        let steps = || self.journeys.iter().flat_map(|journey| &journey.steps);
        let (left_out, kept): (Vec<&Step>, Vec<&Step>) = steps().partition(|step| step.background);
        let is_of = |steps: &[&Step], (tag, value): &(String, String)| match tag.as_str() {
            "name" | "step" => steps.iter().any(|step| step.name == *value),
            "check" => steps.iter().flat_map(|step| &step.checks).any(|check| check.name == *value),
            _ => false,
        };
        let is_gone = |tag: &(String, String)| is_of(&left_out, tag) && !is_of(&kept, tag);
        let mut thresholds = Vec::from(std::mem::take(&mut self.thresholds));
        thresholds.retain(|threshold| !threshold.tags.iter().any(is_gone));
        for column in left_out.iter().filter_map(|step| step.path.strip_prefix("${")?.strip_suffix('}')) {
            let Some((source, field)) = column.split_once('.') else { continue };
            for Fields(row) in
                self.data.iter_mut().filter(|data| data.name == source).flat_map(|data| &mut data.rows)
            {
                row.retain(|(name, _)| name != field);
            }
        }
        self.thresholds = thresholds.into();
        self.journeys.iter_mut().for_each(|journey| journey.steps.retain(|step| !step.background));
    }

    /// What the pages' scripts ask, as far as it is known, that no step asks.
    #[must_use]
    pub fn background_left_out(&self) -> Vec<&str> {
        let steps = || self.journeys.iter().flat_map(|journey| &journey.steps);
        let asks = |step: &Step, name: &str| {
            let end = step.name.strip_suffix(name);
            step.background && end.is_some_and(|page| page.is_empty() || page.ends_with(' '))
        };
        let names = self.page.iter().flat_map(|page| &page.background);
        names.map(String::as_str).filter(|name| !steps().any(|step| asks(step, name))).collect()
    }
}
