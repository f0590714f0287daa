//! What the shop's rules are known to cost, as findings.

use super::{Confidence, Finding, FindingKind};
use crate::shops::{CostCause, KnownCost};

/// What is certain are the counts; that they cost time here, too, is for the evidence to leave open.
impl From<KnownCost> for Finding {
    fn from(cost: KnownCost) -> Self {
        let kind = match cost.of {
            CostCause::Countries => FindingKind::RuleByCountry,
            CostCause::ManyRules => FindingKind::ManyRules,
            CostCause::RulesTogether => FindingKind::RulesTogether,
        };
        let confidence = if cost.is_counted { Confidence::High } else { Confidence::Low };
        Finding::new(kind, cost.what, cost.evidence, cost.remedy).sure(confidence)
    }
}
