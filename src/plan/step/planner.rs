//! What a step is planned with, and whom its problems are told.

use std::collections::{BTreeSet, HashSet};

use crate::http::Site;
use crate::plan::problem::Problems;
use crate::scenario::{DataSet, Scenario};
use crate::words::Message;

/// Plans one step.
pub(in crate::plan) struct StepPlanner<'a> {
    pub(in crate::plan) scenario: &'a Scenario,
    /// The site of the shop.
    pub(in crate::plan) site: &'a Site,
    pub(in crate::plan) data: &'a DataSet,
    pub(in crate::plan) place: String,
    pub(in crate::plan) known: &'a HashSet<String>,
    /// The data sources that the journey uses.
    pub(in crate::plan) used: &'a mut BTreeSet<usize>,
    pub(in crate::plan) problems: &'a mut Problems,
}

impl StepPlanner<'_> {
    pub(super) fn problem(&mut self, what: Message) {
        self.problems.add(self.place.clone(), what);
    }
}
