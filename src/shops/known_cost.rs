//! What is known of a shop's rules to cost time, before anything is measured.

use crate::words::Message;

/// A cost that others have measured on this platform, and that this shop's rules bear the marks of.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownCost {
    /// What makes it.
    pub of: CostCause,
    /// The counts that show it are exact, not bounds.
    pub is_counted: bool,
    /// The cost in one sentence, with the rule's name where it is one rule's.
    pub what: Message,
    /// The numbers that show it, and what they leave open.
    pub evidence: Message,
    /// The advice on what to do about it.
    pub remedy: Message,
}

/// What makes a cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CostCause {
    /// A rule that is worked at once for each of its countries.
    Countries,
    /// More rules than a page should look at.
    ManyRules,
    /// Rules that apply to one cart.
    RulesTogether,
}

/// Something of a shop that its back office can be asked to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CensusItem {
    /// The countries that it sells to.
    Countries,
    /// The active rules beyond those that are many.
    RulesBeyond,
}

/// What a back office counted. What it was not asked, or did not want to say, is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleCensus(Vec<(CensusItem, u64)>);

impl RuleCensus {
    /// The count, where it was told.
    #[must_use]
    pub fn count(&self, what: CensusItem) -> Option<u64> {
        self.0.iter().find(|(known, _)| *known == what).map(|(_, count)| *count)
    }
}

impl FromIterator<(CensusItem, u64)> for RuleCensus {
    fn from_iter<T: IntoIterator<Item = (CensusItem, u64)>>(counts: T) -> Self {
        Self(counts.into_iter().collect())
    }
}
